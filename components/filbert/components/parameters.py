"""Parameter kinds. Each has one editor on screen, one check here, and says its kind in the JSON Schema."""

from decimal import Decimal
from typing import Annotated, Any

from filbert.components.duration import LONGEST, format_duration, parse_duration
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer


class Parameters(BaseModel):
    """Base of every component's parameters: unknown keys are faults, values are never coerced in silence."""

    # Deferred, so that only the models of components in use are built.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def as_text(value: object) -> object:
    """A scalar may stand where an expression is expected: `condition: true`, `total: 0.10`."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if value is None:
        return "NULL"
    # A number keeps the text it was written with: 0.10 is a DECIMAL of two places.
    return str(value) if isinstance(value, int | float | Decimal) else value


def expression(expected: str | None = None) -> Any:
    """An expression of the language; `expected` is its type for the editor."""
    extra: dict[str, Any] = {"editor": "expression"}
    if expected:
        extra["expected"] = expected
    return Annotated[str, BeforeValidator(as_text), Field(json_schema_extra=extra)]


Expression = expression()
Condition = expression("BOOLEAN")
Text = expression("STRING")
Template = Annotated[str, BeforeValidator(as_text), Field(json_schema_extra={"editor": "template"})]
StreamName = Annotated[str, Field(json_schema_extra={"editor": "stream"})]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$", json_schema_extra={"editor": "name"})]
ColumnName = Annotated[str, Field(json_schema_extra={"editor": "column"})]
Duration = Annotated[
    int,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration),
    Field(json_schema_extra={"editor": "duration", "maximum": LONGEST}),
]
