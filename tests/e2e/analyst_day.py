"""An analyst's whole day through the API alone, against a real stack.

    python tests/e2e/analyst_day.py http://127.0.0.1:8000 127.0.0.1:9092 ADMINISTRATOR < password

From a sample of records to a running scenario in production, and back. Each step prints one line; the first thing that
is not as it should be ends it with an AssertionError.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 240
PASSWORD = "orchard bench rain"
PEOPLE = {"ann": "analyst", "dora": "deployer", "emil": "deployer"}


@dataclass
class Day:
    """Who takes part, and the names that this day uses; of its own, so that a stack can see many days."""

    url: str
    kafka: str
    tag: str = field(default_factory=lambda: uuid4().hex[:8])
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return f"fraud-{self.tag}"

    @property
    def stream(self) -> str:
        return f"sms-{self.tag}"

    @property
    def scenario(self) -> str:
        return f"sms-spam-{self.tag}"

    def sign_in(self, name: str, password: str) -> None:
        """Sign somebody in, as a browser does."""
        client = httpx.Client(base_url=f"{self.url}/api/v1", timeout=120, trust_env=False)
        answer = client.post("/session", json={"name": name, "password": password})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        self.clients[name.split("-", maxsplit=1)[0]] = client

    def call(
        self, who: str, method: str, path: str, body: Any = None, wanted: int | None = None, **query: Any
    ) -> Any:
        """Send a request as somebody; gives the answer's JSON. Any other status than the wanted one is a fault."""
        answer = self.clients[who].request(method, path, json=body, params=query or None)
        expected = (200, 201, 202, 204) if wanted is None else (wanted,)
        assert answer.status_code in expected, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def watch(self, who: str, change: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The stages of a change, as they come, to its end; where the stream breaks off it goes on, as in browsers."""
        path = f"/scenarios/{self.scenario}/deployments/{change['number']}/progress"
        kind, last = "", ""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while kind != "end":
            assert time.monotonic() < deadline, "the stream of progress has no end"
            headers = {"Last-Event-ID": last}
            try:
                with self.clients[who].stream("GET", path, headers=headers) as stream:
                    assert stream.status_code == 200
                    for line in stream.iter_lines():
                        name, _, content = line.partition(": ")
                        if name == "id":
                            last = content
                        elif name == "event":
                            kind = content
                        elif name == "data":
                            yield kind, json.loads(content)
            except httpx.TransportError:
                time.sleep(1)

    def bring(self, who: str, verb: str, body: Mapping[str, Any], outcome: str = "done") -> list[str]:
        """Ask for something to be done, and wait for its end; gives the stages."""
        path = f"/scenarios/{self.scenario}/deployments" + (f"/{verb}" if verb != "deploy" else "")
        return self.finished(who, self.call(who, "POST", path, body), outcome)

    def finished(self, who: str, change: Mapping[str, Any], outcome: str = "done") -> list[str]:
        """Wait for the end of a change; gives the stages."""
        stages, end = [], {}
        for kind, data in self.watch(who, change):
            if kind == "stage":
                stages.append(data["stage"])
            else:
                end = data
        assert end.get("state") == outcome, (end, stages)
        return stages

    def status(self, environment: str) -> dict[str, Any]:
        """How the scenario is in an environment."""
        found = self.call("ann", "GET", "/deployments", scenario=self.scenario, environment=environment)
        (one,) = found["deployments"]
        return dict(one)

    def until(self, ask: Callable[[], Any], good: Callable[[Any], Any]) -> Any:
        """Ask until the answer is good."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not good(found := ask()):
            assert time.monotonic() < deadline, found
            time.sleep(0.3)
        return found

    def wait_for(self, environment: str, **wanted: Any) -> dict[str, Any]:
        """Wait until the scenario is so in an environment."""
        return dict(
            self.until(
                lambda: self.status(environment),
                lambda found: all(found[key] == value for key, value in wanted.items()),
            )
        )


def say(line: str) -> None:
    print(line, flush=True)


def document(day: Day, condition: str) -> dict[str, Any]:
    """The scenario sms-spam: one alert a day for who writes to many people within hours."""
    window = {"kind": "sliding", "length": "4h"}
    counted = {"name": "unique_recipients", "function": "count_distinct", "value": "recipient"}
    return {
        "filbert": 1,
        "name": day.scenario,
        "title": "SMS spam by unique recipients",
        "nodes": [
            {"id": "sms", "component": "kafka", "parameters": {"stream": day.stream, "start": "earliest"}},
            {
                "id": "recipients",
                "component": "aggregate",
                "parameters": {
                    "key": ["sender"],
                    "window": window,
                    "aggregates": [counted],
                    "emit": "each-event",
                },
            },
            {"id": "spammer", "component": "filter", "parameters": {"condition": condition}},
            {
                "id": "once-a-day",
                "component": "deduplicate",
                "parameters": {"key": ["sender"], "window": "24h"},
            },
            {
                "id": "alert",
                "component": "alert",
                "parameters": {
                    "severity": "high",
                    "subject": "sender",
                    "title": "SMS spam from {sender}",
                    "evidence": ["unique_recipients"],
                },
            },
        ],
        "edges": [
            {"from": "sms", "to": "recipients"},
            {"from": "recipients", "to": "spammer"},
            {"from": "spammer.true", "to": "once-a-day"},
            {"from": "once-a-day", "to": "alert"},
        ],
    }


def messages(sender: str, count: int, first: int = 0) -> list[dict[str, Any]]:
    """Text messages of one sender, each to somebody else."""
    now = int(time.time() * 1000)
    return [
        {"sender": sender, "recipient": f"4850{first + number:07}", "sent_at": now + number}
        for number in range(count)
    ]


def send(day: Day, values: list[Any]) -> None:
    """Records as the network sends them; not part of the API."""
    from confluent_kafka import Producer

    producer = Producer({"bootstrap.servers": day.kafka, "enable.idempotence": True, "log_level": 0})
    for value in values:
        content = value if isinstance(value, bytes) else json.dumps(value)
        producer.produce(day.stream, content, key=value["sender"] if isinstance(value, dict) else None)
    assert producer.flush(60) == 0


def alerts(day: Day, environment: str, enough: int) -> list[dict[str, Any]]:
    """The alerts of the scenario in an environment, once there are enough; as whoever triages them gets them."""
    from confluent_kafka import Consumer, TopicPartition

    consumer = Consumer({"bootstrap.servers": day.kafka, "group.id": uuid4().hex, "log_level": 0})
    topic = f"filbert.{environment}.alerts"
    partitions = consumer.list_topics(topic, timeout=30).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, 0) for partition in partitions])
    found: list[dict[str, Any]] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(found) < enough and time.monotonic() < deadline:
        records = [each for each in consumer.consume(1_000, timeout=1) if each.error() is None]
        read = [json.loads(each.value() or b"null") for each in records]
        found += [each for each in read if each["scenario"] == day.scenario]
    consumer.close()
    return found


