"""The inbox as CSV: what the filters let through, harmless in a spreadsheet, nothing that its reader may not see."""

import csv
import io
import sys
from pathlib import Path
from typing import Any

import pytest
from filbert.designer.access import Actor
from filbert.designer.alerts.export import PAGE, cell, export
from filbert.designer.alerts.repository import remove_older
from filbert.monitoring.alert import AlertQuery

# Tests are no package; what they share lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
from test_alerts import ann, receive, record

__all__ = ["ann"]
PATH = "/api/v1/alerts/export"


def rows(text: str, separator: str = ",") -> list[dict[str, str]]:
    """What a spreadsheet makes of a file."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))


def test_a_line_says_what_the_inbox_says_and_how_it_was_judged(running: Any, ann: Any) -> None:
    receive(running, record(1, title='SMS "spam"; from 48600100001, żółw'))
    ann.patch(f"/api/v1/alerts/{1:032x}", json={"revision": 1, "verdict": "false", "assignee": "ann"})

    answer = ann.get(PATH, params={"environment": "sandbox"})

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="alerts-sandbox-2026-05-28.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert rows(answer.content.decode()) == [
        {
            "raised_at_utc": "2026-05-28 20:01:00",
            "event_time_utc": "2026-05-28 20:00:00",
            "environment": "sandbox",
            "scenario": "sms-spam",
            "node": "alert",
            "severity": "high",
            "subject": "48600100001",
            "title": 'SMS "spam"; from 48600100001, żółw',
            "verdict": "false",
            "verdict_by": "ann",
            "verdict_at_utc": "2026-05-28 20:26:40",
            "assignee": "ann",
            "alert_id": f"{1:032x}",
        }
    ]


def test_all_alerts_are_in_it_once_however_many_there_are(running: Any, ann: Any) -> None:
    # Many of one time: pages end within it.
    receive(running, *(record(number) for number in range(2 * PAGE + 500)))

    found = rows(ann.get(PATH).content.decode())

    expected = sorted(((number % 60, f"{number:032x}") for number in range(2 * PAGE + 500)), reverse=True)
    assert [each["alert_id"] for each in found] == [identifier for _, identifier in expected]


def test_no_page_is_read_before_it_is_wanted(running: Any, ann: Any) -> None:
    receive(running, *(record(number) for number in range(PAGE + 1)))
    parts = export(running.service, Actor("ann", True, running.clock.now()), AlertQuery(), "comma")
    first = next(parts)
    with running.store.write() as session:
        remove_older(session, running.clock.now() + 1, 10 * PAGE)

    assert len(rows(first)) == PAGE
    assert "".join(parts) == ""


def test_filters_hold(running: Any, ann: Any) -> None:
    receive(running, record(1), record(2, severity="low"), record(3, severity="low"))
    ann.patch(f"/api/v1/alerts/{3:032x}", json={"revision": 1, "verdict": "true"})

    def found(**query: Any) -> list[int]:
        return [int(each["alert_id"], 16) for each in rows(ann.get(PATH, params=query).content.decode())]

    assert found(severity="low") == [3, 2]
    assert found(severity="low", verdict="open") == [2]
    assert found(subject="48600100001") == [1]
    assert found(since="2026-05-28T20:03:00.000Z") == [3]
    assert found(scenario="another") == []
    assert ann.get(PATH, params=[("since", "2026-05-28T20:03:00Z")] * 2).status_code == 422


def test_a_spreadsheet_of_another_language_gets_its_separator(running: Any, ann: Any) -> None:
    receive(running, record(1, title="a,b;c"))

    answer = ann.get(PATH, params={"separator": "semicolon"})

    (found,) = rows(answer.content.decode(), ";")
    assert found["title"] == "a,b;c"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+48600100200", "'+48600100200"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ('"=1', "\"'=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        # To a spreadsheet that expects another separator, or takes a line break for one, a cell begins there.
        ("a;=1+1", "a;'=1+1"),
        ("a,@x", "a,'@x"),
        ('a;"=1+1"', 'a;"\'=1+1"'),
        ("a\n=1", "a\n'=1"),
        ("a=b, -1 and x-y", "a=b, -1 and x-y"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    (read,) = csv.reader(io.StringIO(cell(text), newline=""))

    assert read == [shown]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_text_of_an_alert_is_a_formula_whatever_separates_cells(
    running: Any, ann: Any, separator: str
) -> None:
    hostile = '";=1+1;","=1+1","\t=1+1\t"\n=1+1\r\n@x'
    receive(running, record(1, title=hostile, subject=hostile, severity="=1+1", node="+x"))

    text = ann.get(PATH).content.decode().removeprefix("\ufeff")

    cells = [each for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for each in line]
    assert [each for each in cells if each.lstrip('"').startswith(tuple("=+-@\t\r"))] == []


def test_viewers_get_no_personal_data_and_look_for_none(running: Any, ann: Any) -> None:
    receive(running, record(1))
    bob = running.new_user("bob", fraud="viewer")

    whole = bob.get(PATH).content.decode()

    (found,) = rows(whole)
    assert (found["subject"], found["title"]) == ("•••", "•••")
    assert "4860010" not in whole
    assert rows(bob.get(PATH, params={"subject": "48600100001"}).content.decode()) == []


def test_nobody_gets_alerts_of_other_folders(running: Any, ann: Any) -> None:
    receive(running, record(1))
    stranger = running.new_user("sam", marketing="admin")

    assert rows(stranger.get(PATH).content.decode()) == []


def test_who_exported_what_is_in_the_audit_log_without_subjects(running: Any, ann: Any) -> None:
    boss = running.new_user("boss", administrator=True)
    receive(running, record(1), record(2))

    query = {"environment": "sandbox", "subject": "48600100001", "since": "2026-05-28T20:00:00Z"}
    ann.get(PATH, params=query)

    (entry,) = boss.get("/api/v1/audit", params={"action": "alert.export"}).json()["entries"]
    assert (entry["actor"], entry["detail"]) == (
        "ann",
        {"alerts": 1, "environment": ["sandbox"], "subjects": 1, "since": "2026-05-28T20:00:00.000Z"},
    )


def test_a_name_of_an_environment_that_is_none_is_no_name_of_a_file(running: Any, ann: Any) -> None:
    answer = ann.get(PATH, params={"environment": '../x"\r\nX: y'})

    assert answer.headers["content-disposition"] == 'attachment; filename="alerts-2026-05-28.csv"'
