"""Measures: what counted between two looks at a job, points that add up, quantiles."""

import re
from contextlib import closing
from dataclasses import replace
from typing import Any

import httpx
import pytest
from filbert.monitoring.flink_reading import FlinkReader, Reading, difference
from filbert.monitoring.metrics import (
    MetricsUnavailableError,
    Point,
    Task,
    grouped,
    merge,
    node_counts,
    quantile,
)

NOW = 1_780_000_000_000
FIRST = Reading("sandbox", "sms-spam", "job-1", NOW - 600_000, NOW, 0, {"sms/out": 100}, {"lag": 5})


class TestDifference:
    def test_what_came_before_the_first_look_has_no_time(self) -> None:
        assert difference(None, FIRST) is None

    def test_a_job_that_has_just_started_is_counted_from_its_start(self) -> None:
        found = difference(None, replace(FIRST, started_at=NOW - 5_000))

        assert found == Point(NOW, 5_000, {"sms/out": 100}, {"lag": 5})

    def test_only_what_came_since_the_last_look_counts(self) -> None:
        found = difference(FIRST, replace(FIRST, at=NOW + 10_000, counters={"sms/out": 130, "a/in": 1}))

        assert found == Point(NOW + 10_000, 10_000, {"sms/out": 30, "a/in": 1}, {"lag": 5})

    def test_another_job_counts_from_nothing(self) -> None:
        after = replace(
            FIRST, job="job-2", started_at=NOW + 4_000, at=NOW + 10_000, counters={"sms/out": 500}
        )

        assert difference(FIRST, after) == Point(NOW + 10_000, 6_000, {"sms/out": 500}, {"lag": 5})

    def test_a_job_that_was_restarted_counts_from_nothing(self) -> None:
        after = replace(FIRST, restarts=2, at=NOW + 10_000, counters={"sms/out": 130})

        found = difference(FIRST, after)

        assert found is not None
        assert found.counters == {"sms/out": 130, "/restarts": 2}

    def test_a_counter_that_went_back_has_started_anew(self) -> None:
        found = difference(FIRST, replace(FIRST, at=NOW + 10_000, counters={"sms/out": 30}))

        assert found is not None
        assert found.counters == {"sms/out": 30}


class TestPoints:
    def test_points_add_up_whatever_they_are_merged_by(self) -> None:
        points = [Point(at, 10, {"a/in": at, "/le.5": 1}, {"lag": at % 7}) for at in range(0, 1_000, 10)]

        first = merge([merge(points[:30], 0), merge(points[30:], 0)], 0)

        assert first == merge(points, 0)
        assert (first.covered_ms, first.counters["a/in"], first.gauges) == (1_000, 49_500, {"lag": 6})

    def test_steps_without_points_are_gaps(self) -> None:
        found = grouped([Point(25, 5), Point(20, 5), Point(55, 5), Point(60, 5)], 20, 60, 10)

        assert [point and (point.at, point.covered_ms) for point in found] == [(20, 10), None, None, (50, 5)]

    def test_counts_are_told_node_by_node(self) -> None:
        point = Point(0, 1, {"a/in": 3, "a/out": 1, "a/out.false": 2, "/le.5": 3, "/restarts": 1})

        assert node_counts(point) == {"a": {"in": 3, "out": 1, "out.false": 2}}

    @pytest.mark.parametrize(
        ("share", "value"),
        [(0.5, 10.0), (0.25, 5.0), (0.75, 16.25), (0.95, 20.0), (0.99, 20.0)],
    )
    def test_quantiles_are_those_of_prometheus(self, share: float, value: float) -> None:
        point = Point(0, 1, {"/le.10": 50.0, "/le.5": 25.0, "/le.20": 90.0, "/le.+Inf": 100.0})

        assert quantile(point, share) == pytest.approx(value)

    def test_without_events_there_is_no_quantile(self) -> None:
        assert quantile(Point(0, 1), 0.5) is None
        assert quantile(Point(0, 1, {"/le.5": 0.0, "/le.+Inf": 0.0}), 0.5) is None


