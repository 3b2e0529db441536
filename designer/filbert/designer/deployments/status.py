"""What should run beside what runs. Where Flink does not tell, it is unknown, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from filbert.designer.deployments.model import Change
from filbert.designer.deployments.repository import Deployed
from filbert.designer.deployments.sight import Sight
from filbert.runtime.deployment.observe import MISSING, UNKNOWN, WORDS


@dataclass(frozen=True)
class UnderWay:
    """What is being done."""

    change: int | None
    """None: by the command line, or by itself after a crash."""
    kind: str
    state: str
    step: str
    since: int
    detail: str = ""


@dataclass(frozen=True)
class Status:
    """A scenario in an environment."""

    environment: str
    scenario: str
    hash: str | None
    version: int | None
    desired: str
    observed: str
    since: int | None
    """Since when it is as observed; if unknown, when it was last seen."""
    is_good: bool
    job_id: str | None
    deployed_at: int | None
    comment: str
    restarts: int | None = None
    lag: int | None = None
    checkpoint_at: int | None = None
    detail: str = ""
    under_way: UnderWay | None = None


@dataclass(frozen=True)
class ForeignJob:
    """A job that was not started from here, and is never touched."""

    job_id: str
    name: str
    state: str
    since: int
    flink: str


def statuses(
    deployed: Sequence[Deployed],
    changes: Sequence[Change],
    operations: Sequence[tuple[str, str, str, str, int]],
    versions: Mapping[str, Mapping[str, int]],
    sights: Mapping[str, Sight],
    now: int,
) -> list[Status]:
    """Compare what should run with what does.

    Args:
        deployed: what should run.
        changes: what is asked for and not over.
        operations: what the library has begun: id, environment, scenario, step, since when.
        versions: numbers by hash, by scenario.
        sights: by address of the cluster.
        now: the time.
    """
    under_way: dict[tuple[str, str], UnderWay] = {}
    steps = {identifier: step for identifier, _, _, step, _ in operations}
    for _, environment, scenario, step, since in operations:
        under_way[environment, scenario] = UnderWay(None, "resume", "working", step, since)
    for change in changes:
        under_way[change.environment, change.scenario] = UnderWay(
            change.number,
            change.kind,
            change.state,
            steps.get(change.id, ""),
            change.requested_at,
            change.detail,
        )
    found = [
        replace(
            _status(each, versions.get(each.scenario, {}).get(each.hash), sights.get(each.target), now),
            under_way=under_way.get((each.environment, each.scenario)),
        )
        for each in deployed
    ]
    present = {(each.environment, each.scenario) for each in deployed}
    for change in changes:
        place = (change.environment, change.scenario)
        if place not in present:
            found.append(_first(change, under_way[place]))
    return [
        replace(each, is_good=each.is_good and not _moves(each.under_way))
        for each in sorted(found, key=lambda each: (each.environment, each.scenario))
    ]


def foreign(sights: Mapping[str, Sight], known: set[str], now: int) -> list[ForeignJob]:
    """The live jobs that were not started from here."""
    return [
        ForeignJob(job.id, job.name, WORDS.get(job.state, job.state.lower()), job.started_at, sight.url)
        for sight in sights.values()
        if sight.shows(now)
        for job in sight.jobs.values()
        if job.id not in known and not job.terminal
    ]


def _moves(under_way: UnderWay | None) -> bool:
    return under_way is not None and under_way.state in ("queued", "working")


def _first(change: Change, under_way: UnderWay) -> Status:
    """A scenario that has never come up here."""
    return Status(
        environment=change.environment,
        scenario=change.scenario,
        hash=change.hash,
        version=change.version,
        desired="stopped",
        observed="starting" if _moves(under_way) else "stopped",
        since=change.requested_at,
        is_good=True,
        job_id=None,
        deployed_at=None,
        comment=change.comment,
        under_way=under_way,
    )


def _status(deployed: Deployed, version: int | None, sight: Sight | None, now: int) -> Status:
    job_id = deployed.job_id
    status = Status(
        environment=deployed.environment,
        scenario=deployed.scenario,
        hash=deployed.hash,
        version=version,
        desired=deployed.desired,
        observed=UNKNOWN,
        since=_last_seen(deployed, sight),
        is_good=False,
        job_id=job_id,
        deployed_at=deployed.deployed_at,
        comment=deployed.comment,
        checkpoint_at=deployed.checkpoint_at,
        detail=sight.fault if sight is not None else "",
    )
    if sight is None or not sight.shows(now):
        return status
    job = sight.jobs.get(job_id) if job_id is not None else None
    running = deployed.desired == "running"
    if job is None or job.terminal:
        if not running:
            return replace(status, observed="stopped", since=deployed.changed_at, is_good=True)
        if job is None:
            # Since when is not known: the cluster that could tell has forgotten.
            return replace(status, observed=MISSING, since=None, detail="Flink has lost the job")
        return replace(status, observed=WORDS[job.state], since=job.changed_at)
    detail = sight.details.get(job.id)
    observed = WORDS.get(job.state, job.state.lower())
    if observed == "running" and (detail is None or not detail.all_running):
        observed = "starting"
    return replace(
        status,
        observed=observed,
        since=detail.state_since if detail is not None else job.started_at,
        is_good=running and observed == "running",
        restarts=detail.restarts if detail is not None else None,
        lag=detail.lag if detail is not None else None,
        checkpoint_at=detail.checkpoint_at if detail is not None else deployed.checkpoint_at,
        detail=detail.cause if detail is not None else "",
    )


def _last_seen(deployed: Deployed, sight: Sight | None) -> int:
    """When it was last seen; what was never seen is unknown since it was changed."""
    seen = [deployed.seen_at, sight.seen_at if sight is not None else None]
    return max((each for each in seen if each is not None), default=deployed.changed_at)
