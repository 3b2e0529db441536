"""Decision tables: what a cell means, which rows match a value, and the text of a table for Flink.

Whatever its operator, a cell stands for intervals [low, high) of its column's values. That needs a next value
after each one, which every type here has: the next day, the next DOUBLE, a text with U+0000 behind it. So one
way of looking up and one way of finding overlaps and gaps serve all types and operators.

The rows that match are a set, kept as the bits of a whole number: one set for each region between two bounds of
a column. An event costs a search in the bounds and an intersection for each column, however many rows there are.
The twin in the JVM library is `filbert.decision.DecisionTable`.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Context, Decimal
from functools import cached_property
from typing import Any, Literal

from filbert.expressions import Column, Type, flink_type

HitPolicy = Literal["first", "unique", "collect"]
Operator = Literal["=", "<>", "<", "<=", ">", ">=", "between", "range", "in", "starts-with"]
Interval = tuple[Any, Any]
"""Values from the first up to but not the second; None is no bound."""
Regions = tuple[tuple[int, int], ...]
"""Regions of a column, from and up to but not; pairs in order that do not touch."""

CHUNK = 10_000
"""Characters of one SQL literal: no constant of a Java class may have more than 65,535 bytes, six for a pair."""

EPOCH = datetime(1970, 1, 1)
FIRST_DAY = date(1970, 1, 1)
LAST_BIGINT = 2**63 - 1
LAST_CHARACTER = "\U0010ffff"
_EXACT = Context(prec=100)


def successor(value: Any, type_: Type) -> Any:
    """Return the next value of a type; None if there is none.

    >>> from filbert.expressions.types import BIGINT, STRING
    >>> successor(7, BIGINT), successor("a", STRING)
    (8, 'a\\x00')
    """
    match type_.kind:
        case "BOOLEAN":
            return True if value is False else None
        case "BIGINT":
            return value + 1 if value < LAST_BIGINT else None
        case "DECIMAL":
            following = _EXACT.add(value, Decimal(1).scaleb(-type_.scale))
            return following if following < Decimal(10) ** (type_.precision - type_.scale) else None
        case "DOUBLE":
            above = math.nextafter(value, math.inf)
            return above if math.isfinite(above) else None
        case "STRING":
            return value + "\0"
        case "DATE":
            return value + timedelta(days=1) if value < date.max else None
        case "TIMESTAMP":
            step = timedelta(milliseconds=1)
            return value + step if value <= datetime.max - step else None
    raise ValueError(f"{type_} has no order here")


def after_prefix(prefix: str) -> str | None:
    """Return the first text that is greater than all that begin with a prefix; None if there is none.

    >>> after_prefix("48")
    '49'
    """
    kept = prefix.rstrip(LAST_CHARACTER)
    if not kept:
        return None
    following = ord(kept[-1]) + 1
    return kept[:-1] + chr(0xE000 if following == 0xD800 else following)


def intervals(operator: Operator, operands: Sequence[Any], type_: Type) -> tuple[Interval, ...]:
    """Return what a cell stands for, in order, without empty parts and without parts that touch.

    Args:
        operands: one value; two bounds for `between` and `range`, None for an open one; any number for `in`.
    """

    def point(value: Any) -> Interval:
        return value, successor(value, type_)

    first: Any = operands[0]
    match operator:
        case "=":
            found = [point(first)]
        case "in":
            found = [point(value) for value in operands]
        case "<>":
            low, high = point(first)
            found = [(None, low), *([(high, None)] if high is not None else [])]
        case "<":
            found = [(None, first)]
        case "<=":
            found = [(None, successor(first, type_))]
        case ">":
            following = successor(first, type_)
            found = [] if following is None else [(following, None)]
        case ">=":
            found = [(first, None)]
        case "between":
            last = operands[1]
            found = [(first, None if last is None else successor(last, type_))]
        case "range":
            found = [(first, operands[1])]
        case "starts-with":
            found = [(first, after_prefix(first))]
    return _merged(found)


def _merged(found: Sequence[Interval]) -> tuple[Interval, ...]:
    filled = [each for each in found if None in each or each[0] < each[1]]
    if len(filled) < 2:
        return tuple(filled)
    merged: list[Interval] = []
    for low, high in sorted(filled, key=lambda each: (each[0] is not None, each[0])):
        last = merged[-1] if merged else None
        if last is not None and (last[1] is None or low <= last[1]):
            merged[-1] = (last[0], None if last[1] is None or high is None else max(last[1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


@dataclass(frozen=True)
class InputColumn:
    """One input of a table, with its cells by row; None for a cell that takes every value, and NULL."""

    name: str
    column: Column
    operator: Operator
    cells: tuple[tuple[Interval, ...] | None, ...]

    @cached_property
    def bounds(self) -> list[Any]:
        """All bounds in order. A bound belongs to the region that it begins."""
        return sorted(
            {bound for cell in self.cells for part in cell or () for bound in part if bound is not None}
        )

    @cached_property
    def regions(self) -> tuple[Regions | None, ...]:
        """The cells as regions between the bounds, numbered from 0."""
        bounds = self.bounds
        last = len(bounds) + 1

        def region(part: Interval) -> tuple[int, int]:
            low, high = part
            begin = 0 if low is None else bisect_left(bounds, low) + 1
            return begin, last if high is None else bisect_left(bounds, high) + 1

        return tuple(None if cell is None else tuple(map(region, cell)) for cell in self.cells)

    @cached_property
    def any(self) -> int:
        """The set of rows that take every value."""
        return sum(1 << row for row, cell in enumerate(self.cells) if cell is None)

    @cached_property
    def rows(self) -> list[int]:
        """By region: the set of rows that take its values."""
        changes: list[list[int]] = [[] for _ in range(len(self.bounds) + 2)]
        for row, parts in enumerate(self.regions):
            for part in parts or ():
                for region in part:
                    changes[region].append(row)
        current, found = self.any, []
        for changed in changes[:-1]:
            for row in changed:
                current ^= 1 << row
            found.append(current)
        return found

    def matches(self, value: Any) -> int:
        """The set of rows that take a value."""
        return self.any if value is None else self.rows[bisect_right(self.bounds, value)]


@dataclass(frozen=True)
class DecisionTable:
    """A table whose cells hold."""

    hit_policy: HitPolicy
    inputs: tuple[InputColumn, ...]
    outputs: Mapping[str, Column]
    answers: tuple[tuple[Any, ...], ...]
    """The values of the outputs by row."""

    @cached_property
    def everything(self) -> int:
        """The set of all rows."""
        return (1 << len(self.answers)) - 1

    def matches(self, values: Sequence[Any]) -> int:
        """The set of rows that match the values of the inputs."""
        found = self.everything
        for column, value in zip(self.inputs, values, strict=True):
            found &= column.matches(value)
        return found

    @cached_property
    def text(self) -> str:
        """The table as `filbert.decision.TableText` reads it."""
        content = {
            "hit_policy": self.hit_policy,
            "outputs": [[name, flink_type(column.type)] for name, column in self.outputs.items()],
            "bounds": [[plain(bound) for bound in column.bounds] for column in self.inputs],
            "rows": [
                [
                    *(_flat(column.regions[row]) for column in self.inputs),
                    *(plain(value) for value in answer),
                ]
                for row, answer in enumerate(self.answers)
            ],
        }
        return json.dumps(content, separators=(",", ":"), ensure_ascii=False)

    def chunks(self) -> list[str]:
        """That text in parts, each short enough for a literal."""
        text = self.text
        return [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]


def members(rows: int) -> Iterator[int]:
    """The numbers of the rows of a set, in order.

    >>> list(members(0b1010))
    [1, 3]
    """
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest


def ambiguity(first: int, second: int) -> str:
    """The message of E_AMBIGUOUS; people count rows from 1."""
    return f"rows {first + 1} and {second + 1} of the table match"


def plain(value: Any) -> Any:
    """A value as the text of a table holds it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return (value - EPOCH) // timedelta(milliseconds=1)
    if isinstance(value, date):
        return (value - FIRST_DAY).days
    return value


def _flat(regions: Regions | None) -> list[int] | None:
    return None if regions is None else [region for part in regions for region in part]
