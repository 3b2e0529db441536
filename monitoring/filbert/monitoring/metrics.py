"""Measures of a scenario over time, wherever they come from: the designer's own store, or a Prometheus server.

A counter has a key: `sms/in`, `sms/out`, `sms/errors`, `sms/late`, for further outputs `spammer/out.false`, and for the
latency before sinks `/le.<milliseconds>`, cumulative. Points hold what was counted in their time, never totals, so that
they add up over any range however often a job starts anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

COUNTS = ("in", "out", "errors", "late", "outOfOrder", "snoozed")
"""What is counted of a node."""
GAUGES = (
    "lag",
    "watermark_delay_ms",
    "checkpoint_age_ms",
    "checkpoint_size",
    "checkpoint_duration_ms",
)
"""What is measured of a scenario at a moment: the largest value of a point's time."""
EVENTS = "/events"
"""What came to the sources of a scenario."""
RESTARTS = "/restarts"
BUCKET = "/le."


class MetricsUnavailableError(Exception):
    """The source of measures does not answer; the message says what and why."""


@dataclass(frozen=True)
class Point:
    """What was counted and measured in one stretch of time."""

    at: int
    """Its beginning, epoch milliseconds."""
    covered_ms: int
    """How much of it was observed."""
    counters: Mapping[str, float] = field(default_factory=dict)
    gauges: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """A part of a job that Flink runs as one, and how its busiest thread spends its time."""

    nodes: Sequence[str]
    busy: float
    """The share of its time in which it works."""
    blocked: float
    """The share of its time in which it cannot go on, because what comes after it takes no more."""


@dataclass(frozen=True)
class Measured:
    """The points of a range, one for each step; None where nothing was observed."""

    since: int
    step_ms: int
    points: Sequence[Point | None]
    newest: int | None
    """When it was observed last, epoch milliseconds."""
    tasks: Sequence[Task] = ()
    """As they are now; empty where that is not known, or the range ended before."""


class MetricSource(Protocol):
    """Where measures come from."""

    def measured(self, environment: str, scenario: str, since: int, until: int, step_ms: int) -> Measured:
        """The measures of a scenario in an environment.

        Raises:
            MetricsUnavailableError: the source does not answer.
        """


def merge(points: Iterable[Point], at: int) -> Point:
    """One point that stands for several."""
    covered = 0
    counters: dict[str, float] = {}
    gauges: dict[str, float] = {}
    for point in points:
        covered += point.covered_ms
        for key, value in point.counters.items():
            counters[key] = counters.get(key, 0) + value
        for key, value in point.gauges.items():
            gauges[key] = max(gauges.get(key, -math.inf), value)
    return Point(at, covered, counters, gauges)


def grouped(points: Iterable[Point], since: int, until: int, step_ms: int) -> list[Point | None]:
    """One point for each step from `since` on; None where there are none.

    Args:
        points: in any order, each shorter than a step.
        since: the beginning of the first step.
        until: no step begins there or later.
        step_ms: the length of a step.
    """
    slots: list[list[Point]] = [[] for _ in range(max(0, -(-(until - since) // step_ms)))]
    for point in points:
        index = (point.at - since) // step_ms
        if 0 <= index < len(slots):
            slots[index].append(point)
    return [merge(found, since + index * step_ms) if found else None for index, found in enumerate(slots)]


def node_counts(point: Point) -> dict[str, dict[str, float]]:
    """What was counted of each node: `in`, `out`, `errors`, … and `out.<port>` for further outputs."""
    found: dict[str, dict[str, float]] = {}
    for key, value in point.counters.items():
        node, _, name = key.partition("/")
        if node:
            found.setdefault(node, {})[name] = value
    return found


def quantile(point: Point, share: float) -> float | None:
    """A quantile of the latency in milliseconds, by linear interpolation within its bucket, as Prometheus does.

    None where nothing was measured. Beyond the largest bound, that bound is the answer.
    """
    bounds = sorted(
        (_bound(key.removeprefix(BUCKET)), value)
        for key, value in point.counters.items()
        if key.startswith(BUCKET)
    )
    total = bounds[-1][1] if bounds else 0
    if total <= 0:
        return None
    rank, low, below = share * total, 0.0, 0.0
    for bound, count in bounds:
        if count >= rank:
            if math.isinf(bound):
                return low
            inside = count - below
            return low + (bound - low) * ((rank - below) / inside if inside > 0 else 1)
        low, below = bound, count
    return low


def _bound(text: str) -> float:
    return math.inf if text in ("+Inf", "Inf", "inf") else float(text)
