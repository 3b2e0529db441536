"""Reads YAML as version 1.2's core schema has it, with the place of every value. JSON is read too.

PyYAML's parser gives the events; its 1.1 rules for what a word means are not used: `on`, `no` and `12:30` are
text. What a document does not need and an attacker does (aliases, tags, several documents) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any, NoReturn

import yaml
from filbert.scenarios.problem import DocumentError, Problem, quoted
from filbert.scenarios.text import (
    MAX_DEPTH,
    MAX_VALUES,
    UNPRINTABLE,
    Number,
    Parsed,
    Path,
    Position,
    Positions,
    check_text,
    limit,
    source_text,
    unprintable,
)

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FRACTION = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LINE_SEPARATOR = re.compile("[\u2028\u2029]")

MAX_DIGITS = 400


def read_file(file: FilePath) -> Parsed:
    """Read a YAML or JSON file.

    Raises:
        OSError: it cannot be read.
        DocumentError: nothing can be made of it.
    """
    return read_text(source_text(file))


def read_text(source: str) -> Parsed:
    """Read YAML or JSON.

    Raises:
        DocumentError: nothing can be made of it; faults that leave the rest readable are in the result.
    """
    check_text(source)
    if source.lstrip()[:1] in ("{", "["):
        parsed = _as_json(source)
        if parsed is not None:
            return parsed
    found = _LINE_SEPARATOR.search(source)
    if found:
        lines = source[: found.start()].split("\n")
        raise DocumentError([unprintable(found[0], len(lines), len(lines[-1]) + 1)])
    return _Reader(source).read()


def _as_json(source: str) -> Parsed | None:
    """None when it is not JSON: then it may be YAML in its flow style, whose reader says what is wrong."""
    from filbert.scenarios.json_text import read_json

    try:
        return read_json(source)
    except ValueError:
        return None


def resolve(text: str) -> Any:
    """What a plain scalar means in YAML 1.2's core schema: a number with a fraction is a `Number`.

    Raises:
        ValueError: it is a number that has no place here.
    """
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise ValueError(f"a number of more than {MAX_DIGITS} digits")
        if text[:2] == "0o":
            return int(text[2:], 8)
        return int(text, 16) if text[:2] == "0x" else int(text)
    if _FRACTION.fullmatch(text):
        if len(text) > MAX_DIGITS:
            raise ValueError(f"a number of more than {MAX_DIGITS} digits")
        return Number(text)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a finite number; for the text, put it in quotes")
    return text


class _Reader:
    """One reading of one text."""

    def __init__(self, source: str) -> None:
        self.positions = Positions(source)
        self.problems: list[Problem] = []
        self.broken: list[Path] = []
        self.count = 0
        self.events: Iterator[Any] = iter(())

    def read(self) -> Parsed:
        try:
            self.events = iter(yaml.parse(self.positions.source, Loader=Loader))
            value = self._documents()
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except yaml.YAMLError as error:
            raise DocumentError([Problem("E_SYNTAX", f"this is not YAML: {error}")]) from None
        return Parsed(value, self.positions, tuple(self.problems), frozenset(self.broken))

    def _documents(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._problem("E_SYNTAX", "a file holds one document", event, "remove what follows '---'")
                    break
                value = self._value(next(self.events), (), 0)
        if documents == 0:
            raise DocumentError([Problem("E_SYNTAX", "the file is empty", line=1, column=1)])
        return value

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        self.count += 1
        mark = event.start_mark
        if self.count > MAX_VALUES:
            raise DocumentError(
                [limit(f"the file holds more than {MAX_VALUES:,} values", mark.line + 1, mark.column + 1)]
            )
        style = (event.style or "") if isinstance(event, yaml.ScalarEvent) else ""
        self.positions.values[path] = Position(mark.line + 1, mark.column + 1, mark.index, style)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, path, f"alias '*{event.anchor}'", "write the value out")
            return None
        if event.anchor is not None:
            self._refuse(event, path, f"anchor '&{event.anchor}'", "write the value out where it is needed")
        if event.tag is not None:
            self._refuse(event, path, f"tag '{event.tag}'", "remove the tag")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path, style)
        if depth >= MAX_DEPTH:
            raise DocumentError([limit(f"nested more than {MAX_DEPTH} deep", mark.line + 1, mark.column + 1)])
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    def _scalar(self, event: Any, path: Path, style: str) -> Any:
        text: str = event.value
        if style == "":
            try:
                return resolve(text)
            except ValueError as error:
                self.broken.append(path)
                self._problem("E_VALUE", str(error), event)
                return None
        if style == '"':
            self._printable(text, event)
        return text

    def _printable(self, text: str, event: Any) -> None:
        found = UNPRINTABLE.search(text)
        if found:
            self.problems.append(
                unprintable(found[0], event.start_mark.line + 1, event.start_mark.column + 1)
            )

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._value(event, (*path, len(values)), depth + 1))
        return values

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path, depth)
            here = (*path, key) if key is not None else (*path, "?")
            mark = event.start_mark
            if key is None:
                self._value(next(self.events), here, depth + 1)
            elif key in values:
                first = self.positions.keys[here]
                self._problem(
                    "E_DUPLICATE",
                    f"the key {quoted(key)} stands here twice, first in line {first.line}",
                    event,
                    "remove one",
                )
                known = self.positions.values.get(here)
                self._value(next(self.events), (*here, "?"), depth + 1)
                if known is not None:
                    self.positions.values[here] = known
            else:
                self.positions.keys[here] = Position(
                    mark.line + 1, mark.column + 1, mark.index, event.style or ""
                )
                values[key] = None
                values[key] = self._value(next(self.events), here, depth + 1)
        return values

    def _key(self, event: Any, path: Path, depth: int) -> str | None:
        """A key is text, however it is written; None when it is no key at all."""
        if not isinstance(event, yaml.ScalarEvent):
            self._problem("E_KEY", "a key must be a text", event, "a text with braces needs quotes")
            if not isinstance(event, yaml.AliasEvent):
                self._value(event, (*path, "?"), depth + 1)
            return None
        self.count += 1
        if event.anchor is not None or event.tag is not None:
            self._refuse(event, (*path, event.value), "anchor or tag on a key", "remove it")
        if event.value == "<<" and not event.style:
            self._refuse(event, (*path, "<<"), "merge key '<<'", "write the keys out")
            return None
        if event.style == '"':
            self._printable(event.value, event)
        return str(event.value)

    def _refuse(self, event: Any, path: Path, what: str, hint: str) -> None:
        self.broken.append(path)
        self._problem("E_SYNTAX", f"{what}: a document may not hold one", event, hint)

    def _problem(self, code: str, message: str, event: Any, hint: str | None = None) -> None:
        mark = event.start_mark
        self.problems.append(Problem(code, message, line=mark.line + 1, column=mark.column + 1, hint=hint))

    def _syntax(self, error: yaml.MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        text = ", ".join(part for part in (error.context, error.problem) if part)
        hint = None
        if mark and self.positions.source[mark.index : mark.index + 1] == "\t":
            hint = "indent with spaces, not tabs"
        elif "mapping values are not allowed" in text:
            hint = "a text that holds ': ' needs quotes"
        elif "cannot start any token" in text:
            hint = "a text that begins with this character needs quotes"
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        self.problems.append(
            Problem("E_SYNTAX", f"this is not YAML: {text}", line=line, column=column, hint=hint)
        )
        raise DocumentError(self.problems) from None
