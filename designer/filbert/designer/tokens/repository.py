"""The SQL of API tokens."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from filbert.designer.access import Role
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.tokens.table import TOKEN
from sqlalchemy import RowMapping, delete, insert, select, update


@dataclass(frozen=True)
class Token:
    """A token of a user. The token itself is known to its owner only."""

    number: int
    user: str
    title: str
    hash: str
    role: Role
    created_at: int
    expires_at: int
    used_at: int | None = None


def find(session: ReadSession, hashed: str) -> Token | None:
    """A token by its hash."""
    row = session.row(select(TOKEN).where(TOKEN.c.hash == hashed))
    return _token(row) if row else None


def of_user(session: ReadSession, user: str) -> list[Token]:
    """The tokens of a user, the newest first."""
    rows = session.rows(select(TOKEN).where(TOKEN.c.user == user).order_by(TOKEN.c.number.desc()))
    return [_token(row) for row in rows]


def create(session: WriteSession, token: Token) -> Token:
    """Add a token; gives it with its number."""
    values = {key: value for key, value in asdict(token).items() if key != "number"}
    return replace(token, number=session.insert(insert(TOKEN).values(values)))


def use(session: WriteSession, number: int, at: int) -> None:
    """Note that a token was used."""
    session.execute(update(TOKEN).where(TOKEN.c.number == number).values(used_at=at))


def remove(session: WriteSession, user: str, number: int) -> bool:
    """Remove a token of a user; False when there is none."""
    return session.execute(delete(TOKEN).where(TOKEN.c.user == user, TOKEN.c.number == number)) == 1


def remove_all(session: WriteSession, user: str) -> None:
    """Remove all tokens of a user."""
    session.execute(delete(TOKEN).where(TOKEN.c.user == user))


def _token(row: RowMapping) -> Token:
    return Token(**{**row, "role": Role(row["role"])})
