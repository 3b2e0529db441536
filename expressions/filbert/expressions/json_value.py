"""What is at a path of a JSON text, as a value of a declared type.

A path is `items[2].price`: names of fields, in backticks what is no plain name, and elements from 1 on, as in the
language itself. The text is RFC 8259 to the letter, all of it; of a repeated name the last one counts. Values are as
strict as those of streams: a number may stand in quotes, nothing is rounded, nothing else is converted. The Java
classes `filbert.json.PathReader` and `Conversion` do the same.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from filbert.expressions.json_literal import (
    EPOCH,
    LAST_MILLISECOND,
    MisfitError,
    Number,
    date_of,
    time_of,
)
from filbert.expressions.types import Type

MAX_DEPTH: Final = 64
"""Objects and arrays within each other."""
MOST_STEPS: Final = 20
MISSING: Final = object()
"""There is nothing at the path."""

_step = re.compile(
    r"\[(?P<place>[0-9]{1,9})\]|(?P<dot>\.)?(?:`(?P<quoted>(?:[^`]|``)+)`|(?P<name>[^.\[\]`$]+))"
)
_bracket = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_escape = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")
_is_short_integer = re.compile(r"-?[1-9][0-9]{0,17}", re.ASCII).fullmatch

Convert = Callable[[Any], Any]


class JsonTextError(ValueError):
    """A text is no JSON."""


class PathError(ValueError):
    """A path cannot be read."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Literal(str):
    """The text of a number."""

    __slots__ = ()


def read_path(path: str) -> tuple[str | int, ...]:
    """Return the names and positions of a path; none for the whole text.

    >>> read_path("items[2].`net price`")
    ('items', 2, 'net price')

    Raises:
        PathError: it cannot be read.
    """
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        found = _step.match(path, at)
        # A dot stands between a name and what is before it, and nowhere else.
        if found is None or (found["place"] is None and (found["dot"] is not None) != bool(steps)):
            if path.startswith("$"):
                raise PathError("a path has no '$'", "begin with the first name; elements count from 1")
            raise PathError(
                f"the path '{path}' cannot be read",
                "write it like items[1].price, names with signs in backticks",
            )
        if found["place"] is not None:
            if int(found["place"]) == 0:
                raise PathError("elements count from 1", "the first element is [1]")
            steps.append(int(found["place"]))
        else:
            steps.append((found["quoted"] or "").replace("``", "`") or found["name"])
        at = found.end()
    if len(steps) > MOST_STEPS:
        raise PathError(f"a path has at most {MOST_STEPS} steps", "read a part first, as a ROW")
    return tuple(steps)


def parse_json(text: str) -> Any:
    """Return what a text holds; numbers as their texts.

    Raises:
        JsonTextError: it is no JSON, or nested too deeply.
    """
    try:
        value = _decode(text)
    except (ValueError, RecursionError):
        raise JsonTextError from None
    if text.count("{") + text.count("[") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise JsonTextError
    if ("\\ud" in text or "\\uD" in text) and not _are_pairs(text):
        raise JsonTextError
    return value


def _refuse(name: str) -> None:
    """Python accepts NaN and infinities."""
    raise ValueError(name)


_decode = json.JSONDecoder(parse_int=_Literal, parse_float=_Literal, parse_constant=_refuse).decode


def _depth(text: str) -> int:
    """Return how many brackets are open at once; of the text, because a repeated name leaves no trace in the value."""
    depth = deepest = 0
    for bracket in _bracket.findall(text):
        if bracket in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
        elif bracket in ("]", "}"):
            depth -= 1
    return deepest


def _are_pairs(text: str) -> bool:
    """Whether escaped surrogates stand in pairs: Python accepts half of one."""
    wanted: int | None = None
    for found in _escape.finditer(text):
        unit = int(found[1], 16) if found[1] else 0
        is_low = 0xDC00 <= unit <= 0xDFFF
        if is_low != (wanted == found.start()) or (wanted is not None and not is_low):
            return False
        wanted = found.end() if 0xD800 <= unit <= 0xDBFF else None
    return wanted is None


def find(value: Any, steps: Sequence[str | int]) -> Any:
    """Return what a parsed text has at a path, MISSING if there is nothing."""
    for step in steps:
        if isinstance(step, str):
            value = value.get(step, MISSING) if isinstance(value, dict) else MISSING
        else:
            value = value[step - 1] if isinstance(value, list) and step <= len(value) else MISSING
        if value is MISSING:
            return MISSING
    return value


@lru_cache(maxsize=256)
def conversion(type_: Type) -> Convert:
    """Return the function that makes a value of a type of a parsed one.

    Raises (the function):
        MisfitError: it is not of the type.
    """
    convert = _conversion(type_)
    return lambda value: None if value is None else convert(value)


def _conversion(type_: Type) -> Convert:
    if type_.kind == "ROW":
        parts = [(field.name, conversion(field.column.type)) for field in type_.fields]

        def row(value: Any) -> dict[str, Any]:
            fields = _expected(dict, value)
            return {name: convert(fields.get(name)) for name, convert in parts}

        return row
    if type_.element is not None:
        part = conversion(type_.element.type)
        if type_.kind == "ARRAY":
            return lambda value: [part(each) for each in _expected(list, value)]
        return lambda value: {key: part(each) for key, each in _expected(dict, value).items()}
    if type_.kind == "DECIMAL":
        precision, scale = type_.precision, type_.scale
        return lambda value: _number(value).to_decimal(precision, scale)
    return _SCALARS[type_.kind]


def _expected(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise MisfitError
    return value


def _number(value: Any) -> Number:
    """Read a number, or a string that is one: so whole numbers beyond 2^53 and decimals travel safely."""
    if not isinstance(value, str):
        raise MisfitError
    text = value.encode()
    number = Number(text, 0)
    if number.missing is not None or number.stop != len(text):
        raise MisfitError
    return number


def _integer(value: Any) -> int:
    if isinstance(value, str) and _is_short_integer(value):
        return int(value)
    return _number(value).to_long()


def _double(value: Any) -> float:
    number = _number(value).to_float()
    if number - number != 0.0:
        raise MisfitError
    return number


def _text(value: Any) -> str:
    """Take a number's text as it stands, too: identifiers of digits often come as numbers."""
    if not isinstance(value, str):
        raise MisfitError
    return str(value)


def _timestamp(value: Any) -> datetime:
    milliseconds = _integer(value) if type(value) is _Literal else time_of(_expected(str, value).encode())
    if not 0 <= milliseconds <= LAST_MILLISECOND:
        raise MisfitError
    return EPOCH + timedelta(milliseconds=milliseconds)


_SCALARS: Final[dict[str, Convert]] = {
    "BOOLEAN": lambda value: _expected(bool, value),
    "BIGINT": _integer,
    "DOUBLE": _double,
    "STRING": _text,
    "DATE": lambda value: date_of(_expected(str, value).encode()),
    "TIMESTAMP": _timestamp,
}
