"""Writes documents in one request, and sorts what Elasticsearch answers: done, refused for good, or once more."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from filbert.monitoring.alert_index.document import Document

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

REQUEST_BYTES = 4 * 2**20
"""One request, about; a single document is always far smaller."""
ANSWER_SECONDS = 30.0
_FILTER = "items.create.status,items.create.error.type,items.create.error.reason"
_CREATED, _EXISTS, _BAD_REQUEST, _TOO_LARGE, _TOO_MANY = 201, 409, 400, 413, 429


@dataclass(frozen=True)
class Hindrance:
    """Why documents cannot be written now, though they may be later."""

    reason: str
    """One of `REASONS`, for metrics."""
    message: str
    """For people."""


REASONS = ("unreachable", "login", "read-only", "disk-full", "overloaded", "other")


@dataclass
class Outcome:
    """What became of documents."""

    created: list[Document] = field(default_factory=list)
    repeated: int = 0
    """Those that were there already: nothing was changed."""
    refused: list[tuple[Document, str]] = field(default_factory=list)
    """Those that would be refused at any time, and why."""
    again: list[Document] = field(default_factory=list)
    hindrance: Hindrance | None = None
    """Of those that are to be written again."""

    def add(self, other: "Outcome") -> None:
        """Count another one in."""
        self.created += other.created
        self.repeated += other.repeated
        self.refused += other.refused
        self.again += other.again
        self.hindrance = other.hindrance or self.hindrance


def write(client: "Elasticsearch", documents: Sequence[Document]) -> Outcome:
    """Try once to write documents. None that is there already is changed."""
    outcome = Outcome()
    for part in _parts(documents):
        if outcome.hindrance is not None and outcome.hindrance.reason in {"unreachable", "login"}:
            outcome.again += [document for document, _ in part]
            continue
        outcome.add(_send(client, part))
    return outcome


def _parts(documents: Sequence[Document]) -> Iterator[list[tuple[Document, str]]]:
    part: list[tuple[Document, str]] = []
    size = 0
    for document in documents:
        action = json.dumps({"create": {"_index": document.index, "_id": document.id}})
        lines = f"{action}\n{json.dumps(document.source, ensure_ascii=False, allow_nan=False)}"
        if part and size + len(lines) > REQUEST_BYTES:
            yield part
            part, size = [], 0
        part.append((document, lines))
        size += len(lines)
    if part:
        yield part


def _send(client: "Elasticsearch", part: Sequence[tuple[Document, str]]) -> Outcome:
    from elasticsearch import ApiError, TransportError

    documents = [document for document, _ in part]
    try:
        # Lines that are written already: the client takes them as they are.
        lines: list[Any] = [text for _, text in part]
        answer = client.options(request_timeout=ANSWER_SECONDS, max_retries=0).bulk(
            operations=lines, filter_path=_FILTER
        )
    except ApiError as error:
        if error.meta.status in {_BAD_REQUEST, _TOO_LARGE}:
            # One of them is to blame, or all are too many: a smaller request tells.
            return _in_halves(client, part, str(error))
        return Outcome(again=documents, hindrance=hindrance_of(error))
    except TransportError as error:
        return Outcome(again=documents, hindrance=hindrance_of(error))
    outcome = Outcome()
    for document, item in zip(documents, answer.get("items", ()), strict=True):
        _sort(outcome, document, item["create"])
    return outcome


def _in_halves(client: "Elasticsearch", part: Sequence[tuple[Document, str]], reason: str) -> Outcome:
    if len(part) == 1:
        return Outcome(refused=[(part[0][0], reason)])
    middle = len(part) // 2
    outcome = _send(client, part[:middle])
    outcome.add(_send(client, part[middle:]))
    return outcome


def _sort(outcome: Outcome, document: Document, item: Mapping[str, Any]) -> None:
    status = item["status"]
    if status == _CREATED:
        outcome.created.append(document)
        return
    if status == _EXISTS:
        outcome.repeated += 1
        return
    error = item.get("error", {})
    kind, reason = str(error.get("type")), str(error.get("reason"))
    # A cluster that is full of shards answers 400, too, but that is no fault of the document.
    if status == _BAD_REQUEST and kind != "validation_exception":
        outcome.refused.append((document, f"{kind}: {reason}"[:1000]))
        return
    outcome.again.append(document)
    outcome.hindrance = _item_hindrance(status, kind, reason)


def _item_hindrance(status: int, kind: str, reason: str) -> Hindrance:
    if kind == "cluster_block_exception":
        if "flood-stage" in reason or "disk usage exceeded" in reason:
            return Hindrance(
                "disk-full", "Elasticsearch's disk is full: it takes nothing until there is space"
            )
        return Hindrance("read-only", f"Elasticsearch takes nothing: {reason}")
    if status == _TOO_MANY:
        return Hindrance("overloaded", "Elasticsearch has too much to do")
    return Hindrance("other", f"Elasticsearch answers {status}: {kind}: {reason}")


def hindrance_of(error: Exception) -> Hindrance:
    """What a failed request means."""
    from elasticsearch import ApiError

    if not isinstance(error, ApiError):
        # The message of the library holds addresses, and with them perhaps a password.
        return Hindrance("unreachable", f"Elasticsearch does not answer ({type(error).__name__})")
    if error.meta.status in {401, 403}:
        kind = str(error.error)
        if kind == "cluster_block_exception":
            return _item_hindrance(error.meta.status, kind, str(error))
        return Hindrance("login", "Elasticsearch refuses us: check user, password or key")
    if error.meta.status == _TOO_MANY:
        return _item_hindrance(_TOO_MANY, str(error.error), str(error))
    if error.meta.status in {502, 503, 504}:
        return Hindrance("unreachable", f"Elasticsearch answers {error.meta.status}")
    return Hindrance("other", f"Elasticsearch answers {error.meta.status}: {error.error}")
