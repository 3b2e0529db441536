"""Measures of one scenario over a range, counts of its nodes, and how all are doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import Query
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.alerts.service import sight
from filbert.designer.dependencies import Service, ServiceDep, Signed
from filbert.designer.environments import service as environments
from filbert.designer.errors import NotFoundError, responses
from filbert.designer.instant import Instant
from filbert.designer.metrics import repository, service
from filbert.designer.metrics.schemas import (
    CountsAnswer,
    MetricsAnswer,
    NodeCounts,
    NodeRates,
    OverviewAnswer,
    ScenarioFigures,
    TaskAnswer,
    Values,
)
from filbert.designer.metrics.service import NoMetricsError
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios import service as scenarios
from filbert.monitoring.metrics import EVENTS, RESTARTS, Point, node_counts, quantile

NODE_COUNTS = ("in", "out", "errors", "late", "snoozed")

router = new_router("metrics")

Environment = Annotated[str, Query(max_length=63, examples=["sandbox"])]
Since = Annotated[Instant | None, Query(description="By default an hour before the end.")]
Until = Annotated[Instant | None, Query(description="By default now.")]

HOUR = 3_600_000
DAY = 24 * HOUR
LIVE_MS = 60_000
PORT = "out."


@router.get(
    "/scenarios/{scenario}/metrics",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, NoMetricsError),
)
def get_metrics(
    scenario: str,
    application: ServiceDep,
    actor: Signed,
    environment: Environment,
    since: Since = None,
    until: Until = None,
    step: Annotated[
        int | None, Query(ge=10, le=31 * 86_400, description="Seconds. By default some hundred steps.")
    ] = None,
) -> MetricsAnswer:
    """Measures of a scenario over a range, one value for each step.

    Long ranges are told from coarser points; steps are made of whole ones, so a step may come out longer than asked.
    """
    _check(application, actor, scenario, environment)
    range_ = service.range_of(since, until, step, application.clock.now())
    found = service.measured(application, environment, scenario, range_)
    points = found.points
    nodes: dict[str, set[str]] = {}
    for point in points:
        for node, counts in (node_counts(point) if point is not None else {}).items():
            nodes.setdefault(node, set()).update(name for name in counts if name.startswith(PORT))
    return MetricsAnswer(
        environment=environment,
        scenario=scenario,
        since=range_.since,
        until=range_.until,
        step_seconds=range_.step_ms / 1000,
        source="prometheus" if application.settings.prometheus_url else "flink",
        newest=found.newest,
        times=[range_.since + index * range_.step_ms for index in range(len(points))],
        events_per_second=_values(points, lambda point: _rate(point, _events(point))),
        errors_per_second=_values(points, lambda point: _rate(point, _sum(point, "errors"))),
        lag=_gauges(points, "lag"),
        watermark_delay_ms=_gauges(points, "watermark_delay_ms"),
        latency_p50_ms=_values(points, lambda point: quantile(point, 0.5)),
        latency_p95_ms=_values(points, lambda point: quantile(point, 0.95)),
        latency_p99_ms=_values(points, lambda point: quantile(point, 0.99)),
        restarts=_values(points, lambda point: point.counters.get(RESTARTS, 0)),
        checkpoint_age_ms=_gauges(points, "checkpoint_age_ms"),
        checkpoint_size=_gauges(points, "checkpoint_size"),
        checkpoint_duration_ms=_gauges(points, "checkpoint_duration_ms"),
        nodes={
            node: NodeRates.model_validate(
                {
                    **{name: _values(points, _rate_of(node, name)) for name in ("in", "out", "errors")},
                    "ports": {
                        name.removeprefix(PORT): _values(points, _rate_of(node, name))
                        for name in sorted(ports)
                    },
                }
            )
            for node, ports in sorted(nodes.items())
        },
        tasks=[
            TaskAnswer(nodes=list(each.nodes), busy=round(each.busy, 3), blocked=round(each.blocked, 3))
            for each in found.tasks
        ],
    )


@router.get(
    "/scenarios/{scenario}/metrics/counts",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, NoMetricsError),
)
def get_counts(
    scenario: str,
    application: ServiceDep,
    actor: Signed,
    environment: Environment,
    since: Annotated[Instant | None, Query(description="By default a minute before the end.")] = None,
    until: Until = None,
) -> CountsAnswer:
    """What went through each node in a range; without one, in the last minute."""
    _check(application, actor, scenario, environment)
    now = application.clock.now()
    end = until if until is not None else now
    begin = since if since is not None else end - LIVE_MS
    range_ = service.range_of(begin, end, None, now)
    found = service.measured(application, environment, scenario, range_)
    whole = service.total(found.points)
    return CountsAnswer(
        environment=environment,
        scenario=scenario,
        since=range_.since,
        until=range_.until,
        covered_seconds=whole.covered_ms / 1000,
        newest=found.newest,
        nodes={
            node: NodeCounts.model_validate(
                {
                    **{name: round(counts.get(name, 0)) for name in NODE_COUNTS},
                    "ports": {
                        name.removeprefix(PORT): round(count)
                        for name, count in counts.items()
                        if name.startswith(PORT)
                    },
                }
            )
            for node, counts in sorted(node_counts(whole).items())
        },
    )


@router.get("/metrics/overview", openapi_extra=SIGNED_IN, responses=responses(NotFoundError, NoMetricsError))
def get_overview(application: ServiceDep, actor: Signed, environment: Environment) -> OverviewAnswer:
    """How all scenarios that the caller may see are doing in an environment: those observed in the last day."""
    now = application.clock.now()
    with application.store.read() as session:
        environments.get(session, application.settings.environments_folder, environment)
        seen = sight(session, actor).scenarios
        today = application.alerts(session).count_since(now - DAY, environment)
        names = {name for place, name in repository.observed(session, now - DAY) if place == environment}
        names |= today.keys()
    range_ = service.range_of(now - HOUR, now, 120, now)
    figures = []
    for name in sorted(names):
        if seen is not None and name not in seen:
            continue
        found = service.measured(application, environment, name, range_)
        events = _values(found.points, lambda point: _rate(point, _events(point)))
        recent = [each for each in events[-2:] if each is not None]
        figures.append(
            ScenarioFigures(
                scenario=name,
                events_per_second=recent[-1] if recent else None,
                errors=round(_sum(service.total(found.points), "errors")),
                alerts_today=today.get(name, 0),
                newest=found.newest,
                events=events,
            )
        )
    return OverviewAnswer(environment=environment, scenarios=figures)


def _check(application: Service, actor: Signed, scenario: str, environment: str) -> None:
    with application.store.read() as session:
        scenarios.get(session, actor, scenario)
        environments.get(session, application.settings.environments_folder, environment)


def _values(points: Sequence[Point | None], value: Callable[[Point], float | None]) -> Values:
    return [_rounded(value(point)) if point is not None else None for point in points]


def _gauges(points: Sequence[Point | None], name: str) -> Values:
    return _values(points, lambda point: point.gauges.get(name))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _rate(point: Point, count: float) -> float:
    return count * 1000 / point.covered_ms


def _rate_of(node: str, name: str) -> Callable[[Point], float | None]:
    return lambda point: _rate(point, point.counters.get(f"{node}/{name}", 0))


def _sum(point: Point, name: str) -> float:
    return sum(value for key, value in point.counters.items() if key.endswith(f"/{name}"))


def _events(point: Point) -> float:
    return point.counters.get(EVENTS, 0)
