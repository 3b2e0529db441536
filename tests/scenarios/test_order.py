"""Whether events of one key come in order is known by the stream's key, however the stream is called."""

import json
from itertools import pairwise
from typing import Any

import pytest
from filbert.scenarios.document import load_scenario
from filbert.scenarios.stream import stream_of
from filbert.scenarios.validate import validate
from filbert.scenarios.yaml_text import read_text

COUNT = {"name": "calls", "function": "count"}


def warned(stream_name: str, key: str, *between: dict[str, Any]) -> list[str]:
    """Nodes that are warned of order, when an aggregate by a key follows the source and what is between."""
    stream, _ = stream_of(
        read_text(f"stream: {stream_name}\nkey: caller\nfields: {{caller: STRING, callee: STRING}}")
    )
    assert stream is not None
    aggregate = {
        "id": "counts",
        "component": "aggregate",
        "parameters": {"key": [key], "window": {"kind": "sliding", "length": "1h"}, "aggregates": [COUNT]},
    }
    source = {"id": "source", "component": "kafka", "parameters": {"stream": stream_name}}
    nodes = [source, *between, aggregate, {"id": "end", "component": "dead-end"}]
    document = {
        "filbert": 1,
        "name": "calls",
        "nodes": nodes,
        "edges": [{"from": one["id"], "to": next_one["id"]} for one, next_one in pairwise(nodes)],
    }
    validation = validate(load_scenario(json.dumps(document)), {stream_name: stream})
    assert validation.plan is not None, validation.problems
    return [each.node for each in validation.problems if each.code == "W_ORDER" and each.node]


@pytest.mark.parametrize("stream_name", ["calls", "calls-of-today", "from"])
def test_the_stream_s_key_keeps_the_order_and_another_one_does_not(stream_name: str) -> None:
    renaming = {
        "id": "renaming",
        "component": "select",
        "parameters": {"fields": {"who": "caller", "callee": "callee"}},
    }

    assert warned(stream_name, "caller") == []
    assert warned(stream_name, "who", renaming) == []
    assert warned(stream_name, "callee") == ["counts"]
