"""Typed tree evaluated without generated code: simpleeval walks a tree of calls to the functions below.

The tree holds calls, names and constants only, and no operator is known to simpleeval; names stand for plain data.
Every part is evaluated, reached or not, and an error is a value that the operations pass on by the rules of
three-valued logic. Generated code does the opposite, so each engine checks the other. What the checker found out
about ranges is not used here: every result is checked.
"""

import ast
import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from filbert.expressions import evaluation, number, text_conversion, tree
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import Function
from filbert.expressions.types import BIGINT_RANGE

Evaluate = Callable[[Mapping[str, Any]], Any]
Operation = Callable[..., Any]

LOWEST, HIGHEST = BIGINT_RANGE
DEEPEST: Final = 25
"""Levels that simpleeval walks at once; deeper parts are steps of their own, since Python limits recursion."""
PLAIN: Final = (type(None), bool, int, float)
"""Constants that stand in the tree themselves; simpleeval limits the length of texts there."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as a value."""

    code: str
    at: int


def interpret_tree(node: tree.Node) -> Evaluate:
    """Return a function of a row; not for several threads at once.

    Raises:
        EvalError: when called, if the value cannot be calculated.
    """
    lowering = _Lowering()
    calculate = _calculation(lowering, node)

    def evaluate(row: Mapping[str, Any]) -> Any:
        result = calculate([row[column] for column in lowering.variables])
        if isinstance(result, Failure):
            raise EvalError(result.code, result.at)
        return result

    return evaluate


def _calculation(lowering: "_Lowering", node: tree.Node) -> Callable[[Sequence[Any]], Any]:
    """Return a function of what the lowering reads, in its order; an error is a value."""
    # Loaded when something is interpreted, which is seldom.
    from simpleeval import EvalWithCompoundTypes

    lowering.steps.append(("result", ast.Expr(lowering.value(node))))
    functions = {name: _function(name, lowering.functions) for name in lowering.used}
    evaluator = EvalWithCompoundTypes(operators={}, functions=functions, names={})

    def calculate(values: Sequence[Any]) -> Any:
        names = {**lowering.constants, **dict(zip(lowering.variables.values(), values, strict=True))}
        evaluator.names = names
        for name, step in lowering.steps:
            names[name] = evaluator.eval(name, previously_parsed=step)
        return names["result"]

    return calculate


def lowered(node: tree.Node) -> str:
    """Return what simpleeval walks, as text.

    >>> from filbert.expressions import check, parse_type
    >>> lowered(check("a + 1 > LENGTH(s)", {"a": parse_type("BIGINT"), "s": parse_type("STRING")}).tree)
    'GREATER(ADD_BIGINT(v0, 1, 2), LENGTH(8, k0, v1))'
    """
    lowering = _Lowering()
    last = lowering.value(node)
    lines = [f"{name} = {ast.unparse(step)}" for name, step in lowering.steps]
    return "\n".join([*lines, ast.unparse(last)])


