"""Streams: definitions that scenarios share."""

from typing import Any

import pytest
from filbert.designer.streams.schemas import DOCUMENT


@pytest.fixture
def ann(running: Any) -> Any:
    """An analyst with a stream."""
    client = running.new_user("ann", fraud="analyst")
    made = client.post("/api/v1/streams", json={"folder": "fraud", "document": DOCUMENT})
    assert made.status_code == 201, made.text
    return client


class TestStreams:
    def test_everybody_may_read_a_definition(self, running: Any, ann: Any) -> None:
        bob = running.new_user("bob", marketing="viewer")

        assert bob.get("/api/v1/streams/calls").json()["document"] == DOCUMENT
        assert [each["name"] for each in bob.get("/api/v1/streams").json()["streams"]] == ["calls"]

    def test_only_analysts_of_its_folder_change_it(self, running: Any, ann: Any) -> None:
        bob = running.new_user("bob", marketing="admin", fraud="viewer")
        body = {"revision": 1, "document": DOCUMENT}

        assert bob.put("/api/v1/streams/calls", json=body).status_code == 403
        assert bob.delete("/api/v1/streams/calls").status_code == 403

    def test_a_faulty_one_is_refused_with_every_problem(self, ann: Any) -> None:
        document = {**DOCUMENT, "key": "nobody", "fields": {"a": "NUMBER"}}

        answer = ann.post("/api/v1/streams", json={"folder": "fraud", "document": document})

        assert answer.status_code == 422
        assert {each["code"] for each in answer.json()["problems"]} >= {"E_SYNTAX", "E_FIELD"}

    def test_a_stale_change_is_told_what_is_different(self, ann: Any) -> None:
        first = {**DOCUMENT, "max_bytes": 1000}
        ann.put("/api/v1/streams/calls", json={"revision": 1, "document": first})

        answer = ann.put("/api/v1/streams/calls", json={"revision": 1, "document": DOCUMENT})

        assert answer.status_code == 409
        assert answer.json()["revision"] == 2
        assert answer.json()["changes"] == [
            {"path": "max_bytes", "kind": "added", "cosmetic": False, "after": 1000}
        ]

    def test_one_that_a_scenario_names_stays(self, ann: Any) -> None:
        document = {
            "name": "x", "nodes": [{"id": "a", "component": "kafka", "parameters": {"stream": "calls"}}]
        }  # fmt: skip
        ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": document})

        refused = ann.delete("/api/v1/streams/calls")
        ann.put("/api/v1/scenarios/x/draft", json={"revision": 1, "document": {"name": "x", "nodes": []}})

        assert (refused.status_code, refused.json()["code"]) == (409, "in-use")
        assert ann.delete("/api/v1/streams/calls").status_code == 204
        assert ann.get("/api/v1/streams/calls").status_code == 404


class TestInfer:
    @pytest.mark.parametrize(
        "sample",
        [
            '{"sender": "48600100200", "sent_at": "2026-01-31T10:00:00Z"}',
            '[{"sender": "48600100200", "sent_at": "2026-01-31T10:00:00Z"}]',
            '{"sender": "1", "sent_at": "2026-01-31T10:00:00Z"}\n{"sender": "2", "sent_at": "2026-01-31T10:00:00Z"}',
        ],
        ids=["one", "list", "lines"],
    )
    def test_a_proposal_can_be_saved_as_it_is(self, ann: Any, sample: str) -> None:
        found = ann.post("/api/v1/streams/infer", json={"name": "sms", "sample": sample}).json()

        saved = ann.post("/api/v1/streams", json={"folder": "fraud", "document": found["document"]})

        assert found["document"]["fields"] == {"sender": "STRING NOT NULL", "sent_at": "TIMESTAMP NOT NULL"}
        assert saved.status_code == 201

    def test_a_sample_that_is_not_json_is_told_with_its_line(self, ann: Any) -> None:
        answer = ann.post("/api/v1/streams/infer", json={"name": "sms", "sample": '{"a": 1}\n{"a"}'})

        assert answer.status_code == 422
        assert "line 2" in answer.json()["detail"]
