"""The steps of an operation, each recorded before it is taken and harmless when taken again.

Two things hold at any point at which the process may die:
- at most one job of a scenario runs, because a new job is sent only when Flink has confirmed the end of every
  older one and no unanswered submission can still arrive;
- no state is lost, because the path of the savepoint is recorded before anything starts from it, and nothing
  is deleted before what came after it has a checkpoint of its own.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from filbert.runtime.deployment.clock import Clock
from filbert.runtime.deployment.flink import TERMINAL, Flink, FlinkUnavailableError
from filbert.runtime.deployment.model import (
    Deployment,
    Desired,
    Kind,
    Observation,
    Operation,
    Outcome,
    Run,
    Scenario,
    Step,
)
from filbert.runtime.deployment.restore import StateFolders
from filbert.runtime.deployment.store import Store
from filbert.runtime.deployment.submission import (
    AnswerUnknownError,
    PlanRefusedError,
    RejectedError,
    Submitter,
    SubmitterUnavailableError,
    job_id,
    submission,
)

Answer = TypeVar("Answer")
_LOST = "the job was lost with the JobManager"


class WaitingError(Exception):
    """The operation cannot go on now. It is recorded, and goes on when it is taken up again."""


@dataclass(frozen=True)
class Patience:
    """How long to wait for what, in seconds."""

    silence: float = 120
    """Flink gives no answer."""
    unwell: float = 30
    """A job that should take a savepoint is not running, or does not end after it."""
    savepoint: float = 600
    submission: float = 90
    arrival: float = 10
    """What was sent may take so long inside Flink after its sender has given up."""
    come_up: float = 180
    settle: float = 5
    """A new job has to stay up so long to count as good."""
    poll: float = 0.3
    attempts: int = 3


@dataclass(frozen=True)
class Machine:
    """Everything that the steps need."""

    store: Store
    flink: Flink
    submitter: Submitter
    folders: StateFolders
    clock: Clock
    progress: Callable[[str], None] = lambda line: None
    patience: Patience = field(default_factory=Patience)
    options: Mapping[str, str] = field(default_factory=dict)
    """Options for every job of this place."""

    def ask(self, question: Callable[..., Answer], *arguments: object) -> Answer:
        """Call Flink until it answers.

        Raises:
            WaitingError: it has been silent for too long.
        """
        started, pause = self.clock.now(), self.patience.poll
        while True:
            try:
                return question(*arguments)
            except FlinkUnavailableError as error:
                if self.clock.now() - started >= self.patience.silence * 1000:
                    raise WaitingError(str(error)) from error
            self.clock.sleep(pause)
            pause = min(pause * 2, 5)

    def new_run(self, deployment: str, restore_path: str | None) -> Run:
        """Return a run that is not recorded yet."""
        return Run(
            id=0,
            deployment=deployment,
            job_id=job_id(deployment, self.store.count_runs(deployment) + 1),
            restore_path=restore_path,
            created_at=self.clock.now(),
        )


def new_trigger() -> str:
    """Return a key for a savepoint request, in the form that Flink wants."""
    return uuid.uuid4().hex


def advance(machine: Machine, operation: Operation) -> Operation:
    """Take an operation to its end, from wherever it stands.

    Raises:
        WaitingError: it cannot go on now; it stays recorded.
    """
    while operation.step is not Step.FINISHED:
        operation = _HANDLERS[operation.step](machine, operation)
    return operation


def _stopping(machine: Machine, operation: Operation) -> Operation:
    """Stop the running job with a savepoint."""
    assert operation.previous_run is not None
    run = machine.store.run(operation.previous_run)
    if run.ended_at is not None:
        return _stopped(machine, operation, run)
    if not operation.keep_state:
        return _move(machine, replace(operation, step=Step.CANCELLING), "its state is not wanted")
    _await_unanswered(machine, run)
    machine.progress("stopping the running version with a savepoint")
    started = machine.clock.now()
    while True:
        state = machine.ask(machine.flink.state, run.job_id)
        if state is None or state in TERMINAL:
            return _stopped(machine, operation, run)
        waited = machine.clock.now() - started
        savepoint = machine.ask(machine.flink.savepoint, run.job_id, operation.trigger)
        if savepoint is None:
            if state == "RUNNING":
                directory = operation.savepoint_directory
                machine.ask(machine.flink.stop_with_savepoint, run.job_id, directory, operation.trigger)
            elif waited > machine.patience.unwell * 1000:
                # A job that only restarts never takes a savepoint; a new version may be its cure.
                return _move(
                    machine,
                    replace(operation, step=Step.CANCELLING),
                    f"the job is {state}, its newest checkpoint has to do",
                )
        elif savepoint.failure is not None:
            hopeless = waited > machine.patience.unwell * 1000
            if hopeless and operation.attempts + 1 >= machine.patience.attempts:
                return _without_savepoint(machine, operation, run, savepoint.failure)
            operation = _move(
                machine,
                replace(operation, trigger=new_trigger(), attempts=operation.attempts + 1),
                f"no savepoint: {savepoint.failure}",
            )
            machine.clock.sleep(2)
        elif savepoint.done:
            if operation.restore_path != savepoint.location:
                operation = _move(
                    machine, replace(operation, restore_path=savepoint.location), "the savepoint is written"
                )
                started = machine.clock.now()
            elif waited > machine.patience.unwell * 1000:
                operation = replace(operation, step=Step.CANCELLING)
                return _move(machine, operation, "the job did not end after its savepoint")
        elif waited > machine.patience.savepoint * 1000:
            # It cannot be revoked, so nothing else may happen until it is over.
            raise WaitingError("the savepoint is still being written")
        machine.clock.sleep(machine.patience.poll)


def _cancelling(machine: Machine, operation: Operation) -> Operation:
    """End the running job without a savepoint."""
    assert operation.previous_run is not None
    run = machine.store.run(operation.previous_run)
    _await_unanswered(machine, run)
    machine.progress("cancelling the running version")
    _end_job(machine, run)
    return _stopped(machine, operation, run)


def _end_job(machine: Machine, run: Run) -> None:
    """Cancel a job, if it is alive, and wait until Flink confirms its end."""
    started = machine.clock.now()
    while True:
        state = machine.ask(machine.flink.state, run.job_id)
        if state is None or state in TERMINAL:
            return
        if machine.clock.now() - started > machine.patience.come_up * 1000:
            raise WaitingError(f"the job {run.job_id} does not end, it is {state}")
        machine.ask(machine.flink.cancel, run.job_id)
        machine.clock.sleep(machine.patience.poll)


def _without_savepoint(machine: Machine, operation: Operation, run: Run, reason: str) -> Operation:
    """No savepoint can be had: the newest checkpoint has to do, as after a crash.

    A job that runs well but has never written a checkpoint is left alone: to end it would lose its state.
    """
    job = machine.ask(machine.flink.job, run.job_id)
    if job is not None and job.all_running and _newest_state(machine, operation, run) is None:
        scenario = machine.store.scenario(operation.environment, operation.scenario)
        assert scenario is not None
        now = machine.clock.now()
        return machine.store.finish(
            replace(operation, reason=f"the running version can write no savepoint: {reason}"),
            Outcome.UNCHANGED,
            at=now,
            detail=reason,
            scenario=replace(scenario, desired=Desired.RUNNING, changed_at=now),
        )
    return _move(machine, replace(operation, step=Step.CANCELLING), f"no savepoint: {reason}")


def _stopped(machine: Machine, operation: Operation, run: Run) -> Operation:
    """The old job has ended: find its state and go on."""
    path = _newest_state(machine, operation, run) if operation.keep_state else None
    ended = {run.id: "stopped" if operation.kind is Kind.STOP else "replaced"}
    operation = replace(operation, restore_path=path)
    now = machine.clock.now()
    if operation.kind is Kind.STOP:
        return machine.store.finish(
            operation,
            Outcome.DONE,
            at=now,
            detail=path or "without state",
            ended=ended,
            scenario=Scenario(
                environment=operation.environment,
                name=operation.scenario,
                desired=Desired.STOPPED,
                deployment=operation.deployment,
                run=run.id,
                changed_at=now,
                keep_state=operation.keep_state,
            ),
        )
    return machine.store.move(
        replace(operation, step=Step.LAUNCHING, attempts=0),
        at=now,
        detail=f"from {path}" if path else "from empty state",
        run=machine.new_run(operation.deployment, path),
        ended=ended,
    )


def _newest_state(machine: Machine, operation: Operation, run: Run) -> str | None:
    named = operation.restore_path
    if named is None:
        found = machine.ask(machine.flink.checkpoint, run.job_id)
        observed = machine.store.observation(run.id)
        named = found.path if found else observed.checkpoint if observed else None
    return machine.folders.newest(run, also=named, without=operation.tried)


def _launching(machine: Machine, operation: Operation) -> Operation:
    """Send the run's job until Flink knows it."""
    assert operation.run is not None
    run = machine.store.run(operation.run)
    deployment = machine.store.deployment(run.deployment)
    restoring = operation.step is Step.RESTORING
    machine.progress(f"{'restarting the version that ran before' if restoring else 'starting'}: {run.job_id}")
    _clear_the_way(machine, deployment, run)
    started, pause, rejections = machine.clock.now(), machine.patience.poll, 0
    while True:
        state = machine.ask(machine.flink.state, run.job_id)
        if state is not None:
            machine.store.record_accepted(run.id, machine.clock.now())
            step = Step.REWATCHING if restoring else Step.WATCHING
            return _move(machine, replace(operation, step=step, attempts=0), "Flink knows the job")
        if machine.folders.own_points(run):
            # It ran, and was lost with the JobManager before that was recorded.
            return _again(machine, operation, run)
        try:
            _send(machine, deployment, run)
        except PlanRefusedError as error:
            return _not_up(machine, operation, run, str(error))
        except RejectedError as error:
            rejections += 1
            if rejections >= machine.patience.attempts:
                return _not_up(machine, operation, run, str(error))
        except (SubmitterUnavailableError, AnswerUnknownError) as error:
            if machine.clock.now() - started > machine.patience.silence * 1000:
                raise WaitingError(str(error)) from error
        machine.clock.sleep(pause)
        pause = min(pause * 2, 5)


