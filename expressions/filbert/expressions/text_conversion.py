"""Text to values and back, as CAST does it. Each returns None for a text that is not such a value.

The patterns are shared with the Flink generator, which guards its own conversions with them: Flink alone would
read '12x' as DECIMAL 12.00 and February 30 as February 29.
"""

import datetime
import re
from decimal import Decimal
from typing import Final

from filbert.expressions.number import fitted

INTEGER_PATTERN: Final = r"[+-]?[0-9]{1,19}"
DECIMAL_PATTERN: Final = r"[+-]?[0-9]{1,38}(\.[0-9]{1,38})?"
DOUBLE_PATTERN: Final = r"[+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?"
DATE_PATTERN: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK_PATTERN: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,3})?"
ZONE_PATTERN: Final = r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
TIMESTAMP_PATTERN: Final = rf"{DATE_PATTERN}[ T]{CLOCK_PATTERN}{ZONE_PATTERN}?"

_is_integer = re.compile(INTEGER_PATTERN, re.ASCII).fullmatch
_is_decimal = re.compile(DECIMAL_PATTERN, re.ASCII).fullmatch
_is_double = re.compile(DOUBLE_PATTERN, re.ASCII).fullmatch
_is_date = re.compile(DATE_PATTERN, re.ASCII).fullmatch
_is_timestamp = re.compile(TIMESTAMP_PATTERN, re.ASCII).fullmatch

FIRST_YEAR: Final = 1970
LOWEST_BIGINT: Final = -(2**63)
HIGHEST_BIGINT: Final = 2**63 - 1


def text_to_integer(text: str) -> int | None:
    """Read a BIGINT."""
    if not _is_integer(text):
        return None
    value = int(text)
    return value if LOWEST_BIGINT <= value <= HIGHEST_BIGINT else None


def text_to_decimal(text: str, precision: int, scale: int) -> Decimal | None:
    """Read a DECIMAL, rounded half up to its scale."""
    return fitted(Decimal(text), precision, scale) if _is_decimal(text) else None


def text_to_double(text: str) -> float | None:
    """Read a finite DOUBLE."""
    if not _is_double(text):
        return None
    value = float(text)
    return value if value - value == 0.0 else None


def text_to_boolean(text: str) -> bool | None:
    """Read true or false in any case; nothing else, although Flink would take 'y' and '1'."""
    return {"true": True, "false": False}.get(text.lower())


def text_to_date(text: str) -> datetime.date | None:
    """Read YYYY-MM-DD."""
    if not _is_date(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def text_to_timestamp(text: str) -> datetime.datetime | None:
    """Read a point in time from 1970 on; an offset is converted to UTC, without one UTC is meant."""
    if not _is_timestamp(text) or text < str(FIRST_YEAR):
        return None
    try:
        value = datetime.datetime.fromisoformat(text)
        if value.tzinfo is not None:
            value = value.astimezone(datetime.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return value if value.year >= FIRST_YEAR else None


def decimal_to_text(value: Decimal) -> str:
    """Write a DECIMAL with all digits of its scale."""
    return format(value, "f")


def timestamp_to_text(value: datetime.datetime) -> str:
    """Write a TIMESTAMP as Flink does: a space between, three digits of milliseconds."""
    return value.isoformat(" ", "milliseconds")
