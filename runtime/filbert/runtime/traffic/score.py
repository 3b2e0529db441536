"""How well alerts match the planted cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from filbert.runtime.traffic.truth import Truth


@dataclass(frozen=True, slots=True)
class Score:
    """Recall and precision of one scenario, counted over its subjects.

    Attributes:
        scenario: Name of the scenario.
        found: Subjects that are planted and were alerted.
        missed: Subjects that are planted and were not.
        unexpected: Subjects that were alerted and are not planted.
    """

    scenario: str
    found: tuple[str, ...]
    missed: tuple[str, ...]
    unexpected: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of the planted subjects that were alerted; 1 when there are none."""
        planted = len(self.found) + len(self.missed)
        return len(self.found) / planted if planted else 1.0

    @property
    def precision(self) -> float:
        """Share of the alerted subjects that are planted; 1 when there are none."""
        alerted = len(self.found) + len(self.unexpected)
        return len(self.found) / alerted if alerted else 1.0


def score(alerts: Iterable[Mapping[str, Any]], truth: Iterable[Truth]) -> dict[str, Score]:
    """Compare alerts with the truth by scenario and subject.

    Repeated alerts of one subject count once, because delivery is at least once.

    Args:
        alerts: Records with at least `scenario` and `subject`.
        truth: The planted cases.

    Returns:
        The score of every scenario that either side names, in order of name.
    """
    alerted: defaultdict[str, set[str]] = defaultdict(set)
    for alert in alerts:
        alerted[alert["scenario"]].add(alert["subject"])
    planted: defaultdict[str, set[str]] = defaultdict(set)
    for case in truth:
        planted[case.scenario].add(case.subject)
    return {
        scenario: Score(
            scenario=scenario,
            found=tuple(sorted(planted[scenario] & alerted[scenario])),
            missed=tuple(sorted(planted[scenario] - alerted[scenario])),
            unexpected=tuple(sorted(alerted[scenario] - planted[scenario])),
        )
        for scenario in sorted({*planted, *alerted})
    }
