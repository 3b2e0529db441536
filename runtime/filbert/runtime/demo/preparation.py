"""Everything before the traffic: empty topics, and the scenarios deployed anew."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from filbert.runtime.demo.board import Lane
from filbert.runtime.offsets import ends_of
from filbert.scenarios.document import load_scenario

SCENARIOS = ("sms-spam", "premium-usage", "sim-cloning")
ENVIRONMENT = "sandbox"
_ANSWER_SECONDS = 15.0


class DemoError(Exception):
    """The demo cannot go on; the message says why."""


def scenario_files(folder: Path) -> tuple[Path, ...]:
    """The files of the demo's scenarios.

    Raises:
        DemoError: one is missing.
    """
    files = tuple(folder / f"{name}.yaml" for name in SCENARIOS)
    for file in files:
        if not file.is_file():
            raise DemoError(
                f"there is no {file}. The demo runs in a checkout; --examples names another folder."
            )
    return files


def lane(file: Path) -> Lane:
    """What the demo shows of a scenario."""
    document = load_scenario(file)
    sources = {
        node.id: str(node.parameters["stream"]) for node in document.nodes if node.component == "kafka"
    }
    return Lane(document.name, tuple(node.id for node in document.nodes), sources)


def withdraw(home: Path, tell: Callable[[str], None]) -> None:
    """Stop the scenarios and forget their state; nothing happens to those that are not deployed."""
    for name in SCENARIOS:
        answer = _filbert(home, "stop", name, "--environment", ENVIRONMENT, "--drop-state")
        if answer.returncode == 0:
            tell(f"{name}: stopped")


def deploy(home: Path, file: Path, tell: Callable[[str], None]) -> None:
    """Deploy a scenario with empty state, whatever ran before.

    Raises:
        DemoError: it was refused, or does not run.
    """
    answer = _filbert(home, "deploy", str(file), "--environment", ENVIRONMENT, "--fresh", "--yes")
    if answer.returncode != 0:
        raise DemoError(f"'filbert deploy {file}' failed:\n{answer.stderr.strip() or answer.stdout.strip()}")
    tell(f"{file.stem}: deployed to {ENVIRONMENT}")


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


def _filbert(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would, so that the demo shows nothing that a user cannot do."""
    return subprocess.run(
        [sys.executable, "-m", "filbert.runtime.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "FILBERT_HOME": str(home)},
    )
