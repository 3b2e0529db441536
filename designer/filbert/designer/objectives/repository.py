"""The SQL of objectives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from filbert.designer.objectives.table import OBJECTIVE
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import ColumnElement, delete, insert, select, update


@dataclass(frozen=True)
class Objective:
    """Limits of a scenario in an environment; None: none. Times are epoch milliseconds."""

    environment: str
    scenario: str
    lag: float | None
    latency_ms: float | None
    error_percent: float | None
    alerts_per_hour: float | None
    minutes: int
    silent_until: int | None
    changed_at: int
    changed_by: str
    revision: int


def find(session: ReadSession, environment: str, scenario: str) -> Objective | None:
    """An objective."""
    row = session.row(select(OBJECTIVE).where(*_key(environment, scenario)))
    return Objective(**row) if row else None


def every(
    session: ReadSession, seen: Collection[str] | None = None, environment: str | None = None
) -> list[Objective]:
    """All objectives, or those of some scenarios or of one environment."""
    statement = select(OBJECTIVE)
    if seen is not None:
        statement = statement.where(OBJECTIVE.c.scenario.in_(seen))
    if environment is not None:
        statement = statement.where(OBJECTIVE.c.environment == environment)
    rows = session.rows(statement.order_by(OBJECTIVE.c.environment, OBJECTIVE.c.scenario))
    return [Objective(**row) for row in rows]


def create(session: WriteSession, objective: Objective) -> None:
    """Add an objective."""
    session.execute(insert(OBJECTIVE).values(asdict(objective)))


def change(session: WriteSession, objective: Objective) -> bool:
    """Put it in the place of the revision before; False when that is not the newest any more."""
    condition = (
        *_key(objective.environment, objective.scenario),
        OBJECTIVE.c.revision == objective.revision - 1,
    )
    return session.execute(update(OBJECTIVE).where(*condition).values(asdict(objective))) == 1


def remove(session: WriteSession, environment: str, scenario: str) -> bool:
    """Remove an objective; False when there is none."""
    return session.execute(delete(OBJECTIVE).where(*_key(environment, scenario))) == 1


def _key(environment: str, scenario: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return OBJECTIVE.c.environment == environment, OBJECTIVE.c.scenario == scenario
