"""Streams from schemas of a registry."""

import json
from typing import Any

import pytest
from filbert.scenarios.registry_schema import stream_of_schema

CALL = {
    "type": "record",
    "name": "Call",
    "fields": [
        {"name": "caller", "type": "string"},
        {"name": "callee", "type": ["null", "string"]},
        {"name": "started_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "seconds", "type": "int"},
        {
            "name": "fee",
            "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}],
        },
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["voice"]}},
        {
            "name": "cell",
            "type": {
                "type": "record",
                "name": "Cell",
                "fields": [{"name": "id", "type": ["null", "string"]}],
            },
        },
        {"name": "last_cell", "type": ["null", "Cell"]},
        {"name": "tags", "type": {"type": "map", "values": "string"}},
        {"name": "hops", "type": {"type": "array", "items": "long"}},
        {"name": "either", "type": ["string", "long"]},
        {"name": "payload", "type": "bytes"},
    ],
}


def test_an_avro_record_becomes_a_stream() -> None:
    found = stream_of_schema("calls", "AVRO", json.dumps(CALL))

    assert found.document == {
        "stream": "calls",
        "topic": "calls",
        "format": "avro",
        "event_time": {"field": "started_at"},
        "fields": {
            "caller": "STRING NOT NULL",
            "callee": "STRING",
            "started_at": "TIMESTAMP NOT NULL",
            "seconds": "INT NOT NULL",
            "fee": "DECIMAL(10, 2)",
            "kind": "STRING NOT NULL",
            "cell": "ROW<id STRING> NOT NULL",
            "last_cell": "ROW<id STRING>",
            "tags": "MAP<STRING, STRING> NOT NULL",
            "hops": "ARRAY<BIGINT> NOT NULL",
        },
    }
    assert [note for note in found.notes if "left out" in note] == [
        "'either' is left out: its type has no counterpart",
        "'payload' is left out: its type has no counterpart",
    ]


def test_a_json_schema_becomes_a_stream() -> None:
    schema = {
        "type": "object",
        "required": ["at"],
        "properties": {
            "at": {"type": "string", "format": "date-time"},
            "amount": {"type": ["number", "null"]},
            "items": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
        },
    }

    assert stream_of_schema("orders", "JSON", json.dumps(schema)).document["fields"] == {
        "at": "TIMESTAMP NOT NULL",
        "amount": "DOUBLE",
        "items": "ARRAY<ROW<n BIGINT>>",
    }


@pytest.mark.parametrize(
    ("kind", "schema", "told"),
    [
        ("PROTOBUF", "{}", "AVRO and JSON can"),
        ("AVRO", "{", "not JSON"),
        ("AVRO", '"string"', "no Avro record"),
        ("AVRO", "[" * 100_000, "not JSON"),
        ("JSON", "[]", "no JSON Schema"),
        ("AVRO", '{"type": "record", "name": "R", "fields": []}', "no field"),
    ],
)
def test_what_cannot_be_read_is_told(kind: str, schema: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        stream_of_schema("calls", kind, schema)


def test_a_schema_that_contains_itself_ends() -> None:
    content: dict[str, Any] = {
        "type": "record",
        "name": "Tree",
        "fields": [{"name": "left", "type": ["null", "Tree"]}, {"name": "id", "type": "long"}],
    }

    found = stream_of_schema("trees", "AVRO", json.dumps(content))

    assert found.document["fields"]["id"] == "BIGINT NOT NULL"
