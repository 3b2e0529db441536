"""Literals: numbers, texts, dates, timestamps, intervals and arrays."""

from decimal import Decimal

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, bounds, unknown
from filbert.expressions.checker.conversion import constant, convert, unify
from filbert.expressions.text_conversion import text_to_date, text_to_timestamp
from filbert.expressions.types import (
    BIGINT,
    BIGINT_RANGE,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTERVAL,
    NULL,
    STRING,
    TIMESTAMP,
    Column,
    Type,
    decimal,
)

MILLISECONDS = {
    "MILLISECOND": 1,
    "SECOND": 1_000,
    "MINUTE": 60_000,
    "HOUR": 3_600_000,
    "DAY": 86_400_000,
    "WEEK": 604_800_000,
}
MONTHS = {"MONTH": 1, "YEAR": 12}
LONGEST_MILLISECONDS = 10_000 * 366 * MILLISECONDS["DAY"]
LONGEST_MONTHS = 10_000 * 12


def scalar(context: Context, node: ast.Scalar) -> tree.Node:
    """TRUE, 1, 1.5, 1e0, 'text', NULL."""
    value = node.value
    if value is None:
        return constant(None, NULL, node)
    if isinstance(value, bool):
        return constant(value, BOOLEAN, node)
    if isinstance(value, int):
        if not BIGINT_RANGE[0] <= value <= BIGINT_RANGE[1]:
            message = "the number is outside the range of BIGINT"
            return context.error(node, "E_NUMBER", message, f"write {value}.0 for a DECIMAL")
        return constant(value, BIGINT, node)
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        assert isinstance(exponent, int)
        return constant(value, decimal(max(len(digits), -exponent), -exponent), node)
    if isinstance(value, float):
        return constant(value, DOUBLE, node)
    return constant(value, STRING, node)


def time(context: Context, node: ast.TimeLiteral) -> tree.Node:
    """`DATE '…'` and `TIMESTAMP '…'`."""
    if node.kind == "DATE":
        date = text_to_date(node.text)
        if date is not None:
            return constant(date, DATE, node)
        example = "DATE '2024-01-31'"
    else:
        timestamp = text_to_timestamp(node.text)
        if timestamp is not None:
            return constant(timestamp, TIMESTAMP, node)
        example = "TIMESTAMP '2024-01-31 10:00:00', from 1970 on; Z or an offset such as +02:00 may follow"
    return context.error(node, "E_LITERAL", f"'{node.text}' is not a {node.kind}", f"write {example}")


def interval(context: Context, node: ast.IntervalLiteral) -> tree.Node:
    """`INTERVAL '5' MINUTE`: its value is a pair of months and milliseconds."""
    months = node.amount * MONTHS.get(node.unit, 0)
    milliseconds = node.amount * MILLISECONDS.get(node.unit, 0)
    if abs(months) > LONGEST_MONTHS or abs(milliseconds) > LONGEST_MILLISECONDS:
        return context.error(node, "E_INTERVAL", "an interval is at most 10,000 years long")
    return tree.Constant(INTERVAL, False, None, False, node.start, node.end, (months, milliseconds))


def array(context: Context, node: ast.ArrayLiteral) -> tree.Node:
    """`ARRAY[a, b]`."""
    items = [context.visit(item) for item in node.items]
    type_ = unify(context, items, "elements of one ARRAY have one type")
    if type_ is None:
        return unknown(node)
    if type_.kind == "NULL":
        return context.error(
            node, "E_NULL", "an ARRAY of NULL alone has no type", "write CAST(NULL AS BIGINT)"
        )
    items = [convert(item, type_) for item in items]
    range_ = None
    if type_.kind == "BIGINT":
        range_ = min(bounds(item)[0] for item in items), max(bounds(item)[1] for item in items)
    element = Column(type_, any(item.nullable for item in items), range_)
    fails = any(item.fails for item in items)
    return tree.ArrayOf(Type("ARRAY", element=element), False, None, fails, node.start, node.end, items)
