"""`filbert status`: how the parts of the local stack are."""

import json
import sys
import time
from typing import Annotated

import typer
from filbert.runtime.commands.table import ago, aligned

app = typer.Typer(add_completion=False)


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show the parts of the local stack in FILBERT_HOME. Exits 1 when one that should run does not."""
    from filbert.runtime.stack import Stack, StackError

    try:
        stack = Stack()
    except StackError as error:
        print(f"filbert status: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    parts = stack.status()
    good = all(part.good for part in parts)
    if as_json:
        content = {"home": str(stack.home.root), "good": good, "parts": [part.as_json() for part in parts]}
        print(json.dumps(content))
    else:
        rows = [("PART", "STATE", "PROCESS", "SINCE", "RESTARTS", "")]
        for part in parts:
            rows.append(
                (
                    part.name,
                    part.state,
                    str(part.pid or "–"),
                    _ago(part.since),
                    str(part.restarts),
                    part.detail or part.address,
                )
            )
        print(aligned(rows))
    raise typer.Exit(0 if good else 1)


def _ago(moment: float | None) -> str:
    return "–" if moment is None else ago(time.time() - moment)
