"""Traffic into Kafka."""

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from filbert.runtime.traffic.batch import Record

PARTITIONS = 2
_ANSWER_SECONDS = 15.0


class KafkaSink:
    """Produces to the topics of an environment. Every record that is not confirmed is counted."""

    def __init__(
        self, bootstrap_servers: str, topics: Mapping[str, str], timeout_seconds: float = 60.0
    ) -> None:
        self.failed = 0
        self.first_failure: str | None = None
        self._topics = topics
        # Longer than any record lives, so that each is either confirmed or reported.
        self._flush_seconds = timeout_seconds + 10.0
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap_servers,
                # Idempotence keeps the order within a partition when a batch is sent again.
                "enable.idempotence": True,
                "linger.ms": 5,
                "batch.size": 262_144,
                "compression.type": "lz4",
                "queue.buffering.max.messages": 200_000,
                "message.timeout.ms": round(timeout_seconds * 1000),
                # The choice of the Java clients: a key lies in the same partition whoever writes it.
                "partitioner": "murmur2_random",
                # A call into Python per delivered record would halve the throughput.
                "delivery.report.only.error": True,
                # What matters of the log is reported: records that fail. The rest mends itself.
                "log_level": 3,
            },
            logger=None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        unconfirmed = self._producer.flush(self._flush_seconds)
        if unconfirmed:
            self.failed += unconfirmed
            self.first_failure = self.first_failure or f"not confirmed within {self._flush_seconds:.0f} s"

    def write(self, records: list[Record]) -> None:
        """Take records in order of arrival; wait while the queue of the client is full."""
        produce, topics, on_delivery = self._producer.produce, self._topics, self._on_delivery
        for stream, key, value in records:
            while True:
                try:
                    produce(topics[stream], value, key, on_delivery=on_delivery)
                    break
                except BufferError:
                    self._producer.poll(0.05)
        self._producer.poll(0)

    def _on_delivery(self, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self.failed += 1
            self.first_failure = self.first_failure or f"{message.topic()}: {error.str()}"


def create_topics(bootstrap_servers: str, topics: Iterable[str]) -> list[str]:
    """Create the topics that are missing.

    Returns:
        The names of those that were.

    Raises:
        KafkaException: Kafka does not answer, or refuses.
    """
    admin = AdminClient({"bootstrap.servers": bootstrap_servers})
    present = admin.list_topics(timeout=_ANSWER_SECONDS).topics
    missing = [topic for topic in topics if topic not in present]
    if not missing:
        return []
    answers = admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in missing])
    created = []
    for topic, answer in answers.items():
        try:
            answer.result(_ANSWER_SECONDS)
            created.append(topic)
        except KafkaException as failure:
            # Somebody else was faster.
            if failure.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
    return created
