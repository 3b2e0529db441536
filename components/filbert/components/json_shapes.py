"""The declared types of a stream's records, laid out for decoding, with what is asked beyond types."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from filbert.expressions.type_parser import parse_type
from filbert.expressions.types import INTEGER_RANGES, Column, flink_type

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
    columns: Columns, required: Sequence[str], enums: Mapping[str, Sequence[EnumValue]]
) -> Shape:
    """Return the shape of a whole record.

    Args:
        required: paths such as `sender`, `cell.lat`, `items[].price`; `[]` is every element or value. What is
            declared NOT NULL is required anyway.
        enums: the values that the text or integer at a path may have.

    Raises:
        ConstraintError: a path leads nowhere, or a listed value is not of its column's type.
    """
    children = tuple(_shape(as_column(declared)) for declared in columns.values())
    shape = Shape("ROW", names=tuple(columns), children=children)
    for path in required:
        _find(shape, path, "required").required = True
    for path, values in enums.items():
        _restrict(_find(shape, path, "enum"), path, values)
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
    """Follow a path; where a name holds a dot, the longest name that fits is meant."""
    shape = record
    at = 0
    while at < len(path):
        if shape.kind in {"ARRAY", "MAP"} and path.startswith("[]", at):
            shape = shape.children[0]
            at += 2
            continue
        if at > 0:
            if shape.kind != "ROW" or path[at] != ".":
                raise ConstraintError(f"'{path}' in '{option}' leads to no column")
            at += 1
        ends = {name: at + len(name) for name in shape.names if path.startswith(name, at)}
        fitting = [name for name, end in ends.items() if end == len(path) or path[end] in ".["]
        if not fitting:
            raise ConstraintError(f"'{path}' in '{option}' leads to no column")
        name = max(fitting, key=len)
        at += len(name)
        shape = shape.children[shape.names.index(name)]
    if shape is record:
        raise ConstraintError(f"an empty path in '{option}'")
    return shape


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


def declared_type(column: Column | str) -> str:
    """Return the Flink type of a source table's column, which keeps the width of integers for the format.

    >>> declared_type("ROW<id INT NOT NULL, at TIMESTAMP>")
    'ROW<`id` INT, `at` TIMESTAMP(3)>'
    """
    column = as_column(column)
    type_ = column.type
    if type_.kind == "BIGINT":
        return _integer_kind(column)
    if type_.kind == "ROW":
        fields = (
            f"`{field.name.replace('`', '``')}` {declared_type(field.column)}" for field in type_.fields
        )
        return f"ROW<{', '.join(fields)}>"
    if type_.element is not None:
        element = declared_type(type_.element)
        return f"ARRAY<{element}>" if type_.kind == "ARRAY" else f"MAP<STRING, {element}>"
    return flink_type(type_)


def required_paths(columns: Columns) -> list[str]:
    """Return the paths of everything that is declared NOT NULL, at any depth.

    >>> required_paths({"id": "STRING NOT NULL", "items": "ARRAY<ROW<price DOUBLE NOT NULL>>"})
    ['id', 'items[].price']
    """
    paths: list[str] = []
    for name, declared in columns.items():
        _collect_required(name, as_column(declared), paths)
    return paths


def _collect_required(path: str, column: Column, paths: list[str]) -> None:
    if not column.nullable:
        paths.append(path)
    for field in column.type.fields:
        _collect_required(f"{path}.{field.name}", field.column, paths)
    if column.type.element is not None:
        _collect_required(f"{path}[]", column.type.element, paths)


def constraints_option(
    columns: Columns,
    enums: Mapping[str, Sequence[EnumValue]] | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> str:
    """Return the value of the table option `filbert-json.constraints` for these columns.

    >>> constraints_option({"id": "STRING NOT NULL"}, {"id": ["a"]})
    '{"required":["id"],"enum":{"id":["a"]},"max_bytes":524288}'
    """
    option = {
        "required": required_paths(columns),
        "enum": {path: list(values) for path, values in (enums or {}).items()},
        "max_bytes": max_bytes,
    }
    return json.dumps(option, ensure_ascii=False, separators=(",", ":"))
