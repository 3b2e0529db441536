"""What is said of alerts at the edge."""

from typing import Any, Literal

from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Comment, Name, Request, WholeNumber, example
from filbert.designer.streams.schemas import RECORD, StreamRecord
from pydantic import Field

ID = "3f2a9c5e7b1d4860a2c4e6f8091b3d5f"
ALERT = {
    "alert_id": ID,
    "environment": "production",
    "scenario": "sms-spam",
    "version": "5e0c2f7c3ff1a9b0c8b8ad4f5a6f0a4d8a4f1f1c6f3f5d3f7b0f6a1c9d2e4b60",
    "node": "alert",
    "severity": "high",
    "subject": "48600100200",
    "title": "SMS spam from 48600100200",
    "event_time": "2026-01-31T10:00:00.000Z",
    "raised_at": "2026-01-31T10:00:00.040Z",
    "received_at": "2026-01-31T10:00:00.900Z",
    "verdict": None,
    "verdict_by": None,
    "verdict_at": None,
    "assignee": None,
    "revision": 1,
    "masked": False,
}
RULE = {
    "scenario": "sms-spam",
    "node": "alert",
    "true": 6,
    "false": 2,
    "open": 1,
    "precision": 0.75,
    "points": [{"at": "2026-01-31T00:00:00.000Z", "true": 6, "false": 2, "open": 1}],
}
EXPORTED = (
    '"raised_at_utc","event_time_utc","environment","scenario","node","severity","subject","title",'
    '"verdict","verdict_by","verdict_at_utc","assignee","alert_id"\r\n'
    '"2026-01-31 10:00:00","2026-01-31 10:00:00","production","sms-spam","alert","high","48600100200",'
    f'"SMS spam from 48600100200","","","","","{ID}"\r\n'
)
COMMENT = {"number": 1, "at": "2026-01-31T10:05:00.000Z", "by": "ann", "text": "A newsletter, not spam."}

SNOOZED = {
    "scenario": "sms-spam",
    "at": "2026-01-31T10:05:00.000Z",
    "by": "ann",
    "until": "2026-02-28T10:00:00.000Z",
    "ended_at": None,
    "ended_by": None,
    "reason": "A newsletter, agreed with them.",
}


class AlertSummary(Answer):
    """An alert, without its evidence."""

    model_config = example(ALERT)

    alert_id: str
    environment: str
    scenario: str
    version: str = Field(description="The hash of the version that raised it.")
    node: str
    severity: str
    subject: str
    title: str
    event_time: Instant
    raised_at: Instant
    received_at: Instant
    verdict: Literal["true", "false"] | None
    verdict_by: str | None
    verdict_at: Instant | None
    assignee: str | None
    revision: int = Field(description="Of verdict and assignee.")
    masked: bool = Field(description="Whether personal data is hidden in it.")


class AlertCommentAnswer(Answer):
    """What somebody said of an alert."""

    model_config = example(COMMENT)

    number: int
    at: Instant
    by: str
    text: str


class AlertAnswer(AlertSummary):
    """An alert with its evidence."""

    model_config = example(
        {
            **ALERT,
            "dedupe_key": "48600100200",
            "event_id": "sms:0:1017",
            "ingested_at": "2026-01-31T10:00:00.010Z",
            "stream": "sms",
            "partition": 0,
            "offset": 1017,
            "evidence": {"unique_recipients": 1000},
            "comments": [COMMENT],
        }
    )

    dedupe_key: str | None = Field(description="What makes two alerts the same case.")
    event_id: str | None = Field(description="The event that raised it.")
    ingested_at: str | None = Field(description="The timestamp of that event's Kafka record.")
    stream: str | None
    partition: int | None
    offset: int | None
    evidence: dict[str, Any]
    comments: list[AlertCommentAnswer]


class TimelineAlert(AlertSummary):
    """An alert of a subject, and what people said of it."""

    model_config = example({**ALERT, "comments": [COMMENT]})

    comments: list[AlertCommentAnswer]


