"""Alerts in the index, for those who triage them: the same `AlertStore` as the designer's database offers."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from filbert.monitoring.alert import MOST_VALUES, NOBODY, OPEN, Alert, AlertPage, AlertQuery, Facet
from filbert.monitoring.alert_index.bulk import write
from filbert.monitoring.alert_index.document import Place, document_of
from filbert.monitoring.alert_index.names import EVERY
from filbert.scenarios.events import format_instant, parse_instant

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

ABSENT = {"verdict": OPEN, "assignee": NOBODY}
"""What stands for a missing value in filters and facets."""
_FILTERS = ("environment", "scenario", "severity", "verdict", "assignee", "subject")
_TIMES = ("event_time", "raised_at", "received_at", "verdict_at")
_NAMES = tuple(Alert.__dataclass_fields__)


class NotWrittenError(Exception):
    """Elasticsearch did not take alerts; the message says why."""


class IndexedAlerts:
    """Alerts of all environments. What was added or changed is seen at once by whoever did it."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def add(self, alerts: Sequence[tuple[Alert, Mapping[str, Any]]]) -> list[Alert]:
        """Add alerts with their records; gives those that were new.

        Raises:
            RefusedError: one of them is no alert.
            NotWrittenError: some could not be written now, or would be refused at any time.
        """
        by_id = {alert.alert_id: (alert, record) for alert, record in alerts}
        outcome = write(
            self._client,
            [
                document_of(
                    json.dumps(record).encode(), alert.environment, Place("", 0, 0), alert.received_at
                )
                for alert, record in by_id.values()
            ],
        )
        if outcome.hindrance is not None:
            raise NotWrittenError(outcome.hindrance.message)
        if outcome.refused:
            raise NotWrittenError(outcome.refused[0][1])
        self._client.indices.refresh(index=EVERY)
        return [by_id[document.id][0] for document in outcome.created]

    def search(
        self, query: AlertQuery, *, after: tuple[int, str] | None, limit: int, facets: Collection[str]
    ) -> AlertPage:
        """One page."""
        chosen = _chosen(query)
        answer = self._client.search(
            index=EVERY,
            query={"bool": {"filter": _everywhere(query)}},
            # After the aggregations: each of them lets out the filter of its own facet.
            post_filter={"bool": {"filter": list(chosen.values())}},
            aggregations={name: _facet(name, chosen) for name in facets} or None,
            sort=[{"raised_at": "desc"}, {"alert_id": "desc"}],
            search_after=list(after) if after is not None else None,
            size=limit,
            track_total_hits=True,
        )
        return AlertPage(
            alerts=[_alert(hit["_source"]) for hit in answer["hits"]["hits"]],
            total=int(answer["hits"]["total"]["value"]),
            facets={
                name: [
                    Facet(bucket["key"], bucket["doc_count"])
                    for bucket in answer["aggregations"][name]["values"]["buckets"]
                ]
                for name in facets
            },
        )

    def find(self, alert_id: str) -> tuple[Alert, Mapping[str, Any]] | None:
        """One alert with its record, as far as the index has it."""
        hit = self._hit(alert_id)
        return None if hit is None else (_alert(hit["_source"]), hit["_source"])

    def change(self, alert_id: str, revision: int, values: Mapping[str, Any]) -> bool:
        """Set what people make of an alert; False when the revision is not the newest any more."""
        from elasticsearch import ConflictError

        hit = self._hit(alert_id)
        if hit is None or hit["_source"]["revision"] != revision:
            return False
        content = {
            name: format_instant(value) if name in _TIMES and value is not None else value
            for name, value in values.items()
        }
        try:
            self._client.update(
                index=hit["_index"],
                id=alert_id,
                doc={**content, "revision": revision + 1},
                # Of two who change it at once, one is told.
                if_seq_no=hit["_seq_no"],
                if_primary_term=hit["_primary_term"],
                refresh=True,
            )
        except ConflictError:
            return False
        return True

    def _hit(self, alert_id: str) -> Mapping[str, Any] | None:
        answer = self._client.search(
            index=EVERY, query={"ids": {"values": [alert_id]}}, seq_no_primary_term=True, size=1
        )
        hits: list[Mapping[str, Any]] = answer["hits"]["hits"]
        return hits[0] if hits else None


def _everywhere(query: AlertQuery) -> list[dict[str, Any]]:
    """What no facet lets out."""
    found: list[dict[str, Any]] = []
    if query.scenarios is not None:
        found.append({"terms": {"scenario": sorted(query.scenarios)}})
    times: dict[str, Any] = {}
    if query.since is not None:
        times["gte"] = query.since
    if query.until is not None:
        times["lt"] = query.until
    if times:
        found.append({"range": {"raised_at": {**times, "format": "epoch_millis"}}})
    return found


def _chosen(query: AlertQuery) -> dict[str, dict[str, Any]]:
    """What each filter asks, by its name."""
    found = {}
    for name in _FILTERS:
        values = list(getattr(query, name))
        if not values:
            continue
        absent = ABSENT.get(name)
        any_of: list[dict[str, Any]] = [{"terms": {name: [value for value in values if value != absent]}}]
        if absent in values:
            any_of.append({"bool": {"must_not": {"exists": {"field": name}}}})
        found[name] = {"bool": {"should": any_of, "minimum_should_match": 1}}
    return found


def _facet(name: str, chosen: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "field": name,
        "size": MOST_VALUES,
        "order": [{"_count": "desc"}, {"_key": "asc"}],
    }
    if name in ABSENT:
        terms["missing"] = ABSENT[name]
    others = [condition for key, condition in chosen.items() if key != name]
    return {"filter": {"bool": {"filter": others}}, "aggregations": {"values": {"terms": terms}}}


def _alert(source: Mapping[str, Any]) -> Alert:
    values = {name: source[name] for name in _NAMES if source.get(name) is not None}
    for name in _TIMES:
        if name in values:
            values[name] = parse_instant(values[name])
    return Alert(**values)
