"""Signing in and out.

A name that does not exist takes as long and answers the same as a wrong password, and is locked the same way.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from filbert.designer import one_time
from filbert.designer.access import Actor
from filbert.designer.audit import service as audit
from filbert.designer.errors import ServiceError, TooManyError, UnauthenticatedError
from filbert.designer.sessions import repository
from filbert.designer.sessions.repository import Session
from filbert.designer.users import repository as users

if TYPE_CHECKING:
    from filbert.designer.passwords import Passwords
    from filbert.designer.secret import Cipher
    from filbert.designer.store import Store, WriteSession
    from filbert.designer.users.model import User

COOKIE = "filbert-session"
MINUTE = 60_000
LOCK_MS = 15 * MINUTE
ATTEMPTS_OF_NAME = 10
ATTEMPTS_OF_ADDRESS = 100
"""More than one name's: people of one office share an address."""
SEEN_EVERY_MS = MINUTE
"""Noting each use would make every read a write."""


class CodeNeededError(ServiceError):
    """The password is right, and a one-time code is needed, too."""

    status = 401
    code = "code-needed"
    title = "A one-time code is needed"
    example = "Send the code that your authenticator app shows as 'code'."


class WrongPasswordError(ServiceError):
    """Name, password or code is wrong; which one is not told."""

    status = 401
    code = "wrong-password"
    title = "Not signed in"
    example = "Name, password or one-time code is wrong."


def hash_token(token: str) -> str:
    """What is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(store: Store, token: str, at: int, address: str) -> tuple[Actor, str]:
    """Who a cookie stands for, and the token that a request which changes something must carry.

    Raises:
        UnauthenticatedError: it stands for nobody, or for somebody who may no longer sign in.
    """
    with store.read() as session:
        found = repository.find(session, hash_token(token)) if token else None
        user = users.find(session, found.user) if found is not None else None
    if found is None or user is None or not user.is_active or found.expires_at <= at:
        raise UnauthenticatedError()
    if at - found.seen_at >= SEEN_EVERY_MS:
        with store.write() as writing:
            repository.see(writing, found.id, at)
    return Actor(user.name, user.is_administrator, at, address, session=found.id), found.csrf


def sign_in(
    store: Store,
    passwords: Passwords,
    cipher: Cipher,
    *,
    name: str,
    password: str,
    code: str | None,
    at: int,
    address: str,
    valid_ms: int,
) -> tuple[User, Session, str]:
    """Check name, password and code; gives the user, the new session, and what the cookie holds.

    Raises:
        TooManyError: too many attempts with this name or from this address failed lately.
        WrongPasswordError: one of them is wrong, or the user may not sign in.
        CodeNeededError: the user has a second factor, and no code was sent.
    """
    refuse_many(store, name, address, at)
    with store.read() as session:
        user = users.find(session, name)
    right = passwords.matches(user.password_hash if user is not None else None, password)
    if user is None or not right or not user.is_active:
        fail(store, name, at, address)
        raise WrongPasswordError()
    step: int | None = None
    if user.totp_secret is not None:
        if code is None:
            raise CodeNeededError()
        secret = cipher.decrypt(user.totp_secret, f"totp:{user.name}")
        step = one_time.matching_step(secret, code, at, user.totp_step)
        if step is None:
            fail(store, name, at, address)
            raise WrongPasswordError()
    new_hash = passwords.hash(password) if passwords.is_outdated(user.password_hash) else None
    actor = Actor(user.name, user.is_administrator, at, address)
    with store.write() as writing:
        if step is not None and not users.use_step(writing, user.name, step):
            raise WrongPasswordError()  # Somebody used the same code at the same time.
        if new_hash is not None:
            users.change(writing, user.name, password_hash=new_hash)
        repository.clear_failures(writing, user.name)
        session_, token = _begin(writing, actor, valid_ms)
        audit.record(writing, actor, "session.begin", user.name)
    return user, session_, token


def _begin(session: WriteSession, actor: Actor, valid_ms: int) -> tuple[Session, str]:
    token = secrets.token_urlsafe(32)
    new = Session(
        id=hash_token(token),
        user=actor.user,
        csrf=secrets.token_urlsafe(24),
        address=actor.address,
        created_at=actor.at,
        seen_at=actor.at,
        expires_at=actor.at + valid_ms,
    )
    repository.create(session, new)
    return new, token


def refuse_many(store: Store, name: str, address: str, at: int) -> None:
    """Raises TooManyError when too many attempts with a name, or from an address, failed lately."""
    with store.read() as session:
        of_name, of_address = repository.count_failures(session, name, address, at - LOCK_MS)
    if of_name >= ATTEMPTS_OF_NAME or of_address >= ATTEMPTS_OF_ADDRESS:
        minutes = LOCK_MS // MINUTE
        raise TooManyError(f"Too many passwords were wrong; try again in {minutes} minutes.", LOCK_MS // 1000)


def fail(store: Store, name: str, at: int, address: str) -> None:
    """Note an attempt that failed. In the audit log it stands without the name, which may be a mistyped password."""
    with store.write() as session:
        repository.add_failure(session, name, address, at, forget=at - LOCK_MS)
        known = users.find(session, name) is not None
        actor = Actor(name if known else "", False, at, address)
        audit.record(session, actor, "session.fail", name if known else "")
