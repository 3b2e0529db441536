"""Functions that choose between values, and TRY."""

from collections.abc import Sequence
from typing import Any

from filbert.expressions import ast, tree
from filbert.expressions.checker import cases
from filbert.expressions.checker.conditions import comparable, compared, condition
from filbert.expressions.checker.context import Context, bounds, unknown
from filbert.expressions.checker.conversion import constant, convert, fold, is_null, unify
from filbert.expressions.flink_order import by_bytes
from filbert.expressions.functions.entry import Function
from filbert.expressions.functions.registry import (
    function,
    has_arguments,
    make_call,
    special_form,
    wrong_type,
)

ORDERED = frozenset({"BIGINT", "DECIMAL", "DOUBLE", "STRING", "DATE", "TIMESTAMP"})


@special_form("choice", "COALESCE(value, …) → the type of the values", example=("COALESCE(NULL, 3)", "3"))
def coalesce(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The first value that is not NULL. Later values are not evaluated."""
    if not has_arguments(context, form, node, 1):
        return unknown(node)
    return cases.coalesce(context, node, arguments)


@special_form(
    "choice",
    "IF(condition, then, otherwise) → the type of the values",
    example=("IF(2 > 1, 'a', 'b')", "'a'"),
)
def if_(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The second argument if the condition is true, the third if it is false or NULL."""
    if not has_arguments(context, form, node, 2, 3):
        return unknown(node)
    tested = condition(context, arguments[0], "IF needs a condition")
    otherwise = arguments[2] if len(arguments) > 2 else None
    what = "both values of IF have one type"
    return cases.choose(context, node, [tested], [arguments[1]], otherwise, what)


@special_form("choice", "NULLIF(value, other) → the type of the value", example=("NULLIF(1, 1)", "NULL"))
def nullif(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """NULL if both values are equal, else the first one."""
    if not has_arguments(context, form, node, 2, 2):
        return unknown(node)
    left, right = arguments
    type_ = comparable(context, arguments, "NULLIF")
    if type_ is None:
        return unknown(node)
    if left.type.kind not in ORDERED | {"BOOLEAN"}:
        return wrong_type(context, node, left, "values that can be compared")
    if left.type.kind != "DECIMAL":
        left, right = compared((left, right), type_)
    else:
        right = compared((right,), type_)[0]
    made = tree.NullIf(
        left.type, True, left.range, left.fails or right.fails, node.start, node.end, left, right
    )
    return fold(context, made, (left, right), strict=False)


@special_form("choice", "TRY(value) → the type of the value", example=("TRY(1 / 0)", "NULL"))
def try_(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The value, or NULL where it cannot be calculated."""
    if not has_arguments(context, form, node, 1, 1):
        return unknown(node)
    operand = arguments[0]
    if isinstance(operand, tree.Failure):
        return constant(None, operand.type, node)
    if not operand.fails:
        return operand
    return tree.Try(operand.type, True, operand.range, False, node.start, node.end, operand)


def extreme(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1):
        return unknown(node)
    type_ = unify(context, arguments, f"the values of {node.name} have one type")
    if type_ is None:
        return unknown(node)
    if type_.kind not in ORDERED:
        return wrong_type(context, node, arguments[0], "numbers, texts or times")
    values = [convert(argument, type_) for argument in arguments]
    if len(values) == 1:
        return values[0]
    range_ = None
    if type_.kind == "BIGINT" and not any(map(is_null, values)):
        choose = max if entry.name == "GREATEST" else min
        lows, highs = zip(*map(bounds, values), strict=True)
        range_ = choose(lows), choose(highs)
    return make_call(context, entry, node, type_, values, range_=range_)


def _ordered(call: tree.Call, operands: Sequence[str]) -> list[str]:
    """Return the operands of a function that compares them, texts in a form that has one order."""
    if call.type.kind != "STRING":
        return list(operands)
    return [
        sql if isinstance(node, tree.Constant) else by_bytes(sql)
        for node, sql in zip(call.arguments, operands, strict=True)
    ]


@function(
    "choice",
    flink=lambda call, operands: f"GREATEST({', '.join(_ordered(call, operands))})",
    python=lambda call, operands, bind: f"max({', '.join(operands)})",
    example=("GREATEST(1, 3, 2)", "3"),
    typing=extreme,
    signature="GREATEST(value, …) → the type of the values",
)
def greatest(*values: Any) -> Any:
    """The largest value; NULL if any is NULL."""
    return max(values)


@function(
    "choice",
    flink=lambda call, operands: f"LEAST({', '.join(_ordered(call, operands))})",
    python=lambda call, operands, bind: f"min({', '.join(operands)})",
    example=("LEAST(1, 3, 2)", "1"),
    typing=extreme,
    signature="LEAST(value, …) → the type of the values",
)
def least(*values: Any) -> Any:
    """The smallest value; NULL if any is NULL."""
    return min(values)
