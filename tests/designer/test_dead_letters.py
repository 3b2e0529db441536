"""Dead letters in the service, without Kafka: taken in, listed, grouped, hidden from viewers."""

import json
from typing import Any

import pytest
from filbert.designer.dead_letters import repository
from filbert.designer.intake.reader import Received
from filbert.designer.intake.service import take
from filbert.designer.retention import DAY, remove_old

CALLS = {
    "stream": "calls",
    "topic": "calls",
    "event_time": {"field": "started_at"},
    "fields": {
        "caller": "STRING NOT NULL",
        "started_at": "TIMESTAMP NOT NULL",
        "fee": "BIGINT",
        "parts": "BIGINT",
    },
    "pii": ["caller"],
}
SHARES = {
    "filbert": 1,
    "name": "shares",
    "nodes": [
        {"id": "calls", "component": "kafka", "parameters": {"stream": "calls"}},
        {"id": "ratio", "component": "variable", "parameters": {"assignments": {"unit": "fee / parts"}}},
        {
            "id": "end",
            "component": "alert",
            "parameters": {"severity": "low", "subject": "caller", "title": "{unit}"},
        },
    ],
    "edges": [{"from": "calls", "to": "ratio"}, {"from": "ratio", "to": "end"}],
}


def record(number: int, **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "id": f"{number:032x}",
        "environment": "sandbox",
        "scenario": "shares",
        "version": "0" * 64,
        "node": "ratio",
        "parameter": "assignments.unit",
        "code": "E_DIV0",
        "at": 4,
        "field": None,
        "message": "division by zero",
        "stream": "calls",
        "topic": "calls",
        "partition": 0,
        "offset": number,
        "event_id": f"calls:0:{number}",
        "event": {"caller": "48600100200", "fee": 7, "parts": 0},
        "raw": None,
        **more,
    }


def receive(running: Any, *values: Any) -> None:
    records = [
        Received(
            "dead-letters",
            value if isinstance(value, bytes) else json.dumps(value).encode(),
            1_780_000_000_000 + number,
            f"offset {number}",
        )
        for number, value in enumerate(values)
    ]
    with running.store.write() as session:
        take(running.service, "sandbox", session, records)


@pytest.fixture
def ann(running: Any) -> Any:
    client = running.new_user("ann", fraud="analyst")
    client.post("/api/v1/streams", json={"folder": "fraud", "document": CALLS})
    made = client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SHARES})
    assert made.status_code == 201, made.text
    return client


def test_a_letter_that_comes_again_is_the_same(running: Any, ann: Any) -> None:
    receive(running, record(1), record(1), record(2))
    receive(running, record(2), b"not json", {"id": "x"}, record(3, node=""))

    found = ann.get("/api/v1/dead-letters").json()

    assert [each["id"] for each in found["dead_letters"]] == [f"{2:032x}", f"{1:032x}"]
    assert (found["total"], found["after"]) == (2, None)


def test_groups_tell_where_most_go_wrong(running: Any, ann: Any) -> None:
    receive(running, record(1), record(2), record(3, node="calls", code="E_FIELD"))
    with running.store.write() as session:
        repository.set_replayed(session, [f"{2:032x}"], 1, "ann")

    found = ann.get("/api/v1/dead-letters/groups").json()["groups"]

    assert [(each["node"], each["code"], each["count"], each["replayed"]) for each in found] == [
        ("ratio", "E_DIV0", 2, 1),
        ("calls", "E_FIELD", 1, 0),
    ]


def test_filters(running: Any, ann: Any) -> None:
    receive(running, record(1), record(2, node="calls", code="E_FIELD"))
    with running.store.write() as session:
        repository.set_replayed(session, [f"{2:032x}"], 1, "ann")

    def found(**query: Any) -> list[int]:
        answer = ann.get("/api/v1/dead-letters", params=query).json()
        return [int(each["id"], 16) for each in answer["dead_letters"]]

    assert found(code="E_FIELD") == [2]
    assert found(node=["ratio", "calls"]) == [2, 1]
    assert found(replayed=False) == [1]
    assert found(replayed=True) == [2]
    assert found(scenario="other") == []
    assert found(environment="production") == []
    assert found(since="2026-05-28T20:26:40.001Z") == [2]
    assert found(until="2026-05-28T20:26:40.001Z") == [1]
    assert found(limit=1) == [2]


