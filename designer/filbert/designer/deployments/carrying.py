"""Carries out a change with the deployment library, from wherever it stands.

Whoever does it may be killed at any point: what was asked for is in the database, each step of the library is recorded
before it is taken, and both have the same id, so that whoever comes next finds out how far it went.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from filbert.designer.deployments import repository
from filbert.designer.deployments.model import MOVING, Change, Kind, Stage, State
from filbert.designer.scenarios import repository as scenarios
from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.deploy import (
    DeploymentError,
    PlanProblemsError,
    deploy,
    explain,
    preview,
    stop,
)
from filbert.runtime.deployment.flink import FlinkUnavailableError
from filbert.runtime.deployment.model import Operation, Outcome, Target
from filbert.runtime.deployment.place import BusyError, scenario_lock
from filbert.runtime.deployment.recovery import clean_up, finish_open, recover
from filbert.runtime.deployment.steps import Machine, WaitingError, advance
from filbert.runtime.deployment.submission import SubmitterUnavailableError
from filbert.runtime.deployment.topics import KafkaError
from filbert.runtime.stack.home import Home

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.store import Store, WriteSession

log = logging.getLogger("filbert.designer.deployments")

PATIENCE_SECONDS = 300.0
"""So long Flink and Kafka may be silent before something that was not begun yet is given up."""
ENDS = {
    Outcome.DONE: State.DONE,
    Outcome.ROLLED_BACK: State.ROLLED_BACK,
    Outcome.UNCHANGED: State.UNCHANGED,
    Outcome.FAILED: State.FAILED,
}


class StoppingError(Exception):
    """The service is being stopped; what is under way goes on when it runs again."""


class LaterError(Exception):
    """It cannot go on now; it is tried again after a while, and later each time, up to so many seconds."""

    def __init__(self, message: str, longest: float = 5.0) -> None:
        super().__init__(message)
        self.longest = longest


class StoppableClock:
    """The service's clock, whose waiting ends when the service does."""

    def __init__(self, now: Callable[[], int], stopping: threading.Event) -> None:
        self.now = now
        self._stopping = stopping

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            StoppingError: the service is being stopped.
        """
        if self._stopping.wait(seconds):
            raise StoppingError


def database_of(store: Store) -> Path | str:
    """The service's database, as the deployment library opens it."""
    if store.is_sqlite:
        return Path(store.url.database or "")
    return store.url.render_as_string(hide_password=False)


def carry_out(application: Service, identifier: str, stopping: threading.Event) -> None:
    """Bring a change to its end.

    Raises:
        LaterError: it cannot go on now.
        StoppingError: the service is being stopped.
    """
    home, database = Home.at(application.settings.home), database_of(application.store)
    with application.store.read() as session:
        change = repository.by_id(session, identifier)
    if change is None or change.state not in MOVING:
        return
    try:
        with scenario_lock(home, change.environment, change.scenario, database=database):
            _carry_out(application, change, stopping)
    except BusyError as error:
        raise LaterError(str(error)) from None


def resume(
    application: Service, environment: str, scenario: str, flink: str, stopping: threading.Event
) -> str:
    """Bring back a job that was lost, or finish what the command line has begun. Gives why nothing was done, if so.

    Raises:
        LaterError: it cannot go on now.
        StoppingError: the service is being stopped.
    """
    home, database = Home.at(application.settings.home), database_of(application.store)
    clock = StoppableClock(application.clock.now, stopping)
    try:
        with (
            scenario_lock(home, environment, scenario, database=database),
            application.cluster.machine(home, flink, database, clock) as machine,
        ):
            found = recover(machine, environment, scenario)
    except (BusyError, FlinkUnavailableError, WaitingError) as error:
        raise LaterError(str(error)) from None
    for each in (found.finished, found.resumed):
        if each is not None:
            log.info(
                "resumed", extra={"scenario": scenario, "environment": environment, "how": explain(each)}
            )
            tell(application, environment, scenario, explain(each))
    return found.left


def _carry_out(application: Service, change: Change, stopping: threading.Event) -> None:
    home, database = Home.at(application.settings.home), database_of(application.store)

    def progress(line: str) -> None:
        _record(application, change, "progress", line)

    with application.store.write() as session:
        # Somebody may have carried it out, or withdrawn it, while this waited for its turn.
        if not repository.move(session, change.number, MOVING, state=State.WORKING):
            return
    with application.store.read() as reading:
        begun = repository.is_begun(reading, change.id)
    clock = StoppableClock(application.clock.now, stopping)
    try:
        flink = _flink(application, change)
        with application.cluster.machine(home, flink, database, clock, progress) as machine:
            operation = machine.store.operation(change.id)
            if operation is None:
                operation = _begin(application, machine, change)
                if operation is None:
                    return
            elif operation.outcome is None:
                operation = advance(machine, operation)
                clean_up(machine, change.environment, change.scenario)
        finish(application, change, ENDS[operation.outcome or Outcome.FAILED], explain(operation))
    except PlanProblemsError as error:
        finish(application, change, State.REFUSED, f"Flink does not take the SQL: {error}")
    except DeploymentError as error:
        if isinstance(error.__cause__, (FlinkUnavailableError, SubmitterUnavailableError)):
            _wait(application, change, str(error), begun)
        finish(application, change, State.REFUSED, str(error))
    except (FlinkUnavailableError, KafkaError) as error:
        _wait(application, change, str(error), begun)
    except WaitingError as error:
        # Recorded and begun, so it can only go on; never given up.
        _wait(application, change, str(error), begun=True)


