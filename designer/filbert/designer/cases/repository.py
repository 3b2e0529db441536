"""The SQL of test cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from filbert.designer.cases.table import CASE
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, insert, select, update


@dataclass(frozen=True)
class StoredCase:
    """A test case of a scenario."""

    number: int
    scenario: str
    title: str
    """What should hold, as a sentence."""
    document: str
    """JSON text of one test case."""
    revision: int
    changed_at: int
    changed_by: str


def find(session: ReadSession, scenario: str, number: int) -> StoredCase | None:
    """A test case of a scenario."""
    row = session.row(select(CASE).where(CASE.c.scenario == scenario, CASE.c.number == number))
    return StoredCase(**row) if row else None


def titled(session: ReadSession, scenario: str, title: str) -> int | None:
    """The number of the test case with a title."""
    found: int | None = session.value(
        select(CASE.c.number).where(CASE.c.scenario == scenario, CASE.c.title == title)
    )
    return found


def of_scenario(session: ReadSession, scenario: str) -> list[StoredCase]:
    """The test cases of a scenario, in the order in which they were made."""
    statement = select(CASE).where(CASE.c.scenario == scenario).order_by(CASE.c.number)
    return [StoredCase(**row) for row in session.rows(statement)]


def create(session: WriteSession, case: StoredCase) -> StoredCase:
    """Add a test case; gives it with its number."""
    values = {key: value for key, value in asdict(case).items() if key != "number"}
    return replace(case, number=session.insert(insert(CASE).values(values)))


def change(session: WriteSession, scenario: str, number: int, revision: int, **values: Any) -> bool:
    """Change a test case; False when the revision is not the newest any more."""
    condition = (CASE.c.scenario == scenario) & (CASE.c.number == number) & (CASE.c.revision == revision)
    return session.execute(update(CASE).where(condition).values(revision=revision + 1, **values)) == 1


def remove(session: WriteSession, scenario: str, number: int) -> bool:
    """Remove a test case; False when there is none."""
    condition = (CASE.c.scenario == scenario) & (CASE.c.number == number)
    return session.execute(delete(CASE).where(condition)) == 1