def test_viewers_see_neither_personal_data_nor_values_in_messages(running: Any, ann: Any) -> None:
    ann.post("/api/v1/scenarios/shares/versions", json={"revision": 1, "comment": ""})
    (version,) = ann.get("/api/v1/scenarios/shares/versions").json()["versions"]
    receive(
        running,
        record(1, version=version["hash"]),
        record(
            2, node="calls", code="E_FIELD", event=None, raw="NDg2MDA=", message="caller: found 48600100200"
        ),
    )
    bob = running.new_user("bob", fraud="viewer")

    first = bob.get(f"/api/v1/dead-letters/{1:032x}").json()
    second = bob.get(f"/api/v1/dead-letters/{2:032x}").json()
    listed = bob.get("/api/v1/dead-letters").text

    assert first["content"]["event"] == {"caller": "•••", "fee": 7, "parts": 0}
    assert first["message"] == "division by zero"
    assert second["content"]["raw"] == "•••"
    assert "48600100200" not in json.dumps([first, second]) + listed
    assert bob.get(f"/api/v1/dead-letters/{1:032x}/event").status_code == 403
    assert ann.get(f"/api/v1/dead-letters/{1:032x}").json()["content"]["event"]["caller"] == "48600100200"


def test_nobody_sees_letters_of_other_folders(running: Any, ann: Any) -> None:
    receive(running, record(1), record(2, scenario="from-elsewhere"))
    sam = running.new_user("sam", marketing="admin")
    boss = running.new_user("boss", administrator=True)

    assert sam.get("/api/v1/dead-letters").json()["total"] == 0
    assert sam.get("/api/v1/dead-letters/groups").json()["groups"] == []
    assert sam.get(f"/api/v1/dead-letters/{1:032x}").status_code == 404
    assert sam.post("/api/v1/dead-letters/replay", json={"dead_letters": [f"{1:032x}"]}).status_code == 404
    assert ann.get(f"/api/v1/dead-letters/{2:032x}").status_code == 404
    assert boss.get("/api/v1/dead-letters").json()["total"] == 2


def test_of_a_large_letter_the_event_is_left_to_kafka(running: Any, ann: Any) -> None:
    receive(running, record(1, event={"caller": "x" * 70_000}), record(2, message="y" * 70_000))

    found = ann.get(f"/api/v1/dead-letters/{1:032x}").json()

    assert found["is_cut"] is True
    assert "event" not in found["content"]
    assert ann.get("/api/v1/dead-letters").json()["total"] == 1


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ({"ff": "{}"}, "not among"),
        ({f"{1:032x}": "[]"}, "no JSON object"),
        ({f"{1:032x}": "{"}, "line 1, column 2"),
    ],
)
def test_an_edit_that_cannot_be_sent_is_told(running: Any, ann: Any, edits: Any, told: str) -> None:
    receive(running, record(1))
    running_at(running, ann)

    answer = ann.post("/api/v1/dead-letters/replay", json={"dead_letters": [f"{1:032x}"], "edits": edits})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert told in answer.json()["detail"]


def test_a_kafka_that_does_not_answer_is_said_to_be_unreachable(running: Any, ann: Any) -> None:
    receive(running, record(1))
    running_at(running, ann)

    answer = ann.post("/api/v1/dead-letters/replay", json={"dead_letters": [f"{1:032x}"]})

    assert (answer.status_code, answer.json()["code"]) == (503, "unreachable")
    assert ann.get("/api/v1/audit", params={"action": "dead-letter"}).json()["entries"] == []


def running_at(running: Any, ann: Any) -> None:
    """Give the sandbox addresses where nothing listens."""
    folder = running.service.settings.environments_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sandbox.yaml").write_text(
        "environment: sandbox\nkafka: {bootstrap_servers: '127.0.0.1:1'}\nflink: {rest: 'http://127.0.0.1:1'}\n"
    )


def test_letters_are_kept_as_long_and_as_many_as_the_settings_say(running: Any, ann: Any) -> None:
    object.__setattr__(running.service.settings, "dead_letters_most", 2)
    receive(running, record(1))
    running.clock.time += 30 * DAY
    receive(running, record(2), record(3))
    running.clock.time += 1
    receive(running, record(4))

    remove_old(running.service)

    found = ann.get("/api/v1/dead-letters").json()["dead_letters"]
    assert {int(each["id"], 16) for each in found} <= {2, 3, 4}
    assert len(found) == 2
