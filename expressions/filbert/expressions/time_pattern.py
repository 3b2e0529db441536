"""Patterns of times, such as `dd.MM.yyyy HH:mm`: the same letters as in Java, but only what two engines read alike.

Reading is strict: `dd` is two digits, `d` one or two; the whole text must fit. What the pattern does not tell is the
first of its kind: a month alone is its first day, a day alone its midnight.
"""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONGEST: Final = 100
_PARTS: Final = re.compile(r"([yMdHhmsSaEX])\1*|.", re.DOTALL)
DIGITS: Final = {
    "yyyy": (4, 4, "year"),
    "yy": (2, 2, "year"),
    "MM": (2, 2, "month"),
    "M": (1, 2, "month"),
    "dd": (2, 2, "day"),
    "d": (1, 2, "day"),
    "HH": (2, 2, "hour"),
    "H": (1, 2, "hour"),
    "hh": (2, 2, "half hour"),
    "h": (1, 2, "half hour"),
    "mm": (2, 2, "minute"),
    "ss": (2, 2, "second"),
    "SSS": (3, 3, "millisecond"),
}
NAMED: Final = {"MMM": "month", "a": "half", "EEE": "weekday", "XXX": "offset"}
CLOCK: Final = frozenset({"hour", "half hour", "minute", "second", "millisecond", "half", "offset"})
_OFFSET: Final = r"Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"
_LIMITS: Final = {"hour": 23, "minute": 59, "second": 59}


class TimePatternError(ValueError):
    """A pattern that cannot be used."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class TimePattern:
    """A pattern, taken apart.

    Attributes:
        fields: runs of one letter, and single characters that stand for themselves.
        expression: matches a text that fits, a group for each field that is not a character.
        kinds: what the groups are.
    """

    fields: tuple[str, ...]
    expression: re.Pattern[str]
    kinds: tuple[str, ...]


@lru_cache(maxsize=256)
def time_pattern(text: str) -> TimePattern:
    """Read a pattern for writing.

    Raises:
        TimePatternError: it has letters that mean nothing, or is too long.
    """
    if not 1 <= len(text) <= LONGEST:
        raise TimePatternError(f"a pattern has 1 to {LONGEST} characters")
    fields = tuple(match.group() for match in _PARTS.finditer(text))
    sources, kinds = [], []
    for field in fields:
        if field in DIGITS:
            least, most, kind = DIGITS[field]
            sources.append(f"([0-9]{{{least},{most}}})")
        elif field in NAMED:
            kind = NAMED[field]
            sources.append(_named(field))
        elif field.isascii() and field.isalpha() and field != "T":
            hint = "letters are yyyy yy MMM MM M dd d HH H hh h mm ss SSS a EEE XXX, and T as itself"
            raise TimePatternError(f"'{field}' means nothing in a pattern of times", hint)
        else:
            sources.append(re.escape(field))
            continue
        kinds.append(kind)
    return TimePattern(fields, re.compile("".join(sources), re.ASCII | re.DOTALL), tuple(kinds))


def _named(field: str) -> str:
    if field == "XXX":
        return f"({_OFFSET})"
    names = {"MMM": MONTHS, "a": ("AM", "PM"), "EEE": WEEKDAYS}[field]
    return f"((?i:{'|'.join(names)}))"


def check_reading(text: str, *, clock: bool) -> None:
    """Check a pattern for reading.

    Args:
        clock: whether a time of the day may be read.

    Raises:
        TimePatternError: it cannot be used.
    """
    pattern = time_pattern(text)
    for one, other in zip(pattern.fields, pattern.fields[1:], strict=False):
        if one in {"M", "d", "H", "h"} and (other in DIGITS or other.isdigit()):
            raise TimePatternError(
                f"'{one}' has one or two digits, so no digits can follow", f"write '{one * 2}'"
            )
    counted = [kind.removeprefix("half ") if kind == "half hour" else kind for kind in pattern.kinds]
    for kind in counted:
        if counted.count(kind) > 1:
            raise TimePatternError(f"the {kind} occurs twice")
    if "weekday" in counted:
        raise TimePatternError("'EEE' can be written only: the day follows from the date")
    if "year" not in counted:
        raise TimePatternError("a time cannot be read without its year")
    if ("half hour" in pattern.kinds) != ("half" in counted):
        raise TimePatternError("'hh' and 'a' go together", "write 'HH' for hours from 0 to 23")
    if not clock and CLOCK & set(counted):
        raise TimePatternError("a DATE has no time of the day", "write PARSE_TIME")


def format_time(pattern: str, date: datetime.date, moved: int, clock: int, offset: int) -> str:
    """Write a local time.

    Args:
        moved: years to be added to the date's.
        clock: milliseconds of the day.
        offset: milliseconds that it is ahead of UTC.
    """
    hour = clock // 3_600_000
    year = date.year + moved
    written = {
        "yyyy": f"{year:04}",
        "yy": f"{year % 100:02}",
        "MMM": MONTHS[date.month - 1],
        "MM": f"{date.month:02}",
        "M": str(date.month),
        "dd": f"{date.day:02}",
        "d": str(date.day),
        "HH": f"{hour:02}",
        "H": str(hour),
        "hh": f"{hour % 12 or 12:02}",
        "h": str(hour % 12 or 12),
        "mm": f"{clock // 60_000 % 60:02}",
        "ss": f"{clock // 1_000 % 60:02}",
        "SSS": f"{clock % 1_000:03}",
        "a": "AM" if hour < 12 else "PM",
        "EEE": WEEKDAYS[date.weekday()],
        "XXX": _offset_text(offset // 60_000),
    }
    return "".join(written.get(field, field) for field in time_pattern(pattern).fields)


def _offset_text(minutes: int) -> str:
    if not minutes:
        return "Z"
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def parse_time(pattern: str, text: str) -> tuple[datetime.date, int, int | None] | None:
    """Read a text.

    Returns:
        The date, the milliseconds of the day, and those that it is ahead of UTC if the text says so; None if it does
        not fit.
    """
    parts = time_pattern(pattern)
    match = parts.expression.fullmatch(text)
    if match is None:
        return None
    found: dict[str, int] = {}
    for kind, field, word in zip(parts.kinds, _letters(parts), match.groups(), strict=True):
        found[kind] = _number(field, word)
        if found[kind] > _LIMITS.get(kind, 9_999):
            return None
    hour = found.get("hour", 0)
    if "half hour" in found:
        if not 1 <= found["half hour"] <= 12:
            return None
        hour = found["half hour"] % 12 + 12 * found["half"]
    try:
        date = datetime.date(found["year"], found.get("month", 1), found.get("day", 1))
    except ValueError:
        return None
    clock = ((hour * 60 + found.get("minute", 0)) * 60 + found.get("second", 0)) * 1_000 + found.get(
        "millisecond", 0
    )
    offset = found.get("offset")
    return date, clock, None if offset is None else offset * 60_000


def _letters(pattern: TimePattern) -> list[str]:
    return [field for field in pattern.fields if field in DIGITS or field in NAMED]


def _number(field: str, word: str) -> int:
    if field == "MMM":
        return [name.lower() for name in MONTHS].index(word.lower()) + 1
    if field == "a":
        return int(word.lower() == "pm")
    if field == "XXX":
        if word == "Z":
            return 0
        minutes = int(word[1:3]) * 60 + int(word[4:6])
        return -minutes if word[0] == "-" else minutes
    return 2000 + int(word) if field == "yy" else int(word)
