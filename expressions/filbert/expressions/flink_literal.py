"""Constants in Flink SQL."""

from decimal import Decimal
from typing import Any

from filbert.expressions.sql_text import sql_text
from filbert.expressions.types import BIGINT_RANGE, INTEGER_RANGES, Type, flink_type

LOWEST_BIGINT = "(-9223372036854775807 - 1)"
"""Its digits alone, before the sign, are no BIGINT."""
MOST_PLAIN_DIGITS = 18


def literal(value: Any, type_: Type) -> str:
    """Write a value so that it has exactly its type."""
    if value is None:
        return f"CAST(NULL AS {flink_type(type_)})"
    if type_.kind == "BIGINT":
        low, high = INTEGER_RANGES["INT"]
        return f"CAST({value} AS BIGINT)" if low <= value <= high else bare(value, type_)
    if type_.kind == "STRING":
        # A literal alone is CHAR: of fixed length, with other rules for comparing and for case mapping.
        return f"CAST({sql_text(value)} AS STRING)"
    if type_.kind == "DECIMAL" and not _has_own_type(value, type_):
        quote = "'" if len(value.as_tuple().digits) > MOST_PLAIN_DIGITS else ""
        return f"CAST({quote}{value:f}{quote} AS {flink_type(type_)})"
    return bare(value, type_)


def bare(value: Any, type_: Type) -> str:
    """Write a value for a place that takes any type of its kind, such as a comparison."""
    if value is None or type_.kind == "DECIMAL":
        return literal(value, type_) if value is None else _decimal(value, type_)
    if type_.kind == "BOOLEAN":
        return "TRUE" if value else "FALSE"
    if type_.kind == "BIGINT":
        return LOWEST_BIGINT if value == BIGINT_RANGE[0] else str(value)
    if type_.kind == "DOUBLE":
        return _double(value)
    if type_.kind == "DATE":
        return f"DATE '{value.isoformat()}'"
    if type_.kind == "TIMESTAMP":
        return f"TIMESTAMP '{value.isoformat(' ', 'milliseconds')}'"
    return sql_text(value)


def _has_own_type(value: Decimal, type_: Type) -> bool:
    """Whether Flink gives the plain digits of a value the same type that we do."""
    digits = len(value.as_tuple().digits)
    return digits == type_.precision and 0 < type_.scale < digits <= MOST_PLAIN_DIGITS


def _decimal(value: Decimal, type_: Type) -> str:
    if len(value.as_tuple().digits) <= MOST_PLAIN_DIGITS:
        return format(value, "f")
    return f"CAST('{value:f}' AS {flink_type(type_)})"


def _double(value: float) -> str:
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa}E{int(exponent or 0)}"
