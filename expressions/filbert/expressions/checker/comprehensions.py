"""Comprehensions: an expression for each element of a list."""

from typing import Final, Literal, cast

from filbert.expressions import ast, tree
from filbert.expressions.checker.conditions import NOT_COMPARED, condition
from filbert.expressions.checker.context import Context, is_unknown, shown, unknown
from filbert.expressions.checker.conversion import fold_comprehension
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.types import BOOLEAN, UNKNOWN_COLUMN, Column, Type

MOST_NESTED: Final = 2
"""Comprehensions within each other: each one multiplies the work by the length of its list."""


def comprehension(context: Context, node: ast.Comprehension) -> tree.Node:
    """`ANY(item IN list WHERE condition)` and its like."""
    operand = context.visit(node.operand)
    column = operand.type.element if operand.type.kind == "ARRAY" else None
    faulty = column is None
    if column is None and not is_unknown(operand):
        context.error(operand, "E_TYPE", f"{node.name} goes through a list, not {shown(operand.type)}")
    if (
        node.item.name in context.items
        or node.item.name in context.scope
        or node.item.name in context.constants
    ):
        hint = "choose a name for the elements that nothing else has"
        context.error(node.item, "E_NAME", f"'{node.item.name}' is something else here", hint)
        faulty = True
    if len(context.items) >= MOST_NESTED:
        hint = "split it into variables"
        context.error(
            node, "E_DEPTH", f"at most {MOST_NESTED} lists are gone through within each other", hint
        )
        faulty = True
    outer, context.items = context.items, {**context.items, node.item.name: column or UNKNOWN_COLUMN}
    body = context.visit(node.body)
    context.items = outer
    if faulty or is_unknown(body):
        return unknown(node)
    return _typed(context, node, operand, body)


def _typed(context: Context, node: ast.Comprehension, operand: tree.Node, body: tree.Node) -> tree.Node:
    if node.name in {"ANY", "ALL", "FILTER", "COUNT"}:
        body = condition(context, body, f"{node.name} needs a condition after WHERE")
    elif body.type.kind in {"NULL", "INTERVAL"}:
        return context.error(body, "E_TYPE", f"{shown(body.type)} is no value of an element")
    elif node.name == "SORT" and body.type.kind in NOT_COMPARED | {"BOOLEAN"}:
        return context.error(body, "E_TYPE", f"{shown(body.type)} has no order")
    if is_unknown(body):
        return unknown(node)
    if node.name in {"ANY", "ALL"}:
        return _made(context, node, node.name, BOOLEAN, operand, body)
    if node.name == "TRANSFORM":
        element = Column(body.type, body.nullable, body.range if body.type.kind == "BIGINT" else None)
        return _made(context, node, "TRANSFORM", Type("ARRAY", element=element), operand, body)
    if node.name == "SORT":
        kind = "SORT DESC" if node.descending else "SORT"
        return _made(context, node, kind, operand.type, operand, body)
    passed = _made(context, node, "FILTER", operand.type, operand, body)
    return _counted(context, node, passed) if node.name == "COUNT" else passed


def _made(
    context: Context, node: ast.Comprehension, kind: str, type_: Type, operand: tree.Node, body: tree.Node
) -> tree.Node:
    limited = not isinstance(operand, tree.ArrayOf)
    made = tree.Comprehension(
        type_,
        operand.nullable or (type_ == BOOLEAN and body.nullable),
        None,
        limited or operand.fails or body.fails,
        node.start,
        node.end,
        cast(Literal["ANY", "ALL", "FILTER", "TRANSFORM", "SORT", "SORT DESC"], kind),
        node.item.name,
        operand,
        body,
        limited,
        node.start,
    )
    return fold_comprehension(context, made)


def _counted(context: Context, node: ast.Comprehension, passed: tree.Node) -> tree.Node:
    from filbert.expressions.functions.collections import counted

    call = ast.Call(node.start, node.end, node.name, node.name_end, [])
    return counted(context, FUNCTIONS["CARDINALITY"], call, passed)