class TimelineSnooze(Answer):
    """From when to when a scenario was to raise no alerts about a subject."""

    model_config = example(SNOOZED)

    scenario: str
    at: Instant
    by: str
    until: Instant = Field(description="What was asked for.")
    ended_at: Instant | None = Field(
        description="When somebody ended it before its time, or set another end."
    )
    ended_by: str | None
    reason: str | None = Field(description="Why; known of the newest one of a scenario only.")


class AlertTimeline(Answer):
    """What is known of a subject over time, the newest first."""

    model_config = example(
        {
            "alerts": [{**ALERT, "comments": [COMMENT]}],
            "total": 1,
            "after": None,
            "snoozes": [SNOOZED],
        }
    )

    alerts: list[TimelineAlert]
    total: int = Field(description="How many alerts there are on all pages.")
    after: str | None = Field(description="Send it as 'after' for older alerts; None when there are none.")
    snoozes: list[TimelineSnooze] = Field(description="All of them, on each page.")


class FacetValue(Answer):
    """How many alerts have a value."""

    model_config = example({"value": "high", "count": 7})

    value: str
    count: int


class AlertsAnswer(Answer):
    """Alerts, the newest first."""

    model_config = example(
        {
            "alerts": [ALERT],
            "total": 1,
            "after": None,
            "facets": {
                "environment": [{"value": "production", "count": 1}],
                "scenario": [{"value": "sms-spam", "count": 1}],
                "severity": [{"value": "high", "count": 1}],
                "verdict": [{"value": "open", "count": 1}],
                "assignee": [{"value": "nobody", "count": 1}],
                "subject": [{"value": "48600100200", "count": 1}],
            },
        }
    )

    alerts: list[AlertSummary]
    total: int = Field(description="How many the filters let through, on all pages.")
    after: str | None = Field(description="Send it as 'after' for older ones; None when there are none.")
    facets: dict[str, list[FacetValue]] = Field(
        description="For each filter the most frequent values, under all other filters. Without 'after' only."
    )


class PrecisionPoint(Answer):
    """How alerts that were raised in one stretch of time were judged."""

    model_config = example({"at": "2026-01-31T00:00:00.000Z", "true": 6, "false": 2, "open": 1})

    at: Instant = Field(description="Its beginning.")
    true: int
    false: int
    open: int


class RulePrecision(Answer):
    """How the alerts of one node of a scenario were judged."""

    model_config = example(RULE)

    scenario: str
    node: str
    true: int
    false: int
    open: int = Field(description="Not judged yet.")
    precision: float | None = Field(
        description="The share of the judged ones that are true; null while none is judged."
    )
    points: list[PrecisionPoint] = Field(description="Over time; stretches without alerts are left out.")


class PrecisionAnswer(Answer):
    """How precise scenarios and their rules are, over time."""

    model_config = example({"step_hours": 24, "rules": [RULE]})

    step_hours: int = Field(description="The length of a stretch of time.")
    rules: list[RulePrecision]


class AlertEvents(Answer):
    """Events of an alert's subject, the newest last."""

    model_config = example(
        {
            "stream": "sms",
            "since": "2026-01-31T09:00:00.010Z",
            "events": [RECORD],
            "is_whole": True,
        }
    )

    stream: str
    since: Instant
    events: list[StreamRecord]
    is_whole: bool = Field(description="Whether these are all: no limit was reached.")


class AlertChange(Request):
    """A verdict, an assignee, or both; null takes one back, and what is not there stays."""

    model_config = example({"revision": 1, "verdict": "true", "assignee": "ann"})

    revision: WholeNumber = Field(description=REVISION)
    verdict: Literal["true", "false"] | None = None
    assignee: Name | None = None


class AlertCommentCreate(Request):
    """Something to say of an alert."""

    model_config = example({"text": "A newsletter, not spam."})

    text: Comment = Field(min_length=1)


class AlertEventAnswer(StreamRecord):
    """The event that raised an alert."""

    model_config = example({**RECORD, "masked": False})

    masked: bool = Field(description="Whether personal data is hidden in it.")
