"""`filbert sql`: the Flink SQL of a scenario."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def sql(
    file: Annotated[Path, typer.Argument(help="The scenario file.")],
    streams: Annotated[
        Path | None, typer.Option(help="Folder of the streams; by default streams/ beside the file.")
    ] = None,
    fragments: Annotated[
        Path | None, typer.Option(help="Folder of the fragments; by default fragments/ beside the file.")
    ] = None,
    environment: Annotated[Path | None, typer.Option(help="Environment file; default: this machine.")] = None,
) -> None:
    """Print the Flink SQL that a deployment would run: views named after nodes, then one statement set."""
    from filbert.runtime.compile import BindingError, compile_scenario
    from filbert.runtime.loading import load
    from filbert.scenarios.environment import default_environment, load_environment
    from filbert.scenarios.problem import DocumentError, render

    try:
        settings = load_environment(environment) if environment else default_environment("sandbox")
        loaded = load(file, streams, settings if environment else None, fragments)
        compiled = compile_scenario(loaded.plan, settings, loaded.version)
    except DocumentError as error:
        for problem in error.problems:
            print(render(problem, str(file)), file=sys.stderr)
        raise typer.Exit(1) from error
    except BindingError as error:
        print(f"filbert sql: {error.code} {error.message} ({error.hint})", file=sys.stderr)
        raise typer.Exit(1) from error
    for statement in compiled.statements:
        print(f"{statement};\n")
    print("EXECUTE STATEMENT SET\nBEGIN\n")
    for insert in compiled.inserts:
        print(f"{insert};\n")
    print("END;")