def prepare(day: Day, administrator: str, password: str) -> None:
    """What an administrator does once: people, a folder, roles, thresholds."""
    day.sign_in(administrator, password)
    boss = administrator.split("-", maxsplit=1)[0]
    day.call(boss, "POST", "/folders", {"name": day.folder, "title": "Fraud"})
    for name, role in PEOPLE.items():
        user = f"{name}-{day.tag}"
        day.call(boss, "POST", "/users", {"name": user, "title": name.title(), "password": PASSWORD})
        day.call(boss, "PUT", f"/folders/{day.folder}/members/{user}", {"role": role})
        day.sign_in(user, PASSWORD)
    for name, limit in (("sandbox", 3), ("acceptance", 3), ("production", 3)):
        found = day.call(boss, "GET", f"/environments/{name}")
        assert found["problems"] == [], found
        values = {**found["values"], "max_recipients": limit}
        day.call(
            boss,
            "PUT",
            f"/environments/{name}",
            {
                "revision": found["revision"],
                "title": found["title"],
                "rules": found["rules"],
                "values": values,
            },
        )
    say("an administrator has made people, a folder and thresholds")


def define_stream(day: Day) -> None:
    """A stream from a sample."""
    records = "\n".join(map(json.dumps, messages("48600100200", 2)))
    proposed = day.call("ann", "POST", "/streams/infer", {"name": day.stream, "sample": records})["document"]
    fields = {**proposed["fields"], "sent_at": "TIMESTAMP NOT NULL"}
    stream = {
        **proposed,
        "key": "sender",
        "fields": fields,
        "event_time": {"field": "sent_at", "out_of_orderness": "1s", "idleness": "2s"},
        "pii": ["sender", "recipient"],
    }
    day.call("ann", "POST", "/streams", {"folder": day.folder, "document": stream})
    say("ann has a stream from a sample")


