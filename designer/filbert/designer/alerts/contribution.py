"""Events that led to an alert: those of its subject, read from the topic on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.designer.access import Actor, Role
from filbert.designer.alerts import service
from filbert.designer.errors import NotFoundError
from filbert.designer.intake.recent import Wanted, event_line, read_recent
from filbert.designer.samples.capture import topic_of
from filbert.designer.stored import values_of
from filbert.scenarios.events import parse_instant

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service


@dataclass(frozen=True)
class Contribution:
    """What was found."""

    stream: str
    since: int
    events: Sequence[Mapping[str, Any]]
    is_whole: bool


def events_of(
    application: Service, actor: Actor, alert_id: str, back_ms: int, limit: int, stopping: threading.Event
) -> Contribution:
    """Events of an alert's subject, up to the one that raised it.

    Args:
        application: the service.
        actor: who asks; must be able to see personal data of the scenario and of the stream.
        alert_id: of the alert.
        back_ms: how far back, by the times of the Kafka records.
        limit: the newest so many.
        stopping: set when nobody waits any more.

    Raises:
        NotFoundError: there is no such alert, or it does not say which stream raised it.
    """
    with application.store.read() as session:
        store = application.alerts(session)
        alert, record, _ = service.get(store, session, actor, alert_id, Role.ANALYST)
        stream = record.get("stream")
        if not isinstance(stream, str):
            raise NotFoundError(f"The alert '{alert_id}' does not say which stream raised it.")
        place, topic = topic_of(application, session, actor, alert.environment, stream)
    ingested = record.get("ingested_at")
    until = (parse_instant(ingested) if isinstance(ingested, str) else alert.raised_at) + 1
    since = max(0, until - 1 - back_ms)
    found = read_recent(place, topic, Wanted(limit, since, until, about(str(record["subject"]))), stopping)
    events = [values_of(event_line(stream, each)) for each in found.records]
    return Contribution(stream, since, events, found.is_whole)


def about(subject: str) -> Callable[[bytes | None, bytes | None], bool]:
    """Whether a record's key, or any text or number in its value, is a subject."""
    raw = subject.encode()
    # Nearly no record is about it: most are passed over without being parsed.
    forms = {raw, json.dumps(subject).encode()[1:-1]}

    def holds(key: bytes | None, value: bytes | None) -> bool:
        if key == raw:
            return True
        if value is None or not any(form in value for form in forms):
            return False
        try:
            return _has(json.loads(value, parse_float=str, parse_int=str), subject)
        except (ValueError, RecursionError):
            return False

    return holds


def _has(value: object, subject: str) -> bool:
    if isinstance(value, dict):
        return any(_has(each, subject) for each in value.values())
    if isinstance(value, list):
        return any(_has(each, subject) for each in value)
    return value == subject
