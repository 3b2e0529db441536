"""What the service reads from a real Kafka: alerts and dead letters, and events sent round again."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from filbert.designer.intake.reader import Received
from filbert.designer.intake.service import Intake, take
from filbert.runtime.stack import Stack

pytestmark = pytest.mark.stack

SCENARIO = {"filbert": 1, "name": "long-calls", "nodes": [], "edges": []}


def alert(environment: str, number: int) -> dict[str, Any]:
    return {
        "schema": 1,
        "alert_id": f"{number:032x}",
        "environment": environment,
        "scenario": "long-calls",
        "version": "0" * 64,
        "node": "end",
        "severity": "low",
        "title": "a long call",
        "subject": str(number),
        "event_time": "2026-05-28T20:00:00.000Z",
        "raised_at": "2026-05-28T20:00:00.000Z",
    }


def letter(environment: str, topic: str, number: int) -> dict[str, Any]:
    return {
        "schema": 1,
        "id": f"{number:032x}",
        "environment": environment,
        "scenario": "long-calls",
        "node": "ratio",
        "code": "E_DIV0",
        "message": "division by zero",
        "stream": "calls",
        "topic": topic,
        "partition": 0,
        "offset": number,
        "event_id": f"calls:0:{number}",
        "event": None,
    }


def produce(servers: str, topic: str, values: list[Any]) -> None:
    producer = Producer({"bootstrap.servers": servers, "linger.ms": 5})
    for value in values:
        producer.produce(
            topic, value if isinstance(value, bytes) else json.dumps(value).encode(), partition=0
        )
    assert producer.flush(30) == 0


def create(servers: str, *topics: str) -> None:
    client = AdminClient({"bootstrap.servers": servers})
    for answer in client.create_topics([NewTopic(topic, 1, 1) for topic in topics]).values():
        answer.result()


def wait_until(holds: Callable[[], bool]) -> None:
    """The test's time limit ends a wait in vain."""
    while not holds():
        time.sleep(0.05)


@pytest.fixture
def environment(stack: Stack, running: Any) -> str:
    """An environment of this test alone, on the real Kafka."""
    name = f"e-{uuid4().hex[:8]}"
    folder: Path = running.service.settings.environments_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(
        f"environment: {name}\nkafka: {{bootstrap_servers: '{stack.kafka}'}}\nflink: {{rest: '{stack.flink}'}}\n"
    )
    return name


@pytest.fixture
def ann(running: Any) -> Any:
    client = running.new_user("ann", fraud="deployer")
    made = client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SCENARIO})
    assert made.status_code == 201
    return client


@pytest.fixture
def intake(running: Any) -> Iterator[Callable[[], Intake]]:
    made: list[Intake] = []

    def begin() -> Intake:
        made.append(Intake(lambda: running.service))
        made[-1].refresh()
        return made[-1]

    yield begin
    for each in made:
        each.close()


def test_everything_is_taken_once_although_the_service_is_stopped_in_between(
    stack: Stack, running: Any, ann: Any, environment: str, intake: Callable[[], Intake]
) -> None:
    alerts, letters = f"filbert.{environment}.alerts", f"filbert.{environment}.dead-letters"
    first = intake()  # Before there is any topic.
    create(stack.kafka, alerts, letters)

    def total(what: str) -> int:
        return int(ann.get(f"/api/v1/{what}").json()["total"])

    produce(stack.kafka, alerts, [alert(environment, number) for number in range(1_500)] + [b"not json"])
    wait_until(lambda: total("alerts") > 0)
    first.close()
    produce(stack.kafka, alerts, [alert(environment, number) for number in range(1_400, 2_000)])
    produce(stack.kafka, letters, [letter(environment, "calls", number) for number in range(10)])
    intake()
    wait_until(lambda: total("alerts") == 2_000 and total("dead-letters") == 10)

    counted = running.client().get("/metrics").text
    assert f'received_total{{environment="{environment}",kind="alerts",outcome="new"}} 2000.0' in counted
    assert f'received_total{{environment="{environment}",kind="alerts",outcome="repeated"}} 100.0' in counted
    assert f'received_total{{environment="{environment}",kind="alerts",outcome="refused"}} 1.0' in counted


def test_an_event_is_looked_at_corrected_and_sent_round_again(
    stack: Stack, running: Any, ann: Any, environment: str, intake: Callable[[], Intake]
) -> None:
    calls, letters = f"calls-{environment}", f"filbert.{environment}.dead-letters"
    replays = f"filbert.{environment}.replay.long-calls"
    create(stack.kafka, calls, letters, replays)
    produce(stack.kafka, calls, [{"fee": 7, "parts": 0}, {"fee": 8, "parts": 0}, b"\xff"])
    produce(stack.kafka, letters, [letter(environment, calls, number) for number in range(3)])
    intake()
    wait_until(lambda: ann.get("/api/v1/dead-letters").json()["total"] == 3)
    ids = [f"{number:032x}" for number in range(3)]

    event = ann.get(f"/api/v1/dead-letters/{ids[0]}/event").json()
    answer = ann.post(
        "/api/v1/dead-letters/replay",
        json={"dead_letters": ids, "edits": {ids[0]: '{"fee": 7.10, "parts": 2}'}},
    ).json()

    assert event == {
        "origin": f"{calls}, partition 0, offset 0",
        "key": None,
        "value": '{"fee": 7, "parts": 0}',
        "is_text": True,
    }
    assert sorted(answer["replayed"]) == ids[:2]
    assert [each["id"] for each in answer["failed"]] == ids[2:]
    found = consume(stack.kafka, replays, 2)
    assert sorted(found) == [
        b'{"$replay_of":"calls:0:0","fee": 7.10, "parts": 2}',
        b'{"$replay_of":"calls:0:1","fee": 8, "parts": 0}',
    ]
    (entry,) = ann.get("/api/v1/audit", params={"action": "dead-letter"}).json()["entries"]
    assert entry["detail"]["edited"] == ids[:1]
    replayed = ann.get("/api/v1/dead-letters", params={"replayed": True}).json()["dead_letters"]
    assert {each["replayed_by"] for each in replayed} == {"ann"}


