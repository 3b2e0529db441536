"""Rounding, absolute values and numbers as text."""

import decimal
import math
from collections.abc import Sequence
from decimal import Decimal

from filbert.expressions import ast, tree
from filbert.expressions.checker.arithmetic import LARGEST_SAFE_DOUBLE, magnitude
from filbert.expressions.checker.context import Context, bounds, unknown
from filbert.expressions.errors import EvalError
from filbert.expressions.flink_conversion import LARGEST_DOUBLE
from filbert.expressions.flink_literal import LOWEST_BIGINT
from filbert.expressions.functions.entry import Bind, Function, java_name
from filbert.expressions.functions.registry import (
    function,
    has_arguments,
    literal_integer,
    make_call,
    wrong_type,
)
from filbert.expressions.number import EXACT, UNITS, rescaled, round_double
from filbert.expressions.number_text import MARKS, SEPARATORS, grouped_number
from filbert.expressions.sql_text import sql_text
from filbert.expressions.types import BIGINT_RANGE, STRING
from filbert.expressions.types import decimal as decimal_type

MOST_DIGITS = 18
MOST_SHOWN_DIGITS = 9
LARGEST_SHOWN = 1e18


def finite(call: tree.Call, operand: str) -> str:
    """Return SQL of a DOUBLE operand that is never infinite: Flink's ROUND would end the job.

    No good value is, but a column that is in error may be, and Flink may calculate before it filters.
    """
    if magnitude(call.arguments[0]) <= LARGEST_SAFE_DOUBLE:
        return operand
    return f"CASE WHEN ABS({operand}) <= {LARGEST_DOUBLE} THEN {operand} END"


def _absolute_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 1):
        return unknown(node)
    argument = arguments[0]
    if not argument.type.is_number:
        return wrong_type(context, node, argument, "a number")
    range_, overflow = None, False
    if argument.type.kind == "BIGINT":
        low, high = bounds(argument)
        overflow = low == BIGINT_RANGE[0]
        range_ = 0 if low <= 0 <= high else min(abs(low), abs(high)), min(max(-low, high), BIGINT_RANGE[1])
    options = {"overflow": overflow}
    return make_call(
        context, entry, node, argument.type, arguments, range_=range_, fails=overflow, options=options
    )