def _begin(application: Service, machine: Machine, change: Change) -> Operation | None:
    """Begin the operation; None when there was nothing to do."""
    finish_open(machine, change.environment, change.scenario)
    if change.kind is Kind.STOP:
        return stop(
            machine,
            change.environment,
            change.scenario,
            drop_state=not change.keep_state,
            identifier=change.id,
        )
    assert change.compiled is not None
    assert change.target is not None
    compiled = CompiledScenario.from_json(json.loads(change.compiled))
    target = Target(**json.loads(change.target))
    _require_same_cluster(machine, change, target)
    _record(application, change, "planning", "Flink's planner reads the SQL; slots are looked for")
    seen = preview(machine, compiled, target, keep_state=change.keep_state)
    if seen.unchanged and change.kind is not Kind.RESTART:
        finish(application, change, State.UNCHANGED, "This version runs there already.")
        return None
    created = application.cluster.create_topics(target.kafka, compiled.topics)
    _record(application, change, "topics", f"created {', '.join(created)}" if created else "all are there")
    return deploy(
        machine,
        compiled,
        target,
        comment=change.comment,
        keep_state=change.keep_state,
        document=json.loads(change.outline) if change.outline else None,
        identifier=change.id,
    )


def _require_same_cluster(machine: Machine, change: Change, target: Target) -> None:
    """A job on another cluster cannot be stopped from this one, and would go on beside the new one."""
    scenario = machine.store.scenario(change.environment, change.scenario)
    if scenario is None or scenario.desired != "running":
        return
    before = machine.store.deployment(scenario.deployment).target
    if before.flink != target.flink:
        raise DeploymentError(
            f"It runs at {before.flink}, and the environment's Flink is {target.flink} now. Stop it first."
        )


def _flink(application: Service, change: Change) -> str:
    if change.target is not None:
        return str(json.loads(change.target)["flink"])
    with application.store.read() as session:
        found = repository.deployed(session, change.scenario, change.environment)
    if not found:
        raise DeploymentError(f"'{change.scenario}' is not deployed to {change.environment}.")
    return found[0].target


def _wait(application: Service, change: Change, why: str, begun: bool) -> None:
    since = max(change.requested_at, change.decided_at or 0, change.start_at or 0)
    now = application.clock.now()
    if not begun and now - since > PATIENCE_SECONDS * 1000:
        finish(application, change, State.REFUSED, f"Nothing was begun: {why}")
        return
    with application.store.write() as session:
        is_news = repository.move(session, change.number, [State.WORKING], detail=why)
        last = repository.stages(session, change)[-1:]
        if is_news and [each.detail for each in last] != [why]:
            repository.add_stage(session, change.number, Stage("waiting", now, why))
            tell_of(application, session, change, "waiting", why)
    raise LaterError(why)


def _record(application: Service, change: Change, stage: str, detail: str) -> None:
    with application.store.write() as session:
        # It goes on: what it waited for is over.
        repository.move(session, change.number, MOVING, detail="")
        repository.add_stage(session, change.number, Stage(stage, application.clock.now(), detail))
        tell_of(application, session, change, stage, detail)


def finish(application: Service, change: Change, state: State, detail: str) -> None:
    """Note how a change ended."""
    now = application.clock.now()
    with application.store.write() as session:
        if repository.move(session, change.number, MOVING, state=state, detail=detail, finished_at=now):
            repository.add_stage(session, change.number, Stage(state.value, now, detail))
            tell_of(application, session, change, state.value, detail)
    log.info(
        "a change is over",
        extra={
            "scenario": change.scenario,
            "environment": change.environment,
            "change": change.number,
            "state": state.value,
        },
    )


def tell_of(application: Service, session: WriteSession, change: Change, stage: str, detail: str) -> None:
    """Tell whoever watches, once it is committed."""
    found = scenarios.find(session, change.scenario)
    data = {
        "scenario": change.scenario,
        "environment": change.environment,
        "change": change.number,
        "stage": stage,
        "detail": detail,
    }
    folder = found.folder if found is not None else None
    session.after_commit(lambda: application.live.publish("deployment", data, folder=folder))


def tell(application: Service, environment: str, scenario: str, detail: str) -> None:
    """Tell whoever watches of something that nobody asked for."""
    with application.store.read() as session:
        found = scenarios.find(session, scenario)
    if found is not None:
        data = {"scenario": scenario, "environment": environment, "change": None, "detail": detail}
        application.live.publish("deployment", data, folder=found.folder)
