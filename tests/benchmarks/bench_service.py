"""Figures of the designer's service: requests at a rate, long lists, sample runs, what is refused.

python tests/benchmarks/bench_service.py [--json FILE] [--seconds 20] [--rate 50] [--scenarios 2000] [--versions 50]
    [--alone]

The service is the one of a local stack, in a process of its own, beside a job that Flink runs on telecom traffic; with
--alone, there is nothing but the service.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from filbert.designer.access import Actor, Role
from filbert.designer.folders import repository as folders
from filbert.designer.scenarios.table import DRAFT, SCENARIO, VERSION
from filbert.designer.store import Store
from filbert.designer.tokens import service as tokens
from filbert.designer.users import service as users
from filbert.runtime.stack import Stack, StackSettings
from filbert.scenarios.json_text import write_json
from filbert.scenarios.yaml_text import read_text
from sqlalchemy import insert

EXAMPLES = Path(__file__).parents[2] / "scenarios/examples"
NOW = int(time.time() * 1000)
TRAFFIC = 500
"""Events a second that the job beside the service works on."""
WARM_UP_SECONDS = 30


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(work: Callable[[], httpx.Response], expected: int = 200) -> float:
    started = time.perf_counter()
    answer = work()
    assert answer.status_code == expected, answer.text[:300]
    return (time.perf_counter() - started) * 1000


@contextmanager
def alone(home: Path) -> Iterator[str]:
    """The address of a service without anything around it."""
    environment = {**os.environ, "FILBERT_HOME": str(home), "FILBERT_DESIGNER_PORT": "0"}
    command = [sys.executable, "-m", "filbert.runtime.cli", "serve"]
    with (home / "service.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def beside_a_job(home: Path) -> Iterator[str]:
    """The address of a stack's service, while Flink runs a scenario on traffic."""
    stack = Stack(StackSettings(home=home, kafka_port=0, flink_port=0, designer_port=0))
    stack.up(progress=print, owner=os.getpid())
    environment = {**os.environ, "FILBERT_HOME": str(home)}
    filbert = [sys.executable, "-m", "filbert.runtime.cli"]
    try:
        spam = str(EXAMPLES / "sms-spam.yaml")
        subprocess.run([*filbert, "deploy", spam, "--environment", "sandbox"], env=environment, check=True)
        arguments = [
            "--rate",
            str(TRAFFIC),
            "--seconds",
            "3600",
            "--to-kafka",
            "--output",
            str(home / "traffic"),
        ]
        with (home / "traffic.log").open("w") as log:
            traffic = subprocess.Popen(
                [*filbert, "generate", "telecom", *arguments], env=environment, stdout=log, stderr=log
            )
        try:
            # The first seconds of a job are the JVM's, which compiles what it runs.
            time.sleep(WARM_UP_SECONDS)
            yield stack.designer
        finally:
            traffic.kill()
            traffic.wait()
    finally:
        stack.remove()


def fill(store: Store, document: Any, scenarios: int, versions: int) -> str:
    """Make a user, and so many scenarios with so many versions each; gives the user's token."""
    actor = Actor("ann", True, NOW)
    text = write_json(document)
    with store.write() as session:
        users.create(session, actor, name="ann", title="Ann", password_hash="-", is_administrator=True)
        folders.create(session, folders.Folder("fraud", "Fraud", NOW, 1))
        folders.set_role(session, "fraud", "ann", Role.ADMIN)
        _, token = tokens.create(session, actor, "bench", Role.ADMIN, 9)
        names = [f"scenario-{number:05}" for number in range(scenarios)]
        base = {
            "folder": "fraud", "title": "SMS spam", "created_at": NOW, "created_by": "ann", "archived_at": None,
            "details": 1, "revision": 1, "changed_at": NOW, "changed_by": "ann", "version": versions,
            "version_hash": "0" * 64,
        }  # fmt: skip
        session.execute(insert(SCENARIO), [{"name": name, **base} for name in names])
        session.execute(
            insert(DRAFT),
            [{"scenario": name, "revision": 1, "document": text, "at": NOW, "by": "ann"} for name in names],
        )
        for name in names:
            session.execute(
                insert(VERSION),
                [
                    {
                        "scenario": name, "number": number, "hash": "0" * 64, "comment": "", "document": text,
                        "streams": "{}", "revision": 1, "at": NOW, "by": "ann", "fragments": "{}",
                    }
                    for number in range(1, versions + 1)
                ],
            )  # fmt: skip
    return str(token)


