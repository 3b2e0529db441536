"""Comments on scenarios, their activity, and runs of test cases in the history of versions."""

from typing import Any

import pytest

SCENARIO = {
    "filbert": 1,
    "name": "all-calls",
    "nodes": [
        {"id": "calls", "component": "kafka", "parameters": {"stream": "calls"}},
        {
            "id": "end",
            "component": "alert",
            "parameters": {"severity": "low", "subject": "id", "title": "call"},
        },
    ],
    "edges": [{"from": "calls", "to": "end"}],
}
CALLS = {
    "stream": "calls",
    "event_time": {"field": "at"},
    "fields": {"id": "STRING NOT NULL", "at": "TIMESTAMP NOT NULL"},
}
PATH = "/api/v1/scenarios/all-calls"


@pytest.fixture
def ann(running: Any) -> Any:
    client = running.new_user("ann", fraud="analyst")
    client.post("/api/v1/streams", json={"folder": "fraud", "document": CALLS})
    made = client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SCENARIO})
    assert made.status_code == 201, made.text
    return client


def test_whoever_sees_a_scenario_may_say_something_of_it(running: Any, ann: Any) -> None:
    bob = running.new_user("bob", fraud="viewer")
    sam = running.new_user("sam", marketing="admin")

    made = bob.post(f"{PATH}/comments", json={"node": "end", "text": "Why low?"})

    assert made.status_code == 201
    assert ann.get(f"{PATH}/comments").json()["comments"] == [made.json()]
    assert sam.post(f"{PATH}/comments", json={"text": "x"}).status_code == 404


def test_a_text_is_changed_by_its_author_only_and_anybody_may_resolve(running: Any, ann: Any) -> None:
    bob = running.new_user("bob", fraud="viewer")
    number = bob.post(f"{PATH}/comments", json={"text": "Why low?"}).json()["number"]
    path = f"{PATH}/comments/{number}"

    foreign = ann.patch(path, json={"revision": 1, "text": "changed"})
    resolved = ann.patch(path, json={"revision": 1, "resolved": True})
    stale = bob.patch(path, json={"revision": 1, "text": "Why low? Should be high."})
    own = bob.patch(path, json={"revision": 2, "text": "Why low? Should be high."})

    assert (foreign.status_code, foreign.json()["code"]) == (403, "forbidden")
    assert resolved.json()["resolved_by"] == "ann"
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert own.json()["text"] == "Why low? Should be high."


def test_a_comment_is_removed_by_its_author_or_an_admin(running: Any, ann: Any) -> None:
    numbers = [ann.post(f"{PATH}/comments", json={"text": text}).json()["number"] for text in ("a", "b")]
    bob = running.new_user("bob", fraud="deployer")
    eve = running.new_user("eve", fraud="admin")

    assert bob.delete(f"{PATH}/comments/{numbers[0]}").status_code == 403
    assert ann.delete(f"{PATH}/comments/{numbers[0]}").status_code == 204
    assert eve.delete(f"{PATH}/comments/{numbers[1]}").status_code == 204


def test_saves_in_a_row_are_one_entry_of_the_activity(running: Any, ann: Any) -> None:
    for revision in range(1, 6):
        ann.put(
            f"{PATH}/draft", json={"revision": revision, "document": {**SCENARIO, "title": str(revision)}}
        )
    ann.post(f"{PATH}/comments", json={"text": "What do you think?"})
    ann.post(f"{PATH}/versions", json={"revision": 6, "comment": ""})

    whole = ann.get(f"{PATH}/activity").json()
    first = ann.get(f"{PATH}/activity", params={"limit": 3}).json()
    rest = ann.get(f"{PATH}/activity", params={"limit": 3, "before": first["before"]}).json()

    told = [(each["action"], each["count"]) for each in whole["entries"]]
    assert told == [
        ("scenario.version", 1),
        ("comment.create", 1),
        ("scenario.save", 5),
        ("scenario.create", 1),
    ]
    assert whole["entries"][1]["comment"]["text"] == "What do you think?"
    assert first["entries"] + rest["entries"] == whole["entries"]


def test_how_test_cases_ended_stands_with_the_version(running: Any, ann: Any) -> None:
    event = {"value": {"id": "1", "at": "2026-01-31T10:00:00Z"}}
    for title, expected in (("a call", [{"subject": "1"}]), ("no call", [])):
        case = {"test": title, "events": [event], "expect": {"end": expected}}
        made = ann.post(f"{PATH}/tests", json={"document": case})
        assert made.status_code == 201, made.text
    ann.post(f"{PATH}/versions", json={"revision": 1, "comment": ""})

    before = ann.get(f"{PATH}/versions").json()["versions"]
    ran = ann.post(f"{PATH}/tests/run", json={"version": 1}).json()
    ann.post(f"{PATH}/tests/run", json={"cases": [1]})
    ann.post(f"{PATH}/tests/run", json={})

    assert before[0]["tests"] is None
    assert [each["passed"] for each in ran["cases"]] == [True, False]
    (version,) = ann.get(f"{PATH}/versions").json()["versions"]
    assert (version["tests"]["total"], version["tests"]["passed"]) == (2, 1)
    runs = ann.get(f"{PATH}/tests/runs").json()["runs"]
    assert [(each["version"], each["revision"], each["passed"]) for each in runs] == [
        (None, 1, 1),
        (1, None, 1),
    ]
    assert runs[0]["results"] == [{"title": "a call", "passed": True}, {"title": "no call", "passed": False}]
