"""Figures of alerts: how fast the indexer catches up, and how long the inbox takes, over the index and over SQLite.

python tests/benchmarks/bench_index.py [--json FILE] [--alerts 1000000] [--stored 100000] [--backlog 60000]

Catching up is from the indexer's start until Elasticsearch has the whole backlog, its own start left out. The inbox is
asked by its API, as a browser does: a page of a hundred with all facets, under filters, and further pages.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
from confluent_kafka import Producer
from filbert.designer.access import Actor, Role
from filbert.designer.alerts.repository import DatabaseAlerts
from filbert.designer.app import create_app
from filbert.designer.folders import repository as folders
from filbert.designer.logs import configure
from filbert.designer.scenarios.table import DRAFT, SCENARIO
from filbert.designer.serve import listen, server
from filbert.designer.tokens import service as tokens
from filbert.designer.users import service as users
from filbert.monitoring.alert_index.bulk import write
from filbert.monitoring.alert_index.document import Place, document_of
from filbert.monitoring.alert_index.retention import prepare
from filbert.monitoring.alert_record import read_alert
from filbert.runtime.compiled import Topic
from filbert.runtime.deployment.topics import create_missing
from filbert.runtime.settings import ServiceSettings
from filbert.runtime.stack import Stack, StackSettings
from filbert.scenarios.events import format_instant
from sqlalchemy import insert

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

NOW = int(time.time() * 1000)
DAY = 86_400_000
SCENARIOS = tuple(f"scenario-{number}" for number in range(12))
ROUNDS = 15


def records(count: int, environment: str, name: str) -> Iterator[bytes]:
    """Alerts of thirty days, of twelve scenarios and 50,000 subjects."""
    random = Random(7)
    for number in range(count):
        at = format_instant(NOW - random.randrange(30 * DAY))
        subject = f"48600{random.randrange(50_000):06}"
        yield json.dumps(
            {
                "schema": 1,
                "alert_id": f"{name}{number:024x}",
                "environment": environment,
                "scenario": random.choice(SCENARIOS),
                "version": "5e0c2f7c3ff1",
                "node": "alert",
                "severity": random.choice(("low", "medium", "high", "critical")),
                "title": f"SMS spam from {subject}",
                "subject": subject,
                "event_id": f"sms:0:{number}",
                "event_time": at,
                "raised_at": at,
                "stream": "sms",
                "partition": 0,
                "offset": number,
                "evidence": {"unique_recipients": random.randrange(5_000), "destination": "48"},
            }
        ).encode()


def in_parts(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    part: list[Any] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def catch_up(stack: Stack, client: Elasticsearch, backlog: int) -> float:
    """Alerts a second that an indexer writes, which finds a backlog."""
    environment = f"bench-{uuid4().hex[:8]}"
    topic = f"filbert.{environment}.alerts"
    home = Path(tempfile.mkdtemp(dir=stack.home.root))
    (home / "environments").mkdir()
    (home / "environments" / f"{environment}.yaml").write_text(
        f"environment: {environment}\nkafka: {{bootstrap_servers: '{stack.kafka}'}}\nflink: {{rest: '{stack.flink}'}}\n"
    )
    create_missing(stack.kafka, [Topic(topic, 4), Topic(f"filbert.{environment}.dead-letters", 1)])
    producer = Producer({"bootstrap.servers": stack.kafka, "linger.ms": 20, "enable.idempotence": True})
    for number, value in enumerate(records(backlog, environment, "catch-up")):
        producer.produce(topic, value, key=str(number))
        producer.poll(0)
    assert producer.flush(120) == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "filbert.runtime.cli", "index"],
        env={
            **os.environ,
            "FILBERT_HOME": str(home),
            "FILBERT_ELASTICSEARCH_URL": stack.elasticsearch,
            "FILBERT_INDEX_METRICS_PORT": "0",
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        first = last = (0.0, 0)
        while last[1] < backlog:
            time.sleep(0.2)
            client.indices.refresh(index=f"filbert-alerts-{environment}-*")
            last = (time.perf_counter(), int(client.count(index=f"filbert-alerts-{environment}-*")["count"]))
            if last[1] and not first[1]:
                first = last
    finally:
        process.terminate()
        process.wait()
    return (last[1] - first[1]) / (last[0] - first[0])


def fill_index(client: Elasticsearch, count: int) -> None:
    """The index as the indexer would have it."""
    prepare(client)
    for part in in_parts(records(count, "production", "in-index"), 2_000):
        documents = [document_of(each, "production", Place("t", 0, 0), NOW) for each in part]
        # As the indexer does: a cluster that has too much to do is given time, not less work.
        while documents:
            outcome = write(client, documents)
            assert not outcome.refused, outcome.refused[:1]
            documents = outcome.again
            time.sleep(1 if documents else 0)
    client.indices.refresh(index="filbert-alerts-production-*")


def inbox(home: Path, elasticsearch: str | None, fill: Callable[[Any], None]) -> dict[str, float]:
    """Milliseconds of the inbox, by what is asked."""
    settings = ServiceSettings(
        home=home, designer_port=0, observe=False, log_level="warning", elasticsearch_url=elasticsearch
    )
    configure(settings.log_level)
    app = create_app(settings)
    opened = listen(settings)
    running = server(app, settings)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]})
    thread.start()
    while not running.started:
        time.sleep(0.01)
    actor = Actor("ann", True, NOW)
    with app.state.service.store.write() as session:
        users.create(session, actor, name="ann", title="Ann", password_hash="-", is_administrator=False)
        folders.create(session, folders.Folder("fraud", "Fraud", NOW, 1))
        folders.set_role(session, "fraud", "ann", Role.ANALYST)
        _, token = tokens.create(session, Actor("ann", False, NOW), "bench", Role.ADMIN, 9)
        base = {
            "folder": "fraud", "title": "", "created_at": NOW, "created_by": "ann", "archived_at": None,
            "details": 1, "revision": 1, "changed_at": NOW, "changed_by": "ann", "version": None,
            "version_hash": None,
        }  # fmt: skip
        session.execute(insert(SCENARIO), [{"name": name, **base} for name in SCENARIOS])
        session.execute(
            insert(DRAFT),
            [
                {"scenario": name, "revision": 1, "document": "{}", "at": NOW, "by": "ann"}
                for name in SCENARIOS
            ],
        )
    fill(app.state.service.store)
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{opened.getsockname()[1]}/api/v1",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
        trust_env=False,
    )
    figures: dict[str, float] = {}

    def ask(what: str, **query: Any) -> Any:
        spent = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            answer = client.get("/alerts", params=query)
            spent.append((time.perf_counter() - started) * 1000)
            assert answer.status_code == 200, answer.text[:300]
        figures[f"{what}, median"] = statistics.median(spent)
        figures[f"{what}, slowest of {ROUNDS}"] = max(spent)
        return answer.json()

    try:
        first = ask("page and facets", environment="production")
        ask(
            "page and facets, filtered",
            environment="production",
            severity="high",
            verdict="open",
            scenario=SCENARIOS[:2],
        )
        ask("page and facets, a subject", environment="production", subject=first["alerts"][0]["subject"])
        ask("a further page", environment="production", after=first["after"])
        started = time.perf_counter()
        assert client.get("/alerts/precision", params={"environment": "production"}).status_code == 200
        figures["precision of thirty days"] = (time.perf_counter() - started) * 1000
    finally:
        client.close()
        running.should_exit = True
        thread.join()
        opened.close()
    return figures


def fill_database(count: int) -> Callable[[Any], None]:
    def fill(store: Any) -> None:
        for part in in_parts(records(count, "production", "stored"), 5_000):
            with store.write() as session:
                DatabaseAlerts(session).add([read_alert(each, "production", NOW) for each in part])

    return fill


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--alerts", type=int, default=1_000_000)
    parser.add_argument("--stored", type=int, default=100_000)
    parser.add_argument("--backlog", type=int, default=60_000)
    chosen = parser.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for what, value in inbox(Path(folder) / "sqlite", None, fill_database(chosen.stored)).items():
            figures[f"SQLite, {chosen.stored:,} alerts: {what} (ms)"] = value
        stack = Stack(
            StackSettings(
                home=Path(folder) / "stack", kafka_port=0, flink_port=0, elasticsearch_port=0, designer=False
            )
        )
        stack.up(lambda line: None, ["elasticsearch"], owner=os.getpid())
        try:
            from elasticsearch import Elasticsearch

            client = Elasticsearch(stack.elasticsearch, request_timeout=60)
            figures["catching up (alerts/s)"] = catch_up(stack, client, chosen.backlog)
            fill_index(client, chosen.alerts)
            found = inbox(Path(folder) / "index", stack.elasticsearch, lambda store: None)
            for what, value in found.items():
                figures[f"Elasticsearch, {chosen.alerts:,} alerts: {what} (ms)"] = value
            client.close()
        finally:
            stack.remove()
    for name, value in figures.items():
        print(f"{name:<84} {value:>10.1f}")
    if chosen.json is not None:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