def _absolute_guards(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    return [(f"{operands[0]} = {LOWEST_BIGINT}", "E_OVERFLOW")] if call.options["overflow"] else []


def _absolute_source(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    if call.options["overflow"]:
        return f"f_abs({operands[0]}, {call.at})"
    return f"{operands[0]}.copy_abs()" if call.type.kind == "DECIMAL" else f"abs({operands[0]})"


@function(
    "numbers",
    flink="ABS({0})",
    python=_absolute_source,
    guards=_absolute_guards,
    example=("ABS(-3)", "3"),
    typing=_absolute_type,
    signature="ABS(x number) → the type of x",
)
def abs_(x: int | float | Decimal, at: int) -> int | float | Decimal:
    """The value without its sign."""
    if isinstance(x, Decimal):
        return x.copy_abs()
    if isinstance(x, int) and x == BIGINT_RANGE[0]:
        raise EvalError("E_OVERFLOW", at)
    return abs(x)


def _rounded_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 2):
        return unknown(node)
    argument = arguments[0]
    if not argument.type.is_number:
        return wrong_type(context, node, argument, "a number")
    digits = 0
    if len(arguments) == 2:
        given = literal_integer(context, arguments[1], 0, MOST_DIGITS, "the number of digits")
        if given is None:
            return unknown(node)
        digits = given
    type_ = argument.type
    if type_.kind == "BIGINT" or (type_.kind == "DECIMAL" and digits >= type_.scale):
        return argument
    if type_.kind == "DECIMAL":
        type_ = decimal_type(min(38, type_.precision - type_.scale + 1 + digits), digits)
    return make_call(context, entry, node, type_, [argument], options={"digits": digits})


def _rounded_python(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    name = "rescaled" if call.type.kind == "DECIMAL" else "f_round"
    return f"{name}({operands[0]}, {call.options['digits']})"


def _rounded_flink(call: tree.Call, operands: Sequence[str]) -> str:
    operand = finite(call, operands[0]) if call.type.kind == "DOUBLE" else operands[0]
    return f"ROUND({operand}, {call.options['digits']})"


@function(
    "numbers",
    flink=_rounded_flink,
    python=_rounded_python,
    example=("ROUND(2.345, 2)", "2.35"),
    typing=_rounded_type,
    signature="ROUND(x number[, digits]) → number",
)
def round_(x: float | Decimal, digits: int) -> float | Decimal:
    """Rounds half away from zero to so many digits after the point, none if they are left out."""
    return rescaled(x, digits) if isinstance(x, Decimal) else round_double(x, digits)


def _whole_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 1):
        return unknown(node)
    if not arguments[0].type.is_number:
        return wrong_type(context, node, arguments[0], "a number")
    return whole(context, entry, node, arguments[0])


def whole(context: Context, entry: Function, node: ast.Call, argument: tree.Node) -> tree.Node:
    """Return the node of FLOOR or CEIL of a number."""
    type_ = argument.type
    if type_.kind == "BIGINT" or (type_.kind == "DECIMAL" and type_.scale == 0):
        return argument
    if type_.kind == "DECIMAL":
        type_ = decimal_type(type_.precision, 0)
    return make_call(context, entry, node, type_, [argument])


@function(
    "numbers",
    flink="FLOOR({0})",
    example=("FLOOR(-2.5)", "-3"),
    typing=_whole_type,
    signature="FLOOR(x number) → number",
)
def floor(x: float | Decimal) -> float | Decimal:
    """The largest whole number that is not larger."""
    if isinstance(x, Decimal):
        return EXACT.plus(x.quantize(UNITS[0], decimal.ROUND_FLOOR, EXACT))
    return float(math.floor(x)) or math.copysign(0.0, x)


@function(
    "numbers",
    flink="CEIL({0})",
    example=("CEIL(2.1)", "3"),
    typing=_whole_type,
    signature="CEIL(x number) → number",
)
def ceil(x: float | Decimal) -> float | Decimal:
    """The smallest whole number that is not smaller."""
    if isinstance(x, Decimal):
        return EXACT.plus(x.quantize(UNITS[0], decimal.ROUND_CEILING, EXACT))
    return float(math.ceil(x)) or math.copysign(0.0, x)


def _format_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 4):
        return unknown(node)
    argument = arguments[0]
    if not argument.type.is_number:
        return wrong_type(context, node, argument, "a number")
    digits = literal_integer(context, arguments[1], 0, MOST_SHOWN_DIGITS, "the number of digits")
    if digits is None:
        return unknown(node)
    separator: str | None = ""
    mark: str | None = "."
    if len(arguments) > 2:
        separator = _sign_of(context, arguments[2], ("", *SEPARATORS), "the sign between thousands")
    if len(arguments) > 3:
        mark = _sign_of(context, arguments[3], MARKS, "the sign before the fraction")
    if separator is None or mark is None:
        return unknown(node)
    if separator == mark:
        hint = "such as FORMAT_NUMBER(x, 2, '.', ',')"
        return context.error(arguments[2], "E_LITERAL", "both signs are the same", hint)
    return make_call(
        context,
        entry,
        node,
        STRING,
        [argument],
        fails=argument.type.kind == "DOUBLE",
        options={"digits": digits, "separator": separator, "mark": mark},
    )


def _sign_of(context: Context, argument: tree.Node, signs: Sequence[str], what: str) -> str | None:
    """Return an argument that must be one of some signs in quotes; report it otherwise."""
    value = argument.value if isinstance(argument, tree.Constant) else None
    if isinstance(value, str) and value in signs:
        return value
    shown = ", ".join(f"'{sign}'" for sign in signs if sign.isascii())
    context.error(argument, "E_LITERAL", f"{what} is one of {shown}")
    return None


