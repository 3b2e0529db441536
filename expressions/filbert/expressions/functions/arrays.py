"""Functions of arrays. In Flink they are operations of the JVM library that do what is done here."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import fsum, isfinite
from typing import Any, Final

from filbert.expressions import ast, tree
from filbert.expressions.checker.conditions import NOT_COMPARED
from filbert.expressions.checker.context import Context, shown, unknown
from filbert.expressions.checker.conversion import constant, convert, unify
from filbert.expressions.errors import EvalError
from filbert.expressions.evaluation import LONGEST_LIST, LONGEST_TEXT, joined
from filbert.expressions.functions.choice import ORDERED
from filbert.expressions.functions.entry import FlinkSource, Function, Guards
from filbert.expressions.functions.registry import (
    Typing,
    function,
    has_arguments,
    make_call,
    special_form,
    wrong_type,
)
from filbert.expressions.number import EXACT, checked
from filbert.expressions.types import (
    BIGINT,
    BIGINT_RANGE,
    BOOLEAN,
    DOUBLE,
    INTEGER_RANGES,
    STRING,
    Column,
    Type,
    common_type,
    decimal,
)

JAVA: Final = ("filbert.collections.Collection", "filbert.collections.Refused")
LENGTHS: Final = (0, INTEGER_RANGES["INT"][1])
AVERAGE_SCALE: Final = 6


def operation(*more: str) -> FlinkSource:
    """Return what calls the operation of a function's name in the JVM library."""

    def source(call: tree.Call, operands: Sequence[str]) -> str:
        return f"FILBERT_COLLECTION('{call.function.name}', {', '.join([*operands, *more])})"

    return source


def refusal(code: str) -> Guards:
    """Return the guard of a function whose operation may have no value."""

    def guards(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
        return [(f"FILBERT_REFUSED('{call.function.name}', {', '.join(operands)})", code)]

    return guards


def element_of(node: tree.Node) -> Column | None:
    """Return the column of an array's elements; None if it is none."""
    return node.type.element if node.type.kind == "ARRAY" else None


def array_of(column: Column) -> Type:
    """Return the type of an array of such elements."""
    return Type("ARRAY", element=column)


def identity(value: Any) -> Any:
    """Return what is hashed and compared instead of a value, which may be a record, a list or NULL."""
    if isinstance(value, dict):
        return frozenset((key, identity(part)) for key, part in value.items())
    if isinstance(value, list):
        return tuple(map(identity, value))
    return value


def distinct(array: Sequence[Any]) -> list[Any]:
    """Return the first of equal elements each."""
    found: dict[Any, Any] = {}
    for item in array:
        found.setdefault(identity(item), item)
    return list(found.values())


def limited(array: list[Any], at: int) -> list[Any]:
    """Return a made list unless it is too long."""
    if len(array) > LONGEST_LIST:
        raise EvalError("E_LENGTH", at)
    return array


def _of_array(result: Callable[[Column], Type], kinds: frozenset[str], wanted: str, **flags: bool) -> Typing:
    """Return the typing of a function with one argument, an array of elements of certain kinds."""

    def typing(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
        if not has_arguments(context, entry, node, 1, 1):
            return unknown(node)
        element = element_of(arguments[0])
        if element is None or element.type.kind not in kinds:
            return wrong_type(context, node, arguments[0], wanted)
        type_ = result(element)
        options = {"scale": type_.scale} if flags.get("scaled") else {}
        range_ = element.range if flags.get("ranged") else None
        nullable = flags.get("nullable", True)
        fails = flags.get("fails", False)
        return make_call(
            context,
            entry,
            node,
            type_,
            arguments,
            range_=range_,
            nullable=nullable,
            fails=fails,
            options=options,
        )

    return typing


_NUMBERS = frozenset({"BIGINT", "DECIMAL", "DOUBLE"})
_ANY = frozenset({*ORDERED, "BOOLEAN", "ROW", "ARRAY", "MAP"})


def _element_type(element: Column) -> Type:
    return element.type


_extreme = _of_array(_element_type, ORDERED, "an ARRAY of numbers, texts or times", ranged=True)


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("ARRAY_MIN(ARRAY[3, 1, 2])", "1"),
    typing=_extreme,
    signature="ARRAY_MIN(array ARRAY) → the type of the elements",
)
def array_min(array: Sequence[Any]) -> Any:
    """The smallest element; NULL counts for none."""
    return min((item for item in array if item is not None), default=None)


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("ARRAY_MAX(ARRAY[3, 1, 2])", "3"),
    typing=_extreme,
    signature="ARRAY_MAX(array ARRAY) → the type of the elements",
)
def array_max(array: Sequence[Any]) -> Any:
    """The largest element; NULL counts for none."""
    return max((item for item in array if item is not None), default=None)


