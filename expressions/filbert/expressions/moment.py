"""Calendar arithmetic on times of any zone; `filbert.functions.Moment` of the JVM library does the same.

A local time is a datetime without zone. One that would lie in the year 10000, which Python cannot hold, is moved back
by the 400 years after which the calendar repeats itself; only its year must be put right.
"""

import datetime
from typing import Any, Final

from filbert.expressions.zone import zone_of

EPOCH: Final = datetime.datetime(1970, 1, 1)
MILLISECOND: Final = datetime.timedelta(milliseconds=1)
DAY: Final = 86_400_000
LAST: Final = 253_402_300_799_999
"""The last millisecond of 9999, since 1970."""
CYCLE_DAYS: Final = 146_097
CYCLE_YEARS: Final = 400
CLOCK_UNITS: Final = {"MILLISECOND": 1, "SECOND": 1_000, "MINUTE": 60_000, "HOUR": 3_600_000}
MONTHS: Final = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}
DAYS: Final = {"DAY": 1, "WEEK": 7}


def milliseconds(value: datetime.datetime) -> int:
    """Return the milliseconds since 1970."""
    return (value - EPOCH) // MILLISECOND


def timestamp(instant: int) -> datetime.datetime | None:
    """Return the TIMESTAMP of milliseconds since 1970, None if it lies before 1970 or after 9999."""
    return EPOCH + instant * MILLISECOND if 0 <= instant <= LAST else None


def local_milliseconds(value: datetime.datetime, zone: str) -> int:
    """Return what the clocks of a zone show."""
    return zone_of(zone).to_local(milliseconds(value))


def date_of(day: int) -> tuple[datetime.date, int]:
    """Return the date of a day since 1970, and the years by which it was moved back."""
    if day > LAST // DAY:
        return EPOCH.date() + datetime.timedelta(days=day - CYCLE_DAYS), CYCLE_YEARS
    return EPOCH.date() + datetime.timedelta(days=day), 0


def days(value: datetime.date) -> int:
    """Return the days since 1970."""
    return value.toordinal() - EPOCH.toordinal()


def part(name: str, day: int, clock: int) -> int:
    """Return a part of a local time, given as the day since 1970 and the milliseconds of that day."""
    if name in _CLOCK_PARTS:
        divisor, count = _CLOCK_PARTS[name]
        return clock // divisor % count
    date, moved = date_of(day)
    if name == "YEAR":
        return date.year + moved
    if name == "ISO_YEAR":
        return date.isocalendar().year + moved
    if name == "QUARTER":
        return (date.month + 2) // 3
    value: int = _DATE_PARTS[name](date)
    return value


_CLOCK_PARTS: Final = {
    "HOUR": (3_600_000, 24),
    "MINUTE": (60_000, 60),
    "SECOND": (1_000, 60),
    "MILLISECOND": (1, 1_000),
    "MINUTE_OF_DAY": (60_000, 1_440),
}
_DATE_PARTS: Final[dict[str, Any]] = {
    "MONTH": lambda date: date.month,
    "WEEK": lambda date: date.isocalendar().week,
    "DAY": lambda date: date.day,
    "DAY_OF_YEAR": lambda date: date.timetuple().tm_yday,
    "DAY_OF_WEEK": lambda date: date.isoweekday(),
}


def start_of_date(unit: str, value: datetime.date, number: int = 0) -> datetime.date | None:
    """Return the first day of the unit that holds a day, or of the one so many units later; None outside years 1 to
    9999."""
    try:
        if unit in DAYS:
            start = value - datetime.timedelta(days=value.weekday()) if unit == "WEEK" else value
            return start + datetime.timedelta(days=number * DAYS[unit])
        size = MONTHS[unit]
        month = (value.year * 12 + value.month - 1) // size * size + number * size
        return datetime.date(month // 12, month % 12 + 1, 1)
    except (OverflowError, ValueError):
        return None


def shift_date(unit: str, value: datetime.date, amount: int) -> datetime.date | None:
    """Move a day by units; the day of the month is cut to the end of the month. None outside years 1 to 9999."""
    try:
        if unit in DAYS:
            return value + datetime.timedelta(days=amount * DAYS[unit])
        month = value.year * 12 + value.month - 1 + amount * MONTHS[unit]
        first = datetime.date(month // 12, month % 12 + 1, 1)
    except (OverflowError, ValueError):
        return None
    for day in range(value.day, 27, -1):
        try:
            return first.replace(day=day)
        except ValueError:
            continue
    return first.replace(day=value.day)


def boundary(unit: str, value: datetime.datetime, zone: str, number: int) -> int | None:
    """Return the milliseconds at which the unit that holds a time begins in a zone, or the one so many units later;
    None if that day lies after 9999."""
    clocks = zone_of(zone)
    instant = milliseconds(value)
    local = clocks.to_local(instant)
    if unit in CLOCK_UNITS:
        # Without going by the clock, which may show the hour twice.
        return instant - local % CLOCK_UNITS[unit] + number * CLOCK_UNITS[unit]
    date, moved = date_of(local // DAY)
    start = None if moved else start_of_date(unit, date, number)
    return None if start is None else clocks.to_instant(days(start) * DAY)


def shift(unit: str, value: datetime.datetime, amount: int, zone: str) -> datetime.datetime | None:
    """Move a time by units. Days and longer ones go by the clock of the zone. None outside 1970 to 9999."""
    instant = milliseconds(value)
    if unit in CLOCK_UNITS:
        return timestamp(instant + amount * CLOCK_UNITS[unit])
    clocks = zone_of(zone)
    local = clocks.to_local(instant)
    date, moved = date_of(local // DAY)
    moved_date = None if moved else shift_date(unit, date, amount)
    return None if moved_date is None else timestamp(clocks.to_instant(days(moved_date) * DAY + local % DAY))


def whole_units(unit: str, start: datetime.date, end: datetime.date) -> int:
    """Return the whole units from one day to another, negative if the second is earlier."""
    if unit in DAYS:
        count = days(end) - days(start)
        return count // DAYS[unit] if count >= 0 else -(-count // DAYS[unit])
    # Months, and days as a fraction of 32ths, so that both count in one number.
    count = (
        (end.year * 12 + end.month - 1) * 32 + end.day - (start.year * 12 + start.month - 1) * 32 - start.day
    )
    size = 32 * MONTHS[unit]
    return count // size if count >= 0 else -(-count // size)
