"""Starting with a copy of an example."""

from typing import Any

import pytest

USE = "/api/v1/templates/{}/use"


@pytest.fixture
def ann(running: Any) -> Any:
    return running.new_user("ann", fraud="analyst")


def test_every_example_is_a_template(ann: Any) -> None:
    found = ann.get("/api/v1/templates").json()["templates"]

    assert {"sms-spam", "sim-cloning", "call-limits"} <= {each["name"] for each in found}
    assert all(each["cases"] > 0 and each["streams"] for each in found)


def test_a_copy_comes_with_streams_cases_and_a_sample_that_runs(ann: Any) -> None:
    made = ann.post(USE.format("sms-spam"), json={"folder": "fraud", "name": "ours", "title": "Our spam"})

    assert made.status_code == 201, made.text
    assert (made.json()["name"], made.json()["title"], made.json()["document"]["name"]) == (
        "ours",
        "Our spam",
        "ours",
    )
    assert [each["name"] for each in ann.get("/api/v1/streams").json()["streams"]] == ["sms"]
    assert ann.get("/api/v1/scenarios/ours/tests").json()["cases"]
    ran = ann.post("/api/v1/scenarios/ours/run", json={"sample": 1, "rows": 5}).json()
    assert ran["fault"] is None
    assert ran["rows"]


def test_a_second_copy_uses_the_streams_that_are_there(ann: Any) -> None:
    for name in ("first", "second"):
        answer = ann.post(USE.format("sms-spam"), json={"folder": "fraud", "name": name})
        assert answer.status_code == 201, answer.text

    again = ann.post(USE.format("sms-spam"), json={"folder": "fraud", "name": "second"})

    assert (again.status_code, again.json()["code"]) == (409, "taken")


def test_an_unknown_template_is_not_found(ann: Any) -> None:
    assert ann.post(USE.format("magic"), json={"folder": "fraud", "name": "ours"}).status_code == 404
