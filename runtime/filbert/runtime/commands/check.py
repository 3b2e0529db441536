"""`filbert check`: every problem of a scenario, with its place.

It runs on each save of an editor, so it imports nothing that it does not need.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from filbert.scenarios.problem import Problem

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The scenario file.")],
    streams: Annotated[
        Path | None, typer.Option(help="Folder of the streams; by default streams/ beside the file.")
    ] = None,
    environment: Annotated[
        Path | None, typer.Option(help="Environment file, for the values that expressions name.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List every problem of a scenario file: one line each, then the line of the file with the place marked.

    Exits with 0 when there are none but warnings, 1 when there are, 2 when a file cannot be read.
    """
    from filbert.scenarios.checking import check_file
    from filbert.scenarios.problem import has_errors

    try:
        if streams is not None and not streams.is_dir():
            raise NotADirectoryError(0, "no such folder", str(streams))
        problems = check_file(file, streams, environment)
    except OSError as error:
        print(f"filbert check: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(2) from error
    if as_json:
        from filbert.scenarios.json_text import write_json

        found = [problem.to_json() for problem in problems]
        print(write_json({"file": str(file), "ok": not has_errors(problems), "problems": found}, indent=2))
    else:
        _print(file, problems)
    raise typer.Exit(1 if has_errors(problems) else 0)


def _print(file: Path, problems: "list[Problem]") -> None:
    from filbert.scenarios.problem import render

    sources: dict[str, str | None] = {}
    for problem in problems:
        name = problem.file or str(file)
        if name not in sources:
            sources[name] = _source(Path(name))
        print(render(problem, str(file), sources[name]))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    told = [
        f"{number} {what}{'' if number == 1 else 's'}"
        for number, what in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    print(f"{file}: {' and '.join(told) or 'no problems'}")


def _source(file: Path) -> str | None:
    """The text to quote from; None when it is not fit to be quoted."""
    from filbert.scenarios.problem import DocumentError
    from filbert.scenarios.text import source_text

    try:
        return source_text(file)
    except (DocumentError, OSError):
        return None
