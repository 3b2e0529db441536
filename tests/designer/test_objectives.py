"""Objectives: limits on how a scenario runs, and how it stands against them."""

from typing import Any

import pytest
from filbert.designer.metrics.service import keep
from filbert.monitoring.flink_reading import Reading
from filbert.monitoring.metrics import EVENTS

SCENARIO = {"filbert": 1, "name": "sms-spam", "nodes": [], "edges": []}
PATH = "/api/v1/objectives"
ONE = f"{PATH}/production/sms-spam"
MINUTE = 60_000


@pytest.fixture
def ann(running: Any) -> Any:
    client = running.new_user("ann", fraud="analyst")
    client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SCENARIO})
    return client


def observe(running: Any, job: str = "one", lag: float = 0, errors: int = 0, slow: int = 0) -> None:
    """A minute in which a hundred events came."""
    now = running.clock.now()
    counters = {
        "sms/in": 100,
        "ratio/errors": errors,
        EVENTS: 100,
        "/le.100": 100 - slow,
        "/le.1000": 100 - slow,
        "/le.10000": 100,
    }
    reading = Reading("production", "sms-spam", job, now - MINUTE, now - 10_000, 0, counters, {"lag": lag})
    with running.store.write() as session:
        keep(session, [reading])


def states(client: Any) -> dict[str, tuple[str, float | None]]:
    (found,) = client.get(PATH, params={"environment": "production"}).json()["objectives"]
    return {each["measure"]: (each["state"], each["value"]) for each in found["judgements"]}


def test_each_measure_is_judged_against_its_limit(running: Any, ann: Any) -> None:
    observe(running, lag=500, errors=3, slow=50)
    body = {"revision": 0, "lag": 500, "latency_ms": 1_000, "error_percent": 2.5, "alerts_per_hour": 0}

    assert ann.put(ONE, json=body).status_code == 200

    found = states(ann)
    assert found["lag"] == ("kept", 500.0)
    assert found["latency_ms"][0] == "broken"
    assert found["error_percent"] == ("broken", 3.0)
    assert found["alerts_per_hour"] == ("kept", 0.0)


def test_what_nobody_observed_is_not_known(running: Any, ann: Any) -> None:
    ann.put(ONE, json={"revision": 0, "lag": 1, "latency_ms": 1, "error_percent": 1})

    assert states(ann) == {
        "lag": ("unknown", None), "latency_ms": ("unknown", None), "error_percent": ("unknown", None),
    }  # fmt: skip


def test_two_who_set_limits_at_once_do_not_overwrite_each_other(running: Any, ann: Any) -> None:
    ann.put(ONE, json={"revision": 0, "lag": 1})
    ann.put(ONE, json={"revision": 1, "lag": 2})

    late = ann.put(ONE, json={"revision": 1, "lag": 3})
    first = ann.put(ONE, json={"revision": 0, "lag": 3})

    assert [each.json()["code"] for each in (late, first)] == ["stale", "stale"]
    (found,) = ann.get(PATH).json()["objectives"]
    assert (found["lag"], found["revision"], found["changed_by"]) == (2, 2, "ann")


@pytest.mark.parametrize("limits", [{}, {"lag": -1}, {"lag": "many"}, {"lag": 1, "minutes": 0}])
def test_limits_that_are_none_are_refused(ann: Any, limits: dict[str, Any]) -> None:
    assert ann.put(ONE, json={"revision": 0, **limits}).status_code == 422


def test_an_objective_is_of_the_folder_of_its_scenario(running: Any, ann: Any) -> None:
    ann.put(ONE, json={"revision": 0, "lag": 1})
    viewer, stranger = running.new_user("bob", fraud="viewer"), running.new_user("sam", marketing="admin")

    assert len(viewer.get(PATH).json()["objectives"]) == 1
    assert viewer.put(ONE, json={"revision": 1, "lag": 2}).status_code == 403
    assert stranger.get(PATH).json()["objectives"] == []
    assert stranger.delete(ONE).status_code == 404
    assert ann.delete(ONE).status_code == 204
    assert ann.get(PATH).json()["objectives"] == []
