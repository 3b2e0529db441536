"""CAST in Flink SQL: guarded by patterns and ranges, because Flink's own conversions are lenient, wrap or throw."""

from collections.abc import Callable, Mapping
from typing import Final

from filbert.expressions import text_conversion, tree
from filbert.expressions.sql_text import sql_text
from filbert.expressions.types import flink_type

LARGEST_DOUBLE: Final = "1.7976931348623157E308"
TEXT_LIMIT: Final = "9.007199254740992E15"
INTEGER_LIMIT: Final = "9.223372036854775808E18"
MOST_COMPACT_DIGITS: Final = 18
FIRST_DAY: Final = "DATE '1970-01-01'"
FIRST_TIME: Final = "TIMESTAMP '1970-01-01 00:00:00'"
LAST_TIME: Final = "TIMESTAMP '9999-12-31 23:59:59.999'"


def conversion(node: tree.Cast, operand: str) -> str:
    """Return SQL of a cast; NULL where the operand cannot be converted."""
    source, target = node.operand.type.kind, node.type.kind
    sql = _CONVERSIONS.get((source, target), _plain)(node, operand)
    if node.bounds is not None:
        low, high = node.bounds
        sql = f"CASE WHEN {sql} BETWEEN {low} AND {high} THEN {sql} END"
    return sql


def _plain(node: tree.Cast, operand: str) -> str:
    if node.operand.type == node.type:
        return operand
    return f"CAST({operand} AS {flink_type(node.type)})"


def _soft(node: tree.Cast, operand: str) -> str:
    """Decimals: a cast that does not fit gives NULL, and only TRY_CAST lets the optimiser know."""
    return f"TRY_CAST({operand} AS {flink_type(node.type)})" if node.partial else _plain(node, operand)


def _matches(operand: str, pattern: str) -> str:
    """Return the condition that a whole text matches a pattern."""
    return "REGEXP(" + operand + ", " + sql_text(r"\A(" + pattern + r")\z") + ")"


def _integer_of_text(_node: tree.Cast, operand: str) -> str:
    condition = _matches(operand, text_conversion.INTEGER_PATTERN)
    return f"CASE WHEN {condition} THEN TRY_CAST({operand} AS BIGINT) END"


def _decimal_of_text(node: tree.Cast, operand: str) -> str:
    type_ = node.type
    # A text that grows by a digit when it is rounded becomes a NULL that IS NULL does not see.
    grows = rf"\A[+-]?0*9{{{type_.precision - type_.scale}}}\.9{{{type_.scale}}}[5-9]"
    number = _matches(operand, text_conversion.DECIMAL_PATTERN)
    condition = f"{number} AND NOT REGEXP({operand}, {sql_text(grows)})"
    value = operand
    if type_.precision <= MOST_COMPACT_DIGITS:
        # Where Flink holds a decimal in a long, it counts zeros before the first digit: '0.5' is no DECIMAL(2, 2).
        value = f"TRY_CAST({operand} AS DECIMAL(38, {type_.scale}))"
    return f"CASE WHEN {condition} THEN TRY_CAST({value} AS {flink_type(type_)}) END"


def _double_of_text(_node: tree.Cast, operand: str) -> str:
    condition = _matches(operand, text_conversion.DOUBLE_PATTERN)
    value = f"TRY_CAST({operand} AS DOUBLE)"
    return f"CASE WHEN {condition} AND ABS({value}) <= {LARGEST_DOUBLE} THEN {value} END"


def _boolean_of_text(_node: tree.Cast, operand: str) -> str:
    return f"CASE LOWER({operand}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"


def _date_of_text(_node: tree.Cast, operand: str) -> str:
    # The CASE stands inside TRY_CAST: outside, Flink's extraction of filters fails on a NULL.
    condition = f"{_matches(operand, text_conversion.DATE_PATTERN)} AND {operand} >= '0001'"
    return f"TRY_CAST(CASE WHEN {condition} THEN {operand} END AS DATE)"


