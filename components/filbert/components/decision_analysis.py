"""What is found in a decision table before it runs: rows that overlap, and values that no row takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from filbert.components.decision import DecisionTable, InputColumn, Interval, members, successor

MOST_GAPS = 3
MOST_REGIONS = 100_000
"""Looked at while searching for gaps. A table can be made that needs more; of such a one nothing is said."""

CONTIGUOUS = frozenset({"=", "<", "<=", ">", ">=", "between", "range", "starts-with"})
"""Operators whose cells are one interval each."""

POINTS = frozenset({"=", "in"})


def overlapping(table: DecisionTable) -> Iterator[tuple[int, int]]:
    """Pairs of rows that both match some event, the first one first."""
    searches = [_Overlap(column) for column in table.inputs]
    for row in range(len(table.answers)):
        found = table.everything
        for search in searches:
            found &= search.rows(row)
        yield from ((row, other) for other in members(found >> (row + 1) << (row + 1)))


def unreachable(table: DecisionTable) -> Iterator[tuple[int, int]]:
    """Rows that an earlier one takes everything from: that one, and the row."""
    for row in range(len(table.answers)):
        found = (1 << row) - 1
        for column in table.inputs:
            found &= _covering(column, row)
        if found:
            yield next(members(found)), row


class _Overlap:
    """By row, the rows that share a value of one column with it."""

    def __init__(self, column: InputColumn) -> None:
        self.column = column
        self.everything = (1 << len(column.cells)) - 1
        self.begun: list[int] = []
        """By region: rows whose interval begins there or before."""
        if column.operator in CONTIGUOUS:
            begins = [0] * (len(column.bounds) + 1)
            for row, regions in enumerate(column.regions):
                for begin, _ in regions or ():
                    begins[begin] |= 1 << row
            current = 0
            for each in begins:
                current |= each
                self.begun.append(current)

    def rows(self, row: int) -> int:
        regions = self.column.regions[row]
        if regions is None:
            return self.everything
        found = 0
        for begin, end in regions:
            found |= self.column.rows[begin]
            if self.begun:
                found |= self.begun[end - 1] & ~self.begun[begin]
            else:
                for region in range(begin + 1, end):
                    found |= self.column.rows[region]
        return found


def _covering(column: InputColumn, row: int) -> int:
    """The rows that take all that a row takes of a column."""
    regions = column.regions[row]
    if regions is None:
        return column.any
    found = -1
    for begin, end in regions:
        inner = (begin, end - 1) if column.operator in CONTIGUOUS else range(begin, end)
        for region in inner:
            found &= column.rows[region]
    return found


@dataclass(frozen=True)
class Gaps:
    """Where no row matches."""

    found: tuple[str, ...]
    """At most `MOST_GAPS`, in words."""
    complete: bool
    """Whether all was looked at, so that nothing found means that some row always matches."""


def gaps(table: DecisionTable) -> Gaps:
    """Search for values that no row takes."""
    search = _GapSearch(table)
    search.look(0, table.everything, ())
    return Gaps(tuple(search.found), search.left > 0 and len(search.found) < MOST_GAPS)


@dataclass
class _GapSearch:
    table: DecisionTable
    found: list[str] = field(default_factory=list)
    left: int = MOST_REGIONS
    seen: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.any_after = [self.table.everything]
        """By column: rows that take whatever this column and those after it hold."""
        for column in reversed(self.table.inputs):
            self.any_after.insert(0, self.any_after[0] & column.any)

    def look(self, at: int, rows: int, words: tuple[str, ...]) -> None:
        if len(self.found) == MOST_GAPS or self.left <= 0:
            return
        if rows == 0:
            self.found.append(" and ".join(words))
            return
        if rows & self.any_after[at] or (at, rows) in self.seen:
            return
        self.seen.add((at, rows))
        column = self.table.inputs[at]
        for part, taking in _parts(column, rows):
            self.left -= 1
            self.look(at + 1, taking, (*words, describe(column, part)))
        if column.column.nullable:
            self.look(at + 1, rows & column.any, (*words, f"{column.name} is NULL"))


def _parts(column: InputColumn, rows: int) -> Iterator[tuple[Interval, int]]:
    """A column's values, cut where some of these rows begin or end, with the rows that take each part."""
    low, top = _domain(column)
    bounds = {
        bound
        for row in members(rows & ~column.any)
        for part in column.cells[row] or ()
        for bound in part
        if bound is not None and (low is None or bound > low) and (top is None or bound < top)
    }
    other: Interval | None = None
    for part in _between(low, sorted(bounds), top):
        is_point = part[0] is not None and successor(part[0], column.column.type) == part[1]
        if column.operator in POINTS and not is_point:
            other = other or part  # Values that no cell lists are all alike.
        else:
            yield part, rows & _taking(column, part)
    if other is not None:
        yield other, rows & _taking(column, other)


def _taking(column: InputColumn, part: Interval) -> int:
    return column.rows[0] if part[0] is None else column.matches(part[0])


def _between(low: Any, bounds: list[Any], top: Any) -> Iterator[Interval]:
    yield from zip([low, *bounds], [*bounds, top], strict=True)


def _domain(column: InputColumn) -> Interval:
    """The least value of a column, where it has one, and what is beyond its greatest."""
    type_, span = column.column.type, column.column.range
    if type_.kind == "BIGINT" and span is not None:
        return span[0], span[1] + 1
    least = {"BOOLEAN": False, "STRING": "", "DATE": date(1970, 1, 1), "TIMESTAMP": datetime(1970, 1, 1)}
    return least.get(type_.kind), None


def describe(column: InputColumn, part: Interval) -> str:
    """A part of a column's values in words."""
    low, high = part
    name, type_ = column.name, column.column.type
    if low is not None and successor(low, type_) == high:
        return f"{name} = {shown(low)}"
    if column.operator in POINTS:
        return f"{name} is none of the listed"
    texts = [f"{name} >= {shown(low)}"] if low not in (None, _domain(column)[0]) else []
    if high is not None and high != _domain(column)[1]:
        texts.append(f"{name} < {shown(high)}")
    return " and ".join(texts) or f"{name} is anything"


def shown(value: Any) -> str:
    """A value in a message."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, str):
        text = value.replace("\0", "")
        return f"'{text if len(text) <= 40 else text[:39] + '…'}'"
    return str(value)
