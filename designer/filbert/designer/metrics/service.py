"""Measures: read from Flink into the store, or taken from a Prometheus server; told over any range."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.designer.errors import InvalidError, ServiceError
from filbert.designer.intake.places import places
from filbert.designer.metrics import repository
from filbert.monitoring.flink_reading import FlinkReader, Reading, difference
from filbert.monitoring.metrics import Measured, MetricsUnavailableError, Point, grouped, merge
from filbert.monitoring.prometheus_source import PrometheusSource

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.store import ReadSession, WriteSession

log = logging.getLogger("filbert.designer.metrics")

SECOND = 1_000
DAY = 86_400 * SECOND
RESOLUTIONS = ((10, DAY), (60, 7 * DAY), (600, 0))
"""Seconds of a point, and how long points of it are kept; 0: as long as measures are kept at all."""
NOW = 60 * SECOND
"""What was read within it is how things are."""
USUAL_POINTS = 300
MOST_POINTS = 2_000
LONGEST_RANGE = 400 * DAY


class NoMetricsError(ServiceError):
    """The source of measures does not answer."""

    status = 503
    code = "no-metrics"
    title = "Measures cannot be read"
    example = "Prometheus at http://127.0.0.1:9090 does not answer."


@dataclass(frozen=True)
class Range:
    """A stretch of time in steps."""

    since: int
    until: int
    step_ms: int


class StoredMetrics:
    """Measures that the scraper has kept: the source where there is no Prometheus server."""

    def __init__(self, session: ReadSession, now: int) -> None:
        self._session = session
        self._now = now

    def measured(self, environment: str, scenario: str, since: int, until: int, step_ms: int) -> Measured:
        """The measures of a scenario in an environment."""
        resolution = resolution_of(since, step_ms, self._now)
        found = repository.points(self._session, environment, scenario, resolution, since, until)
        newest = repository.newest(self._session, environment, scenario)
        is_now = newest is not None and self._now - min(newest, until) < NOW
        last = repository.last(self._session, environment, scenario) if is_now else None
        tasks = last.tasks if last is not None else ()
        return Measured(since, step_ms, grouped(found, since, until, step_ms), newest, tasks)


class Scraper:
    """Looks at all clusters again and again. Clusters that do not answer are told once, and asked again."""

    def __init__(self, application: Callable[[], Service]) -> None:
        self._application = application
        self._readers: dict[str, FlinkReader] = {}
        self.faults: dict[str, str] = {}
        """Why nothing is read, by address of the cluster."""

    def scrape(self) -> None:
        """Look once at the clusters of all environments."""
        application = self._application()
        if application.settings.prometheus_url:
            return  # Somebody else keeps measures.
        by_cluster: dict[str, list[str]] = {}
        for name, place in places(application).items():
            by_cluster.setdefault(place.flink, []).append(name)
        for url in self._readers.keys() - by_cluster.keys():
            self._readers.pop(url).close()
            self.faults.pop(url, None)
        for url, environments in by_cluster.items():
            reader = self._readers.setdefault(url, FlinkReader(url))
            try:
                readings = reader.readings(environments, application.clock.now())
            except MetricsUnavailableError as error:
                if url not in self.faults:
                    log.warning("measures cannot be read", extra={"flink": url, "reason": str(error)})
                self.faults[url] = str(error)
                continue
            if self.faults.pop(url, None) is not None:
                log.info("measures are read again", extra={"flink": url})
            if readings:
                with application.store.write() as session:
                    keep(session, readings)

    def close(self) -> None:
        """Close all connections."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()


def keep(session: WriteSession, readings: Sequence[Reading]) -> None:
    """Keep what was counted since the readings before, at every resolution."""
    for reading in readings:
        before = repository.last(session, reading.environment, reading.scenario)
        if before is not None and before.at >= reading.at:
            continue  # Another process was quicker.
        found = difference(before, reading)
        repository.set_last(session, reading)
        if found is None:
            continue
        for resolution, _ in RESOLUTIONS:
            at = reading.at - reading.at % (resolution * SECOND)
            named = (reading.environment, reading.scenario, resolution)
            kept = repository.point(session, *named, at)
            merged = merge([found] if kept is None else [kept, found], at)
            repository.set_point(session, *named, merged)


def remove_old(session: WriteSession, now: int, days: int, most: int) -> int:
    """Remove points that are older than those of their resolution are kept, at most so many of each."""
    removed = 0
    for resolution, kept_ms in RESOLUTIONS:
        longest = days * DAY if days else 0
        bounds = [bound for bound in (kept_ms, longest) if bound]
        if bounds:
            removed += repository.remove_older(session, resolution, now - min(bounds), most)
    return removed


def resolution_of(since: int, step_ms: int, now: int) -> int:
    """The resolution to read: the coarsest within a step, of those that still hold the beginning."""
    held = [seconds for seconds, kept_ms in RESOLUTIONS if not kept_ms or now - since <= kept_ms]
    fitting = [seconds for seconds in held if seconds * SECOND <= step_ms]
    return max(fitting) if fitting else min(held)


def range_of(since: int | None, until: int | None, step_seconds: int | None, now: int) -> Range:
    """A range in whole steps.

    Args:
        since: its beginning; by default an hour before its end.
        until: its end; by default now.
        step_seconds: of a point; by default so that there are some hundred.
        now: the time.

    Raises:
        InvalidError: it ends before it begins, or has too many steps.
    """
    end = now if until is None else until
    begin = end - 3_600 * SECOND if since is None else since
    if not 0 <= begin < end:
        raise InvalidError("The range ends before it begins.")
    if end - begin > LONGEST_RANGE:
        raise InvalidError(f"A range has at most {LONGEST_RANGE // DAY} days.")
    step = (step_seconds or 0) * SECOND or _usual_step(end - begin)
    if (end - begin) / step > MOST_POINTS:
        least = -(-(end - begin) // (MOST_POINTS * SECOND))
        raise InvalidError(
            f"That makes {(end - begin) // step:,} points, and at most {MOST_POINTS:,} are told; "
            f"take a step of {least} seconds or more."
        )
    # Points hold whole stretches of their resolution, so steps are made of whole ones.
    finest = resolution_of(begin, step, now) * SECOND
    step = -(-step // finest) * finest
    begin -= begin % step
    return Range(begin, begin + -(-(end - begin) // step) * step, step)


def _usual_step(length_ms: int) -> int:
    steps = (10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400)
    wanted = length_ms / USUAL_POINTS
    return next((step * SECOND for step in steps if step * SECOND >= wanted), steps[-1] * SECOND * 2)


def measured(application: Service, environment: str, scenario: str, range_: Range) -> Measured:
    """The measures of a scenario in an environment, from where this service takes them.

    Raises:
        NoMetricsError: the Prometheus server does not answer.
    """
    asked = (environment, scenario, range_.since, range_.until, range_.step_ms)
    url = application.settings.prometheus_url
    if not url:
        with application.store.read() as session:
            return StoredMetrics(session, application.clock.now()).measured(*asked)
    source = PrometheusSource(url)
    try:
        return source.measured(*asked)
    except MetricsUnavailableError as error:
        raise NoMetricsError(f"{error}.") from None
    finally:
        source.close()


def total(points: Sequence[Point | None]) -> Point:
    """What was counted in all of them."""
    return merge([point for point in points if point is not None], 0)
