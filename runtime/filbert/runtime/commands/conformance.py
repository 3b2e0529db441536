"""`filbert conformance`: random scenarios through both engines."""

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False)


@app.command()
def conformance(
    seed: Annotated[int, typer.Option(help="Seed of the random scenarios and events.")] = 1,
    scenarios: Annotated[int, typer.Option(help="How many scenarios.")] = 200,
    events: Annotated[int, typer.Option(help="Events for each job of fifteen scenarios.")] = 150,
    home: Annotated[
        Path | None, typer.Option(help="Home of a running stack; default: one for this run.")
    ] = None,
) -> None:
    """Run random scenarios in the sandbox and in Flink and print where they differ. Exits 1 if they do."""
    import tempfile

    from filbert.runtime.conformance.run import Cluster
    from filbert.runtime.conformance.run import conformance as compare
    from filbert.runtime.stack import Stack, StackSettings

    with tempfile.TemporaryDirectory(prefix="filbert-conformance-") as folder:
        stack = Stack(StackSettings(home=home or Path(folder), kafka_port=0, flink_port=0))
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
