"""The exact JSON parser: slow, and the one that knows what is wrong with a record and where.

It mirrors the Java class `filbert.json.RecordParser` step by step: codes, fields and messages are equal to
the letter. Change both together; `tests/fixtures/json_vectors.json` holds them together.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Never

from filbert.components.json_shapes import Shape
from filbert.expressions.json_literal import EPOCH, LAST_MILLISECOND, MisfitError, Number, date_of, time_of
from filbert.expressions.types import INTEGER_RANGES

MAX_DEPTH = 64
"""Objects and arrays within each other, the record being the first."""

SHOWN = 40

PLAIN = re.compile(rb"[\x20\x21\x23-\x5b\x5d-\x7f]*")
SPACE = re.compile(rb"[ \t\n\r]*")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
ESCAPES = {
    ord('"'): b'"',
    ord("\\"): b"\\",
    ord("/"): b"/",
    ord("b"): b"\b",
    ord("f"): b"\f",
    ord("n"): b"\n",
    ord("r"): b"\r",
    ord("t"): b"\t",
}
LOWER_BOUND = {0xE0: 0xA0, 0xF0: 0x90}
UPPER_BOUND = {0xED: 0x9F, 0xF4: 0x8F}


class RecordError(Exception):
    """Why a record is not one of its stream; its text is `field|CODE||message`."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(f"{field}|{code}||{message}")


