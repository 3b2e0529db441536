"""The SQL of deployments. What the library keeps is only read here: the library writes it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any

from filbert.designer.deployments.model import Change, Kind, Stage, State
from filbert.designer.deployments.table import (
    CHANGE,
    DEPLOYED,
    DEPLOYMENT,
    OBSERVATION,
    OPERATION,
    RUN,
    STAGE,
    STEP,
)
from filbert.designer.scenarios.table import VERSION
from filbert.designer.store import ReadSession, WriteSession, batches
from sqlalchemy import RowMapping, func, insert, select, update

LARGE = ("compiled", "outline")


@dataclass(frozen=True)
class Deployed:
    """What should run of a scenario in an environment, and the run that stands for it."""

    environment: str
    scenario: str
    desired: str
    deployment: str
    hash: str
    target: str
    comment: str
    deployed_at: int
    changed_at: int
    keep_state: bool
    job_id: str | None
    run: int | None
    seen_at: int | None
    """When Flink was last heard of it."""
    checkpoint_at: int | None


@dataclass(frozen=True)
class Earlier:
    """A deployment that once came up."""

    id: str
    hash: str
    target: str
    compiled: str
    document: str


def find(session: ReadSession, scenario: str, number: int) -> Change | None:
    """A change of a scenario."""
    row = session.row(select(CHANGE).where(CHANGE.c.scenario == scenario, CHANGE.c.number == number))
    return _change(row) if row else None


def by_id(session: ReadSession, identifier: str) -> Change | None:
    """A change by its id."""
    row = session.row(select(CHANGE).where(CHANGE.c.id == identifier))
    return _change(row) if row else None


def open_changes(session: ReadSession) -> list[Change]:
    """All that is not over, the oldest first; without what they are compiled to."""
    columns = [column for column in CHANGE.c if column.name not in LARGE]
    statement = select(*columns).where(CHANGE.c.finished_at.is_(None)).order_by(CHANGE.c.number)
    return [_change(row) for row in session.rows(statement)]


def open_change(session: ReadSession, scenario: str, environment: str) -> Change | None:
    """The change that is not over; there is at most one."""
    row = session.row(
        select(CHANGE).where(
            CHANGE.c.scenario == scenario,
            CHANGE.c.environment == environment,
            CHANGE.c.finished_at.is_(None),
        )
    )
    return _change(row) if row else None


def places(session: ReadSession, scenario: str) -> list[str]:
    """The environments in which a scenario should run, or will once a change that is not over is carried out."""
    running = select(DEPLOYED.c.environment).where(
        DEPLOYED.c.name == scenario, DEPLOYED.c.desired == "running"
    )
    asked = select(CHANGE.c.environment).where(
        CHANGE.c.scenario == scenario, CHANGE.c.finished_at.is_(None), CHANGE.c.kind != Kind.STOP.value
    )
    return sorted({row["environment"] for statement in (running, asked) for row in session.rows(statement)})


def history(
    session: ReadSession, scenario: str, environment: str | None, before: int | None, limit: int
) -> list[Change]:
    """The changes of a scenario, the newest first; without what they are compiled to."""
    columns = [column for column in CHANGE.c if column.name not in LARGE]
    conditions = [CHANGE.c.scenario == scenario]
    if environment is not None:
        conditions.append(CHANGE.c.environment == environment)
    if before is not None:
        conditions.append(CHANGE.c.number < before)
    rows = session.rows(select(*columns).where(*conditions).order_by(CHANGE.c.number.desc()).limit(limit))
    return [_change(row) for row in rows]


def create(session: WriteSession, change: Change) -> Change:
    """Add a change; gives it with its number."""
    values = {key: value for key, value in asdict(change).items() if key != "number"}
    return replace(change, number=session.insert(insert(CHANGE).values(_plain(values))))


def move(session: WriteSession, number: int, before: Collection[State], **values: Any) -> bool:
    """Change where a change stands; False when it stood elsewhere than `before`."""
    condition = (CHANGE.c.number == number) & CHANGE.c.state.in_([each.value for each in before])
    return session.execute(update(CHANGE).where(condition).values(_plain(values))) == 1


def add_stage(session: WriteSession, change: int, stage: Stage) -> None:
    """Note what is being done."""
    last = session.value(select(func.max(STAGE.c.number)).where(STAGE.c.change == change)) or 0
    session.execute(insert(STAGE).values(change=change, number=last + 1, **asdict(stage)))


def stages(session: ReadSession, change: Change) -> list[Stage]:
    """All that was done for a change: by the service, and the recorded steps of the library."""
    own = session.rows(select(STAGE).where(STAGE.c.change == change.number).order_by(STAGE.c.number))
    steps = session.rows(select(STEP).where(STEP.c.operation == change.id).order_by(STEP.c.number))
    found = [Stage(row["stage"], row["at"], row["detail"]) for row in own]
    found += [Stage(row["step"], row["at"], row["detail"]) for row in steps]
    ends = {state.value for state in State if state.is_over}
    # Within one millisecond, what says how it ended comes last.
    return sorted(found, key=lambda each: (each.at, each.stage in ends))


def deployed(
    session: ReadSession, scenario: str | None = None, environment: str | None = None
) -> list[Deployed]:
    """What should run, by environment and scenario."""
    statement = (
        select(
            DEPLOYED.c.environment,
            DEPLOYED.c.name.label("scenario"),
            DEPLOYED.c.desired,
            DEPLOYED.c.deployment,
            DEPLOYMENT.c.version.label("hash"),
            DEPLOYMENT.c.target,
            DEPLOYMENT.c.comment,
            DEPLOYMENT.c.created_at.label("deployed_at"),
            DEPLOYED.c.changed_at,
            DEPLOYED.c.keep_state,
            RUN.c.job_id,
            DEPLOYED.c.run,
            OBSERVATION.c.seen_at,
            OBSERVATION.c.checkpoint_at,
        )
        .join(DEPLOYMENT, DEPLOYMENT.c.id == DEPLOYED.c.deployment)
        .outerjoin(RUN, RUN.c.id == DEPLOYED.c.run)
        .outerjoin(OBSERVATION, OBSERVATION.c.run == DEPLOYED.c.run)
        .order_by(DEPLOYED.c.environment, DEPLOYED.c.name)
    )
    if scenario is not None:
        statement = statement.where(DEPLOYED.c.name == scenario)
    if environment is not None:
        statement = statement.where(DEPLOYED.c.environment == environment)
    return [
        Deployed(
            **{**row, "target": json.loads(row["target"])["flink"], "keep_state": bool(row["keep_state"])}
        )
        for row in session.rows(statement)
    ]


def open_operations(session: ReadSession) -> list[tuple[str, str, str, str, int]]:
    """What the library has begun and not finished: id, environment, scenario, step, since when."""
    statement = select(OPERATION).where(OPERATION.c.finished_at.is_(None)).order_by(OPERATION.c.number)
    return [
        (row["id"], row["environment"], row["scenario"], row["step"], row["started_at"])
        for row in session.rows(statement)
    ]


def is_begun(session: ReadSession, identifier: str) -> bool:
    """Whether the library has begun an operation."""
    return session.row(select(OPERATION.c.number).where(OPERATION.c.id == identifier)) is not None


def targets(session: ReadSession) -> dict[str, str]:
    """The Flink of each open operation, by id of the operation."""
    statement = select(OPERATION.c.id, OPERATION.c.content).where(OPERATION.c.finished_at.is_(None))
    found = {row["id"]: json.loads(row["content"])["deployment"] for row in session.rows(statement)}
    rows = session.rows(
        select(DEPLOYMENT.c.id, DEPLOYMENT.c.target).where(DEPLOYMENT.c.id.in_(found.values()))
    )
    addresses = {row["id"]: json.loads(row["target"])["flink"] for row in rows}
    return {operation: addresses[deployment] for operation, deployment in found.items()}


def known_jobs(session: ReadSession) -> set[str]:
    """The ids of all jobs that were started from here."""
    return {row["job_id"] for row in session.rows(select(RUN.c.job_id))}


def earlier(session: ReadSession, scenario: str, environment: str) -> list[Earlier]:
    """The deployments of a scenario that came up, the newest first; each once, however often it was started."""
    statement = (
        select(OPERATION.c.content)
        .where(
            OPERATION.c.scenario == scenario,
            OPERATION.c.environment == environment,
            OPERATION.c.finished_at.is_not(None),
        )
        .order_by(OPERATION.c.number.desc())
    )
    done = [
        content["deployment"]
        for content in (json.loads(row["content"]) for row in session.rows(statement))
        if content["outcome"] == "done" and content["kind"] == "deploy"
    ]
    columns = [DEPLOYMENT.c[name] for name in ("id", "version", "target", "compiled", "document")]
    rows = session.rows(select(*columns).where(DEPLOYMENT.c.id.in_(done)))
    found = {row["id"]: row for row in rows}
    return [
        Earlier(
            id=each,
            hash=found[each]["version"],
            target=found[each]["target"],
            compiled=found[each]["compiled"],
            document=found[each]["document"],
        )
        for each in done
        if each in found
    ]


def deployment(session: ReadSession, identifier: str) -> Earlier | None:
    """A deployment of the library."""
    row = session.row(select(DEPLOYMENT).where(DEPLOYMENT.c.id == identifier))
    if row is None:
        return None
    return Earlier(row["id"], row["version"], row["target"], row["compiled"], row["document"])


def numbers(session: ReadSession, scenario: str) -> dict[str, int]:
    """The versions of a scenario by hash; of equal ones the newest."""
    return numbers_of(session, [scenario]).get(scenario, {})


def numbers_of(session: ReadSession, scenarios: Collection[str]) -> dict[str, dict[str, int]]:
    """The same of each of some scenarios that have versions, by the scenarios' names."""
    found: dict[str, dict[str, int]] = {}
    for some in batches(scenarios):
        statement = (
            select(VERSION.c.scenario, VERSION.c.hash, func.max(VERSION.c.number).label("number"))
            .where(VERSION.c.scenario.in_(some))
            .group_by(VERSION.c.scenario, VERSION.c.hash)
        )
        for row in session.rows(statement):
            found.setdefault(row["scenario"], {})[row["hash"]] = row["number"]
    return found


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, (Kind, State)) else value for key, value in values.items()}


def _change(row: RowMapping) -> Change:
    return Change(**{**row, "kind": Kind(row["kind"]), "state": State(row["state"])})