def draw(day: Day) -> None:
    """A scenario with a mistake, the mistake mended, a run, a test case."""
    wrong = document(day, "unique_recipents >= environment.max_recipients")
    day.call("ann", "POST", "/scenarios", {"folder": day.folder, "document": wrong})
    checked = day.call("ann", "POST", f"/scenarios/{day.scenario}/check", {"document": wrong})
    (problem,) = [each for each in checked["problems"] if each["severity"] == "error"]
    assert (problem["node"], problem["from"], problem["to"]) == ("spammer", 0, len("unique_recipents")), (
        problem
    )
    assert "unique_recipients" in f"{problem['message']} {problem['hint']}"
    right = document(day, "unique_recipients >= environment.max_recipients")
    checked = day.call("ann", "POST", f"/scenarios/{day.scenario}/check", {"document": right})
    assert [each for each in checked["problems"] if each["severity"] == "error"] == []
    day.call("ann", "PUT", f"/scenarios/{day.scenario}/draft", {"revision": 1, "document": right})
    say("ann has seen a mistake and mended it")

    events = "\n".join(map(json.dumps, messages("48600100200", 5) + messages("48600100300", 2)))
    body = {"title": "a burst", "events": events}
    sample = day.call("ann", "POST", f"/scenarios/{day.scenario}/samples", body)["number"]
    ran = day.call(
        "ann", "POST", f"/scenarios/{day.scenario}/run", {"sample": sample, "environment": "sandbox"}
    )
    assert [each["row"]["subject"] for each in ran["rows"]] == ["48600100200"], ran
    case = {
        "test": "a burst is caught once",
        "events": [{"value": each} for each in messages("48600100200", 5)],
        "expect": {"alert": [{"subject": "48600100200", "severity": "high"}]},
    }
    day.call("ann", "POST", f"/scenarios/{day.scenario}/tests", {"document": case})
    result = day.call("ann", "POST", f"/scenarios/{day.scenario}/tests/run", {"environment": "acceptance"})
    assert result["passed"], result
    say("ann has run a sample and saved a test case")


def deploy(day: Day) -> None:
    """To the sandbox, with all that is told before."""
    made = day.call("ann", "POST", f"/scenarios/{day.scenario}/versions", {"revision": 2, "comment": "first"})
    path = f"/scenarios/{day.scenario}/deployments"
    seen = day.call("ann", "POST", f"{path}/preview", {"environment": "sandbox"})
    assert (seen["obstacles"], seen["plan"]) == ([], {"checked": True, "problems": []}), seen
    assert seen["sentence"] == "Deploy version 1 to sandbox"
    assert {each["node"]: each["fate"] for each in seen["state"]}["recipients"] == "new"
    day.call("ann", "POST", path, {"environment": "acceptance"}, wanted=403)
    stages = day.bring("ann", "deploy", {"environment": "sandbox", "version": 1, "comment": "a first try"})
    assert stages[0] == "asked"
    assert [each for each in stages if each in ("planning", "topics", "launching", "watching", "done")] == [
        "planning", "topics", "launching", "watching", "done",
    ]  # fmt: skip
    found = day.wait_for("sandbox", observed="running", is_good=True)
    assert (found["version"], found["hash"]) == (1, made["hash"])
    send(day, [*messages("48600100200", 4), b'{"sender": "48600100200", "recipient": '])
    (alert,) = alerts(day, "sandbox", 1)
    assert (alert["subject"], alert["evidence"]) == ("48600100200", {"unique_recipients": 3}), alert
    say("version 1 runs in the sandbox, and has raised an alert")


