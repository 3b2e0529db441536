"""Text with places: what the YAML and JSON readers give, and where each value stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from filbert.scenarios.problem import LINE_BREAK, DocumentError, Problem

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 60
MAX_VALUES = 100_000
"""Limits of one file. A decision table of 5,000 rows fits; a bomb is refused before it costs anything."""

Path = tuple[str | int, ...]
"""The way to a value: keys and list indexes from the root."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML forbids, and the byte order mark and next line, which are invisible."""

_NUMBER = re.compile(r"([-+]?)0*(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?")


class Number(float):
    """A number written with a fraction or an exponent, which keeps how: `0.10` is DECIMAL 0.10, not 0.1.

    It is a float to all who only want its value; `str` gives the text, always in a form that JSON knows.
    """

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Number:
        made = super().__new__(cls, text)
        found = _NUMBER.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a number")
        sign, whole, fraction, exponent = found.groups()
        made.text = (
            ("-" if sign == "-" else "")
            + (whole or "0")
            + ("" if fraction is None else f".{fraction or '0'}")
            + ("" if exponent is None else f"e{exponent}")
        )
        return made

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[type[Number], tuple[str]]:
        return Number, (self.text,)


class Position(NamedTuple):
    """Where a value or key begins, in code points: line and column from 1, begin from 0."""

    line: int
    column: int
    begin: int
    style: str = ""
    """'' plain or a collection, else the character it begins with: ' " | >"""


class Positions:
    """The places of all values and keys of one file."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.values: dict[Path, Position] = {}
        self.keys: dict[Path, Position] = {}

    def of(self, path: Path) -> Position | None:
        """The place of a value, or of the nearest thing around it that has one."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.values:
                return self.values[path[:length]]
        return None

    def of_key(self, path: Path) -> Position | None:
        """The place of the key that leads to a value."""
        return self.keys.get(path) or self.of(path)

    def place(self, path: Path, offset: int = 0, value: object = None) -> tuple[int | None, int | None]:
        """Line and column of a character of a text value.

        Args:
            path: the way to the value.
            offset: which character of the decoded text, from 0.
            value: the decoded text; without it the offset is taken as it stands.
        """
        found = self.of(path)
        if found is None:
            return None, None
        if path not in self.values or (offset <= 0 and found.style in ("", "'", '"')):
            extra = 1 if path in self.values and found.style in ("'", '"') else 0
            return found.line, found.column + extra
        index = _index_of(self.source, found, offset, value if isinstance(value, str) else None)
        before = self.source[found.begin : index]
        lines = LINE_BREAK.split(before)
        if len(lines) == 1:
            return found.line, found.column + len(before)
        return found.line + len(lines) - 1, len(lines[-1]) + 1


class Parsed(NamedTuple):
    """A file that was read: plain values, their places, and what was wrong with the writing."""

    value: Any
    positions: Positions
    problems: tuple[Problem, ...] = ()
    broken: frozenset[Path] = frozenset()
    """Values that could not be read; what is missing or wrong there was reported already."""

    def is_broken(self, path: Path) -> bool:
        """Whether a value, or what is around it, could not be read."""
        return bool(self.broken) and any(path[:length] in self.broken for length in range(len(path) + 1))


def source_text(file: FilePath) -> str:
    """The text of a file.

    Raises:
        OSError: it cannot be read.
        DocumentError: it is too large, or not UTF-8.
    """
    with file.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise DocumentError([_too_large()])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        lines = LINE_BREAK.split(before)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise DocumentError(
            [
                Problem(
                    "E_CHARACTER",
                    message,
                    line=len(lines),
                    column=len(lines[-1]) + 1,
                    hint="save the file as UTF-8",
                )
            ]
        ) from None


def check_text(source: str) -> None:
    """Refuse what no reader should see.

    Raises:
        DocumentError: the text is too large or holds control characters.
    """
    if len(source) > MAX_BYTES:
        raise DocumentError([_too_large()])
    found = UNPRINTABLE.search(source)
    if found:
        lines = LINE_BREAK.split(source[: found.start()])
        raise DocumentError([unprintable(found[0], len(lines), len(lines[-1]) + 1)])


def unprintable(character: str, line: int, column: int) -> Problem:
    """The problem of a character that has no place in a document."""
    return Problem(
        "E_CHARACTER",
        f"the character U+{ord(character):04X} cannot stand in a document",
        line=line,
        column=column,
        hint="remove it",
    )


def limit(message: str, line: int | None = None, column: int | None = None) -> Problem:
    """The problem of a document that is too much."""
    return Problem("E_LIMIT", message, line=line, column=column)


def _too_large() -> Problem:
    return limit(f"the file is larger than {MAX_BYTES // (1024 * 1024)} MiB")


_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}"
    r"|(?:\r\n|\r|\n)[ \t]*|.)",
    re.DOTALL,
)
_SPACES = frozenset(" \t\n\r")
_SPACE_ESCAPES = frozenset("tnr \t")


def _index_of(source: str, position: Position, offset: int, value: str | None) -> int:
    """Index in the source of a character of a scalar.

    Folding lines changes white space only, so the characters between keep their order: the n-th character
    that is not white space in the value is the n-th in the source. White space itself is found exactly on
    a single line.
    """
    begin = position.begin + (1 if position.style in ("'", '"') else 0)
    if position.style in ("|", ">"):
        found = LINE_BREAK.search(source, begin)
        begin = found.end() if found else len(source)
    text = value if value is not None else "x" * offset
    offset = min(offset, len(text))
    wanted = sum(1 for each in text[:offset] if each not in _SPACES)
    inside = offset < len(text) and text[offset] not in _SPACES
    gap = 0 if inside else offset - len(text[:offset].rstrip(" \t\n\r"))
    end = begin
    seen = 0
    for index, length, space in _characters(source, begin, position.style):
        if not space:
            if seen == wanted:
                return index if inside else end
            seen += 1
            end = index + length
        elif seen == wanted and not inside:
            if gap == 0:
                return end
            gap -= 1
            end = index + length
    return end


def _characters(source: str, index: int, style: str) -> Iterator[tuple[int, int, bool]]:
    """Index, length and whether it is white space, for each character that a scalar's source stands for."""
    while index < len(source):
        character = source[index]
        if style == '"' and character == "\\":
            found = _ESCAPE.match(source, index)
            length = found.end() - index if found else 1
            if source[index + 1 : index + 2] not in ("\n", "\r"):
                yield index, length, source[index + 1 : index + 2] in _SPACE_ESCAPES
        elif style == "'" and character == "'":
            if source[index + 1 : index + 2] != "'":
                return
            length = 2
            yield index, length, False
        elif style == '"' and character == '"':
            return
        else:
            length = 1
            yield index, length, character in _SPACES
        index += length
