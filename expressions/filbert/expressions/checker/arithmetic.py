"""`+ - * / % ||`, and moving times by intervals."""

from math import inf

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, bounds, clipped, is_unknown, shown, unknown
from filbert.expressions.checker.conversion import constant, convert, fold, own_type
from filbert.expressions.checker.literals import MILLISECONDS
from filbert.expressions.evaluation import LONGEST_TEXT
from filbert.expressions.types import (
    BIGINT,
    BIGINT_RANGE,
    DOUBLE,
    MAXIMUM_PRECISION,
    STRING,
    Range,
    Type,
    limited_decimal,
)

LARGEST_SAFE_DOUBLE = 1e300
"""Below it a result needs no check; the distance to the largest DOUBLE makes up for rounding on the way."""
MOST_PARTS = 200


def arithmetic(context: Context, node: ast.Binary) -> tree.Node:
    """An operator on numbers, or a time and an interval."""
    left, right = context.visit(node.left), context.visit(node.right)
    if is_unknown(left, right):
        return unknown(node)
    return combine(context, node, left, right)


def combine(context: Context, node: ast.Binary, left: tree.Node, right: tree.Node) -> tree.Node:
    """An operator on operands that have been checked."""
    if "INTERVAL" in {left.type.kind, right.type.kind}:
        return _shift(context, node, left, right)
    if left.type.kind == right.type.kind and left.type.kind in {"TIMESTAMP", "DATE"}:
        hint = "write TIME_DIFF('SECOND', from, to)"
        return context.error(node, "E_TYPE", f"'{node.operator}' does not work on two times", hint)
    for operand in (left, right):
        if operand.type.kind == "NULL":
            return context.error(operand, "E_NULL", "NULL alone has no type", "write CAST(NULL AS BIGINT)")
        if not operand.type.is_number:
            return context.mistyped(operand, f"'{node.operator}' needs numbers", _number_hint(node, operand))
    kinds = {left.type.kind, right.type.kind}
    if node.operator == "%" and kinds != {"BIGINT"}:
        operand = left if left.type.kind != "BIGINT" else right
        return context.mistyped(operand, "'%' needs whole numbers", "convert: CAST(… AS BIGINT)")
    if "DOUBLE" in kinds:
        return _doubles(context, node, convert(left, DOUBLE), convert(right, DOUBLE))
    if kinds == {"BIGINT"}:
        return _integers(context, node, left, right)
    return _decimals(context, node, left, right)


def _number_hint(node: ast.Binary, operand: tree.Node) -> str | None:
    if operand.type.kind == "STRING":
        return "write || to join texts" if node.operator == "+" else "convert: CAST(… AS BIGINT)"
    if operand.type.kind in {"TIMESTAMP", "DATE"} and node.operator in {"+", "-"}:
        return "write INTERVAL '5' MINUTE for a duration"
    return None


def _integers(context: Context, node: ast.Binary, left: tree.Node, right: tree.Node) -> tree.Node:
    operator = node.operator
    low, high = _INTEGER_RANGES[operator](bounds(left), bounds(right))
    overflow = low < BIGINT_RANGE[0] or high > BIGINT_RANGE[1]
    by_zero = operator in {"/", "%"} and bounds(right)[0] <= 0 <= bounds(right)[1]
    result = fold(
        context,
        tree.Arithmetic(
            BIGINT,
            left.nullable or right.nullable,
            clipped(low, high),
            overflow or by_zero or left.fails or right.fails,
            node.start,
            node.end,
            operator,
            left,
            right,
            overflow,
            node.at,
        ),
        (left, right),
    )
    if operator == "/" and isinstance(result, tree.Arithmetic):
        hint = "for a fraction write the dividend * 1.0"
        context.warn(node, "W_INT_DIV", "the quotient of two whole numbers loses its fraction", hint)
    return result


def _doubles(context: Context, node: ast.Binary, left: tree.Node, right: tree.Node) -> tree.Node:
    overflow = _double_magnitude(node.operator, left, right) > LARGEST_SAFE_DOUBLE
    by_zero = node.operator == "/" and not (isinstance(right, tree.Constant) and right.value)
    made = tree.Arithmetic(
        DOUBLE,
        left.nullable or right.nullable,
        None,
        overflow or by_zero or left.fails or right.fails,
        node.start,
        node.end,
        node.operator,
        left,
        right,
        overflow,
        node.at,
    )
    return fold(context, made, (left, right))


