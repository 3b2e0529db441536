"""Figures of an export of alerts: how long it takes, what it needs, and how long others wait meanwhile.

python tests/benchmarks/bench_export.py [--alerts 100000] [--elasticsearch URL]

The service is a process of its own. It is asked by an analyst and by a viewer, whose personal data is hidden; the
alerts are in its SQLite database, or in the index of an Elasticsearch that runs already.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from bench_index import NOW, SCENARIOS, in_parts, records
from bench_service import alone, percentile
from filbert.designer.access import Actor, Role
from filbert.designer.alerts.repository import DatabaseAlerts
from filbert.designer.folders import repository as folders
from filbert.designer.scenarios import service as scenarios
from filbert.designer.store import Store
from filbert.designer.tokens import service as tokens
from filbert.designer.users import service as users
from filbert.monitoring.alert_index.bulk import write
from filbert.monitoring.alert_index.document import Place, document_of
from filbert.monitoring.alert_index.retention import prepare
from filbert.monitoring.alert_record import read_alert

PAUSE_SECONDS = 0.05
MEGABYTE = 1_000_000
OTHERS = ("/alerts", "/alerts/precision", "/snoozes")


def fill(home: Path, count: int, environment: str, elasticsearch: str | None) -> dict[str, str]:
    """Make so many alerts, and somebody of each role; gives their tokens."""
    store = Store(f"sqlite:///{home / 'designer.db'}")
    found = {}
    boss = Actor("boss", True, NOW)
    with store.write() as session:
        folders.create(session, folders.Folder("fraud", "Fraud", NOW, 1))
        for name, role in (("analyst", Role.ANALYST), ("viewer", Role.VIEWER)):
            users.create(session, boss, name=name, title=name, password_hash="-", is_administrator=False)
            folders.set_role(session, "fraud", name, role)
            _, found[name] = tokens.create(session, Actor(name, False, NOW), "bench", role, 9)
        for name in SCENARIOS:
            scenarios.create(
                session,
                Actor("analyst", True, NOW),
                "fraud",
                {"filbert": 1, "name": name, "nodes": [], "edges": []},
            )
    if elasticsearch is None:
        for part in in_parts(records(count, environment, "exported"), 5_000):
            with store.write() as session:
                DatabaseAlerts(session).add([read_alert(each, environment, NOW) for each in part])
    else:
        from elasticsearch import Elasticsearch

        client = Elasticsearch(elasticsearch, request_timeout=60)
        prepare(client)
        for part in in_parts(records(count, environment, "exported"), 5_000):
            outcome = write(
                client, [document_of(each, environment, Place("alerts", 0, 0), NOW) for each in part]
            )
            assert outcome.hindrance is None, outcome.hindrance
        client.indices.refresh(index=f"filbert-alerts-{environment}-*")
        client.close()
    store.close()
    return found


class Others:
    """Somebody who works meanwhile: how long each of their requests takes."""

    def __init__(self, client: httpx.Client, environment: str) -> None:
        self._client = client
        self._environment = {"environment": environment}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.milliseconds: dict[str, list[float]] = {path: [] for path in OTHERS}

    def __enter__(self) -> Others:
        self._thread.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        self._ending.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._ending.wait(PAUSE_SECONDS):
            for path, times in self.milliseconds.items():
                begun = time.perf_counter()
                assert self._client.get(path, params=self._environment).status_code == 200
                times.append((time.perf_counter() - begun) * 1000)

    def told(self) -> str:
        """Median and 95th percentile of each."""
        return ", ".join(
            f"{path} {percentile(times, 0.5):.0f} / {percentile(times, 0.95):.0f}"
            for path, times in self.milliseconds.items()
        )


def processes_of_the_service() -> list[psutil.Process]:
    """The processes of a service that this one has started."""
    return [each for each in psutil.Process().children(recursive=True) if each.is_running()]


def export(client: httpx.Client, environment: str) -> dict[str, Any]:
    """One export, read as fast as it comes."""
    processes = processes_of_the_service()
    before = sum(each.memory_info().rss for each in processes)
    most, lines, size = before, 0, 0
    begun = time.perf_counter()
    first = None
    with client.stream("GET", "/alerts/export", params={"environment": environment}) as answer:
        assert answer.status_code == 200
        for chunk in answer.iter_bytes():
            first = first or time.perf_counter() - begun
            # Not of both characters: a part may end between them.
            lines += chunk.count(b"\n")
            size += len(chunk)
            most = max(most, sum(each.memory_info().rss for each in processes))
    seconds = time.perf_counter() - begun
    return {
        "alerts": lines - 1,
        "MB": round(size / MEGABYTE, 1),
        "first s": round(first or 0.0, 2),
        "seconds": round(seconds, 1),
        "memory before, MB": round(before / MEGABYTE),
        "most, MB": round(most / MEGABYTE),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Figures of an export of alerts.")
    parser.add_argument("--alerts", type=int, default=100_000)
    parser.add_argument("--elasticsearch", help="the address of one that runs; without, the service's SQLite")
    options = parser.parse_args()
    environment = f"bench-{uuid4().hex[:8]}"
    if options.elasticsearch:
        os.environ["FILBERT_ELASTICSEARCH_URL"] = options.elasticsearch
    with tempfile.TemporaryDirectory() as folder, alone(Path(folder)) as url:
        with httpx.Client(base_url=url, trust_env=False) as client:
            while client.get("/health/ready").status_code != httpx.codes.OK:
                time.sleep(0.1)
        found = fill(Path(folder), options.alerts, environment, options.elasticsearch)
        clients = {
            name: httpx.Client(
                base_url=f"{url.rstrip('/')}/api/v1",
                headers={"Authorization": f"Bearer {token}"},
                timeout=300,
                trust_env=False,
            )
            for name, token in found.items()
        }
        with Others(clients["analyst"], environment) as idle:
            time.sleep(5)
        sys.stdout.write(f"others, p50 / p95 ms, without an export: {idle.told()}\n")
        for name, client in clients.items():
            with Others(clients["analyst"], environment) as others:
                figures = export(client, environment)
            sys.stdout.write(f"{name}: {figures}\n  others meanwhile, p50 / p95 ms: {others.told()}\n")
            assert figures["alerts"] == options.alerts


if __name__ == "__main__":
    main()