KAFKA = "Source__KafkaSource-default_catalog_default_database"
NAMES = {
    "Calc[2].filbert_node.sms.in": 100,
    "Calc[2].filbert_node.sms.out": 90,
    "Calc[2].filbert_node.spammer.filbert_port.false.out": 80,
    "Calc[2].filbert_node.alert.le.+Inf.latency_bucket": 9,
    "Calc[2].filbert_node.alert.le.2.5.latency_bucket": 4,
    "Calc[2].filbert_node.spammer.in": 70,
    f"{KAFKA}_sms.pendingRecords": 12,
    f"{KAFKA}_sms.currentOutputWatermark": NOW - 5_000,
    f"{KAFKA}_sms-spam$control.currentOutputWatermark": NOW - 90_000,
    f"{KAFKA}_sms-spam$control.pendingRecords": 1,
    "Calc[2].currentOutputWatermark": NOW - 9_000,
    "Calc[2].numRecordsIn": 1,
    "busyTimeMsPerSecond": 970,
    "backPressuredTimeMsPerSecond": 20,
}


def flink(jobs: list[dict[str, Any]]) -> httpx.MockTransport:
    """The answers of Flink's REST API."""

    def answer(request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/jobs/overview":
            return httpx.Response(200, json={"jobs": jobs})
        if path == "/jobs/gone" or path.startswith("/jobs/gone/"):
            return httpx.Response(404, json={"errors": ["not found"]})
        if path.endswith("/checkpoints"):
            return httpx.Response(200, json={"latest": {"completed": {"latest_ack_timestamp": NOW - 3_000}}})
        if path.endswith("/subtasks/metrics"):
            wanted = request.url.params.get("get")
            names = NAMES if wanted is None else wanted.split(",")
            values = [{"id": name, **dict.fromkeys(("min", "max", "sum"), NAMES[name])} for name in names]
            return httpx.Response(200, json=values)
        if path.endswith("/metrics"):
            found = {"numRestarts": "2", "lastCheckpointSize": "4096", "lastCheckpointDuration": "38"}
            return httpx.Response(200, json=[{"id": name, "value": value} for name, value in found.items()])
        return httpx.Response(200, json={"vertices": [{"id": "v1"}]})

    return httpx.MockTransport(answer)


def job(identifier: str, name: str, state: str = "RUNNING", start: int = NOW - 60_000) -> dict[str, Any]:
    return {"jid": identifier, "name": name, "state": state, "start-time": start}


class TestReader:
    def test_the_newest_running_job_of_each_scenario_is_read(self) -> None:
        jobs = [
            job("gone", "sandbox/other/aaaa"),
            job("old", "sandbox/sms-spam/aaaa", start=NOW - 90_000),
            job("new", "sandbox/sms-spam/bbbb"),
            job("ended", "sandbox/sms-spam/cccc", state="FINISHED", start=NOW),
            job("theirs", "somebody's job"),
            job("elsewhere", "production/sms-spam/bbbb"),
        ]
        with closing(FlinkReader("http://flink.test", transport=flink(jobs))) as reader:
            (found,) = reader.readings(["sandbox"], NOW)

        assert found == Reading(
            environment="sandbox",
            scenario="sms-spam",
            job="new",
            started_at=NOW - 60_000,
            at=NOW,
            restarts=2,
            counters={
                "sms/out": 90,
                "sms/in": 100,
                "spammer/in": 70,
                "/events": 100,
                "spammer/out.false": 80,
                "/le.+Inf": 9,
                "/le.2.5": 4,
            },
            gauges={
                "lag": 12,
                "watermark_delay_ms": 5_000,
                "checkpoint_age_ms": 3_000,
                "checkpoint_size": 4_096,
                "checkpoint_duration_ms": 38,
            },
            tasks=[Task(["sms", "spammer"], busy=0.97, blocked=0.02)],
        )

    def test_a_task_that_has_just_come_up_has_no_shares(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            found = flink([job("new", "sandbox/sms-spam/bbbb")]).handle_request(request)
            return httpx.Response(found.status_code, text=re.sub(r"\b970\b", '"NaN"', found.text))

        with closing(FlinkReader("http://flink.test", transport=httpx.MockTransport(answer))) as reader:
            (found,) = reader.readings(["sandbox"], NOW)

        assert found.tasks == []

    def test_a_cluster_that_does_not_answer_is_said_so(self) -> None:
        def refuse(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        with (
            closing(FlinkReader("http://flink.test", transport=httpx.MockTransport(refuse))) as reader,
            pytest.raises(MetricsUnavailableError, match=r"Flink at http://flink\.test does not answer"),
        ):
            reader.readings(["sandbox"], NOW)
