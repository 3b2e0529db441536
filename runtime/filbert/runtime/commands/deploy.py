"""`filbert deploy`: a scenario file becomes a running job, with the state of the version before."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from filbert.runtime.compiled import CompiledScenario
    from filbert.runtime.deployment.deploy import Preview
    from filbert.runtime.deployment.model import Operation
    from filbert.runtime.deployment.verdict import Verdict

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def deploy(
    file: Annotated[Path, typer.Argument(help="The scenario file.")],
    environment: Annotated[
        str, typer.Option("--environment", "-e", help="Name or file of the environment to deploy to.")
    ],
    streams: Annotated[
        Path | None, typer.Option(help="Folder of the streams; by default streams/ beside the file.")
    ] = None,
    fragments: Annotated[
        Path | None, typer.Option(help="Folder of the fragments; by default fragments/ beside the file.")
    ] = None,
    folder: Annotated[
        str | None, typer.Option(help="With a designer: its folder for what is not there yet.")
    ] = None,
    comment: Annotated[str, typer.Option(help="Why; kept with the deployment.")] = "",
    fresh: Annotated[bool, typer.Option("--fresh", help="Start with empty state.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before state is lost.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Deploy a scenario: check it, say what changes, stop the version that runs, start the new one.

    Exits with 0 when it runs, 1 when it does not (then what ran before runs again), 2 on wrong use.
    """
    from filbert.runtime.commands import through_designer
    from filbert.runtime.compile import BindingError, compile_scenario
    from filbert.runtime.deployment.designer import designer
    from filbert.runtime.deployment.place import default_home, environment_file
    from filbert.runtime.loading import load
    from filbert.scenarios.environment import load_environment
    from filbert.scenarios.problem import DocumentError, render

    if (found := designer()) is not None:
        beside = (streams or file.parent / "streams", fragments or file.parent / "fragments")
        through_designer.deploy(found, file, environment, *beside, folder, comment, not fresh, yes, as_json)
        return
    home = default_home()
    path = environment_file(home, environment)
    try:
        settings = load_environment(path)
        loaded = load(file, streams, settings, fragments)
        compiled = compile_scenario(loaded.plan, settings, loaded.version)
    except OSError as error:
        hint = f" Known are the files in {home.environments}." if error.filename == str(path) else ""
        _fail(f"cannot read {error.filename}: {error.strerror}.{hint}", as_json, 2)
    except DocumentError as error:
        if as_json:
            print(json.dumps({"outcome": "refused", "problems": [each.to_json() for each in error.problems]}))
        else:
            print("\n".join(render(problem, str(file)) for problem in error.problems), file=sys.stderr)
        raise typer.Exit(1) from error
    except BindingError as error:
        _fail(f"{error.code} {error.message} ({error.hint})", as_json, 1)
    for warning in loaded.warnings:
        print(render(warning, str(file)), file=sys.stderr)
    _deploy(home, compiled, settings, loaded.document, comment, fresh, yes, as_json)