class _Lowering:
    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.variables: dict[str, str] = {}
        self.functions: dict[str, Function] = {}
        self.used: set[str] = set()
        self.steps: list[tuple[str, ast.Expr]] = []
        self.depth = 0

    def value(self, node: tree.Node) -> ast.expr:
        self.depth += 1
        if self.depth > DEEPEST:
            depth, self.depth = self.depth, 0
            step = ast.Expr(_LOWERERS[type(node)](self, node))
            self.depth = depth
            name = f"s{len(self.steps)}"
            self.steps.append((name, step))
            lowered: ast.expr = ast.Name(name)
        else:
            lowered = _LOWERERS[type(node)](self, node)
        self.depth -= 1
        return lowered

    def values(self, nodes: Sequence[tree.Node]) -> list[ast.expr]:
        return [self.value(node) for node in nodes]

    def call(self, name: str, operands: Sequence[tree.Node], *settings: Any) -> ast.expr:
        self.used.add(name)
        arguments = [*self.values(operands), *map(self.plain, settings)]
        return ast.Call(ast.Name(name), arguments, [])

    def plain(self, value: Any) -> ast.expr:
        if isinstance(value, PLAIN):
            return ast.Constant(value)
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return ast.Name(name)

    def constant(self, node: tree.Constant) -> ast.expr:
        return self.plain(node.value)

    def failure(self, node: tree.Failure) -> ast.expr:
        return self.plain(Failure(node.code, node.at))

    def null_after(self, node: tree.NullAfter) -> ast.expr:
        return self.call("NULL_AFTER", node.operands)

    def variable(self, node: tree.Variable) -> ast.expr:
        return self.read(node.name)

    def member(self, node: tree.Member) -> ast.expr:
        return self.call("MEMBER", [node.operand], node.name)

    def element(self, node: tree.Element) -> ast.expr:
        return self.call("ELEMENT", [node.operand, node.index])

    def entry(self, node: tree.Entry) -> ast.expr:
        return self.call("ENTRY", [node.operand, node.key])

    def read(self, name: str) -> ast.expr:
        return ast.Name(self.variables.setdefault(name, f"v{len(self.variables)}"))

    def item(self, node: tree.Item) -> ast.expr:
        # Its name is in no scope, so it can be read like a column.
        return self.read(node.name)

    def comprehension(self, node: tree.Comprehension) -> ast.expr:
        body = _Lowering()
        calculate = _calculation(body, node.body)
        captured = [self.read(name) for name in body.variables if name != node.name]
        position = list(body.variables).index(node.name) if node.name in body.variables else None

        def of_item(item: Any, *outside: Any) -> Any:
            values = list(outside)
            if position is not None:
                values.insert(position, item)
            return calculate(values)

        self.used.add("EACH")
        settings = [self.plain(of_item), self.plain(node.kind), self.plain(node.limited), self.plain(node.at)]
        return ast.Call(ast.Name("EACH"), [self.value(node.operand), *settings, *captured], [])

    def convert(self, node: tree.Convert) -> ast.expr:
        if node.type.kind == "DOUBLE":
            return self.call("TO_DOUBLE", [node.operand])
        return self.call("TO_DECIMAL", [node.operand], node.type.scale)

    def cast(self, node: tree.Cast) -> ast.expr:
        target = node.type
        name = f"CAST_{node.operand.type.kind}_{target.kind}"
        size = (target.precision, target.scale) if target.kind == "DECIMAL" else ()
        low, high = node.bounds or (None, None)
        settings = (node.soft, node.at, low, high, *size)
        return self.call(name, [node.operand], *settings)

    def negate(self, node: tree.Negate) -> ast.expr:
        return self.call(f"NEGATE_{node.type.kind}", [node.operand], node.at)

    def arithmetic(self, node: tree.Arithmetic) -> ast.expr:
        kind = node.type.kind
        size = (node.type.precision, node.type.scale) if kind == "DECIMAL" else ()
        name = f"{_ARITHMETIC_NAMES[node.operator]}_{kind}"
        return self.call(name, [node.left, node.right], *size, node.at)

    def shift(self, node: tree.Shift) -> ast.expr:
        if node.months:
            return self.call("SHIFT_MONTHS", [node.operand], node.months, node.at)
        return self.call("SHIFT_MILLISECONDS", [node.operand], node.milliseconds, node.at)

    def join(self, node: tree.Join) -> ast.expr:
        self.used.add("JOIN")
        settings = [self.plain(node.limited), self.plain(node.at)]
        return ast.Call(ast.Name("JOIN"), [*settings, *self.values(node.operands)], [])

    def compare(self, node: tree.Compare) -> ast.expr:
        return self.call(_COMPARISON_NAMES[node.operator], [node.left, node.right])

    def between(self, node: tree.Between) -> ast.expr:
        return self.call("BETWEEN", [node.operand, node.low, node.high], node.negated)

    def membership(self, node: tree.In) -> ast.expr:
        self.used.add("IN")
        operands = self.values([node.operand, *node.items])
        return ast.Call(ast.Name("IN"), [self.plain(node.negated), *operands], [])

    def like(self, node: tree.Like) -> ast.expr:
        pattern = re.compile(node.pattern.regular_expression(), re.DOTALL)
        return self.call("LIKE", [node.operand], pattern, node.negated)

    def is_test(self, node: tree.IsTest) -> ast.expr:
        return self.call(f"IS_{node.subject}", [node.operand], node.negated)

    def negation(self, node: tree.Not) -> ast.expr:
        return self.call("NOT", [node.operand])

    def logic(self, node: tree.Logic) -> ast.expr:
        return self.call(node.operator, node.operands)

    def case(self, node: tree.Case) -> ast.expr:
        parts = [part for branch in node.branches for part in branch]
        return self.call("CASE", [*parts, node.otherwise])

    def coalesce(self, node: tree.Coalesce) -> ast.expr:
        return self.call("COALESCE", node.operands)

    def null_if(self, node: tree.NullIf) -> ast.expr:
        return self.call("NULLIF", [node.left, node.right])

    def attempt(self, node: tree.Try) -> ast.expr:
        return self.call("TRY", [node.operand])

    def array(self, node: tree.ArrayOf) -> ast.expr:
        return self.call("ARRAY", node.items)

    def function_call(self, node: tree.Call) -> ast.expr:
        name = node.function.name
        self.functions[name] = node.function
        self.used.add(name)
        settings = [self.plain(node.at), self.plain(node.options)]
        return ast.Call(ast.Name(name), [*settings, *self.values(node.arguments)], [])


