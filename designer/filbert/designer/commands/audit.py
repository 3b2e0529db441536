"""`filbert audit`: the audit log, on the server itself."""

import json
import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit log of the designer."""


@app.command()
def verify(
    known: Annotated[
        str | None,
        typer.Option(help="NUMBER:HASH of an entry as noted earlier; shows if entries were cut off."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check that no entry was changed or removed. Note the number and hash that it prints, for --known.

    Exits with 0 when the log is whole, 1 when it is not, 2 on wrong use.
    """
    from filbert.designer.audit import service
    from filbert.designer.commands.opened import store

    noted = _noted(known) if known is not None else None
    with store() as opened, opened.read() as session:
        verdict = service.check(session, noted)
    if as_json:
        found = {
            "is_whole": verdict.fault is None,
            "entries": verdict.entries,
            "head": verdict.head,
            "fault": verdict.fault,
        }
        print(json.dumps(found))
    elif verdict.fault is not None:
        print(f"filbert audit: {verdict.fault}", file=sys.stderr)
    else:
        print(f"{verdict.entries} entries, all in order. Head: {verdict.entries}:{verdict.head}")
    raise typer.Exit(1 if verdict.fault is not None else 0)


@app.command()
def export() -> None:
    """Print every entry as a JSON line, the oldest first."""
    from filbert.designer.audit import repository
    from filbert.designer.audit.endpoints import line
    from filbert.designer.commands.opened import store

    with store() as opened, opened.read() as session:
        for entry in repository.every(session):
            sys.stdout.write(line(entry))


def _noted(text: str) -> tuple[int, str]:
    number, _, hash_ = text.partition(":")
    if not number.isdecimal() or len(hash_) != 64:
        print(
            "filbert audit: --known takes NUMBER:HASH, as 'filbert audit verify' prints them", file=sys.stderr
        )
        raise typer.Exit(2)
    return int(number), hash_
