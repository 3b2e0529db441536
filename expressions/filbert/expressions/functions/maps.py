"""Functions of maps. A map has no order of its own: lists made of one follow the order of the keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.checker.conversion import convert, unify
from filbert.expressions.errors import EvalError
from filbert.expressions.evaluation import LONGEST_LIST
from filbert.expressions.functions.arrays import JAVA, array_of, element_of, operation, refusal
from filbert.expressions.functions.entry import Function
from filbert.expressions.functions.registry import Typing, function, has_arguments, make_call, wrong_type
from filbert.expressions.types import BOOLEAN, STRING, Column, Field, Type

KEY = Column(STRING, nullable=False)


def _listed(element: str) -> Typing:
    """Return the typing of a function that makes a list of a map: of its keys, its values or both."""

    def typing(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
        if not has_arguments(context, entry, node, 1, 1):
            return unknown(node)
        value = arguments[0].type.element
        if arguments[0].type.kind != "MAP" or value is None:
            return wrong_type(context, node, arguments[0], "a MAP")
        both = Column(Type("ROW", fields=(Field("key", KEY), Field("value", value))), nullable=False)
        column = {"key": KEY, "value": value, "both": both}[element]
        return make_call(context, entry, node, array_of(column), arguments)

    return typing


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    python="sorted({0})",
    example=("ARRAY_JOIN(MAP_KEYS(MAP_FROM_ARRAYS(ARRAY['b', 'a'], ARRAY[1, 2])), ',')", "'a,b'"),
    typing=_listed("key"),
    signature="MAP_KEYS(map MAP) → ARRAY",
)
def map_keys(map_: Mapping[str, Any]) -> list[str]:
    """The keys of a map in their order."""
    return sorted(map_)


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("MAP_VALUES(MAP_FROM_ARRAYS(ARRAY['b', 'a'], ARRAY[1, 2]))[1]", "2"),
    typing=_listed("value"),
    signature="MAP_VALUES(map MAP) → ARRAY",
)
def map_values(map_: Mapping[str, Any]) -> list[Any]:
    """The values of a map in the order of their keys."""
    return [map_[key] for key in sorted(map_)]


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("MAP_ENTRIES(MAP_FROM_ARRAYS(ARRAY['b', 'a'], ARRAY[1, 2]))[1].key", "'a'"),
    typing=_listed("both"),
    signature="MAP_ENTRIES(map MAP) → ARRAY",
)
def map_entries(map_: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of a map in the order of their keys, as records with key and value."""
    return [{"key": key, "value": map_[key]} for key in sorted(map_)]


def _key_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 2):
        return unknown(node)
    map_, key = arguments
    if map_.type.kind != "MAP":
        return wrong_type(context, node, map_, "a MAP")
    if key.type.kind not in {"STRING", "NULL"}:
        return context.mistyped(key, "the key of a MAP is a STRING", entry.signature)
    return make_call(context, entry, node, BOOLEAN, [map_, convert(key, STRING)])


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    python="({1} in {0})",
    example=("MAP_CONTAINS_KEY(MAP_FROM_ARRAYS(ARRAY['a'], ARRAY[1]), 'a')", "TRUE"),
    typing=_key_type,
    signature="MAP_CONTAINS_KEY(map MAP, key STRING) → BOOLEAN",
)
def map_contains_key(map_: Mapping[str, Any], key: str) -> bool:
    """Whether the map has an entry of this key, its value may be NULL."""
    return key in map_


def _from_arrays_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 2):
        return unknown(node)
    keys, values = map(element_of, arguments)
    if keys is None or keys.type.kind != "STRING":
        return wrong_type(context, node, arguments[0], "an ARRAY<STRING> of keys")
    if values is None:
        return wrong_type(context, node, arguments[1], "an ARRAY of values")
    return make_call(context, entry, node, Type("MAP", element=values), arguments, fails=True)


@function(
    "collections",
    flink=operation(),
    guards=refusal("E_ARGUMENT"),
    java=JAVA,
    fails=True,
    example=("MAP_FROM_ARRAYS(ARRAY['a', 'b'], ARRAY[1, 2])['b']", "2"),
    typing=_from_arrays_type,
    signature="MAP_FROM_ARRAYS(keys ARRAY, values ARRAY) → MAP",
)
def map_from_arrays(keys: Sequence[str | None], values: Sequence[Any], at: int) -> dict[str, Any]:
    """A map of keys and their values, of a repeated key the last one. Both arrays are equally long, no key is NULL."""
    if len(keys) != len(values) or None in keys:
        raise EvalError("E_ARGUMENT", at)
    return {key: value for key, value in zip(keys, values, strict=True) if key is not None}


def _merge_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 2):
        return unknown(node)
    for argument in arguments:
        if argument.type.kind != "MAP":
            return wrong_type(context, node, argument, "MAPs")
    type_ = unify(context, arguments, "the maps of MAP_MERGE have one type")
    return unknown(node) if type_ is None else make_call(context, entry, node, type_, arguments, fails=True)


@function(
    "collections",
    flink=operation(),
    guards=refusal("E_LENGTH"),
    java=JAVA,
    python=lambda call, operands, bind: f"f_map_merge({', '.join(operands)}, at={call.at})",
    example=(
        "MAP_MERGE(MAP_FROM_ARRAYS(ARRAY['a'], ARRAY[1]), MAP_FROM_ARRAYS(ARRAY['a'], ARRAY[2]))['a']",
        "2",
    ),
    typing=_merge_type,
    signature="MAP_MERGE(map MAP, other MAP, …) → MAP",
)
def map_merge(*maps: Mapping[str, Any], at: int) -> dict[str, Any]:
    """The entries of all maps; of a key that several have, the value of the last one."""
    merged = {key: value for map_ in maps for key, value in map_.items()}
    if len(merged) > LONGEST_LIST:
        raise EvalError("E_LENGTH", at)
    return merged
