"""The SQL of snoozes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal

from filbert.designer.snoozes.table import SNOOZE
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import insert, select, update

MOST = 1_000
"""Snoozes in one answer."""


@dataclass(frozen=True)
class Snooze:
    """A subject about which a scenario raises no alerts. Times are epoch milliseconds."""

    id: str
    environment: str
    scenario: str
    subject: str
    until: int
    reason: str
    at: int
    by: str
    ended_at: int | None
    ended_by: str | None
    revision: int
    told: int
    """The revision that the control topic has."""

    def state(self, now: int) -> Literal["active", "expired", "ended"]:
        """Whether it holds anything back."""
        if self.ended_at is not None:
            return "ended"
        return "active" if now < self.until else "expired"


def snooze_id(environment: str, scenario: str, subject: str) -> str:
    """The id of the snooze of a subject; there is one at most."""
    return sha256(f"{environment}|{scenario}|{subject}".encode()).hexdigest()[:32]


def find(session: ReadSession, identifier: str) -> Snooze | None:
    """A snooze."""
    row = session.row(select(SNOOZE).where(SNOOZE.c.id == identifier))
    return Snooze(**row) if row else None


def search(
    session: ReadSession,
    seen: Collection[str] | None,
    *,
    environment: str | None,
    scenario: str | None,
    active_at: int | None,
) -> list[Snooze]:
    """Snoozes, the newest first, at most `MOST`.

    Args:
        session: where to look.
        seen: the scenarios whose snoozes may be seen; None: all.
        environment: of this environment only.
        scenario: of this scenario only.
        active_at: only those that hold alerts back at this time.
    """
    statement = select(SNOOZE)
    if seen is not None:
        statement = statement.where(SNOOZE.c.scenario.in_(seen))
    if environment is not None:
        statement = statement.where(SNOOZE.c.environment == environment)
    if scenario is not None:
        statement = statement.where(SNOOZE.c.scenario == scenario)
    if active_at is not None:
        statement = statement.where(SNOOZE.c.ended_at.is_(None), SNOOZE.c.until > active_at)
    return [
        Snooze(**row) for row in session.rows(statement.order_by(SNOOZE.c.at.desc(), SNOOZE.c.id).limit(MOST))
    ]


def about(session: ReadSession, seen: Collection[str] | None, environment: str, subject: str) -> list[Snooze]:
    """The snoozes of a subject, of whatever state: one for each scenario at most."""
    statement = select(SNOOZE).where(SNOOZE.c.environment == environment, SNOOZE.c.subject == subject)
    if seen is not None:
        statement = statement.where(SNOOZE.c.scenario.in_(seen))
    return [Snooze(**row) for row in session.rows(statement.order_by(SNOOZE.c.scenario).limit(MOST))]


def untold(session: ReadSession) -> list[Snooze]:
    """Those that the control topic does not have as they are now, the oldest change first."""
    statement = select(SNOOZE).where(SNOOZE.c.told != SNOOZE.c.revision).order_by(SNOOZE.c.at).limit(MOST)
    return [Snooze(**row) for row in session.rows(statement)]


def put(session: WriteSession, snooze: Snooze) -> None:
    """Add a snooze, or put it in the place of the one before."""
    values = asdict(snooze)
    replaced = session.execute(update(SNOOZE).where(SNOOZE.c.id == snooze.id).values(values))
    if not replaced:
        session.execute(insert(SNOOZE).values(values))


def set_told(session: WriteSession, identifier: str, revision: int) -> bool:
    """The control topic has this revision; False when it is not the newest any more."""
    condition = (SNOOZE.c.id == identifier) & (SNOOZE.c.revision == revision)
    return session.execute(update(SNOOZE).where(condition).values(told=revision)) == 1