def _sum_type(element: Column) -> Type:
    return decimal(38, element.type.scale) if element.type.kind == "DECIMAL" else element.type


def _average_type(element: Column) -> Type:
    if element.type.kind == "DECIMAL":
        return decimal(38, max(AVERAGE_SCALE, element.type.scale))
    return DOUBLE


def _too_large(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    return refusal("E_RANGE" if call.type.kind == "DOUBLE" else "E_OVERFLOW")(call, operands)


def _sized(name: str) -> Callable[[tree.Call, Sequence[str], object], str]:
    def source(call: tree.Call, operands: Sequence[str], _bind: object) -> str:
        return f"{name}({operands[0]}, {call.type.scale}, {call.at})"

    return source


@function(
    "collections",
    flink=operation(),
    guards=_too_large,
    java=JAVA,
    python=_sized("f_array_sum"),
    example=("ARRAY_SUM(ARRAY[1, 2, 3])", "6"),
    typing=_of_array(_sum_type, _NUMBERS, "an ARRAY of numbers", fails=True, scaled=True),
    signature="ARRAY_SUM(array ARRAY) → number",
)
def array_sum(array: Sequence[Any], scale: int, at: int) -> Any:
    """The sum of the elements, exact before it is rounded; NULL counts for none, and is the sum of none."""
    values = [item for item in array if item is not None]
    if not values:
        return None
    if isinstance(values[0], float):
        return _finite(lambda: _sum_of_doubles(values), at)
    if isinstance(values[0], Decimal):
        return checked(_total(values), 38, scale, at)
    total = sum(values)
    if not BIGINT_RANGE[0] <= total <= BIGINT_RANGE[1]:
        raise EvalError("E_OVERFLOW", at)
    return total


@function(
    "collections",
    flink=operation(),
    guards=_too_large,
    java=JAVA,
    python=_sized("f_array_avg"),
    example=("ARRAY_AVG(ARRAY[1, 2])", "1.5e0"),
    typing=_of_array(_average_type, _NUMBERS, "an ARRAY of numbers", fails=True, scaled=True),
    signature="ARRAY_AVG(array ARRAY) → number",
)
def array_avg(array: Sequence[Any], scale: int, at: int) -> Any:
    """The mean of the elements, exact before it is rounded; NULL counts for none, and is the mean of none."""
    values = [item for item in array if item is not None]
    if not values:
        return None
    if isinstance(values[0], float):
        return _finite(lambda: float(sum(map(Fraction, values)) / len(values)), at)
    if isinstance(values[0], int):
        return sum(values) / len(values) + 0.0
    quotient = EXACT.divide(_total(values), Decimal(len(values)))
    return checked(quotient, 38, scale, at)


def _sum_of_doubles(values: Sequence[float]) -> float:
    try:
        return fsum(values)
    except OverflowError:
        # A sum on the way is too large, the last one may not be.
        return float(sum(map(Fraction, values)))


def _total(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def _finite(calculate: Callable[[], float], at: int) -> float:
    try:
        value = calculate()
    except OverflowError:
        raise EvalError("E_RANGE", at) from None
    if not isfinite(value):
        raise EvalError("E_RANGE", at)
    return value + 0.0


def _sort_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 2):
        return unknown(node)
    element = element_of(arguments[0])
    if element is None or element.type.kind not in ORDERED:
        return wrong_type(context, node, arguments[0], "an ARRAY of numbers, texts or times")
    descending = False
    if len(arguments) == 2:
        given = arguments[1].value if isinstance(arguments[1], tree.Constant) else None
        if not isinstance(given, str) or given.upper() not in {"ASC", "DESC"}:
            return context.error(arguments[1], "E_LITERAL", "the order is 'ASC' or 'DESC'", entry.signature)
        descending = given.upper() == "DESC"
    options = {"order": "DESC" if descending else "ASC"}
    return make_call(context, entry, node, arguments[0].type, arguments[:1], options=options)


@function(
    "collections",
    flink=lambda call, operands: operation(str(call.options["order"] == "DESC").upper())(call, operands),
    java=JAVA,
    python=lambda call, operands, bind: f"f_array_sort({operands[0]}, {call.options['order']!r})",
    example=("ARRAY_JOIN(ARRAY_SORT(ARRAY['b', 'c', 'a']), ',')", "'a,b,c'"),
    typing=_sort_type,
    signature="ARRAY_SORT(array ARRAY[, 'ASC' or 'DESC']) → ARRAY",
)
def array_sort(array: Sequence[Any], order: str) -> list[Any]:
    """The elements in their order, NULL last in both directions. For records: SORT(item IN list BY value)."""
    known = sorted((item for item in array if item is not None), reverse=order == "DESC")
    return known + [None] * (len(array) - len(known))


def _slice_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 3):
        return unknown(node)
    if element_of(arguments[0]) is None:
        return wrong_type(context, node, arguments[0], "an ARRAY")
    for argument in arguments[1:]:
        if argument.type.kind not in {"BIGINT", "NULL"}:
            return context.mistyped(argument, "a position and a length are BIGINT", entry.signature)
    numbers = [convert(argument, BIGINT) for argument in arguments[1:]]
    if len(numbers) == 1:
        numbers.append(constant(LENGTHS[1], BIGINT, node))
    return make_call(context, entry, node, arguments[0].type, [arguments[0], *numbers], nullable=True)


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("ARRAY_JOIN(ARRAY_SLICE(ARRAY['a', 'b', 'c'], 2, 1), ',')", "'b'"),
    typing=_slice_type,
    signature="ARRAY_SLICE(array ARRAY, start BIGINT[, length BIGINT]) → ARRAY",
)
def array_slice(array: Sequence[Any], start: int, length: int) -> list[Any] | None:
    """A part of the array. A negative start counts from the end; a negative length gives NULL."""
    if length < 0:
        return None
    first = start - 1 if start > 0 else len(array) + start if start else 0
    return list(array[first : first + length]) if first >= 0 else []


