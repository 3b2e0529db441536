"""Values as JSON: how rows, sinks, test cases and the API write them, and what they take back."""

import datetime
import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from filbert.expressions.diagnostic import did_you_mean
from filbert.expressions.number import EXACT, UNITS
from filbert.expressions.text_conversion import FIRST_YEAR, text_to_date, text_to_timestamp
from filbert.expressions.types import BIGINT_RANGE, Column, Type

LARGEST_NUMBER: Final = 2**53 - 1
"""Beyond it JavaScript loses digits, so integers become text."""
EPOCH: Final = datetime.datetime(1970, 1, 1)
MILLISECOND: Final = datetime.timedelta(milliseconds=1)

_is_integer = re.compile(r"-?[0-9]{1,19}").fullmatch
_is_decimal = re.compile(r"-?[0-9]{1,38}(\.[0-9]{1,38})?").fullmatch


class ValueSyntaxError(ValueError):
    """A JSON value that is not of the wanted type; `path` tells where inside it."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.message = message
        self.path = path


def to_json(value: Any, type_: Type) -> Any:
    """Return a value as JSON holds it.

    >>> from filbert.expressions.types import decimal
    >>> to_json(Decimal("12.50"), decimal(10, 2))
    '12.50'
    """
    if value is None:
        return None
    kind = type_.kind
    if kind == "BIGINT":
        return value if -LARGEST_NUMBER <= value <= LARGEST_NUMBER else str(value)
    if kind == "DOUBLE":
        # A zero has no sign.
        return value + 0.0
    if kind == "DECIMAL":
        return format(value, "f")
    if kind == "TIMESTAMP":
        return value.isoformat("T", "milliseconds") + "Z"
    if kind == "DATE":
        return value.isoformat()
    if kind == "ROW":
        return {field.name: to_json(value[field.name], field.column.type) for field in type_.fields}
    if type_.element is not None:
        element = type_.element.type
        if kind == "ARRAY":
            return [to_json(each, element) for each in value]
        return {key: to_json(each, element) for key, each in value.items()}
    return value


def from_json(json: Any, type_: Type) -> Any:
    """Return the Python value of a JSON value; strict, so that a wrong type is never taken for another.

    Raises:
        ValueSyntaxError: it is not of the type.
    """
    return _read(json, Column(type_), "")


def _read(json: Any, column: Column, path: str) -> Any:
    if json is None:
        if column.nullable:
            return None
        raise ValueSyntaxError(f"NULL is not allowed for {column}", path)
    type_ = column.type
    if type_.kind == "ROW":
        return _read_row(json, type_, path)
    if type_.element is not None:
        return _read_collection(json, type_, type_.element, path)
    value: Any = _READERS[type_.kind](json, type_)
    if value is None:
        raise ValueSyntaxError(f"expected {type_}, found {_shown(json)}", path)
    if column.range is not None and not column.range[0] <= value <= column.range[1]:
        raise ValueSyntaxError(f"{value} is not between {column.range[0]} and {column.range[1]}", path)
    return value


def _read_row(json: Any, type_: Type, path: str) -> dict[str, Any]:
    if not isinstance(json, dict):
        raise ValueSyntaxError(f"expected an object for {type_}, found {_shown(json)}", path)
    names = [field.name for field in type_.fields]
    for name in json:
        if name not in names:
            hint = did_you_mean(str(name), names)
            raise ValueSyntaxError(f"there is no field '{name}'{f'; {hint}' if hint else ''}", path)
    return {
        field.name: _read(json.get(field.name), field.column, _below(path, field.name))
        for field in type_.fields
    }


def _read_collection(json: Any, type_: Type, element: Column, path: str) -> Any:
    if type_.kind == "ARRAY" and isinstance(json, list):
        return [_read(each, element, f"{path}[{index}]") for index, each in enumerate(json)]
    if type_.kind == "MAP" and isinstance(json, dict) and all(isinstance(key, str) for key in json):
        return {key: _read(each, element, _below(path, key)) for key, each in json.items()}
    raise ValueSyntaxError(f"expected {type_}, found {_shown(json)}", path)


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(json: Any) -> str:
    text = repr(json)
    return text if len(text) <= 60 else text[:59] + "…"


def _boolean(json: Any, _type: Type) -> bool | None:
    return json if isinstance(json, bool) else None


def _integer(json: Any, _type: Type) -> int | None:
    value = int(json) if isinstance(json, str) and _is_integer(json) else json
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if BIGINT_RANGE[0] <= value <= BIGINT_RANGE[1] else None


def _decimal(json: Any, type_: Type) -> Decimal | None:
    """Read a text or number that needs no rounding."""
    if isinstance(json, bool) or (isinstance(json, str) and not _is_decimal(json)):
        return None
    if not isinstance(json, str | int | float | Decimal):
        return None
    try:
        value = Decimal(repr(json) if isinstance(json, float) else json)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    _, digits, exponent = value.normalize(EXACT).as_tuple()
    assert isinstance(exponent, int)
    whole = len(digits) + exponent if value else 0
    if -exponent > type_.scale or whole > type_.precision - type_.scale:
        return None
    return EXACT.plus(value.quantize(UNITS[type_.scale], None, EXACT))


def _double(json: Any, _type: Type) -> float | None:
    if isinstance(json, bool) or not isinstance(json, int | float | Decimal):
        return None
    try:
        value = float(json)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def _text(json: Any, _type: Type) -> str | None:
    return json if isinstance(json, str) else None


def _date(json: Any, _type: Type) -> datetime.date | None:
    if type(json) is datetime.date:
        return json
    return text_to_date(json) if isinstance(json, str) else None


def _timestamp(json: Any, _type: Type) -> datetime.datetime | None:
    """Read ISO 8601 with Z or an offset, or milliseconds since 1970."""
    if isinstance(json, str):
        has_zone = json.endswith("Z") or json[-6:-5] in {"+", "-"}
        return text_to_timestamp(json) if has_zone else None
    if isinstance(json, bool) or not isinstance(json, int) or json < 0:
        return None
    try:
        value = EPOCH + json * MILLISECOND
    except OverflowError:
        return None
    return value if value.year >= FIRST_YEAR else None


_READERS = {
    "BOOLEAN": _boolean,
    "BIGINT": _integer,
    "DECIMAL": _decimal,
    "DOUBLE": _double,
    "STRING": _text,
    "DATE": _date,
    "TIMESTAMP": _timestamp,
}
