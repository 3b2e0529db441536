"""`filbert up`: start the local stack."""

import signal
import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def up(
    extras: Annotated[
        str, typer.Option("--with", metavar="PART,…", help="Optional parts to start as well.")
    ] = "",
) -> None:
    """Start the local stack in FILBERT_HOME and leave it running in the background."""
    from filbert.runtime.stack import Stack, StackError, WrongUseError

    # Asked to end, it cleans up as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        stack = Stack()
        stack.up(_tell, [name.strip() for name in extras.split(",") if name.strip()])
        _tell(f"Ready. Kafka: {stack.kafka}  Flink: {stack.flink}  Environments: {stack.home.environments}")
    except StackError as error:
        print(f"filbert up: {error}", file=sys.stderr)
        raise typer.Exit(2 if isinstance(error, WrongUseError) else 1) from error
    except KeyboardInterrupt:
        print("filbert up: interrupted; what it had started is stopped again.", file=sys.stderr)
        raise typer.Exit(130) from None


def _tell(line: str) -> None:
    print(line, flush=True)
