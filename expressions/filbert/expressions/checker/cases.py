"""CASE, and the building blocks of the functions that choose between values."""

from collections.abc import Sequence

from filbert.expressions import ast, tree
from filbert.expressions.checker.conditions import comparable, compared, condition
from filbert.expressions.checker.context import Context, bounds, is_unknown, shown, unknown
from filbert.expressions.checker.conversion import constant, convert, fold, is_null, unify
from filbert.expressions.types import BOOLEAN, Range, Type


def case(context: Context, node: ast.Case) -> tree.Node:
    """Both forms of CASE."""
    subject = context.visit(node.operand) if node.operand else None
    conditions: list[tree.Node] = []
    values: list[tree.Node] = []
    for when, then in node.branches:
        tested = context.visit(when)
        if subject is not None:
            conditions.append(_equal(context, subject, tested))
        else:
            conditions.append(condition(context, tested, "WHEN needs a condition"))
        values.append(context.visit(then))
    otherwise = context.visit(node.otherwise) if node.otherwise else None
    return choose(context, node, conditions, values, otherwise, "the values of CASE have one type")


def _equal(context: Context, subject: tree.Node, tested: tree.Node) -> tree.Node:
    type_ = comparable(context, (subject, tested), "CASE … WHEN")
    if type_ is None:
        return unknown(tested)
    if type_.kind in {"ROW", "ARRAY", "MAP", "NULL"}:
        return context.error(tested, "E_TYPE", f"{shown(type_)} cannot be compared")
    left, right = compared((subject, tested), type_)
    fails = left.fails or right.fails
    nullable = left.nullable or right.nullable
    made = tree.Compare(BOOLEAN, nullable, None, fails, tested.start, tested.end, "=", left, right)
    return fold(context, made, (left, right))


def choose(
    context: Context,
    span: ast.Node,
    conditions: Sequence[tree.Node],
    values: Sequence[tree.Node],
    otherwise: tree.Node | None,
    what: str,
) -> tree.Node:
    """Make a CASE; branches that constants decide are dropped."""
    all_values = [*values, otherwise] if otherwise is not None else list(values)
    type_ = unify(context, all_values, what)
    if type_ is None or is_unknown(*conditions):
        return tree.Unknown(type_, True, None, False, span.start, span.end) if type_ else unknown(span)
    if type_.kind == "NULL":
        return context.error(span, "E_NULL", "all values are NULL", "write CAST(NULL AS BIGINT)")
    last = constant(None, type_, span) if otherwise is None else convert(otherwise, type_)
    branches: list[tuple[tree.Node, tree.Node]] = []
    for tested, value in zip(conditions, values, strict=True):
        if isinstance(tested, tree.Constant):
            if tested.value is True:
                last = convert(value, type_)
                break
        else:
            branches.append((tested, convert(value, type_)))
    if not branches:
        return _spanned(last, span)
    reached = [value for _, value in branches] + [last]
    return tree.Case(
        type_,
        any(value.nullable for value in reached),
        joint_range(type_, reached),
        any(part.fails for branch in branches for part in branch) or last.fails,
        span.start,
        span.end,
        branches,
        last,
    )


def coalesce(context: Context, span: ast.Node, nodes: Sequence[tree.Node]) -> tree.Node:
    """The first value that is not NULL; values after one that never is are dropped."""
    type_ = unify(context, nodes, "the values of COALESCE have one type")
    if type_ is None:
        return unknown(span)
    if type_.kind == "NULL":
        return context.error(span, "E_NULL", "all values are NULL", "write CAST(NULL AS BIGINT)")
    operands: list[tree.Node] = []
    for node in nodes:
        if is_null(node):
            continue
        operands.append(convert(node, type_))
        if not node.nullable:
            break
    if not operands:
        return constant(None, type_, span)
    if len(operands) == 1:
        return _spanned(operands[0], span)
    return tree.Coalesce(
        type_,
        operands[-1].nullable,
        joint_range(type_, operands),
        any(operand.fails for operand in operands),
        span.start,
        span.end,
        operands,
    )


def joint_range(type_: Type, nodes: Sequence[tree.Node]) -> Range | None:
    """Return the values that any of the nodes may have."""
    if type_.kind != "BIGINT":
        return None
    ranges = [bounds(node) for node in nodes if not is_null(node)]
    if not ranges:
        return None
    return min(low for low, _ in ranges), max(high for _, high in ranges)


def _spanned(node: tree.Node, span: ast.Node) -> tree.Node:
    """Widen the span of a part that stands for the whole; positions of its errors stay."""
    node.start, node.end = span.start, span.end
    return node
