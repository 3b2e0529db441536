"""Powers, logarithms, angles, remainders, limits and buckets."""

import decimal
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from filbert.expressions import ast, elementary, tree
from filbert.expressions.checker.arithmetic import combine
from filbert.expressions.checker.context import Context, is_unknown, unknown
from filbert.expressions.checker.conversion import constant, convert
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.choice import extreme
from filbert.expressions.functions.entry import FUNCTIONS, Function, java_name
from filbert.expressions.functions.numbers import MOST_DIGITS, finite, whole
from filbert.expressions.functions.parameter import Number
from filbert.expressions.functions.registry import (
    function,
    has_arguments,
    literal_integer,
    make_call,
    special_form,
    wrong_type,
)
from filbert.expressions.number import EXACT, UNITS
from filbert.expressions.types import BIGINT, DOUBLE
from filbert.expressions.types import decimal as decimal_type

DEGREES: Final = 57.29577951308232
MOST_BUCKETS: Final = 1_000_000
LARGEST_LIMIT: Final = 1e300


def _calculated(name: str, operands: int = 1) -> str:
    arguments = ", ".join(f"{{{number}}}" for number in range(operands))
    return f"{java_name('Calculate')}('{name}', {arguments})"


def _known(value: float | None, code: str, at: int) -> float:
    """Return a result; zero loses its sign."""
    if value is None:
        raise EvalError(code, at)
    return value + 0.0


@function(
    "numbers",
    java="Calculate",
    flink=_calculated("SQRT"),
    null_means="E_RANGE",
    example=("SQRT(2.25)", "1.5e0"),
)
def sqrt(x: float, at: int) -> float:
    """The square root; of a negative number it is an error."""
    return _known(elementary.sqrt(x), "E_RANGE", at)


@function(
    "numbers",
    java="Calculate",
    flink=_calculated("POWER", 2),
    null_means="E_RANGE",
    example=("POWER(2, 10)", "1024e0"),
)
def power(x: float, y: float, at: int) -> float:
    """The first number to the power of the second; x² and √x are exact like multiplication and SQRT."""
    return _known(elementary.power(x, y), "E_RANGE", at)


@function(
    "numbers", java="Calculate", flink=_calculated("EXP"), null_means="E_RANGE", example=("EXP(0)", "1e0")
)
def exp(x: float, at: int) -> float:
    """The number e to the power of x."""
    return _known(elementary.exp(x), "E_RANGE", at)


@function(
    "numbers", java="Calculate", flink=_calculated("LN"), null_means="E_RANGE", example=("LN(1)", "0e0")
)
def ln(x: float, at: int) -> float:
    """The natural logarithm of a positive number."""
    return _known(elementary.ln(x), "E_RANGE", at)


@function(
    "numbers",
    java="Calculate",
    flink=_calculated("LOG10"),
    null_means="E_RANGE",
    example=("LOG10(1000)", "3e0"),
)
def log10(x: float, at: int) -> float:
    """The logarithm of a positive number to the base 10."""
    return _known(elementary.log10(x), "E_RANGE", at)


@function(
    "numbers",
    java="Calculate",
    flink=_calculated("LOG", 2),
    null_means="E_RANGE",
    example=("LOG(2, 8)", "3e0"),
)
def log(base: float, x: float, at: int) -> float:
    """The logarithm of a positive number to a base, which is positive and not 1."""
    return _known(elementary.log(base, x), "E_RANGE", at)


def _angle(name: str, value: Callable[[float], float | None], help_: str, example: tuple[str, str]) -> None:
    def implementation(x: float, at: int) -> float:
        return _known(value(x), "E_ARGUMENT", at)

    implementation.__name__ = name.lower()
    implementation.__doc__ = help_
    function("numbers", java="Calculate", flink=_calculated(name), null_means="E_ARGUMENT", example=example)(
        implementation
    )


_angle(
    "SIN",
    elementary.sin,
    "The sine of an angle in radians; the angle is at most 1,000,000 in size.",
    ("SIN(0)", "0e0"),
)
_angle(
    "COS",
    elementary.cos,
    "The cosine of an angle in radians; the angle is at most 1,000,000 in size.",
    ("COS(0)", "1e0"),
)
_angle(
    "TAN",
    elementary.tan,
    "The tangent of an angle in radians; the angle is at most 1,000,000 in size.",
    ("TAN(0)", "0e0"),
)
_angle("ASIN", elementary.asin, "The angle in radians whose sine is given.", ("ASIN(0)", "0e0"))
_angle("ACOS", elementary.acos, "The angle in radians whose cosine is given.", ("ACOS(1)", "0e0"))


