"""The types of the language: a small closed set, each with one Flink type and one Python type."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "BOOLEAN",
    "BIGINT",
    "DECIMAL",
    "DOUBLE",
    "STRING",
    "DATE",
    "TIMESTAMP",
    "ROW",
    "ARRAY",
    "MAP",
    "NULL",
    "INTERVAL",
    "UNKNOWN",
]
"""NULL is the type of the bare literal, INTERVAL exists inside sums only, UNKNOWN follows an error silently."""

Range = tuple[int, int]
"""Lowest and highest value of a BIGINT, both included."""

MAXIMUM_PRECISION = 38
BIGINT_RANGE: Range = (-(2**63), 2**63 - 1)
INTEGER_RANGES: Mapping[str, Range] = {
    "TINYINT": (-(2**7), 2**7 - 1),
    "SMALLINT": (-(2**15), 2**15 - 1),
    "INT": (-(2**31), 2**31 - 1),
    "INTEGER": (-(2**31), 2**31 - 1),
    "BIGINT": BIGINT_RANGE,
}
"""Names of integer types. All of them are BIGINT with a range."""

PLAIN_NAME = re.compile(r"[^\W\d]\w*\Z")


@dataclass(frozen=True, slots=True)
class Type:
    """A type without nullability. `str` gives its text, which `parse_type` reads back."""

    kind: Kind
    precision: int = 0
    scale: int = 0
    element: "Column | None" = None
    fields: tuple["Field", ...] = ()

    def __str__(self) -> str:
        if self.kind == "DECIMAL":
            return f"DECIMAL({self.precision}, {self.scale})"
        if self.kind == "ARRAY":
            return f"ARRAY<{self.element}>"
        if self.kind == "MAP":
            return f"MAP<STRING, {self.element}>"
        if self.kind == "ROW":
            return f"ROW<{', '.join(map(str, self.fields))}>"
        return self.kind

    @property
    def is_number(self) -> bool:
        """Whether values of the type can be calculated with."""
        return self.kind in NUMBERS

    def field(self, name: str) -> "Column | None":
        """Return the column of a field of a ROW, None if there is none of that name."""
        for field in self.fields:
            if field.name == name:
                return field.column
        return None


@dataclass(frozen=True, slots=True)
class Column:
    """A named value's type: what it holds, whether it may be NULL, what is known of its range.

    Attributes:
        range: for BIGINT, the values that may occur; None means all. It spares overflow checks.
        pii: whether the value identifies a person; expressions inherit it from what they read.
    """

    type: Type
    nullable: bool = True
    range: Range | None = None
    pii: bool = False

    def __str__(self) -> str:
        return f"{self.type}" if self.nullable else f"{self.type} NOT NULL"


@dataclass(frozen=True, slots=True)
class Field:
    """A named part of a ROW."""

    name: str
    column: Column

    def __str__(self) -> str:
        return f"{quote_name(self.name)} {self.column}"


Scope = Mapping[str, Column]
"""The names that an expression may use."""

BOOLEAN = Type("BOOLEAN")
BIGINT = Type("BIGINT")
DOUBLE = Type("DOUBLE")
STRING = Type("STRING")
DATE = Type("DATE")
TIMESTAMP = Type("TIMESTAMP")
NULL = Type("NULL")
INTERVAL = Type("INTERVAL")
UNKNOWN = Type("UNKNOWN")
UNKNOWN_COLUMN = Column(UNKNOWN)
NUMBERS = frozenset({"BIGINT", "DECIMAL", "DOUBLE"})


def quote_name(name: str) -> str:
    """Write a name as the language reads it: plain where possible, else in backticks."""
    from filbert.expressions.lexer import KEYWORDS

    if PLAIN_NAME.match(name) and name.upper() not in KEYWORDS:
        return name
    return "`" + name.replace("`", "``") + "`"


def flink_type(type_: Type) -> str:
    """Return the Flink SQL name of a type; nullability is left out, because Flink must never check it."""
    if type_.kind == "TIMESTAMP":
        return "TIMESTAMP(3)"
    if type_.kind == "ROW":
        fields = (f"`{_escape(field.name)}` {flink_type(field.column.type)}" for field in type_.fields)
        return f"ROW<{', '.join(fields)}>"
    if type_.element is not None:
        element = flink_type(type_.element.type)
        return f"ARRAY<{element}>" if type_.kind == "ARRAY" else f"MAP<STRING, {element}>"
    return str(type_)


def _escape(name: str) -> str:
    return name.replace("`", "``")


def decimal(precision: int, scale: int) -> Type:
    """Return DECIMAL(precision, scale)."""
    return Type("DECIMAL", precision, scale)


def limited_decimal(precision: int, scale: int) -> Type:
    """Return the type of a calculated decimal, which gives up scale when it needs more than 38 digits.

    Flink's rule: LogicalTypeMerging.adjustPrecisionScale.
    """
    if precision <= MAXIMUM_PRECISION:
        return decimal(precision, scale)
    return decimal(MAXIMUM_PRECISION, max(MAXIMUM_PRECISION - (precision - scale), min(scale, 6)))


def decimal_of_integers(range_: Range) -> Type:
    """Return the decimal type that holds every integer of a range, by the widths that Flink uses."""
    low, high = range_
    if low == high:
        return decimal(len(str(abs(low))), 0)
    narrow_low, narrow_high = INTEGER_RANGES["INT"]
    return decimal(10 if narrow_low <= low and high <= narrow_high else 19, 0)


def common_type(left: Type, right: Type) -> Type | None:
    """Return the type to which both can be converted without a cast, None if there is none.

    Only BIGINT → DECIMAL → DOUBLE and NULL → anything convert by themselves.
    """
    if left == right or right.kind in {"NULL", "UNKNOWN"}:
        return left
    if left.kind in {"NULL", "UNKNOWN"}:
        return right
    if left.is_number and right.is_number:
        return _common_number(left, right)
    if left.kind != right.kind:
        return None
    if left.kind == "ROW":
        return _common_row(left, right)
    if left.element is not None and right.element is not None:
        # Elements are not converted inside a list, so their types must agree already.
        element = common_column(left.element, right.element)
        if element is None or flink_type(left.element.type) != flink_type(right.element.type):
            return None
        return Type(left.kind, element=element)
    return left


def common_column(left: Column, right: Column) -> Column | None:
    """Return a column that holds the values of both."""
    type_ = common_type(left.type, right.type)
    if type_ is None:
        return None
    range_ = None if left.range is None or right.range is None else hull(left.range, right.range)
    return Column(type_, left.nullable or right.nullable, range_, left.pii or right.pii)


def hull(left: Range, right: Range) -> Range:
    """Return the smallest range that holds both."""
    return min(left[0], right[0]), max(left[1], right[1])


def _common_number(left: Type, right: Type) -> Type | None:
    if left.kind == right.kind == "BIGINT":
        return left
    if "DOUBLE" in {left.kind, right.kind}:
        return DOUBLE
    left = left if left.kind == "DECIMAL" else decimal(19, 0)
    right = right if right.kind == "DECIMAL" else decimal(19, 0)
    scale = max(left.scale, right.scale)
    digits = max(left.precision - left.scale, right.precision - right.scale)
    return decimal(digits + scale, scale) if digits + scale <= MAXIMUM_PRECISION else None


def _common_row(left: Type, right: Type) -> Type | None:
    if [field.name for field in left.fields] != [field.name for field in right.fields]:
        return None
    fields: list[Field] = []
    for one, other in zip(left.fields, right.fields, strict=True):
        # Fields are not converted inside a record, so their types must agree already.
        column = common_column(one.column, other.column)
        if column is None or flink_type(one.column.type) != flink_type(other.column.type):
            return None
        fields.append(Field(one.name, column))
    return Type("ROW", fields=tuple(fields))
