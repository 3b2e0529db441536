"""Arrays and maps."""

from collections.abc import Sequence
from typing import Any

from filbert.expressions import ast, tree
from filbert.expressions.checker.conditions import NOT_COMPARED
from filbert.expressions.checker.context import Context, shown, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.functions.entry import Function
from filbert.expressions.functions.registry import function, has_arguments, make_call, wrong_type
from filbert.expressions.types import BIGINT, BOOLEAN, INTEGER_RANGES, common_type


def _cardinality_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 1):
        return unknown(node)
    if arguments[0].type.kind not in {"ARRAY", "MAP"}:
        return wrong_type(context, node, arguments[0], "an ARRAY or a MAP")
    return counted(context, entry, node, arguments[0])


def counted(context: Context, cardinality: Function, node: ast.Call, collection: tree.Node) -> tree.Node:
    """Return the number of elements."""
    return make_call(context, cardinality, node, BIGINT, [collection], range_=(0, INTEGER_RANGES["INT"][1]))


@function(
    "collections",
    flink="CAST(CARDINALITY({0}) AS BIGINT)",
    python="len({0})",
    example=("CARDINALITY(ARRAY[1, 2, 3])", "3"),
    typing=_cardinality_type,
    signature="CARDINALITY(collection ARRAY or MAP) → BIGINT",
)
def cardinality(collection: Sequence[Any]) -> int:
    """The number of elements of an array, or of entries of a map."""
    return len(collection)


def _contains_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 2):
        return unknown(node)
    array, value = arguments
    if array.type.kind != "ARRAY" or array.type.element is None:
        return wrong_type(context, node, array, "an ARRAY")
    element = array.type.element.type
    if element.kind in NOT_COMPARED:
        return context.error(array, "E_TYPE", f"elements of the type {shown(element)} cannot be compared")
    if common_type(element, value.type) != element:
        return context.mistyped(value, f"the value looked for is a {element} like the elements")
    return make_call(context, entry, node, BOOLEAN, [array, convert(value, element)])


def _contains_flink(call: tree.Call, operands: Sequence[str]) -> str:
    array, value = operands
    found = f"ARRAY_CONTAINS({array}, {value})"
    # Alone, it would look for NULL.
    return f"CASE WHEN {value} IS NOT NULL THEN {found} END" if call.arguments[1].nullable else found


@function(
    "collections",
    flink=_contains_flink,
    python="({1} in {0})",
    example=("ARRAY_CONTAINS(ARRAY[1, 2, 3], 2)", "TRUE"),
    typing=_contains_type,
    signature="ARRAY_CONTAINS(array ARRAY, value) → BOOLEAN",
)
def array_contains(array: Sequence[Any], value: Any) -> bool:
    """Whether an element of the array is equal to the value."""
    return value in array
