"""The definition of a stream from a sample."""

import pytest
from filbert.scenarios.inference import infer_stream
from filbert.scenarios.json_text import write_json
from filbert.scenarios.stream import stream_of
from filbert.scenarios.yaml_text import read_text

CALL = {
    "caller": "48600100200",
    "seconds": 62,
    "fee": 0.25,
    "started_at": "2026-01-31T10:00:00Z",
    "is_roaming": False,
    "day": "2026-01-31",
    "cell": {"id": "c1", "lat": 52.1},
    "tags": ["night", "long"],
}


def test_types_are_those_of_the_values() -> None:
    found = infer_stream("calls", [CALL])

    assert found.document["fields"] == {
        "caller": "STRING NOT NULL",
        "seconds": "BIGINT NOT NULL",
        "fee": "DOUBLE NOT NULL",
        "started_at": "TIMESTAMP NOT NULL",
        "is_roaming": "BOOLEAN NOT NULL",
        "day": "DATE NOT NULL",
        "cell": "ROW<id STRING, lat DOUBLE> NOT NULL",
        "tags": "ARRAY<STRING> NOT NULL",
    }
    assert found.document["event_time"] == {"field": "started_at"}
    assert found.document["pii"] == ["caller"]


def test_the_proposal_is_a_sound_stream() -> None:
    stream, problems = stream_of(read_text(write_json(infer_stream("calls", [CALL]).document)))

    assert stream is not None
    assert problems == []


def test_a_field_that_some_records_lack_may_be_null() -> None:
    found = infer_stream("calls", [{"a": 1, "b": 1}, {"a": 2}, {"a": 3, "b": None}])

    assert found.document["fields"] == {"a": "BIGINT NOT NULL", "b": "BIGINT"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2.5], "DOUBLE NOT NULL"),
        ([1, "x"], "STRING NOT NULL"),
        ([10**20, 1], "STRING NOT NULL"),
        ([1780000000000], "BIGINT NOT NULL"),
        (["2026-01-31", "soon"], "STRING NOT NULL"),
        (["2026-01-31T10:00:00"], "STRING NOT NULL"),
        ([[], [1]], "ARRAY<BIGINT> NOT NULL"),
    ],
)
def test_values_of_several_kinds(values: list[object], expected: str) -> None:
    records = [{"x": value} for value in values]

    assert infer_stream("s", records).document["fields"]["x"] == expected


def test_epoch_milliseconds_are_a_time_where_the_name_says_so() -> None:
    found = infer_stream("s", [{"sent_at": 1780000000000, "id": 1780000000000}])

    assert found.document["fields"] == {"sent_at": "TIMESTAMP NOT NULL", "id": "BIGINT NOT NULL"}


def test_what_is_left_out_is_told() -> None:
    found = infer_stream("s", [{"a": 1, "b": None, "c": True, "event_time": 1}, {"a": 1, "c": "x"}])

    assert list(found.document["fields"]) == ["a"]
    assert {note.split(":")[0] for note in found.notes} >= {
        "'b' is left out",
        "'c' is left out",
        "'event_time' is left out",
    }


@pytest.mark.parametrize("records", [[], [1], [{}], [{"$x": 1}]])
def test_a_sample_without_a_field_is_refused(records: list[object]) -> None:
    with pytest.raises(ValueError, match=r"record|field"):
        infer_stream("s", records)
