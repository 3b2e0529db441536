"""When people call and text, and where they are meanwhile. Local time is UTC."""

from filbert.runtime.traffic.shape import WeeklyShape, hour_of_week, week_of

# Hours from midnight on. Calls peak in working hours, messages in the evening.
_CALLS_WORKDAY = (2, 1, 1, 1, 1, 2, 6, 14, 24, 30, 32, 31, 29, 29, 30, 31, 33, 34, 31, 26, 20, 13, 7, 4)
_CALLS_WEEKEND = (5, 3, 2, 1, 1, 1, 3, 6, 11, 17, 22, 24, 24, 23, 22, 21, 22, 23, 24, 22, 18, 13, 9, 6)
_SMS_WORKDAY = (5, 3, 2, 1, 1, 2, 6, 12, 17, 19, 20, 21, 23, 21, 20, 21, 23, 26, 29, 31, 30, 25, 17, 9)
_SMS_WEEKEND = (10, 7, 5, 3, 2, 2, 3, 6, 10, 15, 18, 20, 22, 22, 21, 21, 22, 24, 27, 29, 28, 25, 20, 14)

_CALLS = week_of(_CALLS_WORKDAY, _CALLS_WEEKEND)
_SMS = week_of(_SMS_WORKDAY, _SMS_WEEKEND)

SHAPE = WeeklyShape([calls + sms for calls, sms in zip(_CALLS, _SMS, strict=True)])
"""Calls and messages together."""

HOME, WORK, LEISURE = range(3)


def sms_share(time_ms: int) -> float:
    """The share of messages among the events of an hour."""
    hour = hour_of_week(time_ms)
    return _SMS[hour] / (_SMS[hour] + _CALLS[hour])


def whereabouts(time_ms: int) -> tuple[int, ...]:
    """Where each of four groups of subscribers is: early ones, usual ones, late ones, who stays at home."""
    day, hour = divmod(hour_of_week(time_ms), 24)
    return (*(_place(day, hour - shift) for shift in (-1, 0, 1)), HOME)


def _place(day: int, hour: int) -> int:
    if day < 5 and 8 <= hour < 16:
        return WORK
    if 17 <= hour < 20 or (day >= 5 and 11 <= hour < 20):
        return LEISURE
    return HOME
