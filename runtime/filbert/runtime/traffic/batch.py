"""What every kind of traffic yields, and what is asked of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from filbert.runtime.traffic.truth import Truth

Record = tuple[str, str, str]
"""Stream, Kafka key and JSON value. A plain tuple: a hundred thousand of them are made each second."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The records that arrive up to one moment of event time.

    Attributes:
        until_ms: The moment, in epoch milliseconds. No later batch holds a record that arrives before it.
        records: The records in order of arrival.
        truths: The planted cases that can be detected from this batch on.
    """

    until_ms: int
    records: list[Record]
    truths: list[Truth]


@dataclass(frozen=True, slots=True)
class TrafficSettings:
    """What decides every byte of a run.

    Attributes:
        rate: Events per wall second, as an average over the run; the time of day moves the momentary rate.
        speed: Event time per wall time.
        seconds: Length of the run in wall seconds.
        seed: Equal seeds give equal traffic.
        start_ms: Event time at which the run begins, in epoch milliseconds.
        subscribers: Size of the population; by default it follows from rate and speed.
    """

    rate: float
    speed: float
    seconds: float
    seed: int
    start_ms: int
    subscribers: int | None = None

    @property
    def end_ms(self) -> int:
        """Event time at which the run ends."""
        return self.start_ms + round(self.seconds * self.speed * 1000)

    @property
    def total(self) -> int:
        """Number of events of the whole run, planted ones included."""
        return round(self.rate * self.seconds)


class Traffic(Protocol):
    """A kind of traffic, ready to run."""

    @property
    def topics(self) -> Mapping[str, str]:
        """The default topic of each stream that it writes."""

    def batches(self) -> Iterator[Batch]:
        """Yield the whole run."""
