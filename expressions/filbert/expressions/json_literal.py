"""Numbers, times and days as JSON holds them, for the records of streams and for the functions of expressions.

The Java classes `NumberLiteral` and `TimeText` in `filbert.json` read them alike.
"""

import re
from datetime import date, datetime
from decimal import Context, Decimal

from filbert.expressions.types import INTEGER_RANGES

EXPONENT_LIMIT = 1_000_000_000
EPOCH = datetime(1970, 1, 1)
LAST_MILLISECOND = 253_402_300_799_999
WIDE = Context(prec=76)

DIGITS = re.compile(rb"[0-9]*")
TIME = re.compile(
    rb"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    rb"(?:Z|([+-])([0-9]{2})(?::?([0-9]{2}))?)"
)
DATE = re.compile(rb"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class MisfitError(Exception):
    """Why a literal is not a value of its type; its text ends a message."""


class Number:
    """A number as it is written in JSON, and its exact value: ± digits × 10^power."""

    def __init__(self, source: bytes, start: int) -> None:
        """Read the number from `start` to `stop`; `missing` is the index of a digit that is not there."""
        self.missing: int | None = None
        self._negative = source.startswith(b"-", start)
        whole = start + self._negative
        self.stop = self._after_digits(source, whole)
        fraction, exponent = b"", 0
        if self.stop > whole + 1 and source[whole] == ord("0"):
            # A leading zero is a number by itself; what follows is judged by whoever reads on.
            self.stop = whole + 1
        else:
            if source[self.stop : self.stop + 1] == b".":
                point = self.stop
                self.stop = self._after_digits(source, point + 1)
                fraction = source[point + 1 : self.stop]
            if self.missing is None and source[self.stop : self.stop + 1] in (b"e", b"E"):
                exponent = self._exponent(source)
        self.text = source[start : self.stop].decode("ascii")
        mantissa = re.split("[eE]", self.text)[0]
        written = mantissa.lstrip("-").replace(".", "").lstrip("0")
        self._digits = written.rstrip("0")
        self._power = exponent - len(fraction) + len(written) - len(self._digits)

    def _after_digits(self, source: bytes, start: int) -> int:
        found = DIGITS.match(source, start)
        stop = found.end() if found else start
        if stop == start and self.missing is None:
            self.missing = start
        return stop

    def _exponent(self, source: bytes) -> int:
        sign = source[self.stop + 1 : self.stop + 2]
        first = self.stop + 1 + (sign in (b"+", b"-"))
        self.stop = self._after_digits(source, first)
        digits = source[first : self.stop].lstrip(b"0") or b"0"
        size = min(int(digits[: len(str(EXPONENT_LIMIT))]), EXPONENT_LIMIT)
        return -size if sign == b"-" else size

    def to_float(self) -> float:
        """Return the nearest double; infinite beyond the largest one. Zero has no sign."""
        return float(self.text) or 0.0

    def to_long(self) -> int:
        """Return the whole number of 64 bits that this is, in whatever way it is written.

        Raises:
            MisfitError: it is no such number.
        """
        if self._digits and self._power < 0:
            raise MisfitError(": not a whole number")
        low, high = INTEGER_RANGES["BIGINT"]
        if self._digits and len(self._digits) + self._power > len(str(high)):
            raise MisfitError(": out of range")
        value = int(self._digits) * 10**self._power if self._digits else 0
        value = -value if self._negative else value
        if not low <= value <= high:
            raise MisfitError(": out of range")
        return value

    def to_decimal(self, precision: int, scale: int) -> Decimal:
        """Return the decimal with exactly this scale.

        Raises:
            MisfitError: it would have to be rounded, or has too many digits.
        """
        if not self._digits:
            return Decimal(0).quantize(Decimal(1).scaleb(-scale))
        if -self._power > scale:
            raise MisfitError(f": more than {scale} digits after the point")
        if len(self._digits) + self._power > precision - scale:
            raise MisfitError(f": more than {precision - scale} digits before the point")
        unscaled = int(self._digits) * 10 ** (self._power + scale)
        return Decimal(-unscaled if self._negative else unscaled).scaleb(-scale, WIDE)


def time_of(text: bytes) -> int:
    """Return the milliseconds since 1970 of a time of ISO 8601 with its offset; they may lie outside of 1970 to 9999.

    Raises:
        MisfitError: it is no such time.
    """
    parts = TIME.fullmatch(text)
    if parts is None:
        raise MisfitError(": not a time like 2026-05-28T20:26:40.123Z")
    year, month, day, hour, minute = (int(part) for part in parts.group(1, 2, 3, 4, 5))
    second = int(parts[6] or 0)
    millisecond = int((parts[7] or b"").ljust(3, b"0")[:3])
    offset_hour, offset_minute = int(parts[9] or 0), int(parts[10] or 0)
    if (
        not _is_day(year, month, day)
        or hour > 23
        or minute > 59
        or second > 59
        or offset_hour > 23
        or offset_minute > 59
    ):
        raise MisfitError(": no such date or time")
    if year == 0:
        return -1
    offset = (offset_hour * 60 + offset_minute) * (-1 if parts[8] == b"-" else 1)
    days = date(year, month, day).toordinal() - EPOCH.toordinal()
    return ((days * 1440 + hour * 60 + minute - offset) * 60 + second) * 1000 + millisecond


def date_of(text: bytes) -> date:
    """Return the day of a text.

    Raises:
        MisfitError: it is none.
    """
    parts = DATE.fullmatch(text)
    if parts is None:
        raise MisfitError(": not a date like 2026-05-28")
    year, month, day = (int(part) for part in parts.groups())
    if year == 0:
        raise MisfitError(": outside the years 1 to 9999")
    if not _is_day(year, month, day):
        raise MisfitError(": no such date")
    return date(year, month, day)


def _is_day(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or day < 1:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
