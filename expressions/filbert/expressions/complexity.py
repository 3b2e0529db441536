"""How large the Flink SQL of an expression becomes, found out without writing it.

Guards repeat the parts that they look at, and some conversions name their operand several times; nested deeply, a
short text could become megabytes of SQL.
"""

from typing import Final, NamedTuple

from filbert.expressions import tree
from filbert.expressions.flink_conversion import conversion

LARGEST: Final = 100_000
"""Characters of SQL. Flink plans more, but the plan takes long and nobody reads it."""
OPERATOR: Final = 8
NAME: Final = 12
MARK: Final = "\0"
"""Stands for an operand while its occurrences are counted."""


class Size(NamedTuple):
    """Characters of the value, characters of all guards, and the number of guards."""

    value: int
    guards: int
    checks: int


def is_too_large(node: tree.Node) -> bool:
    """Whether the SQL would be larger than is sensible."""
    size = _size(node)
    return size.value + size.guards > LARGEST


def _size(node: tree.Node) -> Size:
    parts = tree.children(node)
    if not parts:
        # A constant is written once, whatever its length; the text that it came from is limited.
        return Size(NAME, 0, 0)
    sizes = [_size(part) for part in parts]
    if isinstance(node, tree.Logic | tree.Coalesce | tree.Case):
        return _path(sizes)
    value = _value(node, sizes)
    guards, count = sum(size.guards for size in sizes), sum(size.checks for size in sizes)
    if isinstance(node, tree.Try):
        return Size(value + guards, 0, 0)
    if node.fails:
        # An own guard names the value, or the operands about as often.
        guards, count = guards + 2 * value, count + 1
    return Size(value, guards, count)


def _path(sizes: list[Size]) -> Size:
    """Each guard repeats all conditions before it."""
    value = guards = count = 0
    for size in sizes:
        guards += size.guards + size.checks * value
        count += size.checks
        value += size.value + OPERATOR
    return Size(value, guards, count)


def _value(node: tree.Node, sizes: list[Size]) -> int:
    if isinstance(node, tree.Cast):
        sql = conversion(node, MARK)
        return len(sql) + sql.count(MARK) * sizes[0].value
    if isinstance(node, tree.Call):
        marks = [chr(number) for number in range(len(sizes))]
        sql = node.function.flink(node, marks)
        return len(sql) + sum(sql.count(mark) * size.value for mark, size in zip(marks, sizes, strict=True))
    if isinstance(node, tree.Element):
        return sizes[0].value + 2 * sizes[1].value + 5 * OPERATOR
    return OPERATOR + sum(size.value + OPERATOR for size in sizes)
