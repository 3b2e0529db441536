"""What is said of streams at the edge."""

from typing import Any

from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Name, Request, example
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

    revision: int = Field(description=REVISION)
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
