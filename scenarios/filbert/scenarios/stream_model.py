"""The shape of a stream file."""

from __future__ import annotations

from typing import Annotated, Literal

from filbert.scenarios.stream import LARGEST_RECORD, MAX_BYTES, MAX_FIELDS, EventTime
from filbert.scenarios.structure import Duration, Mapped, Model, Name, Topic, fault, shown
from pydantic import BeforeValidator, Field


def _declaration(value: object) -> object:
    """`field: TYPE` is short for `field: {type: TYPE}`."""
    if isinstance(value, str):
        return {"type": value}
    if not isinstance(value, dict):
        raise fault(
            "E_TYPE", f"expected a type, found {shown(value)}", "for example STRING, or BIGINT NOT NULL"
        )
    return value


def _values(value: object) -> object:
    if isinstance(value, list):
        if not value:
            raise fault("E_VALUE", "an enum needs at least one value")
        if all(isinstance(each, str) for each in value) and len(set(value)) < len(value):
            raise fault("E_DUPLICATE", "an enum has each value once")
    return value


def _some(value: object) -> object:
    if isinstance(value, dict) and len(value) > MAX_FIELDS:
        raise fault("E_LIMIT", f"a stream has at most {MAX_FIELDS:,} fields, not {len(value):,}")
    if value is None or value == {}:
        raise fault("E_MISSING", "a stream needs at least one field", "for example id: STRING NOT NULL")
    return value


class FieldModel(Model):
    """The long form of a field."""

    type: str
    enum: Annotated[list[str] | None, BeforeValidator(_values)] = None
    pii: bool = False
    title: str | None = None


class EventTimeModel(Model):
    """`event_time:`."""

    field: str | None = EventTime.field
    out_of_orderness: Duration = EventTime.out_of_orderness_ms
    idleness: Duration = EventTime.idleness_ms
    max_ahead: Duration = EventTime.max_ahead_ms


class StreamModel(Model):
    """A whole file."""

    stream: Name
    topic: Topic | None = None
    title: str | None = None
    format: Literal["json", "csv", "avro", "debezium-json", "debezium-avro", "protobuf"] = "json"
    key: str | None = None
    event_time: Annotated[EventTimeModel, Mapped] = EventTimeModel()
    max_bytes: Annotated[int, Field(ge=1, le=LARGEST_RECORD)] = MAX_BYTES
    fields: Annotated[dict[str, Annotated[FieldModel, BeforeValidator(_declaration)]], BeforeValidator(_some)]
    pii: list[str] = Field(default_factory=list)
