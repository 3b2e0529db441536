"""`filbert dead-letters`: events that failed, why, and another try."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from filbert.runtime.commands.table import aligned

if TYPE_CHECKING:
    from filbert.runtime.deployment.dead_letters import DeadLetter, Event

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)

Environment = Annotated[
    str | None,
    typer.Option("--environment", "-e", help="Name of the environment; by default the only one in use."),
]
Scenario = Annotated[str | None, typer.Option(help="Only of this scenario.")]
Node = Annotated[str | None, typer.Option(help="Only of this node.")]
Code = Annotated[str | None, typer.Option(help="Only with this code, such as E_DIV0.")]
Since = Annotated[str | None, typer.Option(help="Only since then: a duration such as 2h, or a time.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command(name="list")
def list_letters(
    environment: Environment = None,
    scenario: Scenario = None,
    node: Node = None,
    code: Code = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest.")] = 100,
    as_json: Json = False,
) -> None:
    """List dead letters, the newest last."""
    name, servers = _environment(environment)
    letters = _read(servers, name, scenario, node, code, since)
    shown = letters[-limit:]
    if as_json:
        content = [_content(letter) for letter in shown]
        print(json.dumps({"environment": name, "total": len(letters), "dead_letters": content}))
        return
    if not letters:
        print(f"No dead letters in {name}.")
        return
    rows = [("ID", "TIME", "SCENARIO", "NODE", "CODE", "PLACE", "EVENT", "MESSAGE")]
    rows += [
        (
            letter.id[:12],
            _moment(letter.recorded_at),
            letter.scenario,
            letter.node,
            letter.code,
            letter.place,
            letter.event_id,
            letter.message,
        )
        for letter in shown
    ]
    print(aligned(rows))
    if len(letters) > limit:
        print(f"{len(letters) - limit} older ones are not shown; --limit shows more.")


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it.")],
    environment: Environment = None,
    as_json: Json = False,
) -> None:
    """Show one dead letter with everything that is known, and the event it came from."""
    from filbert.runtime.deployment.dead_letters import DeadLetterError, find_event

    name, servers = _environment(environment)
    (letter,) = _by_id(_read(servers, name), [identifier])
    event: Event | None
    try:
        event = find_event(servers, name, letter)
    except DeadLetterError:
        event = None
    if as_json:
        found = (
            {"origin": event.origin, "key": _text(event.key), "value": _text(event.value)} if event else None
        )
        print(json.dumps({"dead_letter": _content(letter), "event": found}))
        return
    hidden = {"raw", "event"}
    for field, value in letter.content.items():
        if value is not None and field not in hidden:
            print(f"{field:<12} {value}")
    if event is None:
        print("The event itself is gone.")
    else:
        print(f"{'event':<12} from {event.origin}")
        print(f"{'key':<12} {_text(event.key) if event.key is not None else '–'}")
        print(_pretty(_text(event.value)))


@app.command()
def replay(
    identifiers: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]…", help="Their ids, or the beginnings of them.")
    ] = None,
    environment: Environment = None,
    scenario: Scenario = None,
    node: Node = None,
    code: Code = None,
    since: Since = None,
    edit: Annotated[
        Path | None, typer.Option(help="Send the content of this file instead; for one dead letter only.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before events count again.")] = False,
    as_json: Json = False,
) -> None:
    """Send the events of dead letters through their scenario again, with the ids they had."""
    from filbert.runtime.deployment.dead_letters import UNREADABLE, DeadLetterError, find_event, marked
    from filbert.runtime.deployment.dead_letters import replay as send

    if not identifiers and not any((scenario, node, code)):
        _fail("name the dead letters by id, or choose them by --code, --node or --scenario", 2)
    name, servers = _environment(environment)
    letters = _read(servers, name, scenario, node, code, since)
    if identifiers:
        letters = _by_id(letters, identifiers)
    if not letters:
        _fail("there is no such dead letter", 1)
    if edit is not None and len(letters) != 1:
        _fail(f"--edit is for one dead letter, these are {len(letters)}", 2)
    _confirm(letters, name, yes, as_json)
    events, gone = [], []
    for letter in _once_per_event(letters):
        try:
            event = (
                find_event(servers, name, letter) if edit is None else _edited(edit, servers, name, letter)
            )
        except DeadLetterError as error:
            gone.append(str(error))
            continue
        if marked(event.value, letter.event_id) is None:
            gone.append(UNREADABLE.format(letter.id))
            continue
        events.append((letter, event))
    try:
        send(servers, name, events)
    except DeadLetterError as error:
        _fail(str(error), 1)
    if as_json:
        print(json.dumps({"replayed": [letter.id for letter, _ in events], "failed": gone}))
    else:
        print(f"{len(events)} event{'s' if len(events) != 1 else ''} sent round again.")
    for message in gone:
        print(f"filbert dead-letters: {message}", file=sys.stderr)
    raise typer.Exit(1 if gone else 0)


def _read(
    servers: str,
    environment: str,
    scenario: str | None = None,
    node: str | None = None,
    code: str | None = None,
    since: str | None = None,
) -> "list[DeadLetter]":
    from filbert.runtime.deployment.dead_letters import DeadLetterError, read

    def wanted(letter: "DeadLetter") -> bool:
        pairs = ((scenario, letter.scenario), (node, letter.node), (code, letter.code))
        return all(asked in (None, found) for asked, found in pairs)

    try:
        return read(servers, environment, wanted=wanted, since=_since(since))
    except DeadLetterError as error:
        _fail(str(error), 1)


def _since(text: str | None) -> int | None:
    from datetime import UTC, datetime

    from filbert.components.duration import parse_duration

    if text is None:
        return None
    try:
        return int(time.time() * 1000) - parse_duration(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _fail(f"--since {text}: neither a duration such as 2h nor a time such as 2026-01-31T12:00:00Z", 2)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def _by_id(letters: "list[DeadLetter]", identifiers: list[str]) -> "list[DeadLetter]":
    chosen = []
    for identifier in identifiers:
        found = [letter for letter in letters if letter.id.startswith(identifier)]
        if len(found) != 1:
            count = "no dead letter has" if not found else f"{len(found)} dead letters have"
            _fail(f"{count} an id that begins with {identifier}", 1)
        chosen += found
    return list({letter.id: letter for letter in chosen}.values())


def _once_per_event(letters: "list[DeadLetter]") -> "list[DeadLetter]":
    """An event that failed at several nodes goes round once: it passes all of them."""
    return list({(letter.scenario, letter.event_id): letter for letter in letters}.values())


def _confirm(letters: "list[DeadLetter]", environment: str, yes: bool, as_json: bool) -> None:
    from filbert.runtime.deployment.dead_letters import counted_again
    from filbert.runtime.deployment.place import default_home, open_store

    store = open_store(default_home())
    lines = []
    for name in dict.fromkeys(letter.scenario for letter in letters):
        scenario = store.scenario(environment, name)
        if scenario is None:
            print(f"{name} is not deployed to {environment}: its events wait until it is.", file=sys.stderr)
            continue
        deployment = store.deployment(scenario.deployment)
        nodes = dict.fromkeys(
            node
            for letter in letters
            if letter.scenario == name
            for node in counted_again(deployment, letter)
        )
        if nodes:
            lines.append(f"{name} has counted these events in {', '.join(nodes)}, and will count them again.")
    if not lines or yes:
        return
    print("\n".join(lines), file=sys.stderr)
    if as_json or not sys.stdin.isatty():
        _fail("nothing was sent; repeat with --yes to accept that", 1)
    if not typer.confirm("Send them?", err=True):
        _fail("nothing was sent", 1)


def _edited(file: Path, servers: str, environment: str, letter: "DeadLetter") -> "Event":
    from dataclasses import replace

    from filbert.runtime.deployment.dead_letters import DeadLetterError, Event, find_event

    try:
        value = file.read_bytes()
        json.loads(value)
    except OSError as error:
        _fail(f"cannot read {file}: {error.strerror}", 2)
    except ValueError as error:
        _fail(f"{file} is not JSON: {error}", 2)
    try:
        return replace(find_event(servers, environment, letter), value=value)
    except DeadLetterError:
        return Event(value, None, letter.recorded_at)


def _environment(name: str | None) -> tuple[str, str]:
    """Return an environment's name and its Kafka; without a name, the only one that is deployed to."""
    from filbert.runtime.deployment.place import default_home, environment_file, open_store

    home = default_home()
    store = open_store(home)
    if name is None:
        names = list(dict.fromkeys(scenario.environment for scenario in store.scenarios()))
        if len(names) != 1:
            found = f" There are {', '.join(names)}." if names else ""
            _fail(f"say which environment, with --environment.{found}", 2)
        name = names[0]
    file = environment_file(home, name)
    if file.is_file():
        from filbert.scenarios.environment import load_environment
        from filbert.scenarios.problem import DocumentError

        try:
            settings = load_environment(file)
        except DocumentError as error:
            _fail(f"{file}: {error}", 2)
        return settings.name, settings.bootstrap_servers
    for scenario in store.scenarios():
        if scenario.environment == name:
            return name, store.deployment(scenario.deployment).target.kafka
    _fail(f"there is no environment '{name}': {file} does not exist", 2)


def _content(letter: "DeadLetter") -> dict[str, Any]:
    return {**letter.content, "recorded_at": letter.recorded_at}


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "backslashreplace")


def _pretty(text: str | None) -> str:
    if text is None:
        return "(empty)"
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


def _moment(milliseconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(milliseconds / 1000))


def _fail(message: str, code: int) -> NoReturn:
    print(f"filbert dead-letters: {message}", file=sys.stderr)
    raise typer.Exit(code)
