"""JSON in texts: a field by its path, as a value of a declared type."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, is_unknown, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import Bind, Function, java_name
from filbert.expressions.functions.parameter import Literal, literal_text
from filbert.expressions.functions.registry import function, has_arguments, make_call
from filbert.expressions.json_literal import MisfitError
from filbert.expressions.json_value import (
    MISSING,
    JsonTextError,
    PathError,
    conversion,
    find,
    parse_json,
    read_path,
)
from filbert.expressions.sql_text import sql_text
from filbert.expressions.type_parser import TypeSyntaxError, parse_type
from filbert.expressions.types import STRING, Column, Type, flink_type

CODES: Final = ("E_JSON", "E_CAST")
TYPES: Final = (
    "STRING",
    "BIGINT",
    "DOUBLE",
    "DECIMAL(10, 2)",
    "BOOLEAN",
    "DATE",
    "TIMESTAMP",
    "ARRAY<…>",
    "ROW<…>",
)


def _path(context: Context, argument: ast.Node) -> str | None:
    text = literal_text(context, argument, "the path", "such as 'items[1].price'")
    if text is None:
        return None
    try:
        read_path(text)
    except PathError as error:
        context.error(argument, "E_LITERAL", error.message, error.hint)
        return None
    return text


Path = Annotated[str, Literal("'path'", _path)]


def _type(context: Context, argument: ast.Node) -> Type | None:
    text = literal_text(context, argument, "the type", "such as 'BIGINT' or 'ARRAY<STRING>'")
    if text is None:
        return None
    try:
        column = parse_type(text)
    except TypeSyntaxError as error:
        context.error(argument, "E_TYPE_NAME", error.message, error.hint or f"one of {', '.join(TYPES)}")
        return None
    fault = _fault(column)
    if fault is not None:
        context.error(argument, "E_TYPE_NAME", *fault)
        return None
    return column.type


def _fault(column: Column) -> tuple[str, str] | None:
    """Return what no value of JSON can promise: that it is there, and the range of narrower integers."""
    if not column.nullable:
        return "what is missing in the text is NULL", "leave out NOT NULL"
    if column.range is not None:
        return "whole numbers are read as BIGINT", "write BIGINT"
    type_ = column.type
    parts = [field.column for field in type_.fields] + ([type_.element] if type_.element else [])
    return next(filter(None, map(_fault, parts)), None)


def _get_rule(context: Context, entry: Function, node: ast.Call) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 3):
        return unknown(node)
    text = context.visit(node.arguments[0])
    path = _path(context, node.arguments[1])
    type_ = _type(context, node.arguments[2]) if len(node.arguments) == 3 else STRING
    if text.type.kind not in {"STRING", "NULL"}:
        context.mistyped(text, "argument 1 of JSON_GET is a STRING", entry.signature)
        return unknown(node)
    if type_ is None or is_unknown(text):
        return unknown(node)
    if path is None:
        return tree.Unknown(type_, True, None, False, node.start, node.end)
    options = {"path": path, "type_": type_}
    return make_call(
        context, entry, node, type_, [convert(text, STRING)], nullable=True, fails=True, options=options
    )


def _get_python(call: tree.Call, operands: Sequence[str], bind: Bind) -> str:
    path, type_ = call.options["path"], call.options["type_"]
    return f"f_json_get({operands[0]}, {path!r}, {bind(type_)}, {call.at})"


def _get_call(name: str, call: tree.Call, operands: Sequence[str]) -> str:
    path, type_ = sql_text(call.options["path"]), sql_text(flink_type(call.options["type_"]))
    return f"{java_name(name)}({operands[0]}, {path}, {type_})"


def _get_guards(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    return [(f"{_get_call('JsonFault', call, operands)} = '{code}'", code) for code in CODES]


@function(
    "json",
    java=("filbert.json.JsonGet", "filbert.json.JsonFault"),
    flink=lambda call, operands: _get_call("JsonGet", call, operands),
    python=_get_python,
    guards=_get_guards,
    fails=True,
    example=("JSON_GET('{\"items\": [{\"price\": 9.5}]}', 'items[1].price', 'DOUBLE')", "9.5e0"),
    rule=_get_rule,
    signature="JSON_GET(text STRING, 'path'[, 'type']) → the named type",
)
def json_get(text: str, path: str, type_: Type, at: int) -> Any:
    """What is at a path of a JSON text, in a type that is a STRING if none is named; NULL if there is nothing."""
    try:
        found = find(parse_json(text), read_path(path))
        return None if found is MISSING else conversion(type_)(found)
    except JsonTextError:
        raise EvalError("E_JSON", at) from None
    except MisfitError:
        raise EvalError("E_CAST", at) from None


@function(
    "json",
    java="filbert.json.JsonExists",
    null_means="E_JSON",
    example=("JSON_EXISTS('{\"card\": {\"pan\": null}}', 'card.pan')", "TRUE"),
)
def json_exists(text: str, path: Path, at: int) -> bool:
    """Whether there is anything at a path of a JSON text, null too."""
    try:
        return find(parse_json(text), read_path(path)) is not MISSING
    except JsonTextError:
        raise EvalError("E_JSON", at) from None


@function("json", java="filbert.json.IsJson", example=("IS_JSON('[1, 2')", "FALSE"))
def is_json(text: str) -> bool:
    """Whether the text is well-formed JSON, of at most 64 objects and arrays within each other."""
    try:
        parse_json(text)
    except JsonTextError:
        return False
    return True
