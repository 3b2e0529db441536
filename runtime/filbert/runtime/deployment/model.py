"""The words of the deployment: what is recorded about scenarios, their runs, what is done to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from filbert.runtime.compiled import CompiledScenario


class Desired(StrEnum):
    """What the user wants of a scenario in an environment."""

    RUNNING = "running"
    STOPPED = "stopped"


class Kind(StrEnum):
    """The operations that change what runs."""

    DEPLOY = "deploy"
    STOP = "stop"
    RESUME = "resume"


class Step(StrEnum):
    """Where an operation stands. Each step can be repeated without harm: that is how a crash is survived."""

    STOPPING = "stopping"
    """The running job is asked to stop with a savepoint."""
    CANCELLING = "cancelling"
    """It could not take one; it is cancelled, its newest checkpoint counts."""
    LAUNCHING = "launching"
    """The new run is submitted until Flink knows its job."""
    WATCHING = "watching"
    """The job is known; it has to come up and stay up."""
    WITHDRAWING = "withdrawing"
    """It did not; it is taken away before anything else starts."""
    RESTORING = "restoring"
    """The version that ran before is submitted again, from the same savepoint."""
    REWATCHING = "rewatching"
    """It has to come up."""
    FINISHED = "finished"


class Outcome(StrEnum):
    """How an operation ended."""

    DONE = "done"
    ROLLED_BACK = "rolled back"
    """The new version did not come up, the old one runs again."""
    UNCHANGED = "unchanged"
    """Nothing was changed: the running version could not be stopped, or there was nothing to do."""
    FAILED = "failed"


@dataclass(frozen=True)
class Target:
    """Where a deployment's job runs and its events live."""

    flink: str
    """Address of the Flink REST API."""
    kafka: str
    """Bootstrap servers."""


@dataclass(frozen=True)
class Deployment:
    """One version of a scenario, sent to one environment once."""

    id: str
    environment: str
    scenario: str
    compiled: CompiledScenario
    target: Target
    comment: str
    created_at: int
    held_from: Mapping[str, int] = field(default_factory=dict)
    """By stateful node: since when its state holds events, epoch milliseconds."""
    document: Mapping[str, Any] = field(default_factory=dict)
    """What the scenario's document means, to tell later what a new version changes."""

    @property
    def version(self) -> str:
        """The full version hash."""
        return self.compiled.version


@dataclass(frozen=True)
class Run:
    """One attempt to have a deployment run as a Flink job."""

    id: int
    deployment: str
    job_id: str
    restore_path: str | None
    """The savepoint or checkpoint that it starts from; None: with empty state."""
    created_at: int
    accepted_at: int | None = None
    """When Flink was first seen to know the job."""
    ended_at: int | None = None
    reason: str = ""
    """Why it ended."""
    sent_until: int | None = None
    """A submission whose answer is not known may still arrive at Flink until then."""


@dataclass(frozen=True)
class Scenario:
    """What should run of a scenario in an environment, and the run that stands for it."""

    environment: str
    name: str
    desired: Desired
    deployment: str
    run: int | None
    changed_at: int
    keep_state: bool = True
    """False after a stop that dropped the state: the next deployment starts empty."""


@dataclass(frozen=True)
class Operation:
    """A change under way, recorded before each of its steps."""

    id: str
    kind: Kind
    environment: str
    scenario: str
    step: Step
    started_at: int
    deployment: str
    """What should run in the end (for a stop: what is stopped)."""
    previous_deployment: str | None = None
    previous_run: int | None = None
    run: int | None = None
    """The run that is being started."""
    keep_state: bool = True
    trigger: str = ""
    """Flink's key of the savepoint request, chosen by us so that asking twice is asking once."""
    savepoint_directory: str = ""
    attempts: int = 0
    """How often the present step failed for good."""
    restore_path: str | None = None
    """Where the state of the stopped run lies; None: there is none."""
    tried: tuple[str, ...] = ()
    """Restore points that Flink could not read."""
    reason: str = ""
    """Why the new version did not come up."""
    finished_at: int | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Observation:
    """What Flink last said about a run."""

    run: int
    state: str
    since: int
    seen_at: int
    checkpoint: str | None = None
    checkpoint_at: int | None = None
