"""Keeping the traffic to the wall clock."""

import time
from collections.abc import Callable

# Below this a sleep costs more than it corrects.
_SHORTEST_SLEEP = 0.002


class Pace:
    """Lets event time pass at a multiple of wall time.

    Whoever falls behind catches up without a pause; nothing is left out.
    """

    def __init__(
        self,
        speed: float,
        start_ms: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._speed = speed
        self._start_ms = start_ms
        self._clock = clock
        self._sleep = sleep
        self._begun: float | None = None
        self.latest = 0.0
        """By how many seconds the traffic was behind at worst."""

    def wait_for(self, event_ms: int) -> None:
        """Return when a moment of event time has come."""
        now = self._clock()
        if self._begun is None:
            self._begun = now
        left = self._begun + (event_ms - self._start_ms) / 1000 / self._speed - now
        if left >= _SHORTEST_SLEEP:
            self._sleep(left)
        self.latest = max(self.latest, -left)


class NoPace:
    """As fast as it goes."""

    latest = 0.0

    def wait_for(self, event_ms: int) -> None:
        """Return at once."""