def _changed_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 1):
        return unknown(node)
    if element_of(arguments[0]) is None:
        return wrong_type(context, node, arguments[0], "an ARRAY")
    return make_call(context, entry, node, arguments[0].type, arguments)


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    python="{0}[::-1]",
    example=("ARRAY_JOIN(ARRAY_REVERSE(ARRAY['a', 'b']), '')", "'ba'"),
    typing=_changed_type,
    signature="ARRAY_REVERSE(array ARRAY) → ARRAY",
)
def array_reverse(array: Sequence[Any]) -> Sequence[Any]:
    """The elements from the last to the first."""
    return array[::-1]


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("CARDINALITY(ARRAY_DISTINCT(ARRAY[1, 2, 1]))", "2"),
    typing=_changed_type,
    signature="ARRAY_DISTINCT(array ARRAY) → ARRAY",
)
def array_distinct(array: Sequence[Any]) -> list[Any]:
    """The elements without repetitions, each where it comes first. NULL equals NULL here."""
    return distinct(array)


def _joint_type(fails: bool, most: int | None) -> Typing:
    def typing(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
        if not has_arguments(context, entry, node, 2, most):
            return unknown(node)
        for argument in arguments:
            if element_of(argument) is None:
                return wrong_type(context, node, argument, "ARRAYs")
        type_ = unify(context, arguments, f"the arrays of {node.name} have one type")
        if type_ is None:
            return unknown(node)
        return make_call(context, entry, node, type_, arguments, fails=fails)

    return typing


def _all_python(call: tree.Call, operands: Sequence[str], _bind: object) -> str:
    return f"{call.function.python_name}({', '.join(operands)}, at={call.at})"


@function(
    "collections",
    flink=operation(),
    guards=refusal("E_LENGTH"),
    java=JAVA,
    python=_all_python,
    example=("CARDINALITY(ARRAY_CONCAT(ARRAY[1, 2], ARRAY[2]))", "3"),
    typing=_joint_type(True, None),
    signature="ARRAY_CONCAT(array ARRAY, other ARRAY, …) → ARRAY",
)
def array_concat(*arrays: Sequence[Any], at: int) -> list[Any]:
    """All elements of the first array, then those of the next ones."""
    return limited([item for array in arrays for item in array], at)


@function(
    "collections",
    flink=operation(),
    guards=refusal("E_LENGTH"),
    java=JAVA,
    python=_all_python,
    example=("CARDINALITY(ARRAY_UNION(ARRAY[1, 2], ARRAY[2, 3]))", "3"),
    typing=_joint_type(True, 2),
    signature="ARRAY_UNION(array ARRAY, other ARRAY) → ARRAY",
)
def array_union(array: Sequence[Any], other: Sequence[Any], at: int) -> list[Any]:
    """The elements of both arrays without repetitions. NULL equals NULL here."""
    return limited(distinct([*array, *other]), at)


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("ARRAY_JOIN(ARRAY_INTERSECT(ARRAY['a', 'b'], ARRAY['b', 'c']), ',')", "'b'"),
    typing=_joint_type(False, 2),
    signature="ARRAY_INTERSECT(array ARRAY, other ARRAY) → ARRAY",
)
def array_intersect(array: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """The elements of the first array that are also in the second, without repetitions. NULL equals NULL here."""
    known = set(map(identity, other))
    return distinct([item for item in array if identity(item) in known])


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("ARRAY_JOIN(ARRAY_EXCEPT(ARRAY['a', 'b'], ARRAY['b', 'c']), ',')", "'a'"),
    typing=_joint_type(False, 2),
    signature="ARRAY_EXCEPT(array ARRAY, other ARRAY) → ARRAY",
)
def array_except(array: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """The elements of the first array that are not in the second, without repetitions. NULL equals NULL here."""
    known = set(map(identity, other))
    return distinct([item for item in array if identity(item) not in known])


def _flatten_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 1):
        return unknown(node)
    element = element_of(arguments[0])
    if element is None or element.type.kind != "ARRAY":
        return wrong_type(context, node, arguments[0], "an ARRAY of ARRAYs")
    return make_call(context, entry, node, element.type, arguments, fails=True)


