"""Syntax tree to typed tree: every error of a text is found in one pass."""

from collections.abc import Callable, Mapping
from typing import Any

from filbert.expressions import ast, tree
from filbert.expressions.checker import (
    arithmetic,
    calls,
    cases,
    casts,
    comprehensions,
    conditions,
    literals,
    names,
)
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.parser import COMPARISONS


def check_node(context: Context, node: ast.Node) -> tree.Node:
    """Check a part with everything below it."""
    return _RULES[type(node)](context, node)


def _binary(context: Context, node: ast.Binary) -> tree.Node:
    rule = conditions.compare if node.operator in COMPARISONS else arithmetic.arithmetic
    return rule(context, node)


def _chain(context: Context, node: ast.Chain) -> tree.Node:
    return arithmetic.join(context, node) if node.operator == "||" else conditions.logic(context, node)


def _unary(context: Context, node: ast.Unary) -> tree.Node:
    return arithmetic.negate(context, node) if node.operator == "-" else conditions.negation(context, node)


def _invalid(_context: Context, node: ast.Invalid) -> tree.Node:
    return unknown(node)


_RULES: Mapping[type[ast.Node], Callable[[Context, Any], tree.Node]] = {
    ast.Scalar: literals.scalar,
    ast.TimeLiteral: literals.time,
    ast.IntervalLiteral: literals.interval,
    ast.ArrayLiteral: literals.array,
    ast.Name: names.name,
    ast.Member: names.member,
    ast.Index: names.index,
    ast.Binary: _binary,
    ast.Chain: _chain,
    ast.Unary: _unary,
    ast.Between: conditions.between,
    ast.In: conditions.membership,
    ast.Like: conditions.like,
    ast.Is: conditions.is_test,
    ast.Case: cases.case,
    ast.Cast: casts.cast,
    ast.Call: calls.call,
    ast.Comprehension: comprehensions.comprehension,
    ast.Invalid: _invalid,
}
