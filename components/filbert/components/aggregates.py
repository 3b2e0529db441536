"""The aggregate functions and what they give. Apart from the windows that calculate them: a check needs only types."""

from __future__ import annotations

from typing import Literal, get_args

from filbert.expressions import Column, Type
from filbert.expressions.types import BIGINT, DOUBLE

NUMBERS = frozenset({"BIGINT", "DECIMAL", "DOUBLE"})
COMPARABLE = NUMBERS | {"BOOLEAN", "STRING", "DATE", "TIMESTAMP"}
COUNTS = frozenset({"count", "count_if", "count_distinct"})
AggregateFunction = Literal[
    "count", "count_if", "count_distinct", "sum", "avg", "min", "max", "first", "last"
]
COUNT = Column(BIGINT, nullable=False, range=(0, 2**63 - 1))


def result_column(function: str, value: Column | None) -> Column:
    """Return the type of an aggregate's result.

    >>> str(result_column("sum", Column(BIGINT)))
    'BIGINT'
    >>> str(result_column("count", None))
    'BIGINT NOT NULL'

    Raises:
        ValueError: there is no such function, or it does not take such values. The message says so.
    """
    if function not in get_args(AggregateFunction):
        raise ValueError(f"there is no aggregate function '{function}'")
    if value is None:
        if function == "count":
            return COUNT
        raise ValueError(f"{function} needs a value")
    kind = value.type.kind
    if kind in {"NULL", "INTERVAL"}:
        raise ValueError(f"{function} does not take {value.type}")
    if function in COUNTS:
        if function == "count_if" and kind not in {"BOOLEAN", "UNKNOWN"}:
            raise ValueError(f"count_if takes a condition (BOOLEAN), not {value.type}")
        return COUNT
    if kind == "UNKNOWN":
        return Column(value.type)
    if function in {"sum", "avg"}:
        if kind not in NUMBERS:
            raise ValueError(f"{function} takes a number, not {value.type}")
        return Column(
            _sum_type(value.type) if function == "sum" else _average_type(value.type), pii=value.pii
        )
    if function in {"min", "max"} and kind not in COMPARABLE:
        raise ValueError(f"{function} takes values that have an order, not {value.type}")
    return Column(value.type, range=value.range, pii=value.pii)


def _sum_type(value: Type) -> Type:
    return Type("DECIMAL", 38, value.scale) if value.kind == "DECIMAL" else value


def _average_type(value: Type) -> Type:
    return Type("DECIMAL", 38, max(6, value.scale)) if value.kind == "DECIMAL" else DOUBLE