@function(
    "collections",
    flink=operation(),
    guards=refusal("E_LENGTH"),
    java=JAVA,
    fails=True,
    example=("CARDINALITY(ARRAY_FLATTEN(ARRAY[ARRAY[1, 2], ARRAY[3]]))", "3"),
    typing=_flatten_type,
    signature="ARRAY_FLATTEN(array ARRAY of ARRAYs) → ARRAY",
)
def array_flatten(array: Sequence[Sequence[Any] | None], at: int) -> list[Any]:
    """The elements of the arrays in an array, one after the other; NULL among the arrays is left out."""
    return limited([item for part in array if part is not None for item in part], at)


def _position_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 2):
        return unknown(node)
    array, value = arguments
    element = element_of(array)
    if element is None:
        return wrong_type(context, node, array, "an ARRAY")
    if element.type.kind in NOT_COMPARED:
        return context.error(
            array, "E_TYPE", f"elements of the type {shown(element.type)} cannot be compared"
        )
    if common_type(element.type, value.type) != element.type:
        return context.mistyped(value, f"the value looked for is a {element.type} like the elements")
    return make_call(context, entry, node, BIGINT, [array, convert(value, element.type)], range_=LENGTHS)


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("ARRAY_POSITION(ARRAY['a', 'b'], 'b')", "2"),
    typing=_position_type,
    signature="ARRAY_POSITION(array ARRAY, value) → BIGINT",
)
def array_position(array: Sequence[Any], value: Any) -> int:
    """Where the value is first in the array, counted from 1; 0 if it is not."""
    return array.index(value) + 1 if value in array else 0