def _double_magnitude(operator: str, left: tree.Node, right: tree.Node) -> float:
    if operator == "*":
        sizes = magnitude(left), magnitude(right)
        # Nothing is known of one, but it is finite: zero times it is zero, where inf * 0 would be no number.
        return 0.0 if 0.0 in sizes else sizes[0] * sizes[1]
    if operator == "/":
        return magnitude(left) / _smallest(right)
    return magnitude(left) + magnitude(right)


def _smallest(divisor: tree.Node) -> float:
    """Return the least size of a divisor that is not zero."""
    if isinstance(divisor, tree.Constant) and divisor.value:
        return abs(float(divisor.value))
    if isinstance(divisor, tree.Convert | tree.Cast) and divisor.operand.type.kind in {"BIGINT", "DECIMAL"}:
        return float(10.0**-divisor.operand.type.scale)
    return 5e-324


def magnitude(node: tree.Node) -> float:
    """Return a size that a DOUBLE never exceeds; infinite where nothing is known."""
    if isinstance(node, tree.Constant):
        return abs(float(node.value)) if node.value is not None else 0.0
    if isinstance(node, tree.Convert | tree.Cast):
        type_ = node.operand.type
        if type_.kind == "BIGINT":
            return float(max(map(abs, bounds(node.operand))))
        return float(10.0 ** (type_.precision - type_.scale)) if type_.kind == "DECIMAL" else inf
    if isinstance(node, tree.Negate):
        return magnitude(node.operand)
    if isinstance(node, tree.Arithmetic) and not node.overflow:
        return _double_magnitude(node.operator, node.left, node.right)
    return inf


def _decimals(context: Context, node: ast.Binary, left: tree.Node, right: tree.Node) -> tree.Node:
    left_type, right_type = own_type(left, True), own_type(right, True)
    precision, scale = _decimal_size(node.operator, left_type, right_type)
    left, right = convert(left, left_type), convert(right, right_type)
    overflow = precision > MAXIMUM_PRECISION
    by_zero = node.operator == "/" and not (isinstance(right, tree.Constant) and right.value)
    made = tree.Arithmetic(
        limited_decimal(precision, scale),
        left.nullable or right.nullable,
        None,
        overflow or by_zero or left.fails or right.fails,
        node.start,
        node.end,
        node.operator,
        left,
        right,
        overflow,
        node.at,
    )
    return fold(context, made, (left, right))


def _decimal_size(operator: str, left: Type, right: Type) -> tuple[int, int]:
    """Return precision and scale of a result before they are limited: Flink's LogicalTypeMerging."""
    if operator == "*":
        return left.precision + right.precision + 1, left.scale + right.scale
    if operator == "/":
        scale = max(6, left.scale + right.precision + 1)
        return left.precision - left.scale + right.scale + scale, scale
    scale = max(left.scale, right.scale)
    return max(left.precision - left.scale, right.precision - right.scale) + scale + 1, scale


def _sum_range(left: Range, right: Range) -> Range:
    return left[0] + right[0], left[1] + right[1]


def _difference_range(left: Range, right: Range) -> Range:
    return left[0] - right[1], left[1] - right[0]


def _product_range(left: Range, right: Range) -> Range:
    products = [one * other for one in left for other in right]
    return min(products), max(products)


def _quotient_range(left: Range, right: Range) -> Range:
    if right[0] <= 0 <= right[1]:
        # The divisor nearest to zero counts, on either side.
        nearest = [divisor for divisor in (-1, 1) if right[0] <= divisor <= right[1]]
    else:
        nearest = list(right)
    quotients = [0, *(_truncated(one, other) for one in left for other in nearest)]
    return min(quotients), max(quotients)


