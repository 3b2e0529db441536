"""Deploying and stopping a scenario: what is looked at first, and the operation that is then carried out."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.flink import FlinkUnavailableError
from filbert.runtime.deployment.model import (
    Deployment,
    Desired,
    Kind,
    Operation,
    Outcome,
    Scenario,
    Step,
    Target,
)
from filbert.runtime.deployment.recovery import clean_up
from filbert.runtime.deployment.steps import Machine, advance, new_trigger
from filbert.runtime.deployment.submission import PlanProblem, SubmitterUnavailableError, submission
from filbert.runtime.deployment.verdict import Verdict, held_from_after, verdicts


class DeploymentError(Exception):
    """Nothing was changed; the message says why and what to do."""


class PlanProblemsError(DeploymentError):
    """Flink's planner refuses the scenario."""

    def __init__(self, problems: tuple[PlanProblem, ...]) -> None:
        super().__init__("\n".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Preview:
    """What a deployment would do."""

    running: Deployment | None
    """The version that the new one replaces."""
    unchanged: bool
    """That version is the same, runs already, and nothing would be done."""
    verdicts: tuple[Verdict, ...]


def preview(machine: Machine, compiled: CompiledScenario, target: Target, keep_state: bool = True) -> Preview:
    """Say what a deployment would do, without doing any of it.

    Raises:
        DeploymentError: it could not be done: no room, another's job in the way, SQL that Flink refuses.
    """
    scenario = machine.store.scenario(compiled.environment, compiled.scenario)
    running = machine.store.deployment(scenario.deployment) if scenario else None
    kept = running if keep_state and scenario and scenario.keep_state else None
    try:
        _require_no_foreign_job(machine, compiled)
        state = _state(machine, scenario)
        _require_slots(machine, compiled, scenario)
        problems = machine.submitter.check(submission(compiled, target, None, machine.options))
    except FlinkUnavailableError as error:
        raise DeploymentError(f"{error} Start the cluster, or correct the environment's address.") from error
    except SubmitterUnavailableError as error:
        raise DeploymentError(f"The SQL could not be checked: {error}") from error
    if problems:
        raise PlanProblemsError(problems)
    found = verdicts(
        kept.compiled if kept else None, compiled, kept.held_from if kept else {}, machine.clock.now()
    )
    same = running is not None and running.compiled == compiled and running.target == target
    return Preview(running, same and keep_state and state == "RUNNING", tuple(found))


def deploy(
    machine: Machine,
    compiled: CompiledScenario,
    target: Target,
    *,
    comment: str = "",
    keep_state: bool = True,
    document: Mapping[str, Any] | None = None,
    identifier: str | None = None,
) -> Operation:
    """Deploy a version; whatever runs of the scenario is stopped with a savepoint first.

    The caller holds the scenario's lock, and has finished what was under way (`recovery.finish_open`).

    Args:
        machine: what it is done with.
        compiled: the version.
        target: where.
        comment: why.
        keep_state: go on with the state that is there.
        document: what the version means, to tell later what changed.
        identifier: of the operation and its deployment, 32 hex digits: who is interrupted finds it again by that.

    Raises:
        WaitingError: it is recorded and begun, but cannot go on now.
    """
    now = machine.clock.now()
    scenario = machine.store.scenario(compiled.environment, compiled.scenario)
    previous = machine.store.deployment(scenario.deployment) if scenario else None
    keep_state = keep_state and (scenario is None or scenario.keep_state)
    kept = previous if keep_state else None
    identifier = identifier or uuid.uuid4().hex
    deployment = Deployment(
        id=identifier,
        environment=compiled.environment,
        scenario=compiled.scenario,
        compiled=compiled,
        target=target,
        comment=comment,
        created_at=now,
        held_from=held_from_after(
            kept.compiled if kept else None, compiled, kept.held_from if kept else {}, now
        ),
        document=document or {},
    )
    stands = scenario is not None and scenario.run is not None
    operation = Operation(
        id=identifier,
        kind=Kind.DEPLOY,
        environment=compiled.environment,
        scenario=compiled.scenario,
        step=Step.STOPPING if stands else Step.LAUNCHING,
        started_at=now,
        deployment=deployment.id,
        previous_deployment=previous.id if previous else None,
        previous_run=scenario.run if scenario else None,
        keep_state=keep_state,
        trigger=new_trigger(),
        savepoint_directory=_savepoint_directory(machine, scenario),
    )
    first = None if stands else machine.new_run(deployment.id, None)
    operation = machine.store.begin(operation, at=now, deployment=deployment, run=first)
    return _complete(machine, operation)


def stop(
    machine: Machine, environment: str, name: str, *, drop_state: bool = False, identifier: str | None = None
) -> Operation:
    """Stop a scenario with a savepoint, or without when its state is not wanted any more.

    Raises:
        DeploymentError: there is nothing to stop.
        WaitingError: it is recorded and begun, but cannot go on now.
    """
    scenario = machine.store.scenario(environment, name)
    if scenario is None or scenario.run is None:
        raise DeploymentError(f"No scenario '{name}' is deployed to {environment}. See 'filbert list'.")
    if scenario.desired is Desired.STOPPED and (scenario.keep_state or not drop_state):
        raise DeploymentError(f"The scenario '{name}' in {environment} is stopped already.")
    operation = Operation(
        id=identifier or uuid.uuid4().hex,
        kind=Kind.STOP,
        environment=environment,
        scenario=name,
        step=Step.STOPPING,
        started_at=machine.clock.now(),
        deployment=scenario.deployment,
        previous_deployment=scenario.deployment,
        previous_run=scenario.run,
        keep_state=not drop_state,
        trigger=new_trigger(),
        savepoint_directory=_savepoint_directory(machine, scenario),
    )
    operation = machine.store.begin(operation, at=machine.clock.now(), desired=Desired.STOPPED)
    return _complete(machine, operation)


def explain(operation: Operation) -> str:
    """Say in one sentence how an operation ended."""
    name = f"{operation.environment}/{operation.scenario}"
    match operation.outcome:
        case Outcome.DONE if operation.kind is Kind.STOP:
            kept = f"its state is in {operation.restore_path}" if operation.restore_path else "without state"
            return f"{name} is stopped, {kept}."
        case Outcome.DONE:
            return f"{name} runs."
        case Outcome.ROLLED_BACK:
            return (
                f"{name}: the new version did not come up ({operation.reason}). "
                "The version before runs again, with all its state."
            )
        case Outcome.UNCHANGED:
            return f"{name} was left as it is: {operation.reason}."
        case _:
            return f"{name} does not run: {operation.reason}."


def _complete(machine: Machine, operation: Operation) -> Operation:
    operation = advance(machine, operation)
    clean_up(machine, operation.environment, operation.scenario)
    return operation


def _savepoint_directory(machine: Machine, scenario: Scenario | None) -> str:
    if scenario is None or scenario.run is None:
        return ""
    return machine.folders.savepoint_folder(machine.store.run(scenario.run).job_id)


def _state(machine: Machine, scenario: Scenario | None) -> str | None:
    if scenario is None or scenario.run is None or scenario.desired is Desired.STOPPED:
        return None
    return machine.flink.state(machine.store.run(scenario.run).job_id)


def _require_no_foreign_job(machine: Machine, compiled: CompiledScenario) -> None:
    known = machine.store.known_jobs()
    prefix = f"{compiled.environment}/{compiled.scenario}/"
    for job in machine.flink.jobs():
        if not job.terminal and job.id not in known and job.name.startswith(prefix):
            raise DeploymentError(
                f"A job named {job.name} ({job.id}) runs at {machine.flink.url} that was not started from "
                "here. It is left alone, and nothing is started beside it: stop it where it was started."
            )


def _require_slots(machine: Machine, compiled: CompiledScenario, scenario: Scenario | None) -> None:
    needed = int(compiled.configuration.get("parallelism.default", "1"))
    overview = machine.flink.overview()
    free = overview.slots_free
    if scenario is not None and scenario.run is not None:
        job = machine.flink.job(machine.store.run(scenario.run).job_id)
        free += job.slots if job is not None and not job.terminal else 0
    if free < needed:
        raise DeploymentError(
            f"The scenario needs {needed} task slot{'s' if needed > 1 else ''}, the cluster at "
            f"{machine.flink.url} has {free} of {overview.slots_total} free. Stop another scenario, "
            "lower its parallelism, or give the cluster more slots (FILBERT_TASK_SLOTS for the local stack)."
        )