def promote(day: Day) -> None:
    """The same version to acceptance, and with somebody else's approval to production."""
    path = f"/scenarios/{day.scenario}/deployments"
    day.bring("dora", "promote", {"from": "sandbox", "to": "acceptance", "comment": "looks right"})
    accepted = day.wait_for("acceptance", observed="running")
    actions = day.call("dora", "GET", "/environments/acceptance")["actions"]
    assert (accepted["version"], actions) == (1, "dry-run")
    body = {"from": "acceptance", "to": "production", "comment": "accepted"}
    asked = day.call("dora", "POST", f"{path}/promote", body)
    assert asked["state"] == "awaiting-approval"
    day.call("dora", "POST", f"{path}/{asked['number']}/approve", {}, wanted=403)
    day.call("ann", "POST", f"{path}/{asked['number']}/approve", {}, wanted=403)
    day.call("emil", "POST", f"{path}/{asked['number']}/approve", {"comment": "agreed"})
    day.finished("emil", asked)
    found = day.wait_for("production", observed="running", is_good=True)
    assert found["hash"] == accepted["hash"]
    assert {each["subject"] for each in alerts(day, "production", 1)} == {"48600100200"}
    say("version 1 runs in acceptance and, approved by somebody else, in production")


def change(day: Day) -> None:
    """Another threshold; state is kept, and counting goes on where it was."""
    path = f"/scenarios/{day.scenario}"
    new = document(day, "unique_recipients >= environment.max_recipients + 2")
    day.call("ann", "PUT", f"{path}/draft", {"revision": 2, "document": new})
    day.call("ann", "POST", f"{path}/versions", {"revision": 3, "comment": "fewer false alerts"})
    seen = day.call("ann", "POST", f"{path}/deployments/preview", {"environment": "sandbox"})
    fates = {each["node"]: each["fate"] for each in seen["state"]}
    assert (fates["recipients"], fates["sms"]) == ("kept", "kept"), seen
    assert seen["sentence"].startswith("Deploy version 2 to sandbox, keep state of "), seen["sentence"]
    assert [each["node"] for each in seen["difference"]["nodes"]] == ["spammer"]
    # Two messages now, three after: only with kept state do they make five.
    send(day, messages("48600100400", 2, first=100))
    day.bring("ann", "deploy", {"environment": "sandbox", "comment": "another threshold"})
    assert day.wait_for("sandbox", observed="running")["version"] == 2
    send(day, messages("48600100400", 3, first=200))
    found = alerts(day, "sandbox", 2)
    told = [each["evidence"] for each in found if each["subject"] == "48600100400"]
    assert told == [{"unique_recipients": 5}], found
    say("version 2 runs in the sandbox, and went on counting where version 1 was")


def read(day: Day) -> None:
    """What the scenario counted, and what could not be read."""
    counts = day.until(
        lambda: day.call("ann", "GET", f"/scenarios/{day.scenario}/metrics/counts", environment="sandbox"),
        lambda found: found["nodes"].get("spammer", {}).get("in", 0) >= 5,
    )
    assert counts["nodes"]["alert"]["errors"] == 0, counts
    letters = day.until(
        lambda: day.call("ann", "GET", "/dead-letters", scenario=day.scenario, environment="sandbox"),
        lambda found: found["dead_letters"],
    )["dead_letters"]
    assert [(each["node"], each["code"]) for each in letters] == [("sms", "E_JSON")], letters
    say("ann has read what was counted, and found the record that could not be read")


def roll_back(day: Day) -> None:
    """Back to what ran before, and everything down."""
    day.bring("ann", "rollback", {"environment": "sandbox", "comment": "too few alerts"})
    assert day.wait_for("sandbox", observed="running")["version"] == 1
    say("version 1 runs in the sandbox again")
    history = day.call("ann", "GET", f"/scenarios/{day.scenario}/deployments", environment="sandbox")
    assert [each["kind"] for each in history["changes"]] == ["rollback", "deploy", "deploy"]
    for environment in ("sandbox", "acceptance", "production"):
        day.bring(
            "dora", "stop", {"environment": environment, "keep_state": False, "comment": "the day is over"}
        )
        assert day.wait_for(environment, observed="stopped")["desired"] == "stopped"
    say("everything is stopped")


def main(url: str, kafka: str, administrator: str, password: str) -> None:
    """Live the day."""
    day = Day(url, kafka)
    try:
        prepare(day, administrator, password)
        define_stream(day)
        draw(day)
        deploy(day)
        promote(day)
        change(day)
        read(day)
        roll_back(day)
    finally:
        for client in day.clients.values():
            client.close()


if __name__ == "__main__":
    main(*sys.argv[1:4], sys.stdin.readline().rstrip("\n"))
