"""What a planted case adds to the traffic."""

from dataclasses import dataclass
from random import Random

from filbert.runtime.traffic.batch import Record
from filbert.runtime.traffic.telecom.network import Cell
from filbert.runtime.traffic.truth import Truth

LONGEST_DELAY_MS = 4_000
"""No record arrives later after its event; the streams declare 5 s of out-of-orderness."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record of a planted case on its way, or only the moment at which the case becomes detectable.

    Attributes:
        arrive_ms: The moment of arrival on the clock of event time.
        record: The record, if this is one.
        truth: The case, if the rule of its scenario holds from this moment on.
    """

    arrive_ms: int
    record: Record | None
    truth: Truth | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a case is about: a number that no ordinary subscriber has, its handset and where it is."""

    number: str
    imei: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something lasts, in event time."""

    begin_ms: int
    end_ms: int

    def moments(self, random: Random, count: int) -> list[int]:
        """Random moments within the span, in order."""
        return sorted(
            random.randrange(self.begin_ms, max(self.end_ms, self.begin_ms + 1)) for _ in range(count)
        )


def delays(random: Random, count: int) -> list[int]:
    """Delays in milliseconds: most under a second, few of several."""
    return [_delay(random) for _ in range(count)]


def _delay(random: Random) -> int:
    ordinary = random.random() < 0.95
    return random.randrange(800) if ordinary else random.randrange(800, LONGEST_DELAY_MS)
