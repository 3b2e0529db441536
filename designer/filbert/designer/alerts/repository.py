"""Alerts in the service's own database: the `AlertStore` where no index is configured."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from filbert.designer.alerts.table import ALERT, COMMENT, RECORD
from filbert.designer.store import ReadSession, WriteSession, batches
from filbert.designer.stored import values_of
from filbert.monitoring.alert import (
    MOST_VALUES,
    NOBODY,
    OPEN,
    Alert,
    AlertComment,
    AlertPage,
    AlertQuery,
    Facet,
    Tally,
    tallied,
)
from filbert.monitoring.alert_index.carry import Kept
from filbert.monitoring.alert_record import clean
from filbert.scenarios.json_text import write_json
from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

ABSENT = {"verdict": OPEN, "assignee": NOBODY}
"""What stands for NULL in filters and facets."""


class DatabaseAlerts:
    """Alerts within one session."""

    def __init__(self, session: ReadSession) -> None:
        self._session = session

    def add(self, alerts: Sequence[tuple[Alert, Mapping[str, Any]]]) -> list[Alert]:
        """Add alerts with their records; gives those that were new."""
        session = self._session
        assert isinstance(session, WriteSession)
        by_id = {alert.alert_id: (alert, record) for alert, record in alerts}
        for known in _known(session, list(by_id)):
            del by_id[known]
        new = list(by_id.values())
        if new:
            session.execute(insert(ALERT), [asdict(alert) for alert, _ in new])
            session.execute(
                insert(RECORD),
                [{"alert_id": alert.alert_id, "record": clean(write_json(record))} for alert, record in new],
            )
        return [alert for alert, _ in new]

    def search(
        self, query: AlertQuery, *, after: tuple[int, str] | None, limit: int, facets: Collection[str]
    ) -> AlertPage:
        """One page."""
        conditions = _conditions(query)
        session = self._session
        everything = and_(True, *conditions.values())
        total = select(func.count()).select_from(ALERT).where(everything)
        return AlertPage(
            alerts=self.page(query, after=after, limit=limit),
            total=int(session.value(total)),
            facets={name: self._facet(name, conditions) for name in facets},
        )

    def page(self, query: AlertQuery, *, after: tuple[int, str] | None, limit: int) -> list[Alert]:
        """The alerts of one page."""
        page = select(ALERT).where(and_(True, *_conditions(query).values()))
        if after is not None:
            page = page.where(
                tuple_(ALERT.c.raised_at, ALERT.c.alert_id) < tuple_(literal(after[0]), literal(after[1]))
            )
        page = page.order_by(ALERT.c.raised_at.desc(), ALERT.c.alert_id.desc()).limit(limit)
        return [Alert(**row) for row in self._session.rows(page)]

    def _facet(self, name: str, conditions: Mapping[str, ColumnElement[bool]]) -> list[Facet]:
        others = [condition for key, condition in conditions.items() if key != name]
        column, count = ALERT.c[name], func.count()
        statement = (
            select(column.label("value"), count.label("count"))
            .where(and_(True, *others))
            .group_by(column)
            .order_by(count.desc(), column)
            .limit(MOST_VALUES)
        )
        return [
            Facet(ABSENT[name] if row["value"] is None else row["value"], row["count"])
            for row in self._session.rows(statement)
        ]

    def find(self, alert_id: str) -> tuple[Alert, Mapping[str, Any]] | None:
        """One alert with its record."""
        row = self._session.row(select(ALERT).where(ALERT.c.alert_id == alert_id))
        if row is None:
            return None
        text = self._session.value(select(RECORD.c.record).where(RECORD.c.alert_id == alert_id))
        return Alert(**row), values_of(text)

    def change(self, alert_id: str, revision: int, values: Mapping[str, Any]) -> bool:
        """Set what people make of an alert; False when the revision is not the newest any more."""
        session = self._session
        assert isinstance(session, WriteSession)
        condition = (ALERT.c.alert_id == alert_id) & (ALERT.c.revision == revision)
        return session.execute(update(ALERT).where(condition).values(revision=revision + 1, **values)) == 1

    def comments(self, alert_id: str) -> list[AlertComment]:
        """What was said of an alert, in order."""
        return self.comments_of([alert_id])

    def comments_of(self, alert_ids: Collection[str]) -> list[AlertComment]:
        """What was said of some alerts."""
        statement = select(COMMENT).where(COMMENT.c.alert_id.in_(alert_ids)).order_by(COMMENT.c.number)
        return [AlertComment(**row) for row in self._session.rows(statement)]

    def comment(self, alert_id: str, at: int, by: str, text: str) -> AlertComment:
        """Say something of an alert."""
        session = self._session
        assert isinstance(session, WriteSession)
        number = session.insert(insert(COMMENT).values(alert_id=alert_id, at=at, by=by, text=text))
        return AlertComment(number, alert_id, at, by, text)

    def count_since(self, since: int, environment: str | None) -> dict[str, int]:
        """How many alerts each scenario has raised since a time."""
        statement = select(ALERT.c.scenario, func.count().label("count")).where(ALERT.c.raised_at >= since)
        if environment is not None:
            statement = statement.where(ALERT.c.environment == environment)
        rows = self._session.rows(statement.group_by(ALERT.c.scenario))
        return {row["scenario"]: row["count"] for row in rows}

    def tallies(self, query: AlertQuery, step_ms: int) -> list[Tally]:
        """How alerts were judged, by scenario, node and time."""
        # Written out: two parameters of one value are two expressions to PostgreSQL, and one must be grouped by.
        step: ColumnElement[int] = literal_column(str(int(step_ms)))
        begin = (ALERT.c.raised_at - ALERT.c.raised_at % step).label("at")
        statement = (
            select(ALERT.c.scenario, ALERT.c.node, begin, ALERT.c.verdict, func.count().label("count"))
            .where(and_(True, *_conditions(query).values()))
            .group_by(ALERT.c.scenario, ALERT.c.node, begin, ALERT.c.verdict)
        )
        return tallied(
            (row["scenario"], row["node"], row["at"], row["verdict"], row["count"])
            for row in self._session.rows(statement)
        )


def kept(session: ReadSession, after: str, limit: int) -> list[Kept]:
    """Alerts with their records and what people made of them, by id.

    Args:
        session: where to look.
        after: the id before the first one.
        limit: at most so many.
    """
    page = select(ALERT).where(ALERT.c.alert_id > after).order_by(ALERT.c.alert_id).limit(limit)
    alerts = [Alert(**row) for row in session.rows(page)]
    some = [each.alert_id for each in alerts]
    records = session.rows(select(RECORD).where(RECORD.c.alert_id.in_(some)))
    texts = {row["alert_id"]: row["record"] for row in records}
    said: dict[str, list[AlertComment]] = {}
    for comment in DatabaseAlerts(session).comments_of(some):
        said.setdefault(comment.alert_id, []).append(comment)
    return [Kept(each, texts[each.alert_id], said.get(each.alert_id, [])) for each in alerts]


def remove_older(session: WriteSession, before: int, most: int) -> int:
    """Remove alerts that were received before a time, at most so many; gives how many."""
    old = select(ALERT.c.alert_id).where(ALERT.c.received_at < before).limit(most)
    return session.execute(delete(ALERT).where(ALERT.c.alert_id.in_(old)))


def _known(session: ReadSession, identifiers: Sequence[str]) -> list[str]:
    found: list[str] = []
    for some in batches(identifiers):
        rows = session.rows(select(ALERT.c.alert_id).where(ALERT.c.alert_id.in_(some)))
        found += [row["alert_id"] for row in rows]
    return found


def _conditions(query: AlertQuery) -> dict[str, ColumnElement[bool]]:
    """What each filter asks, by its name."""
    found: dict[str, ColumnElement[bool]] = {}
    if query.scenarios is not None:
        found["seen"] = ALERT.c.scenario.in_(query.scenarios)
    for name in ("environment", "scenario", "severity", "verdict", "assignee", "subject"):
        values = list(getattr(query, name))
        if not values:
            continue
        column = ALERT.c[name]
        absent = ABSENT.get(name)
        present = column.in_([value for value in values if value != absent])
        found[name] = or_(present, column.is_(None)) if absent in values else present
    if query.since is not None:
        found["since"] = ALERT.c.raised_at >= query.since
    if query.until is not None:
        found["until"] = ALERT.c.raised_at < query.until
    return found
