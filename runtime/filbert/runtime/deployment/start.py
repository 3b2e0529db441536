"""Where each source would start to read, and how many records wait from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.runtime.compiled import SourceBinding
from filbert.runtime.deployment.topics import SECONDS, KafkaError
from filbert.runtime.deployment.verdict import Fate, Verdict

if TYPE_CHECKING:
    from confluent_kafka import Consumer, TopicPartition


@dataclass(frozen=True)
class Start:
    """One source."""

    node: str
    stream: str
    topic: str
    start: str
    """`kept`: exactly where it was; else as the node says."""
    waiting: int | None
    """Records from there to the end; None: not known before it runs."""


def starts(servers: str, sources: Sequence[SourceBinding], verdicts: Sequence[Verdict]) -> list[Start]:
    """Say where sources would start.

    Raises:
        KafkaError: Kafka does not answer.
    """
    from confluent_kafka import Consumer, KafkaException

    kept = {each.node for each in verdicts if each.kind == "source" and each.fate is Fate.KEPT}
    found = []
    for source in sources:
        # The savepoint knows; the committed offsets of the group are at most a checkpoint behind.
        start = "kept" if source.node in kept else source.start
        consumer = Consumer(
            {"bootstrap.servers": servers, "group.id": source.group_id, "log_level": 0}, logger=_QUIET
        )
        try:
            waiting = _waiting(consumer, source.topic, start)
        except KafkaException as error:
            raise KafkaError(f"Kafka at {servers} does not answer: {error.args[0].str()}") from error
        finally:
            consumer.close()
        found.append(Start(source.node, source.stream, source.topic, start, waiting))
    return found


def _waiting(consumer: "Consumer", topic: str, start: str) -> int | None:
    from confluent_kafka import TopicPartition
    from filbert.runtime.offsets import ends_of

    described = consumer.list_topics(topic, timeout=SECONDS).topics.get(topic)
    if described is None or described.error is not None:
        return 0
    total = 0
    partitions = [TopicPartition(topic, each) for each in described.partitions]
    first = _first(consumer, partitions, start)
    for partition in partitions:
        low, high = ends_of(consumer, partition, SECONDS)
        begin = first.get(partition.partition)
        if begin is None:
            # Nothing committed yet is read from the beginning; nothing is as late as the wanted time.
            begin = high if start == "latest" or start.startswith("timestamp:") else low
        total += max(0, high - max(low, begin))
    return total


def _first(consumer: "Consumer", partitions: "list[TopicPartition]", start: str) -> dict[int, int]:
    """Where to start by partition, as far as Kafka knows."""
    from confluent_kafka import TopicPartition

    if start in {"committed", "kept"}:
        found = consumer.committed(partitions, timeout=SECONDS)
    elif start.startswith("timestamp:"):
        moment = int(start.removeprefix("timestamp:"))
        asked = [TopicPartition(each.topic, each.partition, moment) for each in partitions]
        found = consumer.offsets_for_times(asked, timeout=SECONDS)
    else:
        return {}
    return {each.partition: each.offset for each in found if each.offset >= 0}


class _Quiet:
    def log(self, *arguments: object) -> None:
        """Say nothing."""


_QUIET = _Quiet()
