"""The SQL of comments on scenarios."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from filbert.designer.comments.table import COMMENT
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, func, insert, select, update


@dataclass(frozen=True)
class ScenarioComment:
    """What somebody said of a scenario."""

    number: int
    scenario: str
    node: str | None
    at: int
    by: str
    text: str
    changed_at: int | None
    resolved_at: int | None
    """When somebody said that it is done with."""
    resolved_by: str | None
    revision: int


def find(session: ReadSession, scenario: str, number: int) -> ScenarioComment | None:
    """A comment on a scenario."""
    row = session.row(select(COMMENT).where(COMMENT.c.scenario == scenario, COMMENT.c.number == number))
    return ScenarioComment(**row) if row else None


def of_scenario(session: ReadSession, scenario: str) -> list[ScenarioComment]:
    """All comments on a scenario, in order."""
    statement = select(COMMENT).where(COMMENT.c.scenario == scenario).order_by(COMMENT.c.number)
    return [ScenarioComment(**row) for row in session.rows(statement)]


def count(session: ReadSession, scenario: str) -> int:
    """How many comments a scenario has."""
    statement = select(func.count()).select_from(COMMENT).where(COMMENT.c.scenario == scenario)
    return int(session.value(statement))


def create(session: WriteSession, comment: ScenarioComment) -> ScenarioComment:
    """Add a comment; gives it with its number."""
    values = {key: value for key, value in asdict(comment).items() if key != "number"}
    return replace(comment, number=session.insert(insert(COMMENT).values(values)))


def change(session: WriteSession, number: int, revision: int, values: dict[str, Any]) -> bool:
    """Change a comment; False when the revision is not the newest any more."""
    condition = (COMMENT.c.number == number) & (COMMENT.c.revision == revision)
    return session.execute(update(COMMENT).where(condition).values(revision=revision + 1, **values)) == 1


def remove(session: WriteSession, number: int) -> None:
    """Remove a comment."""
    session.execute(delete(COMMENT).where(COMMENT.c.number == number))
