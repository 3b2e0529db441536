"""Random snoozes of subjects that a scenario raises alerts about, and the records that say so to Flink."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from filbert.runtime.control import Command, snooze, unsnooze

if TYPE_CHECKING:
    from filbert.runtime.sandbox import SandboxResult

MOST = 3
BY = "conformance"


def random_snoozes(random: Random, result: SandboxResult) -> dict[str, datetime]:
    """Some of the subjects, each until the time of one of its alerts: that one is the first to pass again."""
    times: dict[str, list[datetime]] = {}
    for row in result.rows:
        if "alert_id" in row.columns:
            times.setdefault(row.record["subject"], []).append(row.record["event_time"])
    chosen = random.sample(sorted(times), min(MOST, len(times)))
    return {subject: random.choice(times[subject]) for subject in chosen}


def commands_of(random: Random, scenario: str, snoozes: Mapping[str, datetime]) -> Iterator[Command]:
    """The records that make these snoozes, some after others that no longer count."""
    for subject, until in snoozes.items():
        end = round(until.replace(tzinfo=UTC).timestamp() * 1000)
        if random.random() < 0.5:
            yield snooze(scenario, subject, end + round(timedelta(days=1).total_seconds() * 1000), BY)
            yield unsnooze(scenario, subject, BY)
        yield snooze(scenario, subject, end, BY)
        yield snooze(f"{scenario}-other", subject, 2 * end, BY)
