"""Compares what a scenario wrote with what a test case expects, and says where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Any, Protocol

from filbert.scenarios.json_text import write_json
from filbert.scenarios.testcase import ERROR_FIELDS, ERRORS, TestCase
from filbert.scenarios.text import Number

if TYPE_CHECKING:
    from filbert.expressions import Column, Type

MOST = 20
"""Differences told of one sink."""
MOST_ALIGNED = 1_000_000
"""Pairs of rows compared to find which row is missing; beyond, rows are compared one to one."""
_ABSENT = object()


class WrittenRow(Protocol):
    """A record that a sink wrote."""

    @property
    def node(self) -> str: ...
    @property
    def record(self) -> Mapping[str, Any]: ...
    @property
    def columns(self) -> Mapping[str, Column]: ...


class Outcome(Protocol):
    """What a run gave, rows and errors in order of time."""

    @property
    def rows(self) -> Sequence[WrittenRow]: ...
    @property
    def errors(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Difference:
    """One thing that is not as expected."""

    node: str
    """The sink, or `errors`."""
    message: str
    row: int | None = None
    """The expected row, from 1."""
    field: str | None = None

    def __str__(self) -> str:
        place = "".join(
            [
                self.node,
                f", row {self.row}" if self.row is not None else "",
                f", {self.field}" if self.field else "",
            ]
        )
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class _Row:
    """A row as JSON values, with types where they are known."""

    values: Mapping[str, Any]
    types: Mapping[str, Type]


def check_expectations(case: TestCase, outcome: Outcome) -> list[Difference]:
    """Every difference between what a case expects and what came: rows in order, given fields only."""
    found = [
        difference
        for node, rows in case.expect.items()
        for difference in _compare(node, rows, [_typed(row) for row in outcome.rows if row.node == node])
    ]
    errors = [_error(each) for each in outcome.errors]
    return found + _compare(ERRORS, case.errors, errors)


def _typed(row: WrittenRow) -> _Row:
    from filbert.expressions import to_json

    types = {name: column.type for name, column in row.columns.items()}
    values = {
        name: to_json(value, types[name]) if name in types else value for name, value in row.record.items()
    }
    return _Row(values, types)


def _error(error: Any) -> _Row:
    values = {name: getattr(error, name, None) for name in ERROR_FIELDS}
    return _Row({name: value for name, value in values.items() if value is not None}, {})


def _compare(node: str, expected: Sequence[Mapping[str, Any]], rows: Sequence[_Row]) -> list[Difference]:
    what = "error" if node == ERRORS else "row"
    found = []
    if len(expected) != len(rows):
        found.append(Difference(node, f"expected {_count(len(expected), what)}, found {len(rows)}"))
    for index, row in _pairs(expected, rows):
        if index is None and row is not None:
            found.append(Difference(node, f"not expected: {_shown(row.values)}"))
        elif index is not None and row is None:
            found.append(Difference(node, f"not found: {_shown(expected[index])}", index + 1))
        elif index is not None and row is not None:
            found += _fields(node, index, expected[index], row)
    if len(found) > MOST:
        found[MOST:] = [Difference(node, f"… and {len(found) - MOST} more differences")]
    return found


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _pairs(
    expected: Sequence[Mapping[str, Any]], rows: Sequence[_Row]
) -> Iterable[tuple[int | None, _Row | None]]:
    """Which row answers which expectation. With equal numbers one to one; else so that most match."""
    if len(expected) == len(rows):
        return list(zip(range(len(expected)), rows, strict=True))
    matched = _longest_match(expected, rows) if len(expected) * len(rows) <= MOST_ALIGNED else []
    pairs: list[tuple[int | None, _Row | None]] = []
    index = number = 0
    for next_index, next_number in [*matched, (len(expected), len(rows))]:
        both = min(next_index - index, next_number - number)
        pairs += [(index + each, rows[number + each]) for each in range(both)]
        pairs += [(each, None) for each in range(index + both, next_index)]
        pairs += [(None, rows[each]) for each in range(number + both, next_number)]
        index, number = next_index + 1, next_number + 1
    return pairs


def _longest_match(expected: Sequence[Mapping[str, Any]], rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """The longest common subsequence of expectations and rows."""
    lengths = [[0] * (len(rows) + 1) for _ in range(len(expected) + 1)]
    same = [[not _fields("", 0, each, row) for row in rows] for each in expected]
    for i in range(len(expected) - 1, -1, -1):
        for j in range(len(rows) - 1, -1, -1):
            best = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if same[i][j] else best
    pairs = []
    i = j = 0
    while i < len(expected) and j < len(rows):
        if same[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _fields(node: str, index: int, expected: Mapping[str, Any], row: _Row) -> list[Difference]:
    differences = []
    for name, value in expected.items():
        for path, wanted, actual in _unequal(value, row.values.get(name, _ABSENT), row.types.get(name), name):
            found = "nothing" if actual is _ABSENT else _shown(actual)
            message = f"expected {_shown(wanted)}, found {found}"
            differences.append(Difference(node, message, index + 1, path))
    return differences


def _unequal(expected: Any, actual: Any, type_: Type | None, path: str) -> list[tuple[str, Any, Any]]:
    """Where two values differ: path, what was expected, what is there."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return [
            each
            for name, value in expected.items()
            for each in _unequal(value, actual.get(name, _ABSENT), _part(type_, name), f"{path}.{name}")
        ]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [
            each
            for number, value in enumerate(expected)
            for each in _unequal(value, actual[number], _part(type_, None), f"{path}[{number}]")
        ]
    same = expected is None if actual is _ABSENT else _equal(expected, actual, type_)
    return [] if same else [(path, expected, actual)]


def _part(type_: Type | None, name: str | None) -> Type | None:
    """The type of a part of a ROW, MAP or ARRAY."""
    if type_ is None:
        return None
    column = type_.field(name) if type_.kind == "ROW" and name is not None else type_.element
    return column.type if column is not None else None


def _equal(expected: Any, actual: Any, type_: Type | None) -> bool:
    """Whether an expectation, as a file writes it, means this JSON value."""
    if expected is None or actual is None or isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    kind = type_.kind if type_ is not None else None
    if kind == "STRING" or (isinstance(expected, str) and kind is None):
        # A number is often written without quotes where a text of digits is meant.
        return bool(str(expected) == actual)
    if kind == "DOUBLE" or (kind is None and isinstance(expected, int | float)):
        if not isinstance(expected, int | float) or not isinstance(actual, int | float):
            return False
        return isclose(expected, actual, rel_tol=1e-12)
    if type_ is None:
        return bool(expected == actual)
    return _same_value(expected, actual, type_)


def _same_value(expected: Any, actual: Any, type_: Type) -> bool:
    from filbert.expressions import ValueSyntaxError, from_json

    written = expected.text if isinstance(expected, Number) else expected
    try:
        return bool(from_json(written, type_) == from_json(actual, type_))
    except ValueSyntaxError:
        return False


def _shown(value: Any) -> str:
    text = write_json(value) if isinstance(value, Mapping | list | str) else str(value)
    if value is None or isinstance(value, bool):
        text = write_json(value)
    return text if len(text) <= 300 else text[:299] + "…"
