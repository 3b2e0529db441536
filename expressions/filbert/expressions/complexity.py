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
GUARD: Final = 50
MARK: Final = "\0"
"""Stands for an operand while its occurrences are counted."""


class Size(NamedTuple):
    """Characters of the value, and of all that finds its errors."""

    value: int
    checks: int


def is_too_large(node: tree.Node) -> bool:
    """Whether the SQL would be larger than is sensible."""
    size = _size(node)
    return size.value + size.checks > LARGEST


def _size(node: tree.Node) -> Size:
    parts = tree.children(node)
    if not parts:
        # A constant is written once, whatever its length; the text that it came from is limited.
        return Size(NAME, 0)
    sizes = [_size(part) for part in parts]
    value = _value(node, sizes)
    checks = sum(size.checks for size in sizes)
    if isinstance(node, tree.Try):
        return Size(value + checks, 0)
    if node.fails:
        # An own guard names the value, or the operands about as often; a choice names its conditions again.
        checks += GUARD + (value if isinstance(node, tree.Logic | tree.Coalesce | tree.Case) else 2 * value)
    return Size(value, checks)


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
