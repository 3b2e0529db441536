"""`filbert stop`: end a scenario's job and keep its state."""

import json
import sys
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def stop(
    name: Annotated[str, typer.Argument(help="Name of the scenario.")],
    environment: Annotated[str, typer.Option("--environment", "-e", help="Name of the environment.")],
    drop_state: Annotated[
        bool, typer.Option("--drop-state", help="Forget the state: the next deployment starts empty.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Stop a scenario with a savepoint, from which the next deployment goes on."""
    from filbert.runtime.commands import through_designer
    from filbert.runtime.deployment.deploy import DeploymentError, explain
    from filbert.runtime.deployment.deploy import stop as carry_out
    from filbert.runtime.deployment.designer import designer
    from filbert.runtime.deployment.flink import FlinkUnavailableError
    from filbert.runtime.deployment.model import Outcome
    from filbert.runtime.deployment.place import (
        BusyError,
        default_home,
        open_machine,
        open_store,
        scenario_lock,
    )
    from filbert.runtime.deployment.recovery import finish_open
    from filbert.runtime.deployment.steps import WaitingError

    if (found := designer()) is not None:
        through_designer.stop(found, name, environment, not drop_state, as_json)
        return

    def progress(line: str) -> None:
        print(f"  {line}", file=sys.stderr if as_json else sys.stdout, flush=True)

    home = default_home()
    try:
        store = open_store(home)
        scenario = store.scenario(environment, name)
        if scenario is None:
            raise DeploymentError(f"No scenario '{name}' is deployed to {environment}. See 'filbert list'.")
        target = store.deployment(scenario.deployment).target
        store.close()
        with (
            scenario_lock(home, environment, name, progress),
            open_machine(home, target.flink, progress) as machine,
        ):
            finish_open(machine, environment, name)
            operation = carry_out(machine, environment, name, drop_state=drop_state)
    except (DeploymentError, FlinkUnavailableError, BusyError) as error:
        print(f"filbert stop: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    except WaitingError as error:
        print(f"filbert stop: {error}. It is recorded, and goes on with 'filbert up'.", file=sys.stderr)
        raise typer.Exit(1) from error
    if as_json:
        content = {
            "environment": environment,
            "scenario": name,
            "outcome": operation.outcome,
            "savepoint": operation.restore_path,
            "reason": operation.reason,
        }
        print(json.dumps(content))
    else:
        print(explain(operation))
    raise typer.Exit(0 if operation.outcome is Outcome.DONE else 1)
