"""What the end-to-end tests share: the command line in a process of its own, live traffic, topics."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from filbert.runtime.records import next_records
from filbert.runtime.stack import Stack

if TYPE_CHECKING:
    from confluent_kafka import Consumer

SENDERS = 5


class CommandLine:
    """Runs `filbert …` against the stack of the tests."""

    def __init__(self, stack: Stack) -> None:
        self._environment = {**os.environ, "FILBERT_HOME": str(stack.home.root)}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "filbert.runtime.cli", *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        """Run a command that has to succeed, and return what it prints as JSON."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)


class Traffic:
    """Sends text messages to a topic, numbered per sender, until it is told to end."""

    def __init__(self, servers: str, topic: str, rounds_per_second: float) -> None:
        from confluent_kafka import Producer

        # Idempotent, and patient enough for a broker that is killed: no message is lost or sent twice.
        settings = {
            "bootstrap.servers": servers,
            "linger.ms": 5,
            "enable.idempotence": True,
            "message.timeout.ms": 600_000,
            "reconnect.backoff.max.ms": 1000,
            "log_level": 0,
        }
        self._producer = Producer(settings)
        self._topic, self._pause = topic, 1 / rounds_per_second
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._send)
        self.sent: Counter[str] = Counter()

    def __enter__(self) -> "Traffic":
        self._thread.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        self.end()

    def end(self) -> None:
        """Send nothing more, and have Kafka confirm everything."""
        self._ending.set()
        self._thread.join()
        assert self._producer.flush(120) == 0

    def _send(self) -> None:
        while not self._ending.wait(self._pause):
            for each in range(SENDERS):
                sender = f"s{each}"
                self.sent[sender] += 1
                message = {
                    "sender": sender,
                    "recipient": f"r{self.sent[sender]}",
                    "number": self.sent[sender],
                    "sent_at": int(time.time() * 1000),
                }
                self._producer.produce(self._topic, json.dumps(message), key=sender)
            self._producer.poll(0)


class Messages:
    """A stream of text messages of its own, and the files that a scenario on it needs."""

    def __init__(self, folder: Path, stack: Stack) -> None:
        self.stack = stack
        self.topic = f"messages-{uuid4().hex[:8]}"
        self.scenario = f"scenario-{uuid4().hex[:8]}"
        self.folder = folder
        self.write_stream(
            "messages",
            topic=self.topic,
            key="sender",
            event_time="{field: sent_at, out_of_orderness: 5s, idleness: 5s, max_ahead: 10m}",
            fields="{sender: STRING NOT NULL, recipient: STRING, number: BIGINT NOT NULL, sent_at: TIMESTAMP NOT NULL}",
        )

    def write_stream(self, name: str, **parts: str) -> None:
        """Write a stream file."""
        lines = [f"stream: {name}", "format: json", *(f"{part}: {text}" for part, text in parts.items())]
        path = self.folder / "streams" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n")

    def write_scenario(self, nodes: list[str], edges: list[str]) -> Path:
        """Write the scenario file."""
        path = self.folder / "scenario.yaml"
        lines = [
            "filbert: 1",
            f"name: {self.scenario}",
            "nodes:",
            *(f"  - {node}" for node in nodes),
            "edges:",
            *(f"  - {{from: {edge.split(' -> ')[0]}, to: {edge.split(' -> ')[1]}}}" for edge in edges),
        ]
        path.write_text("\n".join(lines) + "\n")
        return path

    def traffic(self, rounds_per_second: float = 40) -> Traffic:
        """Return the sender of messages; the topic is there already."""
        from filbert.runtime.compiled import Topic
        from filbert.runtime.deployment.topics import create_missing

        create_missing(self.stack.kafka, [Topic(self.topic, 2)])
        return Traffic(self.stack.kafka, self.topic, rounds_per_second)

    def wait_for(self, topic: str, wanted: Callable[[Any], bool]) -> None:
        """Wait until the topic has such a record of the scenario."""
        consumer = self._consumer(topic)
        deadline = time.monotonic() + 180
        found = False
        while not found:
            assert time.monotonic() < deadline, f"no such record comes to {topic}"
            for message in next_records(consumer, 1_000, 1):
                record = json.loads(message.value() or b"null") if message.error() is None else {}
                found = found or (record.get("scenario") == self.scenario and wanted(record))
        consumer.close()

    def records(self, topic: str, enough: Callable[[list[Any]], bool]) -> list[Any]:
        """Return the JSON records of a topic, once they are enough and no more come."""
        consumer = self._consumer(topic)
        records: list[Any] = []
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            found = next_records(consumer, 10_000, 5)
            records += [
                json.loads(message.value() or b"null") for message in found if message.error() is None
            ]
            if not found and enough(records):
                break
        consumer.close()
        return records

    def _consumer(self, topic: str) -> "Consumer":
        """One that is at the beginning of a topic."""
        from confluent_kafka import Consumer, TopicPartition

        consumer = Consumer({"bootstrap.servers": self.stack.kafka, "group.id": uuid4().hex, "log_level": 0})
        partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
        consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
        return consumer


@pytest.fixture
def command_line(stack: Stack) -> CommandLine:
    """The command line, with the stack of the tests."""
    return CommandLine(stack)


@pytest.fixture
def messages(stack: Stack, tmp_path: Path, command_line: CommandLine) -> Iterator[Messages]:
    """A stream and a scenario of its own; what was deployed is taken down in the end."""
    made = Messages(tmp_path, stack)
    yield made
    command_line.run("stop", made.scenario, "--environment", "acceptance", "--drop-state")
