"""Fragments in the service: called by scenarios, kept with versions, followed to where they are used."""

import copy
from typing import Any

import pytest

CALLS = {
    "stream": "calls",
    "event_time": {"field": "at"},
    "fields": {"id": "STRING NOT NULL", "at": "TIMESTAMP NOT NULL", "seconds": "BIGINT"},
}
LONG = {
    "filbert": 1,
    "fragment": "long-ones",
    "inputs": {"in": {"seconds": "BIGINT"}},
    "outputs": {"out": {}},
    "nodes": [{"id": "long", "component": "filter", "parameters": {"condition": "seconds > 3600"}}],
    "edges": [{"from": "in", "to": "long"}, {"from": "long.true", "to": "out"}],
}
SCENARIO = {
    "filbert": 1,
    "name": "long-calls",
    "nodes": [
        {"id": "calls", "component": "kafka", "parameters": {"stream": "calls"}},
        {"id": "only", "component": "fragment", "parameters": {"fragment": "long-ones"}},
        {
            "id": "end",
            "component": "alert",
            "parameters": {"severity": "low", "subject": "id", "title": "long"},
        },
    ],
    "edges": [{"from": "calls", "to": "only"}, {"from": "only", "to": "end"}],
}
PATH = "/api/v1/scenarios/long-calls"
FRAGMENT = "/api/v1/fragments/long-ones"


def with_condition(condition: str) -> Any:
    document = copy.deepcopy(LONG)
    document["nodes"][0]["parameters"]["condition"] = condition  # type: ignore[index]
    return document


def put(client: Any, revision: int, condition: str) -> Any:
    return client.put(FRAGMENT, json={"revision": revision, "document": with_condition(condition)})


@pytest.fixture
def ann(running: Any) -> Any:
    client = running.new_user("ann", fraud="analyst")
    client.post("/api/v1/streams", json={"folder": "fraud", "document": CALLS})
    for path, document in (("fragments", LONG), ("scenarios", SCENARIO)):
        made = client.post(f"/api/v1/{path}", json={"folder": "fraud", "document": document})
        assert made.status_code == 201, made.text
    return client


def alerts(client: Any) -> int:
    events = '{"id": "a", "at": "2026-01-31T10:00:00Z", "seconds": 4000}'
    found = client.post(f"{PATH}/run", json={"events": events}).json()
    assert found["problems"] == []
    return len(found["rows"])


def test_a_scenario_runs_with_the_newest_fragment(ann: Any) -> None:
    before = alerts(ann)

    put(ann, 1, "seconds > 5000")

    assert (before, alerts(ann)) == (1, 0)


def test_a_run_tells_what_went_through_a_fragment_as_one_node(ann: Any) -> None:
    lines = [
        f'{{"id": "{seconds}", "at": "2026-01-31T10:00:00Z", "seconds": {seconds}}}'
        for seconds in (1, 2, 4000)
    ]

    found = ann.post(f"{PATH}/run", json={"events": "\n".join(lines)}).json()

    (only,) = [each for each in found["nodes"] if each["node"] == "only"]
    assert only["received"] == 3
    assert {port: each["count"] for port, each in only["outputs"].items()} == {"out": 1}
    assert [each["row"]["id"] for each in only["outputs"]["out"]["rows"]] == ["4000"]
    assert (only["written"], only["failed"]) == (0, 0)


def test_what_fails_in_a_fragment_is_told_at_it(ann: Any) -> None:
    put(ann, 1, "CAST('a' || CAST(seconds AS STRING) AS BIGINT) > 0")

    events = '{"id": "a", "at": "2026-01-31T10:00:00Z", "seconds": 1}'
    found = ann.post(f"{PATH}/run", json={"events": events}).json()

    (only,) = [each for each in found["nodes"] if each["node"] == "only"]
    assert (only["received"], only["failed"], len(only["failures"])) == (1, 1, 1)
    assert only["outputs"]["out"]["count"] == 0


