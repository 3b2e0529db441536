"""Parts, limits and texts of times, in any zone: without one, UTC."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from filbert.expressions import ast, moment, tree
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.diagnostic import did_you_mean
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import Function, java_name
from filbert.expressions.functions.parameter import Literal, Moment, literal_text
from filbert.expressions.functions.registry import Typing, function, has_arguments, make_call, wrong_type
from filbert.expressions.sql_text import sql_text
from filbert.expressions.time_pattern import (
    TimePatternError,
    check_reading,
    time_pattern,
)
from filbert.expressions.time_pattern import (
    format_time as formatted,
)
from filbert.expressions.time_pattern import (
    parse_time as parsed,
)
from filbert.expressions.types import BIGINT, Range
from filbert.expressions.zone import zone_names, zone_of

UTC: Final = "UTC"
DAYS: Final = ("TIMESTAMP", "DATE")
CLOCK: Final = ("TIMESTAMP",)
NATIVE: Final = {
    "YEAR": "YEAR",
    "MONTH": "MONTH",
    "DAY": "DAY",
    "HOUR": "HOUR",
    "MINUTE": "MINUTE",
    "DAY_OF_WEEK": "ISODOW",
}
"""Parts that Flink itself gives rightly from 1970 on, without a zone."""
UNITS: Final = ("MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
DATE_UNITS: Final = UNITS[4:]


def _zone(context: Context, argument: ast.Node) -> str | None:
    name = literal_text(context, argument, "the zone", "such as 'Europe/Warsaw'")
    return None if name is None else _known_zone(context, argument, name)


def _known_zone(context: Context, span: ast.Node | tree.Node, name: str) -> str | None:
    try:
        zone_of(name)
    except KeyError:
        hint = did_you_mean(name, zone_names(), "names are those of the tz database, such as 'Europe/Warsaw'")
        context.error(span, "E_LITERAL", f"there is no time zone '{name}'", hint)
        return None
    return name


def _unit_of(units: Sequence[str]) -> Literal:
    def read(context: Context, argument: ast.Node) -> str | None:
        name = ""
        if isinstance(argument, ast.Scalar) and isinstance(argument.value, str):
            name = argument.value
        elif isinstance(argument, ast.Name):
            name = argument.name
        if name.upper() in units:
            return name.upper()
        hint = did_you_mean(name, units, "one of " + ", ".join(units))
        context.error(argument, "E_LITERAL", "the first argument is a unit of time in quotes", hint)
        return None

    return Literal("'unit'", read)


def _time(context: Context, argument: ast.Node) -> str | None:
    hint = "such as '22:00'"
    text = literal_text(context, argument, "the time of the day", hint)
    if text is None:
        return None
    found = parsed("yyyy HH:mm", f"2000 {text}")
    if found is None:
        context.error(argument, "E_LITERAL", "the time of the day is written as HH:MM", hint)
        return None
    return text


def _written(context: Context, argument: ast.Node) -> str | None:
    text = literal_text(context, argument, "the pattern", "such as 'yyyy-MM-dd HH:mm:ss'")
    try:
        if text is not None:
            time_pattern(text)
    except TimePatternError as error:
        context.error(argument, "E_PATTERN", error.message, error.hint)
        return None
    return text


def _reading(clock: bool) -> Literal:
    def read(context: Context, argument: ast.Node) -> str | None:
        text = literal_text(context, argument, "the pattern", "such as 'yyyy-MM-dd HH:mm:ss'")
        try:
            if text is not None:
                check_reading(text, clock=clock)
        except TimePatternError as error:
            context.error(argument, "E_PATTERN", error.message, error.hint)
            return None
        return text

    return Literal("'pattern'", read)


Zone = Annotated[str, Literal("'zone'", _zone)]
Unit = Annotated[str, _unit_of(UNITS)]
DateUnit = Annotated[str, _unit_of(DATE_UNITS)]
ClockTime = Annotated[str, Literal("'HH:MM'", _time)]
Pattern = Annotated[str, Literal("'pattern'", _written)]
TimeReading = Annotated[str, _reading(True)]
DateReading = Annotated[str, _reading(False)]


# Parts


def _part_type(kinds: Sequence[str], range_: Range) -> Typing:
    def typing(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
        if not has_arguments(context, entry, node, 1, 2):
            return unknown(node)
        time = arguments[0]
        if time.type.kind not in kinds:
            return wrong_type(context, node, time, "a " + " or ".join(kinds))
        zone = None
        if len(arguments) == 2:
            given = arguments[1]
            if not isinstance(given, tree.Constant) or not isinstance(given.value, str):
                return context.error(given, "E_LITERAL", "the zone is a text in quotes", entry.signature)
            if time.type.kind == "DATE":
                return context.error(given, "E_TYPE", "a DATE is the same day in every zone")
            zone = _known_zone(context, given, given.value)
            if zone is None:
                return unknown(node)
        return make_call(context, entry, node, BIGINT, [time], range_=range_, options={"zone": zone})

    return typing


def part_flink(call: tree.Call, operands: Sequence[str], name: str) -> str:
    """Return SQL of a part of a time or day."""
    zone = call.options["zone"]
    if name in NATIVE and zone is None:
        return f"EXTRACT({NATIVE[name]} FROM {operands[0]})"
    return f"{java_name('TimePart')}('{name}', {operands[0]}, {sql_text(zone or UTC)})"


def part_of(name: str, time: datetime.date, zone: str | None) -> int:
    """Return a part of a time or day."""
    if not isinstance(time, datetime.datetime):
        return moment.part(name, moment.days(time), 0)
    local = moment.milliseconds(time) if zone is None else moment.local_milliseconds(time, zone)
    return moment.part(name, local // moment.DAY, local % moment.DAY)


def _part(
    name: str, range_: Range, help_: str, example: tuple[str, str], kinds: Sequence[str] = DAYS
) -> None:
    def implementation(time: datetime.date, zone: str | None) -> int:
        return part_of(name, time, zone)

    implementation.__name__ = name.lower()
    implementation.__doc__ = help_
    function(
        "time",
        java="TimePart",
        flink=lambda call, operands: part_flink(call, operands, name),
        python=lambda call, operands, bind: f"f_{name.lower()}({operands[0]}, {call.options['zone']!r})",
        example=example,
        typing=_part_type(kinds, range_),
        signature=f"{name}(time {' or '.join(kinds)}[, 'zone']) → BIGINT",
    )(implementation)


_DAY = "DATE '2024-03-09'"
_CLOCK = "TIMESTAMP '2024-03-09 14:05:07.250'"
_part("YEAR", (1, 10_000), "The year.", (f"YEAR({_DAY})", "2024"))
_part("QUARTER", (1, 4), "The quarter of the year.", (f"QUARTER({_DAY})", "1"))
_part("MONTH", (1, 12), "The month, 1 to 12.", (f"MONTH({_DAY})", "3"))
_part(
    "WEEK",
    (1, 53),
    "The week by ISO 8601; week 1 has the year's first Thursday.",
    (f"WEEK({_DAY})", "10"),
)
_part(
    "ISO_YEAR",
    (1, 10_000),
    "The year of the week by ISO 8601.",
    ("ISO_YEAR(DATE '2024-12-30')", "2025"),
)
_part("DAY", (1, 31), "The day of the month.", (f"DAY({_DAY})", "9"))
_part("DAY_OF_YEAR", (1, 366), "The day of the year, from 1.", (f"DAY_OF_YEAR({_DAY})", "69"))
_part("DAY_OF_WEEK", (1, 7), "The day of the week: 1 is Monday, 7 is Sunday.", (f"DAY_OF_WEEK({_DAY})", "6"))
_part("HOUR", (0, 23), "The hour of the day, 0 to 23.", (f"HOUR({_CLOCK}, 'Europe/Warsaw')", "15"), CLOCK)
_part("MINUTE", (0, 59), "The minute of the hour.", (f"MINUTE({_CLOCK})", "5"), CLOCK)
_part("SECOND", (0, 59), "The second of the minute.", (f"SECOND({_CLOCK})", "7"), CLOCK)
_part("MILLISECOND", (0, 999), "The millisecond of the second.", (f"MILLISECOND({_CLOCK})", "250"), CLOCK)


def _sql_part(name: str, operands: str, zone: str) -> str:
    return f"{java_name('TimePart')}('{name}', {operands}, {sql_text(zone)})"


@function(
    "time",
    java="TimePart",
    flink=lambda call, operands: f"({_sql_part('DAY_OF_WEEK', operands[0], call.options['zone'])} >= 6)",
    example=("IS_WEEKEND(DATE '2024-03-09')", "TRUE"),
)
def is_weekend(time: Moment, zone: Zone = UTC) -> bool:
    """Whether it is Saturday or Sunday."""
    return part_of("DAY_OF_WEEK", time, zone) >= 6


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _between_flink(call: tree.Call, operands: Sequence[str]) -> str:
    minute = _sql_part("MINUTE_OF_DAY", operands[0], call.options["zone"])
    start, end = _minutes(call.options["start"]), _minutes(call.options["end"])
    return f"({minute} >= {start} {'AND' if start < end else 'OR'} {minute} < {end})"


@function(
    "time",
    java="TimePart",
    flink=_between_flink,
    example=(f"IS_TIME_BETWEEN({_CLOCK}, '22:00', '06:00', 'Europe/Warsaw')", "FALSE"),
)
def is_time_between(time: datetime.datetime, start: ClockTime, end: ClockTime, zone: Zone = UTC) -> bool:
    """Whether the clock shows at least the first time and less than the second; over midnight if the second is not
    later."""
    minute = part_of("MINUTE_OF_DAY", time, zone)
    first, last = _minutes(start), _minutes(end)
    return first <= minute < last if first < last else minute >= first or minute < last


@function(
    "time",
    java="TimePart",
    flink=lambda call, operands: _sql_part("OFFSET", operands[0], call.options["zone"]),
    range_=(-1_440, 1_440),
    example=(f"ZONE_OFFSET({_CLOCK}, 'Europe/Warsaw')", "60"),
)
def zone_offset(time: datetime.datetime, zone: Zone) -> int:
    """The minutes that the clocks of a zone are ahead of UTC."""
    return (moment.local_milliseconds(time, zone) - moment.milliseconds(time)) // 60_000


# Limits and moving


def _found(value: Any, code: str, at: int) -> Any:
    if value is None:
        raise EvalError(code, at)
    return value


def _refuse_clocks(
    context: Context, node: ast.Call, arguments: Sequence[tree.Node], options: Mapping[str, Any]
) -> bool:
    """Report a unit of the clock for a DATE, which has none."""
    unit = options["unit"]
    if unit in DATE_UNITS or not any(argument.type.kind == "DATE" for argument in arguments):
        return False
    hint = "write 'DAY' or a longer unit, or make it a time: CAST(… AS TIMESTAMP)"
    context.error(node.arguments[0], "E_LITERAL", f"a DATE has no {unit}", hint)
    return True


@function(
    "time",
    java="StartOf",
    null_means="E_RANGE",
    refuse=_refuse_clocks,
    example=(
        "START_OF('DAY', TIMESTAMP '2024-03-09 23:30:00', 'Europe/Warsaw')",
        "TIMESTAMP '2024-03-09 23:00:00'",
    ),
)
def start_of(unit: Unit, time: Moment, zone: Zone = UTC, *, at: int) -> Moment:
    """When the unit of time that holds a time begins by the clocks of a zone; of a DATE, the first day of the unit.

    Units are MILLISECOND, SECOND, MINUTE, HOUR, DAY, WEEK (from Monday), MONTH, QUARTER and YEAR; of a DATE from DAY
    on.
    """
    if not isinstance(time, datetime.datetime):
        day: Moment = _found(moment.start_of_date(unit, time), "E_RANGE", at)
        return day
    start = moment.boundary(unit, time, zone, 0)
    instant: Moment = _found(None if start is None else moment.timestamp(start), "E_RANGE", at)
    return instant


@function(
    "time",
    java="EndOf",
    null_means="E_RANGE",
    refuse=_refuse_clocks,
    example=("END_OF('MONTH', DATE '2024-02-09')", "DATE '2024-02-29'"),
)
def end_of(unit: Unit, time: Moment, zone: Zone = UTC, *, at: int) -> Moment:
    """The last millisecond of the unit of time that holds a time, by the clocks of a zone; of a DATE, the last day of
    the unit. Units are those of START_OF."""
    if not isinstance(time, datetime.datetime):
        following = moment.start_of_date(unit, time, 1)
        day: datetime.date = _found(following, "E_RANGE", at)
        return day - datetime.timedelta(days=1)
    end = moment.boundary(unit, time, zone, 1)
    instant: Moment = _found(None if end is None else moment.timestamp(end - 1), "E_RANGE", at)
    return instant


@function(
    "time",
    java="TimeAdd",
    null_means="E_RANGE",
    refuse=_refuse_clocks,
    example=(
        "TIME_ADD('DAY', 1, TIMESTAMP '2024-03-30 12:00:00', 'Europe/Warsaw')",
        "TIMESTAMP '2024-03-31 11:00:00'",
    ),
)
def time_add(unit: Unit, amount: int, time: Moment, zone: Zone = UTC, *, at: int) -> Moment:
    """A time moved by so many units, back if the number is negative. Days and longer units keep the time that the
    clocks of the zone show; the day of the month is cut to the end of the month. Units are those of START_OF."""
    moved: datetime.date | None
    if isinstance(time, datetime.datetime):
        moved = moment.shift(unit, time, amount, zone)
    else:
        moved = moment.shift_date(unit, time, amount)
    found: Moment = _found(moved, "E_RANGE", at)
    return found


@function(
    "time",
    java="DateDiff",
    range_=(-3_660_000, 3_660_000),
    example=("DATE_DIFF('MONTH', DATE '2024-01-31', DATE '2024-02-29')", "0"),
)
def date_diff(unit: DateUnit, start: datetime.date, end: datetime.date) -> int:
    """The whole units from one day to another, negative if the second is earlier. Units are DAY, WEEK, MONTH, QUARTER
    and YEAR."""
    return moment.whole_units(unit, start, end)


@function(
    "time",
    java="DateDiff",
    flink=f"{java_name('DateDiff')}('YEAR', {{0}}, {{1}})",
    range_=(-9_999, 9_999),
    example=("AGE(DATE '2000-02-29', DATE '2018-02-28')", "17"),
)
def age(birth: datetime.date, day: datetime.date) -> int:
    """The age in years on a day."""
    return moment.whole_units("YEAR", birth, day)


@function(
    "time",
    java="LocalDay",
    null_means="E_RANGE",
    example=("LOCAL_DATE(TIMESTAMP '2024-03-09 23:30:00', 'Europe/Warsaw')", "DATE '2024-03-10'"),
)
def local_date(time: datetime.datetime, zone: Zone = UTC, *, at: int) -> datetime.date:
    """The day that the calendar of a zone shows."""
    day, moved = moment.date_of(moment.local_milliseconds(time, zone) // moment.DAY)
    if moved:
        raise EvalError("E_RANGE", at)
    return day


@function(
    "time", java="MakeDate", null_means="E_ARGUMENT", example=("MAKE_DATE(2024, 3, 9)", "DATE '2024-03-09'")
)
def make_date(year: int, month: int, day: int, at: int) -> datetime.date:
    """The day of a year, month and day of the month."""
    try:
        return datetime.date(year, month, day)
    except (ValueError, OverflowError):
        raise EvalError("E_ARGUMENT", at) from None


@function(
    "time",
    java="MakeTime",
    null_means="E_ARGUMENT",
    example=(f"MAKE_TIME({_DAY}, 14, 5, 0, 'Europe/Warsaw')", "TIMESTAMP '2024-03-09 13:05:00'"),
)
def make_time(
    day: datetime.date, hour: int, minute: int, second: int, zone: Zone = UTC, *, at: int
) -> datetime.datetime:
    """When the clocks of a zone show a time of a day: the first time if they show it twice; if they skip it, as much
    later as they skip."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        raise EvalError("E_ARGUMENT", at)
    clock = ((hour * 60 + minute) * 60 + second) * 1_000
    found = moment.timestamp(zone_of(zone).to_instant(moment.days(day) * moment.DAY + clock))
    instant: datetime.datetime = _found(found, "E_ARGUMENT", at)
    return instant


