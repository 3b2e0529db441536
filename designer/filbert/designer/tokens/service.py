"""Making tokens, and knowing their owner."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.errors import ForbiddenError, NotFoundError, UnauthenticatedError
from filbert.designer.sessions.service import hash_token
from filbert.designer.tokens import repository
from filbert.designer.tokens.repository import Token
from filbert.designer.users import repository as users

if TYPE_CHECKING:
    from filbert.designer.store import Store, WriteSession

PREFIX = "filbert_"
"""So that a token is known for one where it should not be, in a log or a repository."""
DAY = 86_400_000
USED_EVERY_MS = 60_000


def actor_of(store: Store, token: str, at: int, address: str) -> Actor:
    """Who a token stands for.

    Raises:
        UnauthenticatedError: nobody, or somebody who may no longer sign in.
    """
    with store.read() as session:
        found = repository.find(session, hash_token(token)) if token.startswith(PREFIX) else None
        user = users.find(session, found.user) if found is not None else None
    if found is None or user is None or not user.is_active or found.expires_at <= at:
        raise UnauthenticatedError("The API token is not valid, or not any more.")
    if found.used_at is None or at - found.used_at >= USED_EVERY_MS:
        with store.write() as writing:
            repository.use(writing, found.number, at)
    is_administrator = user.is_administrator and found.role is Role.ADMIN
    return Actor(user.name, is_administrator, at, address, found.role, token=found.number)


def create(session: WriteSession, actor: Actor, title: str, role: Role, days: int) -> tuple[Token, str]:
    """Make a token; the text of it is given this once only.

    Raises:
        ForbiddenError: a token cannot make one that may do more than itself.
    """
    if not actor.limit.covers(role):
        raise ForbiddenError(f"This token is limited to the role '{actor.limit}'.")
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token(0, actor.user, title, hash_token(text), role, actor.at, actor.at + days * DAY)
    token = repository.create(session, token)
    audit.record(session, actor, "token.create", actor.user, detail={"token": token.number, "role": role})
    return token, text


def remove(session: WriteSession, actor: Actor, number: int) -> None:
    """Remove one of the caller's tokens."""
    if not repository.remove(session, actor.user, number):
        raise NotFoundError(f"You have no token {number}.")
    audit.record(session, actor, "token.remove", actor.user, detail={"token": number})
