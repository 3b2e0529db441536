"""The first and the next offset of a partition, also right after its topic was made."""

import time
from typing import Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

PAUSE_SECONDS: Final = 0.2
_PASSING: Final = (
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
)
"""What a broker answers until a new partition, or one whose leader has changed, is known everywhere."""


def ends_of(consumer: Consumer, place: TopicPartition, seconds: float) -> tuple[int, int]:
    """Ask a broker, again and again while it is still finding out who leads the partition.

    Raises:
        KafkaException: it does not answer in so many seconds, or refuses.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            low, high = consumer.get_watermark_offsets(place, max(0.1, deadline - time.monotonic()))
        except KafkaException as error:
            if error.args[0].code() not in _PASSING or time.monotonic() + PAUSE_SECONDS > deadline:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return low, high
