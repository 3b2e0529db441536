"""Measures from a Prometheus server that reads Flink's own reporter, by its HTTP API."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from filbert.monitoring.flink_reading import OPERATOR_NAME, events_of
from filbert.monitoring.metrics import (
    BUCKET,
    COUNTS,
    EVENTS,
    RESTARTS,
    Measured,
    MetricsUnavailableError,
    Point,
)

OPERATOR = "flink_taskmanager_job_task_operator"
LATENCY = f"{OPERATOR}_filbert_node_le_latency_bucket"
COUNTERS = tuple((name, f"{OPERATOR}_filbert_node_{name}") for name in COUNTS)
PORTS = f"{OPERATOR}_filbert_node_filbert_port_out"
SOURCE = re.compile(r"default_database[._]([^.$]+)$")
LEAST_WINDOW_MS = 60_000
"""Rates need two samples at least, so a window below some scrapes finds nothing."""


class PrometheusSource:
    """A Prometheus server."""

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(base_url=self.url, timeout=10.0, trust_env=False, transport=transport)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def measured(self, environment: str, scenario: str, since: int, until: int, step_ms: int) -> Measured:
        """The measures of a scenario in an environment; a point tells of the step that begins there.

        Raises:
            MetricsUnavailableError: the server does not answer, or refuses the queries.
        """
        queries = queries_of(environment, scenario, step_ms)
        counters: dict[int, dict[str, float]] = {}
        gauges: dict[int, dict[str, float]] = {}
        sources: dict[str, bool] = {}
        with ThreadPoolExecutor(4) as threads:
            found = threads.map(lambda query: self._range(query, since, until, step_ms), queries.values())
            for name, series in zip(queries, found, strict=True):
                for labels, values in series:
                    key = _key(name, labels)
                    source = SOURCE.search(labels.get("operator_name", ""))
                    if source is not None:
                        sources[source[1]] = len(labels["operator_name"]) >= OPERATOR_NAME
                    target = counters if name.startswith("counter:") else gauges
                    for at, value in values:
                        found_then = target.setdefault(at, {})
                        found_then[key] = found_then.get(key, 0) + value
        for then in counters.values():
            then[EVENTS] = events_of(then, sources)
        steps = max(0, -(-(until - since) // step_ms))
        points: list[Point | None] = []
        for index in range(steps):
            at = since + index * step_ms
            known = at in counters or at in gauges
            points.append(Point(at, step_ms, counters.get(at, {}), gauges.get(at, {})) if known else None)
        last = max((point.at for point in points if point is not None), default=None)
        return Measured(since, step_ms, points, min(last + step_ms, until) if last is not None else None)

    def _range(
        self, query: str, since: int, until: int, step_ms: int
    ) -> list[tuple[Mapping[str, str], list[tuple[int, float]]]]:
        # A value at the end of a step looks back over the step.
        parameters = {
            "query": query,
            "start": f"{(since + step_ms) / 1000:.3f}",
            "end": f"{max(until, since + step_ms) / 1000:.3f}",
            "step": f"{step_ms / 1000:.3f}",
        }
        try:
            response = self._client.post("/api/v1/query_range", data=parameters)
            content = response.json()
        except (httpx.HTTPError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise MetricsUnavailableError(f"Prometheus at {self.url} does not answer: {reason}") from error
        if content.get("status") != "success":
            raise MetricsUnavailableError(f"Prometheus at {self.url}: {content.get('error', 'no reason')}")
        return [
            (
                series["metric"],
                [
                    (round(float(time) * 1000) - step_ms, float(value))
                    for time, value in series["values"]
                    if math.isfinite(float(value))
                ],
            )
            for series in content["data"]["result"]
        ]


def queries_of(environment: str, scenario: str, step_ms: int) -> dict[str, str]:
    """The PromQL of every measure, by what it is."""
    job = f'job_name=~"{re.escape(environment)}/{re.escape(scenario)}/.*"'.replace("\\", "\\\\")
    source = f'{job},operator_name=~"Source.*default_database[._][^.$]+"'
    window = f"{max(step_ms, LEAST_WINDOW_MS) // 1000}s"
    share = step_ms / 1000
    found = {
        f"counter:{name}": f"sum by (filbert_node) (rate({metric}{{{job}}}[{window}])) * {share}"
        for name, metric in COUNTERS
    }
    return {
        **found,
        "counter:port": f"sum by (filbert_node, filbert_port) (rate({PORTS}{{{job}}}[{window}])) * {share}",
        "counter:le": f"sum by (le) (rate({LATENCY}{{{job}}}[{window}])) * {share}",
        "counter:restarts": f"sum(increase(flink_jobmanager_job_numRestarts{{{job}}}[{window}]))",
        "gauge:lag": f"sum by (operator_name) ({OPERATOR}_pendingRecords{{{source}}})",
        "gauge:watermark_delay_ms": (
            f"time() * 1000 - min({OPERATOR}_currentOutputWatermark{{{source}}} > {-(2**62)})"
        ),
        "gauge:checkpoint_size": f"max(flink_jobmanager_job_lastCheckpointSize{{{job}}})",
        "gauge:checkpoint_duration_ms": f"max(flink_jobmanager_job_lastCheckpointDuration{{{job}}})",
    }


def _key(name: str, labels: Mapping[str, Any]) -> str:
    kind, _, rest = name.partition(":")
    if kind == "gauge":
        return rest
    if rest == "restarts":
        return RESTARTS
    if rest == "le":
        return f"{BUCKET}{labels['le']}"
    if rest == "port":
        return f"{labels['filbert_node']}/out.{labels['filbert_port']}"
    return f"{labels['filbert_node']}/{rest}"
