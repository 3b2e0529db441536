"""What can be done with users. Passwords are hashed by the caller, outside of any transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from filbert.designer.access import Actor
from filbert.designer.audit import service as audit
from filbert.designer.errors import (
    ForbiddenError,
    InUseError,
    InvalidError,
    NotFoundError,
    StaleError,
    TakenError,
)
from filbert.designer.passwords import WeakPasswordError, judge
from filbert.designer.sessions import repository as sessions
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.tokens import repository as tokens
from filbert.designer.users import repository
from filbert.designer.users.model import User
from filbert.designer.users.table import USER


def require_administrator(actor: Actor) -> None:
    """Raises ForbiddenError for all others."""
    if not actor.is_administrator:
        raise ForbiddenError("Only an administrator may do this.")


def check_password(password: str, name: str) -> None:
    """Raises InvalidError for a password that is too easy to guess."""
    try:
        judge(password, name)
    except WeakPasswordError as error:
        raise InvalidError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None


def get(session: ReadSession, name: str) -> User:
    """A user that must exist."""
    found = repository.find(session, name)
    if found is None:
        raise NotFoundError(f"There is no user '{name}'.")
    return found


def create(
    session: WriteSession, actor: Actor, *, name: str, title: str, password_hash: str, is_administrator: bool
) -> User:
    """A new user."""
    if repository.find(session, name) is not None:
        raise TakenError(f"There is a user '{name}' already.")
    user = User(
        name=name,
        title=title or name,
        password_hash=password_hash,
        is_administrator=is_administrator,
        is_active=True,
        totp_secret=None,
        totp_pending=None,
        totp_step=None,
        created_at=actor.at,
        password_changed_at=actor.at,
        revision=1,
    )
    repository.create(session, user)
    audit.record(session, actor, "user.create", name, detail={"is_administrator": is_administrator})
    return user


def change(session: WriteSession, actor: Actor, name: str, revision: int, values: dict[str, Any]) -> User:
    """Change a user. One that is made inactive is signed out everywhere; the last administrator stays one."""
    before = get(session, name)
    after = replace(before, **values, revision=before.revision + 1)
    if not repository.change(session, name, revision, **values):
        raise StaleError(
            f"The user '{name}' was changed since revision {revision}; the newest is {before.revision}.",
            revision=before.revision,
        )
    if repository.count_administrators(session) == 0:
        raise InUseError(f"'{name}' is the last administrator; name another one first.")
    if not after.is_active:
        sessions.end_all(session, name)
    shown = {key: value for key, value in values.items() if key in USER.c}
    audit.record(session, actor, "user.change", name, detail=shown)
    return after


def set_password(session: WriteSession, actor: Actor, name: str, password_hash: str) -> None:
    """Give a user another password; all sessions but the one that asks for it end, and all tokens."""
    get(session, name)
    repository.change(session, name, password_hash=password_hash, password_changed_at=actor.at)
    sessions.end_all(session, name, but=actor.session if actor.user == name else None)
    tokens.remove_all(session, name)
    audit.record(session, actor, "user.password", name)


def remove_second_factor(session: WriteSession, actor: Actor, name: str) -> None:
    """Let a user sign in with the password alone: who lost the device asks an administrator."""
    get(session, name)
    repository.change(session, name, totp_secret=None, totp_pending=None, totp_step=None)
    audit.record(session, actor, "user.second-factor.remove", name)