def _send(machine: Machine, deployment: Deployment, run: Run) -> None:
    """Submit once, with a record of until when it may arrive if no answer comes."""
    now, patience = machine.clock.now(), machine.patience
    current = machine.store.run(run.id)
    unanswered = current.sent_until if current.sent_until and current.sent_until > now else None
    machine.store.record_sending(run.id, now + int((patience.submission + patience.arrival) * 1000))
    try:
        machine.submitter.submit(
            submission(deployment.compiled, deployment.target, run, machine.options), patience.submission
        )
    except AnswerUnknownError:
        raise
    except (PlanRefusedError, RejectedError, SubmitterUnavailableError):
        machine.store.record_answer(run.id, unanswered)
        raise
    machine.store.record_answer(run.id, unanswered)


def _clear_the_way(machine: Machine, deployment: Deployment, run: Run) -> None:
    """Make sure that nothing else of this scenario runs or can still come to run.

    By the order of the steps nothing does, save for a submission that was given up and arrives late.
    """
    for other in machine.store.runs(deployment.environment, deployment.scenario):
        if other.job_id == run.job_id:
            continue
        if other.sent_until is not None:
            _await_unanswered(machine, other)
            machine.store.record_answer(other.id, None)
    known = machine.store.known_jobs()
    prefix = f"{deployment.environment}/{deployment.scenario}/"
    for job in machine.ask(machine.flink.jobs):
        if job.terminal or job.id == run.job_id or not job.name.startswith(prefix):
            continue
        if job.id not in known:
            raise ForeignJobError(job.id, job.name)
        _end_job(machine, known[job.id])


