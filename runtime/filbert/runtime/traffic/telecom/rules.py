"""The exact rules of the three scenarios, applied to the events of one subject.

They decide which planted case is in the truth, so they follow the scenarios to the letter: windows (t − W, t]
in order of arrival, and consecutive events in order of event time.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from filbert.runtime.traffic.shape import DAY_MS, HOUR_MS
from filbert.runtime.traffic.telecom.network import Cell, distance_metres

OUT_OF_ORDERNESS_MS = 5_000
"""As both streams declare it."""

SPAM_WINDOW_MS = 4 * HOUR_MS
SPAM_RECIPIENTS = 1_000
PREMIUM_WINDOW_MS = DAY_MS
PREMIUM_LIMIT_CENTS = 200_00
CLONING_METRES = 50_000.0
CLONING_KMH = 500.0

Held = TypeVar("Held")


class SpamRule:
    """At least a thousand unique recipients within four hours."""

    def __init__(self) -> None:
        self._sent: list[tuple[int, str]] = []

    def holds(self, time_ms: int, recipient: str) -> bool:
        """Take the next message in order of arrival; True if the rule holds at it."""
        insort(self._sent, (time_ms, recipient))
        window = _window(self._sent, time_ms, SPAM_WINDOW_MS)
        # Counting the distinct ones is worth its time only where there can be enough of them.
        return len(window) >= SPAM_RECIPIENTS and len({to for _, to in window}) >= SPAM_RECIPIENTS


class PremiumRule:
    """Premium calls for more than the limit within 24 hours."""

    def __init__(self) -> None:
        self._spent: list[tuple[int, int]] = []

    def holds(self, time_ms: int, cents: int) -> bool:
        """Take the next premium call in order of arrival; True if the rule holds at it."""
        insort(self._spent, (time_ms, cents))
        return sum(cost for _, cost in _window(self._spent, time_ms, PREMIUM_WINDOW_MS)) > PREMIUM_LIMIT_CENTS


@dataclass(frozen=True, slots=True)
class Sighting:
    """A SIM seen in a cell."""

    time_ms: int
    cell: Cell


class CloningRule:
    """Two consecutive sightings too far apart for the time between them."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Sighting]] = []
        self._arrived = 0
        self._last: Sighting | None = None

    def saw(self, sighting: Sighting) -> None:
        """Take the next sighting in order of arrival."""
        self._arrived += 1
        insort(self._waiting, (sighting.time_ms, self._arrived, sighting))

    def holds_by(self, arrived_ms: int) -> Sighting | None:
        """The first impossible sighting among those that nothing can precede any more.

        Args:
            arrived_ms: Everything that arrives later has a time after this one less the out-of-orderness.
        """
        while self._waiting and self._waiting[0][0] <= arrived_ms - OUT_OF_ORDERNESS_MS:
            sighting = self._waiting.pop(0)[2]
            last, self._last = self._last, sighting
            if last is not None and impossible(last, sighting):
                return sighting
        return None


def impossible(last: Sighting, sighting: Sighting) -> bool:
    """Whether one device cannot have been seen at both places."""
    metres = distance_metres(
        last.cell.latitude, last.cell.longitude, sighting.cell.latitude, sighting.cell.longitude
    )
    # Whole seconds, and at least one, as in the scenario.
    seconds = max((sighting.time_ms - last.time_ms) // 1000, 1)
    return metres >= CLONING_METRES and metres / seconds * 3.6 > CLONING_KMH


def _window(held: Sequence[tuple[int, Held]], time_ms: int, length_ms: int) -> Sequence[tuple[int, Held]]:
    """What lies in (time − length, time]."""
    first = bisect_right(held, time_ms - length_ms, key=_time)
    return held[first : bisect_right(held, time_ms, key=_time)]


def _time(entry: tuple[int, object]) -> int:
    return entry[0]