_ARITHMETIC_NAMES: Final = {"+": "ADD", "-": "SUBTRACT", "*": "MULTIPLY", "/": "DIVIDE", "%": "REMAINDER"}
_COMPARISON_NAMES: Final = {
    "=": "EQUAL",
    "<>": "UNEQUAL",
    "<": "LESS",
    "<=": "LESS_OR_EQUAL",
    ">": "GREATER",
    ">=": "GREATER_OR_EQUAL",
}
_LOWERERS: Mapping[type[tree.Node], Callable[[_Lowering, Any], ast.expr]] = {
    tree.Constant: _Lowering.constant,
    tree.Failure: _Lowering.failure,
    tree.NullAfter: _Lowering.null_after,
    tree.Variable: _Lowering.variable,
    tree.Item: _Lowering.item,
    tree.Member: _Lowering.member,
    tree.Element: _Lowering.element,
    tree.Entry: _Lowering.entry,
    tree.Convert: _Lowering.convert,
    tree.Cast: _Lowering.cast,
    tree.Negate: _Lowering.negate,
    tree.Arithmetic: _Lowering.arithmetic,
    tree.Shift: _Lowering.shift,
    tree.Join: _Lowering.join,
    tree.Compare: _Lowering.compare,
    tree.Between: _Lowering.between,
    tree.In: _Lowering.membership,
    tree.Like: _Lowering.like,
    tree.IsTest: _Lowering.is_test,
    tree.Not: _Lowering.negation,
    tree.Logic: _Lowering.logic,
    tree.Case: _Lowering.case,
    tree.Coalesce: _Lowering.coalesce,
    tree.NullIf: _Lowering.null_if,
    tree.Try: _Lowering.attempt,
    tree.ArrayOf: _Lowering.array,
    tree.Comprehension: _Lowering.comprehension,
    tree.Call: _Lowering.function_call,
}


# What the calls mean


def _guarded(operands: Sequence[Any], operation: Callable[[], Any]) -> Any:
    """Return the first error among operands, NULL if there is a NULL, else what the operation gives."""
    found = _first_failure(operands)
    if found is not None:
        return found
    if any(operand is None for operand in operands):
        return None
    try:
        return operation()
    except EvalError as error:
        return Failure(error.code, error.at)


def _first_failure(operands: Sequence[Any]) -> Failure | None:
    return next((operand for operand in operands if isinstance(operand, Failure)), None)


def _strict(operation: Operation, operands: int | None = None) -> Operation:
    """Return an operation that is NULL when any operand is; what follows its operands are settings."""

    def apply(*arguments: Any) -> Any:
        return _guarded(arguments[:operands], lambda: operation(*arguments))

    return apply


def _integer(value: int, at: int) -> int:
    if not LOWEST <= value <= HIGHEST:
        raise EvalError("E_OVERFLOW", at)
    return value


def _finite(value: float, at: int) -> float:
    if value - value != 0.0:
        raise EvalError("E_RANGE", at)
    return value


def _decimals(operation: Callable[[Decimal, Decimal], Decimal]) -> Operation:
    def calculate(left: Decimal, right: Decimal, precision: int, scale: int, at: int) -> Decimal:
        return number.checked(operation(left, right), precision, scale, at)

    return _strict(calculate, 2)


def _join(limited: bool, at: int, *texts: Any) -> Any:
    return _guarded(texts, lambda: evaluation.joined(texts, at) if limited else "".join(texts))


def _cast(conversion: Operation) -> Operation:
    """Return a cast; the conversion gives None for a value that cannot be converted."""

    def cast(value: Any, soft: bool, at: int, low: int | None, high: int | None, *size: int) -> Any:
        result = conversion(value, *size)
        if result is not None and low is not None and high is not None:
            result = evaluation.bounded(result, low, high)
        return result if soft else evaluation.must(result, value, at)

    return _strict(cast, 1)


