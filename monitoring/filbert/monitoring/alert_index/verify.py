"""Compares the alerts topic, as far as it is committed, with the index: each alert must be there exactly once."""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from filbert.monitoring.alert_index.document import Document, Place, RefusedError, document_of
from filbert.monitoring.alert_index.names import indices_of, is_expired
from filbert.runtime.deployment import dead_letters

if TYPE_CHECKING:
    from confluent_kafka import Consumer
    from elasticsearch import Elasticsearch
    from filbert.monitoring.alert_index.indexer import Task

SECONDS = 10.0
LOOKED_UP = 1_000
"""Ids in one request."""
NAMED = 20
"""Faults that are told by name; all are counted."""


class VerificationError(Exception):
    """It cannot be told; the message says why."""


@dataclass(frozen=True)
class Partition:
    """How far one partition of the topic is."""

    partition: int
    first: int
    committed: int
    end: int

    @property
    def lag(self) -> int:
        """Records that are still to be indexed."""
        return self.end - self.committed


@dataclass
class Verification:
    """What was found."""

    environment: str
    partitions: list[Partition] = field(default_factory=list)
    records: int = 0
    """Records before the committed positions."""
    alerts: int = 0
    """Alerts among them that have to be in the index, each counted once."""
    expired: int = 0
    refused: int = 0
    missing: list[str] = field(default_factory=list)
    """Ids that are not in the index."""
    twice: list[str] = field(default_factory=list)
    """Ids that are there more than once."""
    unaccounted: list[str] = field(default_factory=list)
    """Places of refused records that are not among the dead letters."""

    @property
    def good(self) -> bool:
        """Whether topic, positions and index agree."""
        return not (self.missing or self.twice or self.unaccounted)

    @property
    def lag(self) -> int:
        """Records that are still to be indexed."""
        return sum(each.lag for each in self.partitions)

    def as_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        content = asdict(self)
        content["partitions"] = [{**asdict(each), "lag": each.lag} for each in self.partitions]
        return {**content, "lag": self.lag, "good": self.good}


def verify(task: "Task", client: "Elasticsearch") -> Verification:
    """Read the whole topic and look every alert up.

    Raises:
        VerificationError: Kafka or Elasticsearch does not answer.
    """
    from confluent_kafka import Consumer, KafkaException
    from elasticsearch import ApiError, TransportError

    # The group's own name, for its positions; it is never joined.
    consumer = Consumer(
        {
            "bootstrap.servers": task.kafka,
            "group.id": task.group,
            "enable.auto.commit": False,
            "enable.partition.eof": False,
            "log_level": 0,
        }
    )
    found = Verification(task.environment)
    try:
        found.partitions = _partitions(consumer, task.topic)
        client.options(ignore_status=404).indices.refresh(index=indices_of(task.environment))
        _compare(task, client, consumer, found)
    except KafkaException as error:
        raise VerificationError(f"Kafka at {task.kafka} does not answer: {error.args[0].str()}") from error
    except dead_letters.DeadLetterError as error:
        raise VerificationError(str(error)) from error
    except (ApiError, TransportError) as error:
        raise VerificationError(f"Elasticsearch does not answer: {error}") from error
    finally:
        consumer.close()
    return found


def _partitions(consumer: "Consumer", topic: str) -> list[Partition]:
    from confluent_kafka import TopicPartition
    from filbert.runtime.offsets import ends_of

    metadata = consumer.list_topics(topic, timeout=SECONDS).topics[topic]
    if metadata.error is not None:
        return []
    asked = [TopicPartition(topic, number) for number in sorted(metadata.partitions)]
    partitions = []
    for place in consumer.committed(asked, timeout=SECONDS):
        low, high = ends_of(consumer, place, SECONDS)
        committed = place.offset if place.offset >= 0 else low
        partitions.append(Partition(place.partition, low, max(low, committed), high))
    return partitions


