"""Who is at which scenario right now. Known to this process only, and forgotten when it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

SECONDS = 45.0
"""How long somebody counts as present who no longer says so."""
MOST_CLIENTS = 50
"""Of one user at one scenario: more tabs than anybody has."""

Doing = Literal["viewing", "editing"]


@dataclass(frozen=True)
class Presence:
    """Somebody at a scenario, in one tab of a browser."""

    client: str
    user: str
    title: str
    doing: Doing
    node: str | None
    """The node that they look at."""
    since: int
    """Epoch milliseconds."""


class Attendance:
    """All who are present."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._by_scenario: dict[str, dict[tuple[str, str], tuple[Presence, float]]] = {}

    def at(self, scenario: str) -> list[Presence]:
        """Who is at a scenario, who came first at first."""
        with self._lock:
            found = [presence for presence, _ in self._by_scenario.get(scenario, {}).values()]
        return sorted(found, key=lambda each: (each.since, each.user, each.client))

    def enter(self, scenario: str, presence: Presence) -> bool:
        """Note that somebody is there, or still there; whether that is news to the others."""
        with self._lock:
            there = self._by_scenario.setdefault(scenario, {})
            key = (presence.user, presence.client)
            before = there.get(key)
            if before is None and sum(user == presence.user for user, _ in there) >= MOST_CLIENTS:
                return False
            if before is not None:
                presence = replace(presence, since=before[0].since)
            there[key] = (presence, self._clock())
            return before is None or before[0] != presence

    def leave(self, scenario: str, user: str, client: str) -> bool:
        """Note that somebody has gone; whether they were there."""
        with self._lock:
            there = self._by_scenario.get(scenario, {})
            found = there.pop((user, client), None) is not None
            if not there:
                self._by_scenario.pop(scenario, None)
            return found

    def expire(self) -> list[str]:
        """Forget those who no longer say that they are there; gives the scenarios that they were at."""
        oldest = self._clock() - self._seconds
        changed = []
        with self._lock:
            for scenario, there in list(self._by_scenario.items()):
                gone = [key for key, (_, seen) in there.items() if seen < oldest]
                for key in gone:
                    del there[key]
                if gone:
                    changed.append(scenario)
                if not there:
                    del self._by_scenario[scenario]
        return changed