@function("numbers", java="Calculate", flink=_calculated("ATAN"), example=("ATAN(0)", "0e0"))
def atan(x: float) -> float:
    """The angle in radians whose tangent is given."""
    return elementary.atan(x) + 0.0


@function("numbers", java="Calculate", flink=_calculated("ATAN2", 2), example=("ATAN2(0, 1)", "0e0"))
def atan2(y: float, x: float) -> float:
    """The angle in radians, from -π to π, between the direction of x and a point; 0 for the point 0, 0."""
    return elementary.atan2(y, x) + 0.0


@function(
    "numbers",
    flink=f"(({{0}}) / {DEGREES!r}E0)",
    python=f"({{0}} / {DEGREES!r})",
    example=("RADIANS(0)", "0e0"),
)
def radians(degrees: float) -> float:
    """An angle in degrees as radians."""
    return degrees / DEGREES


@function(
    "numbers",
    flink=f"(({{0}}) * {DEGREES!r}E0)",
    guards=lambda call, operands: [(f"ABS({operands[0]}) > 1E306", "E_RANGE")],
    fails=True,
    example=("DEGREES(0)", "0e0"),
)
def degrees(radians: float, at: int) -> float:
    """An angle in radians as degrees; the angle is at most 1e306 in size."""
    if abs(radians) > 1e306:
        raise EvalError("E_RANGE", at)
    return radians * DEGREES


@function(
    "numbers",
    flink="CAST(CASE WHEN {0} > 0 THEN 1 WHEN {0} < 0 THEN -1 WHEN {0} = 0 THEN 0 END AS BIGINT)",
    python="(({0} > 0) - ({0} < 0))",
    range_=(-1, 1),
    example=("SIGN(-2.5)", "-1"),
)
def sign(x: Number) -> int:
    """Which side of zero the number lies on: 1 if it is positive, -1 if it is negative, 0 for zero."""
    return (x > 0) - (x < 0)


