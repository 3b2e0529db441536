"""Judges whether a scenario keeps its objective: from its measures, and from the alerts that it raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.designer.metrics import service as metrics
from filbert.monitoring.alert import AlertQuery
from filbert.monitoring.metrics import EVENTS, quantile

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.objectives.repository import Objective
    from filbert.monitoring.metrics import Point

MINUTE = 60_000
SHARE = 0.99
WORDS = {
    "lag": "events behind",
    "latency_ms": "latency, 99 % within (ms)",
    "error_percent": "events that fail (%)",
    "alerts_per_hour": "alerts an hour",
}
"""The measures, and what they are called."""


@dataclass(frozen=True)
class Judgement:
    """A measure against its limit."""

    measure: str
    limit: float
    value: float | None
    """None: not known, because nothing was observed."""

    @property
    def is_broken(self) -> bool:
        """Whether it is beyond the limit for certain."""
        return self.value is not None and self.value > self.limit


def judge(application: Service, objective: Objective, now: int) -> list[Judgement]:
    """Every measure that has a limit.

    Raises:
        NoMetricsError, AlertsUnavailableError: what knows them does not answer.
    """
    values: dict[str, float | None] = {}
    if any(limit is not None for limit in (objective.lag, objective.latency_ms, objective.error_percent)):
        range_ = metrics.range_of(now - objective.minutes * MINUTE, now, 60, now)
        points = metrics.measured(application, objective.environment, objective.scenario, range_).points
        values = measures_of(points)
    if objective.alerts_per_hour is not None:
        query = AlertQuery(
            environment=[objective.environment],
            scenario=[objective.scenario],
            since=now - objective.minutes * MINUTE,
        )
        with application.store.read() as session:
            raised = application.alerts(session).search(query, after=None, limit=0, facets=()).total
        values["alerts_per_hour"] = raised * 60 / objective.minutes
    found = ((measure, getattr(objective, measure)) for measure in WORDS)
    return [Judgement(measure, limit, values.get(measure)) for measure, limit in found if limit is not None]


def measures_of(points: Sequence[Point | None]) -> dict[str, float | None]:
    """What the points of a stretch of time come to; None where nothing was observed."""
    observed = [point for point in points if point is not None]
    whole = metrics.total(points)
    # The least: one that is behind for a moment, at its start for example, is not behind all the time.
    lags = [point.gauges["lag"] for point in observed if "lag" in point.gauges]
    events = whole.counters.get(EVENTS, 0)
    errors = sum(value for key, value in whole.counters.items() if key.endswith("/errors"))
    return {
        "lag": min(lags, default=None),
        "latency_ms": quantile(whole, SHARE),
        "error_percent": 100 * errors / events if events else None,
    }
