"""A real Kafka and a real Elasticsearch, without Flink, that tests may kill; and the indexer between them."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
from filbert.runtime.settings import StackSettings
from filbert.runtime.stack import health
from filbert.runtime.stack.home import Home
from filbert.runtime.stack.jars import resolve
from filbert.runtime.stack.machine import find_java
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.parts import elasticsearch, kafka
from filbert.runtime.stack.port import choose_free

PATIENCE_SECONDS = 240
NOW = datetime.now(UTC)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


class Servers:
    """The broker and the node, as the stack's parts declare them."""

    def __init__(self, folder: Path) -> None:
        home = Home.at(folder)
        home.create()
        settings = StackSettings(home=folder)
        ports = {port.name: choose_free() for module in (kafka, elasticsearch) for port in module.PORTS}
        java = find_java(None)
        jars = resolve(None, java, print, ("elasticsearch",))
        context = Context(home, settings, ports, java, jars)
        declared = [*kafka.parts(context), *elasticsearch.parts(context)]
        self.folder = folder
        self.parts = {part.name: part for part in declared}
        self.kafka = f"127.0.0.1:{ports['kafka']}"
        self.elasticsearch = f"http://127.0.0.1:{ports['elasticsearch']}"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start one, without waiting."""
        part = self.parts[name]
        for path in part.scratch:
            path.mkdir(parents=True, exist_ok=True)
        for path, text in part.files.items():
            path.write_text(text)
        if part.prepare is not None:
            part.prepare()
        with (self.folder / f"{name}.out").open("ab") as out:
            self.running[name] = subprocess.Popen(
                part.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                # They live for a minute: compiling them well would take longer than running them.
                env={**os.environ, "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"},
            )

    def wait(self, name: str) -> None:
        """Wait until one is ready."""
        part: Part = self.parts[name]

        def ready() -> bool:
            ended = self.running[name].poll()
            assert ended is None, (self.folder / f"{name}.out").read_text()[-2000:]
            return part.check("") is None

        wait_until(ready, f"{name} is not ready: {part.check('')}")

    def kill(self, name: str) -> None:
        """End one with SIGKILL."""
        process = self.running.pop(name)
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both running."""
    servers = Servers(tmp_path_factory.mktemp("servers"))
    try:
        for name in ("elasticsearch", "kafka"):
            servers.start(name)
        for name in ("kafka", "elasticsearch"):
            servers.wait(name)
        yield servers
    finally:
        for name in list(servers.running):
            servers.kill(name)


