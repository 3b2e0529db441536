"""What is said of measures at the edge."""

from filbert.designer.instant import Instant
from filbert.designer.schema import Answer, example
from pydantic import Field

NULLS = "One value for each time; null where nothing was observed."
TIMES = ["2026-01-31T10:00:00.000Z", "2026-01-31T10:00:10.000Z"]
Values = list[float | None]


class NodeRates(Answer):
    """What went through a node, by second."""

    model_config = example(
        {
            "in": [120.5, None],
            "out": [3.1, None],
            "errors": [0.0, None],
            "ports": {"false": [117.4, None]},
        }
    )

    incoming: Values = Field(alias="in", serialization_alias="in")
    outgoing: Values = Field(alias="out", serialization_alias="out")
    errors: Values
    ports: dict[str, Values] = Field(description="By outputs that are counted apart.")


TASK = {"nodes": ["recipients", "spammer"], "busy": 0.97, "blocked": 0.0}


class TaskAnswer(Answer):
    """A part of a job that Flink runs as one, and how its busiest thread spends its time now."""

    model_config = example(TASK)

    nodes: list[str] = Field(description="Sorted; a node may have parts in several tasks.")
    busy: float = Field(description="The share of its time in which it works, from 0 to 1.")
    blocked: float = Field(
        description="The share of its time in which it waits, because what comes after it takes no more."
    )


class MetricsAnswer(Answer):
    """Measures over a range, in columns."""

    model_config = example(
        {
            "environment": "production",
            "scenario": "sms-spam",
            "since": TIMES[0],
            "until": "2026-01-31T10:00:20.000Z",
            "step_seconds": 10,
            "source": "flink",
            "newest": "2026-01-31T10:00:08.000Z",
            "times": TIMES,
            "events_per_second": [120.5, None],
            "errors_per_second": [0.0, None],
            "lag": [12, None],
            "watermark_delay_ms": [5200, None],
            "latency_p50_ms": [8.5, None],
            "latency_p95_ms": [21.0, None],
            "latency_p99_ms": [38.2, None],
            "restarts": [0, None],
            "checkpoint_age_ms": [4000, None],
            "checkpoint_size": [40960, None],
            "checkpoint_duration_ms": [38, None],
            "nodes": {
                "spammer": {
                    "in": [120.5, None],
                    "out": [3.1, None],
                    "errors": [0.0, None],
                    "ports": {"false": [117.4, None]},
                }
            },
            "tasks": [TASK],
        }
    )

    environment: str
    scenario: str
    since: Instant
    until: Instant
    step_seconds: float
    source: str = Field(description="`flink`: read by this service itself; `prometheus`.")
    newest: Instant | None = Field(description="When it was observed last; None: never.")
    times: list[Instant] = Field(description="The beginnings of the steps.")
    events_per_second: Values = Field(description="What came to its sources. " + NULLS)
    errors_per_second: Values
    lag: Values = Field(description="Events that wait in Kafka, at most.")
    watermark_delay_ms: Values
    latency_p50_ms: Values = Field(
        description="From the Kafka record's timestamp to the row before the sink."
    )
    latency_p95_ms: Values
    latency_p99_ms: Values
    restarts: Values = Field(description="How often Flink has started the job anew within the step.")
    checkpoint_age_ms: Values
    checkpoint_size: Values = Field(description="In bytes.")
    checkpoint_duration_ms: Values
    nodes: dict[str, NodeRates]
    tasks: list[TaskAnswer] = Field(
        description="In the order in which events pass them; empty where that is not known, as from Prometheus, "
        "and for a range that ended before now."
    )


class NodeCounts(Answer):
    """What went through a node in a range."""

    model_config = example(
        {"in": 12050, "out": 310, "errors": 0, "late": 0, "snoozed": 0, "ports": {"false": 11740}}
    )

    incoming: int = Field(alias="in", serialization_alias="in")
    outgoing: int = Field(alias="out", serialization_alias="out", description="By the first output.")
    errors: int
    late: int
    snoozed: int = Field(description="Alerts that were held back, because their subject is snoozed.")
    ports: dict[str, int] = Field(description="By outputs that are counted apart.")


class CountsAnswer(Answer):
    """What went through each node in a range: for the canvas."""

    model_config = example(
        {
            "environment": "production",
            "scenario": "sms-spam",
            "since": "2026-01-31T10:00:00.000Z",
            "until": "2026-01-31T10:01:40.000Z",
            "covered_seconds": 100.0,
            "newest": "2026-01-31T10:01:38.000Z",
            "nodes": {
                "spammer": {
                    "in": 12050,
                    "out": 310,
                    "errors": 0,
                    "late": 0,
                    "snoozed": 0,
                    "ports": {"false": 11740},
                }
            },
        }
    )

    environment: str
    scenario: str
    since: Instant
    until: Instant
    covered_seconds: float = Field(
        description="How much of the range was observed; rates are counts by this."
    )
    newest: Instant | None
    nodes: dict[str, NodeCounts]


FIGURES = {
    "scenario": "sms-spam",
    "events_per_second": 120.5,
    "errors": 0,
    "alerts_today": 3,
    "newest": "2026-01-31T10:01:38.000Z",
    "events": [118.0, None, 120.5],
}


class ScenarioFigures(Answer):
    """How a scenario is doing in an environment."""

    model_config = example(FIGURES)

    scenario: str
    events_per_second: float | None = Field(description="In the last minute that was observed.")
    errors: int = Field(description="In the last hour.")
    alerts_today: int = Field(description="In the last 24 hours.")
    newest: Instant | None
    events: Values = Field(description="Events per second of the last hour, in 30 steps.")


class OverviewAnswer(Answer):
    """How all scenarios are doing in an environment."""

    model_config = example({"environment": "production", "scenarios": [FIGURES]})

    environment: str
    scenarios: list[ScenarioFigures]
