"""`filbert demo`: everything running, on traffic with planted cases, and how many of them are found."""

import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

REQUIRED_RECALL = 1.0
REQUIRED_PRECISION = 0.95


@app.command()
def demo(
    seconds: Annotated[float, typer.Option(help="How long traffic flows.", min=30)] = 120.0,
    rate: Annotated[float, typer.Option(help="Events per second.", min=1)] = 2_000.0,
    speed: Annotated[float, typer.Option(help="Event time per wall time.", min=1)] = 1_000.0,
    seed: Annotated[int, typer.Option(help="Of the traffic.")] = 1,
    live: Annotated[
        bool | None,
        typer.Option("--live/--no-live", help="A live table, or plain lines. Default: as the terminal."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help=f"Exit with 1 below a recall of {REQUIRED_RECALL} or a precision of {REQUIRED_PRECISION}.",
        ),
    ] = False,
    down: Annotated[bool, typer.Option("--down", help="End the demo: scenarios and stack.")] = False,
) -> None:
    """Start the local stack, deploy three scenarios to the sandbox environment and let traffic flow.

    Shows what each node counts and the alerts as they come, then recall and precision against the planted
    cases. The stack and the scenarios stay; --down ends them. Topics of the streams are emptied first.
    """
    from confluent_kafka import KafkaException
    from filbert.runtime.demo.preparation import DemoError
    from filbert.runtime.demo.screen import score_table
    from filbert.runtime.demo.show import DemoOptions, demo_account, show, withdraw
    from filbert.runtime.stack import Stack, StackError
    from rich.console import Console

    console = Console()
    try:
        stack = Stack()
        if down:
            if any(part.name == "designer" and part.state == "running" for part in stack.status()):
                withdraw(stack, print)
            stack.down(print)
            return
        showing = console.is_terminal if live is None else live
        board = show(DemoOptions(rate, speed, seconds, seed, showing), stack, console)
    except (DemoError, StackError) as failure:
        print(f"filbert demo: {failure}", file=sys.stderr)
        raise typer.Exit(1) from failure
    except KafkaException as failure:
        print(f"filbert demo: Kafka: {failure.args[0].str()}", file=sys.stderr)
        raise typer.Exit(1) from failure
    console.print(score_table(board))
    who = demo_account(stack)
    console.print(
        f"Flink: {stack.flink}  Kafka: {stack.kafka}  truth: {stack.home.root / 'demo' / 'truth.jsonl'}\n"
        f"Designer: {stack.designer}  sign in as '{who.name}' with the password {who.password}\n"
        "Open 'SMS spam by unique recipients', change the limit of 1000, see what its sample makes of it, and "
        "deploy: state is kept.\n"
        "'make demo-down' ends everything.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    scores = board.scores().values()
    short = any(score.recall < REQUIRED_RECALL or score.precision < REQUIRED_PRECISION for score in scores)
    if check and short:
        print("filbert demo: recall or precision is too low", file=sys.stderr)
        raise typer.Exit(1)
