"""What is sent to the submitter, and the ways in which it can say no."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.model import Run, Target

DEPLOYMENT_LABEL = "filbert.deployment"
RUN_LABEL = "filbert.run"
JOB_ID_OPTION = "$internal.pipeline.job-id"
"""Makes a submission idempotent: Flink refuses a second job of the same id, ended ones included. Not
documented, used by Flink's own application mode; a test proves that the session cluster honours it."""

DEFAULTS = {
    "execution.checkpointing.interval": "10s",
    "execution.checkpointing.timeout": "2min",
    "execution.checkpointing.tolerable-failed-checkpoints": "10",
    # State must outlive the job however it ends: a cancelled or failed one is continued from its checkpoint.
    "execution.checkpointing.externalized-checkpoint-retention": "RETAIN_ON_CANCELLATION",
    # Fixed, or a change of the parallelism would make older state unreadable.
    "pipeline.max-parallelism": "128",
    "table.local-time-zone": "UTC",
    "restart-strategy.type": "exponential-delay",
    "restart-strategy.exponential-delay.initial-backoff": "1s",
    "restart-strategy.exponential-delay.max-backoff": "30s",
    # Never give up; the documented default, 'infinite', is not something Flink can read.
    "restart-strategy.exponential-delay.attempts-before-reset-backoff": str(2**31 - 1),
}
"""Options of every job, unless the scenario sets them. Flink does not take them from the cluster."""


@dataclass(frozen=True)
class Submission:
    """One statement set for one cluster."""

    flink: str
    statements: tuple[str, ...]
    inserts: tuple[str, ...]
    configuration: Mapping[str, str]


@dataclass(frozen=True)
class PlanProblem:
    """A statement that Flink's planner refuses."""

    message: str
    statement: str
    """The statement, or empty when the statement set as a whole is at fault."""


class SubmissionError(Exception):
    """The base of what can go wrong with a submission."""


class PlanRefusedError(SubmissionError):
    """Nothing was sent to the cluster: the planner refuses the SQL."""

    def __init__(self, problems: tuple[PlanProblem, ...]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class RejectedError(SubmissionError):
    """The cluster answered, and the answer is no."""


class SubmitterUnavailableError(SubmissionError):
    """The submitter was not reached: nothing was sent to the cluster."""


class AnswerUnknownError(SubmissionError):
    """The submission may have arrived or not, or may still arrive before its deadline."""


class Submitter(Protocol):
    """Brings SQL to Flink."""

    def check(self, submission: Submission) -> tuple[PlanProblem, ...]:
        """Plan without sending. Raises SubmitterUnavailableError."""

    def submit(self, submission: Submission, seconds: float) -> str:
        """Send the job and return its id. Nothing reaches the cluster after so many seconds.

        Raises:
            PlanRefusedError, RejectedError, SubmitterUnavailableError, AnswerUnknownError: see there.
        """


def job_id(deployment: str, number: int) -> str:
    """Return the id of the n-th run of a deployment: always the same, so that asking twice is asking once."""
    return hashlib.sha256(f"{deployment}|{number}".encode()).hexdigest()[:32]


def labels(run: Run) -> dict[str, str]:
    """Return what marks a job as ours."""
    return {DEPLOYMENT_LABEL: run.deployment, RUN_LABEL: str(run.id)}


def submission(
    compiled: CompiledScenario, target: Target, run: Run | None, extra: Mapping[str, str]
) -> Submission:
    """Put together what is sent to Flink.

    Args:
        compiled: what to run.
        target: where.
        run: the job's id and where its state is; None when it is only to be planned.
        extra: options of the place, such as the jars to bring along.
    """
    configuration = {**DEFAULTS, **extra, **compiled.configuration, "pipeline.name": compiled.job_name}
    if run is not None:
        marks = ",".join(f"{name}:{value}" for name, value in labels(run).items())
        configuration |= {JOB_ID_OPTION: run.job_id, "pipeline.global-job-parameters": marks}
        if run.restore_path is not None:
            configuration["execution.state-recovery.path"] = run.restore_path
            # State of nodes that are gone; the verdict has said so.
            configuration["execution.state-recovery.ignore-unclaimed-state"] = "true"
    return Submission(target.flink, compiled.statements, compiled.inserts, configuration)
