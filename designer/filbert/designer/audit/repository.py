"""The SQL of the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from filbert.designer.audit.chain import BEGINNING, Entry
from filbert.designer.audit.table import AUDIT
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import ColumnElement, func, insert, or_, select

LOCK = 7_304_411_002
PAGE = 1_000


def lock(session: WriteSession) -> None:
    """Wait for the right to append, until the transaction ends. SQLite has one writer anyway."""
    if session.dialect == "postgresql":
        session.value(select(func.pg_advisory_xact_lock(LOCK)))


def last(session: ReadSession) -> tuple[int, str]:
    """Number and hash of the last entry."""
    found = session.row(select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1))
    return (found["number"], found["hash"]) if found else (0, BEGINNING)


def append(session: WriteSession, entry: Entry) -> None:
    """Add an entry that was chained."""
    session.execute(insert(AUDIT).values(asdict(entry)))


def entries(
    session: ReadSession,
    *,
    before: int | None,
    limit: int,
    folders: frozenset[str] | None,
    subject: str | None,
    actor: str | None,
    action: str | None,
) -> list[Entry]:
    """Entries that match, the newest first.

    Args:
        before: only older ones than this number.
        limit: at most so many.
        folders: only of these; None stands for all, also those of no folder.
        subject, actor, action: only those with these.
    """
    conditions: list[ColumnElement[bool]] = []
    if before is not None:
        conditions.append(AUDIT.c.number < before)
    if folders is not None:
        conditions.append(AUDIT.c.folder.in_(folders))
    if subject is not None:
        conditions.append(AUDIT.c.subject == subject)
    if actor is not None:
        conditions.append(AUDIT.c.actor == actor)
    if action is not None:
        conditions.append(or_(AUDIT.c.action == action, AUDIT.c.action.startswith(f"{action}.")))
    rows = session.rows(select(AUDIT).where(*conditions).order_by(AUDIT.c.number.desc()).limit(limit))
    return [Entry(**row) for row in rows]


def every(session: ReadSession) -> Iterator[Entry]:
    """All entries, the oldest first, some at a time."""
    after = 0
    while True:
        page = select(AUDIT).where(AUDIT.c.number > after).order_by(AUDIT.c.number).limit(PAGE)
        rows = session.rows(page)
        yield from (Entry(**row) for row in rows)
        if len(rows) < PAGE:
            return
        after = rows[-1]["number"]
