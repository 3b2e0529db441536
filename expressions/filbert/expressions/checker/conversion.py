"""Implicit conversions, and constants that are calculated while checking."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, bounds, is_unknown, shown
from filbert.expressions.engine import chosen_engine, evaluator_of
from filbert.expressions.errors import EvalError, error_message
from filbert.expressions.number import decimal_of
from filbert.expressions.types import (
    NULL,
    Type,
    common_type,
    decimal,
    decimal_of_integers,
    flink_type,
)

SCALARS = frozenset({"BOOLEAN", "BIGINT", "DECIMAL", "DOUBLE", "STRING", "DATE", "TIMESTAMP"})


def constant(value: Any, type_: Type, span: ast.Node | tree.Node) -> tree.Constant:
    """Return a node for a known value."""
    range_ = (value, value) if type_.kind == "BIGINT" and value is not None else None
    return tree.Constant(type_, value is None, range_, False, span.start, span.end, value)


def failure(span: tree.Node, code: str, at: int, type_: Type | None = None) -> tree.Failure:
    """Return a node that always fails, of the type of the part that it stands for."""
    return tree.Failure(type_ or span.type, False, None, True, span.start, span.end, code, at)


def is_null(node: tree.Node) -> bool:
    """Whether a node is the constant NULL."""
    return type(node) is tree.Constant and node.value is None


def convert(node: tree.Node, target: Type) -> tree.Node:
    """Convert to a type that `common_type` allowed."""
    type_ = node.type
    if type_.kind == target.kind and (type_.kind != "DECIMAL" or type_ == target):
        return node
    if type_.kind == "UNKNOWN" or target.kind in {"UNKNOWN", "NULL"}:
        return node
    if type(node) is tree.Constant:
        return constant(_converted(node.value, target), target, node)
    if type(node) is tree.Failure:
        return failure(node, node.code, node.at, target)
    return tree.Convert(target, node.nullable, None, node.fails, node.start, node.end, node)


def _converted(value: Any, target: Type) -> Any:
    if value is None:
        return None
    return float(value) if target.kind == "DOUBLE" else decimal_of(value, target.scale)


def own_type(node: tree.Node, with_decimals: bool) -> Type:
    """Return a node's type; an integer among decimals counts as a decimal of its width."""
    if with_decimals and node.type.kind == "BIGINT":
        return decimal_of_integers(bounds(node))
    return node.type


def unify(context: Context, nodes: Sequence[tree.Node], what: str) -> Type | None:
    """Find the type that all nodes convert to; None if there is none, which is reported."""
    with_decimals = any(node.type.kind == "DECIMAL" for node in nodes)
    result = NULL
    for node in nodes:
        if is_unknown(node):
            return None
        both = common_type(result, own_type(node, with_decimals))
        if both is None or node.type.kind == "INTERVAL":
            context.error(
                node,
                "E_TYPE",
                f"{what}: {shown(node.type)} does not go with {shown(result)}",
                _mismatch_hint(node.type, result),
            )
            return None
        result = both
    return result


def _mismatch_hint(found: Type, wanted: Type) -> str:
    kinds = {found.kind, wanted.kind}
    if kinds == {"STRING", "TIMESTAMP"}:
        return "write TIMESTAMP '2024-01-31 10:00:00' for a point in time"
    if kinds == {"STRING", "DATE"}:
        return "write DATE '2024-01-31' for a day"
    if kinds == {"DATE", "TIMESTAMP"}:
        return "convert one of them: CAST(… AS TIMESTAMP)"
    if "STRING" in kinds and kinds & {"BIGINT", "DECIMAL", "DOUBLE"}:
        return "write a text in quotes, or convert: CAST(… AS BIGINT)"
    if kinds == {"STRING", "BOOLEAN"}:
        return "write TRUE or FALSE without quotes, or use the condition alone"
    if kinds in ({"DECIMAL"}, {"DECIMAL", "BIGINT"}):
        return "together they need more than 38 digits; CAST one to a smaller DECIMAL"
    return f"convert one of them: CAST(… AS {wanted})"


