"""How the events of a run spread over its event time."""

from collections.abc import Iterator

from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.shape import WeeklyShape

# Short enough for an even flow, long enough to make a batch worth its overhead.
TICK_SECONDS = 0.02
_LONGEST_SLOT_MS = 60_000


class Timeline:
    """The slots of a run: one per tick of the wall clock, at most a minute of event time."""

    def __init__(self, settings: TrafficSettings, shape: WeeklyShape) -> None:
        self._start_ms = settings.start_ms
        self._end_ms = settings.end_ms
        self._total = settings.total
        self._slot_ms = min(max(TICK_SECONDS * settings.speed * 1000, 1.0), _LONGEST_SLOT_MS)
        self._shape = shape
        self._zero = shape.integral(self._start_ms)
        self._whole = shape.integral(self._end_ms) - self._zero

    def due_by(self, time_ms: int) -> int:
        """Events that belong before a moment.

        Rounding the running total, not each slot, makes slots of any width hold just the events of the run.
        """
        if time_ms >= self._end_ms:
            return self._total
        return int(self._total * ((self._shape.integral(time_ms) - self._zero) / self._whole))

    def slots(self) -> Iterator[tuple[int, int, int]]:
        """Yield each slot as (begin, end, number of events), in order."""
        begin, done, number = self._start_ms, 0, 0
        while begin < self._end_ms:
            number += 1
            end = min(self._start_ms + round(number * self._slot_ms), self._end_ms)
            due = self.due_by(end)
            yield begin, end, due - done
            begin, done = end, due
