"""What is said to running scenarios: records of an environment's control topic."""

from __future__ import annotations

import json
from dataclasses import dataclass

from filbert.runtime.compiled import Topic
from filbert.scenarios.events import format_instant


@dataclass(frozen=True)
class Command:
    """One record. The topic keeps the last one of each key for good."""

    key: str
    value: bytes


def control_topic(environment: str) -> Topic:
    """Where they are written."""
    return Topic(f"filbert.{environment}.control", is_compacted=True)


def snooze(scenario: str, subject: str, until: int, by: str) -> Command:
    """Hold back a scenario's alerts about a subject for events before a time.

    Args:
        scenario: its name.
        subject: the subject as the alerts have it, whole.
        until: epoch milliseconds.
        by: who wants it.
    """
    content = {"kind": "snooze", "scenario": scenario, "subject": subject, "until": format_instant(until)}
    return _command(scenario, subject, {**content, "by": by})


def unsnooze(scenario: str, subject: str, by: str) -> Command:
    """End that. No deletion: a job that runs must read it."""
    return _command(
        scenario, subject, {"kind": "unsnooze", "scenario": scenario, "subject": subject, "by": by}
    )


def _command(scenario: str, subject: str, content: dict[str, str]) -> Command:
    # Compaction must not lose the snooze of one scenario for that of another. No name of a scenario has a colon.
    return Command(f"{scenario}:{subject}", json.dumps(content, ensure_ascii=False).encode())