# Since 1970


_MOMENT = "TIMESTAMP '1970-01-01 00:00:01.5'"


def _epoch(unit: int) -> str:
    milliseconds = "(EXTRACT(EPOCH FROM {0}) * 1000 + EXTRACT(MILLISECOND FROM {0}))"
    return milliseconds if unit == 1 else "EXTRACT(EPOCH FROM {0})"


@function(
    "time",
    flink=_epoch(1),
    range_=(0, moment.LAST),
    example=(f"EPOCH_MILLIS({_MOMENT})", "1500"),
)
def epoch_millis(time: datetime.datetime) -> int:
    """The milliseconds since 1970 began."""
    return moment.milliseconds(time)


@function(
    "time",
    flink=_epoch(1_000),
    range_=(0, moment.LAST),
    example=(f"EPOCH_SECONDS({_MOMENT})", "1"),
)
def epoch_seconds(time: datetime.datetime) -> int:
    """The whole seconds since 1970 began."""
    return moment.milliseconds(time) // 1_000


@function(
    "time",
    java="FromEpoch",
    flink=f"{java_name('FromEpoch')}({{0}}, 1)",
    null_means="E_RANGE",
    example=("FROM_EPOCH_MILLIS(1500)", "TIMESTAMP '1970-01-01 00:00:01.500'"),
)
def from_epoch_millis(milliseconds: int, at: int) -> datetime.datetime:
    """The time so many milliseconds after 1970 began."""
    found: datetime.datetime = _found(moment.timestamp(milliseconds), "E_RANGE", at)
    return found


