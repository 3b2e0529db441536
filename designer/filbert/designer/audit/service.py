"""Writing the log. Entries are chained last in a transaction, so that the lock on the chain is held for a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from filbert.designer.access import Actor
from filbert.designer.audit import repository
from filbert.designer.audit.chain import Entry, Verdict, hash_of, verify
from filbert.designer.store import ReadSession, WriteSession
from filbert.scenarios.json_text import write_json

COMMAND = "command line"
"""The actor of what is done on the server itself."""


class _Pending:
    """The entries of a transaction that is not finished."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append(self, session: WriteSession) -> None:
        repository.lock(session)
        number, before = repository.last(session)
        for entry in self.entries:
            number += 1
            numbered = replace(entry, number=number)
            before = hash_of(numbered, before)
            repository.append(session, replace(numbered, hash=before))


def record(
    session: WriteSession,
    actor: Actor,
    action: str,
    subject: str,
    folder: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Note what somebody does; it stands in the log exactly when the transaction is committed.

    Args:
        session: the transaction that does it.
        actor: who does it.
        action: noun and verb, such as `scenario.archive`.
        subject: the name of what it is done to.
        folder: the folder of the subject, whose members may read the entry.
        detail: what else is worth knowing. Never a secret, never the content of an event.
    """
    pending = session.kept(_Pending)
    session.before_commit(_Pending, pending.append)
    text = write_json(dict(detail or {}))
    entry = Entry(0, actor.at, actor.user, actor.address, action, subject, folder, text)
    pending.entries.append(entry)


def check(session: ReadSession, known: tuple[int, str] | None = None) -> Verdict:
    """Verify the whole chain."""
    return verify(repository.every(session), known)
