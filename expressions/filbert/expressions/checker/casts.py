"""CAST and TRY_CAST."""

from filbert.expressions import ast, foreign, tree
from filbert.expressions.checker.context import Context, bounds, is_unknown, shown, unknown
from filbert.expressions.checker.conversion import constant, fold
from filbert.expressions.diagnostic import did_you_mean
from filbert.expressions.type_parser import TYPE_NAMES, simple_type
from filbert.expressions.types import Column, Range, Type

SOURCES = {
    "BOOLEAN": {"STRING"},
    "BIGINT": {"STRING", "DECIMAL", "DOUBLE", "BIGINT"},
    "DECIMAL": {"STRING", "BIGINT", "DECIMAL", "DOUBLE"},
    "DOUBLE": {"STRING", "BIGINT", "DECIMAL"},
    "STRING": {"BIGINT", "DECIMAL", "BOOLEAN", "DATE", "TIMESTAMP"},
    "DATE": {"STRING", "TIMESTAMP"},
    "TIMESTAMP": {"STRING", "DATE"},
}
"""From which types each type can be converted to, besides itself."""

HINTS = {
    ("DOUBLE", "STRING"): "write FORMAT_NUMBER(…, 2)",
    ("BOOLEAN", "BIGINT"): "write IF(…, 1, 0)",
    ("BIGINT", "BOOLEAN"): "write … <> 0",
}


def cast(context: Context, node: ast.Cast) -> tree.Node:
    """`CAST(x AS T)`: fails where x cannot be converted; TRY_CAST gives NULL there."""
    operand = context.visit(node.operand)
    target = _target(context, node.target)
    if target is None:
        return unknown(node)
    if is_unknown(operand):
        return tree.Unknown(target.type, True, target.range, False, node.start, node.end)
    if operand.type.kind == "NULL":
        return constant(None, target.type, node)
    source, kind = operand.type, target.type.kind
    if source.kind != kind and source.kind not in SOURCES[kind]:
        hint = HINTS.get((source.kind, kind))
        return context.error(node, "E_TYPE", f"{shown(source)} cannot be converted to {target.type}", hint)
    wanted = target.range
    if source.kind == "BIGINT" and kind == "BIGINT":
        wanted = _unless_met(bounds(operand), wanted)
    if source == target.type and wanted is None:
        operand.start, operand.end = node.start, node.end
        return operand
    partial = _is_partial(source, target.type, operand, wanted)
    range_ = target.range
    if kind == "BIGINT" and source.kind == "BIGINT":
        range_ = wanted or operand.range
    made = tree.Cast(
        target.type,
        operand.nullable or (node.soft and partial),
        range_,
        operand.fails or (partial and not node.soft),
        node.start,
        node.end,
        operand,
        wanted,
        node.soft,
        partial,
        node.start,
    )
    return fold(context, made, (operand,))


def _target(context: Context, node: ast.TypeName) -> Column | None:
    column = simple_type(node.name, node.numbers)
    if isinstance(column, Column):
        return column
    hint = None
    if column.endswith("is not a type"):
        own = foreign.TYPES.get(node.name)
        hint = (
            f"write {own}" if own else did_you_mean(node.name, TYPE_NAMES, f"one of {', '.join(TYPE_NAMES)}")
        )
    context.error(node, "E_TYPE_NAME", column, hint)
    return None


def _unless_met(actual: Range, wanted: Range | None) -> Range | None:
    if wanted is None or (wanted[0] <= actual[0] and actual[1] <= wanted[1]):
        return None
    return wanted


def _is_partial(source: Type, target: Type, operand: tree.Node, wanted: Range | None) -> bool:
    if source.kind == "STRING":
        return True
    if target.kind == "BIGINT":
        if source.kind == "DECIMAL":
            return source.precision - source.scale > 18 or wanted is not None
        return wanted is not None or source.kind == "DOUBLE"
    if target.kind == "DECIMAL":
        if source.kind == "BIGINT":
            digits = len(str(max(map(abs, bounds(operand)))))
            return digits > target.precision - target.scale
        if source.kind == "DECIMAL":
            # A rounded fraction may need one more digit before the point.
            carry = 1 if target.scale < source.scale else 0
            return source.precision - source.scale + carry > target.precision - target.scale
        return True
    return source.kind == "DATE" and target.kind == "TIMESTAMP"
