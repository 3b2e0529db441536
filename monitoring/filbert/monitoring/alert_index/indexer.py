"""Reads the alerts of one environment and writes them to the index; a position is committed once all before it is safe.

Whatever it is killed at, a repeat changes nothing: an alert is created under its own id, or is there already.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.monitoring.alert_index import instruments
from filbert.monitoring.alert_index.bulk import REASONS, Hindrance, hindrance_of, write
from filbert.monitoring.alert_index.document import Document, Place, RefusedError, document_of
from filbert.monitoring.alert_index.names import is_expired
from filbert.monitoring.alert_index.refused import NotDeliveredError, Refused, send
from filbert.monitoring.alert_index.retention import delete_expired, prepare
from filbert.runtime.compiled import Topic
from filbert.runtime.deployment.dead_letters import topic_of
from filbert.runtime.deployment.topics import KafkaError as TopicsError
from filbert.runtime.deployment.topics import create_missing
from filbert.scenarios.events import parse_instant

if TYPE_CHECKING:
    from confluent_kafka import Consumer, KafkaError, Message, TopicPartition
    from elasticsearch import Elasticsearch

log = logging.getLogger("filbert.index")

BATCH = 500
"""Records of one round. Their bytes are bounded by the client's queue, whatever they are."""
QUEUE_KB = 16_384
POLL_SECONDS = 0.2
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Before another try: seconds after the first, second, … one that failed."""
RETENTION_SECONDS = 3_600.0
COMMIT_SECONDS = 5.0
FENCED_SECONDS = 60.0
"""Who is fenced twice within this time shares its place with another one that lives."""


class IndexerError(Exception):
    """The indexer cannot go on; the message says why."""


class _FencedError(IndexerError):
    """Kafka gave our place to somebody else."""


@dataclass(frozen=True)
class Task:
    """What one indexer does."""

    environment: str
    kafka: str
    """Bootstrap servers."""
    instance: str
    """Tells apart the indexers that share an environment; one that comes back has its partitions at once."""
    retention_days: int
    again: bool = False
    """Whether to read the topic from its beginning, whatever was committed: for an index that has lost something."""

    @property
    def topic(self) -> str:
        """What is read."""
        return f"filbert.{self.environment}.alerts"

    @property
    def group(self) -> str:
        """The consumer group."""
        return f"filbert.{self.environment}.index"


class Indexer:
    """One environment, from `run` until `stopping` is set."""

    def __init__(
        self,
        task: Task,
        client: "Elasticsearch",
        stopping: threading.Event,
        clock: Callable[[], float] = time.time,
    ) -> None:
        from confluent_kafka import Producer

        self._task = task
        self._client = client
        self._stopping = stopping
        self._clock = clock
        self._hindrance: Hindrance | None = None
        self._held: list[Message] = []
        """Records that came while we waited for Elasticsearch."""
        self._safe: dict[int, int] = {}
        """Partitions with the position that may be committed, and is not yet."""
        self._next_retention = 0.0
        self._prepared = False
        self._restarted: set[int] = set()
        """Partitions that were sent back to their beginning."""
        self._fenced_at = -FENCED_SECONDS
        """On the monotonic clock, in seconds."""
        self._fatal: list[KafkaError] = []
        """What the client cannot recover from; it tells so only by a callback."""
        self._producer = Producer(
            {
                "bootstrap.servers": task.kafka,
                "enable.idempotence": True,
                "message.max.bytes": 4_194_304,
                "log_level": 0,
            }
        )
        for result in instruments.RESULTS:
            instruments.ALERTS.labels(task.environment, result)
        self._tell(None)

    def run(self) -> None:
        """Index until it is told to stop.

        A broker that was killed may give our place back to the one we came after, who is gone. So it is taken once
        more, and left only to somebody who takes it again: of two that live, the second one stays.

        Raises:
            IndexerError: another indexer has our place, or Kafka refuses us for good.
        """
        while True:
            try:
                self._read()
                return
            except _FencedError as error:
                before, self._fenced_at = self._fenced_at, time.monotonic()
                if self._fenced_at - before < FENCED_SECONDS:
                    raise
                log.warning("%s: joins the group anew, for Kafka says: %s", self._task.environment, error)
            # What was not committed is read again, and is in the index by then.
            self._held, self._safe, self._fatal = [], {}, []
            self._restarted.clear()

    def _read(self) -> None:
        consumer = self._consumer()
        try:
            consumer.subscribe(
                [self._task.topic], on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._lost
            )
            self._until_done(consumer, self._prepare)
            while not self._stopping.is_set():
                for error in self._fatal:
                    self._check(error)
                held, self._held = self._held, []
                messages = held or self._records(consumer.consume(BATCH, POLL_SECONDS))
                if messages:
                    self._index(consumer, messages)
                self._commit(consumer)
                self._measure_lag(consumer)
                self._delete_expired()
        finally:
            consumer.close()

    # ---- reading

    def _consumer(self) -> "Consumer":
        from confluent_kafka import Consumer

        return Consumer(
            {
                "bootstrap.servers": self._task.kafka,
                "group.id": self._task.group,
                "group.instance.id": f"{self._task.group}.{self._task.instance}",
                "client.id": self._task.group,
                "session.timeout.ms": 10_000,
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                # The topic may not be there yet: it comes with the first deployment.
                "topic.metadata.refresh.interval.ms": 5_000,
                "allow.auto.create.topics": False,
                "queued.max.messages.kbytes": QUEUE_KB,
                "fetch.max.bytes": QUEUE_KB * 1024,
                "reconnect.backoff.max.ms": 1_000,
                "error_cb": self._noticed,
                "log_level": 0,
            }
        )

    def _noticed(self, error: "KafkaError") -> None:
        if error.fatal() or error.code() in self._fenced():
            self._fatal.append(error)

    @staticmethod
    def _fenced() -> set[int]:
        from confluent_kafka import KafkaError

        return {KafkaError.FENCED_INSTANCE_ID, KafkaError._FENCED}

    def _records(self, messages: "Iterable[Message]") -> "list[Message]":
        records = []
        for message in messages:
            error = message.error()
            if error is None:
                records.append(message)
            else:
                self._check(error)
        return records

    def _check(self, error: "KafkaError") -> None:
        from confluent_kafka import KafkaError

        # A fatal error has a code of its own, and what it is about in its text alone.
        if error.code() in self._fenced() or "group.instance.id" in error.str():
            raise _FencedError(
                f"Another indexer of '{self._task.environment}' runs as instance '{self._task.instance}'. "
                "Give each its own FILBERT_INDEX_INSTANCE."
            )
        if error.fatal() or error.code() in {
            KafkaError.TOPIC_AUTHORIZATION_FAILED,
            KafkaError.GROUP_AUTHORIZATION_FAILED,
        }:
            raise IndexerError(f"Kafka at {self._task.kafka} refuses the indexer: {error.str()}")
        # A broker that is away, or a topic that is not there yet: the client tries again by itself.
        if error.code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
            log.info("%s: Kafka: %s", self._task.environment, error.str())

    # ---- writing

    def _index(self, consumer: "Consumer", messages: "Sequence[Message]") -> None:
        now = int(self._clock() * 1000)
        values = {_place(message): message for message in messages}
        documents: list[Document] = []
        refused: list[Refused] = []
        expired = 0
        for place, message in values.items():
            try:
                document = document_of(_value(message), self._task.environment, place, now)
            except RefusedError as error:
                refused.append(_refused(place, message, error.field, str(error)))
                continue
            if is_expired(document.event_time, now, self._task.retention_days):
                expired += 1
            else:
                documents.append(document)

        def once() -> Hindrance | None:
            nonlocal documents
            # What answers after an outage may be a new Elasticsearch, which knows no template of ours.
            if not self._prepared and (hindrance := self._prepare()) is not None:
                return hindrance
            outcome = write(self._client, documents)
            documents = outcome.again
            self._count("created", len(outcome.created))
            self._count("repeated", outcome.repeated)
            refused.extend(
                _refused(document.place, values[document.place], "", reason)
                for document, reason in outcome.refused
            )
            if outcome.hindrance is not None and outcome.hindrance.reason == "unreachable":
                self._prepared = False
            return outcome.hindrance

        written = list(documents)
        if documents and not self._until_done(consumer, once):
            return
        if refused and not self._until_done(consumer, lambda: self._give_up(refused)):
            return
        self._count("expired", expired)
        self._observe_delay(written)
        assigned = {each.partition for each in consumer.assignment()}
        for place in values:
            if place.partition in assigned:
                self._safe[place.partition] = max(self._safe.get(place.partition, 0), place.offset + 1)

    def _give_up(self, refused: Sequence[Refused]) -> Hindrance | None:
        try:
            create_missing(self._task.kafka, [Topic(topic_of(self._task.environment), None)])
            send(self._producer, self._task.environment, refused)
        except (NotDeliveredError, TopicsError) as error:
            return Hindrance("other", f"Kafka does not take dead letters: {error}")
        self._count("refused", len(refused))
        log.warning(
            "%s: %d refused, now among the dead letters; the first: %s",
            self._task.environment,
            len(refused),
            refused[0].message,
        )
        return None

    def _until_done(self, consumer: "Consumer", attempt: Callable[[], Hindrance | None]) -> bool:
        """Repeat an attempt until nothing hinders it; False when we are stopped before.

        Meanwhile nothing more is read, and the group is told that we are alive.
        """
        failures = 0
        while not self._stopping.is_set():
            hindrance = attempt()
            self._tell(hindrance)
            if hindrance is None:
                if failures:
                    consumer.resume(consumer.assignment())
                return True
            self._wait(consumer, PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1
        return False

    def _wait(self, consumer: "Consumer", seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0 and not self._stopping.is_set():
            consumer.pause(consumer.assignment())
            message = consumer.poll(min(left, 0.5))
            if message is not None:
                self._held += self._records([message])

    def _prepare(self) -> Hindrance | None:
        from elasticsearch import ApiError, TransportError

        try:
            prepare(self._client)
        except (ApiError, TransportError) as error:
            return hindrance_of(error)
        self._prepared = True
        return None

    def _delete_expired(self) -> None:
        from elasticsearch import ApiError, TransportError

        if time.monotonic() < self._next_retention:
            return
        self._next_retention = time.monotonic() + RETENTION_SECONDS
        try:
            old = delete_expired(
                self._client, self._task.environment, int(self._clock() * 1000), self._task.retention_days
            )
        except (ApiError, TransportError) as error:
            # Nothing waits for it: an hour later is soon enough.
            log.warning("%s: old indices stay: %s", self._task.environment, hindrance_of(error).message)
            return
        instruments.DELETED.labels(self._task.environment).inc(len(old))
        for index in old:
            log.info("%s: deleted %s, which is older than the retention", self._task.environment, index)

    # ---- positions

    def _commit(self, consumer: "Consumer") -> None:
        from confluent_kafka import KafkaException, TopicPartition

        if not self._safe:
            return
        offsets = [TopicPartition(self._task.topic, number, offset) for number, offset in self._safe.items()]
        try:
            consumer.commit(offsets=offsets, asynchronous=False)
        except KafkaException as error:
            # Kept, and tried again in the next round.
            self._check(error.args[0])
            return
        self._safe.clear()

    def _assigned(self, consumer: "Consumer", partitions: "list[TopicPartition]") -> None:
        from confluent_kafka import OFFSET_BEGINNING

        if not self._task.again:
            return
        for place in partitions:
            if place.partition not in self._restarted:
                self._restarted.add(place.partition)
                place.offset = OFFSET_BEGINNING
        consumer.assign(partitions)

    def _revoked(self, consumer: "Consumer", partitions: "list[TopicPartition]") -> None:
        self._commit(consumer)
        self._forget(partitions)

    def _lost(self, consumer: "Consumer", partitions: "list[TopicPartition]") -> None:
        self._forget(partitions)

    def _forget(self, partitions: "list[TopicPartition]") -> None:
        gone = {each.partition for each in partitions}
        self._held = [message for message in self._held if message.partition() not in gone]
        for number in gone:
            self._safe.pop(number, None)

    # ---- telling

    def _tell(self, hindrance: Hindrance | None) -> None:
        environment = self._task.environment
        for reason in REASONS:
            here = hindrance is not None and hindrance.reason == reason
            instruments.BLOCKED.labels(environment, reason).set(1 if here else 0)
        before, self._hindrance = self._hindrance, hindrance
        if hindrance is not None and (before is None or before.reason != hindrance.reason):
            log.warning("%s: waiting. %s.", environment, hindrance.message)
        elif hindrance is None and before is not None:
            log.warning("%s: goes on.", environment)

    def _count(self, result: str, number: int) -> None:
        instruments.ALERTS.labels(self._task.environment, result).inc(number)

    def _observe_delay(self, written: Sequence[Document]) -> None:
        now = self._clock()
        delay = instruments.DELAY.labels(self._task.environment)
        for document in written:
            delay.observe(max(0.0, now - parse_instant(document.source["raised_at"]) / 1000))

    def _measure_lag(self, consumer: "Consumer") -> None:
        lag = 0
        for place in consumer.position(consumer.assignment()):
            low, high = consumer.get_watermark_offsets(place, cached=True)
            if high >= 0:
                lag += high - (place.offset if place.offset >= 0 else max(low, 0))
        instruments.LAG.labels(self._task.environment).set(lag)


def _place(message: "Message") -> Place:
    topic, partition, offset = message.topic(), message.partition(), message.offset()
    assert topic is not None
    assert partition is not None
    assert offset is not None
    return Place(topic, partition, offset)


def _value(message: "Message") -> bytes | None:
    value = message.value()
    return value.encode() if isinstance(value, str) else value


def _refused(place: Place, message: "Message", field: str, reason: str) -> Refused:
    return Refused(place, _value(message), message.timestamp()[1], field, reason)
