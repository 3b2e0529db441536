"""One run: from the batches of a traffic to a sink, at a pace, with the truth beside it."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from filbert.runtime.traffic.batch import Batch, Traffic
from filbert.runtime.traffic.sink import Sink


class Clock(Protocol):
    """Decides when a batch may go."""

    latest: float

    def wait_for(self, event_ms: int) -> None:
        """Return when a moment of event time has come."""


@dataclass(slots=True)
class Summary:
    """What a run has done so far.

    Attributes:
        events: Records by stream.
        planted: Detectable planted cases by scenario.
        until_ms: The moment of event time that was reached.
        seconds: Wall time.
        failed: Records that did not get through.
        first_failure: Why the first of them did not.
        behind: By how many seconds the run was behind its pace at worst.
        stopped: Whether it was asked to end early.
    """

    events: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    until_ms: int = 0
    seconds: float = 0.0
    failed: int = 0
    first_failure: str | None = None
    behind: float = 0.0
    stopped: bool = False

    @property
    def total(self) -> int:
        """All records."""
        return self.events.total()


def run(
    traffic: Traffic,
    sink: Sink,
    truth: Path,
    pace: Clock,
    *,
    stopping: Callable[[], bool] = lambda: False,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Write a whole run.

    Args:
        traffic: Where records come from.
        sink: Where they go; closed at the end.
        truth: The file of planted cases. A line is there as soon as its case is detectable.
        pace: Decides when each batch goes.
        stopping: Asked before each batch; once true, the run ends.
        progress: Told after each batch.
    """
    summary = Summary()
    begun = time.monotonic()
    with truth.open("w", encoding="utf-8", newline="\n") as lines, sink:
        for batch in traffic.batches():
            pace.wait_for(batch.until_ms)
            if stopping():
                summary.stopped = True
                break
            sink.write(batch.records)
            for case in batch.truths:
                lines.write(case.to_line() + "\n")
                lines.flush()
            _count(summary, batch)
            summary.seconds = time.monotonic() - begun
            progress(summary)
    summary.seconds = time.monotonic() - begun
    summary.failed, summary.first_failure, summary.behind = sink.failed, sink.first_failure, pace.latest
    return summary


def _count(summary: Summary, batch: Batch) -> None:
    summary.events.update([record[0] for record in batch.records])
    summary.planted.update([case.scenario for case in batch.truths])
    summary.until_ms = batch.until_ms
