"""The SQL of samples."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from filbert.designer.samples.table import SAMPLE
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, insert, select, update


@dataclass(frozen=True)
class Sample:
    """Events of one scenario. Some may be added; none is ever changed."""

    number: int
    scenario: str
    title: str
    events: str
    """Lines, as `filbert run` reads them."""
    size: int
    created_at: int
    created_by: str


def find(session: ReadSession, scenario: str, number: int) -> Sample | None:
    """A sample of a scenario."""
    row = session.row(select(SAMPLE).where(SAMPLE.c.scenario == scenario, SAMPLE.c.number == number))
    return Sample(**row) if row else None


def titled(session: ReadSession, scenario: str, title: str) -> bool:
    """Whether a scenario has a sample with this title."""
    found = select(SAMPLE.c.number).where(SAMPLE.c.scenario == scenario, SAMPLE.c.title == title)
    return session.value(found) is not None


def of_scenario(session: ReadSession, scenario: str) -> list[Sample]:
    """The samples of a scenario, the newest first, without their events."""
    columns = [column for column in SAMPLE.c if column.name != "events"]
    statement = select(*columns).where(SAMPLE.c.scenario == scenario).order_by(SAMPLE.c.number.desc())
    return [Sample(**row, events="") for row in session.rows(statement)]


def create(session: WriteSession, sample: Sample) -> Sample:
    """Add a sample; gives it with its number."""
    values = {key: value for key, value in asdict(sample).items() if key != "number"}
    return replace(sample, number=session.insert(insert(SAMPLE).values(values)))


def add_events(session: WriteSession, sample: Sample, lines: str, count: int) -> Sample:
    """Add events to the end of a sample as it was read; the caller holds the transaction."""
    grown = replace(sample, events=f"{sample.events}\n{lines}", size=sample.size + count)
    values = {"events": grown.events, "size": grown.size}
    session.execute(update(SAMPLE).where(SAMPLE.c.number == sample.number).values(values))
    return grown


def remove_older(session: WriteSession, before: int, most: int) -> int:
    """Remove samples that were made before a time, at most so many; gives how many."""
    old = select(SAMPLE.c.number).where(SAMPLE.c.created_at < before).limit(most)
    return session.execute(delete(SAMPLE).where(SAMPLE.c.number.in_(old)))


def lock(session: WriteSession, scenario: str, number: int) -> None:
    """Make others who would change a sample wait until the transaction ends."""
    session.rows(
        select(SAMPLE.c.number)
        .where(SAMPLE.c.scenario == scenario, SAMPLE.c.number == number)
        .with_for_update()
    )


def remove(session: WriteSession, scenario: str, number: int) -> bool:
    """Remove a sample; False when there is none."""
    condition = (SAMPLE.c.scenario == scenario) & (SAMPLE.c.number == number)
    return session.execute(delete(SAMPLE).where(condition)) == 1
