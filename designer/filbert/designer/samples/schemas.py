"""What is said of samples and runs at the edge."""

from typing import Any

from filbert.designer.instant import Instant
from filbert.designer.scenarios.schemas import DOCUMENT, ScenarioProblem
from filbert.designer.schema import ENVIRONMENT, Answer, Line, Name, Request, WholeNumber, example
from pydantic import Field

EVENT = {"value": {"caller": "48600100200", "started_at": "2026-01-31T10:00:00Z", "seconds": 4000}}
SAMPLE = {
    "number": 1,
    "title": "long and short",
    "size": 1,
    "created_at": "2026-01-31T10:00:00.000Z",
    "created_by": "ann",
}
TEXT = (
    "JSON lines or a JSON list of events as the command line reads them; an object without 'value' and 'raw' is the "
    "value of an event."
)
ROW = {"event_id": "calls:0:0", "time": "2026-01-31T10:00:00.000Z", "row": {"seconds": 4000}}


class SampleSummary(Answer):
    """A sample, without its events."""

    model_config = example(SAMPLE)

    number: int
    title: str
    size: int = Field(description="How many events it has.")
    created_at: Instant
    created_by: str


class SampleAnswer(SampleSummary):
    """A sample with its events."""

    model_config = example({**SAMPLE, "events": [EVENT], "masked": False})

    events: list[dict[str, Any]]
    masked: bool = Field(description="Whether personal data is hidden in them.")


class SamplesAnswer(Answer):
    """Samples, the newest first."""

    model_config = example({"samples": [SAMPLE]})

    samples: list[SampleSummary]


class SampleCreate(Request):
    """Events to pin."""

    model_config = example(
        {
            "title": "long and short",
            "events": '{"caller": "48600100200", "started_at": "2026-01-31T10:00:00Z", "seconds": 4000}',
        }
    )

    title: Line = Field(min_length=1)
    events: str = Field(description=TEXT)


class SampleCapture(Request):
    """Which records of a topic to pin."""

    model_config = example({"title": "the newest calls", "stream": "calls", "last": 500})

    title: Line = Field(min_length=1)
    stream: Name
    environment: Name = Field("sandbox", description="Whose Kafka, and which topic the stream is there.")
    last: int | None = Field(None, ge=1, le=10_000, description="The newest so many; or give 'since'.")
    since: Instant | None = Field(None, description="Records from then on, by their timestamps.")
    until: Instant | None = Field(None, description="Records before then. Default: now.")
    most: int = Field(1_000, ge=1, le=10_000, description="With 'since', at most so many.")


class SampleGenerate(Request):
    """Which events to make up."""

    model_config = example({"title": "made up", "kind": "telecom", "stream": "calls", "events": 500})

    title: Line = Field(min_length=1)
    kind: Name = "telecom"
    stream: Name = Field(description="One that this kind of traffic has.")
    events: int = Field(500, ge=1, le=10_000, description="At most so many.")
    seed: int = Field(1, ge=0, le=2**31, description="Equal seeds and ends give equal events.")
    until: Instant | None = Field(None, description="Event time of the end. Default: now.")
    hours: int = Field(1, ge=1, le=24, description="How much event time they are spread over.")


class SampleAdd(Request):
    """Events to add to a sample."""

    model_config = example(
        {"events": '{"caller": "48600100201", "started_at": "2026-01-31T10:05:00Z", "seconds": 7}'}
    )

    events: str = Field(description=TEXT)


class SampleCaptured(SampleSummary):
    """A sample of records of a topic."""

    model_config = example({**SAMPLE, "is_whole": True})

    is_whole: bool = Field(description="Whether it is all that was asked for; otherwise a limit was reached.")


class RunRequest(Request):
    """What to run over which events."""

    model_config = example({"document": DOCUMENT, "sample": 1})

    document: dict[str, Any] | None = Field(None, description="Default: the newest draft.")
    sample: WholeNumber | None = Field(None, description="A pinned sample; or give 'events'.")
    events: str | None = Field(None, description=TEXT)
    environment: Name = Field("sandbox", description=ENVIRONMENT)
    until: Instant | None = Field(None, description="The end of the virtual clock; later events are not fed.")
    rows: int = Field(
        1_000, ge=0, le=10_000, description="Rows of each output that are told; all are counted."
    )


class RunRow(Answer):
    """A row that left a node."""

    event_id: str
    time: str
    row: dict[str, Any]


class RunOutput(Answer):
    """What left one output of a node."""

    count: int
    rows: list[RunRow]


class RunFailure(Answer):
    """An event that failed at a node."""

    event_id: str
    parameter: str | None
    code: str
    at: int | None = Field(description="In the parameter's text, in UTF-16 units.")
    field: str | None
    message: str


class RunNode(Answer):
    """What went through a node."""

    node: str
    received: int
    outputs: dict[str, RunOutput]
    written: int = Field(description="Records that a sink wrote.")
    failed: int
    failures: list[RunFailure]


class RunWritten(RunRow):
    """A record that a sink wrote."""

    node: str


class RunAnswer(Answer):
    """All that happened in a run."""

    model_config = example(
        {
            "problems": [],
            "fault": None,
            "nodes": [
                {
                    "node": "calls",
                    "received": 1,
                    "outputs": {"out": {"count": 1, "rows": [ROW]}},
                    "written": 0,
                    "failed": 0,
                    "failures": [],
                }
            ],
            "rows": [{**ROW, "node": "alert"}],
            "milliseconds": 4.2,
        }
    )

    problems: list[ScenarioProblem] = Field(description="With an error among them, nothing has run.")
    fault: str | None = Field(description="Why the events could not be fed.")
    nodes: list[RunNode]
    rows: list[RunWritten] = Field(description="What the sinks wrote, in order of time.")
    milliseconds: float = Field(description="Of calculation.")