def _null_after(*operands: Any) -> Failure | None:
    return _first_failure(operands)


def _and(*operands: Any) -> Any:
    known: bool | None = True
    for operand in operands:
        if operand is False or isinstance(operand, Failure):
            return operand
        known = known if operand else None
    return known


def _or(*operands: Any) -> Any:
    known: bool | None = False
    for operand in operands:
        if operand is True or isinstance(operand, Failure):
            return operand
        known = None if operand is None else known
    return known


def _between(value: Any, low: Any, high: Any, negated: bool) -> Any:
    found = _first_failure((value, low, high))
    if found is not None:
        return found
    from_low = None if value is None or low is None else value >= low
    to_high = None if value is None or high is None else value <= high
    inside = _and(from_low, to_high)
    return None if inside is None else inside != negated


def _in(negated: bool, value: Any, *items: Any) -> Any:
    found = _first_failure((value, *items))
    if found is not None:
        return found
    equal = _or(*(None if value is None or item is None else value == item for item in items))
    return None if equal is None else equal != negated


def _case(*parts: Any) -> Any:
    for condition, value in zip(parts[:-1:2], parts[1::2], strict=True):
        if isinstance(condition, Failure):
            return condition
        if condition is True:
            return value
    return parts[-1]


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _null_if(left: Any, right: Any) -> Any:
    found = _first_failure((left, right))
    if found is not None:
        return found
    return None if left is not None and right is not None and left == right else left


def _is(subject: bool | None) -> Operation:
    def test(value: Any, negated: bool) -> Any:
        return value if isinstance(value, Failure) else (value is subject) != negated

    return test


def _array(*items: Any) -> Any:
    return _first_failure(items) or list(items)


def _each(array: Any, body: Operation, kind: str, limited: bool, at: int, *captured: Any) -> Any:
    """Evaluate a comprehension: the body's errors count in the order of the elements."""
    if array is None or isinstance(array, Failure):
        return array
    if limited and len(array) > evaluation.LONGEST_LOOP:
        return Failure("E_LENGTH", at)
    values = [body(item, *captured) for item in array]
    if kind in {"ANY", "ALL"}:
        return _or(*values) if kind == "ANY" else _and(*values)
    found = _first_failure(values)
    if found is not None or kind == "TRANSFORM":
        return found or values
    if kind == "FILTER":
        return [item for item, value in zip(array, values, strict=True) if value is True]
    known = [pair for pair in enumerate(values) if pair[1] is not None]
    known.sort(key=lambda pair: pair[1], reverse=kind == "SORT DESC")
    unknown = [position for position, value in enumerate(values) if value is None]
    return [array[position] for position in [*(position for position, _ in known), *unknown]]


def _registered(function: Function) -> Operation:
    """Return a function of the registry: operands in order, options and the position by name."""
    implementation = function.implementation
    assert implementation is not None
    code = implementation.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]

    def call(at: int, options: Mapping[str, Any], *operands: Any) -> Any:
        given = {**options, "at": at}
        rest = list(operands)
        arguments: list[Any] = []
        by_name: dict[str, Any] = {}
        for name in names:
            if name in given:
                by_name[name] = given[name]
            elif rest and not by_name:
                arguments.append(rest.pop(0))
            elif rest:
                by_name[name] = rest.pop(0)
        return _guarded(operands, lambda: implementation(*arguments, *rest, **by_name))

    return call


def _function(name: str, functions: Mapping[str, Function]) -> Operation:
    return _registered(functions[name]) if name in functions else LIBRARY[name]