def _truncated(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder_range(left: Range, right: Range) -> Range:
    largest = max(abs(right[0]), abs(right[1]), 1) - 1
    return max(min(left[0], 0), -largest), min(max(left[1], 0), largest)


_INTEGER_RANGES = {
    "+": _sum_range,
    "-": _difference_range,
    "*": _product_range,
    "/": _quotient_range,
    "%": _remainder_range,
}


def _shift(context: Context, node: ast.Binary, left: tree.Node, right: tree.Node) -> tree.Node:
    if right.type.kind != "INTERVAL" and node.operator == "+":
        left, right = right, left
    kind = left.type.kind
    if right.type.kind != "INTERVAL" or node.operator not in {"+", "-"} or kind not in {"TIMESTAMP", "DATE"}:
        faulty = right if right.type.kind != "INTERVAL" else left
        message = "an INTERVAL is added to or taken from a TIMESTAMP or DATE"
        return context.mistyped(faulty, message)
    assert isinstance(right, tree.Constant)
    sign = 1 if node.operator == "+" else -1
    months, milliseconds = (sign * part for part in right.value)
    if kind == "DATE" and milliseconds % MILLISECONDS["DAY"]:
        hint = "convert the day first: CAST(… AS TIMESTAMP)"
        return context.error(right, "E_TYPE", "only whole days can be added to a DATE", hint)
    made = tree.Shift(
        left.type, left.nullable, None, True, node.start, node.end, left, months, milliseconds, node.at
    )
    return fold(context, made, (left,))


def negate(context: Context, node: ast.Unary) -> tree.Node:
    """`-x`."""
    operand = context.visit(node.operand)
    if operand.type.kind == "NULL":
        return context.error(operand, "E_NULL", "NULL alone has no type", "write CAST(NULL AS BIGINT)")
    if not operand.type.is_number:
        return context.mistyped(operand, "'-' needs a number")
    overflow, range_ = False, None
    if operand.type.kind == "BIGINT":
        low, high = bounds(operand)
        overflow, range_ = low == BIGINT_RANGE[0], clipped(-high, -low)
    made = tree.Negate(
        operand.type,
        operand.nullable,
        range_,
        overflow or operand.fails,
        node.start,
        node.end,
        operand,
        overflow,
        node.start,
    )
    return fold(context, made, (operand,))


def join(context: Context, node: ast.Chain) -> tree.Node:
    """`a || b || c`; neighbouring constants become one."""
    if len(node.operands) > MOST_PARTS:
        message = f"at most {MOST_PARTS} texts can be joined"
        return context.error(node, "E_COMPLEX", message, "split it into variables")
    operands: list[tree.Node] = []
    faulty = False
    for part in node.operands:
        operand = context.visit(part)
        if operand.type.kind == "NULL":
            operand = constant(None, STRING, operand)
        if operand.type.kind != "STRING":
            context.mistyped(operand, "'||' joins texts", _text_hint(operand.type))
            faulty = True
            continue
        last = operands[-1] if operands else None
        if isinstance(operand, tree.Constant) and isinstance(last, tree.Constant):
            both = None if last.value is None or operand.value is None else last.value + operand.value
            operands[-1] = constant(both, STRING, operand)
            operands[-1].start = last.start
        else:
            operands.append(operand)
    if faulty:
        return unknown(node)
    if len(operands) == 1:
        operands[0].start, operands[0].end = node.start, node.end
        return operands[0]
    limited = sum(longest(operand) for operand in operands) > LONGEST_TEXT
    fails = limited or any(operand.fails for operand in operands)
    nullable = any(operand.nullable for operand in operands)
    made = tree.Join(STRING, nullable, None, fails, node.start, node.end, operands, limited, node.at)
    return fold(context, made, operands)


def _text_hint(type_: Type) -> str | None:
    if type_.kind == "DOUBLE":
        return "write FORMAT_NUMBER(…, 2)"
    if type_.kind == "BOOLEAN":
        return "write OR for the logical operation, CAST(… AS STRING) for a text"
    return None if shown(type_) == "an INTERVAL" else "convert: CAST(… AS STRING)"


def longest(node: tree.Node) -> int:
    """Return the most code points that a text may have; texts from outside count as half the limit.

    So a check is made only where several long texts meet, and a label put before a column costs nothing.
    """
    if isinstance(node, tree.Constant):
        return len(node.value) if node.value is not None else 0
    if isinstance(node, tree.Cast):
        return 80
    if isinstance(node, tree.Case):
        values = [value for _, value in node.branches]
        return max(longest(value) for value in (*values, node.otherwise))
    return LONGEST_TEXT // 2 + 1
