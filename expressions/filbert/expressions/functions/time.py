"""The time between two times. All times are UTC."""

import datetime
from collections.abc import Sequence

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, is_unknown, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.checker.literals import MILLISECONDS
from filbert.expressions.diagnostic import did_you_mean
from filbert.expressions.functions.entry import Bind, Function
from filbert.expressions.functions.registry import function, has_arguments, make_call
from filbert.expressions.types import BIGINT, TIMESTAMP

MILLISECOND = datetime.timedelta(milliseconds=1)
LONGEST = 10_000 * 366 * MILLISECONDS["DAY"]


def _difference_type(context: Context, entry: Function, node: ast.Call) -> tree.Node:
    if not has_arguments(context, entry, node, 3, 3):
        for argument in node.arguments[1:]:
            context.visit(argument)
        return unknown(node)
    unit = _unit(context, node.arguments[0])
    arguments = [context.visit(argument) for argument in node.arguments[1:]]
    if unit is None or is_unknown(*arguments):
        return unknown(node)
    for time in arguments:
        if time.type.kind not in {"TIMESTAMP", "NULL"}:
            hint = "convert: CAST(… AS TIMESTAMP)"
            return context.mistyped(time, "TIME_DIFF takes two TIMESTAMPs", hint)
    options = {"milliseconds": MILLISECONDS[unit]}
    furthest = LONGEST // MILLISECONDS[unit]
    times = [convert(argument, TIMESTAMP) for argument in arguments]
    return make_call(context, entry, node, BIGINT, times, range_=(-furthest, furthest), options=options)


def _unit(context: Context, node: ast.Node) -> str | None:
    """Read the unit, which is a text in quotes or a bare word."""
    name = ""
    if isinstance(node, ast.Scalar) and isinstance(node.value, str):
        name = node.value
    elif isinstance(node, ast.Name):
        name = node.name
    if name.upper() in MILLISECONDS:
        return name.upper()
    hint = did_you_mean(name, MILLISECONDS, "one of " + ", ".join(MILLISECONDS))
    context.error(node, "E_LITERAL", "the first argument of TIME_DIFF is a unit of time in quotes", hint)
    return None


def _difference_flink(call: tree.Call, operands: Sequence[str]) -> str:
    # TIMESTAMPDIFF loses the milliseconds and overflows.
    start, end = (
        f"(EXTRACT(EPOCH FROM {operand}) * 1000 + EXTRACT(MILLISECOND FROM {operand}))"
        for operand in operands
    )
    unit = call.options["milliseconds"]
    return f"({end} - {start})" if unit == 1 else f"(({end} - {start}) / {unit})"


def _difference_python(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    return f"f_time_diff({call.options['milliseconds']}, {', '.join(operands)})"


@function(
    "time",
    flink=_difference_flink,
    python=_difference_python,
    example=("TIME_DIFF('MINUTE', TIMESTAMP '2024-03-09 14:05:00', TIMESTAMP '2024-03-09 15:00:30')", "55"),
    rule=_difference_type,
    signature="TIME_DIFF('unit', start TIMESTAMP, end TIMESTAMP) → BIGINT",
)
def time_diff(milliseconds: int, start: datetime.datetime, end: datetime.datetime) -> int:
    """The whole units from one time to another, negative if the second is earlier.

    Units are MILLISECOND, SECOND, MINUTE, HOUR, DAY and WEEK.
    """
    passed = (end - start) // MILLISECOND
    return passed // milliseconds if passed >= 0 else -(-passed // milliseconds)
