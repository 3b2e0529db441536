"""What is said of the audit log at the edge."""

from typing import Any

from filbert.designer.instant import Instant
from filbert.designer.schema import Answer, example
from pydantic import Field

ENTRY = {
    "number": 7,
    "at": "2026-01-31T10:00:00.000Z",
    "actor": "ann",
    "address": "192.0.2.7",
    "action": "folder.change",
    "subject": "fraud",
    "folder": "fraud",
    "detail": {"title": "Fraud and abuse"},
    "hash": "5e0c2f7c3ff1a9b0c8b8ad4f5a6f0a4d8a4f1f1c6f3f5d3f7b0f6a1c9d2e4b60",
}


class EntryAnswer(Answer):
    """Who did what, when."""

    model_config = example(ENTRY)

    number: int
    at: Instant
    actor: str
    address: str
    action: str
    subject: str
    folder: str | None
    detail: dict[str, Any]
    hash: str


class EntriesAnswer(Answer):
    """Entries, the newest first."""

    model_config = example({"entries": [ENTRY], "before": None})

    entries: list[EntryAnswer]
    before: int | None = Field(description="Send it as 'before' for older entries; None when there are none.")


class VerdictAnswer(Answer):
    """Whether the log is whole."""

    model_config = example({"is_whole": True, "entries": 7, "head": ENTRY["hash"], "fault": None})

    is_whole: bool
    entries: int
    head: str = Field(
        description="The hash of the last entry; kept elsewhere, it shows later what is missing."
    )
    fault: str | None
