"""The SQL of environments."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from filbert.designer.environments.table import ENVIRONMENT, SECRET
from filbert.designer.store import ReadSession, WriteSession
from sqlalchemy import delete, insert, select, update


@dataclass(frozen=True)
class StoredEnvironment:
    """What was set for an environment."""

    name: str
    title: str
    document: str
    """JSON in the form of an environment file; what is not in it is taken from the file, if there is one."""
    rules: str
    changed_at: int
    changed_by: str
    revision: int


@dataclass(frozen=True)
class StoredSecret:
    """A secret, encrypted."""

    environment: str
    name: str
    value: str
    changed_at: int
    changed_by: str


def find(session: ReadSession, name: str) -> StoredEnvironment | None:
    """What was set for an environment; None when nothing was."""
    row = session.row(select(ENVIRONMENT).where(ENVIRONMENT.c.name == name))
    return StoredEnvironment(**row) if row else None


def every(session: ReadSession) -> list[StoredEnvironment]:
    """All that was set, by name."""
    return [
        StoredEnvironment(**row) for row in session.rows(select(ENVIRONMENT).order_by(ENVIRONMENT.c.name))
    ]


def create(session: WriteSession, environment: StoredEnvironment) -> None:
    """Add what is set for an environment."""
    session.execute(insert(ENVIRONMENT).values(asdict(environment)))


def change(session: WriteSession, name: str, revision: int, **values: Any) -> bool:
    """Change what is set; False when the revision is not the newest any more."""
    condition = (ENVIRONMENT.c.name == name) & (ENVIRONMENT.c.revision == revision)
    return session.execute(update(ENVIRONMENT).where(condition).values(revision=revision + 1, **values)) == 1


def remove(session: WriteSession, name: str) -> None:
    """Forget what was set, secrets included."""
    session.execute(delete(SECRET).where(SECRET.c.environment == name))
    session.execute(delete(ENVIRONMENT).where(ENVIRONMENT.c.name == name))


def secrets(session: ReadSession, environment: str) -> list[StoredSecret]:
    """The secrets of an environment, by name."""
    statement = select(SECRET).where(SECRET.c.environment == environment).order_by(SECRET.c.name)
    return [StoredSecret(**row) for row in session.rows(statement)]


def set_secret(session: WriteSession, secret: StoredSecret) -> None:
    """Store a secret in the place of the one before."""
    remove_secret(session, secret.environment, secret.name)
    session.execute(insert(SECRET).values(asdict(secret)))


def remove_secret(session: WriteSession, environment: str, name: str) -> bool:
    """Forget a secret; False when there is none."""
    condition = (SECRET.c.environment == environment) & (SECRET.c.name == name)
    return session.execute(delete(SECRET).where(condition)) == 1
