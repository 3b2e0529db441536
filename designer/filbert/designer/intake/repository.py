"""The SQL of how far topics were read."""

from __future__ import annotations

from collections.abc import Mapping

from filbert.designer.intake.table import POSITION
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, insert, select

Place = tuple[str, int]
"""A topic and a partition of it."""


def positions(session: ReadSession, environment: str) -> dict[Place, int]:
    """The next offset to read of each partition."""
    rows = session.rows(select(POSITION).where(POSITION.c.environment == environment))
    return {(row["topic"], row["partition"]): row["offset"] for row in rows}


def set_positions(session: WriteSession, environment: str, next_: Mapping[Place, int]) -> None:
    """Note how far partitions were read."""
    for (topic, partition), offset in next_.items():
        named = {"environment": environment, "topic": topic, "partition": partition}
        condition = [POSITION.c[name] == value for name, value in named.items()]
        session.execute(delete(POSITION).where(*condition))
        session.execute(insert(POSITION).values(**named, offset=offset))
