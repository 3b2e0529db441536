"""Measures in the service: kept at three resolutions, told over any range."""

from dataclasses import replace
from typing import Any

import pytest
from filbert.designer.metrics import repository, service
from filbert.designer.metrics.service import DAY, keep, range_of
from filbert.designer.retention import remove_old
from filbert.monitoring.flink_reading import Reading
from filbert.monitoring.metrics import Task

NOW = 1_780_000_000_000
SCENARIO = {"filbert": 1, "name": "sms-spam", "nodes": [], "edges": []}
PATH = "/api/v1/scenarios/sms-spam/metrics"


def reading(at: int, count: int, job: str = "job-1", **gauges: float) -> Reading:
    counters = {
        "sms/in": count,
        "sms/out": count,
        "/events": count,
        "spammer/out.false": count,
        "alert/snoozed": count,
        "/le.+Inf": count,
    }
    return Reading("sandbox", "sms-spam", job, 0, at, 0, {**counters, "/le.10": count}, gauges)


@pytest.fixture
def ann(running: Any) -> Any:
    client = running.new_user("ann", fraud="viewer")
    boss = running.new_user("boss", administrator=True)
    boss.post("/api/v1/scenarios", json={"folder": "fraud", "document": SCENARIO})
    return client


def read(running: Any, *readings: Reading) -> None:
    for each in readings:
        with running.store.write() as session:
            keep(session, [each])


def test_rates_and_counts_of_a_scenario_that_runs(running: Any, ann: Any) -> None:
    read(running, *(reading(NOW - 60_000 + each * 5_000, 100 + each * 50, lag=each) for each in range(13)))
    running.clock.time = NOW

    rates = ann.get(PATH, params={"environment": "sandbox", "since": "2026-05-28T20:25:40Z"}).json()
    counts = ann.get(f"{PATH}/counts", params={"environment": "sandbox"}).json()

    assert rates["step_seconds"] == 10
    assert len(rates["times"]) == len(rates["lag"]) == 6
    assert rates["events_per_second"] == [10.0] * 6
    assert rates["lag"] == [1.0, 3.0, 5.0, 7.0, 9.0, 11.0]
    assert rates["latency_p50_ms"] == [5.0] * 6
    assert rates["nodes"]["sms"]["in"] == [10.0] * 6
    assert rates["nodes"]["spammer"]["ports"] == {"false": [10.0] * 6}
    assert rates["newest"] == "2026-05-28T20:26:40.000Z"
    assert counts["nodes"]["spammer"]["ports"] == {"false": 550}
    assert {node: each["snoozed"] for node, each in counts["nodes"].items()} == {
        "alert": 550,
        "sms": 0,
        "spammer": 0,
    }
    assert counts["covered_seconds"] == 55.0


def test_how_busy_tasks_are_is_told_as_long_as_it_is_true(running: Any, ann: Any) -> None:
    task = Task(["recipients", "spammer"], busy=0.9712, blocked=0.0)
    read(running, reading(NOW - 20_000, 0), replace(reading(NOW - 10_000, 50), tasks=[task]))
    query = {"environment": "sandbox", "since": "2026-05-28T20:24:40Z"}
    running.clock.time = NOW

    now = ann.get(PATH, params=query).json()["tasks"]
    before = ann.get(PATH, params={**query, "until": "2026-05-28T20:25:40Z"}).json()["tasks"]
    running.clock.time = NOW + 60_000
    later = ann.get(PATH, params=query).json()["tasks"]

    assert now == [{"nodes": ["recipients", "spammer"], "busy": 0.971, "blocked": 0.0}]
    assert before == later == []


def test_where_nothing_was_observed_there_is_a_gap(running: Any, ann: Any) -> None:
    read(running, reading(NOW - 50_000, 0), reading(NOW - 40_000, 100), reading(NOW - 10_000, 400))
    running.clock.time = NOW

    rates = ann.get(PATH, params={"environment": "sandbox", "since": "2026-05-28T20:25:50Z"}).json()

    assert rates["events_per_second"] == [None, 10.0, None, None, 10.0]


