"""What is said of snoozes at the edge."""

from typing import Annotated, Literal

from filbert.designer.instant import Instant
from filbert.designer.schema import Answer, Comment, Name, Request, example
from filbert.monitoring.alert_record import clean
from pydantic import AfterValidator, Field, StringConstraints

ID = "9d5f3c1b7e2a4860a2c4e6f8091b3d5f"
SNOOZE = {
    "id": ID,
    "environment": "production",
    "scenario": "sms-spam",
    "subject": "48600100200",
    "until": "2026-12-31T10:00:00.000Z",
    "reason": "A newsletter, agreed with them.",
    "at": "2026-01-31T10:05:00.000Z",
    "by": "ann",
    "ended_at": None,
    "ended_by": None,
    "state": "active",
    "is_told": True,
    "masked": False,
}


def _storable(text: str) -> str:
    if clean(text) != text:
        raise ValueError("a subject has no NUL and no halves of characters")
    return text


Subject = Annotated[str, StringConstraints(min_length=1, max_length=10_000), AfterValidator(_storable)]


class SnoozeCreate(Request):
    """A subject about which a scenario is to raise no alerts until a time."""

    model_config = example(
        {
            "environment": "sandbox",
            "scenario": "long-calls",
            **{name: SNOOZE[name] for name in ("subject", "until", "reason")},
        }
    )

    environment: Name
    scenario: Name
    subject: Subject = Field(description="As its alerts have it, whole.")
    until: Instant = Field(description="Events before it raise no alert, by the time of the event.")
    reason: Comment = ""


class SnoozeAnswer(Answer):
    """A snooze."""

    model_config = example(SNOOZE)

    id: str
    environment: str
    scenario: str
    subject: str
    until: Instant
    reason: str
    at: Instant
    by: str
    ended_at: Instant | None = Field(description="When somebody ended it before its time.")
    ended_by: str | None
    state: Literal["active", "expired", "ended"]
    is_told: bool = Field(
        description="Whether the control topic has it as it is here; until then nothing that runs knows of it."
    )
    masked: bool = Field(description="Whether personal data is hidden in it.")


class SnoozesAnswer(Answer):
    """Snoozes, the newest first."""

    model_config = example({"snoozes": [SNOOZE]})

    snoozes: list[SnoozeAnswer]
