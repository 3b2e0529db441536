"""The alerts of an environment as they come."""

import json
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from confluent_kafka import Consumer, KafkaException, TopicPartition
from filbert.runtime.offsets import ends_of

_ANSWER_SECONDS = 15.0


class AlertReader:
    """Reads an alerts topic from its end at the time of opening. Used as a context."""

    def __init__(self, bootstrap_servers: str, topic: str) -> None:
        self._consumer = Consumer(
            {
                "bootstrap.servers": bootstrap_servers,
                # No group is ever joined, but the client insists on a name.
                "group.id": "filbert-demo",
                "enable.auto.commit": False,
                "log_level": 3,
            }
        )
        metadata = self._consumer.list_topics(topic, _ANSWER_SECONDS).topics[topic]
        if metadata.error is not None:
            raise KafkaException(metadata.error)
        self._consumer.assign([self._end(topic, partition) for partition in metadata.partitions])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()

    def read(self, seconds: float) -> list[Mapping[str, Any]]:
        """The alerts that come within so many seconds."""
        deadline = time.monotonic() + seconds
        alerts = []
        while (left := deadline - time.monotonic()) > 0:
            message = self._consumer.poll(left)
            if message is None:
                break
            if (error := message.error()) is not None:
                raise KafkaException(error)
            if (value := message.value()) is not None:
                alerts.append(json.loads(value))
        return alerts

    def _end(self, topic: str, partition: int) -> TopicPartition:
        _, end = ends_of(self._consumer, TopicPartition(topic, partition), _ANSWER_SECONDS)
        return TopicPartition(topic, partition, end)
