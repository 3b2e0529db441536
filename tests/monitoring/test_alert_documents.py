"""What becomes of a record before Elasticsearch sees it."""

import json
from typing import Any

import pytest
from filbert.monitoring.alert_index.document import Place, RefusedError, document_of
from filbert.monitoring.alert_index.mapping import FIELDS
from filbert.monitoring.alert_index.names import end_of, index_of, indices_of, is_expired
from filbert.monitoring.alert_index.refused import Refused, dead_letter

PLACE = Place("filbert.production.alerts", 2, 7)
NOW = 1_767_261_600_000  # 2026-01-01T10:00
ALERT: dict[str, Any] = {
    "schema": 1,
    "alert_id": "3f2a9c5e7b1d4860a2c4e6f8091b3d5f",
    "environment": "production",
    "scenario": "sms-spam",
    "version": "5e0c2f7c3ff1",
    "node": "alert",
    "severity": "high",
    "title": "SMS spam from 48600100200",
    "subject": "48600100200",
    "dedupe_key": None,
    "event_id": "sms:0:1017",
    "event_time": "2025-12-31T23:59:59.999Z",
    "ingested_at": "2026-01-01T00:00:00.010Z",
    "raised_at": "2026-01-01T00:00:00.040Z",
    "stream": "sms",
    "partition": 0,
    "offset": 1017,
    "evidence": {"unique_recipients": 1000, "destination": "4860"},
}


def document(**changes: Any) -> Any:
    return document_of(json.dumps({**ALERT, **changes}).encode(), "production", PLACE, NOW)


def test_a_document_has_what_the_record_has() -> None:
    found = document()

    assert (found.id, found.index) == (ALERT["alert_id"], "filbert-alerts-production-2025.12")
    assert found.source == {
        **{name: value for name, value in ALERT.items() if name not in {"schema", "dedupe_key"}},
        "destination": "4860",
        "received_at": "2026-01-01T10:00:00.000Z",
        "alert_partition": 2,
        "alert_offset": 7,
        "revision": 1,
        "truncated": False,
    }


def test_a_document_has_no_field_that_the_mapping_does_not_know() -> None:
    """Strict mappings refuse others; a later version of the record may bring some."""
    found = document(colour="blue", dedupe_key="a")

    assert set(found.source) <= set(FIELDS)
    assert "colour" not in found.source


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alert_id": None}, "alert_id"),
        ({"alert_id": "../_all"}, "alert_id"),
        ({"environment": "sandbox"}, "environment"),
        ({"scenario": 1}, "scenario"),
        ({"scenario": ""}, "scenario"),
        ({"version": "v" * 201}, "version"),
        ({"subject": None}, "subject"),
        ({"severity": ["high"]}, "severity"),
        ({"event_time": "yesterday"}, "event_time"),
        ({"event_time": 1767225600000}, "event_time"),
        ({"event_time": "1969-01-01T00:00:00.000Z"}, "event_time"),
        ({"event_time": "2026-03-01T00:00:00.000Z"}, "event_time"),
        ({"raised_at": ""}, "raised_at"),
        ({"ingested_at": {}}, "ingested_at"),
        ({"partition": 2**31}, "partition"),
        ({"offset": -1}, "offset"),
        ({"offset": True}, "offset"),
        ({"evidence": [1]}, "evidence"),
        ({"evidence": "text"}, "evidence"),
    ],
)
def test_what_is_no_alert_is_refused_with_the_place(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        document(**changes)

    assert refused.value.field == field


@pytest.mark.parametrize("value", [None, b"", b"[]", b"1", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(value: bytes | None) -> None:
    with pytest.raises(RefusedError):
        document_of(value, "production", PLACE, NOW)


def test_long_texts_are_cut_and_that_is_said() -> None:
    found = document(title="t" * 1_000_000, subject="s" * 501, evidence={"a": "ü" * 1_000_000}).source

    assert (len(found["title"]), len(found["subject"]), len(found["evidence"]["a"])) == (1_000, 500, 1_000)
    assert found["title"].endswith("…")
    assert found["truncated"] is True


def test_evidence_stays_small_whatever_is_in_it() -> None:
    wide = document(evidence={str(number): "x" * 900 for number in range(10_000)}).source
    many = document(evidence={"list": list(range(100_000))}).source
    deep = document(evidence={"a": json.loads("[" * 50 + "]" * 50)}).source

    assert len(json.dumps(wide)) < 40_000
    assert len(many["evidence"]["list"]) < 500
    assert json.dumps(deep["evidence"]).count("[") == 7
    assert [each["truncated"] for each in (wide, many, deep)] == [True, True, True]


def test_numbers_that_are_none_are_texts() -> None:
    """Elasticsearch's parser refuses them, and with them the whole request."""
    value = json.dumps(ALERT)[:-1] + ', "evidence": {"a": NaN, "b": 1e999, "c": -Infinity}}'

    found = document_of(value.encode(), "production", PLACE, NOW).source["evidence"]

    assert found == {"a": "NaN", "b": "1e999", "c": "-Infinity"}


def test_halves_of_characters_and_nul_are_replaced() -> None:
    found = document(evidence={"nul\x00": "\x00", "half": "\ud800"}).source["evidence"]

    assert found == {"nul\ufffd": "\ufffd", "half": "?"}


def test_a_month_has_its_index_and_its_end() -> None:
    assert index_of("production", NOW) == "filbert-alerts-production-2026.01"
    assert end_of("filbert-alerts-production-2026.01", "production") == 1_769_904_000_000
    assert end_of("filbert-alerts-production-2026.13", "production") is None
    assert end_of("filbert-alerts-production-b-2026.01", "production") is None
    assert indices_of("a").startswith("filbert-alerts-a-1*,filbert-alerts-a-2*")


def test_an_alert_expires_with_its_month() -> None:
    first_of_february = 1_769_904_000_000

    assert not is_expired(NOW, first_of_february + 30 * 86_400_000 - 1, 30)
    assert is_expired(NOW, first_of_february + 30 * 86_400_000, 30)


def test_a_refused_record_becomes_the_same_dead_letter_each_time() -> None:
    refused = Refused(
        PLACE, json.dumps({**ALERT, "evidence": []}).encode(), NOW, "evidence", "expected an object"
    )

    letter = dead_letter(refused, "production")

    assert letter == dead_letter(refused, "production")
    assert {
        name: letter[name] for name in ("code", "scenario", "node", "field", "event_id", "topic", "offset")
    } == {
        "code": "E_INDEX",
        "scenario": "sms-spam",
        "node": "alert",
        "field": "evidence",
        "event_id": "sms:0:1017",
        "topic": "filbert.production.alerts",
        "offset": 7,
    }


def test_a_refused_record_may_be_anything() -> None:
    letter = dead_letter(Refused(PLACE, b"\xff" * 1_000_000, NOW, "", "not JSON"), "production")

    assert (letter["scenario"], letter["raw_bytes"], letter["truncated"]) == ("unknown", 1_000_000, True)
    assert len(letter["raw"]) < 400_000
    assert letter["event_id"] == "filbert.production.alerts:2:7"
