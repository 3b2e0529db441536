"""Alerts in the index, for those who triage them: the same `AlertStore` as the designer's database offers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from filbert.monitoring.alert import (
    MOST_VALUES,
    NOBODY,
    OPEN,
    Alert,
    AlertComment,
    AlertPage,
    AlertQuery,
    AlertsUnavailableError,
    Facet,
    Tally,
    tallied,
)
from filbert.monitoring.alert_index.bulk import hindrance_of, write
from filbert.monitoring.alert_index.document import Place, document_of
from filbert.monitoring.alert_index.mapping import FIELDS
from filbert.monitoring.alert_index.names import EVERY
from filbert.scenarios.events import format_instant, parse_instant

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

ABSENT = {"verdict": OPEN, "assignee": NOBODY}
"""What stands for a missing value in filters and facets."""
_FILTERS = ("environment", "scenario", "severity", "verdict", "assignee", "subject")
_TIMES = ("event_time", "raised_at", "received_at", "verdict_at")
UNLISTED = ["evidence", "comments"]
"""What a page of alerts does not tell."""
ATTEMPTS = 5
COMPOSITE = 10_000
"""Buckets in one answer."""
MOST_SCENARIOS = 10_000
_NAMES = tuple(Alert.__dataclass_fields__)


class IndexedAlerts:
    """Alerts of all environments. What was added or changed is seen at once by whoever did it."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client
        self.fault: str | None = None
        """Why the last request failed; None when it did not."""

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    @contextmanager
    def _asking(self) -> Iterator[Elasticsearch]:
        """The client; what goes wrong with it is told in one way."""
        from elasticsearch import ApiError, ConflictError, TransportError

        try:
            yield self._client
        except ConflictError:
            raise
        except (ApiError, TransportError) as error:
            self.fault = hindrance_of(error).message
            raise AlertsUnavailableError(f"{self.fault}.") from error
        self.fault = None

    def add(self, alerts: Sequence[tuple[Alert, Mapping[str, Any]]]) -> list[Alert]:
        """Add alerts with their records; gives those that were new.

        Raises:
            RefusedError: one of them is no alert.
            AlertsUnavailableError: some could not be written now, or would be refused at any time.
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
            raise AlertsUnavailableError(outcome.hindrance.message)
        if outcome.refused:
            raise AlertsUnavailableError(outcome.refused[0][1])
        with self._asking() as client:
            client.indices.refresh(index=EVERY)
        return [by_id[document.id][0] for document in outcome.created]

    def search(
        self, query: AlertQuery, *, after: tuple[int, str] | None, limit: int, facets: Collection[str]
    ) -> AlertPage:
        """One page."""
        chosen = _chosen(query)
        with self._asking() as client:
            answer = client.search(
                index=EVERY,
                query={"bool": {"filter": _everywhere(query)}},
                # After the aggregations: each of them lets out the filter of its own facet.
                post_filter={"bool": {"filter": list(chosen.values())}},
                aggregations={name: _facet(name, chosen) for name in facets} or None,
                track_total_hits=True,
                **_page(after, limit),
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

    def page(self, query: AlertQuery, *, after: tuple[int, str] | None, limit: int) -> list[Alert]:
        """The alerts of one page."""
        conditions = [*_everywhere(query), *_chosen(query).values()]
        with self._asking() as client:
            answer = client.search(
                index=EVERY,
                query={"bool": {"filter": conditions}},
                track_total_hits=False,
                **_page(after, limit),
            )
        return [_alert(hit["_source"]) for hit in answer["hits"]["hits"]]

    def find(self, alert_id: str) -> tuple[Alert, Mapping[str, Any]] | None:
        """One alert with its record, as far as the index has it."""
        hit = self._hit(alert_id)
        return None if hit is None else (_alert(hit["_source"]), hit["_source"])

    def change(self, alert_id: str, revision: int, values: Mapping[str, Any]) -> bool:
        """Set what people make of an alert; False when the revision is not the newest any more."""
        content = {
            name: format_instant(value) if name in _TIMES and value is not None else value
            for name, value in values.items()
        }
        for _ in range(ATTEMPTS):
            hit = self._hit(alert_id)
            if hit is None or hit["_source"]["revision"] != revision:
                return False
            if self._update(hit, {**content, "revision": revision + 1}):
                return True
        return False

    def comments(self, alert_id: str) -> list[AlertComment]:
        """What was said of an alert, in order."""
        hit = self._hit(alert_id)
        return [] if hit is None else _comments(hit["_source"])

    def comments_of(self, alert_ids: Collection[str]) -> list[AlertComment]:
        """What was said of some alerts."""
        with self._asking() as client:
            answer = client.search(
                index=EVERY,
                query={"ids": {"values": list(alert_ids)}},
                source={"includes": ["alert_id", "comments"]},
                size=len(alert_ids),
            )
        return [each for hit in answer["hits"]["hits"] for each in _comments(hit["_source"])]

    def comment(self, alert_id: str, at: int, by: str, text: str) -> AlertComment:
        """Say something of an alert that is there."""
        for _ in range(ATTEMPTS):
            hit = self._hit(alert_id)
            if hit is None:
                raise AlertsUnavailableError(f"The index does not have the alert '{alert_id}' any more.")
            known: list[Any] = hit["_source"].get("comments", [])
            made = AlertComment(len(known) + 1, alert_id, at, by, text)
            said = {"number": made.number, "at": format_instant(at), "by": by, "text": text}
            if not known:
                # An index of an earlier version does not know the field, and its mapping is strict.
                with self._asking() as client:
                    client.indices.put_mapping(
                        index=hit["_index"], properties={"comments": FIELDS["comments"]}
                    )
            if self._update(hit, {"comments": [*known, said]}):
                return made
        raise AlertsUnavailableError("Too many change the alert at once; try again.")

    def count_since(self, since: int, environment: str | None) -> dict[str, int]:
        """How many alerts each scenario has raised since a time."""
        conditions: list[dict[str, Any]] = [
            {"range": {"raised_at": {"gte": since, "format": "epoch_millis"}}}
        ]
        if environment is not None:
            conditions.append({"term": {"environment": environment}})
        with self._asking() as client:
            answer = client.search(
                index=EVERY,
                query={"bool": {"filter": conditions}},
                aggregations={"scenarios": {"terms": {"field": "scenario", "size": MOST_SCENARIOS}}},
                size=0,
            )
        buckets = answer.get("aggregations", {}).get("scenarios", {}).get("buckets", [])
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}

    def tallies(self, query: AlertQuery, step_ms: int) -> list[Tally]:
        """How alerts were judged, by scenario, node and time."""
        sources: list[dict[str, Any]] = [
            {"scenario": {"terms": {"field": "scenario"}}},
            {"node": {"terms": {"field": "node"}}},
            {"at": {"date_histogram": {"field": "raised_at", "fixed_interval": f"{step_ms}ms"}}},
            {"verdict": {"terms": {"field": "verdict", "missing_bucket": True}}},
        ]
        conditions = [*_everywhere(query), *_chosen(query).values()]
        counts: list[tuple[str, str, int, str | None, int]] = []
        after: Mapping[str, Any] | None = None
        while True:
            composite = {"size": COMPOSITE, "sources": sources, **({"after": after} if after else {})}
            with self._asking() as client:
                answer = client.search(
                    index=EVERY,
                    query={"bool": {"filter": conditions}},
                    aggregations={"tallies": {"composite": composite}},
                    size=0,
                )
            found = answer.get("aggregations", {}).get("tallies", {})
            for bucket in found.get("buckets", []):
                key = bucket["key"]
                counts.append((key["scenario"], key["node"], key["at"], key["verdict"], bucket["doc_count"]))
            after = found.get("after_key")
            if after is None:
                return tallied(counts)

    def _update(self, hit: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
        """Write some fields of a document as it was read; False where somebody was quicker."""
        from elasticsearch import ConflictError

        try:
            with self._asking() as client:
                client.update(
                    index=hit["_index"],
                    id=hit["_id"],
                    doc=dict(content),
                    # Of two who change it at once, one is told.
                    if_seq_no=hit["_seq_no"],
                    if_primary_term=hit["_primary_term"],
                    refresh=True,
                )
        except ConflictError:
            return False
        return True

    def _hit(self, alert_id: str) -> Mapping[str, Any] | None:
        with self._asking() as client:
            answer = client.search(
                index=EVERY, query={"ids": {"values": [alert_id]}}, seq_no_primary_term=True, size=1
            )
        hits: list[Mapping[str, Any]] = answer["hits"]["hits"]
        return hits[0] if hits else None


def _page(after: tuple[int, str] | None, limit: int) -> dict[str, Any]:
    """The part of a request that says which page."""
    return {
        "sort": [{"raised_at": "desc"}, {"alert_id": "desc"}],
        "search_after": list(after) if after is not None else None,
        "source": {"excludes": UNLISTED},
        "size": limit,
    }


def _comments(source: Mapping[str, Any]) -> list[AlertComment]:
    return [
        AlertComment(each["number"], source["alert_id"], parse_instant(each["at"]), each["by"], each["text"])
        for each in source.get("comments", [])
    ]


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
