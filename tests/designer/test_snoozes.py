"""Snoozes: made, listed, ended; who may see what of them; and how running scenarios are told."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from filbert.designer.snoozes import repository
from filbert.designer.snoozes.herald import tell
from filbert.runtime.stack import Stack
from filbert.runtime.stack.port import choose_free

SCENARIO = {"filbert": 1, "name": "sms-spam", "nodes": [], "edges": []}
BODY = {
    "environment": "acceptance",
    "scenario": "sms-spam",
    "subject": "48600100200",
    "until": "2026-06-01T00:00:00.000Z",
    "reason": "agreed with them",
}
PATH = "/api/v1/snoozes"


@pytest.fixture
def ann(running: Any) -> Any:
    """An analyst with a scenario."""
    client = running.new_user("ann", fraud="analyst")
    client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SCENARIO})
    return client


def subjects(client: Any, **query: Any) -> list[str]:
    return [each["subject"] for each in client.get(PATH, params=query).json()["snoozes"]]


def test_a_snooze_says_who_made_it_until_when_and_why(running: Any, ann: Any) -> None:
    made = ann.post(PATH, json=BODY)

    assert made.status_code == 201, made.text
    (listed,) = ann.get(PATH).json()["snoozes"]
    assert listed == made.json()
    assert {name: listed[name] for name in BODY} == BODY
    assert (listed["by"], listed["at"], listed["state"], listed["is_told"]) == (
        "ann", "2026-05-28T20:26:40.000Z", "active", False,
    )  # fmt: skip


def test_lists_are_of_a_scenario_and_environment_and_of_what_is_active(running: Any, ann: Any) -> None:
    ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": {**SCENARIO, "name": "cloning"}})
    ann.post(PATH, json=BODY)
    ann.post(PATH, json={**BODY, "scenario": "cloning", "subject": "cloned"})
    ann.post(PATH, json={**BODY, "environment": "sandbox", "subject": "tried"})
    short = ann.post(PATH, json={**BODY, "subject": "short", "until": "2026-05-28T20:27:00.000Z"}).json()
    running.clock.sleep(60)

    assert sorted(subjects(ann)) == ["48600100200", "cloned", "tried"]
    assert subjects(ann, scenario="cloning") == ["cloned"]
    assert subjects(ann, environment="sandbox") == ["tried"]
    assert sorted(subjects(ann, active=False, scenario="sms-spam")) == ["48600100200", "short", "tried"]
    assert short["id"] not in [each["id"] for each in ann.get(PATH).json()["snoozes"]]


def test_the_latest_snooze_of_a_subject_counts(running: Any, ann: Any) -> None:
    first = ann.post(PATH, json=BODY).json()

    second = ann.post(PATH, json={**BODY, "until": "2026-07-01T00:00:00.000Z", "reason": ""}).json()

    assert second["id"] == first["id"]
    assert [each["until"] for each in ann.get(PATH).json()["snoozes"]] == ["2026-07-01T00:00:00.000Z"]


def test_a_snooze_can_be_ended_and_made_again(running: Any, ann: Any) -> None:
    made = ann.post(PATH, json=BODY).json()

    ended = ann.delete(f"{PATH}/{made['id']}").json()
    again = ann.delete(f"{PATH}/{made['id']}")
    assert (ended["state"], ended["ended_by"], again.status_code) == ("ended", "ann", 200)
    assert subjects(ann) == []

    ann.post(PATH, json=BODY)
    assert subjects(ann) == ["48600100200"]


@pytest.mark.parametrize(
    "changes",
    [{"until": "2026-05-28T20:26:40.000Z"}, {"subject": ""}, {"subject": "a\x00"}, {"subject": "x" * 10_001}],
)
def test_what_is_no_snooze_is_refused(ann: Any, changes: dict[str, str]) -> None:
    assert ann.post(PATH, json={**BODY, **changes}).status_code == 422


def test_scenario_and_environment_must_be_there(ann: Any) -> None:
    assert ann.post(PATH, json={**BODY, "scenario": "nobodys"}).status_code == 404
    assert ann.post(PATH, json={**BODY, "environment": "nowhere"}).status_code == 404


def test_viewers_see_that_somebody_is_snoozed_and_not_who(running: Any, ann: Any) -> None:
    made = ann.post(PATH, json=BODY).json()
    bob = running.new_user("bob", fraud="viewer")

    (seen,) = bob.get(PATH).json()["snoozes"]

    assert (seen["subject"], seen["reason"], seen["masked"]) == ("•••", "•••", True)
    assert bob.post(PATH, json=BODY).status_code == 403
    assert bob.delete(f"{PATH}/{made['id']}").status_code == 403


def test_others_see_nothing(running: Any, ann: Any) -> None:
    made = ann.post(PATH, json=BODY).json()
    sam = running.new_user("sam", marketing="admin")

    assert subjects(sam) == []
    assert sam.post(PATH, json=BODY).status_code == 404
    assert sam.delete(f"{PATH}/{made['id']}").status_code == 404


def test_the_audit_log_tells_of_it_without_the_subject(running: Any, ann: Any) -> None:
    made = ann.post(PATH, json=BODY).json()
    ann.delete(f"{PATH}/{made['id']}")

    entries = ann.get("/api/v1/audit", params={"subject": made["id"]}).json()["entries"]

    assert [(each["action"], each["detail"]) for each in entries] == [
        ("snooze.end", {"environment": "acceptance", "scenario": "sms-spam"}),
        (
            "snooze.create",
            {"environment": "acceptance", "scenario": "sms-spam", "until": "2026-06-01T00:00:00.000Z"},
        ),
    ]


class Topic:
    """An environment whose Kafka is there or not, and what its control topic holds."""

    def __init__(self, folder: Path, kafka: str) -> None:
        self.environment = f"test-{uuid4().hex[:8]}"
        self.kafka = kafka
        self.file = folder / f"{self.environment}.yaml"
        folder.mkdir(exist_ok=True)
        self.connect(kafka)

    @property
    def name(self) -> str:
        return f"filbert.{self.environment}.control"

    def connect(self, kafka: str) -> None:
        self.file.write_text(
            f"environment: {self.environment}\nkafka: {{bootstrap_servers: '{kafka}'}}\n"
            "flink: {rest: 'http://127.0.0.1:1'}\n"
        )

    def records(self) -> list[tuple[str, Any]]:
        from confluent_kafka import Consumer, TopicPartition
        from filbert.runtime.offsets import ends_of

        consumer = Consumer({"bootstrap.servers": self.kafka, "group.id": uuid4().hex})
        found: list[tuple[str, Any]] = []
        for number in consumer.list_topics(self.name, timeout=30).topics[self.name].partitions:
            partition = TopicPartition(self.name, number, 0)
            _, high = ends_of(consumer, partition, 30)
            consumer.assign([partition])
            for _ in range(high):
                message = consumer.poll(30)
                assert message is not None
                key, value = message.key(), message.value()
                found.append(((key or b"").decode(), json.loads(value or b"null")))
        consumer.close()
        return found


@pytest.fixture
def topic(stack: Stack, running: Any) -> Iterator[Topic]:
    from confluent_kafka.admin import AdminClient

    made = Topic(running.service.settings.environments_folder, stack.kafka)
    yield made
    client = AdminClient({"bootstrap.servers": stack.kafka})
    if made.name in client.list_topics(timeout=30).topics:
        client.delete_topics([made.name])[made.name].result(30)


@pytest.mark.stack
def test_running_scenarios_are_told_once_and_the_topic_keeps_it_for_good(
    running: Any, ann: Any, topic: Topic, stack: Stack
) -> None:
    from confluent_kafka.admin import AdminClient, ConfigResource, ResourceType

    ann.post(PATH, json={**BODY, "environment": topic.environment})
    made = ann.post(PATH, json={**BODY, "environment": topic.environment, "subject": "b"}).json()
    tell(running.service)
    ann.delete(f"{PATH}/{made['id']}")
    tell(running.service)
    tell(running.service)

    told = {"kind": "snooze", "scenario": "sms-spam", "until": "2026-06-01T00:00:00.000Z", "by": "ann"}
    records = topic.records()
    assert [record for record in records if record[0] == "sms-spam:b"] == [
        ("sms-spam:b", {**told, "subject": "b"}),
        ("sms-spam:b", {"kind": "unsnooze", "scenario": "sms-spam", "subject": "b", "by": "ann"}),
    ]
    assert len(records) == 3
    assert all(each["is_told"] for each in ann.get(PATH, params={"active": False}).json()["snoozes"])
    resource = ConfigResource(ResourceType.TOPIC, topic.name)
    client = AdminClient({"bootstrap.servers": stack.kafka})
    assert client.describe_configs([resource])[resource].result(30)["cleanup.policy"].value == "compact"


@pytest.mark.stack
def test_what_cannot_be_told_now_is_told_later(
    running: Any, ann: Any, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("filbert.runtime.deployment.topics.SECONDS", 1.0)
    topic.connect(f"127.0.0.1:{choose_free()}")
    ann.post(PATH, json={**BODY, "environment": topic.environment})
    tell(running.service)
    assert [each["is_told"] for each in ann.get(PATH).json()["snoozes"]] == [False]

    topic.connect(topic.kafka)
    tell(running.service)

    assert [each["is_told"] for each in ann.get(PATH).json()["snoozes"]] == [True]
    assert [key for key, _ in topic.records()] == ["sms-spam:48600100200"]


@pytest.mark.stack
def test_a_change_that_comes_while_the_one_before_is_told_comes_last(
    running: Any, ann: Any, topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ann.post(PATH, json={**BODY, "environment": topic.environment}).json()
    told = repository.set_told

    def late(session: Any, identifier: str, revision: int) -> bool:
        # Another process has ended it, and told that, while ours was on its way.
        monkeypatch.setattr(repository, "set_told", told)
        found = repository.find(session, identifier)
        assert found is not None
        repository.put(
            session,
            repository.Snooze(**{**vars(found), "ended_at": 1, "ended_by": "ann", "revision": 2, "told": 2}),
        )
        return told(session, identifier, revision)

    monkeypatch.setattr(repository, "set_told", late)
    tell(running.service)

    assert [record["kind"] for _, record in topic.records()] == ["snooze", "unsnooze"]
    assert ann.get(PATH, params={"active": False}).json()["snoozes"][0]["id"] == made["id"]