class ForeignJobError(WaitingError):
    """A job of the scenario's name runs that this database does not know; it is not touched."""

    def __init__(self, job: str, name: str) -> None:
        super().__init__(
            f"A job named {name} ({job}) runs that was not started from here. "
            "It is left alone, and nothing is started beside it: stop it where it was started, then repeat."
        )


def _await_unanswered(machine: Machine, run: Run) -> None:
    """Wait until nothing that was sent for a run can still arrive.

    While Flink knows the job, it refuses a second submission of it. After the loss of the JobManager it does not:
    what was under way then would start a job that has been stopped.
    """
    while run.sent_until is not None and machine.clock.now() < run.sent_until:
        machine.progress("waiting for an unanswered submission to expire")
        machine.clock.sleep(max(machine.patience.poll, (run.sent_until - machine.clock.now()) / 1000))


def _again(machine: Machine, operation: Operation, run: Run) -> Operation:
    """Start the same deployment once more, from what the lost run has written."""
    step = Step.RESTORING if operation.step in {Step.RESTORING, Step.REWATCHING} else Step.LAUNCHING
    return machine.store.move(
        replace(operation, step=step),
        at=machine.clock.now(),
        detail=_LOST,
        run=machine.new_run(run.deployment, machine.folders.newest(run)),
        ended={run.id: _LOST},
    )


