"""`filbert check`: every problem of a scenario, with its place.

It runs on each save of an editor, so it imports nothing that it does not need: Typer only where the arguments are
more than plain, for it costs as much to start as the whole check.
"""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import typer
    from filbert.scenarios.problem import Problem


class Given(NamedTuple):
    """The arguments."""

    file: Path
    streams: Path | None = None
    environment: Path | None = None
    fragments: Path | None = None
    as_json: bool = False


def app(args: Sequence[str], prog_name: str) -> None:
    """Run the command, as a Typer application does."""
    given = plain(args)
    if given is None:
        typer_app()(args=list(args), prog_name=prog_name)
        return
    gc.disable()  # Importing makes many objects and no garbage; looking for it costs a tenth of the check.
    _without_plugins()
    try:
        raise SystemExit(check(given))
    finally:
        gc.enable()


def _without_plugins() -> None:
    """Have Pydantic find no plugins, and not load what would look for them.

    That module, and the reader of packages' metadata that it imports, take a tenth of the check. Where Pydantic
    has no module of that name, this changes nothing.
    """
    finder = ModuleType("pydantic.plugin._loader")
    finder.get_plugins = tuple  # type: ignore[attr-defined]
    sys.modules.setdefault(finder.__name__, finder)


def plain(arguments: Sequence[str]) -> Given | None:
    """The arguments, when they are just a file and whole options; None for all that Typer should explain."""
    files: list[Path] = []
    options: dict[str, Path] = {}
    as_json = False
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--json":
            as_json = True
        elif (
            argument in {"--streams", "--environment", "--fragments"} and rest and not rest[0].startswith("-")
        ):
            options[argument[2:]] = Path(rest.pop(0))
        elif not argument.startswith("-"):
            files.append(Path(argument))
        else:
            return None
    return Given(files[0], as_json=as_json, **options) if len(files) == 1 else None


def typer_app() -> "typer.Typer":
    """The command for Typer: help, completion, and what to say of wrong arguments."""
    from typing import Annotated

    import typer

    application = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

    @application.command()
    def command(
        file: Annotated[Path, typer.Argument(help="The scenario file.")],
        streams: Annotated[
            Path | None, typer.Option(help="Folder of the streams; by default streams/ beside the file.")
        ] = None,
        environment: Annotated[
            Path | None, typer.Option(help="Environment file, for the values that expressions name.")
        ] = None,
        fragments: Annotated[
            Path | None, typer.Option(help="Folder of the fragments; by default fragments/ beside the file.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """List every problem of a scenario file: one line each, then the line of the file with the place marked.

        Exits with 0 when there are none but warnings, 1 when there are, 2 when a file cannot be read.
        """
        raise typer.Exit(check(Given(file, streams, environment, fragments, as_json)))

    return application


def check(given: Given) -> int:
    """Check a scenario file and print what was found; gives the exit code."""
    from filbert.scenarios.checking import check_file
    from filbert.scenarios.problem import has_errors

    try:
        for folder in (given.streams, given.fragments):
            if folder is not None and not folder.is_dir():
                raise NotADirectoryError(0, "no such folder", str(folder))
        problems = check_file(given.file, given.streams, given.environment, given.fragments)
    except OSError as error:
        print(f"filbert check: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    if given.as_json:
        from filbert.scenarios.json_text import write_json

        found = [problem.to_json() for problem in problems]
        result = {"file": str(given.file), "ok": not has_errors(problems), "problems": found}
        print(write_json(result, indent=2))
    else:
        _print(given.file, problems)
    return 1 if has_errors(problems) else 0


def _print(file: Path, problems: "list[Problem]") -> None:
    from filbert.scenarios.problem import render

    sources: dict[str, list[str] | None] = {}
    for problem in problems:
        name = problem.file or str(file)
        if name not in sources:
            sources[name] = _lines(Path(name))
        print(render(problem, str(file), sources[name]))
    errors = sum(problem.severity == "error" for problem in problems)
    counts = ((errors, "error"), (len(problems) - errors, "warning"))
    told = [f"{number} {what}{'' if number == 1 else 's'}" for number, what in counts if number]
    print(f"{file}: {' and '.join(told) or 'no problems'}")


def _lines(file: Path) -> list[str] | None:
    """The lines to quote from; None when the text is not fit to be quoted."""
    from filbert.scenarios.problem import LINE_BREAK, DocumentError
    from filbert.scenarios.text import source_text

    try:
        return LINE_BREAK.split(source_text(file))
    except (DocumentError, OSError):
        return None
