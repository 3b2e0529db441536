"""`kafka`: read a stream."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from filbert.components.parameters import Parameters, StreamName
from filbert.components.spec import (
    Bound,
    Component,
    Context,
    Failure,
    NodeSql,
    Operator,
    Place,
    Result,
    Row,
    Run,
    StreamView,
)
from filbert.expressions.types import quote_name
from pydantic import BeforeValidator, Field

EPOCH = datetime(1970, 1, 1)
MILLISECOND = timedelta(milliseconds=1)


def _timestamp(value: object) -> object:
    """A start position in time, as ISO 8601 with an offset or Z."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return value
    raise ValueError("write the time as ISO 8601 with Z or an offset, for example 2026-01-31T10:00:00Z")


class Since(Parameters):
    """Start at the first event whose record is not older than a time."""

    timestamp: Annotated[str, BeforeValidator(_timestamp)]


class KafkaParameters(Parameters):
    """Parameters of `kafka`."""

    stream: StreamName = Field(description="The stream to read.")
    start: Literal["committed", "earliest", "latest"] | Since = Field(
        "committed",
        description="Where to begin at this node's first deployment; later ones go on where the last ended.",
    )


@dataclass(frozen=True)
class BoundKafka(Bound):
    """A source whose stream is known."""

    stream: StreamView
    start: object

    @property
    def outputs(self) -> Mapping[str, Context]:
        key = {self.stream.key} if self.stream.key else set()
        columns = {name: field.column for name, field in self.stream.fields.items()}
        name_of_stream = quote_name(self.stream.name)
        definitions = {name: f"{name_of_stream}.{quote_name(name)}" for name in columns}
        return {
            "out": Context(
                columns,
                {**definitions, "event_key": f"{name_of_stream}.event_key"},
                frozenset({*key, "event_key"}),
                self.stream.event_time.out_of_orderness_ms,
            )
        }

    def needs(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        return {}

    def columns(self, wanted: frozenset[str]) -> list[str]:
        """The fields to decode: the live ones, and the one that tells the time."""
        times = {self.stream.event_time.field}
        return [name for name in self.stream.fields if name in wanted or name in times]

    def operator(self, run: Run) -> Operator:
        from filbert.components.json_format import Decoder

        stream, live = self.stream, run.wanted["out"]
        names = self.columns(live)
        decoder = Decoder(
            {name: stream.fields[name].column for name in names}, json.loads(constraints(stream, names))
        )
        time_field = stream.event_time.field
        ahead = stream.event_time.max_ahead_ms

        def read(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result({"out": []})
            for record in inputs["in"]:
                values, error = decoder.decode(record["$raw"])
                row = {**record, **(values or {})}
                time = record["$ingested"]
                if error is None and time_field is not None:
                    event_time = row[time_field]
                    time = (event_time - EPOCH) // MILLISECOND
                    if record["$ingested"] is None:
                        row["$ingested"] = time
                    elif time > record["$ingested"] + ahead:
                        error = future(stream)
                if error is not None:
                    field, code, _, message = error.split("|", 3)
                    result.failures.append(Failure(row, None, code, None, message, field or None))
                    continue
                if time is None:
                    raise ValueError(
                        f"event {row['event_id']}: stream '{stream.name}' takes its time from the record, "
                        "so each event needs a 'time'"
                    )
                row["$time"] = time
                row["event_time"] = EPOCH + timedelta(milliseconds=time)
                if record["event_key"] is None and stream.key in row:
                    key = row[stream.key]
                    row["event_key"] = None if key is None else str(key)
                result.ports["out"].append(row)
            return result

        return read

    def flink(self, sql: NodeSql) -> None:
        names = self.columns(frozenset(sql.wanted()))
        sql.output("out", sql.source(self.stream, names, self.start))


def future(stream: StreamView) -> str:
    """The error text of an event from too far in the future."""
    from filbert.components.duration import format_duration

    ahead = format_duration(stream.event_time.max_ahead_ms)
    return f"{stream.event_time.field}|E_FUTURE||event time is more than {ahead} after the record's own time"


def constraints(stream: StreamView, columns: Sequence[str]) -> str:
    """Required fields, enumerations and size of a stream, for the columns that are read, as the format's option."""
    from filbert.components.json_format import constraints_option

    enums = {name: values for name in columns if (values := stream.fields[name].enum)}
    return constraints_option({name: stream.fields[name].column for name in columns}, enums, stream.max_bytes)


class Kafka(Component):
    """Reads a stream from its Kafka topic.

    Each record is decoded by the stream's definition; one that does not fit goes to dead letters with its place.
    """

    id = "kafka"
    title = "Kafka stream"
    category = "source"
    sentence = "Read {stream}, at first from {start}."
    parameters = KafkaParameters
    example = {"stream": "sms"}

    def inputs(self, parameters: KafkaParameters, connected: Sequence[str]) -> tuple[str, ...]:
        return ()

    def bind(self, parameters: KafkaParameters, place: Place) -> BoundKafka | None:
        stream = place.streams.get(parameters.stream)
        if stream is None:
            known = ", ".join(sorted(place.streams)) or "none"
            place.fault(
                "E_STREAM", f"there is no stream '{parameters.stream}'", "stream", f"streams here: {known}"
            )
            return None
        if stream.format != "json":
            place.fault(
                "E_FORMAT",
                f"format '{stream.format}' cannot be read yet",
                "stream",
                "use a stream with format json",
            )
        return BoundKafka(stream, parameters.start)


COMPONENT = Kafka()
