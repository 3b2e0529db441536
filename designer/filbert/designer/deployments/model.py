"""The words of what is asked for: kinds of changes, and where one stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is asked for."""

    DEPLOY = "deploy"
    PROMOTE = "promote"
    """Deploy the version that runs in another environment."""
    ROLLBACK = "rollback"
    """Deploy what ran before."""
    RESTART = "restart"
    STOP = "stop"


class State(StrEnum):
    """Where a change stands."""

    AWAITING_APPROVAL = "awaiting-approval"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    ROLLED_BACK = "rolled-back"
    """The new version did not come up; the one before runs again."""
    UNCHANGED = "unchanged"
    """There was nothing to do, or nothing could be done; what ran runs."""
    FAILED = "failed"
    REFUSED = "refused"
    """Nothing was begun: no room, no cluster, SQL that Flink does not take."""
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self not in OPEN


OPEN = frozenset({State.AWAITING_APPROVAL, State.SCHEDULED, State.QUEUED, State.WORKING})
MOVING = frozenset({State.QUEUED, State.WORKING})
"""Something is being done, without anybody having to do something."""
BRINGING = frozenset({Kind.DEPLOY, Kind.PROMOTE, Kind.ROLLBACK, Kind.RESTART})
"""Kinds at whose end something runs."""


@dataclass(frozen=True)
class Change:
    """What somebody asked for."""

    number: int
    id: str
    """Of the operation that carries it out, and of its deployment: so carrying it out twice is doing so once."""
    scenario: str
    environment: str
    kind: Kind
    version: int | None
    """None: not one of the scenario's versions, but what the command line deployed."""
    hash: str | None
    comment: str
    keep_state: bool
    state: State
    detail: str
    """How it ended, or what it waits for, in a sentence."""
    requested_at: int
    requested_by: str
    start_at: int | None = None
    decided_at: int | None = None
    decided_by: str | None = None
    decision: str = ""
    """The comment of whoever approved or rejected it."""
    finished_at: int | None = None
    compiled: str | None = None
    """JSON of what is to run, as it was when it was asked for; None for a stop."""
    target: str | None = None
    outline: str | None = None
    """JSON of what its document means."""
    tests: str | None = None
    """JSON: how many test cases passed and failed."""


@dataclass(frozen=True)
class Stage:
    """Something that was done on the way."""

    stage: str
    at: int
    detail: str
