"""Run compiled scenarios to the end of their topics on a real cluster, dozens in one job, and read what they wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]
from filbert.runtime.declare import declare
from filbert.runtime.offsets import ends_of

if TYPE_CHECKING:
    from filbert.runtime.compiled import CompiledScenario
    from filbert.runtime.control import Command
    from filbert.scenarios.events import InputEvent


def create_topics(bootstrap_servers: str, names: Iterable[str]) -> None:
    """Create topics of one partition; those that exist stay."""
    admin = AdminClient({"bootstrap.servers": bootstrap_servers})
    known = set(admin.list_topics(timeout=30).topics)
    # The events are of a fixed day, which Kafka would soon find too old to keep.
    kept = {"retention.ms": "-1"}
    wanted = [NewTopic(name, 1, 1, config=kept) for name in dict.fromkeys(names) if name not in known]
    if wanted:
        for future in admin.create_topics(wanted, request_timeout=60).values():
            future.result()


def delete_topics(bootstrap_servers: str, names: Iterable[str]) -> None:
    """Delete topics."""
    admin = AdminClient({"bootstrap.servers": bootstrap_servers})
    for future in admin.delete_topics(list(names), request_timeout=60).values():
        future.result()


def produce(bootstrap_servers: str, topics: Mapping[str, str], events: Iterable[InputEvent]) -> None:
    """Write events to partition 0 of their streams' topics; the record's time is the event's `time_ms`."""
    failed: list[str] = []
    producer = Producer({"bootstrap.servers": bootstrap_servers, "linger.ms": 5, "enable.idempotence": True})

    def done(error: Any, message: Any) -> None:
        if error is not None:
            failed.append(str(error))

    for event in events:
        assert event.stream is not None
        assert event.time_ms is not None
        producer.produce(
            topics[event.stream], event.raw, event.key, partition=0, timestamp=event.time_ms, on_delivery=done
        )
        producer.poll(0)
    producer.flush(60)
    if failed:
        raise AssertionError(f"{len(failed)} events were not written: {failed[0]}")


def command(bootstrap_servers: str, topic: str, commands: Iterable[Command]) -> None:
    """Write records of a control topic, in this order."""
    producer = Producer({"bootstrap.servers": bootstrap_servers, "linger.ms": 5, "enable.idempotence": True})
    for each in commands:
        producer.produce(topic, each.value, each.key, partition=0)
    assert producer.flush(60) == 0


def read_all(bootstrap_servers: str, topics: Sequence[str]) -> dict[str, list[Any]]:
    """All JSON records of topics of one partition, in order."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": "filbert-conformance",
            "enable.auto.commit": False,
        }
    )
    records: dict[str, list[Any]] = {topic: [] for topic in topics}
    try:
        left: dict[str, int] = {}
        for topic in topics:
            low, high = ends_of(consumer, TopicPartition(topic, 0), 30)
            if high > low:
                left[topic] = high
        consumer.assign([TopicPartition(topic, 0, 0) for topic in left])
        while left:
            message = consumer.poll(30)
            if message is None:
                raise AssertionError(f"topics did not end: {left}")
            if message.error():
                raise KafkaException(message.error())
            name, offset, value = message.topic(), message.offset(), message.value()
            assert name is not None
            assert offset is not None
            records[name].append(json.loads(value or b"null"))
            if offset + 1 >= left[name]:
                del left[name]
    finally:
        consumer.close()
    return records


def run_to_end(scenarios: Sequence[CompiledScenario], flink_rest: str, jars: Sequence[str]) -> None:
    """Run bounded scenarios as one job and wait for its end.

    Raises:
        pyflink.util.exceptions.TableException, py4j.protocol.Py4JJavaError: planning or running failed.
    """
    from urllib.parse import urlsplit

    from pyflink.common import Configuration
    from pyflink.table import EnvironmentSettings, TableEnvironment

    rest = urlsplit(flink_rest)
    configuration = Configuration()
    settings = {
        **scenarios[0].configuration,
        "pipeline.name": "conformance",
        "execution.target": "remote",
        "rest.address": str(rest.hostname),
        "rest.port": str(rest.port),
        "pipeline.jars": ";".join(f"file://{jar}" for jar in jars),
        "restart-strategy.type": "none",
    }
    for name, value in settings.items():
        configuration.set_string(name, value)
    environment = TableEnvironment.create(
        EnvironmentSettings.new_instance().in_streaming_mode().with_configuration(configuration).build()
    )
    statements = environment.create_statement_set()
    for compiled in scenarios:
        for statement in compiled.statements:
            declare(environment, statement)
        for insert in compiled.inserts:
            statements.add_insert_sql(insert)
    statements.execute().wait()
