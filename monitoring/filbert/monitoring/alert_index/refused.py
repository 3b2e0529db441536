"""Records that the index refuses become dead letters, so that none is lost and none is in the way of the others."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.monitoring.alert_index.document import Cut, Place
from filbert.runtime.deployment.dead_letters import INDEX_CODE, topic_of

if TYPE_CHECKING:
    from confluent_kafka import Message, Producer

RAW_BYTES = 256 * 1024
SECONDS = 30.0


class NotDeliveredError(Exception):
    """Kafka did not take the dead letters."""


@dataclass(frozen=True)
class Refused:
    """A record that cannot be written."""

    place: Place
    value: bytes | None
    timestamp: int
    """Of the Kafka record, epoch milliseconds."""
    field: str
    message: str


def dead_letter(refused: Refused, environment: str) -> dict[str, Any]:
    """The record of the dead-letter topic; its id is the same at each repeat."""
    place, value = refused.place, refused.value or b""
    where = f"{place.topic}:{place.partition}:{place.offset}"
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        found = None
    alert = found if isinstance(found, dict) else {}

    def text(name: str) -> str | None:
        return Cut().text(alert[name], 200) if isinstance(alert.get(name), str) and alert[name] else None

    identity = f"{environment}|{text('scenario') or ''}|index|{where}|"
    return {
        "schema": 1,
        "id": hashlib.sha256(identity.encode()).hexdigest()[:32],
        "environment": environment,
        "scenario": text("scenario") or "unknown",
        "version": text("version") or "unknown",
        "node": text("node") or "unknown",
        "parameter": None,
        "code": INDEX_CODE,
        "at": None,
        "field": refused.field or None,
        "message": Cut().text(f"the index of alerts refuses the alert: {refused.message}", 1_000),
        "stream": text("stream"),
        "topic": place.topic,
        "partition": place.partition,
        "offset": place.offset,
        "event_id": text("event_id") or where,
        "event_time": None,
        "ingested_at": None,
        "event": None,
        "raw": base64.b64encode(value[:RAW_BYTES]).decode(),
        "raw_bytes": len(value),
        "truncated": len(value) > RAW_BYTES,
    }


def send(producer: "Producer", environment: str, refused: Sequence[Refused]) -> None:
    """Write dead letters, and wait until Kafka has them.

    Raises:
        NotDeliveredError: it did not take them all; a repeat has the same ids.
    """
    failures: list[str] = []

    def delivered(error: object, message: "Message") -> None:
        if error is not None:
            failures.append(str(error))

    for each in refused:
        letter = dead_letter(each, environment)
        producer.produce(
            topic_of(environment),
            value=json.dumps(letter, ensure_ascii=False).encode(),
            key=letter["event_id"].encode(),
            on_delivery=delivered,
        )
        producer.poll(0)
    left = producer.flush(SECONDS)
    if left or failures:
        # They are produced anew when it is tried again, and would pile up otherwise.
        producer.purge()
        producer.flush(1)
        raise NotDeliveredError(failures[0] if failures else "no answer")
