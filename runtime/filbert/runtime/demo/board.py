"""What the demo shows, kept apart from how: figures of nodes, their rates, alerts and how well they fit."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from filbert.runtime.demo.figures import Figures
from filbert.runtime.traffic.score import Score, score
from filbert.runtime.traffic.truth import Truth

RATE_SECONDS = 6.0
"""Rates are averages over so long: Flink renews its figures every two seconds."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One scenario.

    Attributes:
        scenario: Its name.
        nodes: The ids of its nodes, in order.
        sources: The stream that each of its sources reads, by node.
        alerting: The ids of the nodes that raise alerts.
    """

    scenario: str
    nodes: tuple[str, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    alerting: tuple[str, ...] = ()


@dataclass(slots=True)
class Board:
    """Everything seen since the demo began."""

    lanes: tuple[Lane, ...]
    figures: dict[tuple[str, str], Figures] = field(default_factory=dict)
    alerts: list[Mapping[str, Any]] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)
    _alert_ids: set[str] = field(default_factory=set)
    _history: dict[tuple[str, str], deque[tuple[float, int]]] = field(default_factory=dict)

    def take_figures(self, seconds: float, scenario: str, nodes: Mapping[str, Figures]) -> None:
        """Note the figures of a scenario at a moment."""
        for node, figures in nodes.items():
            self.figures[scenario, node] = figures
            history = self._history.setdefault((scenario, node), deque())
            history.append((seconds, figures.incoming))
            while len(history) > 2 and history[1][0] <= seconds - RATE_SECONDS:
                history.popleft()

    def take_alerts(self, alerts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Note alerts of these scenarios; give back those not seen before, for delivery is at least once."""
        ours = {lane.scenario for lane in self.lanes}
        fresh = []
        for alert in alerts:
            if alert["scenario"] in ours and alert["alert_id"] not in self._alert_ids:
                self._alert_ids.add(alert["alert_id"])
                fresh.append(alert)
        self.alerts.extend(fresh)
        return fresh

    def rate(self, scenario: str, node: str) -> float:
        """Events that come to a node, per second."""
        history = self._history.get((scenario, node))
        if not history or len(history) < 2:
            return 0.0
        (begun, before), (ended, after) = history[0], history[-1]
        return max(after - before, 0) / (ended - begun) if ended > begun else 0.0

    def has_arrived(self, written: Mapping[str, int]) -> bool:
        """Whether every source has seen all events that were written to its stream."""
        return all(
            self.figures.get((lane.scenario, node), Figures()).incoming >= written.get(stream, 0)
            for lane in self.lanes
            for node, stream in lane.sources.items()
        )

    def agrees(self) -> bool:
        """Whether as many alerts have come as the nodes that raise them have counted."""
        raised = Counter(alert["scenario"] for alert in self.alerts)
        return all(
            sum(self.figures.get((lane.scenario, node), Figures()).outgoing for node in lane.alerting)
            == raised[lane.scenario]
            for lane in self.lanes
        )

    def misses(self) -> bool:
        """Whether a planted case was not found so far."""
        return any(score.missed for score in self.scores().values())

    def is_planted(self, alert: Mapping[str, Any]) -> bool:
        """Whether an alert is about a planted case known so far."""
        return any(
            case.scenario == alert["scenario"] and case.subject == alert["subject"] for case in self.truth
        )

    def scores(self) -> dict[str, Score]:
        """Recall and precision of each scenario, with what is known now."""
        empty = {lane.scenario: Score(lane.scenario, (), (), ()) for lane in self.lanes}
        return {**empty, **score(self.alerts, self.truth)}