@special_form("numbers", "MOD(x BIGINT, y BIGINT) → BIGINT", example=("MOD(-7, 2)", "-1"))
def mod(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The remainder of a division, like %; it has the sign of the first number."""
    if not has_arguments(context, form, node, 2, 2):
        return unknown(node)
    return _combined(context, node, "%", *arguments)


def _combined(
    context: Context, node: ast.Call, operator: str, left: tree.Node, right: tree.Node
) -> tree.Node:
    """Return the node of an operator that stands where the call does."""
    binary = ast.Binary(node.start, node.end, operator, node.start, node.arguments[0], node.arguments[-1])
    return combine(context, binary, left, right)


@special_form("numbers", "CLAMP(x, low, high) → the type of the values", example=("CLAMP(12, 0, 10)", "10"))
def clamp(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The value, or the limit that is nearer if it lies outside; with limits in the wrong order the low one."""
    if not has_arguments(context, form, node, 3, 3):
        return unknown(node)
    x, low, high = arguments
    below = extreme(context, FUNCTIONS["LEAST"], node, [x, high])
    if is_unknown(below):
        return below
    return extreme(context, FUNCTIONS["GREATEST"], node, [below, low])


@special_form("numbers", "BUCKET(x number, width) → number", example=("BUCKET(37, 10)", "30"))
def bucket(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The start of the bucket that x falls into, where buckets of one width, a literal, begin at 0 and go on in both
    directions."""
    if not has_arguments(context, form, node, 2, 2):
        return unknown(node)
    x, width = arguments
    if not x.type.is_number:
        return wrong_type(context, node, x, "a number")
    if not isinstance(width, tree.Constant) or not width.type.is_number or not width.value > 0:
        return context.error(width, "E_LITERAL", "the width is a number above 0")
    if x.type.kind == "BIGINT" and width.type.kind == "BIGINT":
        rest = _combined(context, node, "%", x, width)
        positive = _combined(context, node, "%", _combined(context, node, "+", rest, width), width)
        return _combined(context, node, "-", x, positive)
    quotient = _combined(context, node, "/", x, width)
    if is_unknown(quotient):
        return quotient
    start = whole(context, FUNCTIONS["FLOOR"], node, quotient)
    return _combined(context, node, "*", start, width)


def _bucket_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 4, 4):
        return unknown(node)
    if not arguments[0].type.is_number:
        return wrong_type(context, node, arguments[0], "a number")
    limits: list[float] = []
    for limit in arguments[1:3]:
        if not isinstance(limit, tree.Constant) or not limit.type.is_number:
            return context.error(limit, "E_LITERAL", "the limits are numbers")
        limits.append(float(limit.value))
    low, high = limits
    if not low < high or max(abs(low), abs(high)) > LARGEST_LIMIT:
        return context.error(arguments[2], "E_LITERAL", "the second limit is larger than the first one")
    count = literal_integer(context, arguments[3], 1, MOST_BUCKETS, "the number of buckets")
    if count is None:
        return unknown(node)
    options = {"low": low, "high": high, "count": count}
    x = convert(arguments[0], DOUBLE)
    return make_call(context, entry, node, BIGINT, [x], range_=(0, count + 1), options=options)


def _bucket_flink(call: tree.Call, operands: Sequence[str]) -> str:
    low, high, count = (call.options[name] for name in ("low", "high", "count"))
    operand, low_sql, high_sql = operands[0], _double(low), _double(high)
    number = (
        f"CAST(FLOOR(({operand} - {low_sql}) / {_double(high - low)} * {_double(float(count))}) AS BIGINT)"
    )
    inside = f"LEAST({number}, CAST({count - 1} AS BIGINT)) + 1"
    return f"CASE WHEN {operand} < {low_sql} THEN 0 WHEN {operand} >= {high_sql} THEN {count + 1} ELSE {inside} END"


def _double(value: float) -> str:
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa}E{int(exponent or 0)}"


@function(
    "numbers",
    flink=_bucket_flink,
    python=lambda call, operands, bind: (
        f"f_width_bucket({operands[0]}, {call.options['low']!r}, {call.options['high']!r}, {call.options['count']})"
    ),
    example=("WIDTH_BUCKET(35, 0, 100, 10)", "4"),
    typing=_bucket_type,
    signature="WIDTH_BUCKET(x number, low, high, count) → BIGINT",
)
def width_bucket(x: float, low: float, high: float, count: int) -> int:
    """The number of the bucket that x falls into, where so many buckets of equal width lie between two limits, all
    three of them literals; 0 below, one more than there are from the upper limit on."""
    if x < low:
        return 0
    if x >= high:
        return count + 1
    return min(int((x - low) / (high - low) * count), count - 1) + 1


def _truncated_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
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
        type_ = decimal_type(max(type_.precision - type_.scale + digits, 1), digits)
    return make_call(context, entry, node, type_, [argument], options={"digits": digits})


def _truncated_flink(call: tree.Call, operands: Sequence[str]) -> str:
    digits = call.options["digits"]
    if call.type.kind == "DECIMAL":
        return f"CAST(TRUNCATE({operands[0]}, {digits}) AS {call.type})"
    return f"{java_name('Truncate')}({finite(call, operands[0])}, {digits})"


@function(
    "numbers",
    java="Truncate",
    flink=_truncated_flink,
    python=lambda call, operands, bind: f"f_trunc({operands[0]}, {call.options['digits']})",
    example=("TRUNC(-2.789, 1)", "-2.7"),
    typing=_truncated_type,
    signature="TRUNC(x number[, digits]) → number",
)
def trunc(x: float | Decimal, digits: int) -> float | Decimal:
    """Drops all but so many digits after the point, all of them if none is given."""
    exact = x if isinstance(x, Decimal) else Decimal(repr(x))
    dropped = EXACT.plus(exact.quantize(UNITS[digits], decimal.ROUND_DOWN, EXACT))
    return dropped if isinstance(x, Decimal) else float(dropped) + 0.0


@function("numbers", flink="HEX({0})", example=("TO_HEX(255)", "'FF'"))
def to_hex(number: int) -> str:
    """A whole number in hexadecimal digits, a negative one as two's complement."""
    return format(number & 0xFFFF_FFFF_FFFF_FFFF, "X")


@function("numbers", java="FromHex", null_means="E_CAST", example=("FROM_HEX('ff')", "255"))
def from_hex(text: str, at: int) -> int:
    """The whole number of up to 16 hexadecimal digits, as two's complement."""
    if not 1 <= len(text) <= 16 or not all(character in "0123456789abcdefABCDEF" for character in text):
        raise EvalError("E_CAST", at)
    value = int(text, 16)
    return value - 2**64 if value >= 2**63 else value


def pi(context: Context, form: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    """The number π."""
    if not has_arguments(context, form, node, 0, 0):
        return unknown(node)
    return constant(elementary.PI, DOUBLE, node)


special_form("numbers", "PI() → DOUBLE", example=("PI()", "3.141592653589793e0"))(pi)
