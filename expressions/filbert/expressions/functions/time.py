"""Parts of times, and the time between them. All times are UTC."""

import datetime
from collections.abc import Sequence

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, is_unknown, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.checker.literals import MILLISECONDS
from filbert.expressions.diagnostic import did_you_mean
from filbert.expressions.functions.entry import Bind, Function
from filbert.expressions.functions.registry import Typing, function, has_arguments, make_call, wrong_type
from filbert.expressions.types import BIGINT, TIMESTAMP, Range

MILLISECOND = datetime.timedelta(milliseconds=1)
LONGEST = 10_000 * 366 * MILLISECONDS["DAY"]


def _part_type(kinds: Sequence[str], range_: Range) -> Typing:
    def typing(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
        if not has_arguments(context, entry, node, 1, 1):
            return unknown(node)
        if arguments[0].type.kind not in kinds:
            return wrong_type(context, node, arguments[0], "a " + " or ".join(kinds))
        return make_call(context, entry, node, BIGINT, arguments, range_=range_)

    return typing


_DAYS = ("TIMESTAMP", "DATE")
_CLOCK = ("TIMESTAMP",)


@function(
    "time",
    flink="EXTRACT(YEAR FROM {0})",
    python="{0}.year",
    example=("YEAR(DATE '2024-03-09')", "2024"),
    typing=_part_type(_DAYS, (1, 9999)),
    signature="YEAR(time TIMESTAMP or DATE) → BIGINT",
)
def year(time: datetime.date) -> int:
    """The year."""
    return time.year


@function(
    "time",
    flink="EXTRACT(MONTH FROM {0})",
    python="{0}.month",
    example=("MONTH(DATE '2024-03-09')", "3"),
    typing=_part_type(_DAYS, (1, 12)),
    signature="MONTH(time TIMESTAMP or DATE) → BIGINT",
)
def month(time: datetime.date) -> int:
    """The month, 1 to 12."""
    return time.month


@function(
    "time",
    flink="EXTRACT(DAY FROM {0})",
    python="{0}.day",
    example=("DAY(DATE '2024-03-09')", "9"),
    typing=_part_type(_DAYS, (1, 31)),
    signature="DAY(time TIMESTAMP or DATE) → BIGINT",
)
def day(time: datetime.date) -> int:
    """The day of the month."""
    return time.day


@function(
    "time",
    flink="EXTRACT(HOUR FROM {0})",
    python="{0}.hour",
    example=("HOUR(TIMESTAMP '2024-03-09 14:05:00')", "14"),
    typing=_part_type(_CLOCK, (0, 23)),
    signature="HOUR(time TIMESTAMP) → BIGINT",
)
def hour(time: datetime.datetime) -> int:
    """The hour of the day, 0 to 23."""
    return time.hour


@function(
    "time",
    flink="EXTRACT(MINUTE FROM {0})",
    python="{0}.minute",
    example=("MINUTE(TIMESTAMP '2024-03-09 14:05:00')", "5"),
    typing=_part_type(_CLOCK, (0, 59)),
    signature="MINUTE(time TIMESTAMP) → BIGINT",
)
def minute(time: datetime.datetime) -> int:
    """The minute of the hour."""
    return time.minute


@function(
    "time",
    flink="EXTRACT(ISODOW FROM {0})",
    python="{0}.isoweekday()",
    example=("DAY_OF_WEEK(DATE '2024-03-09')", "6"),
    typing=_part_type(_DAYS, (1, 7)),
    signature="DAY_OF_WEEK(time TIMESTAMP or DATE) → BIGINT",
)
def day_of_week(time: datetime.date) -> int:
    """The day of the week: 1 is Monday, 7 is Sunday."""
    return time.isoweekday()


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
