"""The SQL of test cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from filbert.designer.cases.table import CASE, RUN
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, func, insert, select, update


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


@dataclass(frozen=True)
class TestRun:
    """How all test cases of a scenario ended at one time."""

    number: int
    scenario: str
    version: int | None
    """The version that was tested; None: a draft."""
    revision: int | None
    """The revision of the draft that was tested."""
    environment: str
    at: int
    by: str
    is_sound: bool
    """Whether the scenario had no errors; otherwise nothing ran."""
    total: int
    passed: int
    results: str
    """A JSON list: title and whether it passed."""


KEPT_RUNS = 200
"""Of one scenario's drafts; runs of versions are all kept."""


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


def add_run(session: WriteSession, run: TestRun) -> TestRun:
    """Add a run; gives it with its number. Of drafts, only the newest are kept."""
    values = {key: value for key, value in asdict(run).items() if key != "number"}
    made = replace(run, number=session.insert(insert(RUN).values(values)))
    if run.version is None:
        own = (RUN.c.scenario == run.scenario) & RUN.c.version.is_(None)
        kept = select(RUN.c.number).where(own).order_by(RUN.c.number.desc()).limit(KEPT_RUNS)
        oldest = session.value(select(func.min(kept.subquery().c.number)))
        session.execute(delete(RUN).where(own, RUN.c.number < oldest))
    return made


def runs(session: ReadSession, scenario: str, limit: int) -> list[TestRun]:
    """The runs of a scenario's test cases, the newest first."""
    statement = select(RUN).where(RUN.c.scenario == scenario).order_by(RUN.c.number.desc()).limit(limit)
    return [TestRun(**row) for row in session.rows(statement)]


def newest_runs(session: ReadSession, scenario: str) -> dict[int, TestRun]:
    """The newest run of each version that was tested."""
    newest = (
        select(func.max(RUN.c.number))
        .where(RUN.c.scenario == scenario, RUN.c.version.is_not(None))
        .group_by(RUN.c.version)
    )
    rows = session.rows(select(RUN).where(RUN.c.number.in_(newest)))
    return {row["version"]: TestRun(**row) for row in rows}
