"""What is sent to a process table function: each value once, and a place in the state for each definition."""

import json
import re
from typing import Any

from filbert.runtime.compile import compile_scenario
from filbert.scenarios.document import load_scenario
from filbert.scenarios.environment import default_environment
from filbert.scenarios.stream import stream_of
from filbert.scenarios.validate import validate
from filbert.scenarios.yaml_text import read_text

CALLS = """\
stream: calls
fields: {caller: STRING, cost: DOUBLE, tax: DOUBLE}
"""


def sent(assignments: dict[str, str], aggregates: dict[str, str], title: str) -> tuple[list[str], str]:
    """The column of each aggregate's value, and the columns that are sent."""
    stream, _ = stream_of(read_text(CALLS))
    assert stream is not None
    document: dict[str, Any] = {
        "filbert": 1,
        "name": "calls",
        "nodes": [
            {"id": "calls", "component": "kafka", "parameters": {"stream": "calls"}},
            {"id": "named", "component": "variable", "parameters": {"assignments": assignments}},
            {
                "id": "sums",
                "component": "aggregate",
                "parameters": {
                    "key": ["caller"],
                    "window": {"kind": "sliding", "length": "1h"},
                    "aggregates": [
                        {"name": name, "function": "sum", "value": value}
                        for name, value in aggregates.items()
                    ],
                },
            },
            {
                "id": "told",
                "component": "alert",
                "parameters": {"severity": "low", "subject": "caller", "title": title},
            },
        ],
        "edges": [
            {"from": "calls", "to": "named"},
            {"from": "named", "to": "sums"},
            {"from": "sums", "to": "told"},
        ],
    }
    validation = validate(load_scenario(json.dumps(document)), {"calls": stream})
    assert validation.plan is not None, validation.problems
    statements = compile_scenario(validation.plan, default_environment(), "0" * 64).statements
    rows = next(each for each in statements if "VIEW `sums$ok` AS" in each)
    answers = next(each for each in statements if "VIEW `sums$answers` AS" in each)
    spec = re.search(r"spec => '(.*)'", answers)
    assert spec is not None
    return [each["value"] for each in json.loads(spec[1])["aggregates"]], rows


def test_a_value_that_goes_on_anyway_is_sent_once() -> None:
    columns, rows = sent({"net": "cost - tax"}, {"total": "cost"}, "{total} {cost}")

    assert columns == ["cost"]
    assert rows.count("`cost`") == 1


def test_a_value_that_goes_no_further_has_a_column_of_its_own() -> None:
    columns, _ = sent({"net": "cost - tax"}, {"total": "cost"}, "{total}")

    assert columns == ["$v1"]


def test_values_of_one_definition_share_a_column_whatever_they_are_called_and_whoever_reads_them() -> None:
    values = {"first": "cost", "second": "fee", "third": "tax"}

    nobody, _ = sent({"fee": "cost"}, values, "{first} {second} {third}")
    one, _ = sent({"fee": "cost"}, values, "{first} {second} {third} {fee}")
    both, _ = sent({"fee": "cost"}, values, "{first} {second} {third} {fee} {cost}")

    assert nobody == ["$v1", "$v1", "$v3"]
    assert one == ["$v1", "$v1", "$v3"]
    assert both == ["cost", "cost", "$v3"]


def rows_sent(order: str, streams: list[str]) -> str:
    """The view that feeds a deduplication after a union of streams."""
    known = {}
    for name in streams:
        stream, _ = stream_of(read_text(CALLS.replace("calls", name)))
        assert stream is not None
        known[name] = stream
    parameters = {"key": ["caller"], "window": "1h", "order": order}
    document = {
        "filbert": 1,
        "name": "calls",
        "nodes": [
            *({"id": name, "component": "kafka", "parameters": {"stream": name}} for name in streams),
            {"id": "all", "component": "union", "parameters": {}},
            {"id": "once", "component": "deduplicate", "parameters": parameters},
            {"id": "end", "component": "dead-end", "parameters": {}},
        ],
        "edges": [
            *({"from": name, "to": f"all.{name}"} for name in streams),
            {"from": "all", "to": "once"},
            {"from": "once", "to": "end"},
        ],
    }
    validation = validate(load_scenario(json.dumps(document)), known)
    assert validation.plan is not None, validation.problems
    statements = compile_scenario(validation.plan, default_environment(), "0" * 64).statements
    return next(each for each in statements if "VIEW `once$ok` AS" in each)


def test_the_name_of_the_only_stream_is_not_sent_with_every_event() -> None:
    assert "`$stream`" not in rows_sent("arrival", ["calls"])


def test_the_stream_is_sent_where_there_are_several() -> None:
    assert "`$stream`" in rows_sent("arrival", ["calls", "texts"])


def test_events_that_wait_in_the_state_hold_the_name_of_their_stream() -> None:
    assert "`$stream`" in rows_sent("event-time", ["calls"])