def _compare(task: "Task", client: "Elasticsearch", consumer: "Consumer", found: Verification) -> None:
    now = int(time.time() * 1000)
    known: set[str] = set()
    refused: set[Place] = set()
    places: dict[str, Place] = {}
    batch: list[Document] = []
    for place, value in _records(consumer, task.topic, found.partitions):
        found.records += 1
        try:
            document = document_of(value, task.environment, place, now)
        except RefusedError:
            refused.add(place)
            continue
        if is_expired(document.event_time, now, task.retention_days):
            found.expired += 1
            continue
        if document.id in known:
            continue
        known.add(document.id)
        batch.append(document)
        if len(batch) == LOOKED_UP:
            places.update(_look_up(client, task.environment, batch, found))
            batch = []
    places.update(_look_up(client, task.environment, batch, found))
    letters = _refused_places(task) if refused or places else set()
    # What only Elasticsearch refuses is told by its dead letter.
    found.missing = [identifier for identifier, place in places.items() if place not in letters]
    found.unaccounted = [
        f"{each.topic}:{each.partition}:{each.offset}" for each in sorted(refused - letters, key=_order)
    ]
    found.refused = len(refused) + len(places) - len(found.missing)
    found.alerts = len(known) - (len(places) - len(found.missing))


def _order(place: Place) -> tuple[int, int]:
    return place.partition, place.offset


def _look_up(
    client: "Elasticsearch", environment: str, documents: Sequence[Document], found: Verification
) -> dict[str, Place]:
    """Which are missing."""
    if not documents:
        return {}
    answer = client.search(
        index=indices_of(environment),
        query={"ids": {"values": [document.id for document in documents]}},
        source=False,
        size=10_000,
        allow_no_indices=True,
        ignore_unavailable=True,
    )
    times = Counter(hit["_id"] for hit in answer["hits"]["hits"])
    found.twice += [identifier for identifier, count in times.items() if count > 1]
    return {document.id: document.place for document in documents if document.id not in times}


def _refused_places(task: "Task") -> set[Place]:
    letters = dead_letters.read(
        task.kafka, task.environment, wanted=lambda letter: letter.code == dead_letters.INDEX_CODE
    )
    return {
        Place(str(each.content.get("topic")), each.content["partition"], each.content["offset"])
        for each in letters
    }


def _records(
    consumer: "Consumer", topic: str, partitions: Sequence[Partition]
) -> Iterator[tuple[Place, bytes | None]]:
    """All records before the committed positions."""
    from confluent_kafka import TopicPartition
    from filbert.runtime.records import next_records

    ends = {each.partition: each.committed for each in partitions if each.committed > each.first}
    consumer.assign(
        [TopicPartition(topic, each.partition, each.first) for each in partitions if each.partition in ends]
    )
    while ends:
        messages = next_records(consumer, 1_000, SECONDS)
        if not messages:
            raise VerificationError("Kafka stopped answering.")
        for message in messages:
            partition, offset, value = message.partition(), message.offset(), message.value()
            if message.error() is not None or partition is None or offset is None:
                raise VerificationError(f"Kafka: {message.error()}")
            if offset < ends.get(partition, 0):
                yield Place(topic, partition, offset), value.encode() if isinstance(value, str) else value
            if offset + 1 >= ends.get(partition, 0):
                ends.pop(partition, None)


def told(found: Verification) -> str:
    """The findings, for people."""
    lines = [
        f"{found.environment}: {found.records} records committed, {found.lag} to be indexed.",
        f"  alerts {found.alerts}, expired {found.expired}, refused {found.refused}",
    ]
    for name, faults in (
        ("not in the index", found.missing),
        ("more than once in the index", found.twice),
        ("refused, but not among the dead letters", found.unaccounted),
    ):
        if faults:
            more = f" and {len(faults) - NAMED} more" if len(faults) > NAMED else ""
            lines.append(f"  {len(faults)} {name}: {', '.join(faults[:NAMED])}{more}")
    if found.good:
        lines.append("  positions and index agree")
    return "\n".join(lines)


def as_text(found: Sequence[Verification]) -> str:
    """One JSON object for all environments."""
    return json.dumps(
        {"environments": [each.as_json() for each in found], "good": all(each.good for each in found)}
    )
