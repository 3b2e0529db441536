"""The SQL of measures."""

from __future__ import annotations

import json
from dataclasses import asdict

from filbert.designer.metrics.table import LAST, POINT
from filbert.designer.store import ReadSession, WriteSession
from filbert.monitoring.flink_reading import Reading
from filbert.monitoring.metrics import Point, Task
from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update


def last(session: ReadSession, environment: str, scenario: str) -> Reading | None:
    """What was read of a scenario last."""
    condition = and_(LAST.c.environment == environment, LAST.c.scenario == scenario)
    text = session.value(select(LAST.c.content).where(condition))
    if text is None:
        return None
    content = json.loads(text)
    # What was read before there were tasks has none.
    return Reading(**{**content, "tasks": [Task(**each) for each in content.get("tasks", ())]})


def set_last(session: WriteSession, reading: Reading) -> None:
    """Keep what was read of a scenario last."""
    condition = and_(LAST.c.environment == reading.environment, LAST.c.scenario == reading.scenario)
    values = {"at": reading.at, "content": json.dumps(asdict(reading))}
    if session.execute(update(LAST).where(condition).values(values)) == 0:
        named = {"environment": reading.environment, "scenario": reading.scenario}
        session.execute(insert(LAST).values(**named, **values))


def point(session: ReadSession, environment: str, scenario: str, resolution: int, at: int) -> Point | None:
    """One point."""
    text = session.value(
        select(POINT.c.content).where(_place(environment, scenario, resolution), POINT.c.at == at)
    )
    return _point(at, text) if text is not None else None


def set_point(session: WriteSession, environment: str, scenario: str, resolution: int, point: Point) -> None:
    """Keep a point, in the place of the one before."""
    condition = and_(_place(environment, scenario, resolution), POINT.c.at == point.at)
    text = json.dumps(
        {"c": point.covered_ms, "n": dict(point.counters), "g": dict(point.gauges)}, separators=(",", ":")
    )
    if session.execute(update(POINT).where(condition).values(content=text)) == 0:
        named = {"environment": environment, "scenario": scenario, "resolution": resolution}
        session.execute(insert(POINT).values(**named, at=point.at, content=text))


def points(
    session: ReadSession, environment: str, scenario: str, resolution: int, since: int, until: int
) -> list[Point]:
    """The points that begin in a range, in order."""
    statement = (
        select(POINT.c.at, POINT.c.content)
        .where(_place(environment, scenario, resolution), POINT.c.at >= since, POINT.c.at < until)
        .order_by(POINT.c.at)
    )
    return [_point(row["at"], row["content"]) for row in session.rows(statement)]


def newest(session: ReadSession, environment: str, scenario: str) -> int | None:
    """When a scenario was observed last."""
    condition = and_(LAST.c.environment == environment, LAST.c.scenario == scenario)
    found: int | None = session.value(select(LAST.c.at).where(condition))
    return found


def observed(session: ReadSession, since: int) -> list[tuple[str, str]]:
    """The environments and scenarios that were observed since a time."""
    rows = session.rows(select(LAST.c.environment, LAST.c.scenario).where(LAST.c.at >= since))
    return [(row["environment"], row["scenario"]) for row in rows]


def remove_older(session: WriteSession, resolution: int, before: int, most: int) -> int:
    """Remove points of a resolution before a time, at most so many; gives how many."""
    chosen = (
        select(POINT.c.environment, POINT.c.scenario, POINT.c.at)
        .where(POINT.c.resolution == resolution, POINT.c.at < before)
        .order_by(POINT.c.at)
        .limit(most)
    )
    times = [row["at"] for row in session.rows(chosen)]
    if not times:
        return 0
    condition = and_(POINT.c.resolution == resolution, POINT.c.at <= max(times), POINT.c.at < before)
    return session.execute(delete(POINT).where(condition))


def count(session: ReadSession) -> int:
    """How many points there are."""
    return int(session.value(select(func.count()).select_from(POINT)))


def _place(environment: str, scenario: str, resolution: int) -> ColumnElement[bool]:
    return and_(
        POINT.c.environment == environment, POINT.c.scenario == scenario, POINT.c.resolution == resolution
    )


def _point(at: int, text: str) -> Point:
    content = json.loads(text)
    return Point(at, content["c"], content["n"], content["g"])
