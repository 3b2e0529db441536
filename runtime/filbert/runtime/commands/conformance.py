"""`filbert conformance`: random scenarios, or random expressions alone, through both engines."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.callback(invoke_without_command=True)
def conformance(
    context: typer.Context,
    seed: Annotated[int, typer.Option(help="Seed of the random scenarios and events.")] = 1,
    scenarios: Annotated[int, typer.Option(help="How many scenarios.")] = 200,
    events: Annotated[int, typer.Option(help="Events for each job of eight scenarios.")] = 150,
    home: Annotated[
        Path | None, typer.Option(help="Home of a running stack; default: one for this run.")
    ] = None,
) -> None:
    """Run random scenarios in the sandbox and in Flink and print where they differ. Exits 1 if they do."""
    if context.invoked_subcommand is not None:
        return

    import tempfile

    from filbert.runtime.conformance.run import Cluster
    from filbert.runtime.conformance.run import conformance as compare
    from filbert.runtime.stack import Stack, StackSettings

    with tempfile.TemporaryDirectory(prefix="filbert-conformance-") as folder:
        own = StackSettings(home=Path(folder), kafka_port=0, flink_port=0, designer=False)
        stack = Stack.at(home) if home else Stack(own)
        stack.up(progress=print, owner=None if home else os.getpid())
        try:
            os.environ.update(stack.client_environment())
            cluster = Cluster(stack.kafka, stack.flink, (str(stack.jars.filbert),))
            found = compare(seed, scenarios, cluster, events=events, progress=print)
        finally:
            if home is None:
                stack.down()
    for difference in found:
        print(difference)
    print(f"{scenarios} scenarios, seed {seed}: {len(found)} differences")
    if found:
        raise typer.Exit(1)


@app.command("expressions")
def compare_expressions_command(
    seed: Annotated[int, typer.Option(help="Seed of the random expressions and rows.")] = 1,
    expressions: Annotated[int, typer.Option(help="How many expressions, each over sixty rows.")] = 2_000,
    filters: Annotated[int, typer.Option(help="How many conditions, each as a WHERE over sixty rows.")] = 500,
) -> None:
    """Evaluate random expressions and calls of every function in Python and in a small Flink; print differences.

    A difference is shown by the smallest part of the expression that has it. Exits 1 if there is one.
    """
    from filbert.runtime.conformance.expression_difference import (
        compare_calls,
        compare_expressions,
        compare_filters,
        try_out,
    )
    from filbert.runtime.expression_batch import BatchError, engine

    with engine() as flink:
        try:
            try_out(flink)
        except BatchError as error:
            print(f"filbert conformance: Flink does not work: {error}", file=sys.stderr)
            raise typer.Exit(2) from error
        found = compare_calls(flink, seed)
        found += compare_expressions(flink, seed, expressions, print)
        found += compare_filters(flink, seed, filters, print)
    for difference in found:
        print(difference)
    print(f"{expressions} expressions and {filters} filters, seed {seed}: {len(found)} differences")
    if found:
        raise typer.Exit(1)
