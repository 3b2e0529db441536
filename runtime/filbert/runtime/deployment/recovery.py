"""After a crash: what was under way is finished, what should run and was lost is started again, once."""

import uuid
from dataclasses import dataclass

from filbert.runtime.deployment.flink import TERMINAL
from filbert.runtime.deployment.model import Desired, Kind, Operation, Scenario, Step
from filbert.runtime.deployment.steps import Machine, advance

SAVEPOINTS_KEPT = 3
"""So many savepoints of each scenario stay, for a return to an earlier version with its state."""


@dataclass(frozen=True)
class Recovery:
    """What was found and done for one scenario."""

    environment: str
    scenario: str
    finished: Operation | None = None
    """An operation that was under way and is finished now."""
    resumed: Operation | None = None
    """The operation that started a lost job again."""
    left: str = ""
    """Why nothing was done although something is not as it should be."""


def finish_open(machine: Machine, environment: str, scenario: str) -> Operation | None:
    """Finish what was under way when a process died. The caller holds the scenario's lock.

    Raises:
        WaitingError: it cannot go on now either.
    """
    operation = machine.store.open_operation(environment, scenario)
    if operation is None:
        return None
    operation = advance(machine, operation)
    clean_up(machine, environment, scenario)
    return operation


def recover(machine: Machine, environment: str, name: str) -> Recovery:
    """Bring one scenario to what it should be. The caller holds the scenario's lock.

    A job that Flink has lost or given up on is started again from its newest state. One that somebody has
    cancelled in Flink itself is left alone: that was a decision.

    Raises:
        WaitingError: Flink does not answer; nothing is started on a guess.
    """
    finished = finish_open(machine, environment, name)
    scenario = machine.store.scenario(environment, name)
    if scenario is None or scenario.run is None or scenario.desired is Desired.STOPPED:
        return Recovery(environment, name, finished)
    run = machine.store.run(scenario.run)
    state = machine.ask(machine.flink.state, run.job_id)
    if state in {"CANCELED", "FINISHED"}:
        how = "was cancelled in Flink" if state == "CANCELED" else "has ended by itself"
        return Recovery(environment, name, finished, left=f"its job {how}; deploy it again to start it")
    if state is not None and state not in TERMINAL:
        clean_up(machine, environment, name)
        return Recovery(environment, name, finished)
    return Recovery(environment, name, finished, _restart(machine, scenario, state))


def _restart(machine: Machine, scenario: Scenario, state: str | None) -> Operation:
    assert scenario.run is not None
    run = machine.store.run(scenario.run)
    observed = machine.store.observation(run.id)
    path = machine.folders.newest(run, also=observed.checkpoint if observed else None)
    now = machine.clock.now()
    why = "the job was lost with the JobManager" if state is None else f"the job was {state}"
    operation = Operation(
        id=uuid.uuid4().hex,
        kind=Kind.RESUME,
        environment=scenario.environment,
        scenario=scenario.name,
        step=Step.LAUNCHING,
        started_at=now,
        deployment=scenario.deployment,
        previous_deployment=scenario.deployment,
        previous_run=run.id,
        restore_path=path,
    )
    operation = machine.store.begin(
        operation, at=now, run=machine.new_run(scenario.deployment, path), ended={run.id: why}
    )
    operation = advance(machine, operation)
    clean_up(machine, scenario.environment, scenario.name)
    return operation


def clean_up(machine: Machine, environment: str, name: str) -> list[str]:
    """Delete the state that nothing can need any more. Returns what was deleted.

    Kept are everything of the run that stands for the scenario, what that run started from until it has
    written a checkpoint of its own, and the last savepoints.
    """
    scenario = machine.store.scenario(environment, name)
    if machine.store.open_operation(environment, name):
        return []
    if scenario is None or scenario.run is None:
        # Never came up: there is nothing to go back to.
        runs = machine.store.runs(environment, name)
        return [path for run in runs for path in machine.folders.remove(run, ())]
    current = machine.store.run(scenario.run)
    older = [run for run in machine.store.runs(environment, name) if run.job_id != current.job_id]
    savepoints = sorted(
        (point for run in [*older, current] for point in machine.folders.own_points(run) if point.savepoint),
        key=lambda point: point.completed_at,
    )
    keep = {point.path for point in savepoints[-SAVEPOINTS_KEPT:]}
    if not scenario.keep_state:
        keep = set()
    elif not machine.folders.own_points(current) and current.restore_path is not None:
        keep.add(current.restore_path)
    return [path for run in older if run.ended_at for path in machine.folders.remove(run, keep)]