def expect(context: Context, node: tree.Node, target: Type) -> tree.Node:
    """Convert the whole expression to the type that a parameter wants."""
    type_ = node.type
    if is_unknown(node):
        return node
    if type_.kind == "NULL" or (type_.is_number and target.kind == "DOUBLE"):
        return convert(node, target)
    if target.kind == "DECIMAL" and type_.kind in {"BIGINT", "DECIMAL"}:
        if _fits(node, target):
            return convert(node, target)
        hint = f"write CAST(… AS {target})"
        return context.error(node, "E_TYPE", f"{shown(type_)} may not fit {target}", hint)
    if type_.kind == target.kind and flink_type(type_) == flink_type(target) and _covers(type_, target):
        return node
    conversion_hint = f"write CAST(… AS {target})" if target.kind in SCALARS else None
    if target.kind == "BOOLEAN":
        conversion_hint = (
            "write a condition, such as x > 0" if type_.is_number else "write a condition, such as x = 'text'"
        )
    return context.error(node, "E_TYPE", f"expected {target}, found {shown(type_)}", conversion_hint)


def _covers(type_: Type, target: Type) -> bool:
    """Whether nothing inside `type_` may be NULL that `target` declares NOT NULL."""
    for mine, wanted in zip(type_.fields, target.fields, strict=True):
        if mine.column.nullable and not wanted.column.nullable:
            return False
        if not _covers(mine.column.type, wanted.column.type):
            return False
    if type_.element is not None and target.element is not None:
        if type_.element.nullable and not target.element.nullable:
            return False
        return _covers(type_.element.type, target.element.type)
    return True


def _fits(node: tree.Node, target: Type) -> bool:
    if type(node) is tree.Constant and isinstance(node.value, Decimal):
        _, digits, exponent = node.value.normalize().as_tuple()
        assert isinstance(exponent, int)
        scale = max(0, -exponent)
        return (
            scale <= target.scale and len(digits) + max(exponent, -scale) <= target.precision - target.scale
        )
    type_ = node.type
    if type_.kind == "BIGINT":
        largest = max(map(abs, bounds(node)))
        type_ = decimal(len(str(largest)), 0)
    return type_.scale <= target.scale and type_.precision - type_.scale <= target.precision - target.scale


def fold(
    context: Context, node: tree.Node, operands: Sequence[tree.Node], *, strict: bool = True
) -> tree.Node:
    """Replace a node by its value if all operands are constants.

    Flink cannot be given constant parts: its optimiser evaluates some of them with other results, and fails the
    whole job where one of them fails, reached or not.

    Args:
        strict: NULL if any operand is NULL.
    """
    all_constant = True
    has_null = False
    failing: list[tree.Node] = []
    for operand in operands:
        if type(operand) is tree.Constant:
            has_null = has_null or operand.value is None
            continue
        if operand.type.kind not in SCALARS and _is_closed(operand, frozenset()):
            continue
        all_constant = False
        if operand.fails:
            if not failing and type(operand) is tree.Failure:
                return failure(operand, operand.code, operand.at, node.type)
            failing.append(operand)
    if strict and has_null:
        null = constant(None, node.type, node)
        return tree.NullAfter(node.type, True, None, True, node.start, node.end, failing) if failing else null
    if not all_constant or node.type.kind not in SCALARS:
        return node
    return evaluated(context, node)


def evaluated(context: Context, node: tree.Node) -> tree.Node:
    """Replace a node that reads nothing by its value."""
    try:
        value = _evaluate(node)
    except EvalError as error:
        failed = failure(node, error.code, error.at)
        context.failures.append(failed)
        return failed
    # A literal of Flink's has no sign on zero.
    return constant(value + 0.0 if isinstance(value, float) else value, node.type, node)


def _is_closed(node: tree.Node, items: frozenset[str]) -> bool:
    """Whether nothing is read besides these items: the value is known now."""
    if isinstance(node, tree.Variable | tree.Failure | tree.Unknown):
        return False
    if isinstance(node, tree.Item):
        return node.name in items
    if isinstance(node, tree.Comprehension):
        return _is_closed(node.operand, items) and _is_closed(node.body, items | {node.name})
    return all(_is_closed(part, items) for part in tree.children(node))


def fold_comprehension(context: Context, node: tree.Comprehension) -> tree.Node:
    """Replace a comprehension by its value if it reads nothing and has one value."""
    if node.type.kind in SCALARS and _is_closed(node, frozenset()):
        return evaluated(context, node)
    return node


def _evaluate(node: tree.Node) -> Any:
    return evaluator_of(node, chosen_engine())({})


def report_failures(context: Context, node: tree.Node) -> None:
    """Report the constant parts that always fail and are neither dropped nor inside TRY."""
    pending = [node] if context.failures else []
    while pending:
        part = pending.pop()
        if type(part) is tree.Failure:
            message = f"this always fails: {error_message(part.code)}"
            context.error(part, "E_CONST", message, "TRY(…) gives NULL instead")
        elif type(part) is not tree.Try:
            pending.extend(tree.children(part))