def at_rate(seconds: float, rate: float, work: Callable[[int], float]) -> list[float]:
    """Call something at a steady rate, whatever it takes."""
    with ThreadPoolExecutor(32) as threads:
        begun = time.perf_counter()
        futures = []
        for number in range(int(seconds * rate)):
            time.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            futures.append(threads.submit(work, number))
        return [each.result() for each in futures]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--scenarios", type=int, default=2_000)
    parser.add_argument("--versions", type=int, default=50)
    parser.add_argument("--alone", action="store_true", help="without Kafka, Flink and a running job")
    chosen = parser.parse_args()
    spam = read_text((EXAMPLES / "sms-spam.yaml").read_text()).value
    sms = read_text((EXAMPLES / "streams/sms.yaml").read_text()).value
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with (alone if chosen.alone else beside_a_job)(home) as url:
            with httpx.Client(base_url=url, trust_env=False) as client:
                while client.get("/health/ready").status_code != httpx.codes.OK:
                    time.sleep(0.1)
            with closing(Store(f"sqlite:///{home / 'designer.db'}")) as store:
                token = fill(store, spam, chosen.scenarios, chosen.versions)
            with httpx.Client(
                base_url=f"{url}/api/v1",
                headers={"Authorization": f"Bearer {token}"},
                timeout=60,
                trust_env=False,
                limits=httpx.Limits(max_connections=40, max_keepalive_connections=40),
            ) as client:
                client.post("/streams", json={"folder": "fraud", "document": sms})
                measure(client, spam, chosen, figures)
    for name, value in figures.items():
        print(f"{name:<44} {value:>10.1f} ms")
    if chosen.json is not None:
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(client: httpx.Client, spam: Any, chosen: Any, figures: dict[str, float]) -> None:
    """Fill in the figures, milliseconds each."""
    lists = [timed(lambda: client.get("/scenarios", params={"limit": 100})) for _ in range(20)]
    figures["list of scenarios, a page of 100"] = statistics.median(lists)
    lists = [timed(lambda: client.get("/scenarios", params={"search": "unique"})) for _ in range(5)]
    figures["search in all newest drafts"] = statistics.median(lists)
    path = f"/scenarios/scenario-{chosen.scenarios // 2:05}"
    lists = [timed(lambda: client.get(f"{path}/versions")) for _ in range(20)]
    figures["list of versions"] = statistics.median(lists)
    count = chosen.scenarios
    revisions = dict.fromkeys(range(count), 1)

    def mixed(number: int) -> float:
        name = f"scenario-{number % count:05}"
        if number % 2:
            return timed(lambda: client.get(f"/scenarios/{name}"))
        document = {**spam, "name": name, "title": f"at {number}"}
        body = {"revision": revisions[number % count], "document": document}
        spent = timed(lambda: client.put(f"/scenarios/{name}/draft", json=body))
        revisions[number % count] += 1
        return spent

    spent = at_rate(chosen.seconds, chosen.rate, mixed)
    figures[f"reads and drafts at {chosen.rate:g}/s, median"] = statistics.median(spent)
    figures[f"reads and drafts at {chosen.rate:g}/s, p95"] = percentile(spent, 0.95)
    events = "\n".join(
        json.dumps({"sender": str(each % 50), "recipient": str(each), "sent_at": "2026-01-31T10:00:00Z"})
        for each in range(1_000)
    )
    document = {**spam, "name": path.rpartition("/")[2]}
    body = {"document": document, "events": events, "rows": 1_000}
    client.post(f"{path}/run", json=body)
    # With all rows of each node, as the designer asks for them.
    runs = [timed(lambda: client.post(f"{path}/run", json=body)) for _ in range(40)]
    figures["sample run of 1,000 events, median"] = statistics.median(runs)
    figures["sample run of 1,000 events, p95"] = percentile(runs, 0.95)
    crowded = b'{"document": {"nodes": [' + b"1.5," * 2_400_000 + b"1]}}"
    headers = {"Content-Type": "application/json"}
    figures["a document of 2.4 M numbers, refused"] = timed(
        lambda: client.post("/scenarios", content=crowded, headers=headers), 413
    )
    nodes = [{"id": f"n{each}", "component": "filter", "parameters": {}} for each in range(10_000)]
    figures["a document of 10,000 nodes, refused"] = timed(
        lambda: client.post(
            "/scenarios", json={"folder": "fraud", "document": {"name": "x", "nodes": nodes}}
        ),
        422,
    )


if __name__ == "__main__":
    main()