def _watching(machine: Machine, operation: Operation) -> Operation:
    """Wait until the job runs and stays up."""
    assert operation.run is not None
    run = machine.store.run(operation.run)
    # A deployment of something new must prove itself. What ran before only has to be there again: if it
    # does not get on, Flink restarts it, and nothing better could be started in its place.
    strict = operation.kind is Kind.DEPLOY and operation.step is Step.WATCHING
    machine.progress("waiting until every part of it runs")
    started = machine.clock.now()
    good_since: int | None = None
    while True:
        job = machine.ask(machine.flink.job, run.job_id)
        now = machine.clock.now()
        if job is None:
            if machine.folders.own_points(run):
                return _again(machine, operation, run)
            step = Step.RESTORING if operation.step is Step.REWATCHING else Step.LAUNCHING
            return _move(machine, replace(operation, step=step), _LOST)
        failure = (
            None if job.all_running and not strict else machine.ask(machine.flink.root_cause, run.job_id)
        )
        if job.state == "FINISHED":
            return _up(machine, operation, run)
        if job.terminal:
            return _not_up(machine, operation, run, failure or f"the job is {job.state}")
        if failure is not None and (strict or _unreadable_state(failure)):
            return _not_up(machine, operation, run, failure)
        good_since = (good_since or now) if job.all_running else None
        if good_since is not None and (not strict or now - good_since >= machine.patience.settle * 1000):
            machine.store.observe(Observation(run.id, job.state, job.state_since, now))
            return _up(machine, operation, run)
        if now - started > machine.patience.come_up * 1000:
            if strict:
                reason = f"it was not running after {machine.patience.come_up:.0f} s, the job is {job.state}"
                return _not_up(machine, operation, run, reason)
            return _up(machine, operation, run)
        machine.clock.sleep(machine.patience.poll)


def _unreadable_state(failure: str) -> bool:
    """Whether a job fails because of what it starts from; then only an older restore point can help."""
    words = r"restore|savepoint|checkpoint|state migration|_metadata"
    return re.search(words, failure, re.IGNORECASE) is not None


def _up(machine: Machine, operation: Operation, run: Run) -> Operation:
    """The run stands for the scenario from now on."""
    restored = operation.step is Step.REWATCHING
    now = machine.clock.now()
    return machine.store.finish(
        operation,
        Outcome.ROLLED_BACK if restored else Outcome.DONE,
        at=now,
        scenario=Scenario(
            environment=operation.environment,
            name=operation.scenario,
            desired=Desired.RUNNING,
            deployment=run.deployment,
            run=run.id,
            changed_at=now,
        ),
    )