def _format_python(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    signs = [repr(call.options[name]) for name in ("separator", "mark")] if _is_grouped(call) else []
    return f"f_format_number({', '.join([operands[0], str(call.options['digits']), *signs])}, at={call.at})"


def _is_grouped(call: tree.Call) -> bool:
    return (call.options.get("separator", ""), call.options.get("mark", ".")) != ("", ".")


def _format_flink(call: tree.Call, operands: Sequence[str]) -> str:
    plain = _format_plain(call, operands)
    if not _is_grouped(call):
        return plain
    signs = (sql_text(call.options[name]) for name in ("separator", "mark"))
    return f"{java_name('GroupedNumber')}({', '.join([plain, *signs])})"


def _format_plain(call: tree.Call, operands: Sequence[str]) -> str:
    type_, digits, operand = call.arguments[0].type, call.options["digits"], operands[0]
    if type_.kind == "DOUBLE":
        return _format_double(f"ROUND({finite(call, operand)}, {digits})", digits)
    zeros = "0" * (digits - type_.scale)
    if type_.kind == "DECIMAL" and digits < type_.scale:
        operand = f"ROUND({operand}, {digits})"
    point = "." if type_.scale == 0 and digits else ""
    text = f"CAST({operand} AS STRING)"
    return f"({text} || '{point}{zeros}')" if zeros else text


def _format_double(rounded: str, digits: int) -> str:
    """Write a rounded DOUBLE by whole numbers alone: its own text differs between Java versions."""
    sign = f"CASE WHEN {rounded} < 0 THEN '-' ELSE '' END"
    size = f"ABS({rounded})"
    if digits == 0:
        return f"({sign} || CAST(CAST({size} AS BIGINT) AS STRING))"
    unit = 10**digits
    part = f"CAST(FLOOR(({size} - FLOOR({size})) * {unit}.0E0 + 0.5E0) AS BIGINT)"
    whole = f"CAST(CAST({size} AS BIGINT) + {part} / {unit} AS STRING)"
    fraction = f"SUBSTRING(CAST(MOD({part}, CAST({unit} AS BIGINT)) + {unit} AS STRING), 2)"
    return f"({sign} || {whole} || '.' || {fraction})"


def _format_guards(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    if call.arguments[0].type.kind != "DOUBLE":
        return []
    return [(f"ABS({operands[0]}) >= 1E18", "E_RANGE")]


@function(
    "numbers",
    flink=_format_flink,
    python=_format_python,
    guards=_format_guards,
    java=("GroupedNumber",),
    example=("FORMAT_NUMBER(1234.5, 2, ' ', ',')", "'1 234,50'"),
    typing=_format_type,
    signature="FORMAT_NUMBER(x number, digits[, 'separator'[, 'mark']]) → STRING",
)
def format_number(
    x: int | float | Decimal, digits: int, separator: str = "", mark: str = ".", *, at: int
) -> str:
    """The number as text with so many digits after the point; on demand with a sign between thousands, and another
    one before the fraction."""
    plain = _plain(x, digits, at)
    return plain if (separator, mark) == ("", ".") else grouped_number(plain, separator, mark)


def _plain(x: int | float | Decimal, digits: int, at: int) -> str:
    if isinstance(x, int):
        return f"{x}.{'0' * digits}" if digits else str(x)
    if isinstance(x, Decimal):
        return format(rescaled(x, digits), "f")
    if abs(x) >= LARGEST_SHOWN:
        raise EvalError("E_RANGE", at)
    rounded = round_double(x, digits)
    size, unit = abs(rounded), 10**digits
    part = math.floor((size - math.floor(size)) * unit + 0.5)
    sign = "-" if rounded < 0 else ""
    whole = f"{sign}{math.floor(size) + part // unit}"
    return f"{whole}.{part % unit:0{digits}}" if digits else f"{sign}{math.floor(size)}"
