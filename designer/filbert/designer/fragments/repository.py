"""The SQL of fragments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from filbert.designer.fragments.table import CALL, FRAGMENT
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, insert, select, update


@dataclass(frozen=True)
class StoredFragment:
    """A fragment as it is kept."""

    name: str
    folder: str
    title: str
    document: str
    """JSON text, in one line."""
    created_at: int
    changed_at: int
    changed_by: str
    revision: int


def find(session: ReadSession, name: str) -> StoredFragment | None:
    """A fragment by name."""
    row = session.row(select(FRAGMENT).where(FRAGMENT.c.name == name))
    return StoredFragment(**row) if row else None


def listing(session: ReadSession, folder: str | None = None) -> list[StoredFragment]:
    """All fragments, or those of a folder, by name."""
    statement = select(FRAGMENT).order_by(FRAGMENT.c.name)
    rows = session.rows(statement if folder is None else statement.where(FRAGMENT.c.folder == folder))
    return [StoredFragment(**row) for row in rows]


def texts(session: ReadSession) -> dict[str, str]:
    """The documents of all fragments by name."""
    rows = session.rows(select(FRAGMENT.c.name, FRAGMENT.c.document))
    return {row["name"]: row["document"] for row in rows}


def create(session: WriteSession, fragment: StoredFragment) -> None:
    """Add a fragment whose name is free."""
    session.execute(insert(FRAGMENT).values(asdict(fragment)))


def change(session: WriteSession, name: str, revision: int, **values: Any) -> bool:
    """Change a fragment; False when the revision is not the newest any more."""
    condition = (FRAGMENT.c.name == name) & (FRAGMENT.c.revision == revision)
    statement = update(FRAGMENT).where(condition).values(revision=FRAGMENT.c.revision + 1, **values)
    return session.execute(statement) == 1


def remove(session: WriteSession, name: str) -> None:
    """Remove a fragment."""
    session.execute(delete(FRAGMENT).where(FRAGMENT.c.name == name))


def set_calls(session: WriteSession, scenario: str, fragments: Collection[str]) -> None:
    """Note which fragments the newest draft of a scenario calls."""
    session.execute(delete(CALL).where(CALL.c.scenario == scenario))
    if fragments:
        rows = [{"scenario": scenario, "fragment": name} for name in sorted(set(fragments))]
        session.execute(insert(CALL), rows)


def callers(session: ReadSession, fragments: Collection[str]) -> dict[str, list[str]]:
    """The scenarios whose newest draft calls one of these fragments, with those that it calls."""
    statement = select(CALL).where(CALL.c.fragment.in_(fragments)).order_by(CALL.c.scenario, CALL.c.fragment)
    found: dict[str, list[str]] = {}
    for row in session.rows(statement):
        found.setdefault(row["scenario"], []).append(row["fragment"])
    return found
