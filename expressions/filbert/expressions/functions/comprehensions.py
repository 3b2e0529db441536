"""Help for comprehensions: their syntax is the parser's, their types are `checker.comprehensions`'."""

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context
from filbert.expressions.functions.entry import Function
from filbert.expressions.functions.registry import syntax

JAVA = ("filbert.collections.Each", "filbert.collections.EachError")


def _misused(context: Context, form: Function, node: ast.Call) -> tree.Node:
    hint = f"write {form.signature.partition(' →')[0]}"
    if form.name == "COUNT":
        hint += "; count events with an aggregate node"
    return context.error(node, "E_SYNTAX", f"{form.name} goes through the elements of a list", hint)


@syntax(
    "collections",
    "ANY(item IN list WHERE condition) → BOOLEAN",
    example=("ANY(fee IN ARRAY[1, 5] WHERE fee > 3)", "TRUE"),
    java=JAVA,
)
def any_(context: Context, form: Function, node: ast.Call) -> tree.Node:
    """Whether the condition is true for an element. Later elements are not looked at."""
    return _misused(context, form, node)


@syntax(
    "collections",
    "ALL(item IN list WHERE condition) → BOOLEAN",
    example=("ALL(fee IN ARRAY[1, 5] WHERE fee > 3)", "FALSE"),
    java=JAVA,
)
def all_(context: Context, form: Function, node: ast.Call) -> tree.Node:
    """Whether the condition is true for every element. What follows one for which it is false is not looked at."""
    return _misused(context, form, node)


@syntax(
    "collections",
    "COUNT(item IN list WHERE condition) → BIGINT",
    example=("COUNT(fee IN ARRAY[1, 5] WHERE fee > 3)", "1"),
    java=JAVA,
)
def count(context: Context, form: Function, node: ast.Call) -> tree.Node:
    """The number of elements for which the condition is true."""
    return _misused(context, form, node)


@syntax(
    "collections",
    "FILTER(item IN list WHERE condition) → ARRAY",
    example=("FILTER(fee IN ARRAY[1, 5] WHERE fee > 3)[1]", "5"),
    java=JAVA,
)
def filter_(context: Context, form: Function, node: ast.Call) -> tree.Node:
    """The elements for which the condition is true."""
    return _misused(context, form, node)


@syntax(
    "collections",
    "TRANSFORM(item IN list AS value) → ARRAY",
    example=("ARRAY_SUM(TRANSFORM(fee IN ARRAY[1, 5] AS fee * 2))", "12"),
    java=JAVA,
)
def transform(context: Context, form: Function, node: ast.Call) -> tree.Node:
    """The value for each element."""
    return _misused(context, form, node)


@syntax(
    "collections",
    "SORT(item IN list BY value [DESC]) → ARRAY",
    example=("SORT(fee IN ARRAY[1, 5] BY fee DESC)[1]", "5"),
    java=JAVA,
)
def sort(context: Context, form: Function, node: ast.Call) -> tree.Node:
    """The elements in the order of their values; NULL comes last, equals stay in their order."""
    return _misused(context, form, node)
