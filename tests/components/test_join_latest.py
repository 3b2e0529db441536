"""`join-latest`: the latest row of a table by key.

order: event-time
customers   10: ann, pre              30: ann, post         50: ann, deleted
calls               20: ann   25: bob          30: ann              50: ann
customer            pre       NULL             post                 NULL
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from filbert.components.spec import TABLE, Bound, Result, Row, Run
from filbert.components.testing import bind, context_of, rows_of
from filbert.runtime.conformance.scenarios import parse_stream

CUSTOMERS = parse_stream(
    {
        "stream": "customers",
        "key": "id",
        "event_time": {"field": "at", "max_ahead": "1h"},
        "fields": {"id": "STRING", "tariff": "STRING NOT NULL", "at": "TIMESTAMP NOT NULL"},
    }
)
COLUMNS = {"caller": "STRING"}
PARAMETERS: dict[str, Any] = {
    "key": "caller",
    "stream": "customers",
    "name": "customer",
    "order": "event-time",
}


def bound_of(**change: Any) -> Bound:
    bound, findings = bind(
        "join-latest", {**PARAMETERS, **change}, {"in": context_of(COLUMNS)}, {"customers": CUSTOMERS}
    )
    assert [each for each in findings if each.severity == "error"] == []
    assert bound is not None
    return bound


def customer(number: int, time: int, tariff: str | None, key: str | None = "ann", **more: Any) -> Row:
    """A record of the table; no tariff is a deletion."""
    value = {"id": key, "tariff": tariff, "at": time, **more}
    return {
        "$raw": None if tariff is None else json.dumps(value).encode(),
        "$ingested": time,
        "$stream": "customers",
        "$partition": 0,
        "$offset": number,
        "$sequence": number,
        "event_id": f"customers:0:{number}",
        "event_key": key,
    }


def calls(first: int, *events: tuple[str | None, int]) -> list[Row]:
    return rows_of([{"caller": caller, "time": time} for caller, time in events], "calls", first)


def joined(bound: Bound, rows: Sequence[Row], table: Sequence[Row], **more: Any) -> Result:
    run = Run("node", "scenario", "sandbox", "0" * 64, {"out": frozenset()}, {"in": "before"}, **more)
    return bound.operator(run)({"in": rows, TABLE: table})


def tariffs(rows: Sequence[Mapping[str, Any]]) -> list[str | None]:
    return [row["customer"] and row["customer"]["tariff"] for row in rows]


def test_in_event_time_the_row_counts_that_held_at_the_events_time() -> None:
    table = [customer(0, 30, "post"), customer(1, 10, "pre"), customer(2, 50, None)]

    result = joined(
        bound_of(), calls(3, ("ann", 50), ("ann", 20), ("bob", 25), ("ann", 30), ("ann", 9)), table
    )

    assert [row["$time"] for row in result.ports["out"]] == [9, 20, 25, 30, 50]
    assert tariffs(result.ports["out"]) == [None, "pre", None, "post", None]


def test_in_order_of_arrival_the_row_counts_that_came_before() -> None:
    table = [customer(0, 99, "pre"), customer(2, 10, "post"), customer(4, 5, None)]
    rows = [*calls(1, ("ann", 20)), *calls(3, ("ann", 20)), *calls(5, ("ann", 20))]

    result = joined(bound_of(order="arrival"), rows, table)

    assert tariffs(result.ports["out"]) == ["pre", "post", None]


def test_a_record_holds_all_fields_of_the_stream() -> None:
    result = joined(bound_of(), calls(1, ("ann", 20)), [customer(0, 10, "pre")])

    assert [row["customer"] for row in result.ports["out"]] == [
        {"id": "ann", "tariff": "pre", "at": datetime(1970, 1, 1, 0, 0, 0, 10_000)}
    ]


def test_events_without_a_row_may_go_another_way() -> None:
    bound = bound_of(missing="drop")

    result = joined(bound, calls(1, ("ann", 20), ("bob", 20), (None, 20)), [customer(0, 10, "pre")])

    assert tariffs(result.ports["out"]) == ["pre"]
    assert [row["caller"] for row in result.ports["missing"]] == ["bob", None]
    assert not bound.outputs["out"].columns["customer"].nullable
    assert "customer" not in bound.outputs["missing"].columns


def test_records_that_cannot_be_used_are_told_whatever_is_connected() -> None:
    table = [
        {**customer(0, 10, "pre"), "$raw": b"{"},
        {**customer(1, 10, "pre"), "$raw": b""},
        customer(2, 10, "pre", None),
        customer(3, 10, None, None),
        {**customer(4, 3_600_011, "late"), "$ingested": 10},
    ]

    result = joined(bound_of(), calls(5, ("ann", 20)), table)

    assert [(each.row["$offset"], each.code, each.field) for each in result.undecoded] == [
        (0, "E_JSON", None),
        (1, "E_EMPTY", None),
        (4, "E_FUTURE", "at"),
        (2, "E_NULL", "id"),
        (3, "E_NULL", "id"),
    ]
    assert result.failures == []
    assert tariffs(result.ports["out"]) == [None]


def test_the_key_of_the_record_may_come_from_its_field() -> None:
    table = [{**customer(0, 10, "pre"), "event_key": None}]

    result = joined(bound_of(), calls(1, ("ann", 20)), table)

    assert tariffs(result.ports["out"]) == ["pre"]


def test_a_mock_answers_in_place_of_the_table() -> None:
    answers = {"ann": {"id": "ann", "tariff": "mocked", "at": None}}

    result = joined(
        bound_of(),
        calls(1, ("ann", 20), ("bob", 20)),
        [customer(0, 10, "pre")],
        mock=lambda row: answers.get(row["caller"]),
    )

    assert tariffs(result.ports["out"]) == ["mocked", None]


def test_what_cannot_be_a_table_is_refused() -> None:
    no_key = parse_stream({"stream": "loose", "fields": {"id": "STRING"}})

    def codes(change: Mapping[str, Any]) -> list[tuple[str, str | None]]:
        _, findings = bind(
            "join-latest",
            {**PARAMETERS, **change},
            {"in": context_of(COLUMNS)},
            {"customers": CUSTOMERS, "loose": no_key},
        )
        return [(each.code, each.parameter) for each in findings]

    assert codes({}) == []
    assert codes({"stream": "nobody"}) == [("E_STREAM", "stream")]
    assert codes({"stream": "loose"}) == [("E_STREAM", "stream")]
    assert codes({"key": "LENGTH(caller)", "name": "caller"}) == [("E_TYPE", "key"), ("E_SHADOW", "name")]
    assert codes({"order": "arrival"}) == [("W_ORDER", "order")]


def test_the_state_stays_when_name_and_policy_change() -> None:
    def signature(**change: Any) -> str:
        state = bound_of(**change).state()
        assert state is not None
        return state.signature

    assert signature() == signature(name="subscriber", missing="drop")
    assert signature() != signature(key="UPPER(caller)")
    assert signature() != signature(order="arrival")