class Index:
    """An environment of its own, with alerts, the indexer's process, and what it makes of them."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        from confluent_kafka import Producer
        from elasticsearch import Elasticsearch
        from filbert.runtime.compiled import Topic
        from filbert.runtime.deployment.topics import create_missing

        self.servers, self.folder = servers, folder
        self.environment = f"test-{uuid4().hex[:8]}"
        self.topic = f"filbert.{self.environment}.alerts"
        self.pattern = f"filbert-alerts-{self.environment}-*"
        (folder / "environments").mkdir()
        (folder / "environments" / f"{self.environment}.yaml").write_text(
            f"environment: {self.environment}\nkafka: {{bootstrap_servers: '{servers.kafka}'}}\n"
            "flink: {rest: 'http://127.0.0.1:1'}\n"
        )
        create_missing(
            servers.kafka, [Topic(self.topic, 4), Topic(f"filbert.{self.environment}.dead-letters", 1)]
        )
        self.client = Elasticsearch(servers.elasticsearch, request_timeout=60, max_retries=0)
        self.producer = Producer(
            {
                "bootstrap.servers": servers.kafka,
                "enable.idempotence": True,
                "message.timeout.ms": 600_000,
                "message.max.bytes": 4_000_000,
                "reconnect.backoff.max.ms": 1_000,
                "linger.ms": 20,
                "log_level": 0,
            }
        )
        self.process: subprocess.Popen[str] | None = None
        self.elasticsearch = servers.elasticsearch
        """Where the indexer finds it."""
        self.port = 0
        self._told: list[str] = []
        self.sent = 0
        self._lock = threading.Lock()

    # ---- alerts

    def alert_id(self, number: int) -> str:
        """The id of an alert: as in real ones, the same number has another id in another environment."""
        return sha256(f"{self.environment}|{number}".encode()).hexdigest()[:32]

    def alert(self, number: int, **changes: Any) -> dict[str, Any]:
        """An alert like those that scenarios write; every third one is of the month before."""
        at = NOW - timedelta(days=32 if number % 3 == 0 else 0, milliseconds=number)
        time_ = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {
            "schema": 1,
            "alert_id": self.alert_id(number),
            "environment": self.environment,
            "scenario": "sms-spam",
            "version": "5e0c2f7c3ff1",
            "node": "alert",
            "severity": ("low", "medium", "high")[number % 3],
            "title": f"SMS spam from 48600{number:06}",
            "subject": f"48600{number % 1000:06}",
            "dedupe_key": None,
            "event_id": f"sms:0:{number}",
            "event_time": time_,
            "ingested_at": time_,
            "raised_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "stream": "sms",
            "partition": 0,
            "offset": number,
            "evidence": {"unique_recipients": 1000 + number, "destination": "48"},
            **changes,
        }

    def send(self, *records: dict[str, Any] | bytes) -> None:
        """Write records to the topic."""
        for record in records:
            value = (
                record
                if isinstance(record, bytes)
                else json.dumps(record, ensure_ascii="\\ud800" in json.dumps(record)).encode()
            )
            key = record.get("subject") if isinstance(record, dict) else None
            self.producer.produce(self.topic, value, key=key)
            self.producer.poll(0)
            with self._lock:
                self.sent += 1

    def flush(self) -> None:
        """Wait until Kafka has everything."""
        assert self.producer.flush(120) == 0

    # ---- the indexer

    def command(self, *arguments: str) -> tuple[list[str], dict[str, str]]:
        """A command and its environment."""
        environment = {
            **os.environ,
            "FILBERT_HOME": str(self.folder),
            "FILBERT_ELASTICSEARCH_URL": self.elasticsearch,
            "FILBERT_INDEX_METRICS_PORT": "0",
        }
        return [sys.executable, "-m", "filbert.runtime.cli", "index", *arguments], environment

    def start(self, *arguments: str) -> None:
        """Start the indexer, and wait until it shows its metrics."""
        command, environment = self.command(*arguments)
        self.process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._told.append(line)
            if match := re.search(r"Metrics at port (\d+)", line):
                self.port = int(match[1])
                break
        self._listener = threading.Thread(target=self._listen, args=(self.process,))
        self._listener.start()

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._told.append(line)

    @property
    def told(self) -> str:
        """All that the indexer has printed."""
        return "".join(self._told)

    def kill(self, number: int = signal.SIGKILL) -> int:
        """End the indexer; gives its exit code."""
        assert self.process is not None
        process, self.process = self.process, None
        process.send_signal(number)
        code = process.wait(60)
        self._listener.join(60)
        return code

    def memory(self) -> int:
        """Bytes that the indexer holds."""
        assert self.process is not None
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def metric(self, name: str, **labels: str) -> float:
        """The value of a metric, 0 where it is not shown."""
        from prometheus_client.parser import text_string_to_metric_families

        # Certificates, which plain HTTP needs not, take ten times as long to load as the answer.
        text = httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=30, verify=False).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == name and labels.items() <= sample.labels.items():
                    return float(sample.value)
        return 0.0

    # ---- what came of it

    def count(self) -> int:
        """Alerts in the index now; -1 while it does not answer."""
        from elasticsearch import ApiError, TransportError

        try:
            self.client.indices.refresh(index=self.pattern)
            return int(self.client.count(index=self.pattern)["count"])
        except (ApiError, TransportError):
            return -1

    def wait(self, count: int) -> None:
        """Wait until so many alerts are in the index."""
        wait_until(lambda: self.count() >= count, f"{self.count()} of {count} alerts are in the index")

    def verified(self) -> tuple[int, dict[str, Any]]:
        """What `filbert index verify` says, with its exit code."""
        command, environment = self.command("verify", "--json")
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)["environments"][0]

    def lag(self) -> int:
        """Records that are not committed yet."""
        from confluent_kafka import Consumer, TopicPartition

        consumer = Consumer(
            {
                "bootstrap.servers": self.servers.kafka,
                "group.id": f"filbert.{self.environment}.index",
                "log_level": 0,
            }
        )
        try:
            lag = 0
            for place in consumer.committed([TopicPartition(self.topic, n) for n in range(4)], timeout=30):
                low, high = consumer.get_watermark_offsets(place, timeout=30)
                lag += high - (place.offset if place.offset >= 0 else low)
            return lag
        finally:
            consumer.close()


@pytest.fixture
def index(servers: Servers, tmp_path: Path) -> Iterator[Index]:
    """An environment with an index of its own; its indexer runs."""
    assert health.http_answers(int(servers.elasticsearch.rsplit(":", 1)[1]), "/") is None
    index = Index(servers, tmp_path)
    index.start()
    yield index
    if index.process is not None:
        index.kill()
    index.client.close()