LIBRARY: Final[Mapping[str, Operation]] = {
    "NULL_AFTER": _null_after,
    "MEMBER": _strict(lambda row, name: row[name], 1),
    "ELEMENT": _strict(evaluation.element),
    "ENTRY": _strict(lambda entries, key: entries.get(key)),
    "TO_DOUBLE": _strict(float),
    "TO_DECIMAL": _strict(number.decimal_of, 1),
    "NEGATE_BIGINT": _strict(lambda value, at: _integer(-value, at), 1),
    "NEGATE_DECIMAL": _strict(lambda value, at: number.negate_decimal(value), 1),
    "NEGATE_DOUBLE": _strict(lambda value, at: -value, 1),
    "ADD_BIGINT": _strict(lambda left, right, at: _integer(left + right, at), 2),
    "SUBTRACT_BIGINT": _strict(lambda left, right, at: _integer(left - right, at), 2),
    "MULTIPLY_BIGINT": _strict(lambda left, right, at: _integer(left * right, at), 2),
    "DIVIDE_BIGINT": _strict(
        lambda left, right, at: _integer(number.divide_integers(left, right, at), at), 2
    ),
    "REMAINDER_BIGINT": _strict(number.remainder, 2),
    "ADD_DECIMAL": _decimals(number.add_decimals),
    "SUBTRACT_DECIMAL": _decimals(number.subtract_decimals),
    "MULTIPLY_DECIMAL": _decimals(number.multiply_decimals),
    "DIVIDE_DECIMAL": _strict(number.divide_decimals, 2),
    "ADD_DOUBLE": _strict(lambda left, right, at: _finite(left + right, at), 2),
    "SUBTRACT_DOUBLE": _strict(lambda left, right, at: _finite(left - right, at), 2),
    "MULTIPLY_DOUBLE": _strict(lambda left, right, at: _finite(left * right, at), 2),
    "DIVIDE_DOUBLE": _strict(number.divide_doubles, 2),
    "SHIFT_MONTHS": _strict(evaluation.shift_months, 1),
    "SHIFT_MILLISECONDS": _strict(evaluation.shift_milliseconds, 1),
    "JOIN": _join,
    "EQUAL": _strict(lambda left, right: left == right),
    "UNEQUAL": _strict(lambda left, right: left != right),
    "LESS": _strict(lambda left, right: left < right),
    "LESS_OR_EQUAL": _strict(lambda left, right: left <= right),
    "GREATER": _strict(lambda left, right: left > right),
    "GREATER_OR_EQUAL": _strict(lambda left, right: left >= right),
    "BETWEEN": _between,
    "IN": _in,
    "LIKE": _strict(lambda text, pattern, negated: (pattern.fullmatch(text) is None) == negated, 1),
    "IS_NULL": _is(None),
    "IS_TRUE": _is(True),
    "IS_FALSE": _is(False),
    "NOT": _strict(lambda value: not value),
    "AND": _and,
    "OR": _or,
    "CASE": _case,
    "COALESCE": _coalesce,
    "NULLIF": _null_if,
    "TRY": lambda value: None if isinstance(value, Failure) else value,
    "ARRAY": _array,
    "EACH": _each,
    "CAST_BIGINT_BIGINT": _cast(lambda value: value),
    "CAST_BIGINT_DECIMAL": _cast(lambda value, *size: number.fitted(Decimal(value), *size)),
    "CAST_BIGINT_DOUBLE": _cast(float),
    "CAST_BIGINT_STRING": _cast(str),
    "CAST_DECIMAL_BIGINT": _cast(number.decimal_to_integer),
    "CAST_DECIMAL_DECIMAL": _cast(number.fitted),
    "CAST_DECIMAL_DOUBLE": _cast(float),
    "CAST_DECIMAL_STRING": _cast(text_conversion.decimal_to_text),
    "CAST_DOUBLE_BIGINT": _cast(number.double_to_integer),
    "CAST_DOUBLE_DECIMAL": _cast(number.double_to_decimal),
    "CAST_BOOLEAN_STRING": _cast(lambda value: "TRUE" if value else "FALSE"),
    "CAST_DATE_STRING": _cast(datetime.date.isoformat),
    "CAST_DATE_TIMESTAMP": _cast(evaluation.date_to_timestamp),
    "CAST_TIMESTAMP_STRING": _cast(text_conversion.timestamp_to_text),
    "CAST_TIMESTAMP_DATE": _cast(datetime.datetime.date),
    "CAST_STRING_BIGINT": _cast(text_conversion.text_to_integer),
    "CAST_STRING_DECIMAL": _cast(text_conversion.text_to_decimal),
    "CAST_STRING_DOUBLE": _cast(text_conversion.text_to_double),
    "CAST_STRING_BOOLEAN": _cast(text_conversion.text_to_boolean),
    "CAST_STRING_DATE": _cast(text_conversion.text_to_date),
    "CAST_STRING_TIMESTAMP": _cast(text_conversion.text_to_timestamp),
}
"""The functions that simpleeval may call, besides those of the registry."""
