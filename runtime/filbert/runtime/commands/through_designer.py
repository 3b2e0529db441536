"""What `deploy`, `stop`, `list` and `promote` do where the settings name a designer: ask it, and tell what it does."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from filbert.runtime.commands.table import aligned

if TYPE_CHECKING:
    from filbert.runtime.deployment.designer import Designer


def deploy(
    designer: Designer,
    file: Path,
    environment: str,
    streams: Path,
    fragments: Path,
    folder: str | None,
    comment: str,
    keep_state: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Make the file a version, show what its deployment would do, and ask for it."""
    from filbert.runtime.deployment.designer import LOSING, DesignerError, ask, bring_version, preview

    try:
        name, version = bring_version(designer, file, streams, fragments, folder, comment)
        seen = preview(designer, name, environment, version, keep_state)
        if not as_json:
            print(_described(seen))
        if seen["obstacles"]:
            raise DesignerError("; ".join(seen["obstacles"]))
        losing = ", ".join(each["node"] for each in seen["state"] if each["fate"] in LOSING)
        if losing and not yes:
            if as_json or not sys.stdin.isatty():
                raise DesignerError(f"The state of {losing} would be lost. Repeat with --yes to accept that.")
            if not typer.confirm(f"The state of {losing} will be lost. Deploy?"):
                raise DesignerError("Nothing was changed.")
        body = {"environment": environment, "version": version, "comment": comment, "keep_state": keep_state}
        _end("deploy", ask(designer, name, "deploy", body, _teller(as_json)), as_json)
    except OSError as error:
        _fail("deploy", f"cannot read {error.filename}: {error.strerror}.", as_json, 2)
    except DesignerError as error:
        _fail("deploy", str(error), as_json)


def stop(designer: Designer, name: str, environment: str, keep_state: bool, as_json: bool) -> None:
    """Ask for a scenario to be stopped."""
    from filbert.runtime.deployment.designer import DesignerError, ask

    try:
        body = {"environment": environment, "keep_state": keep_state}
        _end("stop", ask(designer, name, "stop", body, _teller(as_json)), as_json)
    except DesignerError as error:
        _fail("stop", str(error), as_json)


def promote(designer: Designer, name: str, source: str, target: str, comment: str, as_json: bool) -> None:
    """Ask for what runs in one environment to be brought to another one."""
    from filbert.runtime.deployment.designer import DesignerError, ask

    try:
        body = {"from": source, "to": target, "comment": comment}
        _end("promote", ask(designer, name, "promote", body, _teller(as_json)), as_json)
    except DesignerError as error:
        _fail("promote", str(error), as_json)


def list_deployments(designer: Designer, as_json: bool) -> None:
    """Show what the designer knows of, as it should be and as it is."""
    from filbert.runtime.deployment.designer import DesignerError

    try:
        found = designer.call("GET", "/deployments")
    except DesignerError as error:
        _fail("list", str(error), as_json)
    good = all(each["is_good"] for each in found["deployments"])
    if as_json:
        print(json.dumps({"good": good, **found}))
    else:
        rows: list[tuple[str, ...]] = [("SCENARIO", "ENVIRONMENT", "VERSION", "SHOULD BE", "IS", "")]
        rows += [_row(each) for each in found["deployments"]]
        print(aligned(rows))
    raise typer.Exit(0 if good else 1)


def _row(status: Mapping[str, Any]) -> tuple[str, ...]:
    observed = str(status["observed"])
    if observed == "unknown":
        observed = f"unknown since {status['since']}"
    number = status["version"]
    version = str(number) if number is not None else str(status["hash"] or "–")[:12]
    return (
        status["scenario"], status["environment"], version, status["desired"], observed, status["detail"]
    )  # fmt: skip


def _described(seen: Mapping[str, Any]) -> str:
    lines = [f"{seen['sentence']}.", *(f"  {line}" for line in seen["lines"])]
    if seen["state"]:
        width = max(len(each["node"]) for each in seen["state"])
        lines.append("State:")
        lines += [
            f"  {each['node'].ljust(width)}  " + ": ".join(filter(None, (each["fate"], each["reason"])))
            for each in seen["state"]
        ]
    return "\n".join(lines)


def _teller(as_json: bool) -> Any:
    return lambda line: print(f"  {line}", file=sys.stderr if as_json else sys.stdout, flush=True)


def _end(command: str, change: Mapping[str, Any], as_json: bool) -> None:
    from filbert.runtime.deployment.designer import GOOD, WAITING

    state = change["state"]
    if as_json:
        print(json.dumps(change))
    elif state in WAITING:
        print(f"Change {change['number']} is {state}.")
    elif state in GOOD:
        print(change["detail"])
    if state not in GOOD | WAITING:
        print(f"filbert {command}: {state}: {change['detail']}", file=sys.stderr)
        raise typer.Exit(1)


def _fail(command: str, message: str, as_json: bool, code: int = 1) -> NoReturn:
    if as_json:
        print(json.dumps({"outcome": "refused", "reason": message}))
    print(f"filbert {command}: {message}", file=sys.stderr)
    raise typer.Exit(code)
