"""JSON records of streams: bytes to rows and back; the twin of the JVM library's format `filbert-json`.

Good records take a fast way through the standard library's parser, which is taken only where its result is
provably the exact parser's; anything doubtful goes to `json_parser`, which also says what is wrong.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation
from json.encoder import encode_basestring
from typing import Any

from filbert.components.json_parser import MAX_DEPTH, RecordError, RecordParser
from filbert.components.json_shapes import (
    DEFAULT_MAX_BYTES,
    INTEGER_KINDS,
    Columns,
    ConstraintError,
    Shape,
    as_column,
    constraints_option,
    record_shape,
    required_paths,
)
from filbert.expressions.json_literal import EPOCH, LAST_MILLISECOND
from filbert.expressions.types import INTEGER_RANGES, Column, Type

__all__ = [
    "Columns",
    "ConstraintError",
    "Decoder",
    "Encoder",
    "constraints_option",
    "encode",
    "required_paths",
]

SAFE_INTEGER = 2**53 - 1
"""Whole numbers beyond ± this are written as text: not every reader of JSON keeps them exactly."""

INTEGER_TEXT = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
DECIMAL_TEXT = re.compile(r"-?(?:0|[1-9][0-9]{0,39})(?:\.[0-9]{1,40})?")
EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])
TIME_MARKS = {20: "--T::Z", 24: "--T::."}
"""What stands between the numbers of a time, by its length."""

Read = Callable[[Any], Any]
Write = Callable[[Any], str]


class _DoubtError(Exception):
    """The fast way cannot be sure; the exact parser decides."""


class _Literal(str):
    """The text of a number with a fraction or an exponent."""

    __slots__ = ()


class Decoder:
    """Turns records into rows; never raises for what a record holds.

    >>> decoder = Decoder({"sender": "STRING NOT NULL", "cell": "ROW<lat DOUBLE>"})
    >>> decoder.decode(b'{"sender": "48600100200", "cell": {"lat": 52.1}}')
    ({'sender': '48600100200', 'cell': {'lat': 52.1}}, None)
    >>> decoder.decode(b'{"sender": "48600100200", "cell": {"lat": "north"}}')
    (None, "cell.lat|E_FIELD||expected DOUBLE, found 'north'")
    """

    def __init__(self, columns: Columns, constraints: Mapping[str, Any] | None = None) -> None:
        """Prepare for records of these columns.

        Args:
            columns: what is declared NOT NULL is required.
            constraints: what `constraints_option` writes, each part optional: `{"required": [path],
                "enum": {path: [value]}, "integers": {path: type}, "max_bytes": number}`.

        Raises:
            ConstraintError: the constraints do not fit the columns.
        """
        given = dict(constraints or {})
        required = given.pop("required", ())
        enums = given.pop("enum", {})
        integers = given.pop("integers", {})
        self._max_bytes: int = given.pop("max_bytes", DEFAULT_MAX_BYTES)
        if given:
            raise ConstraintError(f"unknown constraints: {', '.join(map(repr, given))}")
        shape = record_shape(columns, required, enums, integers)
        self._read_row = _reader(shape)
        self._exact = RecordParser(shape, self._max_bytes)
        self._parse = json.JSONDecoder(
            object_pairs_hook=_object, parse_float=_Literal, parse_constant=_refuse
        ).decode

    def decode(self, raw: bytes | None) -> tuple[dict[str, Any] | None, str | None]:
        """Return the row and None, or None and the error `field|CODE||message`; None is a tombstone."""
        try:
            return self._read_row(self._fast(raw)), None
        except (_DoubtError, ValueError, RecursionError, ArithmeticError):
            pass  # The exact parser has the last word.
        return self.decode_exactly(raw)

    def decode_exactly(self, raw: bytes | None) -> tuple[dict[str, Any] | None, str | None]:
        """Decode by the exact parser alone; the result is the same."""
        try:
            return self._exact.parse(raw), None
        except RecordError as fault:
            return None, str(fault)

    def _fast(self, raw: bytes | None) -> Any:
        if raw is None or len(raw) > self._max_bytes:
            raise _DoubtError
        text = raw.decode()
        # Python accepts half a surrogate pair.
        if "\\u" in text and ("\\ud" in text or "\\uD" in text):
            raise _DoubtError
        value = self._parse(text)
        if text.count("{") + text.count("[") > MAX_DEPTH and not _within(value, MAX_DEPTH):
            raise _DoubtError
        return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        # Each occurrence of a repeated name is judged, here only the last one is left.
        raise _DoubtError
    return value


def _refuse(name: str) -> None:
    """Python accepts NaN and infinities."""
    raise _DoubtError


def _within(value: Any, depth: int) -> bool:
    if type(value) is dict:
        return depth > 0 and all(_within(part, depth - 1) for part in value.values())
    if type(value) is list:
        return depth > 0 and all(_within(part, depth - 1) for part in value)
    return True


def _reader(shape: Shape) -> Read:
    """Return the function that turns a parsed JSON value into one of the shape, or doubts it."""
    if shape.kind == "ROW":
        return _row_reader(shape)
    if shape.kind == "ARRAY":
        return _array_reader(shape.children[0])
    if shape.kind == "MAP":
        return _map_reader(shape.children[0])
    if shape.kind == "DECIMAL":
        return _decimal_reader(shape)
    read = _integer_reader(shape) if shape.kind in INTEGER_KINDS else PLAIN_READERS[shape.kind]
    return read if shape.allowed is None else _enum_reader(read, shape.allowed)


def _row_reader(shape: Shape) -> Read:
    fields = tuple(
        (name, _reader(child), child.required)
        for name, child in zip(shape.names, shape.children, strict=True)
    )

    def read(value: Any) -> dict[str, Any]:
        if type(value) is not dict:
            raise _DoubtError
        row = {}
        for name, read_field, required in fields:
            part = value.get(name)
            if part is not None:
                part = read_field(part)
            elif required:
                raise _DoubtError
            row[name] = part
        return row

    return read


def _array_reader(element: Shape) -> Read:
    read_element, required = _reader(element), element.required

    def read(value: Any) -> list[Any]:
        if type(value) is not list or (required and None in value):
            raise _DoubtError
        return [None if part is None else read_element(part) for part in value]

    return read


def _map_reader(element: Shape) -> Read:
    read_element, required = _reader(element), element.required

    def read(value: Any) -> dict[str, Any]:
        if type(value) is not dict or (required and None in value.values()):
            raise _DoubtError
        return {key: None if part is None else read_element(part) for key, part in value.items()}

    return read


def _integer_reader(shape: Shape) -> Read:
    low, high = INTEGER_RANGES[shape.kind]

    def read(value: Any) -> int:
        if type(value) is int:
            number = value
        elif type(value) is str and INTEGER_TEXT.fullmatch(value):
            number = int(value)
        else:
            raise _DoubtError
        if not low <= number <= high:
            raise _DoubtError
        return number

    return read


def _decimal_reader(shape: Shape) -> Read:
    unit = Decimal(1).scaleb(-shape.scale)
    limit = Decimal(10) ** (shape.precision - shape.scale)

    def read(value: Any) -> Decimal:
        if type(value) is not int and not (isinstance(value, str) and DECIMAL_TEXT.fullmatch(value)):
            raise _DoubtError
        number = Decimal(value)
        if not -limit < number < limit:
            raise _DoubtError
        scaled = number.quantize(unit, context=EXACT)
        return scaled if scaled else abs(scaled)

    return read


def _enum_reader(read: Read, allowed: frozenset[str | int]) -> Read:
    def read_allowed(value: Any) -> Any:
        one = read(value)
        if one not in allowed:
            raise _DoubtError
        return one

    return read_allowed


def _read_text(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    # A zero may have been written -0.
    if kind is _Literal or (kind is int and value != 0):
        return str(value)
    raise _DoubtError


def _read_double(value: Any) -> float:
    kind = type(value)
    if kind is not _Literal and kind is not int:
        raise _DoubtError
    number = float(value)
    if number - number != 0:
        raise _DoubtError
    return number or 0.0


def _read_boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise _DoubtError
    return value


def _read_timestamp(value: Any) -> datetime:
    if type(value) is int and 0 <= value <= LAST_MILLISECOND:
        return EPOCH + timedelta(milliseconds=value)
    # 2026-05-28T20:26:40Z or with .123: other forms are rarer, and Python accepts more than we do.
    if type(value) is not str or not value.isascii():
        raise _DoubtError
    if value[-1:] != "Z" or value[4:20:3] != TIME_MARKS.get(len(value)):
        raise _DoubtError
    time = datetime.fromisoformat(value[:-1])
    if time < EPOCH:
        raise _DoubtError
    return time


def _read_date(value: Any) -> date:
    if type(value) is not str or not value.isascii() or len(value) != 10 or value[4:8:3] != "--":
        raise _DoubtError
    return date.fromisoformat(value)


PLAIN_READERS: Mapping[str, Read] = {
    "STRING": _read_text,
    "DOUBLE": _read_double,
    "BOOLEAN": _read_boolean,
    "TIMESTAMP": _read_timestamp,
    "DATE": _read_date,
}


def encode(row: Mapping[str, Any], columns: Columns) -> bytes:
    """Return the row as JSON, byte for byte what FILBERT_RECORD writes in Flink.

    >>> encode({"n": 9007199254740993, "d": 1e23}, {"n": "BIGINT", "d": "DOUBLE"})
    b'{"n":"9007199254740993","d":1e+23}'
    """
    return Encoder(columns).encode(row)


class Encoder:
    """Writes rows of the same columns, the function `encode` prepared once.

    DECIMAL is text with its scale, a time ISO 8601 with milliseconds and Z, a whole number beyond ±(2^53 − 1)
    text; the entries of a map stand in the order of their keys; no white space.
    """

    def __init__(self, columns: Columns) -> None:
        """Prepare for rows of these columns."""
        fields = tuple((name, _writer(as_column(declared).type)) for name, declared in columns.items())
        self._write = _row_writer(fields)

    def encode(self, row: Mapping[str, Any]) -> bytes:
        """Return one row as JSON; a column that the row lacks is null."""
        return self._write(row).encode(errors="replace")


def _writer(type_: Type) -> Write:
    if type_.kind == "ROW":
        return _row_writer(tuple((field.name, _writer(field.column.type)) for field in type_.fields))
    if type_.element is not None:
        return _array_writer(type_.element) if type_.kind == "ARRAY" else _map_writer(type_.element)
    return SCALAR_WRITERS[type_.kind]


def _row_writer(fields: tuple[tuple[str, Write], ...]) -> Write:
    parts = tuple((name, encode_basestring(name) + ":", write) for name, write in fields)

    def write_row(row: Mapping[str, Any]) -> str:
        texts = []
        for name, start, write in parts:
            value = row.get(name)
            texts.append(start + ("null" if value is None else write(value)))
        return "{" + ",".join(texts) + "}"

    return write_row


def _array_writer(element: Column) -> Write:
    write = _writer(element.type)
    return lambda values: "[" + ",".join("null" if part is None else write(part) for part in values) + "]"


def _map_writer(element: Column) -> Write:
    write = _writer(element.type)

    def write_map(values: Mapping[str, Any]) -> str:
        entries = sorted(values.items())
        texts = [
            encode_basestring(key) + ":" + ("null" if part is None else write(part)) for key, part in entries
        ]
        return "{" + ",".join(texts) + "}"

    return write_map


def _write_integer(value: int) -> str:
    return str(value) if -SAFE_INTEGER <= value <= SAFE_INTEGER else f'"{value}"'


def _write_double(value: float) -> str:
    # JSON has no infinities; no expression of Filbert yields one. A zero has no sign.
    return repr(float(value) + 0.0) if value - value == 0 else "null"


def _write_timestamp(value: datetime) -> str:
    if value < EPOCH:
        return "null"
    return f'"{value.isoformat(timespec="milliseconds")}Z"'


SCALAR_WRITERS: Mapping[str, Write] = {
    "BOOLEAN": lambda value: "true" if value else "false",
    "BIGINT": _write_integer,
    "DOUBLE": _write_double,
    "DECIMAL": lambda value: f'"{value:f}"',
    "STRING": encode_basestring,
    "DATE": lambda value: f'"{value.isoformat()}"',
    "TIMESTAMP": _write_timestamp,
    "NULL": lambda value: "null",
}