@function(
    "time",
    java="FromEpoch",
    flink=f"{java_name('FromEpoch')}({{0}}, 1000)",
    null_means="E_RANGE",
    example=("FROM_EPOCH_SECONDS(1)", "TIMESTAMP '1970-01-01 00:00:01'"),
)
def from_epoch_seconds(seconds: int, at: int) -> datetime.datetime:
    """The time so many seconds after 1970 began."""
    found: datetime.datetime = _found(moment.timestamp(seconds * 1_000), "E_RANGE", at)
    return found


# Texts


@function(
    "time",
    java="FormatTime",
    example=(f"FORMAT_TIME({_CLOCK}, 'dd.MM.yyyy HH:mm', 'Europe/Warsaw')", "'09.03.2024 15:05'"),
)
def format_time(time: Moment, pattern: Pattern, zone: Zone = UTC) -> str:
    """A time as the clocks of a zone show it, or a day, as text."""
    if not isinstance(time, datetime.datetime):
        return formatted(pattern, time, 0, 0, 0)
    instant = moment.milliseconds(time)
    local = zone_of(zone).to_local(instant)
    day, moved = moment.date_of(local // moment.DAY)
    return formatted(pattern, day, moved, local % moment.DAY, local - instant)


@function(
    "time",
    java="ParseTime",
    null_means="E_CAST",
    example=(
        "PARSE_TIME('09.03.2024 15:05', 'dd.MM.yyyy HH:mm', 'Europe/Warsaw')",
        "TIMESTAMP '2024-03-09 14:05:00'",
    ),
)
def parse_time(text: str, pattern: TimeReading, zone: Zone = UTC, *, at: int) -> datetime.datetime:
    """Reads a text as the clocks of a zone show a time; an offset in the text itself goes first."""
    found = parsed(pattern, text)
    if found is None:
        raise EvalError("E_CAST", at)
    day, clock, offset = found
    local = moment.days(day) * moment.DAY + clock
    instant = zone_of(zone).to_instant(local) if offset is None else local - offset
    value: datetime.datetime = _found(moment.timestamp(instant), "E_CAST", at)
    return value


@function(
    "time",
    java="ParseDate",
    null_means="E_CAST",
    example=("PARSE_DATE('9.3.2024', 'd.M.yyyy')", "DATE '2024-03-09'"),
)
def parse_date(text: str, pattern: DateReading, at: int) -> datetime.date:
    """Reads a text as a day."""
    found = parsed(pattern, text)
    if found is None:
        raise EvalError("E_CAST", at)
    return found[0]
