"""Reads the topics of one environment, and hands on what it finds, each record at least once.

Positions are kept in the database, in the transaction that writes the records. The consumer group shares partitions
out where several services run over one database; what it commits to Kafka is for people who look at its lag.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from filbert.designer.intake import repository

if TYPE_CHECKING:
    from confluent_kafka import Consumer, Message, TopicPartition
    from filbert.designer.store import Store, WriteSession

log = logging.getLogger("filbert.designer.intake")

BATCH = 500
"""Records in one transaction."""
POLL_SECONDS = 0.5
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Before it is tried again: seconds after the first, second, … fault."""
KINDS = ("alerts", "dead-letters")
"""The topics `filbert.<environment>.<kind>` that are read."""


@dataclass(frozen=True)
class Received:
    """A record as it came."""

    kind: str
    value: bytes | None
    timestamp: int
    """Epoch milliseconds."""
    place: str
    """Topic, partition and offset, for people."""


Take: TypeAlias = "Callable[[WriteSession, Sequence[Received]], None]"


@dataclass(frozen=True)
class ReaderState:
    """How a reader gets on."""

    environment: str
    kafka: str
    fault: str | None
    """Why nothing is read; None when all is well."""
    since: int
    """Since when, epoch milliseconds."""


class Reader:
    """One thread, from `start` to `stop`. Whatever fails is tried again until then."""

    def __init__(self, store: Store, environment: str, kafka: str, take: Take) -> None:
        self.environment = environment
        self.kafka = kafka
        self._store = store
        self._take = take
        self._stopping = threading.Event()
        self._state = ReaderState(environment, kafka, "connecting", _now())
        self._thread = threading.Thread(target=self._run, name=f"intake-{environment}", daemon=True)

    @property
    def state(self) -> ReaderState:
        """How it gets on."""
        return self._state

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end."""
        self._stopping.set()

    def join(self) -> None:
        """Wait until it has ended; what was begun is written first."""
        self._thread.join()

    def _run(self) -> None:
        faults = 0
        while not self._stopping.is_set():
            begun = time.monotonic()
            try:
                self._read()
            except Exception as error:
                if time.monotonic() - begun > PAUSES[-1]:
                    faults = 0
                self._is(f"{type(error).__name__}: {error}")
                log.warning("reading stopped, and is tried again", extra=self._named, exc_info=error)
                self._stopping.wait(PAUSES[min(faults, len(PAUSES) - 1)])
                faults += 1

    def _read(self) -> None:
        consumer = self._consumer()
        try:
            while not self._stopping.is_set():
                messages = consumer.consume(BATCH, POLL_SECONDS)
                records = [each for each in messages if _is_record(each)]
                if records:
                    self._write(records)
                    consumer.commit(asynchronous=True)
                if self._state.fault is not None and consumer.assignment():
                    self._is(None)
        finally:
            consumer.close()

    def _write(self, messages: Sequence[Message]) -> None:
        received = [_received(each) for each in messages]
        next_ = _next(messages)
        try:
            with self._store.write() as session:
                self._take(session, received)
                repository.set_positions(session, self.environment, next_)
        except Exception as error:
            from sqlalchemy.exc import DataError, IntegrityError, InterfaceError

            if not isinstance(
                error, DataError | IntegrityError | InterfaceError | OverflowError | ValueError
            ):
                raise
            # One of them is at fault, or another process wrote the same: one by one, and none stops the others.
            log.warning("a batch was refused; one by one", extra=self._named, exc_info=error)
            self._write_singly(received)
            with self._store.write() as session:
                repository.set_positions(session, self.environment, next_)

    def _write_singly(self, received: Sequence[Received]) -> None:
        from sqlalchemy.exc import DataError, IntegrityError, InterfaceError

        for record in received:
            try:
                with self._store.write() as session:
                    self._take(session, [record])
            except (DataError, IntegrityError, InterfaceError, OverflowError, ValueError) as error:
                extra = {**self._named, "place": record.place}
                log.error("a record cannot be kept", extra=extra, exc_info=error)

    def _consumer(self) -> Consumer:
        from confluent_kafka import Consumer

        consumer = Consumer(
            {
                "bootstrap.servers": self.kafka,
                "group.id": f"filbert.{self.environment}.designer",
                "client.id": f"filbert-designer-{self.environment}",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "session.timeout.ms": 10_000,
                # Topics appear with the first deployment.
                "topic.metadata.refresh.interval.ms": 5_000,
                # A record can have a megabyte.
                "queued.max.messages.kbytes": 16_384,
                "log_level": 0,
            }
        )
        names = "|".join(KINDS)
        environment = self.environment.replace(".", r"\.")
        consumer.subscribe([rf"^filbert\.{environment}\.({names})$"], on_assign=self._assign)
        return consumer

    def _assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        from confluent_kafka import OFFSET_BEGINNING

        with self._store.read() as session:
            known = repository.positions(session, self.environment)
        for each in partitions:
            each.offset = known.get((each.topic, each.partition), OFFSET_BEGINNING)
        consumer.assign(partitions)

    def _is(self, fault: str | None) -> None:
        if self._state.fault != fault:
            self._state = ReaderState(self.environment, self.kafka, fault, _now())

    @property
    def _named(self) -> Mapping[str, Any]:
        return {"environment": self.environment, "kafka": self.kafka}


def _is_record(message: Message) -> bool:
    error = message.error()
    if error is None:
        return True
    # Faults that pass by themselves are tried again by the library; the others end this consumer.
    if error.fatal() or (not error.retriable() and error.name() not in _PASSING):
        from confluent_kafka import KafkaException

        raise KafkaException(error)
    return False


_PASSING = frozenset(
    {
        "_PARTITION_EOF",
        "_TRANSPORT",
        "_ALL_BROKERS_DOWN",
        "_RESOLVE",
        "UNKNOWN_TOPIC_OR_PART",
        "_UNKNOWN_TOPIC",
    }
)


def _received(message: Message) -> Received:
    value, topic = message.value(), message.topic() or ""
    return Received(
        kind=topic.rpartition(".")[2],
        value=value.encode() if isinstance(value, str) else value,
        timestamp=message.timestamp()[1],
        place=f"{topic}, partition {message.partition()}, offset {message.offset()}",
    )


def _next(messages: Sequence[Message]) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    for each in messages:
        found[each.topic() or "", each.partition() or 0] = (each.offset() or 0) + 1
    return found


def _now() -> int:
    return int(time.time() * 1000)
