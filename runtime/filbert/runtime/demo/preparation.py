"""What the demo runs, and empty topics for it."""

from collections.abc import Iterable

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from filbert.runtime.offsets import ends_of

SCENARIOS = ("sms-spam", "premium-usage", "sim-cloning")
ENVIRONMENT = "sandbox"
_ANSWER_SECONDS = 15.0


class DemoError(Exception):
    """The demo cannot go on; the message says why."""


def empty(bootstrap_servers: str, topics: Iterable[str]) -> int:
    """Delete the records of topics, and keep the topics.

    Event time of a run at high speed begins in the past. Older records would have moved the watermark beyond it.

    Returns:
        How many records there were.
    """
    consumer = Consumer({"bootstrap.servers": bootstrap_servers, "group.id": "filbert-demo", "log_level": 3})
    try:
        ends, count = [], 0
        for topic in topics:
            for partition in consumer.list_topics(topic, _ANSWER_SECONDS).topics[topic].partitions:
                place = TopicPartition(topic, partition)
                low, high = ends_of(consumer, place, _ANSWER_SECONDS)
                count += high - low
                ends.append(TopicPartition(topic, partition, high))
    finally:
        consumer.close()
    if count:
        admin = AdminClient({"bootstrap.servers": bootstrap_servers})
        for answer in admin.delete_records(ends).values():
            answer.result(_ANSWER_SECONDS)
    return count
