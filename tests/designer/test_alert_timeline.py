"""The timeline of an alert's subject: its alerts in all scenarios that the caller may see, and when it was snoozed."""

import sys
from pathlib import Path
from typing import Any

# Tests are no package; what they share lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
from test_alerts import SPAM, ann, receive, record

__all__ = ["ann"]
SUBJECT = "48600100001"
PATH = f"/api/v1/alerts/{1:032x}/timeline"


def snooze(client: Any, until: str, **more: Any) -> Any:
    body = {"environment": "sandbox", "scenario": "sms-spam", "subject": SUBJECT, "until": until, **more}
    made = client.post("/api/v1/snoozes", json=body)
    assert made.status_code == 201, made.text
    return made.json()


def test_it_has_all_alerts_of_the_subject_with_verdicts_and_comments(running: Any, ann: Any) -> None:
    ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": {**SPAM, "name": "cloning"}})
    receive(running, record(1), record(2, subject=SUBJECT, scenario="cloning"), record(3))
    receive(running, record(4, subject=SUBJECT, environment="production"), environment="production")
    ann.patch(f"/api/v1/alerts/{2:032x}", json={"revision": 1, "verdict": "false"})
    for text in ("a newsletter", "agreed"):
        ann.post(f"/api/v1/alerts/{2:032x}/comments", json={"text": text})

    found = ann.get(PATH).json()

    second, first = found["alerts"]
    assert (int(second["alert_id"], 16), second["scenario"], second["verdict"], second["verdict_by"]) == (
        2, "cloning", "false", "ann",
    )  # fmt: skip
    assert [each["text"] for each in second["comments"]] == ["a newsletter", "agreed"]
    assert (int(first["alert_id"], 16), first["verdict"], first["comments"]) == (1, None, [])
    assert (found["total"], found["after"], found["snoozes"]) == (2, None, [])


def test_it_comes_page_by_page(running: Any, ann: Any) -> None:
    receive(running, *(record(number, subject=SUBJECT) for number in range(1, 6)))

    first = ann.get(PATH, params={"limit": 3}).json()
    second = ann.get(PATH, params={"limit": 3, "after": first["after"]}).json()

    numbers = [int(each["alert_id"], 16) for page in (first, second) for each in page["alerts"]]
    assert numbers == [5, 4, 3, 2, 1]
    assert (first["total"], second["after"]) == (5, None)


def test_it_has_all_snoozes_those_that_were_ended_and_replaced_too(running: Any, ann: Any) -> None:
    receive(running, record(1))
    bob = running.new_user("bob", fraud="analyst")
    made = snooze(ann, "2026-05-28T21:00:00.000Z")
    running.clock.sleep(60)
    bob.delete(f"/api/v1/snoozes/{made['id']}")
    running.clock.sleep(60)
    snooze(ann, "2026-05-28T20:29:00.000Z")
    running.clock.sleep(60)
    snooze(ann, "2026-05-28T22:00:00.000Z")
    running.clock.sleep(60)
    snooze(bob, "2026-06-28T22:00:00.000Z", reason="agreed")
    snooze(ann, "2026-06-28T22:00:00.000Z", subject="another")
    snooze(ann, "2026-06-28T22:00:00.000Z", environment="acceptance")

    found = ann.get(PATH).json()["snoozes"]

    assert [(each["at"], each["by"], each["until"], each["ended_at"], each["ended_by"]) for each in found] == [
        ("2026-05-28T20:30:40.000Z", "bob", "2026-06-28T22:00:00.000Z", None, None),
        ("2026-05-28T20:29:40.000Z", "ann", "2026-05-28T22:00:00.000Z", "2026-05-28T20:30:40.000Z", "bob"),
        # Its time was over before the next one.
        ("2026-05-28T20:28:40.000Z", "ann", "2026-05-28T20:29:00.000Z", None, None),
        ("2026-05-28T20:26:40.000Z", "ann", "2026-05-28T21:00:00.000Z", "2026-05-28T20:27:40.000Z", "bob"),
    ]  # fmt: skip
    assert [each["reason"] for each in found] == ["agreed", None, None, None]


def test_nothing_of_scenarios_whose_personal_data_the_caller_may_not_see_is_in_it(
    running: Any, ann: Any
) -> None:
    boss = running.new_user("boss", administrator=True)
    for name, role in (("open", "viewer"), ("closed", None)):
        boss.post("/api/v1/folders", json={"name": name, "title": name})
        if role is not None:
            boss.put(f"/api/v1/folders/{name}/members/ann", json={"role": role})
        made = boss.post(
            "/api/v1/scenarios",
            json={"folder": name, "document": {"filbert": 1, "name": name, "nodes": [], "edges": []}},
        )
        assert made.status_code == 201, made.text
        snooze(boss, "2026-06-28T22:00:00.000Z", scenario=name)
    receive(
        running, record(1), *(record(n, subject=SUBJECT, scenario=s) for n, s in ((2, "open"), (3, "closed")))
    )

    found = ann.get(PATH).json()

    assert ([each["scenario"] for each in found["alerts"]], found["snoozes"]) == (["sms-spam"], [])
    whole = boss.get(PATH).json()
    assert (whole["total"], sorted(each["scenario"] for each in whole["snoozes"])) == (3, ["closed", "open"])


def test_viewers_have_none(running: Any, ann: Any) -> None:
    receive(running, record(1))
    bob = running.new_user("bob", fraud="viewer")

    assert bob.get(PATH).status_code == 403
    assert running.as_user("ann", limit="viewer").get(PATH).status_code == 403
