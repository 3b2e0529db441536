"""When a subject was snoozed, now and before: the newest one is in its table, all of them are in the audit log."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from filbert.designer.audit import repository as audit
from filbert.designer.snoozes import repository
from filbert.scenarios.events import parse_instant

if TYPE_CHECKING:
    from filbert.designer.audit.chain import Entry
    from filbert.designer.store import ReadSession

MOST_ENTRIES = 200
"""Of the log, for one scenario; the newest ones."""


@dataclass(frozen=True)
class Period:
    """From when to when a scenario was to raise no alerts about a subject. Times are epoch milliseconds."""

    scenario: str
    at: int
    by: str
    until: int
    """What was asked for."""
    ended_at: int | None = None
    """When somebody ended it before its time, or set another end."""
    ended_by: str | None = None
    reason: str | None = None
    """Why; known of the newest one only."""


def periods(
    session: ReadSession, seen: Collection[str] | None, environment: str, subject: str
) -> list[Period]:
    """All of a subject in an environment, the newest first.

    Args:
        session: where to look.
        seen: the scenarios whose snoozes may be seen; None: all.
        environment: where.
        subject: whole, as alerts have it.
    """
    found: list[Period] = []
    for snooze in repository.about(session, seen, environment, subject):
        noted = audit.entries(
            session,
            before=None,
            limit=MOST_ENTRIES,
            folders=None,
            subject=snooze.id,
            actor=None,
            action="snooze",
        )
        newest = Period(
            snooze.scenario,
            snooze.at,
            snooze.by,
            snooze.until,
            snooze.ended_at,
            snooze.ended_by,
            snooze.reason or None,
        )
        found += [*_periods(snooze.scenario, reversed(noted))[:-1], newest]
    return sorted(found, key=lambda each: (-each.at, each.scenario))


def _periods(scenario: str, entries: Iterable[Entry]) -> list[Period]:
    found: list[Period] = []
    for entry in entries:
        if found and found[-1].ended_at is None and entry.at < found[-1].until:
            found[-1] = replace(found[-1], ended_at=entry.at, ended_by=entry.actor)
        if entry.action == "snooze.create":
            until = parse_instant(json.loads(entry.detail)["until"])
            found.append(Period(scenario, entry.at, entry.actor, until))
    return found
