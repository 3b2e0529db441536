"""What is said of streams at the edge."""

from typing import Any

from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Name, Request, WholeNumber, example
from pydantic import Field

DOCUMENT = {
    "stream": "calls",
    "topic": "calls",
    "format": "json",
    "key": "caller",
    "event_time": {"field": "started_at"},
    "fields": {"caller": "STRING NOT NULL", "started_at": "TIMESTAMP NOT NULL", "seconds": "BIGINT"},
    "pii": ["caller"],
}
CALLS = {
    "name": "calls",
    "folder": "fraud",
    "title": "calls",
    "created_at": "2026-01-31T10:00:00.000Z",
    "changed_at": "2026-01-31T10:00:00.000Z",
    "changed_by": "ann",
    "revision": 1,
}


class StreamSummary(Answer):
    """A stream, without its definition."""

    model_config = example(CALLS)

    name: str
    folder: str
    title: str
    created_at: Instant
    changed_at: Instant
    changed_by: str
    revision: int


class StreamAnswer(StreamSummary):
    """A stream with its definition."""

    model_config = example({**CALLS, "document": DOCUMENT})

    document: dict[str, Any] = Field(description="As a stream file has it.")


class StreamsAnswer(Answer):
    """Streams, by name."""

    model_config = example({"streams": [CALLS]})

    streams: list[StreamSummary]


class StreamCreate(Request):
    """A new stream."""

    model_config = example(
        {"folder": "fraud", "document": {**DOCUMENT, "stream": "roaming", "topic": "roaming"}}
    )

    folder: Name
    document: dict[str, Any] = Field(description="As a stream file has it.")


class StreamChange(Request):
    """Another definition."""

    model_config = example({"revision": 1, "document": DOCUMENT})

    revision: WholeNumber = Field(description=REVISION)
    document: dict[str, Any]


class StreamInfer(Request):
    """A sample of records."""

    model_config = example(
        {"name": "calls", "sample": '{"caller": "48600100200", "started_at": "2026-01-31T10:00:00Z"}'}
    )

    name: Name
    sample: str = Field(
        max_length=5_000_000, description="JSON: one record, a list of records, or one record a line."
    )


class StreamInferred(Answer):
    """A proposal for a stream."""

    model_config = example({"document": DOCUMENT, "notes": ["the event time is taken from 'started_at'"]})

    document: dict[str, Any]
    notes: list[str] = Field(description="What was guessed or left out.")


class StreamInferTopic(Request):
    """A topic whose newest records tell what a stream is."""

    model_config = example({"name": "calls", "folder": "fraud", "topic": "calls", "environment": "sandbox"})

    name: Name
    folder: Name = Field(description="Where the stream is to be; it takes the role analyst there.")
    topic: str = Field(min_length=1, max_length=249)
    environment: Name = Field("sandbox", description="Whose Kafka.")
    records: int = Field(200, ge=1, le=2_000, description="How many are looked at.")


class StreamInferSubject(Request):
    """A subject of a schema registry."""

    model_config = example({"name": "calls", "subject": "calls-value", "environment": "sandbox"})

    name: Name
    subject: str = Field(min_length=1, max_length=500)
    environment: Name = Field("sandbox", description="Whose registry.")


RECORD = {
    "stream": "calls",
    "time": "2026-01-31T10:00:00.000Z",
    "partition": 0,
    "offset": 17,
    "key": "48600100200",
    "value": {"caller": "48600100200", "seconds": 4000},
    "raw": None,
}


class StreamRecord(Answer):
    """A record of a stream's topic."""

    model_config = example(RECORD)

    stream: str
    time: str
    partition: int
    offset: int
    key: str | None = None
    value: Any = None
    raw: str | None = Field(None, description="Instead of a value, of a record that is not JSON.")


class StreamRecords(Answer):
    """The newest records of a stream, the newest last."""

    model_config = example({"records": [RECORD], "masked": False})

    records: list[StreamRecord]
    masked: bool = Field(description="Whether personal data is hidden in them.")