@special_form(
    "collections",
    "ARRAY_FIRST(array ARRAY) → the type of the elements",
    example=("ARRAY_FIRST(ARRAY[1, 2, 3])", "1"),
)
def array_first(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The first element; NULL if there is none."""
    from filbert.expressions.checker.conversion import fold

    if not has_arguments(context, form, node, 1, 1):
        return unknown(node)
    column = element_of(arguments[0])
    if column is None:
        return wrong_type(context, node, arguments[0], "an ARRAY")
    first = constant(1, BIGINT, node)
    made = tree.Element(
        column.type, True, column.range, arguments[0].fails, node.start, node.end, arguments[0], first
    )
    return fold(context, made, (arguments[0], first))


@function(
    "collections",
    flink=operation(),
    java=JAVA,
    example=("ARRAY_LAST(ARRAY[1, 2, 3])", "3"),
    typing=_of_array(_element_type, _ANY, "an ARRAY", ranged=True),
    signature="ARRAY_LAST(array ARRAY) → the type of the elements",
)
def array_last(array: Sequence[Any]) -> Any:
    """The last element; NULL if there is none."""
    return array[-1] if array else None


def _join_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 2):
        return unknown(node)
    array, separator = arguments
    element = element_of(array)
    if element is None or element.type.kind != "STRING":
        hint = "convert the elements: TRANSFORM(item IN list AS CAST(item AS STRING))"
        return context.mistyped(array, "ARRAY_JOIN takes an ARRAY<STRING>", hint)
    if separator.type.kind not in {"STRING", "NULL"}:
        return context.mistyped(separator, "the separator is a STRING", entry.signature)
    return make_call(context, entry, node, STRING, [array, convert(separator, STRING)], fails=True)


@function(
    "collections",
    flink=operation(),
    guards=refusal("E_LENGTH"),
    java=JAVA,
    fails=True,
    example=("ARRAY_JOIN(ARRAY['a', 'b'], ', ')", "'a, b'"),
    typing=_join_type,
    signature="ARRAY_JOIN(array ARRAY, separator STRING) → STRING",
)
def array_join(array: Sequence[str | None], separator: str, at: int) -> str:
    """The texts of an array with a separator between them; NULL is left out."""
    texts = [text for text in array if text is not None]
    if len(separator) * max(len(texts) - 1, 0) > LONGEST_TEXT:
        raise EvalError("E_LENGTH", at)
    parts = [part for text in texts for part in (separator, text)]
    return joined(parts[1:], at)


def _empty_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 1):
        return unknown(node)
    if arguments[0].type.kind not in {"ARRAY", "MAP"}:
        return wrong_type(context, node, arguments[0], "an ARRAY or a MAP")
    return make_call(context, entry, node, BOOLEAN, arguments)


@function(
    "collections",
    flink="(CARDINALITY({0}) = 0)",
    python="(not {0})",
    example=("IS_EMPTY(ARRAY[1])", "FALSE"),
    typing=_empty_type,
    signature="IS_EMPTY(collection ARRAY or MAP) → BOOLEAN",
)
def is_empty(collection: Sequence[Any]) -> bool:
    """Whether an array or a map holds nothing."""
    return not collection
