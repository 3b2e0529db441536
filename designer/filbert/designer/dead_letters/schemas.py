"""What is said of dead letters at the edge."""

from typing import Annotated, Any

from filbert.designer.instant import Instant
from filbert.designer.schema import Answer, Request, example
from pydantic import Field, StringConstraints

ID = "9b1d4860a2c4e6f8091b3d5f3f2a9c5e"
LETTER = {
    "id": ID,
    "environment": "sandbox",
    "scenario": "long-calls",
    "version": "5e0c2f7c3ff1a9b0c8b8ad4f5a6f0a4d8a4f1f1c6f3f5d3f7b0f6a1c9d2e4b60",
    "node": "ratio",
    "parameter": "assignments.unit",
    "code": "E_DIV0",
    "at": 4,
    "field": None,
    "message": "division by zero",
    "event_id": "calls:0:17",
    "recorded_at": "2026-01-31T10:00:00.000Z",
    "replayed_at": None,
    "replayed_by": None,
    "masked": False,
}
GROUP = {
    "environment": "sandbox",
    "scenario": "long-calls",
    "node": "ratio",
    "code": "E_DIV0",
    "count": 12,
    "replayed": 2,
    "first_at": "2026-01-31T09:00:00.000Z",
    "last_at": "2026-01-31T10:00:00.000Z",
}


class LetterSummary(Answer):
    """A dead letter, without the event."""

    model_config = example(LETTER)

    id: str
    environment: str
    scenario: str
    version: str = Field(description="The hash of the version.")
    node: str
    parameter: str | None
    code: str
    at: int | None = Field(description="In the parameter's text, in code points.")
    field: str | None = Field(description="Of an event that does not decode.")
    message: str
    event_id: str
    recorded_at: Instant
    replayed_at: Instant | None = Field(description="When it was last sent round again.")
    replayed_by: str | None
    masked: bool = Field(description="Whether personal data is hidden in it.")


class LettersAnswer(Answer):
    """Dead letters, the newest first."""

    model_config = example({"dead_letters": [LETTER], "total": 1, "after": None})

    dead_letters: list[LetterSummary]
    total: int = Field(description="How many the filters let through, on all pages.")
    after: str | None = Field(description="Send it as 'after' for older ones; None when there are none.")


class LetterGroup(Answer):
    """The dead letters of one code at one node."""

    model_config = example(GROUP)

    environment: str
    scenario: str
    node: str
    code: str
    count: int
    replayed: int = Field(description="How many of them were sent round again.")
    first_at: Instant
    last_at: Instant


class LetterGroupsAnswer(Answer):
    """Groups, the largest first."""

    model_config = example({"groups": [GROUP]})

    groups: list[LetterGroup]


class LetterAnswer(LetterSummary):
    """A dead letter with all that it holds."""

    model_config = example(
        {
            **LETTER,
            "content": {"schema": 1, "id": ID, "event": {"fee": 7, "parts": 0}},
            "is_cut": False,
            "counts_again": ["recipients"],
        }
    )

    content: dict[str, Any] = Field(description="The record as it was written.")
    is_cut: bool = Field(description="Whether it was too large to keep event and bytes here.")
    counts_again: list[str] = Field(
        description="Stateful nodes that have seen the event, and would count it again if it were replayed."
    )


class LetterEventAnswer(Answer):
    """The event of a dead letter, to look at and to correct."""

    model_config = example(
        {
            "origin": "calls, partition 0, offset 17",
            "key": "48600100200",
            "value": '{"fee": 7, "parts": 0}',
            "is_text": True,
        }
    )

    origin: str = Field(description="Where it was found.")
    key: str | None
    value: str | None = Field(description="Its text; bytes that are no UTF-8 are escaped.")
    is_text: bool = Field(description="Whether the value is all UTF-8, so that it can be corrected here.")


class LetterReplay(Request):
    """Which events to send round again."""

    model_config = example({"dead_letters": [ID], "edits": {ID: '{"fee": 7, "parts": 2}'}})

    dead_letters: list[Annotated[str, StringConstraints(max_length=64)]] = Field(
        min_length=1, max_length=100, description="Their ids; of one environment."
    )
    edits: dict[str, Annotated[str, StringConstraints(max_length=1_000_000)]] = Field(
        {}, max_length=100, description="By id: what to send instead, a JSON object."
    )
    accept_counting: bool = Field(
        False,
        description="Send them even where a stateful node counts them again; asked for by 'counts-again'.",
    )


class LetterFault(Answer):
    """A dead letter that was not sent round again."""

    id: str
    message: str


class LetterReplayed(Answer):
    """What was sent round again."""

    model_config = example({"replayed": [ID], "failed": []})

    replayed: list[str] = Field(description="Ids; of letters of one event, all of them.")
    failed: list[LetterFault]
