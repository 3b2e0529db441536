"""What runs, as Flink tells it, beside what should; where Flink does not tell, that is said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from filbert.runtime.deployment.flink import Flink, FlinkUnavailableError, JobEntry
from filbert.runtime.deployment.model import Desired, Observation, Run, Scenario
from filbert.runtime.deployment.store import Store

WORDS = {
    "INITIALIZING": "starting",
    "CREATED": "starting",
    "RECONCILING": "starting",
    "RUNNING": "running",
    "RESTARTING": "restarting",
    "FAILING": "failing",
    "FAILED": "failed",
    "CANCELLING": "stopping",
    "CANCELED": "cancelled",
    "FINISHED": "finished",
    "SUSPENDED": "suspended",
}
MISSING = "missing"
"""Flink does not know the job: it was lost with the JobManager."""
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Status:
    """One line of the list of scenarios."""

    environment: str
    scenario: str | None
    """None for a job that is not ours."""
    version: str
    desired: str
    observed: str
    since: int | None
    """Since when it is as observed; if unknown, when it was last heard of. Epoch milliseconds."""
    job_id: str
    started_at: int | None = None
    restarts: int | None = None
    lag: int | None = None
    checkpoint_at: int | None = None
    under_way: str = ""
    """The step of an unfinished operation."""
    detail: str = ""

    @property
    def foreign(self) -> bool:
        """Not started from here, and never touched."""
        return self.scenario is None

    @property
    def good(self) -> bool:
        """Whether it is as it should be."""
        if self.foreign:
            return True
        if self.desired == Desired.RUNNING:
            return self.observed == "running" and not self.under_way
        return self.observed == "stopped" and not self.under_way


def statuses(
    store: Store, clusters: Mapping[str, Flink], now: int, *, details: bool = True
) -> tuple[list[Status], list[str]]:
    """Compare what should run with what does.

    Args:
        store: what should run.
        clusters: a client for each Flink address that a deployment was sent to.
        now: the time, epoch milliseconds.
        details: ask for restarts, lag and checkpoints too.

    Returns:
        The lines, ours first, and what kept clusters from answering.
    """
    jobs: dict[str, dict[str, JobEntry] | None] = {}
    silent = []
    for url, flink in clusters.items():
        try:
            jobs[url] = {job.id: job for job in flink.jobs()}
        except FlinkUnavailableError as error:
            jobs[url] = None
            silent.append(str(error))
    lines = []
    for scenario in store.scenarios():
        url = store.deployment(scenario.deployment).target.flink
        lines.append(_status(store, scenario, jobs.get(url), clusters.get(url) if details else None, now))
    known = store.known_jobs()
    for found in jobs.values():
        lines += [_foreign(job) for job in (found or {}).values() if job.id not in known and not job.terminal]
    return lines, silent


def _status(
    store: Store, scenario: Scenario, jobs: Mapping[str, JobEntry] | None, flink: Flink | None, now: int
) -> Status:
    run = store.run(scenario.run) if scenario.run is not None else None
    operation = store.open_operation(scenario.environment, scenario.name)
    seen = store.observation(run.id) if run else None
    status = Status(
        environment=scenario.environment,
        scenario=scenario.name,
        version=store.deployment(scenario.deployment).version,
        desired=str(scenario.desired),
        observed=UNKNOWN,
        since=seen.seen_at if seen else scenario.changed_at,
        job_id=run.job_id if run else "",
        checkpoint_at=seen.checkpoint_at if seen else None,
        under_way=f"{operation.kind}: {operation.step}" if operation else "",
    )
    if jobs is None:
        return status
    job = jobs.get(run.job_id) if run else None
    if run is None or job is None or job.terminal:
        return _without_job(status, scenario, job)
    status = replace(
        status,
        observed=WORDS.get(job.state, job.state.lower()),
        since=job.started_at,
        started_at=job.started_at,
    )
    if flink is not None:
        try:
            status = _detailed(status, store, run, flink, now)
        except FlinkUnavailableError as error:
            status = replace(status, detail=str(error))
    return status


def _without_job(status: Status, scenario: Scenario, job: JobEntry | None) -> Status:
    if scenario.desired is Desired.STOPPED:
        return replace(status, observed="stopped", since=scenario.changed_at)
    if job is None:
        # Since when is not known: the cluster that could tell has forgotten.
        return replace(status, observed=MISSING, since=None, detail="Flink has lost the job")
    return replace(status, observed=WORDS[job.state], since=job.changed_at)


def _detailed(status: Status, store: Store, run: Run, flink: Flink, now: int) -> Status:
    job = flink.job(run.job_id)
    if job is None:
        return status
    checkpoint = flink.checkpoint(run.job_id)
    store.observe(
        Observation(
            run=run.id,
            state=job.state,
            since=job.state_since,
            seen_at=now,
            checkpoint=checkpoint.path if checkpoint else None,
            checkpoint_at=checkpoint.completed_at if checkpoint else None,
        )
    )
    running = job.state == "RUNNING"
    return replace(
        status,
        observed="starting" if running and not job.all_running else WORDS.get(job.state, job.state.lower()),
        since=job.state_since,
        restarts=flink.restarts(run.job_id),
        lag=flink.pending_records(run.job_id) if running else None,
        checkpoint_at=checkpoint.completed_at if checkpoint else status.checkpoint_at,
        detail="" if running else flink.root_cause(run.job_id) or "",
    )


def _foreign(job: JobEntry) -> Status:
    return Status(
        environment="",
        scenario=None,
        version="",
        desired="",
        observed=WORDS.get(job.state, job.state.lower()),
        since=job.started_at,
        job_id=job.id,
        started_at=job.started_at,
        detail=job.name,
    )
