"""`kafka-sink`, `alert` and `action` write records; `dead-end` writes none."""

from datetime import datetime
from typing import Literal

import pytest
from filbert.components.spec import Run
from filbert.components.testing import bind, context_of, rows_of, run, run_bound
from filbert.runtime.conformance.scenarios import parse_stream
from pydantic import ValidationError

MODES: tuple[Literal["live", "dry-run", "off"], ...] = ("live", "dry-run", "off")

HITS = parse_stream(
    {
        "stream": "hits",
        "format": "json",
        "key": "who",
        "fields": {"who": "STRING NOT NULL", "n": "SMALLINT"},
        "max_bytes": 40,
    }
)
COLUMNS = {"who": "STRING", "n": "BIGINT"}


def test_fields_take_the_columns_of_their_names() -> None:
    out = run("kafka-sink", {"stream": "hits"}, COLUMNS, [{"who": "a", "n": 1}], streams={"hits": HITS})

    assert out.records == [{"who": "a", "n": 1}]


def test_what_does_not_fit_the_stream_is_an_error() -> None:
    events = [{"who": None, "n": 1}, {"who": "a", "n": 40_000}, {"who": "a" * 50, "n": 1}]

    out = run("kafka-sink", {"stream": "hits"}, COLUMNS, events, streams={"hits": HITS})

    assert out.failures == [
        ("fields.who", "E_REQUIRED", None),
        ("fields.n", "E_RANGE", None),
        (None, "E_SIZE", None),
    ]


def test_unknown_and_missing_fields_are_both_named() -> None:
    _, findings = bind(
        "kafka-sink",
        {"stream": "hits", "fields": {"nobody": "who"}},
        {"in": context_of(COLUMNS)},
        {"hits": HITS},
    )

    assert [(each.code, each.parameter) for each in findings] == [
        ("E_FIELD", "fields.nobody"),
        ("E_REQUIRED", "fields"),
    ]


def test_an_alert_has_its_subject_title_and_evidence() -> None:
    parameters = {
        "severity": "high",
        "subject": "who",
        "title": "{n} of {who}",
        "evidence": {"twice": "n * 2"},
    }

    out = run("alert", parameters, COLUMNS, [{"who": "a", "n": 3, "time": 1_000}])

    [alert] = out.records
    assert (alert["subject"], alert["title"], alert["evidence"]) == ("a", "3 of a", {"twice": 6})
    assert alert["event_time"] == datetime(1970, 1, 1, 0, 0, 1)
    assert len(alert["alert_id"]) == 32


def test_an_alert_about_nobody_is_an_error() -> None:
    out = run("alert", {"severity": "low", "subject": "who", "title": "x"}, COLUMNS, [{"who": None, "n": 3}])

    assert out.failures == [("subject", "E_NULL", None)]


def test_a_dead_end_takes_everything() -> None:
    out = run("dead-end", {}, COLUMNS, [{"who": "a", "n": 3}])

    assert (dict(out.ports), out.failures, out.records) == ({}, [], [])


def test_an_action_has_its_kind_subject_and_payload() -> None:
    parameters = {"kind": "limit", "subject": "who", "payload": {"twice": "n * 2"}, "expires": "10m"}

    out = run("action", parameters, COLUMNS, [{"who": "a", "n": 3, "time": 1_000}])

    [action] = out.records
    assert (action["kind"], action["subject"], action["payload"]) == ("limit", "a", {"twice": 6})
    assert (action["event_time"], action["expires_at"]) == (
        datetime(1970, 1, 1, 0, 0, 1),
        datetime(1970, 1, 1, 0, 10, 1),
    )
    assert action["mode"] == "dry-run"
    assert len(action["action_id"]) == 32


def test_an_action_without_payload_and_end_has_neither() -> None:
    out = run("action", {"kind": "block", "subject": "who"}, COLUMNS, [{"who": "a", "n": 3}])

    [action] = out.records
    assert "payload" not in action
    assert action["expires_at"] is None


def test_an_action_is_asked_for_as_its_environment_says() -> None:
    bound, _ = bind("action", {"kind": "block", "subject": "who"}, {"in": context_of(COLUMNS)})
    assert bound is not None
    events = rows_of([{"who": "a", "n": 1}, {"who": None, "n": 2}])

    results = {
        mode: bound.operator(Run("node", "scenario", "e", "0" * 64, {}, {"in": "before"}, mode))(
            {"in": events}
        )
        for mode in MODES
    }

    assert {mode: [record["mode"] for _, record in each.records] for mode, each in results.items()} == {
        "live": ["live"],
        "dry-run": ["dry-run"],
        "off": [],
    }
    assert [failure.code for each in results.values() for failure in each.failures] == ["E_NULL"] * 3


def test_an_action_that_would_expire_after_the_last_year_is_an_error() -> None:
    last_day = 253_402_300_799_999 - 86_400_000
    events = [{"who": "a", "n": 1, "time": last_day}, {"who": "a", "n": 1, "time": last_day + 1}]

    out = run("action", {"kind": "block", "subject": "who", "expires": "1d"}, COLUMNS, events)

    assert [each["expires_at"] for each in out.records] == [datetime(9999, 12, 31, 23, 59, 59, 999_000)]
    assert out.failures == [("expires", "E_RANGE", None)]


def test_an_action_that_expires_at_once_is_refused() -> None:
    with pytest.raises(ValidationError, match="greater than 0"):
        bind("action", {"kind": "block", "subject": "who", "expires": "0s"}, {"in": context_of(COLUMNS)})


def test_alerts_about_a_snoozed_subject_are_held_back_until_it_ends_and_counted() -> None:
    bound, _ = bind("alert", {"severity": "low", "subject": "who", "title": "x"}, {"in": context_of(COLUMNS)})
    assert bound is not None
    events = [{"who": who, "n": 1, "time": time} for who in ("a", "b") for time in (500, 999, 1_000, 1_500)]

    result = run_bound(bound, {"in": rows_of(events)}, {"a": datetime(1970, 1, 1, 0, 0, 1)})

    told = [(record["subject"], row["$time"]) for row, record in result.records]
    assert told == [("a", 1_000), ("a", 1_500), ("b", 500), ("b", 999), ("b", 1_000), ("b", 1_500)]
    assert result.counters == {"snoozed": 2}