def consume(servers: str, topic: str, count: int) -> list[bytes]:
    from confluent_kafka import OFFSET_BEGINNING, TopicPartition

    consumer = Consumer({"bootstrap.servers": servers, "group.id": "test"})
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    found: list[bytes] = []
    while len(found) < count:
        for message in consumer.consume(count, 1):
            assert message.error() is None
            found.append(message.value() or b"")
    consumer.close()
    return found


CALLS = {
    "stream": "calls",
    "event_time": {"field": "started_at"},
    "fields": {"caller": "STRING NOT NULL", "started_at": "TIMESTAMP NOT NULL", "seconds": "BIGINT"},
    "pii": ["caller"],
}


def test_the_newest_records_of_a_topic_become_a_sample(
    stack: Stack, running: Any, ann: Any, environment: str
) -> None:
    topic = f"calls-{environment}"
    created = ann.post("/api/v1/streams", json={"folder": "fraud", "document": {**CALLS, "topic": topic}})
    assert created.status_code == 201, created.text
    create(stack.kafka, topic)
    times = [f"2026-05-28T20:00:{second:02}Z" for second in range(40)]
    values = [{"caller": "48600", "started_at": at, "seconds": number} for number, at in enumerate(times)]
    produce(stack.kafka, topic, [*values, b"\xff\xfe", b"null"])
    bob = running.new_user("bob", fraud="viewer")
    path = "/api/v1/scenarios/long-calls/samples"

    made = ann.post(
        f"{path}/capture", json={"title": "new", "stream": "calls", "environment": environment, "last": 12}
    )
    ranged = ann.post(
        f"{path}/capture",
        json={
            "title": "range",
            "stream": "calls",
            "environment": environment,
            "since": "2026-01-01T00:00:00Z",
            "most": 10,
        },
    )
    seen = bob.get("/api/v1/streams/calls/records", params={"environment": environment, "last": 5})
    proposed = ann.post(
        "/api/v1/streams/infer/topic",
        json={"name": "others", "folder": "fraud", "topic": topic, "environment": environment},
    )
    own = ann.post(
        "/api/v1/streams/infer/topic",
        json={"name": "x", "folder": "fraud", "topic": "filbert.x.alerts", "environment": environment},
    )

    assert made.status_code == 201, made.text
    events = ann.get(f"{path}/{made.json()['number']}").json()["events"]
    assert [each["offset"] for each in events] == list(range(30, 42))
    assert events[0]["value"]["seconds"] == 30
    assert (events[10]["raw"], events[11]["value"]) == ("\udcff\udcfe", None)
    assert (ranged.json()["size"], ranged.json()["is_whole"]) == (10, False)
    assert seen.json()["masked"] is True
    assert "48600" not in seen.text
    assert proposed.json()["document"]["fields"]["started_at"] == "TIMESTAMP NOT NULL"
    assert own.status_code == 422
    gone = ann.post(
        f"{path}/capture", json={"title": "none", "stream": "calls", "environment": environment, "last": 1}
    )
    assert gone.status_code == 201


def test_the_events_of_an_alerts_subject_are_read_from_the_topic(
    stack: Stack, running: Any, ann: Any, environment: str
) -> None:
    calls = f"calls-{environment}"
    create(stack.kafka, calls)
    stream = {
        "stream": "calls",
        "topic": calls,
        "format": "json",
        "fields": {"caller": "STRING", "called": "STRING", "n": "BIGINT"},
    }
    assert ann.post("/api/v1/streams", json={"folder": "fraud", "document": stream}).status_code == 201
    people = [("a", "b"), ("c", "d"), ("b", "a"), ("aa", "c"), ("a", "c")]
    events = [{"caller": one, "called": other, "n": n} for n, (one, other) in enumerate(people * 40)]
    produce(stack.kafka, calls, [*events, b"not a", b"{"])
    now = datetime.now(UTC)
    raised = {
        **alert(environment, 1),
        "subject": "a",
        "stream": "calls",
        "ingested_at": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z",
    }
    with running.store.write() as session:
        take(running.service, environment, session, [Received("alerts", json.dumps(raised).encode(), 1, "")])
    produce(stack.kafka, calls, [{"caller": "a", "called": "later", "n": 1_000}])
    path = f"/api/v1/alerts/{1:032x}/events"

    found = ann.get(path).json()
    few = ann.get(path, params={"limit": 7}).json()

    assert [each["value"]["n"] for each in found["events"]] == [n for n in range(200) if n % 5 in (0, 2, 4)][
        -100:
    ]
    assert (found["stream"], found["is_whole"]) == ("calls", False)
    assert [each["value"]["n"] for each in few["events"]] == [187, 189, 190, 192, 194, 195, 197, 199][-7:]
    viewer = running.new_user("bob", fraud="viewer")
    assert viewer.get(path).status_code == 403
