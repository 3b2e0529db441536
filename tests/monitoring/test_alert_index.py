"""Alerts reach Elasticsearch, each exactly once, whatever is killed, full, slow or malformed."""

import json
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from confluent_kafka import Consumer
from filbert.monitoring.alert_index.names import DAY, index_of
from filbert.monitoring.alert_index.retention import delete_expired

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1_200)]

MEGABYTE = 1_000_000


def wait_until(condition: Any, what: str, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


def wait_for_alerts(index: Any, wanted: int, after: str = "") -> None:
    """Goes on as long as the index grows: how long a backlog takes is the machine's matter."""
    highest, deadline = -1, 0.0
    while (count := index.count()) < wanted:
        if count > highest:
            highest, deadline = count, time.monotonic() + 240
        assert time.monotonic() < deadline, f"stuck at {count} of {wanted} {after}: {index.told[-2000:]}"
        time.sleep(0.3)


def settled(index: Any, expected: int) -> None:
    wait_for_alerts(index, expected)
    assert index.count() == expected
    wait_until(lambda: index.lag() == 0, "positions stay behind")


class Traffic:
    """Sends numbered alerts at a rate, until it is told to end; now and then one twice."""

    def __init__(self, index: Any, rate: int) -> None:
        self._index, self._rate = index, rate
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._send)
        self.alerts = 0

    def __enter__(self) -> "Traffic":
        self._thread.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        self._ending.set()
        self._thread.join()
        self._index.flush()

    def _send(self) -> None:
        begun = time.monotonic()
        while not self._ending.wait(0.02):
            while self.alerts < (time.monotonic() - begun) * self._rate:
                self._index.send(self._index.alert(self.alerts))
                if self.alerts % 100 == 0:
                    self._index.send(self._index.alert(self.alerts))
                self.alerts += 1


