"""`kafka-sink` and `alert` write records; `dead-end` writes none."""

from datetime import datetime

from filbert.components.testing import bind, context_of, run
from filbert.runtime.conformance.scenarios import parse_stream

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
