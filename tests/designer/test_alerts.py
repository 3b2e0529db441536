"""Alerts: taken in from their topic, listed, counted, judged; and what viewers see of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from filbert.designer.alerts.repository import DatabaseAlerts
from filbert.designer.intake.reader import Received
from filbert.designer.intake.service import take
from filbert.designer.retention import remove_old
from filbert.scenarios.yaml_text import read_text

EXAMPLES = Path(__file__).parents[2] / "scenarios/examples"
SPAM = read_text((EXAMPLES / "sms-spam.yaml").read_text()).value
SMS = read_text((EXAMPLES / "streams/sms.yaml").read_text()).value
DAY = 86_400_000


def record(number: int, **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "alert_id": f"{number:032x}",
        "environment": "sandbox",
        "scenario": "sms-spam",
        "version": "0" * 64,
        "node": "alert",
        "severity": "high",
        "title": f"SMS spam from 4860010{number:04}",
        "subject": f"4860010{number:04}",
        "dedupe_key": f"4860010{number:04}",
        "event_id": f"sms:0:{number}",
        "event_time": "2026-05-28T20:00:00.000Z",
        "ingested_at": "2026-05-28T20:00:00.010Z",
        "raised_at": f"2026-05-28T20:{number % 60:02}:00.000Z",
        "stream": "sms",
        "partition": 0,
        "offset": number,
        "evidence": {"unique_recipients": 1000 + number},
        **more,
    }


def receive(running: Any, *values: Any, environment: str = "sandbox") -> None:
    records = [
        Received(
            "alerts", value if isinstance(value, bytes) else json.dumps(value).encode(), 1, f"offset {number}"
        )
        for number, value in enumerate(values)
    ]
    with running.store.write() as session:
        take(running.service, environment, session, records)


def counts(answer: Any, facet: str) -> dict[str, int]:
    return {each["value"]: each["count"] for each in answer.json()["facets"][facet]}


@pytest.fixture
def ann(running: Any) -> Any:
    """An analyst with the scenario of the example, and a version of it."""
    client = running.new_user("ann", fraud="analyst")
    client.post("/api/v1/streams", json={"folder": "fraud", "document": SMS})
    client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SPAM})
    made = client.post("/api/v1/scenarios/sms-spam/versions", json={"revision": 1, "comment": ""})
    assert made.status_code == 201, made.text
    return client


@pytest.fixture
def version(ann: Any) -> str:
    (found,) = ann.get("/api/v1/scenarios/sms-spam/versions").json()["versions"]
    return str(found["hash"])


class TestTaking:
    def test_an_alert_that_comes_again_changes_nothing(self, running: Any, ann: Any) -> None:
        receive(running, record(1))
        path = f"/api/v1/alerts/{1:032x}"
        ann.patch(path, json={"revision": 1, "verdict": "false"})

        receive(
            running, record(1, severity="low", raised_at="2026-05-28T21:00:00.000Z"), record(2), record(2)
        )

        found = ann.get(path).json()
        assert (found["verdict"], found["severity"], found["raised_at"]) == (
            "false", "high", "2026-05-28T20:01:00.000Z",
        )  # fmt: skip
        assert ann.get("/api/v1/alerts").json()["total"] == 2

    def test_what_is_no_alert_stops_nothing(self, running: Any, ann: Any) -> None:
        hostile: list[Any] = [
            b"not json",
            b"",
            b"[]",
            b"[" * 100_000,
            b'{"alert_id": "\xff"}',
            {"alert_id": "1"},
            record(3, alert_id="../x"),
            record(3, environment="production"),
            record(3, raised_at="yesterday"),
            record(3, raised_at=10**30),
            record(3, scenario=""),
            record(3, subject=None),
        ]

        receive(running, record(1), *hostile, record(2))

        assert ann.get("/api/v1/alerts").json()["total"] == 2
        counted = running.client().get("/metrics").text
        assert 'received_total{environment="sandbox",kind="alerts",outcome="refused"} 12.0' in counted

    def test_texts_that_a_database_refuses_are_taken(self, running: Any, ann: Any) -> None:
        hostile = record(
            1, subject="a\x00b" + "ż" * 2_000, title="\ud800" * 3, evidence={"x\x00": "\udfff\x00"}
        )

        receive(running, hostile)

        (found,) = ann.get("/api/v1/alerts").json()["alerts"]
        assert found["subject"] == "a\ufffdb" + "ż" * 497
        assert ann.get(f"/api/v1/alerts/{1:032x}").status_code == 200

    def test_numbers_of_the_evidence_stay_as_they_were_written(self, running: Any, ann: Any) -> None:
        text = json.dumps(record(1)).replace('"unique_recipients": 1001', '"sum": 0.10, "large": 1e400')

        receive(running, text.encode())

        answer = ann.get(f"/api/v1/alerts/{1:032x}").text
        assert '"sum":0.10' in answer.replace(": ", ":")

    def test_members_of_the_folder_are_told(self, running: Any, ann: Any) -> None:
        told = []
        running.service.live.publish = lambda kind, data, **to: told.append((kind, data, to))  # type: ignore[method-assign]

        receive(running, record(1), record(1), record(2), record(3, scenario="unknown"))

        assert told == [
            ("alerts", {"environment": "sandbox", "scenario": "sms-spam", "count": 2}, {"folder": "fraud"})
        ]


class TestInbox:
    def test_the_newest_come_first_page_by_page(self, running: Any, ann: Any) -> None:
        receive(running, *(record(number, raised_at="2026-05-28T20:00:00.000Z") for number in range(5)))
        found, after = [], None
        while True:
            query = {"limit": 2, **({"after": after} if after else {})}
            page = ann.get("/api/v1/alerts", params=query).json()
            found += [each["event_time"] and each["alert_id"] for each in page["alerts"]]
            after = page["after"]
            if after is None:
                break

        assert found == [f"{number:032x}" for number in (4, 3, 2, 1, 0)]

    def test_facets_count_under_all_other_filters(self, running: Any, ann: Any) -> None:
        receive(running, record(1), record(2, severity="low"), record(3, severity="low"))
        receive(running, record(4, environment="production"), environment="production")
        ann.patch(f"/api/v1/alerts/{3:032x}", json={"revision": 1, "verdict": "true", "assignee": "ann"})

        answer = ann.get("/api/v1/alerts", params={"environment": "sandbox", "severity": "low"})

        assert answer.json()["total"] == 2
        assert counts(answer, "severity") == {"low": 2, "high": 1}
        assert counts(answer, "environment") == {"sandbox": 2}
        assert counts(answer, "verdict") == {"open": 1, "true": 1}
        assert counts(answer, "assignee") == {"nobody": 1, "ann": 1}
        assert counts(answer, "subject") == {"48600100002": 1, "48600100003": 1}

    def test_filters(self, running: Any, ann: Any) -> None:
        receive(running, record(1), record(2))
        ann.patch(f"/api/v1/alerts/{1:032x}", json={"revision": 1, "verdict": "false", "assignee": "ann"})

        def found(**query: Any) -> list[int]:
            answer = ann.get("/api/v1/alerts", params=query).json()
            return [int(each["alert_id"], 16) for each in answer["alerts"]]

        assert found(verdict="open") == [2]
        assert found(verdict=["open", "false"]) == [2, 1]
        assert found(assignee="nobody") == [2]
        assert found(assignee=["nobody", "ann"]) == [2, 1]
        assert found(subject="48600100001") == [1]
        assert found(since="2026-05-28T20:02:00.000Z") == [2]
        assert found(until="2026-05-28T20:02:00.000Z") == [1]
        assert found(scenario="another") == []

    def test_nobody_sees_alerts_of_other_folders(self, running: Any, ann: Any) -> None:
        receive(running, record(1), record(2, scenario="deployed-from-elsewhere"))
        stranger = running.new_user("sam", marketing="admin")
        boss = running.new_user("boss", administrator=True)

        assert stranger.get("/api/v1/alerts").json()["total"] == 0
        assert stranger.get(f"/api/v1/alerts/{1:032x}").status_code == 404
        assert ann.get("/api/v1/alerts").json()["total"] == 1
        assert ann.get(f"/api/v1/alerts/{2:032x}").status_code == 404
        assert boss.get("/api/v1/alerts").json()["total"] == 2
        assert boss.get(f"/api/v1/alerts/{2:032x}").status_code == 200


class TestTriage:
    def test_a_verdict_says_who_and_when_and_can_be_taken_back(self, running: Any, ann: Any) -> None:
        receive(running, record(1))
        path = f"/api/v1/alerts/{1:032x}"

        judged = ann.patch(path, json={"revision": 1, "verdict": "true"}).json()
        back = ann.patch(path, json={"revision": 2, "verdict": None}).json()

        assert (judged["verdict"], judged["verdict_by"], judged["verdict_at"]) == (
            "true", "ann", "2026-05-28T20:26:40.000Z",
        )  # fmt: skip
        assert (back["verdict"], back["verdict_by"], back["revision"]) == (None, None, 3)

    def test_two_who_judge_at_once_cannot_overwrite_each_other(self, running: Any, ann: Any) -> None:
        receive(running, record(1))
        path = f"/api/v1/alerts/{1:032x}"
        ann.patch(path, json={"revision": 1, "verdict": "true"})

        late = ann.patch(path, json={"revision": 1, "verdict": "false"})

        assert (late.status_code, late.json()["code"], late.json()["verdict_by"]) == (409, "stale", "ann")

    def test_an_alert_is_given_to_members_of_its_folder_only(self, running: Any, ann: Any) -> None:
        running.add_user("bob", fraud="viewer")
        running.add_user("sam", marketing="admin")
        receive(running, record(1))
        path = f"/api/v1/alerts/{1:032x}"

        refused = ann.patch(path, json={"revision": 1, "assignee": "sam"})
        given = ann.patch(path, json={"revision": 1, "assignee": "bob"})

        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert (given.status_code, given.json()["assignee"], given.json()["verdict"]) == (200, "bob", None)

    def test_comments_stand_with_the_alert(self, running: Any, ann: Any) -> None:
        receive(running, record(1))
        path = f"/api/v1/alerts/{1:032x}"

        made = ann.post(f"{path}/comments", json={"text": "a newsletter"})

        assert made.status_code == 201
        assert [each["text"] for each in ann.get(path).json()["comments"]] == ["a newsletter"]

    def test_what_was_done_is_in_the_audit_log(self, running: Any, ann: Any) -> None:
        receive(running, record(1))
        ann.patch(f"/api/v1/alerts/{1:032x}", json={"revision": 1, "verdict": "false"})

        (entry,) = ann.get("/api/v1/audit", params={"action": "alert.change"}).json()["entries"]

        assert entry["detail"] == {"scenario": "sms-spam", "environment": "sandbox", "verdict": "false"}


class TestPrecision:
    def test_it_is_the_share_of_judged_alerts_that_are_true_by_rule_and_time(
        self, running: Any, ann: Any
    ) -> None:
        late = "2026-05-27T10:00:00.000Z"
        receive(running, *(record(number) for number in range(1, 5)), record(5, raised_at=late))
        receive(running, record(6, node="other"), record(7, environment="acceptance"))
        for number, verdict in ((1, "true"), (2, "true"), (3, "false"), (5, "false")):
            ann.patch(f"/api/v1/alerts/{number:032x}", json={"revision": 1, "verdict": verdict})

        found = ann.get("/api/v1/alerts/precision", params={"environment": "sandbox"}).json()

        alert, other = found["rules"]
        assert (alert["true"], alert["false"], alert["open"], alert["precision"]) == (2, 2, 1, 0.5)
        assert alert["points"] == [
            {"at": "2026-05-27T00:00:00.000Z", "true": 0, "false": 1, "open": 0},
            {"at": "2026-05-28T00:00:00.000Z", "true": 2, "false": 1, "open": 1},
        ]
        assert (other["node"], other["precision"]) == ("other", None)

    def test_ranges_and_steps_are_bounded(self, running: Any, ann: Any) -> None:
        receive(running, record(1))

        since = {"since": "2026-05-28T20:02:00.000Z"}
        assert ann.get("/api/v1/alerts/precision", params=since).json()["rules"] == []
        years = {"since": "2020-01-01T00:00:00.000Z", "step_hours": 1}
        assert ann.get("/api/v1/alerts/precision", params=years).status_code == 422

    def test_nobody_sees_that_of_other_folders(self, running: Any, ann: Any) -> None:
        receive(running, record(1))
        stranger = running.new_user("sam", marketing="admin")

        assert stranger.get("/api/v1/alerts/precision").json()["rules"] == []


class TestPersonalData:
    def test_viewers_see_what_the_version_says_is_not_personal(
        self, running: Any, ann: Any, version: str
    ) -> None:
        receive(running, record(1, version=version))
        bob = running.new_user("bob", fraud="viewer")

        (listed,) = bob.get("/api/v1/alerts").json()["alerts"]
        found = bob.get(f"/api/v1/alerts/{1:032x}").json()

        for each in (listed, found):
            assert (each["subject"], each["title"], each["masked"]) == ("•••", "•••", True)
        assert found["dedupe_key"] == "•••"
        assert "4860010" not in json.dumps([listed, found])

    def test_what_no_version_explains_is_hidden(self, running: Any, ann: Any) -> None:
        receive(
            running, record(1, title="from 48600100001", evidence={"caller": "48600100001", "none": None})
        )
        bob = running.new_user("bob", fraud="viewer")

        found = bob.get(f"/api/v1/alerts/{1:032x}").json()

        assert found["evidence"] == {"caller": "•••", "none": None}
        assert "48600100001" not in json.dumps(found)

    def test_viewers_cannot_find_out_whom_alerts_are_about(self, running: Any, ann: Any) -> None:
        receive(running, record(1))
        bob = running.new_user("bob", fraud="viewer")

        found = bob.get("/api/v1/alerts", params={"subject": "48600100001"}).json()

        assert found["alerts"] == []
        assert bob.get("/api/v1/alerts").json()["facets"]["subject"] == []

    def test_a_token_of_a_viewer_hides_what_its_owner_may_see(self, running: Any, ann: Any) -> None:
        receive(running, record(1))

        found = running.as_user("ann", limit="viewer").get(f"/api/v1/alerts/{1:032x}").json()

        assert found["subject"] == "•••"


def test_an_alert_of_a_window_that_closed_has_no_event(running: Any, ann: Any) -> None:
    receive(running, record(1, event_id="recipients|4860010|1780000000000", partition=None, offset=None))

    answer = ann.get(f"/api/v1/alerts/{1:032x}/event")

    assert answer.status_code == 404
    assert "when a window closed" in answer.json()["detail"]


def test_the_event_of_an_alert_is_asked_of_its_environment_s_kafka(running: Any, ann: Any) -> None:
    """There is none here, and the answer says so."""
    ann.post("/api/v1/streams", json={"folder": "fraud", "document": SMS})
    receive(running, record(1))

    answer = ann.get(f"/api/v1/alerts/{1:032x}/event")

    assert (answer.status_code, answer.json()["code"]) == (503, "not-connected")


def test_alerts_are_kept_as_long_as_the_setting_says(running: Any, ann: Any) -> None:
    receive(running, record(1))
    ann.post(f"/api/v1/alerts/{1:032x}/comments", json={"text": "kept with it"})
    running.clock.time += 365 * DAY
    receive(running, record(2))
    running.clock.time += 1

    remove_old(running.service)

    with running.store.read() as session:
        kept = DatabaseAlerts(session)
        assert kept.comments(f"{1:032x}") == []
        assert list(kept.count_since(0, "sandbox").values()) == [1]
