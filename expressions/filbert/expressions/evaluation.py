"""What generated Python code may call, besides functions of the registry: nothing else is visible to it."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NoReturn

from filbert.expressions import number, text_conversion
from filbert.expressions.errors import EvalError
from filbert.expressions.text_conversion import FIRST_YEAR

LONGEST_TEXT: Final = 1_000_000
"""Code points that a joined text may have."""
LONGEST_LIST: Final = 10_000
"""Elements that a list made by a function may have."""
LONGEST_LOOP: Final = 1_000
"""Elements of a list that a comprehension goes through."""
MIDNIGHT: Final = datetime.time()


def fail(code: str, at: int) -> NoReturn:
    """Raise an evaluation error from within an expression."""
    raise EvalError(code, at)


def must(value: Any, source: Any, at: int) -> Any:
    """Return the outcome of a conversion, which may be NULL only if its source is."""
    if value is None and source is not None:
        raise EvalError("E_CAST", at)
    return value


def bounded(value: int | None, low: int, high: int) -> int | None:
    """Return the value if it lies in the range of a narrow integer type, else None."""
    return value if value is not None and low <= value <= high else None


def element(array: Sequence[Any], index: int) -> Any:
    """Return an element counted from 1, None outside the array."""
    return array[index - 1] if 1 <= index <= len(array) else None


def contained(value: Any, items: Sequence[Any]) -> bool | None:
    """Evaluate `value IN items` with NULLs on both sides."""
    if value is None:
        return None
    for item in items:
        if item is not None and item == value:
            return True
    return None if None in items else False


def between(value: Any, low: Any, high: Any) -> bool | None:
    """Evaluate `value BETWEEN low AND high` with NULLs anywhere."""
    if value is None:
        return None
    if (low is not None and value < low) or (high is not None and value > high):
        return False
    return None if low is None or high is None else True


def negated(value: bool | None) -> bool | None:
    """Evaluate NOT."""
    return None if value is None else not value


def joined(texts: Sequence[str], at: int) -> str:
    """Join texts, unless the result is longer than any text may be."""
    if sum(map(len, texts)) > LONGEST_TEXT:
        raise EvalError("E_LENGTH", at)
    return "".join(texts)


def within_loop(array: Sequence[Any], at: int) -> Sequence[Any]:
    """Return a list that is not too long for a comprehension."""
    if len(array) > LONGEST_LOOP:
        raise EvalError("E_LENGTH", at)
    return array


def decided(
    array: Sequence[Any], test: Callable[..., bool | None], given: Sequence[Any], *, deciding: bool
) -> bool | None:
    """Evaluate ANY (decided by True) or ALL (decided by False); what follows the deciding element is left."""
    unknown = False
    for item in array:
        value = test(*given, item)
        if value is deciding:
            return deciding
        unknown = unknown or value is None
    return None if unknown else not deciding


def filtered(array: Sequence[Any], test: Callable[..., bool | None], given: Sequence[Any]) -> list[Any]:
    """Return the elements for which the test is true."""
    return [item for item in array if test(*given, item)]


def transformed(array: Sequence[Any], value: Callable[..., Any], given: Sequence[Any]) -> list[Any]:
    """Return the value of each element."""
    return [value(*given, item) for item in array]


def ordered(
    array: Sequence[Any], value: Callable[..., Any], given: Sequence[Any], *, descending: bool
) -> list[Any]:
    """Return the elements in the order of their values; NULL comes last, equals stay in their order."""
    pairs = [(value(*given, item), item) for item in array]
    known = [pair for pair in pairs if pair[0] is not None]
    known.sort(key=lambda pair: pair[0], reverse=descending)
    return [item for _, item in known] + [item for key, item in pairs if key is None]


def shift_milliseconds(value: Any, milliseconds: int, at: int) -> Any:
    """Move a timestamp, or a date by whole days."""
    try:
        result = value + datetime.timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise EvalError("E_RANGE", at) from None
    if isinstance(result, datetime.datetime) and result.year < FIRST_YEAR:
        raise EvalError("E_RANGE", at)
    return result


def shift_months(value: Any, months: int, at: int) -> Any:
    """Move a timestamp or date by months; the day is cut to the end of the month."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    lowest = FIRST_YEAR if isinstance(value, datetime.datetime) else datetime.MINYEAR
    if not lowest <= year <= datetime.MAXYEAR:
        raise EvalError("E_RANGE", at)
    return value.replace(year=year, month=month + 1, day=min(value.day, _days_of_month(year, month + 1)))


def _days_of_month(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def date_to_timestamp(value: datetime.date) -> datetime.datetime | None:
    """Return the midnight that begins a date, None before 1970."""
    return datetime.datetime.combine(value, MIDNIGHT) if value.year >= FIRST_YEAR else None


NAMES: Final[Mapping[str, Any]] = {
    "EvalError": EvalError,
    "Decimal": Decimal,
    "float": float,
    "abs": abs,
    "len": len,
    "max": max,
    "min": min,
    "sorted": sorted,
    "str": str,
    **{
        function.__name__: function
        for function in (
            fail,
            must,
            bounded,
            element,
            contained,
            between,
            negated,
            joined,
            within_loop,
            decided,
            filtered,
            transformed,
            ordered,
            shift_milliseconds,
            shift_months,
            date_to_timestamp,
            number.rescaled,
            number.fitted,
            number.checked,
            number.multiply_decimals,
            number.divide_decimals,
            number.negate_decimal,
            number.decimal_of,
            number.divide_integers,
            number.remainder,
            number.divide_doubles,
            number.double_to_integer,
            number.double_to_decimal,
            number.decimal_to_integer,
            text_conversion.text_to_integer,
            text_conversion.text_to_decimal,
            text_conversion.text_to_double,
            text_conversion.text_to_boolean,
            text_conversion.text_to_date,
            text_conversion.text_to_timestamp,
            text_conversion.decimal_to_text,
            text_conversion.timestamp_to_text,
        )
    },
    "add_decimals": number.add_decimals,
    "subtract_decimals": number.subtract_decimals,
}
