"""`filbert down`: stop the local stack."""

import sys

import typer

app = typer.Typer(add_completion=False)


@app.command()
def down() -> None:
    """Stop the local stack in FILBERT_HOME. Its data stays."""
    from filbert.runtime.stack import Stack, StackError, WrongUseError

    try:
        stopped = Stack().down(_tell)
    except StackError as error:
        print(f"filbert down: {error}", file=sys.stderr)
        raise typer.Exit(2 if isinstance(error, WrongUseError) else 1) from error
    _tell("Stopped." if stopped else "Nothing was running.")


def _tell(line: str) -> None:
    print(line, flush=True)