def test_no_event_is_counted_twice_or_lost_however_often_the_job_starts_anew(running: Any, ann: Any) -> None:
    jobs = [("a", 0), ("a", 70), ("b", 30), ("b", 90), ("c", 5)]
    read(
        running,
        *(reading(NOW - 50_000 + each * 10_000, count, job) for each, (job, count) in enumerate(jobs)),
    )
    running.clock.time = NOW

    found = ann.get(
        f"{PATH}/counts", params={"environment": "sandbox", "since": "2026-05-28T20:00:00Z"}
    ).json()

    assert found["nodes"]["sms"]["in"] == 70 + 90 + 5


def test_a_reading_that_comes_late_changes_nothing(running: Any, ann: Any) -> None:
    read(running, reading(NOW - 20_000, 0), reading(NOW - 10_000, 50), reading(NOW - 15_000, 20))
    running.clock.time = NOW

    found = ann.get(f"{PATH}/counts", params={"environment": "sandbox"}).json()

    assert found["nodes"]["sms"]["in"] == 50


def test_two_weeks_are_told_from_coarse_points_and_counts_stay_exact(running: Any, ann: Any) -> None:
    """A look each two hours, for two weeks and a day."""
    with running.store.write() as session:
        for each in range(15 * 12):
            keep(session, [reading(NOW - 15 * DAY + each * 7_200_000, each * 720)])
    running.clock.time = NOW
    remove_old(running.service)
    query = {"environment": "sandbox", "since": "2026-05-14T20:30:00Z"}

    rates = ann.get(PATH, params=query).json()
    counts = ann.get(f"{PATH}/counts", params=query).json()

    assert rates["step_seconds"] == 7_200
    assert 100 <= len(rates["times"]) <= 300
    assert [each for each in rates["events_per_second"] if each not in (0.1, None)] == []
    assert counts["nodes"]["sms"]["in"] == 168 * 720
    with running.store.read() as session:
        kept = [
            len(repository.points(session, "sandbox", "sms-spam", seconds, 0, NOW))
            for seconds in (10, 60, 600)
        ]
    assert kept == [12, 7 * 12 - 1, 15 * 12 - 1]


@pytest.mark.parametrize(
    ("since", "until", "step", "told"),
    [
        (NOW, NOW, None, "ends before it begins"),
        (-1, NOW, None, "ends before it begins"),
        (NOW - 30 * DAY, NOW, 10, "take a step of 1296 seconds"),
        (0, NOW, None, "at most 400 days"),
    ],
)
def test_a_range_that_cannot_be_told_is_refused(since: int, until: int, step: int | None, told: str) -> None:
    with pytest.raises(service.InvalidError, match=told):
        range_of(since, until, step, NOW)


def test_the_overview_has_what_the_caller_may_see(running: Any, ann: Any) -> None:
    read(running, reading(NOW - 130_000, 0), reading(NOW - 120_000, 100), reading(NOW - 1_000, 2_000))
    running.clock.time = NOW
    sam = running.new_user("sam", marketing="admin")

    found = ann.get("/api/v1/metrics/overview", params={"environment": "sandbox"}).json()["scenarios"]
    others = sam.get("/api/v1/metrics/overview", params={"environment": "sandbox"}).json()["scenarios"]

    assert others == []
    (figures,) = found
    assert (figures["scenario"], figures["errors"], figures["alerts_today"]) == ("sms-spam", 0, 0)
    assert figures["events_per_second"] == pytest.approx(1_900 / 119, abs=0.01)


def test_a_prometheus_that_does_not_answer_is_said_so(running: Any, ann: Any) -> None:
    object.__setattr__(running.service.settings, "prometheus_url", "http://127.0.0.1:1")

    answer = ann.get(PATH, params={"environment": "sandbox"})

    assert (answer.status_code, answer.json()["code"]) == (503, "no-metrics")


def test_an_environment_that_does_not_exist_is_not_found(running: Any, ann: Any) -> None:
    assert ann.get(PATH, params={"environment": "moon"}).status_code == 404
