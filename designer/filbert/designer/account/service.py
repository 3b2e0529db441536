"""Changing one's own password and second factor. Each needs a session: a token is not the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filbert.designer import one_time
from filbert.designer.access import Actor
from filbert.designer.audit import service as audit
from filbert.designer.errors import ForbiddenError, InvalidError
from filbert.designer.sessions import service as sessions
from filbert.designer.users import repository as users
from filbert.designer.users import service as users_service

if TYPE_CHECKING:
    from filbert.designer.passwords import Passwords
    from filbert.designer.secret import Cipher
    from filbert.designer.store import Store, WriteSession


def require_session(actor: Actor) -> None:
    """Raises ForbiddenError for a token."""
    if actor.session is None:
        raise ForbiddenError("Sign in for this; a token is not enough.")


def change_password(store: Store, passwords: Passwords, actor: Actor, current: str, new: str) -> None:
    """Another password for the caller; it ends the other sessions, and removes the tokens.

    Raises:
        InvalidError: the current one is wrong, or the new one too easy to guess.
    """
    require_session(actor)
    _require_password(store, passwords, actor, current)
    users_service.check_password(new, actor.user)
    password_hash = passwords.hash(new)
    with store.write() as session:
        users_service.set_password(session, actor, actor.user, password_hash)


def begin_second_factor(session: WriteSession, cipher: Cipher, actor: Actor) -> tuple[str, str]:
    """A new secret, and its address for an app. It counts once a code has confirmed it."""
    require_session(actor)
    secret = one_time.new_secret()
    stored = cipher.encrypt(secret, f"totp:{actor.user}")
    users.change(session, actor.user, totp_pending=stored)
    return secret, one_time.address(secret, actor.user)


def confirm_second_factor(session: WriteSession, cipher: Cipher, actor: Actor, code: str) -> None:
    """From now on signing in asks for a code.

    Raises:
        InvalidError: nothing was begun, or the code is not the one of now.
    """
    require_session(actor)
    user = users_service.get(session, actor.user)
    if user.totp_pending is None:
        raise InvalidError("Begin a second factor first.")
    secret = cipher.decrypt(user.totp_pending, f"totp:{user.name}")
    step = one_time.matching_step(secret, code, actor.at, None)
    if step is None:
        raise InvalidError("The code is not the one of now; is the clock of the device right?")
    users.change(session, user.name, totp_secret=user.totp_pending, totp_pending=None, totp_step=step)
    audit.record(session, actor, "user.second-factor.add", user.name)


def remove_second_factor(store: Store, passwords: Passwords, actor: Actor, password: str) -> None:
    """Sign in with the password alone from now on.

    Raises:
        InvalidError: the password is wrong.
    """
    require_session(actor)
    _require_password(store, passwords, actor, password)
    with store.write() as session:
        users_service.remove_second_factor(session, actor, actor.user)


def _require_password(store: Store, passwords: Passwords, actor: Actor, password: str) -> None:
    sessions.refuse_many(store, actor.user, actor.address, actor.at)
    with store.read() as session:
        user = users_service.get(session, actor.user)
    if not passwords.matches(user.password_hash, password):
        sessions.fail(store, actor.user, actor.at, actor.address)
        raise InvalidError("The current password is wrong.")