def _not_up(machine: Machine, operation: Operation, run: Run, reason: str) -> Operation:
    """The run did not come up: take it away, then go back or give up."""
    machine.progress(f"it did not come up: {reason}")
    if operation.step in {Step.RESTORING, Step.REWATCHING}:
        reason = f"{operation.reason}; the version before does not start: {reason}"
        operation = replace(operation, reason=reason)
    elif operation.kind is Kind.DEPLOY or not operation.reason:
        operation = replace(operation, reason=reason)
    return _move(machine, replace(operation, step=Step.WITHDRAWING, attempts=operation.attempts + 1), reason)


def _withdrawing(machine: Machine, operation: Operation) -> Operation:
    """Take the run away that did not come up, then start what may run instead."""
    assert operation.run is not None
    run = machine.store.run(operation.run)
    _await_unanswered(machine, run)
    _end_job(machine, run)
    machine.store.record_answer(run.id, None)
    ended = {run.id: operation.reason}
    now = machine.clock.now()
    if operation.kind is Kind.RESUME:
        return _next_restore_point(machine, operation, run)
    scenario = machine.store.scenario(operation.environment, operation.scenario)
    previous = operation.previous_deployment
    if scenario is None or scenario.desired is Desired.STOPPED or previous is None:
        return machine.store.finish(operation, Outcome.FAILED, at=now, detail=operation.reason, ended=ended)
    if run.deployment != operation.deployment:  # the version before does not start either
        return machine.store.finish(
            operation,
            Outcome.FAILED,
            at=now,
            detail=operation.reason,
            ended=ended,
            scenario=replace(scenario, run=run.id, changed_at=now),
        )
    return machine.store.move(
        replace(operation, step=Step.RESTORING, attempts=0),
        at=now,
        detail="back to the version before",
        run=machine.new_run(previous, _path_for_return(machine, operation)),
        ended=ended,
    )


def _path_for_return(machine: Machine, operation: Operation) -> str | None:
    if operation.keep_state or operation.previous_run is None:
        return operation.restore_path
    # The state was not to be taken along to the new version; the old one goes on with it all the same.
    run = machine.store.run(operation.previous_run)
    observed = machine.store.observation(run.id)
    return machine.folders.newest(run, also=observed.checkpoint if observed else None)


def _next_restore_point(machine: Machine, operation: Operation, run: Run) -> Operation:
    """Try the restore point before the one that could not be used; give up after a few."""
    assert operation.previous_run is not None
    previous = machine.store.run(operation.previous_run)
    tried = (*operation.tried, *([run.restore_path] if run.restore_path else []))
    older = machine.folders.newest(previous, without=tried)
    now = machine.clock.now()
    if older is not None and len(tried) < machine.patience.attempts:
        return machine.store.move(
            replace(operation, step=Step.LAUNCHING, tried=tried),
            at=now,
            detail=f"next older state: {older}",
            run=machine.new_run(operation.deployment, older),
            ended={run.id: operation.reason},
        )
    # The run before stays the one that stands for the scenario: its newest state is what the next try needs.
    return machine.store.finish(
        replace(operation, tried=tried),
        Outcome.FAILED,
        at=now,
        detail=operation.reason,
        ended={run.id: operation.reason},
    )


def _move(machine: Machine, operation: Operation, detail: str) -> Operation:
    return machine.store.move(operation, at=machine.clock.now(), detail=detail)


_HANDLERS: dict[Step, Callable[[Machine, Operation], Operation]] = {
    Step.STOPPING: _stopping,
    Step.CANCELLING: _cancelling,
    Step.LAUNCHING: _launching,
    Step.WATCHING: _watching,
    Step.WITHDRAWING: _withdrawing,
    Step.RESTORING: _launching,
    Step.REWATCHING: _watching,
}