class SlowProxy:
    """Stands before Elasticsearch and takes its time with every bulk request."""

    def __init__(self, target: str, seconds: float) -> None:
        proxy = self
        self.bulks = 0
        self._forward = forward = httpx.Client(base_url=target, timeout=60, trust_env=False)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if "_bulk" in self.path:
                    proxy.bulks += 1
                    time.sleep(seconds)
                kept = {"content-type", "accept"}
                headers = {name: value for name, value in self.headers.items() if name.lower() in kept}
                found = forward.request(self.command, self.path, content=body, headers=headers)
                self.send_response(found.status_code)
                for name in ("content-type", "x-elastic-product"):
                    if name in found.headers:
                        self.send_header(name, found.headers[name])
                self.send_header("Content-Length", str(len(found.content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(found.content)

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

            def log_message(self, format: str, *arguments: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> "SlowProxy":
        self._thread.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._forward.close()


@pytest.mark.soak("index")
def test_after_kills_and_an_outage_every_alert_is_there_once(
    index: Any, servers: Any, full_size: bool
) -> None:
    kills = ["index", "kafka", "elasticsearch"] * (5 if full_size else 1)
    outage_seconds = 180 if full_size else 20

    with Traffic(index, 1_000 if full_size else 200) as traffic:
        wait_until(lambda: index.count() > 100, f"nothing comes: {index.told}")
        calm = index.memory()
        for number, victim in enumerate(kills):
            if victim == "index":
                index.kill()
                index.start()
            else:
                last = number == len(kills) - 1
                servers.kill(victim)
                if last:
                    begun = time.monotonic()
                    wait_until(
                        lambda: index.metric("filbert_index_blocked", reason="unreachable") == 1, "not told"
                    )
                    servers.start(victim)
                    servers.running[victim].send_signal(signal.SIGSTOP)
                    wait_until(lambda until=begun + outage_seconds: time.monotonic() > until, "")
                    waiting = index.memory()
                    servers.running[victim].send_signal(signal.SIGCONT)
                else:
                    servers.start(victim)
                servers.wait(victim)
            wait_for_alerts(index, traffic.alerts + 1, f"after kill {number + 1}, of {victim}")
            print(f"kill {number + 1} of {len(kills)}, of {victim}: {index.count():,} alerts in the index")
    settled(index, traffic.alerts)
    code, found = index.verified()

    assert (code, found["missing"], found["twice"], found["unaccounted"]) == (0, [], [], [])
    assert found["alerts"] == traffic.alerts
    assert found["lag"] == 0
    assert found["records"] >= index.sent
    assert waiting < calm + 96 * MEGABYTE
    assert index.metric("filbert_index_blocked", reason="unreachable") == 0


def test_full_and_read_only_indices_lose_nothing_and_say_so(index: Any) -> None:
    index.send(*(index.alert(number) for number in range(10)))
    index.flush()
    settled(index, 10)

    blocks = [("read_only_allow_delete", "disk-full"), ("read_only", "read-only")]
    for number, (block, reason) in enumerate(blocks):
        index.client.indices.put_settings(index=index.pattern, settings={f"index.blocks.{block}": True})
        index.send(*(index.alert(each) for each in range(10 + 10 * number, 20 + 10 * number)))
        index.flush()
        wait_until(
            lambda reason=reason: index.metric("filbert_index_blocked", reason=reason) == 1,
            f"{block}: {index.told}",
        )
        index.client.indices.put_settings(index=index.pattern, settings={f"index.blocks.{block}": None})
        settled(index, 20 + 10 * number)

    assert index.metric("filbert_index_blocked", reason="disk-full") == 0
    assert index.metric("filbert_index_alerts_total", result="created") == 30
    assert index.verified()[1]["good"]


def test_answers_that_take_two_seconds_lose_nothing_and_block_nothing(index: Any, servers: Any) -> None:
    index.kill()
    with SlowProxy(servers.elasticsearch, 2.0) as proxy:
        index.elasticsearch = proxy.url
        index.send(*(index.alert(number) for number in range(1_200)))
        index.flush()
        index.start()
        settled(index, 1_200)
        asked, blocked = proxy.bulks, index.metric("filbert_index_blocked", reason="unreachable")
        index.kill()
        index.elasticsearch = servers.elasticsearch

    # Many alerts share a request, or it would never catch up.
    assert 3 <= asked <= 12
    assert blocked == 0
    assert index.verified()[1]["good"]


def test_what_cannot_be_indexed_is_a_dead_letter_and_blocks_nothing(index: Any) -> None:
    from filbert.runtime.deployment import dead_letters

    strange = {
        "": 1, ".": 2, "a.": 3, "a..b": 4, "nul\x00": "nul\x00", "half": "\ud800",
        "list": [1, "a", [None, {"b": True}]],
        "deep": json.loads("[" * 50 + "]" * 50), "huge": 10**40, "pi": 3.14, "none": None,
        "long name " * 100: "x", "many": {str(number): number for number in range(2_000)},
    }  # fmt: skip
    # In this month Elasticsearch itself refuses our subjects.
    month = "2026-03-05T10:00:00.000Z"
    index.client.indices.create(
        index=f"filbert-alerts-{index.environment}-2026.03",
        mappings={"properties": {"version": {"type": "integer"}}},
    )
    index.send(
        b"not JSON",
        b"[1]",
        b"",
        b"[" * 100_000,
        index.alert(1, evidence=["a list"]),
        index.alert(2, alert_id="../" + "x" * 2_000),
        index.alert(3, environment="another"),
        index.alert(4, event_time="yesterday"),
        index.alert(5, event_time="9999-12-31T23:59:59.999Z"),
        index.alert(6, event_time=month),
        index.alert(7, event_time="1999-01-01T00:00:00.000Z"),
        index.alert(10, title="x" * MEGABYTE, evidence={"text": "ü" * MEGABYTE}),
        index.alert(11, evidence=strange),
        index.alert(12, evidence={str(number): "y" * 100 for number in range(10_000)}),
        index.alert(13, subject="s" * 40_000, evidence=None),
        index.alert(14, unknown="a field of a later version"),
        index.alert(15),
    )
    index.flush()
    settled(index, 6)

    code, found = index.verified()
    letters = dead_letters.read(index.servers.kafka, index.environment)
    hits = index.client.search(index=index.pattern, size=10)["hits"]["hits"]
    by_id = {hit["_id"]: hit["_source"] for hit in hits}

    assert (code, found["alerts"], found["refused"], found["expired"]) == (0, 6, 10, 1)
    assert {letter.code for letter in letters} == {"E_INDEX"}
    assert len(letters) == 10
    assert [each.content["field"] for each in letters if each.content["event_id"] == "sms:0:1"] == [
        "evidence"
    ]
    assert max(len(json.dumps(source)) for source in by_id.values()) < 100_000
    assert {identifier: source["truncated"] for identifier, source in by_id.items()} == {
        index.alert_id(number): number < 14 for number in range(10, 16)
    }


def test_a_repeat_keeps_the_verdict(index: Any) -> None:
    index.send(index.alert(1))
    index.flush()
    settled(index, 1)
    where = index.client.search(index=index.pattern)["hits"]["hits"][0]["_index"]
    index.client.update(index=where, id=index.alert_id(1), doc={"verdict": "false", "verdict_by": "ann"})

    index.send(index.alert(1, version="another"), index.alert(2))
    index.flush()
    settled(index, 2)

    source = index.client.get(index=where, id=index.alert_id(1))["_source"]
    assert (source["verdict"], source["version"]) == ("false", "5e0c2f7c3ff1")
    assert index.metric("filbert_index_alerts_total", result="repeated") == 1


def test_verify_names_what_is_missing_and_reading_again_brings_it_back(index: Any) -> None:
    index.send(*(index.alert(number) for number in range(5)))
    index.flush()
    settled(index, 5)
    index.client.delete(index=index_of_alert(index, 3), id=index.alert_id(3), refresh=True)

    code, found = index.verified()

    index.kill(signal.SIGTERM)
    index.start("--again")
    wait_until(lambda: index.count() == 5, index.told)
    wait_until(lambda: index.lag() == 0, index.told)

    assert code == 1
    assert found["missing"] == [index.alert_id(3)]
    assert index.verified()[0] == 0


def index_of_alert(index: Any, number: int) -> str:
    from filbert.scenarios.events import parse_instant

    return index_of(index.environment, parse_instant(index.alert(number)["event_time"]))


def test_a_second_indexer_in_the_same_place_ends_the_first(index: Any) -> None:
    index.send(index.alert(1))
    index.flush()
    settled(index, 1)
    first = index.process

    index.start()

    assert first.wait(60) == 1
    wait_until(lambda: "Give each its own FILBERT_INDEX_INSTANCE" in index.told, index.told)


def test_fenced_by_one_that_is_gone_it_takes_its_place_again(index: Any, servers: Any) -> None:
    """As when a broker that was killed still takes the killed indexer before for the one that is there."""
    index.send(index.alert(1))
    index.flush()
    settled(index, 1)
    group = f"filbert.{index.environment}.index"
    other = Consumer(
        {
            "bootstrap.servers": servers.kafka,
            "group.id": group,
            "group.instance.id": f"{group}.0",
            "enable.auto.commit": False,
        }
    )
    other.subscribe([index.topic])
    wait_until(lambda: other.poll(0.5) is not None or other.assignment(), "the other one gets no place")
    other.close()

    wait_until(lambda: "joins the group anew" in index.told, index.told)
    index.send(index.alert(2))
    index.flush()
    settled(index, 2)
    assert index.process.poll() is None


def test_asked_to_end_it_ends_well(index: Any) -> None:
    assert index.kill(signal.SIGTERM) == 0


def test_old_months_are_deleted_and_younger_ones_stay(index: Any) -> None:
    now = 1_767_225_600_000  # 2026-01-01
    names = [
        f"filbert-alerts-{index.environment}-{month}"
        for month in ("2025.10", "2025.11", "2025.12", "2026.01")
    ]
    for name in (*names, f"filbert-alerts-{index.environment}-b-2020.01"):
        index.client.indices.create(index=name)

    deleted = delete_expired(index.client, index.environment, now, retention_days=31)

    assert deleted == names[:2]
    left = set(index.client.indices.get(index=f"filbert-alerts-{index.environment}-*"))
    assert left == {*names[2:], f"filbert-alerts-{index.environment}-b-2020.01"}
    assert DAY == 86_400_000