class RecordParser:
    """Turns the bytes of a record into a row of its declared columns.

    The grammar is RFC 8259 to the letter, in fields that nobody declared too. The first fault in the order of
    the bytes ends the work; what is required is judged when a whole record is fine otherwise. Any occurrence
    of a repeated name is judged, the last one counts.
    """

    def __init__(self, shape: Shape, max_bytes: int) -> None:
        self._shape = shape
        self._max_bytes = max_bytes
        self._bytes = b""
        self._end = 0
        self._position = 0
        self._depth = 0
        self._path: list[str | int] = []
        self._missing: RecordError | None = None
        self._readers: dict[str, Callable[[Shape, int], Any]] = {
            "STRING": self._read_text,
            "TINYINT": self._read_integer,
            "SMALLINT": self._read_integer,
            "INT": self._read_integer,
            "BIGINT": self._read_integer,
            "DOUBLE": self._read_double,
            "DECIMAL": self._read_decimal,
            "BOOLEAN": self._read_boolean,
            "TIMESTAMP": self._read_timestamp,
            "DATE": self._read_date,
            "ROW": self._read_row_value,
            "ARRAY": self._read_array,
            "MAP": self._read_map,
        }

    def parse(self, record: bytes | None) -> dict[str, Any]:
        """Return the row.

        Raises:
            RecordError: the record does not decode.
        """
        if record is None:
            raise RecordError("", "E_EMPTY", "the record has no value (a tombstone)")
        if not record:
            raise RecordError("", "E_EMPTY", "the record has no bytes")
        if len(record) > self._max_bytes:
            raise RecordError(
                "", "E_SIZE", f"the record has {len(record)} bytes, allowed are {self._max_bytes}"
            )
        self._bytes = record
        self._end = len(record)
        self._position = self._depth = 0
        self._path = []
        self._missing = None
        first = self._next_byte()
        if first is None:
            raise RecordError("", "E_EMPTY", "the record is nothing but white space")
        if first != ord("{"):
            self._fail_expected("'{'", self._position)
        row = self._read_row(self._shape)
        if self._next_byte() is not None:
            self._fail_expected("the end of the record", self._position)
        if self._missing is not None:
            raise self._missing
        return row

    # Objects, arrays and what stands between their parts

    def _next_byte(self) -> int | None:
        """Skip white space and return the byte after it without moving past it, None at the end."""
        found = SPACE.match(self._bytes, self._position)
        if found:
            self._position = found.end()
        return self._byte(self._position)

    def _byte(self, at: int) -> int | None:
        return self._bytes[at] if at < self._end else None

    def _open(self) -> None:
        if self._depth == MAX_DEPTH:
            self._fail_json(f"nested deeper than {MAX_DEPTH}", self._position)
        self._depth += 1
        self._position += 1

    def _read_row(self, shape: Shape) -> dict[str, Any]:
        self._open()
        row: dict[str, Any] = dict.fromkeys(shape.names)
        given: set[str] = set()
        if self._next_byte() == ord("}"):
            self._position += 1
        else:
            more = True
            while more:
                name = self._read_string("a field name").decode()
                self._read_colon()
                if name in row:
                    given.add(name)
                    child = shape.children[shape.names.index(name)]
                    self._path.append(name)
                    row[name] = self._read_value(child)
                    self._path.pop()
                else:
                    self._skip_value()
                more = self._read_comma("}")
        for name, child in zip(shape.names, shape.children, strict=True):
            if child.required and row[name] is None:
                self._note_missing(name, child, "null" if name in given else "nothing")
        self._depth -= 1
        return row

    def _read_row_value(self, shape: Shape, first: int) -> dict[str, Any]:
        if first != ord("{"):
            self._fail_kind(shape, first)
        return self._read_row(shape)

    def _read_array(self, shape: Shape, first: int) -> list[Any]:
        if first != ord("["):
            self._fail_kind(shape, first)
        element = shape.children[0]
        values: list[Any] = []
        self._open()
        if self._next_byte() == ord("]"):
            self._position += 1
        else:
            more = True
            while more:
                self._next_byte()
                self._path.append(len(values) + 1)
                values.append(self._read_value(element))
                self._path.pop()
                if values[-1] is None and element.required:
                    self._note_missing(len(values), element, "null")
                more = self._read_comma("]")
        self._depth -= 1
        return values

    def _read_map(self, shape: Shape, first: int) -> dict[str, Any]:
        if first != ord("{"):
            self._fail_kind(shape, first)
        element = shape.children[0]
        values: dict[str, Any] = {}
        self._open()
        if self._next_byte() == ord("}"):
            self._position += 1
        else:
            more = True
            while more:
                key = self._read_string("a field name").decode()
                self._read_colon()
                self._path.append(key)
                values[key] = self._read_value(element)
                self._path.pop()
                if values[key] is None and element.required:
                    self._note_missing(key, element, "null")
                more = self._read_comma("}")
        self._depth -= 1
        return values

    def _read_colon(self) -> None:
        if self._next_byte() != ord(":"):
            self._fail_expected("':'", self._position)
        self._position += 1
        self._next_byte()

    def _read_comma(self, close: str) -> bool:
        """Read a comma (true) or the closing bracket (false)."""
        following = self._next_byte()
        if following == ord(","):
            self._position += 1
            return True
        if following != ord(close):
            self._fail_expected(f"',' or '{close}'", self._position)
        self._position += 1
        return False

    # Values

    def _read_value(self, shape: Shape) -> Any:
        first = self._byte(self._position)
        if first == ord("n"):
            self._read_word(b"null")
            return None
        return self._readers[shape.kind](shape, -1 if first is None else first)

    def _read_text(self, shape: Shape, first: int) -> str:
        """Read a string, or a number's text as it stands: identifiers of digits often come as numbers."""
        if first == ord('"'):
            text = self._read_string("a value").decode()
        elif _starts_number(first):
            text = self._read_number().text
        else:
            self._fail_kind(shape, first)
        if shape.allowed is not None and text not in shape.allowed:
            self._fail_enum(shape, _quoted(text))
        return text

    def _read_integer(self, shape: Shape, first: int) -> int:
        number, found = self._read_numeric(shape, first)
        try:
            value = number.to_long()
        except MisfitError as misfit:
            self._fail_field(shape, found, str(misfit))
        low, high = INTEGER_RANGES[shape.kind]
        if not low <= value <= high:
            self._fail_field(shape, found, ": out of range")
        if shape.allowed is not None and value not in shape.allowed:
            self._fail_enum(shape, found)
        return value

    def _read_double(self, shape: Shape, first: int) -> float:
        number, found = self._read_numeric(shape, first)
        value = number.to_float()
        if value in (float("inf"), float("-inf")):
            self._fail_field(shape, found, ": out of range")
        return value

    def _read_decimal(self, shape: Shape, first: int) -> Decimal:
        number, found = self._read_numeric(shape, first)
        try:
            return number.to_decimal(shape.precision, shape.scale)
        except MisfitError as misfit:
            self._fail_field(shape, found, str(misfit))

    def _read_boolean(self, shape: Shape, first: int) -> bool:
        if first == ord("t"):
            self._read_word(b"true")
            return True
        if first == ord("f"):
            self._read_word(b"false")
            return False
        self._fail_kind(shape, first)

    def _read_timestamp(self, shape: Shape, first: int) -> datetime:
        if first == ord('"'):
            content = self._read_string("a value")
            found = _quoted(content.decode())
            try:
                milliseconds = time_of(content)
            except MisfitError as misfit:
                self._fail_field(shape, found, str(misfit))
        elif _starts_number(first):
            number = self._read_number()
            found = _cut(number.text)
            try:
                milliseconds = number.to_long()
            except MisfitError as misfit:
                if str(misfit) == ": not a whole number":
                    self._fail_field(shape, found, str(misfit))
                milliseconds = -1
        else:
            self._fail_kind(shape, first)
        if not 0 <= milliseconds <= LAST_MILLISECOND:
            self._fail_field(shape, found, ": outside the years 1970 to 9999")
        return EPOCH + timedelta(milliseconds=milliseconds)

    def _read_date(self, shape: Shape, first: int) -> date:
        if first != ord('"'):
            self._fail_kind(shape, first)
        content = self._read_string("a value")
        found = _quoted(content.decode())
        try:
            return date_of(content)
        except MisfitError as misfit:
            self._fail_field(shape, found, str(misfit))

    def _read_word(self, word: bytes) -> None:
        if not self._bytes.startswith(word, self._position):
            self._fail_expected("a value", self._position)
        self._position += len(word)

    # Numbers

    def _read_number(self) -> Number:
        number = Number(self._bytes, self._position)
        if number.missing is not None:
            self._fail_expected("a digit", number.missing)
        self._position = number.stop
        return number

    def _read_numeric(self, shape: Shape, first: int) -> tuple[Number, str]:
        """Read a number, or a string that is one, and how messages show it."""
        if first == ord('"'):
            content = self._read_string("a value")
            found = _quoted(content.decode())
            number = Number(content, 0)
            if number.missing is not None or number.stop != len(content):
                self._fail_field(shape, found, "")
            return number, found
        if _starts_number(first):
            number = self._read_number()
            return number, _cut(number.text)
        self._fail_kind(shape, first)

    # Strings

    def _read_string(self, expected: str) -> bytes:
        """Read a string from quote to quote and return its text in UTF-8; all of it is checked."""
        if self._next_byte() != ord('"'):
            self._fail_expected(expected, self._position)
        source = self._bytes
        parts: list[bytes] = []
        at = self._position + 1
        while True:
            found = PLAIN.match(source, at)
            stop = found.end() if found else at
            parts.append(source[at:stop])
            at = stop
            following = self._byte(at)
            if following is None:
                self._fail_expected("'\"'", at)
            if following == ord('"'):
                self._position = at + 1
                return b"".join(parts)
            if following == ord("\\"):
                text, at = self._escape(at)
                parts.append(text)
            elif following >= 0x80:
                length = _sequence(source, at, self._end)
                if length == 0:
                    self._fail_encoding(at)
                parts.append(source[at : at + length])
                at += length
            else:
                self._fail_json(f"control character 0x{following:02X} in a string", at)

    def _escape(self, backslash: int) -> tuple[bytes, int]:
        """Return the text of the escape at a backslash and the index after it."""
        letter = self._byte(backslash + 1)
        if letter != ord("u"):
            if letter not in ESCAPES:
                self._fail_expected("an escape", backslash + 1)
            return ESCAPES[letter], backslash + 2
        unit = self._hexadecimal(backslash + 2)
        after = backslash + 6
        if not 0xD800 <= unit <= 0xDFFF:
            return chr(unit).encode(), after
        if unit < 0xDC00 and self._bytes.startswith(b"\\u", after):
            low = self._hexadecimal(after + 2)
            if 0xDC00 <= low <= 0xDFFF:
                return chr(0x10000 + (unit - 0xD800 << 10) + low - 0xDC00).encode(), after + 6
        raise RecordError("", "E_ENCODING", f"half a surrogate pair \\u{unit:04x}{_at(backslash)}")

    def _hexadecimal(self, start: int) -> int:
        value = 0
        for at in range(start, start + 4):
            digit = b"0123456789abcdef".find(self._bytes[at : at + 1].lower()) if at < self._end else -1
            if digit < 0:
                self._fail_expected("a hexadecimal digit", at)
            value = value << 4 | digit
        return value

    # Fields that nobody declared

    def _skip_value(self) -> None:
        """Read over the value at the position and check it; without recursion, depth costs nothing."""
        closing: list[str] = []
        while True:
            first = self._byte(self._position)
            if first is not None and first in b"{[":
                self._open()
                closing.append("}" if first == ord("{") else "]")
                if self._next_byte() != ord(closing[-1]):
                    if closing[-1] == "}":
                        self._read_string("a field name")
                        self._read_colon()
                    continue
                self._position += 1
                self._depth -= 1
                closing.pop()
            else:
                self._skip_scalar(-1 if first is None else first)
            while closing and not self._read_comma(closing[-1]):
                self._depth -= 1
                closing.pop()
            if not closing:
                return
            self._next_byte()
            if closing[-1] == "}":
                self._read_string("a field name")
                self._read_colon()

    def _skip_scalar(self, first: int) -> None:
        if first == ord('"'):
            self._read_string("a value")
        elif _starts_number(first):
            self._read_number()
        elif first == ord("t"):
            self._read_word(b"true")
        elif first == ord("f"):
            self._read_word(b"false")
        elif first == ord("n"):
            self._read_word(b"null")
        else:
            self._fail_expected("a value", self._position)

    # Faults

    def _fail_kind(self, shape: Shape, first: int) -> Never:
        """Report a value of another kind than declared; it is read first, because it may be broken itself."""
        if first == ord("{"):
            self._fail_field(shape, "an object", "")
        if first == ord("["):
            self._fail_field(shape, "an array", "")
        if first == ord('"'):
            self._fail_field(shape, _quoted(self._read_string("a value").decode()), "")
        start = self._position
        self._skip_scalar(first)
        self._fail_field(shape, _cut(self._bytes[start : self._position].decode()), "")

    def _fail_field(self, shape: Shape, found: str, reason: str) -> Never:
        raise RecordError(self._field(), "E_FIELD", f"expected {shape.label}, found {found}{reason}")

    def _fail_enum(self, shape: Shape, found: str) -> Never:
        raise RecordError(self._field(), "E_ENUM", f"expected one of {shape.allowed_text}, found {found}")

    def _note_missing(self, part: str | int, shape: Shape, found: str) -> None:
        if self._missing is None:
            self._path.append(part)
            message = f"expected {shape.label} NOT NULL, found {found}"
            self._missing = RecordError(self._field(), "E_REQUIRED", message)
            self._path.pop()

    def _field(self) -> str:
        """The place of the value at hand, like `items[2].price`."""
        parts = []
        for level, part in enumerate(self._path):
            if isinstance(part, int):
                parts.append(f"[{part}]")
            else:
                # A bar would end the field in the error's text.
                parts.append(("." if level else "") + _cut(part).replace("|", " "))
        return "".join(parts)

    def _fail_expected(self, what: str, at: int) -> Never:
        following = self._byte(at)
        if following is None:
            self._fail_json(f"expected {what}, found the end of the record", at)
        if following >= 0x80:
            length = _sequence(self._bytes, at, self._end)
            if length == 0:
                self._fail_encoding(at)
            character = self._bytes[at : at + length].decode()
            found = "a byte order mark" if character == "\ufeff" else f"'{character}'"
        elif following < 0x20 or following == 0x7F:
            found = f"0x{following:02X}"
        else:
            found = f"'{chr(following)}'"
        self._fail_json(f"expected {what}, found {found}", at)

    def _fail_json(self, message: str, at: int) -> Never:
        raise RecordError("", "E_JSON", message + _at(at))

    def _fail_encoding(self, at: int) -> Never:
        raise RecordError("", "E_ENCODING", "not UTF-8" + _at(at))


def _at(index: int) -> str:
    """Bytes count from 1, as the elements of an array do."""
    return f" at byte {index + 1}"


def _starts_number(first: int) -> bool:
    return first == ord("-") or ord("0") <= first <= ord("9")


def _cut(text: str) -> str:
    """Return at most 40 characters in one line."""
    line = text[:SHOWN] + "…" if len(text) > SHOWN else text
    return CONTROLS.sub(" ", line)


def _quoted(text: str) -> str:
    return f"'{_cut(text)}'"


def _sequence(source: bytes, at: int, end: int) -> int:
    """Return the length of the well-formed UTF-8 sequence at a byte that is not ASCII, 0 if there is none."""
    first = source[at]
    length = 2 if 0xC2 <= first <= 0xDF else 3 if 0xE0 <= first <= 0xEF else 4 if 0xF0 <= first <= 0xF4 else 0
    if length == 0 or at + length > end:
        return 0
    if not LOWER_BOUND.get(first, 0x80) <= source[at + 1] <= UPPER_BOUND.get(first, 0xBF):
        return 0
    return length if all(0x80 <= byte <= 0xBF for byte in source[at + 2 : at + length]) else 0
