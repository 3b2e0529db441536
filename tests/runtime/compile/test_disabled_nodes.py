"""Nodes that are switched off, in Flink SQL."""

import json
from collections.abc import Mapping
from typing import Any

from filbert.runtime.compile import compile_scenario
from filbert.scenarios.document import load_scenario
from filbert.scenarios.environment import Environment, Flink, Kafka
from filbert.scenarios.stream import Stream, stream_of
from filbert.scenarios.validate import validate
from filbert.scenarios.yaml_text import read_text


def stream(name: str, fields: Mapping[str, str]) -> Stream:
    made, problems = stream_of(
        read_text(json.dumps({"stream": name, "format": "json", "fields": dict(fields)}))
    )
    assert made is not None, problems
    return made


def views(nodes: list[dict[str, Any]], edges: list[tuple[str, str]], streams: list[Stream]) -> dict[str, str]:
    document = load_scenario(
        json.dumps(
            {
                "filbert": 1,
                "name": "some",
                "nodes": nodes,
                "edges": [{"from": start, "to": end} for start, end in edges],
            }
        )
    )
    validation = validate(document, {each.name: each for each in streams})
    assert validation.plan is not None, validation.problems
    environment = Environment("sandbox", Kafka("kafka:9092"), Flink("http://flink:8081"))
    statements = compile_scenario(validation.plan, environment, "0" * 64).statements
    made = [statement.partition("CREATE TEMPORARY VIEW ")[2].partition(" AS\n") for statement in statements]
    return {name.strip("`"): body for name, _, body in made if name}


def test_a_port_that_no_event_takes_asks_nothing_of_the_nodes_before() -> None:
    found = views(
        [
            {"id": "in", "component": "kafka", "parameters": {"stream": "in"}},
            {
                "id": "off",
                "component": "filter",
                "parameters": {"condition": "amount > 1"},
                "disabled": True,
            },
            {"id": "one", "component": "kafka-sink", "parameters": {"stream": "one"}},
            {"id": "two", "component": "kafka-sink", "parameters": {"stream": "two"}},
            {"id": "three", "component": "kafka-sink", "parameters": {"stream": "three"}},
        ],
        [("in", "off"), ("off.true", "one"), ("off.false", "two"), ("off.error", "three")],
        [
            stream("in", {"name": "STRING", "amount": "BIGINT", "fee": "DECIMAL(10, 2)"}),
            stream("one", {"name": "STRING"}),
            stream("two", {"amount": "BIGINT"}),
            stream("three", {"fee": "DECIMAL(10, 2)"}),
        ],
    )

    assert "`amount`" not in found["in$events"]
    assert "`fee`" not in found["in$events"]
    assert found["off$false"].startswith("SELECT CAST(NULL AS BIGINT) AS `amount`, `event_time`")
    assert found["off$false"].endswith("FROM `off$ok` WHERE FALSE")
    assert found["off$errors"].startswith("SELECT CAST(NULL AS DECIMAL(10, 2)) AS `fee`, `event_time`")
    assert found["off$errors"].endswith("FROM `in$events` WHERE FALSE")
