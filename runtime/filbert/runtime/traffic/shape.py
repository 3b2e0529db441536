"""The weekly rhythm of traffic: how much of it falls into each hour."""

from collections.abc import Sequence
from itertools import accumulate

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS

# 1 January 1970 was a Thursday, three days after a Monday.
_MONDAY_OFFSET_MS = 3 * DAY_MS


class WeeklyShape:
    """Weights of the 168 hours of a week, Monday first, in UTC.

    >>> shape = WeeklyShape([1.0] * 168)
    >>> shape.integral(2 * 3_600_000) - shape.integral(0)
    2.0
    """

    def __init__(self, weights: Sequence[float]) -> None:
        if len(weights) != 168:
            raise ValueError(f"a week has 168 hours, not {len(weights)}")
        self._weights = tuple(weights)
        self._before = tuple(accumulate(weights, initial=0.0))

    def weight(self, time_ms: int) -> float:
        """The weight of the hour that holds a moment."""
        return self._weights[hour_of_week(time_ms)]

    def integral(self, time_ms: int) -> float:
        """Weight accumulated since a fixed Monday; only differences mean something."""
        weeks, within = divmod(time_ms + _MONDAY_OFFSET_MS, WEEK_MS)
        hour, rest = divmod(within, HOUR_MS)
        return weeks * self._before[-1] + self._before[hour] + self._weights[hour] * rest / HOUR_MS


def hour_of_week(time_ms: int) -> int:
    """The hour of the week of a moment in UTC: 0 is Monday from midnight to one."""
    return (time_ms + _MONDAY_OFFSET_MS) % WEEK_MS // HOUR_MS


def week_of(workday: Sequence[float], weekend: Sequence[float]) -> list[float]:
    """The 168 weights of a week from those of a working day and of a day of the weekend."""
    return [*workday] * 5 + [*weekend] * 2
