"""The SQL of sessions and of failed attempts."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from filbert.designer.sessions.table import FAILURE, SESSION
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, func, insert, select, update


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in with a browser."""

    id: str
    """The hash of what the cookie holds, so that reading the database opens no session."""
    user: str
    csrf: str
    address: str
    created_at: int
    seen_at: int
    expires_at: int


def find(session: ReadSession, identifier: str) -> Session | None:
    """A session by its id."""
    row = session.row(select(SESSION).where(SESSION.c.id == identifier))
    return Session(**row) if row else None


def of_user(session: ReadSession, user: str, at: int) -> list[Session]:
    """The sessions of a user that are valid, the one used last first."""
    valid = select(SESSION).where(SESSION.c.user == user, SESSION.c.expires_at > at)
    return [Session(**row) for row in session.rows(valid.order_by(SESSION.c.seen_at.desc()))]


def create(session: WriteSession, new: Session) -> None:
    """Add a session, and forget those that have expired."""
    session.execute(delete(SESSION).where(SESSION.c.expires_at <= new.created_at))
    session.execute(insert(SESSION).values(asdict(new)))


def see(session: WriteSession, identifier: str, at: int) -> None:
    """Note that a session was used."""
    session.execute(update(SESSION).where(SESSION.c.id == identifier).values(seen_at=at))


def end(session: WriteSession, identifier: str) -> None:
    """Sign out."""
    session.execute(delete(SESSION).where(SESSION.c.id == identifier))


def end_all(session: WriteSession, user: str, but: str | None = None) -> int:
    """Sign a user out everywhere, or everywhere else."""
    return session.execute(delete(SESSION).where(SESSION.c.user == user, SESSION.c.id != (but or "")))


def add_failure(session: WriteSession, name: str, address: str, at: int, forget: int) -> None:
    """Note an attempt that failed, and forget those before `forget`."""
    session.execute(delete(FAILURE).where(FAILURE.c.at < forget))
    values = {"id": secrets.token_hex(16), "name": name, "address": address, "at": at}
    session.execute(insert(FAILURE).values(values))


def count_failures(session: ReadSession, name: str, address: str, since: int) -> tuple[int, int]:
    """Attempts that failed since a time, by name and by address."""
    count = select(func.count()).select_from(FAILURE)
    of_name = session.value(count.where(FAILURE.c.name == name, FAILURE.c.at >= since))
    of_address = session.value(count.where(FAILURE.c.address == address, FAILURE.c.at >= since))
    return int(of_name), int(of_address)


def clear_failures(session: WriteSession, name: str) -> None:
    """Forget the attempts with a name, after one that succeeded."""
    session.execute(delete(FAILURE).where(FAILURE.c.name == name))
