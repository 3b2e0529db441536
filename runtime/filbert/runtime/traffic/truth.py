"""The planted cases that a perfect detector finds, and the file that lists them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from filbert.scenarios.events import format_instant, parse_instant


@dataclass(frozen=True, slots=True)
class Truth:
    """One case that the traffic holds completely.

    Attributes:
        scenario: Name of the scenario that should find it.
        subject: Whom the alert should name.
        start_ms: Event time of the first event of the case.
        end_ms: Event time of the event with which the scenario's rule holds for the first time.
    """

    scenario: str
    subject: str
    start_ms: int
    end_ms: int

    def to_line(self) -> str:
        """The case as one line of `truth.jsonl`."""
        return json.dumps(
            {
                "scenario": self.scenario,
                "subject": self.subject,
                "from": format_instant(self.start_ms),
                "to": format_instant(self.end_ms),
            }
        )


def read_truth(path: Path) -> Iterator[Truth]:
    """Read a `truth.jsonl`."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            yield Truth(
                case["scenario"], case["subject"], parse_instant(case["from"]), parse_instant(case["to"])
            )