def _deploy(
    home: Any,
    compiled: "CompiledScenario",
    settings: Any,
    document: Any,
    comment: str,
    fresh: bool,
    yes: bool,
    as_json: bool,
) -> None:
    from filbert.runtime.deployment.changes import changes, outline
    from filbert.runtime.deployment.deploy import DeploymentError, explain, preview
    from filbert.runtime.deployment.deploy import deploy as carry_out
    from filbert.runtime.deployment.flink import FlinkUnavailableError
    from filbert.runtime.deployment.model import Outcome, Target
    from filbert.runtime.deployment.place import BusyError, open_machine, scenario_lock
    from filbert.runtime.deployment.recovery import finish_open
    from filbert.runtime.deployment.steps import WaitingError
    from filbert.runtime.deployment.topics import KafkaError, create_missing

    target = Target(settings.flink_rest, settings.bootstrap_servers)
    meaning = outline(document)

    def progress(line: str) -> None:
        print(f"  {line}", file=sys.stderr if as_json else sys.stdout, flush=True)

    try:
        with (
            scenario_lock(home, compiled.environment, compiled.scenario, progress),
            open_machine(home, target.flink, progress) as machine,
        ):
            finish_open(machine, compiled.environment, compiled.scenario)
            progress("checking the SQL and the cluster")
            seen = preview(machine, compiled, target, keep_state=not fresh)
            if not as_json:
                different = changes(seen.running.document, meaning) if seen.running else []
                print(_described(compiled, seen, different))
            if seen.unchanged:
                _finish(compiled, seen, None, as_json)
                return
            _confirm(seen, yes, as_json)
            for name in create_missing(target.kafka, compiled.topics):
                progress(f"created the topic {name}")
            operation = carry_out(
                machine, compiled, target, comment=comment, keep_state=not fresh, document=meaning
            )
    except (DeploymentError, FlinkUnavailableError, KafkaError, BusyError) as error:
        _fail(str(error), as_json, 1)
    except WaitingError as error:
        _fail(
            f"{error}. What was begun is recorded and goes on with 'filbert up' or the next deploy.",
            as_json,
            1,
        )
    _finish(compiled, seen, operation, as_json)
    if operation.outcome is not Outcome.DONE:
        print(f"filbert deploy: {explain(operation)}", file=sys.stderr)
        raise typer.Exit(1)


def _described(compiled: "CompiledScenario", seen: "Preview", different: list[str]) -> str:
    name = f"{compiled.environment}/{compiled.scenario}"
    if seen.unchanged:
        return f"{name} runs in version {compiled.version[:12]} already; nothing to do."
    replaced = f" replaces {seen.running.version[:12]}" if seen.running else ""
    lines = [f"{name}: version {compiled.version[:12]}{replaced}"]
    lines += [f"  {line}" for line in different]
    if seen.verdicts:
        width = max(len(verdict.node) for verdict in seen.verdicts)
        lines.append("State:")
        lines += [f"  {verdict.node.ljust(width)}  {_verdict(verdict)}" for verdict in seen.verdicts]
    return "\n".join(lines)


def _verdict(verdict: "Verdict") -> str:
    text = verdict.fate.value
    if verdict.complete_at is not None:
        from datetime import UTC, datetime

        at = datetime.fromtimestamp(verdict.complete_at / 1000, UTC)
        again = "complete again" if verdict.fate == "kept" else "complete"
        text += f", {again} at {at:%Y-%m-%d %H:%M}Z"
    return f"{text}: {verdict.reason}" if verdict.reason else text


def _confirm(seen: "Preview", yes: bool, as_json: bool) -> None:
    """Ask where something that is known would be forgotten, if there is somebody to ask."""
    from filbert.runtime.deployment.deploy import DeploymentError

    losing = [verdict.node for verdict in seen.verdicts if verdict.losing]
    if not losing or yes:
        return
    names = ", ".join(losing)
    if as_json or not sys.stdin.isatty():
        raise DeploymentError(f"The state of {names} would be lost. Repeat with --yes to accept that.")
    if not typer.confirm(f"The state of {names} will be lost. Deploy?"):
        raise DeploymentError("Nothing was changed.")


def _finish(
    compiled: "CompiledScenario", seen: "Preview", operation: "Operation | None", as_json: bool
) -> None:
    from filbert.runtime.deployment.deploy import explain

    if as_json:
        content = {
            "environment": compiled.environment,
            "scenario": compiled.scenario,
            "version": compiled.version,
            "outcome": operation.outcome if operation else "unchanged",
            "reason": operation.reason if operation else "",
            "state": [
                {
                    "node": verdict.node,
                    "kind": verdict.kind,
                    "fate": verdict.fate,
                    "reason": verdict.reason,
                    "complete_at": verdict.complete_at,
                }
                for verdict in seen.verdicts
            ],
        }
        print(json.dumps(content))
    elif operation is not None and operation.outcome == "done":
        print(explain(operation))


def _fail(message: str, as_json: bool, code: int) -> None:
    if as_json:
        print(json.dumps({"outcome": "refused", "reason": message}))
    print(f"filbert deploy: {message}", file=sys.stderr)
    raise typer.Exit(code)
