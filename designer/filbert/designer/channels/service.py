"""What can be done with channels. Administrators set them up; no answer has what they are secured with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from filbert.designer.access import Actor
from filbert.designer.audit import service as audit
from filbert.designer.channels import repository
from filbert.designer.channels.delivery import NotDeliveredError, deliver
from filbert.designer.channels.guard import Allowed
from filbert.designer.channels.message import Message
from filbert.designer.channels.repository import Channel
from filbert.designer.errors import InvalidError, NotFoundError, ServiceError, StaleError, TakenError
from filbert.designer.users.service import require_administrator

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.secret import Cipher
    from filbert.designer.store import ReadSession, WriteSession

MOST_CHANNELS = 50


class NotSentError(ServiceError):
    """A message could not be delivered."""

    status = 502
    code = "not-sent"
    title = "The message was not delivered"
    example = "The mail server mail.example answers 550."


def listing(session: ReadSession, actor: Actor) -> list[Channel]:
    """All channels."""
    require_administrator(actor)
    return repository.every(session)


def get(session: ReadSession, actor: Actor, name: str) -> Channel:
    """A channel that must exist."""
    require_administrator(actor)
    found = repository.find(session, name)
    if found is None:
        raise NotFoundError(f"There is no channel '{name[:80]}'.")
    return found


def create(
    session: WriteSession,
    actor: Actor,
    cipher: Cipher,
    *,
    name: str,
    kind: str,
    target: Mapping[str, Any],
    secret: str | None,
    environments: Sequence[str],
    repeat_minutes: int,
) -> Channel:
    """A new channel."""
    require_administrator(actor)
    if repository.find(session, name) is not None:
        raise TakenError(f"There is a channel '{name}' already.")
    if len(repository.every(session)) >= MOST_CHANNELS:
        raise InvalidError(f"There are at most {MOST_CHANNELS} channels.")
    made = Channel(
        name=name,
        kind=kind,
        target=json.dumps(target),
        secret=cipher.encrypt(secret, _context(name, target)) if secret else None,
        environments=json.dumps(list(environments)),
        repeat_minutes=repeat_minutes,
        fault=None,
        fault_at=None,
        told_at=None,
        changed_at=actor.at,
        changed_by=actor.user,
        revision=1,
    )
    repository.create(session, made)
    audit.record(
        session, actor, "channel.create", name, detail={"kind": kind, "environments": [*environments]}
    )
    return made


def change(
    session: WriteSession,
    actor: Actor,
    cipher: Cipher,
    name: str,
    *,
    revision: int,
    target: Mapping[str, Any],
    secret: str | None,
    environments: Sequence[str],
    repeat_minutes: int,
) -> Channel:
    """Set a channel anew. Without a secret the one before stays, as long as it goes to the same place.

    Raises:
        StaleError: somebody else has changed it since.
        InvalidError: it goes elsewhere, and the secret was not given again.
    """
    before = get(session, actor, name)
    kept = before.secret
    if secret is not None:
        kept = cipher.encrypt(secret, _context(name, target)) if secret else None
    elif kept is not None and _place(json.loads(before.target)) != _place(target):
        raise InvalidError("It goes elsewhere now: give its password or token again, or '' for none.")
    made = replace(
        before,
        target=json.dumps(target),
        secret=kept,
        environments=json.dumps(list(environments)),
        repeat_minutes=repeat_minutes,
        fault=None,
        fault_at=None,
        changed_at=actor.at,
        changed_by=actor.user,
        revision=revision + 1,
    )
    if not repository.change(session, made):
        raise StaleError(
            f"The channel was changed since revision {revision}; the newest is {before.revision}.",
            revision=before.revision,
        )
    detail = {"environments": [*environments], "secret": secret is not None}
    audit.record(session, actor, "channel.change", name, detail=detail)
    return made


def remove(session: WriteSession, actor: Actor, name: str) -> None:
    """Remove a channel."""
    get(session, actor, name)
    repository.remove(session, name)
    audit.record(session, actor, "channel.remove", name)


def test(application: Service, actor: Actor, name: str) -> None:
    """Send a message that says that it is a test.

    Raises:
        NotSentError: it was not delivered.
    """
    with application.store.read() as session:
        channel = get(session, actor, name)
    fault = None
    try:
        send(application, channel, Message("test", (), application.settings.designer_url, is_test=True))
    except NotDeliveredError as error:
        fault = str(error)
    with application.store.write() as session:
        repository.set_outcome(session, name, actor.at, fault)
        audit.record(session, actor, "channel.test", name, detail={"delivered": fault is None})
    if fault is not None:
        raise NotSentError(fault)


def send(application: Service, channel: Channel, message: Message) -> None:
    """Deliver a message by a channel.

    Raises:
        NotDeliveredError: it was not delivered.
    """
    target = json.loads(channel.target)
    secret = (
        application.cipher.decrypt(channel.secret, _context(channel.name, target)) if channel.secret else None
    )
    allowed = Allowed.of(application.settings.notification_hosts)
    outcome = "failed"
    try:
        deliver(channel.kind, target, secret, message, allowed)
        outcome = "delivered"
    finally:
        application.instruments.notifications.labels(channel.kind, outcome).inc()


def _place(target: Mapping[str, Any]) -> str:
    """Where a channel goes, as far as its secret is meant for it."""
    return (
        str(target["url"]) if "url" in target else f"{target['host']}:{target['port']}:{target.get('user')}"
    )


def _context(name: str, target: Mapping[str, Any]) -> str:
    # Whoever changes the database cannot have the secret sent elsewhere.
    return f"channel:{name}:{_place(target)}"
