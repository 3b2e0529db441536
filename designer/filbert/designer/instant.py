"""Times at the edge: epoch milliseconds inside, ISO 8601 with milliseconds and Z outside."""

from typing import Annotated

from filbert.scenarios.events import format_instant, parse_instant
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema


def _read(value: object) -> object:
    return parse_instant(value) if isinstance(value, str) else value


Instant = Annotated[
    int,
    BeforeValidator(_read),
    PlainSerializer(format_instant, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-31T10:00:00.000Z"]}),
]
