"""The SQL of users."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.users.model import User
from filbert.designer.users.table import USER
from sqlalchemy import func, insert, select, update


def find(session: ReadSession, name: str) -> User | None:
    """A user by name."""
    row = session.row(select(USER).where(USER.c.name == name))
    return User(**row) if row else None


def every(session: ReadSession) -> list[User]:
    """All users, by name."""
    return [User(**row) for row in session.rows(select(USER).order_by(USER.c.name))]


def create(session: WriteSession, user: User) -> None:
    """Add a user whose name is free."""
    session.execute(insert(USER).values(asdict(user)))


def change(session: WriteSession, name: str, revision: int | None = None, **values: Any) -> bool:
    """Change a user; False when the revision is not the newest any more.

    Args:
        session: the transaction.
        name: of the user.
        revision: what the change is based on; None where nobody has read one.
        values: the new values.
    """
    condition = [USER.c.name == name] + ([USER.c.revision == revision] if revision is not None else [])
    return session.execute(update(USER).where(*condition).values(revision=USER.c.revision + 1, **values)) == 1


def use_step(session: WriteSession, name: str, step: int) -> bool:
    """Note that the code of a step was used; False when it, or a later one, was used before."""
    unused = (USER.c.name == name) & ((USER.c.totp_step.is_(None)) | (USER.c.totp_step < step))
    return session.execute(update(USER).where(unused).values(totp_step=step)) == 1


def count_administrators(session: ReadSession) -> int:
    """How many may sign in and manage everything."""
    active = select(func.count()).select_from(USER).where(USER.c.is_administrator, USER.c.is_active)
    return int(session.value(active))
