"""Reads JSON with the place of every value, and writes it: numbers as they were written, order kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from filbert.scenarios.problem import LINE_BREAK, DocumentError, Problem, quoted
from filbert.scenarios.text import (
    MAX_DEPTH,
    MAX_VALUES,
    UNPRINTABLE,
    Number,
    Parsed,
    Path,
    Position,
    Positions,
    limit,
    unprintable,
)

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
_WORDS = {"true": True, "false": False, "null": None}
_WORD = re.compile("true|false|null")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_TO_ESCAPE = re.compile(r'["\\]|' + UNPRINTABLE.pattern + "|[\n\t\r\u2028\u2029]")
MAX_DIGITS = 400


def read_json(source: str) -> Parsed:
    """Read one JSON value.

    Raises:
        ValueError: this is not JSON.
        DocumentError: it is, and goes beyond a limit.
    """
    return _Reader(source).read()


class _Reader:
    """One reading of one text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.positions = Positions(source)
        self.problems: list[Problem] = []
        self.count = 0
        self.starts = [0, *(found.end() for found in LINE_BREAK.finditer(source))]

    def read(self) -> Parsed:
        value, index = self._value(self._skip(0), (), 0)
        if self._skip(index) != len(self.source):
            raise ValueError("more than one value")
        return Parsed(value, self.positions, tuple(self.problems))

    def _skip(self, index: int) -> int:
        found = _SPACE.match(self.source, index)
        return found.end() if found else index

    def _at(self, index: int, style: str = "") -> Position:
        from bisect import bisect_right

        line = bisect_right(self.starts, index)
        return Position(line, index - self.starts[line - 1] + 1, index, style)

    def _value(self, index: int, path: Path, depth: int) -> tuple[Any, int]:
        self.count += 1
        first = self.source[index : index + 1]
        here = self.positions.values[path] = self._at(index, first if first == '"' else "")
        if self.count > MAX_VALUES:
            raise DocumentError(
                [limit(f"the file holds more than {MAX_VALUES:,} values", here.line, here.column)]
            )
        if depth > MAX_DEPTH:
            raise DocumentError([limit(f"nested more than {MAX_DEPTH} deep", here.line, here.column)])
        if first == '"':
            return self._string(index, here)
        if first == "{":
            return self._object(index + 1, path, depth)
        if first == "[":
            return self._array(index + 1, path, depth)
        word = _WORD.match(self.source, index)
        if word:
            return _WORDS[word[0]], word.end()
        found = _NUMBER.match(self.source, index)
        if not found or len(found[0]) > MAX_DIGITS:
            raise ValueError("a value is missing")
        return (Number(found[0]) if found[1] or found[2] else int(found[0])), found.end()

    def _string(self, index: int, here: Position) -> tuple[str, int]:
        text, end = _DECODER.raw_decode(self.source, index)
        found = UNPRINTABLE.search(text)
        if found:
            self.problems.append(unprintable(found[0], here.line, here.column))
        return text, end

    def _object(self, index: int, path: Path, depth: int) -> tuple[dict[str, Any], int]:
        values: dict[str, Any] = {}
        index = self._skip(index)
        if self.source[index : index + 1] == "}":
            return values, index + 1
        while True:
            if self.source[index : index + 1] != '"':
                raise ValueError("a key is missing")
            place = self._at(index, '"')
            key, index = self._string(index, place)
            here = (*path, key)
            index = self._expect(self._skip(index), ":")
            if key in values:
                first = self.positions.keys[here]
                self.problems.append(
                    Problem(
                        "E_DUPLICATE",
                        f"the key {quoted(key)} stands here twice, first in line {first.line}",
                        line=place.line,
                        column=place.column,
                        hint="remove one",
                    )
                )
                _, index = self._value(self._skip(index), (*here, "?"), depth + 1)
            else:
                self.positions.keys[here] = place
                values[key], index = self._value(self._skip(index), here, depth + 1)
            index = self._skip(index)
            if self.source[index : index + 1] == "}":
                return values, index + 1
            index = self._skip(self._expect(index, ","))

    def _array(self, index: int, path: Path, depth: int) -> tuple[list[Any], int]:
        values: list[Any] = []
        index = self._skip(index)
        if self.source[index : index + 1] == "]":
            return values, index + 1
        while True:
            value, index = self._value(self._skip(index), (*path, len(values)), depth + 1)
            values.append(value)
            index = self._skip(index)
            if self.source[index : index + 1] == "]":
                return values, index + 1
            index = self._expect(index, ",")

    def _expect(self, index: int, character: str) -> int:
        if self.source[index : index + 1] != character:
            raise ValueError(f"'{character}' is missing")
        return index + 1


def write_json(value: Any, indent: int | None = None) -> str:
    """JSON text of plain values, a `Number` as it was written; without an indent one line, without spaces."""
    return "".join(_parts(value, indent, 0))


def write_string(text: str) -> str:
    """A text as a JSON string, which is YAML's double quoted style, too. All scripts stay readable."""
    return '"' + _TO_ESCAPE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _ESCAPED:
        return _ESCAPED[character]
    return f"\\u{ord(character):04x}"


def _parts(value: Any, indent: int | None, level: int) -> list[str]:
    if isinstance(value, str):
        return [write_string(value)]
    if isinstance(value, Number):
        return [value.text]
    if isinstance(value, Mapping):
        entries = [
            [write_string(str(key)), ":" if indent is None else ": ", *_parts(each, indent, level + 1)]
            for key, each in value.items()
        ]
        return _enclosed("{", entries, "}", indent, level)
    if isinstance(value, list | tuple):
        return _enclosed("[", [_parts(each, indent, level + 1) for each in value], "]", indent, level)
    return [json.dumps(value, allow_nan=False)]


def _enclosed(begin: str, entries: list[list[str]], end: str, indent: int | None, level: int) -> list[str]:
    if not entries:
        return [begin + end]
    if indent is None:
        line, last = "", ""
    else:
        line, last = "\n" + " " * indent * (level + 1), "\n" + " " * indent * level
    parts = [begin]
    for number, entry in enumerate(entries):
        parts += [("," if number else "") + line, *entry]
    return [*parts, last + end]
