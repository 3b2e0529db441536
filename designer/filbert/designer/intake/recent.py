"""Reads some records of a topic for somebody who looks at them: bounded in number, bytes and time, and cancellable."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.designer.errors import InvalidError, NotFoundError, ServiceError
from filbert.designer.intake.kafka import ANSWER_SECONDS, kafka_turn
from filbert.scenarios.events import format_instant
from filbert.scenarios.json_text import write_json
from filbert.scenarios.text import Number

if TYPE_CHECKING:
    from confluent_kafka import Consumer, TopicPartition
    from filbert.designer.intake.places import Place

MOST_RECORDS = 10_000
MOST_BYTES = 20_000_000
"""As much as a sample may have."""
SECONDS = 15.0
POLL_SECONDS = 0.25


class CancelledError(ServiceError):
    """Whoever asked has gone."""

    status = 499
    code = "cancelled"
    title = "The request was cancelled"
    example = "Nobody waits for the answer any more."


@dataclass(frozen=True)
class TopicRecord:
    """A record as it lies in a topic."""

    partition: int
    offset: int
    timestamp: int
    """Epoch milliseconds."""
    key: bytes | None
    value: bytes | None


@dataclass(frozen=True)
class Recent:
    """What was read."""

    records: Sequence[TopicRecord]
    """By time."""
    is_whole: bool
    """Whether it is all that was asked for: a limit was not reached."""


@dataclass(frozen=True)
class Wanted:
    """Which records of a topic: the newest, or those of a range."""

    most: int
    since: int | None = None
    """Epoch milliseconds. None: the newest."""
    until: int | None = None
    only: Callable[[bytes | None, bytes | None], bool] | None = None
    """By key and value: of a range, the newest of those for which it holds."""


def read_recent(place: Place, topic: str, wanted: Wanted, stopping: threading.Event) -> Recent:
    """Read records of a topic.

    Args:
        place: whose Kafka.
        topic: its name.
        wanted: which of them.
        stopping: set when nobody waits any more.

    Raises:
        NotFoundError: there is no such topic.
        InvalidError: it is one of Filbert's own, or of Kafka's.
        CancelledError: nobody waits any more.
    """
    if topic.startswith(("filbert.", "__")):
        raise InvalidError(f"The topic '{topic[:200]}' is not one of events.")
    with kafka_turn(place):
        consumer = _consumer(place.kafka)
        try:
            ends = _assign(consumer, topic, wanted)
            return _read(consumer, ends, wanted, stopping)
        finally:
            consumer.close()


def read_one(
    place: Place, topic: str, partition: int, offset: int, stopping: threading.Event
) -> TopicRecord | None:
    """Read the record at an offset; None where it is not there any more.

    Raises:
        CancelledError: nobody waits any more.
    """
    from confluent_kafka import TopicPartition
    from filbert.runtime.offsets import ends_of

    with kafka_turn(place):
        consumer = _consumer(place.kafka)
        try:
            low, high = ends_of(consumer, TopicPartition(topic, partition), ANSWER_SECONDS)
            if not low <= offset < high:
                return None
            consumer.assign([TopicPartition(topic, partition, offset)])
            deadline = time.monotonic() + SECONDS
            while time.monotonic() < deadline:
                if stopping.is_set():
                    raise CancelledError()
                for message in consumer.consume(1, POLL_SECONDS):
                    found = message.offset()
                    if message.error() is not None or found is None:
                        continue
                    if found != offset:
                        return None  # Compaction has removed it.
                    timestamp = message.timestamp()[1]
                    return TopicRecord(
                        partition, offset, timestamp, _bytes(message.key()), _bytes(message.value())
                    )
            return None
        finally:
            consumer.close()


def event_line(stream: str, record: TopicRecord) -> str:
    """A record as a line of a sample. Bytes that are not JSON are kept as they are."""
    event: dict[str, Any] = {
        "stream": stream,
        "time": format_instant(max(0, record.timestamp)),
        "partition": record.partition,
        "offset": record.offset,
    }
    if record.key is not None:
        event["key"] = record.key.decode("utf-8", "replace")
    return write_json({**event, **_value(record.value)})


def _value(value: bytes | None) -> Mapping[str, Any]:
    if value is None:
        return {"value": None}
    try:
        return {"value": json.loads(value, parse_float=Number, parse_constant=_refuse)}
    except (ValueError, RecursionError):
        return {"raw": value.decode("utf-8", "surrogateescape")}


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _consumer(servers: str) -> Consumer:
    from confluent_kafka import Consumer

    return Consumer(
        {
            "bootstrap.servers": servers,
            # No group is ever joined, but the client insists on a name.
            "group.id": "filbert-designer-look",
            "enable.auto.commit": False,
            "queued.max.messages.kbytes": 16_384,
            "log_level": 0,
        }
    )


def _assign(consumer: Consumer, topic: str, wanted: Wanted) -> dict[int, int]:
    """Place the consumer; gives the offset before which each partition ends."""
    from confluent_kafka import TopicPartition
    from filbert.runtime.offsets import ends_of

    metadata = consumer.list_topics(topic, timeout=ANSWER_SECONDS).topics[topic]
    if metadata.error is not None or not metadata.partitions:
        raise NotFoundError(f"There is no topic '{topic[:200]}' in this Kafka.")
    places = [TopicPartition(topic, number) for number in metadata.partitions]
    begins = _begins(consumer, places, wanted.since)
    ends: dict[int, int] = {}
    starts = []
    for place in places:
        low, high = ends_of(consumer, place, ANSWER_SECONDS)
        first = max(low, high - wanted.most) if begins is None else max(low, begins[place.partition])
        if first < high and first >= 0:
            ends[place.partition] = high
            starts.append(TopicPartition(topic, place.partition, first))
    consumer.assign(starts)
    return ends


def _begins(consumer: Consumer, places: Sequence[TopicPartition], since: int | None) -> dict[int, int] | None:
    from confluent_kafka import TopicPartition

    if since is None:
        return None
    asked = [TopicPartition(place.topic, place.partition, since) for place in places]
    found = consumer.offsets_for_times(asked, timeout=ANSWER_SECONDS)
    # Negative: all records are older, so there is none.
    return {each.partition: each.offset if each.offset >= 0 else 2**62 for each in found}


def _read(consumer: Consumer, ends: dict[int, int], wanted: Wanted, stopping: threading.Event) -> Recent:
    from filbert.runtime.records import next_records

    deadline = time.monotonic() + SECONDS
    found: list[TopicRecord] = []
    size, is_whole = 0, True
    counts = dict.fromkeys(ends, 0)
    while ends:
        if stopping.is_set():
            raise CancelledError()
        if time.monotonic() > deadline or size > MOST_BYTES:
            is_whole = False
            break
        for message in next_records(consumer, 500, POLL_SECONDS):
            partition, offset = message.partition(), message.offset()
            if message.error() is not None or partition is None or offset is None or partition not in ends:
                continue
            key, value = _bytes(message.key()), _bytes(message.value())
            timestamp = message.timestamp()[1]
            beyond = wanted.until is not None and timestamp >= wanted.until
            is_wanted = wanted.only is None or wanted.only(key, value)
            if offset < ends[partition] and not beyond and is_wanted:
                found.append(TopicRecord(partition, offset, timestamp, key, value))
                size += len(value or b"") + len(key or b"")
                counts[partition] += 1
            # In a range, more than is wanted of one partition alone is never needed.
            is_range = wanted.since is not None and wanted.only is None
            is_full = is_range and counts[partition] >= wanted.most
            if offset + 1 >= ends[partition] or beyond or is_full:
                is_whole = is_whole and not (is_full and offset + 1 < ends[partition] and not beyond)
                del ends[partition]
    found.sort(key=lambda each: (each.timestamp, each.partition, each.offset))
    is_range = wanted.since is not None and wanted.only is None
    kept = found[: wanted.most] if is_range else found[-wanted.most :]
    if wanted.since is not None and len(found) > wanted.most:
        is_whole = False
    return Recent(kept, is_whole)


def _bytes(value: object) -> bytes | None:
    return value.encode() if isinstance(value, str) else value if isinstance(value, bytes) else None
