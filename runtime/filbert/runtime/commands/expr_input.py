"""What stands around an expression on the command line: columns and rows as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filbert.expressions import Column, TypeSyntaxError, ValueSyntaxError, from_json, parse_type

Json = dict[str, Any]


class InputError(ValueError):
    """Something around the expression cannot be read."""


def columns_of(given: Json) -> dict[str, Column]:
    """Return the columns of a schema."""
    columns: dict[str, Column] = {}
    for name, text in given.items():
        try:
            columns[name] = parse_type(text if isinstance(text, str) else "")
        except TypeSyntaxError as error:
            hint = f"; {error.hint}" if error.hint else ""
            raise InputError(f"type of '{name}': {error.message}{hint}") from None
    return columns


def cells_of(given: Json, schema: Mapping[str, Column]) -> dict[str, Any]:
    """Return a whole row; what is not given is NULL."""
    unknown = [name for name in given if name not in schema]
    if unknown:
        raise InputError(f"the schema has no column '{unknown[0]}'")
    row: dict[str, Any] = {}
    for name, column in schema.items():
        try:
            row[name] = from_json(given.get(name), column.type)
        except ValueSyntaxError as error:
            raise InputError(f"value of '{name}': {error}") from None
    return row


def json_object(text: str, what: str) -> Json:
    """Return the JSON object that is a text, or in a file named `@FILE`."""
    if text.startswith("@"):
        try:
            text = Path(text[1:]).read_text(encoding="utf-8")
        except OSError as error:
            raise InputError(f"cannot read {error.filename}: {error.strerror}") from None
    try:
        return object_of(json.loads(text), what)
    except json.JSONDecodeError as error:
        raise InputError(f"{what} is not JSON: {error}") from None


def object_of(value: Any, what: str) -> Json:
    """Return a JSON object, and refuse everything else."""
    if not isinstance(value, dict):
        raise InputError(f"{what} is not a JSON object")
    return value
