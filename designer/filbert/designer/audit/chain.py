"""The chain: the hash of an entry covers its content and the hash before it, so nothing changes unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from filbert.scenarios.json_text import write_json

BEGINNING = "0" * 64
"""What the first entry is chained to."""


@dataclass(frozen=True)
class Entry:
    """One line of the log. Numbers are without gaps, from 1."""

    number: int
    at: int
    actor: str
    address: str
    action: str
    subject: str
    folder: str | None
    detail: str
    """A JSON object, as text: the hash covers it as it stands."""
    hash: str = ""


@dataclass(frozen=True)
class Verdict:
    """What verifying gave."""

    entries: int
    head: str
    """The hash of the last entry. Kept elsewhere, it shows later that nothing was cut off."""
    fault: str | None = None


def hash_of(entry: Entry, before: str) -> str:
    """The hash of an entry that follows the one with the hash `before`."""
    content = [
        before,
        entry.number,
        entry.at,
        entry.actor,
        entry.address,
        entry.action,
        entry.subject,
        entry.folder,
        entry.detail,
    ]
    return hashlib.sha256(write_json(content).encode()).hexdigest()


def verify(entries: Iterable[Entry], known: tuple[int, str] | None = None) -> Verdict:
    """Check a whole chain, from its first entry.

    Args:
        entries: all of them, in order.
        known: number and hash of an entry as they were noted earlier.
    """
    before, count = BEGINNING, 0
    seen: str | None = None
    for entry in entries:
        if entry.number != count + 1:
            return Verdict(count, before, f"after entry {count} comes {entry.number}: some are missing")
        if entry.hash != hash_of(entry, before):
            return Verdict(count, before, f"entry {entry.number} or the chain before it was changed")
        before, count = entry.hash, entry.number
        if known is not None and entry.number == known[0]:
            seen = entry.hash
    if known is not None and seen is None:
        return Verdict(count, before, f"there is no entry {known[0]}: the log was cut off after {count}")
    if known is not None and seen != known[1]:
        return Verdict(count, before, f"entry {known[0]} had another hash: the log was written anew")
    return Verdict(count, before)
