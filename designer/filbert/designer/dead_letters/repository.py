"""The SQL of dead letters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass

from filbert.designer.dead_letters.record import StoredLetter
from filbert.designer.dead_letters.table import DEAD_LETTER
from filbert.designer.store import ReadSession, WriteSession, batches
from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, select, tuple_, update


@dataclass(frozen=True)
class LetterQuery:
    """Which dead letters. An empty filter means all."""

    scenarios: Collection[str] | None = None
    """The scenarios whose dead letters may be seen; None: all."""
    environment: Collection[str] = ()
    scenario: Collection[str] = ()
    node: Collection[str] = ()
    code: Collection[str] = ()
    since: int | None = None
    until: int | None = None
    replayed: bool | None = None


@dataclass(frozen=True)
class Group:
    """The dead letters of one code at one node."""

    environment: str
    scenario: str
    node: str
    code: str
    count: int
    replayed: int
    """How many of them were sent round again."""
    first_at: int
    last_at: int


def add(session: WriteSession, letters: Sequence[StoredLetter]) -> list[StoredLetter]:
    """Add dead letters; gives those that were new. A repeat changes nothing."""
    by_id = {letter.id: letter for letter in letters}
    for some in batches(by_id):
        for row in session.rows(select(DEAD_LETTER.c.id).where(DEAD_LETTER.c.id.in_(some))):
            del by_id[row["id"]]
    if by_id:
        session.execute(insert(DEAD_LETTER), [asdict(letter) for letter in by_id.values()])
    return list(by_id.values())


def find(session: ReadSession, identifier: str) -> StoredLetter | None:
    """One dead letter."""
    row = session.row(select(DEAD_LETTER).where(DEAD_LETTER.c.id == identifier))
    return StoredLetter(**row) if row else None


def search(
    session: ReadSession, query: LetterQuery, after: tuple[int, str] | None, limit: int
) -> tuple[list[StoredLetter], int]:
    """One page, the newest first, and how many there are on all pages."""
    everything = _condition(query)
    page = select(DEAD_LETTER).where(everything)
    if after is not None:
        page = page.where(
            tuple_(DEAD_LETTER.c.recorded_at, DEAD_LETTER.c.id) < tuple_(literal(after[0]), literal(after[1]))
        )
    page = page.order_by(DEAD_LETTER.c.recorded_at.desc(), DEAD_LETTER.c.id.desc()).limit(limit)
    total = select(func.count()).select_from(DEAD_LETTER).where(everything)
    return [StoredLetter(**row) for row in session.rows(page)], int(session.value(total))


def groups(session: ReadSession, query: LetterQuery, most: int) -> list[Group]:
    """How many there are of each code at each node, the most first."""
    key = [DEAD_LETTER.c[name] for name in ("environment", "scenario", "node", "code")]
    at, count = DEAD_LETTER.c.recorded_at, func.count()
    statement = (
        select(
            *key,
            count.label("count"),
            func.count(DEAD_LETTER.c.replayed_at).label("replayed"),
            func.min(at).label("first_at"),
            func.max(at).label("last_at"),
        )
        .where(_condition(query))
        .group_by(*key)
        .order_by(count.desc(), *key)
        .limit(most)
    )
    return [Group(**row) for row in session.rows(statement)]


def set_replayed(session: WriteSession, identifiers: Sequence[str], at: int, by: str) -> None:
    """Note that dead letters were sent round again."""
    condition = DEAD_LETTER.c.id.in_(identifiers)
    session.execute(update(DEAD_LETTER).where(condition).values(replayed_at=at, replayed_by=by))


def remove_older(session: WriteSession, before: int, most: int) -> int:
    """Remove those that were received before a time, at most so many; gives how many."""
    old = select(DEAD_LETTER.c.id).where(DEAD_LETTER.c.received_at < before).limit(most)
    return session.execute(delete(DEAD_LETTER).where(DEAD_LETTER.c.id.in_(old)))


def remove_beyond(session: WriteSession, kept: int, most: int) -> int:
    """Remove the oldest where there are more than so many, at most so many at a time; gives how many."""
    surplus = int(session.value(select(func.count()).select_from(DEAD_LETTER))) - kept
    if surplus <= 0:
        return 0
    oldest = select(DEAD_LETTER.c.id).order_by(DEAD_LETTER.c.received_at).limit(min(surplus, most))
    return session.execute(delete(DEAD_LETTER).where(DEAD_LETTER.c.id.in_(oldest)))


def _condition(query: LetterQuery) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = []
    if query.scenarios is not None:
        found.append(DEAD_LETTER.c.scenario.in_(query.scenarios))
    for name in ("environment", "scenario", "node", "code"):
        values = getattr(query, name)
        if values:
            found.append(DEAD_LETTER.c[name].in_(values))
    if query.since is not None:
        found.append(DEAD_LETTER.c.recorded_at >= query.since)
    if query.until is not None:
        found.append(DEAD_LETTER.c.recorded_at < query.until)
    if query.replayed is not None:
        column = DEAD_LETTER.c.replayed_at
        found.append(column.is_not(None) if query.replayed else column.is_(None))
    return and_(True, *found)
