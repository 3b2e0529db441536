"""`filbert serve`: the service behind the web designer."""

import sys

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve() -> None:
    """Run the service until it is told to stop. Logs go to standard error as JSON lines.

    Settings are environment variables, FILBERT_DESIGNER_PORT and others. Exits with 2 when it cannot start.
    """
    from filbert.designer.serve import PortError
    from filbert.designer.serve import serve as run
    from filbert.designer.store.migration import SchemaError
    from filbert.runtime.settings import ServiceSettings

    try:
        started = run(ServiceSettings())
    except (PortError, SchemaError) as error:
        print(f"filbert serve: {error}", file=sys.stderr)
        raise typer.Exit(2) from error
    raise typer.Exit(0 if started else 2)
