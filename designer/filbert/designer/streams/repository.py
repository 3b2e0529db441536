"""The SQL of streams."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.streams.table import STREAM
from sqlalchemy import delete, insert, select, update


@dataclass(frozen=True)
class StoredStream:
    """A stream as it is kept."""

    name: str
    folder: str
    title: str
    document: str
    """JSON text, in one line."""
    created_at: int
    changed_at: int
    changed_by: str
    revision: int


def find(session: ReadSession, name: str) -> StoredStream | None:
    """A stream by name."""
    row = session.row(select(STREAM).where(STREAM.c.name == name))
    return StoredStream(**row) if row else None


def listing(session: ReadSession, folder: str | None = None) -> list[StoredStream]:
    """All streams, or those of a folder, by name."""
    statement = select(STREAM).order_by(STREAM.c.name)
    rows = session.rows(statement if folder is None else statement.where(STREAM.c.folder == folder))
    return [StoredStream(**row) for row in rows]


def texts(session: ReadSession, names: Collection[str] | None = None) -> dict[str, str]:
    """The documents of streams by name; None stands for all."""
    statement = select(STREAM.c.name, STREAM.c.document)
    rows = session.rows(statement if names is None else statement.where(STREAM.c.name.in_(names)))
    return {row["name"]: row["document"] for row in rows}


def create(session: WriteSession, stream: StoredStream) -> None:
    """Add a stream whose name is free."""
    session.execute(insert(STREAM).values(asdict(stream)))


def change(session: WriteSession, name: str, revision: int, **values: Any) -> bool:
    """Change a stream; False when the revision is not the newest any more."""
    condition = (STREAM.c.name == name) & (STREAM.c.revision == revision)
    statement = update(STREAM).where(condition).values(revision=STREAM.c.revision + 1, **values)
    return session.execute(statement) == 1


def remove(session: WriteSession, name: str) -> None:
    """Remove a stream."""
    session.execute(delete(STREAM).where(STREAM.c.name == name))