def _timestamp_of_text(_node: tree.Cast, operand: str) -> str:
    # Flink reads February 30 as February 29 in a TIMESTAMP, so the day is tried as a DATE first.
    condition = (
        f"{_matches(operand, text_conversion.TIMESTAMP_PATTERN)} AND {operand} >= '1970'"
        f" AND TRY_CAST(SUBSTRING({operand}, 1, 10) AS DATE) IS NOT NULL"
    )
    digits = "[0-9]{2}"
    local = f"REPLACE(REGEXP_REPLACE({operand}, '{text_conversion.ZONE_PATTERN}\\z', ''), 'T', ' ')"
    time = f"TRY_CAST(CASE WHEN {condition} THEN {local} END AS TIMESTAMP(3))"
    hours = f"TRY_CAST(REGEXP_EXTRACT({operand}, '[+-]({digits}):{digits}\\z', 1) AS INT)"
    minutes = f"TRY_CAST(REGEXP_EXTRACT({operand}, '[+-]{digits}:({digits})\\z', 1) AS INT)"
    sign = f"CASE WHEN REGEXP({operand}, '\\+{digits}:{digits}\\z') THEN -1 ELSE 1 END"
    shifted = f"TIMESTAMPADD(MINUTE, {sign} * ({hours} * 60 + {minutes}), {time})"
    inside = f"CASE WHEN {shifted} BETWEEN {FIRST_TIME} AND {LAST_TIME} THEN {shifted} END"
    return f"CASE WHEN REGEXP({operand}, '[+-]{digits}:{digits}\\z') THEN {inside} ELSE {time} END"


def _timestamp_of_date(_node: tree.Cast, operand: str) -> str:
    condition = f"{operand} >= {FIRST_DAY}"
    return f"TRY_CAST(CASE WHEN {condition} THEN CAST({operand} AS STRING) END AS TIMESTAMP(3))"


def _integer_of_double(_node: tree.Cast, operand: str) -> str:
    condition = f"{operand} >= -9.223372036854775808E18 AND {operand} < 9.223372036854775808E18"
    return f"CASE WHEN {condition} THEN CAST({operand} AS BIGINT) END"


def _integer_of_decimal(node: tree.Cast, operand: str) -> str:
    type_ = node.operand.type
    if type_.precision - type_.scale <= 18:
        return f"CAST({operand} AS BIGINT)"
    # A fraction beyond the limits is cut, so it still fits.
    size = f"DECIMAL(38, {min(type_.scale, 19)})"
    low, high = (f"CAST('{limit}' AS {size})" for limit in ("-9223372036854775809", "9223372036854775808"))
    return f"CASE WHEN {operand} > {low} AND {operand} < {high} THEN CAST({operand} AS BIGINT) END"


def _decimal_of_double(node: tree.Cast, operand: str) -> str:
    # By its text while that is the shortest one on every Java; beyond, where there is no fraction, as an integer.
    type_ = flink_type(node.type)
    exact = f"TRY_CAST(CAST({operand} AS BIGINT) AS {type_})"
    return (
        f"CASE WHEN ABS({operand}) < {TEXT_LIMIT} THEN TRY_CAST({operand} AS {type_})"
        f" WHEN ABS({operand}) < {INTEGER_LIMIT} THEN {exact} END"
    )


_CONVERSIONS: Mapping[tuple[str, str], Callable[[tree.Cast, str], str]] = {
    ("STRING", "BIGINT"): _integer_of_text,
    ("STRING", "DECIMAL"): _decimal_of_text,
    ("STRING", "DOUBLE"): _double_of_text,
    ("STRING", "BOOLEAN"): _boolean_of_text,
    ("STRING", "DATE"): _date_of_text,
    ("STRING", "TIMESTAMP"): _timestamp_of_text,
    ("DATE", "TIMESTAMP"): _timestamp_of_date,
    ("DOUBLE", "BIGINT"): _integer_of_double,
    ("DOUBLE", "DECIMAL"): _decimal_of_double,
    ("DECIMAL", "BIGINT"): _integer_of_decimal,
    ("DECIMAL", "DECIMAL"): _soft,
    ("BIGINT", "DECIMAL"): _soft,
}
