"""Arithmetic in Flink SQL: values that cannot throw, and the conditions of overflow, as few as the ranges allow."""

from filbert.expressions import tree
from filbert.expressions.flink_conversion import LARGEST_DOUBLE
from filbert.expressions.flink_literal import LOWEST_BIGINT, bare, literal
from filbert.expressions.types import BIGINT, BIGINT_RANGE, Range, flink_type

LOWEST, HIGHEST = BIGINT_RANGE


def quotient(node: tree.Arithmetic, left: str, right: str) -> str:
    """Return the SQL of `/` or `%`, NULL where the divisor is zero.

    Also where its range excludes zero: a column that is in error holds anything, and Flink may calculate before it
    filters.
    """
    divisor = node.right
    if isinstance(divisor, tree.Constant):
        # A divisor of zero is an error always; what Flink would make of the constant does not matter then.
        right = (
            literal(divisor.value, divisor.type)
            if divisor.value
            else f"CAST(NULL AS {flink_type(divisor.type)})"
        )
    else:
        zero = "0.0E0" if divisor.type.kind == "DOUBLE" else "0"
        right = f"NULLIF({right}, {zero})"
    return f"MOD({left}, {right})" if node.operator == "%" else f"{left} / {right}"


def may_be_zero(node: tree.Node) -> bool:
    """Whether a divisor may be zero."""
    if isinstance(node, tree.Constant):
        return not node.value
    low, high = node.range or BIGINT_RANGE
    return node.type.kind != "BIGINT" or low <= 0 <= high


def overflow(node: tree.Arithmetic, left: str, right: str) -> str:
    """Return the condition that an operation on two BIGINTs does not fit; NULL operands do not meet it."""
    if node.operator == "/":
        return f"{left} = {LOWEST_BIGINT} AND {right} = -1"
    if node.operator == "*":
        return _product_overflow(node, left, right)
    if isinstance(node.right, tree.Constant):
        amount = node.right.value if node.operator == "+" else -node.right.value
        return _beyond(left, amount)
    if isinstance(node.left, tree.Constant) and node.operator == "+":
        return _beyond(right, node.left.value)
    return _sum_overflow(node, left, right)


def _beyond(operand: str, amount: int) -> str:
    if amount > 0:
        return f"{operand} > {bare(HIGHEST - amount, BIGINT)}"
    return f"{operand} < {bare(LOWEST - amount, BIGINT)}"


def _sum_overflow(node: tree.Arithmetic, left: str, right: str) -> str:
    """Compare with what is left up to the limit, which does not overflow itself for the sign that is asked for."""
    (low, high), (least, most) = _range(node.left), _range(node.right)
    if node.operator == "+":
        up, down, back = ">", "<", "-"
        above, below = high + most > HIGHEST, low + least < LOWEST
        signed_up, signed_down = least <= 0, most >= 0
    else:
        up, down, back = "<", ">", "+"
        above, below = high - least > HIGHEST, low - most < LOWEST
        signed_up, signed_down = most >= 0, least <= 0
    conditions = []
    if above:
        sign = f"{right} {up} 0 AND " if signed_up else ""
        conditions.append(f"{sign}{left} > {HIGHEST} {back} {right}")
    if below:
        sign = f"{right} {down} 0 AND " if signed_down else ""
        conditions.append(f"{sign}{left} < {LOWEST_BIGINT} {back} {right}")
    return conditions[0] if len(conditions) == 1 else " OR ".join(f"({each})" for each in conditions)


def _product_overflow(node: tree.Arithmetic, left: str, right: str) -> str:
    for constant, operand in ((node.right, left), (node.left, right)):
        if isinstance(constant, tree.Constant):
            factor = abs(constant.value)
            lowest, highest = -(-LOWEST // factor), HIGHEST // factor
            if constant.value < 0:
                lowest, highest = -highest, min(-lowest, HIGHEST)
            return f"{operand} NOT BETWEEN {bare(lowest, BIGINT)} AND {bare(highest, BIGINT)}"
    condition = f"{left} * {right} / NULLIF({right}, 0) <> {left}"
    low, (least, most) = _range(node.left)[0], _range(node.right)
    if low == LOWEST and least <= -1 <= most:
        condition += f" OR ({left} = {LOWEST_BIGINT} AND {right} = -1)"
    return condition


def _range(node: tree.Node) -> Range:
    return node.range or BIGINT_RANGE


def infinite(value: str) -> str:
    """Return the condition that a DOUBLE is not finite."""
    return f"NOT (ABS({value}) <= {LARGEST_DOUBLE})"
