"""The declared types of a stream's records, laid out for decoding, with what is asked beyond types."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from filbert.expressions.type_parser import parse_type
from filbert.expressions.types import INTEGER_RANGES, Column

DEFAULT_MAX_BYTES = 512 * 1024
SHOWN_VALUES = 10
"""As many values of an enumeration as a message shows."""

INTEGER_KINDS = ("TINYINT", "SMALLINT", "INT", "BIGINT")

Columns = Mapping[str, Column | str]
"""Columns by name, as types or as the texts that declare them: `{"sender": "STRING NOT NULL"}`."""

EnumValue = str | int


class ConstraintError(ValueError):
    """Constraints that do not fit the columns."""


@dataclass(slots=True)
class Shape:
    """A declared type together with its constraints.

    Attributes:
        kind: as in `filbert.expressions.types`, but integers keep the width that they were declared with.
        names: of a ROW's fields.
        children: of a ROW the fields, of an ARRAY or MAP the element or value.
        allowed: the values of an enumeration, None without one.
    """

    kind: str
    precision: int = 0
    scale: int = 0
    required: bool = False
    names: tuple[str, ...] = ()
    children: tuple["Shape", ...] = ()
    allowed: frozenset[EnumValue] | None = None
    allowed_text: str = ""

    @property
    def label(self) -> str:
        """The type as messages show it."""
        return f"DECIMAL({self.precision}, {self.scale})" if self.kind == "DECIMAL" else self.kind


def as_column(declared: Column | str) -> Column:
    """Return the column that a type text declares."""
    return parse_type(declared) if isinstance(declared, str) else declared


def record_shape(
    columns: Columns,
    required: Sequence[str],
    enums: Mapping[str, Sequence[EnumValue]],
    integers: Mapping[str, str],
) -> Shape:
    """Return the shape of a whole record.

    Args:
        required: paths such as `sender`, `cell.lat`, `items[].price`; `[]` is every element or value. What is
            declared NOT NULL is required anyway.
        enums: the values that the text or integer at a path may have.
        integers: the narrower type of the BIGINT at a path; a column that was declared so needs none.

    Raises:
        ConstraintError: a path leads nowhere, or a listed value is not of its column's type.
    """
    children = tuple(_shape(as_column(declared)) for declared in columns.values())
    shape = Shape("ROW", names=tuple(columns), children=children)
    for path in required:
        _find(shape, path, "required").required = True
    for path, values in enums.items():
        _restrict(_find(shape, path, "enum"), path, values)
    for path, kind in integers.items():
        _narrow(_find(shape, path, "integers"), path, kind)
    return shape


def _shape(column: Column) -> Shape:
    type_ = column.type
    if type_.kind == "ROW":
        names = tuple(field.name for field in type_.fields)
        fields = tuple(_shape(field.column) for field in type_.fields)
        return Shape("ROW", required=not column.nullable, names=names, children=fields)
    children = () if type_.element is None else (_shape(type_.element),)
    kind = _integer_kind(column) if type_.kind == "BIGINT" else type_.kind
    return Shape(kind, type_.precision, type_.scale, not column.nullable, children=children)


def _integer_kind(column: Column) -> str:
    return next((kind for kind in INTEGER_KINDS if INTEGER_RANGES[kind] == column.range), "BIGINT")


def _find(record: Shape, path: str, option: str) -> Shape:
    found = _follow(record, path) if path else None
    if found is None:
        raise ConstraintError(f"'{path}' in '{option}' leads to no column")
    return found


def _follow(shape: Shape, path: str) -> Shape | None:
    """Return what a path leads to; where names hold dots, the longest name that leads anywhere is meant."""
    if not path:
        return shape
    if shape.kind in {"ARRAY", "MAP"} and path.startswith("[]"):
        return _follow(shape.children[0], path[2:].removeprefix("."))
    fitting = [
        name for name in shape.names if path.startswith(name) and path[len(name) :][:1] in {"", ".", "["}
    ]
    for name in sorted(fitting, key=len, reverse=True):
        child = shape.children[shape.names.index(name)]
        found = _follow(child, path[len(name) :].removeprefix("."))
        if found is not None:
            return found
    return None


def _restrict(shape: Shape, path: str, values: Sequence[EnumValue]) -> None:
    if not values:
        raise ConstraintError(f"enum of '{path}' is empty")
    wanted = str if shape.kind == "STRING" else int if shape.kind in INTEGER_KINDS else None
    for value in values:
        if type(value) is not wanted:
            raise ConstraintError(f"enum of '{path}': '{value}' is no {shape.label}")
    shown = ", ".join(
        f"'{value}'" if isinstance(value, str) else str(value) for value in values[:SHOWN_VALUES]
    )
    shape.allowed = frozenset(values)
    shape.allowed_text = f"{shown}, …" if len(values) > SHOWN_VALUES else shown


def _narrow(shape: Shape, path: str, kind: str) -> None:
    if shape.kind not in INTEGER_KINDS or kind not in INTEGER_KINDS:
        raise ConstraintError(f"'{path}' in 'integers' is {shape.label}, no integer")
    shape.kind = kind


def required_paths(columns: Columns) -> list[str]:
    """Return the paths of everything that is declared NOT NULL, at any depth.

    >>> required_paths({"id": "STRING NOT NULL", "items": "ARRAY<ROW<price DOUBLE NOT NULL>>"})
    ['id', 'items[].price']
    """
    return [path for path, column in _paths(columns) if not column.nullable]


def _paths(columns: Columns) -> Iterator[tuple[str, Column]]:
    """Yield every column, field, element and value with its path."""
    for name, declared in columns.items():
        yield from _paths_within(name, as_column(declared))


def _paths_within(path: str, column: Column) -> Iterator[tuple[str, Column]]:
    yield path, column
    for field in column.type.fields:
        yield from _paths_within(f"{path}.{field.name}", field.column)
    if column.type.element is not None:
        yield from _paths_within(f"{path}[]", column.type.element)


def integer_kinds(columns: Columns) -> dict[str, str]:
    """Return the widths of the integers that are declared narrower than BIGINT, by path.

    >>> integer_kinds({"parts": "INT", "cells": "ARRAY<ROW<id SMALLINT>>", "n": "BIGINT"})
    {'parts': 'INT', 'cells[].id': 'SMALLINT'}
    """
    kinds = {path: _integer_kind(column) for path, column in _paths(columns) if column.type.kind == "BIGINT"}
    return {path: kind for path, kind in kinds.items() if kind != "BIGINT"}


def constraints_option(
    columns: Columns,
    enums: Mapping[str, Sequence[EnumValue]] | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> str:
    """Return the value of the table option `filbert-json.constraints` for these columns.

    The table declares its columns by `flink_type`, which says less than the stream does: what is left out
    there, NOT NULL and the width of integers, the option says.

    >>> constraints_option({"id": "STRING NOT NULL", "parts": "INT"}, {"id": ["a"]})
    '{"required":["id"],"enum":{"id":["a"]},"integers":{"parts":"INT"},"max_bytes":524288}'
    """
    option = {
        "required": required_paths(columns),
        "enum": {path: list(values) for path, values in (enums or {}).items()},
        "integers": integer_kinds(columns),
        "max_bytes": max_bytes,
    }
    return json.dumps(option, ensure_ascii=False, separators=(",", ":"))
