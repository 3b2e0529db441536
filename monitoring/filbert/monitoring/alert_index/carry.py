"""Carries alerts that were kept elsewhere over to the index, with what people made of them; a repeat changes nothing.

What was judged in the index meanwhile stays: it is newer than what comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from filbert.monitoring.alert import Alert, AlertComment, AlertsUnavailableError
from filbert.monitoring.alert_index.bulk import hindrance_of, write
from filbert.monitoring.alert_index.document import Document, Place, RefusedError, document_of
from filbert.monitoring.alert_index.names import is_expired
from filbert.scenarios.events import format_instant

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

ATTEMPTS = 5
_NOWHERE = Place("", 0, 0)
_PLACE = ("alert_partition", "alert_offset")
_CONFLICT = 409


@dataclass(frozen=True)
class Kept:
    """An alert as it was kept elsewhere."""

    alert: Alert
    record: str
    """As it was read from Kafka."""
    comments: Sequence[AlertComment] = ()

    @property
    def is_triaged(self) -> bool:
        """Whether people made something of it."""
        return self.alert.revision > 1 or bool(self.comments)


@dataclass
class Carried:
    """What became of alerts."""

    alerts: int = 0
    created: int = 0
    there: int = 0
    """Those that the index had already."""
    expired: int = 0
    """Those of months that the index does not keep."""
    judged: int = 0
    """Alerts whose verdict and assignee were carried over now."""
    comments: int = 0
    """Comments that were carried over now."""
    newer: int = 0
    """Alerts that were judged or assigned differently in the index; that stays."""
    refused: list[str] = field(default_factory=list)
    """Ids of those that the index does not take."""


def carry(
    client: Elasticsearch, alerts: Sequence[Kept], now: int, retention_days: int, carried: Carried
) -> None:
    """Write some alerts, and what people made of them.

    Args:
        client: of the index.
        alerts: so many as one request may hold.
        now: epoch milliseconds.
        retention_days: how long the index keeps alerts.
        carried: what is counted up.

    Raises:
        AlertsUnavailableError: not all could be written; the same may be tried again.
    """
    carried.alerts += len(alerts)
    documents: dict[str, Document] = {}
    for each in alerts:
        try:
            document = document_of(
                each.record.encode(), each.alert.environment, _NOWHERE, each.alert.received_at
            )
        except RefusedError:
            carried.refused.append(each.alert.alert_id)
            continue
        if is_expired(document.event_time, now, retention_days):
            carried.expired += 1
            continue
        # Where it lies in its topic was not kept.
        source = {name: value for name, value in document.source.items() if name not in _PLACE}
        documents[document.id] = replace(document, source=source)
    outcome = write(client, list(documents.values()))
    if outcome.hindrance is not None:
        raise AlertsUnavailableError(f"{outcome.hindrance.message}.")
    carried.created += len(outcome.created)
    carried.there += outcome.repeated
    for document, _ in outcome.refused:
        carried.refused.append(document.id)
        del documents[document.id]
    triaged = {each.alert.alert_id: each for each in alerts if each.is_triaged}
    _triage(
        client, {id_: (documents[id_], each) for id_, each in triaged.items() if id_ in documents}, carried
    )


def _triage(client: Elasticsearch, wanted: Mapping[str, tuple[Document, Kept]], carried: Carried) -> None:
    from elasticsearch import ApiError, TransportError

    left = dict(wanted)
    try:
        for _ in range(ATTEMPTS):
            if not left:
                return
            left = _once(client, left, carried)
    except (ApiError, TransportError) as error:
        raise AlertsUnavailableError(f"{hindrance_of(error).message}.") from error
    raise AlertsUnavailableError("Too many change the alerts at once; try again.")


def _once(
    client: Elasticsearch, wanted: Mapping[str, tuple[Document, Kept]], carried: Carried
) -> dict[str, tuple[Document, Kept]]:
    """Try once; gives those that somebody else has changed meanwhile."""
    found = client.mget(
        docs=[{"_index": document.index, "_id": document.id} for document, _ in wanted.values()]
    )["docs"]
    operations: list[dict[str, Any]] = []
    counts: list[tuple[str, int, int]] = []
    for hit in found:
        if not hit.get("found"):
            # Its month was deleted since: nothing is left to judge.
            continue
        _, kept = wanted[hit["_id"]]
        source = hit["_source"]
        verdict = _verdict(source, kept.alert)
        comments = _comments(source, kept.comments)
        if verdict is None:
            carried.newer += 1
        if not verdict and comments is None:
            continue
        operations += [
            {
                "update": {
                    "_index": hit["_index"],
                    "_id": hit["_id"],
                    "if_seq_no": hit["_seq_no"],
                    "if_primary_term": hit["_primary_term"],
                }
            },
            {"doc": {**(verdict or {}), **({"comments": comments} if comments is not None else {})}},
        ]
        said = len(comments) - len(source.get("comments", ())) if comments is not None else 0
        counts.append((hit["_id"], 1 if verdict else 0, said))
    left: dict[str, tuple[Document, Kept]] = {}
    if not operations:
        return left
    answer = client.bulk(operations=operations, refresh=True)
    for (identifier, judged, said), item in zip(counts, answer["items"], strict=True):
        status, error = item["update"]["status"], item["update"].get("error")
        if status == _CONFLICT:
            left[identifier] = wanted[identifier]
        elif error is not None:
            raise AlertsUnavailableError(f"Elasticsearch answers {status}: {error.get('reason')}.")
        else:
            carried.judged += judged
            carried.comments += said
    return left


def _verdict(source: Mapping[str, Any], alert: Alert) -> dict[str, Any] | None:
    """What is to be set; nothing where it is so already, None where the index knows better."""
    if alert.revision == 1:
        return {}
    content = {
        "verdict": alert.verdict,
        "verdict_by": alert.verdict_by,
        "verdict_at": format_instant(alert.verdict_at) if alert.verdict_at is not None else None,
        "assignee": alert.assignee,
        "revision": alert.revision,
    }
    if all(source.get(name) == value for name, value in content.items()):
        return {}
    return content if source["revision"] == 1 else None


def _comments(source: Mapping[str, Any], comments: Sequence[AlertComment]) -> list[dict[str, Any]] | None:
    """All comments, in order and numbered anew; None where the index has them."""
    known = list(source.get("comments", ()))
    said = {(each["at"], each["by"], each["text"]) for each in known}
    new = [
        {"at": format_instant(each.at), "by": each.by, "text": each.text}
        for each in comments
        if (format_instant(each.at), each.by, each.text) not in said
    ]
    if not new:
        return None
    together = sorted([*known, *new], key=lambda each: str(each["at"]))
    return [{**each, "number": number} for number, each in enumerate(together, 1)]
