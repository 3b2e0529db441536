"""`filbert run`: a scenario over a file of events, in the sandbox."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def run(
    file: Annotated[Path, typer.Argument(help="The scenario file.")],
    events: Annotated[Path, typer.Option(help="Events, one JSON object a line; - for standard input.")],
    streams: Annotated[
        Path | None, typer.Option(help="Folder of the streams; by default streams/ beside the file.")
    ] = None,
    fragments: Annotated[
        Path | None, typer.Option(help="Folder of the fragments; by default fragments/ beside the file.")
    ] = None,
    environment: Annotated[Path | None, typer.Option(help="Environment file, for its values.")] = None,
    until: Annotated[str | None, typer.Option(help="End of the virtual clock, ISO 8601 with Z.")] = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Print the rows that leave every node, too.")
    ] = False,
) -> None:
    """Run a scenario in the sandbox. Prints one JSON line for each sink row and error, in order of time.

    Events that fail are lines of kind `error`; the exit code is 0 all the same.
    """
    from filbert.runtime.loading import load
    from filbert.runtime.sandbox import SampleError, run_sandbox
    from filbert.runtime.sandbox.lines import lines, trace_lines
    from filbert.scenarios.environment import load_environment
    from filbert.scenarios.events import EventLineError, parse_instant, read_event_lines
    from filbert.scenarios.problem import DocumentError, render

    try:
        settings = load_environment(environment) if environment else None
        loaded = load(file, streams, settings, fragments)
        end = parse_instant(until) if until is not None else None
        source = sys.stdin.buffer if str(events) == "-" else events.open("rb")
        with source as opened:
            result = run_sandbox(
                loaded.plan,
                read_event_lines(opened),
                environment=settings.name if settings else "sandbox",
                version=loaded.version,
                actions=settings.actions if settings else "dry-run",
                until_ms=end,
                trace=trace,
            )
    except DocumentError as error:
        for problem in error.problems:
            print(render(problem, str(file)), file=sys.stderr)
        raise typer.Exit(1) from error
    except (SampleError, EventLineError, ValueError) as error:
        print(f"filbert run: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    except OSError as error:
        print(f"filbert run: cannot read {error.filename}: {error.strerror}", file=sys.stderr)
        raise typer.Exit(2) from error
    printed = [*trace_lines(loaded.plan, result), *lines(result)] if trace else lines(result)
    for line in printed:
        print(json.dumps(line, ensure_ascii=False))