def test_a_version_keeps_the_fragments_that_it_was_made_with(ann: Any) -> None:
    first = ann.post(f"{PATH}/versions", json={"revision": 1, "comment": ""}).json()
    same = ann.post(f"{PATH}/versions", json={"revision": 1, "comment": ""})
    put(ann, 1, "seconds > 5000")
    second = ann.post(f"{PATH}/versions", json={"revision": 1, "comment": ""}).json()

    kept = ann.get(f"{PATH}/versions/1").json()["fragments"]

    assert same.status_code == 422
    assert first["hash"] != second["hash"]
    assert kept == {"long-ones": LONG}
    case = {
        "test": "it is long",
        "events": [{"value": {"id": "a", "at": "2026-01-31T10:00:00Z", "seconds": 4000}}],
        "expect": {"end": [{"subject": "a"}]},
    }
    ann.post(f"{PATH}/tests", json={"document": case})
    passed = [ann.post(f"{PATH}/tests/run", json={"version": number}).json()["passed"] for number in (1, 2)]
    assert passed == [True, False]


def test_a_fault_inside_names_the_fragment(ann: Any) -> None:
    put(ann, 1, "second > 5000")

    found = ann.post(f"{PATH}/check", json={"document": SCENARIO}).json()["problems"]
    own = ann.post("/api/v1/fragments/check", json={"document": with_condition("second > 1")}).json()

    errors = {(each["fragment"], each["code"]) for each in found if each["severity"] == "error"}
    assert errors == {("long-ones", "E_NAME"), (None, "E_FRAGMENT")}
    assert [each["code"] for each in own["problems"]] == ["E_NAME"]
    assert {each["node"] for each in own["contexts"]} >= {"in"}


def test_a_version_takes_no_fragment_whose_structure_is_broken(ann: Any) -> None:
    broken = {**LONG, "edges": [{"from": "nowhere"}]}
    ann.put(FRAGMENT, json={"revision": 1, "document": broken})

    answer = ann.post(f"{PATH}/versions", json={"revision": 1, "comment": ""})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "long-ones" in answer.json()["detail"]


def test_it_is_told_where_a_fragment_is_used(running: Any, ann: Any) -> None:
    outer = {
        **copy.deepcopy(LONG),
        "fragment": "outer",
        "nodes": [{"id": "long", "component": "fragment", "parameters": {"fragment": "long-ones"}}],
        "edges": [{"from": "in", "to": "long"}, {"from": "long", "to": "out"}],
    }
    ann.post("/api/v1/fragments", json={"folder": "fraud", "document": outer})
    sam = running.new_user("sam", marketing="viewer")

    found = ann.get(f"{FRAGMENT}/usages").json()
    foreign = sam.get(f"{FRAGMENT}/usages").json()

    assert found["fragments"] == ["outer"]
    assert [each["scenario"] for each in found["scenarios"]] == ["long-calls"]
    assert (foreign["scenarios"], foreign["hidden"]) == ([], 1)
    assert ann.delete(FRAGMENT).json()["code"] == "in-use"
    assert ann.delete("/api/v1/fragments/outer").status_code == 204


def test_two_writers_cannot_lose_an_edit(ann: Any) -> None:
    put(ann, 1, "seconds > 1")

    stale = put(ann, 1, "seconds > 2")
    again = put(ann, 1, "seconds > 1")

    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    assert stale.json()["document"] == with_condition("seconds > 1")
    assert again.status_code == 200


def test_a_stream_that_a_fragment_names_stays(ann: Any) -> None:
    source = {**LONG, "fragment": "source", "inputs": {}, "nodes": SCENARIO["nodes"][:1], "edges": []}  # type: ignore[index]
    ann.post("/api/v1/fragments", json={"folder": "fraud", "document": source})
    ann.put(f"{PATH}/draft", json={"revision": 1, "document": {**SCENARIO, "nodes": [], "edges": []}})

    answer = ann.delete("/api/v1/streams/calls")

    assert (answer.status_code, answer.json()["code"]) == (409, "in-use")
