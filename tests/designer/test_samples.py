"""Samples, runs over them, and saved test cases."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from filbert.designer.errors import BusyError, ServiceError, TooLongError
from filbert.designer.samples.schemas import RunAnswer
from filbert.designer.workers import Workers
from filbert.scenarios.yaml_text import read_text

EXAMPLES = Path(__file__).parents[2] / "scenarios/examples"
SPAM = read_text((EXAMPLES / "sms-spam.yaml").read_text()).value
SMS = read_text((EXAMPLES / "streams/sms.yaml").read_text()).value
PATH = "/api/v1/scenarios/sms-spam"


def spam(threshold: str) -> Any:
    document = copy.deepcopy(SPAM)
    node = next(each for each in document["nodes"] if each["id"] == "spammer")
    node["parameters"]["condition"] = f"unique_recipients >= {threshold}"
    return document


def messages(count: int) -> str:
    return "\n".join(
        json.dumps(
            {
                "sender": "48600100200",
                "recipient": str(number),
                "sent_at": f"2026-01-31T10:00:{number % 60:02}Z",
            }
        )
        for number in range(count)
    )


@pytest.fixture
def ann(running: Any) -> Any:
    """An analyst with the scenario of the example."""
    client = running.new_user("ann", fraud="analyst")
    client.post("/api/v1/streams", json={"folder": "fraud", "document": SMS})
    made = client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SPAM})
    assert made.status_code == 201
    return client


class TestSamples:
    @pytest.mark.parametrize(
        "events",
        [
            '{"sender": "1", "recipient": "2", "sent_at": "2026-01-31T10:00:00Z"}',
            '[{"sender": "1", "recipient": "2", "sent_at": "2026-01-31T10:00:00Z"}]',
            '{"stream": "sms", "value": {"sender": "1", "recipient": "2", "sent_at": "2026-01-31T10:00:00Z"}}\n\n',
        ],
        ids=["value", "list", "event"],
    )
    def test_events_may_be_pasted_in_several_forms(self, ann: Any, events: str) -> None:
        made = ann.post(f"{PATH}/samples", json={"title": "one", "events": events})

        found = ann.get(f"{PATH}/samples/{made.json()['number']}").json()
        assert made.json()["size"] == 1
        assert found["events"][0]["value"]["recipient"] == "2"
        assert found["masked"] is False

    @pytest.mark.parametrize(
        ("events", "told"),
        [
            ("", "at least one event"),
            ("[]", "at least one event"),
            ('{"a": 1}\n{"a"', "line 2"),
            ('{"value": 1, "offset": -1}', "Event 1"),
            ("[" * 100_000, "nested too deep"),
            ("[" + "{}," * 10_000 + "{}]", "at most 10,000 events"),
        ],
    )
    def test_what_cannot_be_used_is_told(self, ann: Any, events: str, told: str) -> None:
        answer = ann.post(f"{PATH}/samples", json={"title": "one", "events": events})

        assert answer.status_code == 422
        assert told in answer.json()["detail"]

    def test_viewers_see_them_with_personal_data_hidden(self, running: Any, ann: Any) -> None:
        event = {"key": "k", "value": {"sender": "1", "recipient": "2", "kind": "text", "other": 7}}
        raw = {"stream": "sms", "raw": '{"sender": "12345"'}
        ann.post(f"{PATH}/samples", json={"title": "one", "events": json.dumps([event, raw])})
        eve = running.new_user("eve", fraud="viewer")

        found = eve.get(f"{PATH}/samples/1").json()

        assert found["masked"] is True
        declared = "text" if "kind" in SMS["fields"] else "•••"
        assert found["events"][0]["value"] == {
            "sender": "•••", "recipient": "•••", "kind": declared, "other": "•••"
        }  # fmt: skip
        assert found["events"][0]["key"] == "•••"
        assert found["events"][1]["raw"] == "•••"

    def test_one_can_be_removed(self, ann: Any) -> None:
        ann.post(f"{PATH}/samples", json={"title": "one", "events": messages(1)})

        assert ann.delete(f"{PATH}/samples/1").status_code == 204
        assert ann.get(f"{PATH}/samples").json()["samples"] == []
        assert ann.delete(f"{PATH}/samples/1").status_code == 404


class TestRuns:
    def test_everything_at_each_node_is_told(self, ann: Any) -> None:
        ann.post(f"{PATH}/samples", json={"title": "burst", "events": messages(5)})

        found = ann.post(f"{PATH}/run", json={"document": spam("3"), "sample": 1}).json()

        nodes = {each["node"]: each for each in found["nodes"]}
        assert (found["problems"], found["fault"]) == ([], None)
        assert nodes["sms"]["received"] == 5
        assert nodes["spammer"]["outputs"]["true"]["count"] == 3
        assert nodes["spammer"]["outputs"]["false"]["count"] == 2
        assert nodes["recipients"]["outputs"]["out"]["rows"][2]["row"]["unique_recipients"] == 3
        assert nodes["alert"]["written"] == 1
        (alert,) = found["rows"]
        assert (alert["node"], alert["row"]["subject"]) == ("alert", "48600100200")

    def test_the_newest_draft_runs_unless_another_document_is_given(self, ann: Any) -> None:
        ann.put(f"{PATH}/draft", json={"revision": 1, "document": spam("2")})

        found = ann.post(f"{PATH}/run", json={"events": messages(2)}).json()

        assert len(found["rows"]) == 1

    def test_rows_are_counted_even_where_they_are_not_told(self, ann: Any) -> None:
        found = ann.post(f"{PATH}/run", json={"events": messages(50), "rows": 3}).json()

        nodes = {each["node"]: each for each in found["nodes"]}
        assert nodes["sms"]["outputs"]["out"]["count"] == 50
        assert len(nodes["sms"]["outputs"]["out"]["rows"]) == 3

    def test_what_nothing_reads_yet_is_told_with_all_its_columns(self, ann: Any) -> None:
        variable = {
            "id": "long",
            "component": "variable",
            "parameters": {"assignments": {"digits": "LENGTH(sender)"}},
        }
        source = {**SPAM, "nodes": [SPAM["nodes"][0]], "edges": []}
        longer = {**SPAM, "nodes": [SPAM["nodes"][0], variable], "edges": [{"from": "sms", "to": "long"}]}
        alone = ann.post(f"{PATH}/run", json={"document": source, "events": messages(1)}).json()
        begun = ann.post(f"{PATH}/run", json={"document": longer, "events": messages(1)}).json()

        def row(run: Any, node: str) -> Any:
            (found,) = (each for each in run["nodes"] if each["node"] == node)
            return found["outputs"]["out"]["rows"][0]["row"]

        assert row(alone, "sms")["recipient"] == "0"
        assert row(begun, "sms")["recipient"] == "0"
        assert row(begun, "long") == {**row(begun, "sms"), "digits": 11}

    def test_an_event_that_fails_is_told_at_its_node(self, ann: Any) -> None:
        document = spam("('😀' = '' OR 1 / (unique_recipients - 1) > 0, 1)")
        condition = "'😀' = '' OR 1 / (unique_recipients - 1) > 0"
        next(each for each in document["nodes"] if each["id"] == "spammer")["parameters"]["condition"] = (
            condition
        )

        found = ann.post(f"{PATH}/run", json={"document": document, "events": messages(1)}).json()

        nodes = {each["node"]: each for each in found["nodes"]}
        (failure,) = nodes["spammer"]["failures"]
        assert (failure["code"], failure["parameter"]) == ("E_DIV0", "condition")
        assert failure["at"] == condition.encode("utf-16-le").index("/".encode("utf-16-le")) // 2

    def test_a_broken_event_is_an_error_of_its_source(self, ann: Any) -> None:
        found = ann.post(f"{PATH}/run", json={"events": '{"raw": "{"}'}).json()

        (failure,) = found["nodes"][0]["failures"]
        assert failure["code"] == "E_JSON"

    def test_a_faulty_scenario_does_not_run(self, ann: Any) -> None:
        found = ann.post(f"{PATH}/run", json={"document": spam("'x'"), "events": messages(1)}).json()

        assert [each["code"] for each in found["problems"]] == ["E_TYPE"]
        assert found["nodes"] == []

    def test_events_of_another_stream_are_told(self, ann: Any) -> None:
        found = ann.post(f"{PATH}/run", json={"events": '{"stream": "calls", "value": {}}'}).json()

        assert "does not read stream 'calls'" in found["fault"]

    @pytest.mark.parametrize(
        "body",
        [
            {"events": messages(3)},
            {"events": '{"raw": "{"}'},
            {"events": '{"stream": "calls", "value": {}}'},
            {"document": spam("'x'"), "events": messages(1)},
            {"document": spam("1 / (unique_recipients - 1)"), "events": messages(2)},
        ],
    )
    def test_the_answer_of_the_process_is_what_the_interface_promises(self, ann: Any, body: Any) -> None:
        # It is handed on as it is, so nothing but this holds it to the schema.
        found = ann.post(f"{PATH}/run", json=body).json()

        assert RunAnswer.model_validate(found).model_dump(mode="json", by_alias=True) == found

    def test_the_clock_can_be_ended(self, ann: Any) -> None:
        body = {"events": messages(5), "until": "2026-01-31T10:00:02Z"}

        found = ann.post(f"{PATH}/run", json=body).json()

        assert found["nodes"][0]["outputs"]["out"]["count"] == 3

    def test_a_viewer_may_not(self, running: Any, ann: Any) -> None:
        eve = running.new_user("eve", fraud="viewer")

        assert eve.post(f"{PATH}/run", json={"events": messages(1)}).status_code == 403


class TestWorkers:
    def test_a_task_that_takes_too_long_is_ended_and_the_next_one_runs(self) -> None:
        workers = Workers(1, seconds=0.001)
        try:
            with pytest.raises(TooLongError):
                workers.run("check_scenario", document="{}", definitions=[])
            workers._seconds = 60

            assert workers.run("check_scenario", document="{}", definitions=[])["problems"]
        finally:
            workers.close()

    def test_a_fault_of_a_task_does_not_end_its_process(self) -> None:
        workers = Workers(1, seconds=60)
        try:
            with pytest.raises(ServiceError):
                workers.run("check_scenario", wrong=1)

            assert workers.run("check_scenario", document="{}", definitions=[])["problems"]
        finally:
            workers.close()

    def test_when_all_are_taken_somebody_is_told(self) -> None:
        workers = Workers(1, seconds=0.01)
        worker = workers._free.get()

        with pytest.raises(BusyError):
            workers.run("check_scenario", document="{}", definitions=[])

        workers._free.put(worker)
        workers.close()


CASE = {
    "test": "a burst is caught once",
    "events": [
        {
            "value": {"sender": "48600100200", "sent_at": "2026-01-01T00:00:00Z"},
            "repeat": {"times": 3, "every": "1s", "value": {"recipient": "48{i}"}},
        }
    ],
    "expect": {"alert": [{"subject": "48600100200"}]},
}


class TestCases:
    def test_one_that_holds_passes(self, ann: Any) -> None:
        ann.post(f"{PATH}/tests", json={"document": CASE})

        found = ann.post(f"{PATH}/tests/run", json={"document": spam("3")}).json()

        assert found["passed"] is True
        assert [(each["title"], each["passed"]) for each in found["cases"]] == [(CASE["test"], True)]

    def test_one_that_does_not_tells_the_difference(self, ann: Any) -> None:
        ann.post(f"{PATH}/tests", json={"document": CASE})

        found = ann.post(f"{PATH}/tests/run", json={"document": spam("4")}).json()

        assert found["passed"] is False
        (difference, *_) = found["cases"][0]["differences"]
        assert difference["node"] == "alert"
        assert difference["message"] == "expected 1 row, found 0"

    def test_one_of_several_can_be_run(self, ann: Any) -> None:
        ann.post(f"{PATH}/tests", json={"document": CASE})
        ann.post(f"{PATH}/tests", json={"document": {**CASE, "test": "another"}})

        found = ann.post(f"{PATH}/tests/run", json={"cases": [2], "document": spam("3")}).json()

        assert [each["number"] for each in found["cases"]] == [2]

    def test_a_faulty_one_is_told_and_the_others_run(self, ann: Any) -> None:
        ann.post(f"{PATH}/tests", json={"document": {"test": "faulty", "events_file": "/etc/passwd"}})
        ann.post(f"{PATH}/tests", json={"document": CASE})

        found = ann.post(f"{PATH}/tests/run", json={"document": spam("3")}).json()

        assert [each["passed"] for each in found["cases"]] == [False, True]
        assert [each["code"] for each in found["cases"][0]["problems"]] == ["E_FILE"]
        assert found["passed"] is False

    def test_a_stale_change_is_refused(self, ann: Any) -> None:
        number = ann.post(f"{PATH}/tests", json={"document": CASE}).json()["number"]
        changed = {**CASE, "test": "changed"}

        first = ann.put(f"{PATH}/tests/{number}", json={"revision": 1, "document": changed})
        second = ann.put(f"{PATH}/tests/{number}", json={"revision": 1, "document": CASE})

        assert first.json()["revision"] == 2
        assert (second.status_code, second.json()["code"]) == (409, "stale")
        assert ann.get(f"{PATH}/tests/{number}").json()["document"] == changed

    def test_a_title_is_there_once(self, ann: Any) -> None:
        ann.post(f"{PATH}/tests", json={"document": CASE})

        assert ann.post(f"{PATH}/tests", json={"document": CASE}).status_code == 409

    def test_one_can_be_removed(self, ann: Any) -> None:
        ann.post(f"{PATH}/tests", json={"document": CASE})

        assert ann.delete(f"{PATH}/tests/1").status_code == 204
        assert ann.get(f"{PATH}/tests").json()["cases"] == []


class TestMadeUpAndAdded:
    def test_made_up_events_are_the_same_for_the_same_seed(self, ann: Any) -> None:
        body = {"kind": "telecom", "stream": "sms", "events": 50, "until": "2026-05-28T20:00:00Z"}

        one = ann.post(f"{PATH}/samples/generate", json={**body, "title": "one"})
        two = ann.post(f"{PATH}/samples/generate", json={**body, "title": "two"})
        other = ann.post(f"{PATH}/samples/generate", json={**body, "title": "other", "seed": 2})

        assert one.status_code == 201, one.text
        assert one.json()["size"] == 50
        events = [
            ann.get(f"{PATH}/samples/{each.json()['number']}").json()["events"] for each in (one, two, other)
        ]
        assert events[0] == events[1] != events[2]
        run = ann.post(f"{PATH}/run", json={"sample": one.json()["number"], "rows": 0}).json()
        assert (run["fault"], run["nodes"][0]["received"], run["nodes"][0]["failed"]) == (None, 50, 0)

    @pytest.mark.parametrize(("kind", "stream", "status"), [("banking-9", "sms", 404), ("telecom", "x", 422)])
    def test_traffic_that_does_not_exist_is_told(self, ann: Any, kind: str, stream: str, status: int) -> None:
        body = {"title": "one", "kind": kind, "stream": stream, "events": 5}

        assert ann.post(f"{PATH}/samples/generate", json=body).status_code == status

    def test_events_are_added_to_the_end(self, ann: Any) -> None:
        made = ann.post(f"{PATH}/samples", json={"title": "one", "events": messages(2)}).json()["number"]

        grown = ann.post(f"{PATH}/samples/{made}/events", json={"events": messages(1)})
        beyond = ann.post(f"{PATH}/samples/{made}/events", json={"events": "{}\n" * 9_998})

        assert grown.json()["size"] == 3
        assert (beyond.status_code, beyond.json()["code"]) == (422, "invalid")
        found = ann.get(f"{PATH}/samples/{made}").json()["events"]
        assert [each["value"]["recipient"] for each in found] == ["0", "1", "0"]

    def test_of_a_capture_it_is_said_which_records(self, ann: Any) -> None:
        for body in ({}, {"last": 5, "since": "2026-01-01T00:00:00Z"}):
            answer = ann.post(f"{PATH}/samples/capture", json={"title": "one", "stream": "sms", **body})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
