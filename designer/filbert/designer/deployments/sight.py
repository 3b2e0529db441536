"""What Flink shows of a cluster's jobs, as it was last seen; and for how long it has shown nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from filbert.runtime.deployment.flink import Flink, FlinkUnavailableError, JobEntry
from filbert.runtime.deployment.model import Observation

SECONDS = 4.0
"""How long Flink may take for an answer here."""
DETAILS_SECONDS = 8.0
"""How old may be what is not asked each time: restarts, lag, checkpoints."""
STALE_SECONDS = 12.0
"""What was seen longer ago says nothing about now."""


@dataclass(frozen=True)
class Detail:
    """What is known of a job beyond its state."""

    at: int
    state: str
    state_since: int
    all_running: bool
    restarts: int | None
    lag: int | None
    checkpoint: str | None
    checkpoint_at: int | None
    cause: str
    """Why it last failed or restarted; empty while it runs well."""


@dataclass(frozen=True)
class Sight:
    """One cluster."""

    url: str
    at: int
    """When it was last asked."""
    seen_at: int | None = None
    """When it last answered; None: never since the service started."""
    fault: str = ""
    """Why it did not answer the last time."""
    jobs: Mapping[str, JobEntry] = field(default_factory=dict)
    """As of `seen_at`."""
    details: Mapping[str, Detail] = field(default_factory=dict)

    def shows(self, now: int) -> bool:
        """Whether what was seen says something about now."""
        return not self.fault and self.seen_at is not None and now - self.seen_at <= STALE_SECONDS * 1000


def look(flink: Flink, before: Sight | None, ours: Collection[str], now: int) -> Sight:
    """Look at a cluster.

    Args:
        flink: a client of it.
        before: what was seen the last time.
        ours: the ids of jobs of which more is asked.
        now: the time.
    """
    before = before or Sight(flink.url, now)
    try:
        jobs = {job.id: job for job in flink.jobs()}
    except FlinkUnavailableError as error:
        return replace(before, at=now, fault=str(error))
    details: dict[str, Detail] = {}
    for identifier in ours:
        job = jobs.get(identifier)
        if job is None or job.terminal:
            continue
        known = before.details.get(identifier)
        settled = known is not None and known.all_running and job.state == known.state
        if known is not None and settled and now - known.at < DETAILS_SECONDS * 1000:
            details[identifier] = known
            continue
        try:
            found = _detail(flink, identifier, now)
        except FlinkUnavailableError:
            found = known
        if found is not None:
            details[identifier] = found
    return Sight(flink.url, now, now, "", jobs, details)


def observation(run: int, detail: Detail) -> Observation:
    """What is kept of a look: when the service starts anew, it knows since when nothing is known."""
    return Observation(
        run, detail.state, detail.state_since, detail.at, detail.checkpoint, detail.checkpoint_at
    )


def _detail(flink: Flink, identifier: str, now: int) -> Detail | None:
    job = flink.job(identifier)
    if job is None:
        return None
    checkpoint = flink.checkpoint(identifier)
    running = job.state == "RUNNING"
    return Detail(
        at=now,
        state=job.state,
        state_since=job.state_since,
        all_running=job.all_running,
        restarts=flink.restarts(identifier),
        lag=flink.pending_records(identifier) if running else None,
        checkpoint=checkpoint.path if checkpoint else None,
        checkpoint_at=checkpoint.completed_at if checkpoint else None,
        cause="" if job.all_running else flink.root_cause(identifier) or "",
    )
