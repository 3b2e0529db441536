"""Names of the scope, and paths into rows, arrays and maps."""

from filbert.expressions import ast, foreign, tree
from filbert.expressions.checker.context import Context, is_unknown, shown, unknown
from filbert.expressions.checker.conversion import constant, fold, is_null
from filbert.expressions.diagnostic import Diagnostic, did_you_mean
from filbert.expressions.types import quote_name

HIGHEST_INDEX = 2**31 - 1
SHOWN_NAMES = 8


def name(context: Context, node: ast.Name) -> tree.Node:
    """A column or variable."""
    item = context.items.get(node.name)
    if item is not None:
        context.pii = context.pii or item.pii
        return tree.Item(item.type, item.nullable, item.range, False, node.start, node.end, node.name)
    column = context.scope.get(node.name)
    if column is None:
        if node.name in context.constants:
            known = context.constants[node.name]
            hint = f"write {node.name}.NAME with one of {_listed(known)}" if known else None
            return context.error(node, "E_NAME", f"'{node.name}' is a group of constants", hint)
        return context.error(node, "E_NAME", f"there is no '{node.name}' here", _name_hint(context, node))
    context.references.add(node.name)
    context.pii = context.pii or column.pii
    context.incomplete = context.incomplete or column.type.kind == "UNKNOWN"
    return tree.Variable(column.type, column.nullable, column.range, False, node.start, node.end, node.name)


def _name_hint(context: Context, node: ast.Name) -> str | None:
    from filbert.expressions.functions.entry import FUNCTIONS

    if not node.quoted and node.name.upper() in FUNCTIONS:
        return f"a function needs parentheses: {FUNCTIONS[node.name.upper()].signature}"
    if node.name in foreign.NAMES:
        return foreign.NAMES[node.name]
    known = [*context.items, *context.scope, *context.constants]
    quoted = f"a text stands in quotes: '{node.name}'"
    return did_you_mean(node.name, known, f"{quoted}; known are {_listed(known)}" if known else quoted)


def _listed(names: object) -> str:
    assert hasattr(names, "__iter__")
    known = [quote_name(str(each)) for each in names]
    return ", ".join(known[:SHOWN_NAMES]) + (", …" if len(known) > SHOWN_NAMES else "")


def member(context: Context, node: ast.Member) -> tree.Node:
    """`row.field`, or a named constant such as `environment.limit`."""
    if isinstance(node.operand, ast.Name) and node.operand.name not in context.scope:
        group = context.constants.get(node.operand.name)
        if group is not None:
            if node.name in group:
                column, value = group[node.name]
                context.pii = context.pii or column.pii
                return constant(value, column.type, node)
            hint = did_you_mean(node.name, group, f"known are {_listed(group)}" if group else None)
            return _no_field(context, node, f"'{node.operand.name}' has no '{node.name}'", hint)
    operand = context.visit(node.operand)
    if is_unknown(operand):
        return unknown(node)
    if operand.type.kind != "ROW":
        hint = f"write …['{node.name}'] for a MAP" if operand.type.kind == "MAP" else None
        if operand.type.kind == "ARRAY" and operand.type.element is not None:
            has_field = operand.type.element.type.field(node.name) is not None
            hint = (
                f"write …[1].{node.name} for the first element"
                if has_field
                else "write CARDINALITY(…) for its size"
            )
        elif operand.type.kind == "STRING" and node.name.lower() in {"length", "len", "size"}:
            hint = "write LENGTH(…)"
        return _no_field(context, node, f"{shown(operand.type)} has no fields", hint)
    column_ = operand.type.field(node.name)
    if column_ is None:
        known = [field.name for field in operand.type.fields]
        hint = did_you_mean(node.name, known, f"its fields are {_listed(known)}")
        return _no_field(context, node, f"there is no field '{node.name}'", hint)
    context.pii = context.pii or column_.pii
    nullable = operand.nullable or column_.nullable
    made = tree.Member(
        column_.type, nullable, column_.range, operand.fails, node.start, node.end, operand, node.name
    )
    return fold(context, made, (operand,))


def _no_field(context: Context, node: ast.Member, message: str, hint: str | None) -> tree.Node:
    context.diagnostics.append(Diagnostic("E_FIELD", node.name_start, node.end, message, hint))
    return unknown(node)


def index(context: Context, node: ast.Index) -> tree.Node:
    """`array[1]` and `map['key']`."""
    operand = context.visit(node.operand)
    key = context.visit(node.index)
    if is_unknown(operand, key):
        return unknown(node)
    kind = operand.type.kind
    if operand.type.element is None:
        hint = None
        if kind == "ROW" and isinstance(key, tree.Constant) and isinstance(key.value, str):
            hint = f"a field stands after a dot: .{quote_name(key.value)}"
        elif kind == "STRING":
            hint = "write SUBSTRING(text, start, length)"
        return context.error(node, "E_TYPE", f"{shown(operand.type)} has no elements", hint)
    wanted = "BIGINT" if kind == "ARRAY" else "STRING"
    if key.type.kind != wanted:
        of = "the index of an ARRAY is a BIGINT" if kind == "ARRAY" else "the key of a MAP is a STRING"
        return context.mistyped(key, of)
    if is_null(key):
        return context.error(key, "E_NULL", "NULL is no index")
    if kind == "ARRAY" and isinstance(key, tree.Constant) and not 1 <= key.value <= HIGHEST_INDEX:
        return context.error(key, "E_INDEX", "elements are counted from 1", "the first one is [1]")
    column = operand.type.element
    context.pii = context.pii or column.pii
    fails = operand.fails or key.fails
    make = tree.Element if kind == "ARRAY" else tree.Entry
    made = make(column.type, True, column.range, fails, node.start, node.end, operand, key)
    return fold(context, made, (operand, key))
