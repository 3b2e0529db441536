"""`filbert generate --to-kafka` on a real Kafka."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from confluent_kafka import Consumer, TopicPartition
from filbert.runtime.cli import main
from filbert.runtime.stack import Stack

pytestmark = pytest.mark.stack

ENVIRONMENT = """
environment: traffic-test
kafka: {{bootstrap_servers: '{kafka}'}}
flink: {{rest: 'http://127.0.0.1:1'}}
streams: {{calls: {{topic: calls-{run}}}, sms: {{topic: sms-{run}}}}}
"""


def test_every_event_arrives_once_in_order_in_the_topics_of_the_environment(
    stack: Stack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = uuid.uuid4().hex
    environment = tmp_path / "environment.yaml"
    environment.write_text(ENVIRONMENT.format(kafka=stack.kafka, run=run))
    options = ["--rate", "10000", "--speed", "1000", "--seconds", "2", "--output", str(tmp_path), "--json"]

    with pytest.raises(SystemExit) as end:
        main(["generate", "telecom", *options, "--to-kafka", "--environment", str(environment)])

    summary = json.loads(capsys.readouterr().out)
    received = {
        stream: list(records(stack.kafka, f"{stream}-{run}", summary["events"][stream]))
        for stream in ("calls", "sms")
    }
    assert end.value.code == 0
    assert summary["events"]["calls"] + summary["events"]["sms"] == 20_000
    assert {stream: len(found) for stream, found in received.items()} == summary["events"]
    for found in received.values():
        newest: dict[int, datetime] = defaultdict(lambda: datetime.min)
        homes = defaultdict(set)
        for partition, key, value in found:
            time = datetime.fromisoformat(value.get("started_at") or value["sent_at"]).replace(tzinfo=None)
            assert (newest[partition] - time).total_seconds() <= 5
            newest[partition] = max(newest[partition], time)
            homes[key].add(partition)
        assert set(newest) == {0, 1}
        assert all(len(partitions) == 1 for partitions in homes.values())


def records(kafka: str, topic: str, count: int) -> Iterator[tuple[int, bytes | str, dict[str, str]]]:
    """Everything in a topic: up to the given count, and what lies beyond it."""
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": "none", "enable.auto.commit": False})
    consumer.assign([TopicPartition(topic, partition, 0) for partition in (0, 1)])
    seen = 0
    try:
        while message := consumer.poll(15.0 if seen < count else 1.0):
            key, value = message.key(), message.value()
            assert message.error() is None
            assert key is not None
            assert value is not None
            seen += 1
            yield message.partition() or 0, key, json.loads(value)
    finally:
        consumer.close()
