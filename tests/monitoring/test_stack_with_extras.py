"""`filbert up --with elasticsearch,prometheus`: alerts of a running scenario in both, and every chart has data."""

import json
import math
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.monitoring.catalogue import FLINK, NODE
from filbert.runtime.stack import Stack, StackSettings

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1_200)]

DASHBOARDS = Path(__file__).parents[2] / "monitoring/grafana/dashboards"
STREAM = """
stream: messages
topic: messages
format: json
key: sender
event_time: {field: sent_at, out_of_orderness: 1s, idleness: 5s, max_ahead: 10m}
fields: {sender: STRING NOT NULL, number: BIGINT NOT NULL, sent_at: TIMESTAMP NOT NULL}
"""
SCENARIO = """
filbert: 1
name: thirds
nodes:
  - {id: messages, component: kafka, parameters: {stream: messages, start: earliest}}
  - {id: third, component: filter, parameters: {condition: number % 3 = 0}}
  - {id: ratio, component: variable, parameters: {assignments: {inverse: 1 / (number % 2)}}}
  - id: alert
    component: alert
    parameters: {severity: high, subject: sender, title: "message {number}", evidence: [number]}
edges:
  - {from: messages, to: third}
  - {from: third.true, to: ratio}
  - {from: ratio, to: alert}
"""


def wait_until(condition: Callable[[], Any], what: Callable[[], str]) -> None:
    deadline = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack with both; without the designer, which nothing here asks."""
    home = tmp_path_factory.mktemp("whole")
    settings = StackSettings(
        home=home, kafka_port=0, flink_port=0, elasticsearch_port=0, prometheus_port=0, designer=False
    )
    stack = Stack(settings)
    stack.up(print, ["elasticsearch", "prometheus"], owner=os.getpid())
    yield stack
    stack.remove()


def filbert(stack: Stack, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "filbert.runtime.cli", *arguments, "--json"],
        env={**os.environ, "FILBERT_HOME": str(stack.home.root)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def asked(stack: Stack, query: str) -> list[Any]:
    """What Prometheus answers; values that are no numbers do not count."""
    # Certificates, which plain HTTP needs not, take ten times as long to load as the answer.
    address = f"{stack.prometheus}/api/v1/query"
    answer = httpx.get(address, params={"query": query}, timeout=20, verify=False).json()
    assert answer["status"] == "success", f"{query}: {answer}"
    return [each for each in answer["data"]["result"] if not math.isnan(float(each["value"][1]))]


def charts() -> dict[str, str]:
    """The question of each line of each chart, with what Grafana puts into it."""
    return {
        f"{path.name}: {panel['title']} {target['refId']}": target["expr"]
        .replace("$environment", "acceptance")
        .replace("$scenario", "thirds")
        .replace("$__rate_interval", "30s")
        for path in sorted(DASHBOARDS.glob("*.json"))
        for panel in json.loads(path.read_text())["panels"]
        for target in panel.get("targets", [])
    }


def test_alerts_are_in_elasticsearch_and_every_chart_has_data(whole: Stack, tmp_path: Path) -> None:
    from confluent_kafka import Producer
    from filbert.runtime.compiled import Topic
    from filbert.runtime.deployment.topics import create_missing

    (tmp_path / "streams").mkdir()
    (tmp_path / "streams/messages.yaml").write_text(STREAM)
    (tmp_path / "thirds.yaml").write_text(SCENARIO)
    create_missing(whole.kafka, [Topic("messages", 2)])
    producer = Producer({"bootstrap.servers": whole.kafka, "log_level": 0})
    ending = threading.Event()
    sent = 0

    def send() -> None:
        nonlocal sent
        while not ending.wait(0.05):
            sent += 1
            message = {"sender": f"s{sent % 7}", "number": sent, "sent_at": int(time.time() * 1000)}
            producer.produce("messages", json.dumps(message), key=message["sender"])
            producer.poll(0)

    traffic = threading.Thread(target=send)
    traffic.start()
    try:
        filbert(whole, "deploy", str(tmp_path / "thirds.yaml"), "--environment", "acceptance")
        empty: list[str] = []

        def complete() -> bool:
            empty[:] = [name for name, query in charts().items() if not asked(whole, query)]
            return not empty

        wait_until(complete, lambda: f"charts without data: {empty}")
        missing = [name for name in FLINK if not asked(whole, f"count({name})")]
        rules = httpx.get(f"{whole.prometheus}/api/v1/rules", timeout=20).json()["data"]["groups"]
        doubled = asked(
            whole,
            "sum(prometheus_target_scrapes_sample_duplicate_timestamp_total)"
            " + sum(prometheus_target_scrapes_sample_out_of_order_total)",
        )
        labels = httpx.get(f"{whole.prometheus}/api/v1/labels", timeout=20).json()["data"]
    finally:
        ending.set()
        traffic.join()
        assert producer.flush(60) == 0
    # Every odd third of a message is an alert; the even ones divide by zero.
    expected = len([number for number in range(1, sent + 1) if number % 6 == 3])

    def verified() -> Any:
        (found,) = filbert(whole, "index", "verify", "--environment", "acceptance")["environments"]
        return found

    wait_until(lambda: verified()["alerts"] >= expected, lambda: f"{verified()} instead of {expected}")
    found = verified()
    counted = f'sum({NODE}_out{{environment="acceptance",scenario="thirds",filbert_node="alert"}})'

    def told() -> list[float]:
        return [float(each["value"][1]) for each in asked(whole, counted)]

    # Prometheus has what Flink counts some seconds later.
    wait_until(lambda: told() == [float(expected)], lambda: f"Prometheus: {told()} instead of {expected}")

    assert missing == []
    assert [rule["name"] for group in rules for rule in group["rules"] if rule["health"] == "err"] == []
    assert [float(each["value"][1]) for each in doubled] == [0.0]
    assert not [label for label in labels if re.search(r"attempt|job_id|tm_id", label)]
    assert (found["alerts"], found["missing"], found["lag"], found["good"]) == (expected, [], 0, True)
    assert {each.name for each in whole.status()} >= {"elasticsearch", "index", "prometheus"}
