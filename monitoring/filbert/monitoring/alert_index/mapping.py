"""What a document of the index looks like. A field is added here and nowhere else."""

from collections.abc import Mapping
from typing import Any

from filbert.monitoring.alert_index.names import ALIAS, EVERY

TEMPLATE = "filbert-alerts"
VERSION = 2

_KEYWORD = {"type": "keyword", "ignore_above": 2_000}
_TIME = {"type": "date", "format": "strict_date_time"}

FIELDS: Mapping[str, Mapping[str, Any]] = {
    "alert_id": _KEYWORD,
    "environment": _KEYWORD,
    "scenario": _KEYWORD,
    "version": _KEYWORD,
    "node": _KEYWORD,
    "severity": _KEYWORD,
    "title": {"type": "text", "fields": {"raw": _KEYWORD}},
    "subject": _KEYWORD,
    "dedupe_key": _KEYWORD,
    "destination": _KEYWORD,
    "event_id": _KEYWORD,
    "event_time": _TIME,
    "ingested_at": _TIME,
    "raised_at": _TIME,
    "received_at": _TIME,
    "stream": _KEYWORD,
    "partition": {"type": "integer"},
    "offset": {"type": "long"},
    # One field however many names there are: evidence of one scenario must not break that of another.
    "evidence": {"type": "flattened", "ignore_above": 1_000, "depth_limit": 20},
    "truncated": {"type": "boolean"},
    # Where the alert itself lies in its topic.
    "alert_partition": {"type": "integer"},
    "alert_offset": {"type": "long"},
    # What people make of it; written by partial updates.
    "verdict": _KEYWORD,
    "verdict_by": _KEYWORD,
    "verdict_at": _TIME,
    "assignee": _KEYWORD,
    "revision": {"type": "integer"},
    # Read with the alert, and looked for by nobody.
    "comments": {"type": "object", "enabled": False},
}


def properties() -> dict[str, Any]:
    """The fields, as a mapping has them."""
    return {name: dict(field) for name, field in FIELDS.items()}


def template() -> dict[str, Any]:
    """The index template."""
    return {
        "index_patterns": [EVERY],
        "priority": 500,
        "version": VERSION,
        "template": {
            # A copy where there is a second node to hold it.
            "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
            "mappings": {
                "dynamic": "strict",
                "_meta": {"version": VERSION, "written_by": "filbert index"},
                "properties": properties(),
            },
            "aliases": {ALIAS: {}},
        },
    }
