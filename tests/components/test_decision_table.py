"""`decision-table`: an event's values are looked up, row by row.

country   minutes    rate
PL        [0, 60)    0.10
PL        60 and up  0.05
(any)     (any)      0.90
"""

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from filbert.components.decision import intervals
from filbert.components.testing import bind, context_of, run
from filbert.expressions import parse_type
from hypothesis import given, settings
from hypothesis import strategies as st

COLUMNS = {"country": "STRING", "minutes": "BIGINT"}
RATES = [
    {"country": "PL", "minutes": [0, 60], "rate": "0.10"},
    {"country": "PL", "minutes": [60, None], "rate": "0.05"},
    {"rate": "0.90"},
]


def table(rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "inputs": {
            "country": {"expression": "country"},
            "minutes": {"expression": "minutes", "operator": "range"},
        },
        "outputs": {"rate": "DECIMAL(4, 2)"},
        "rows": rows,
        **more,
    }


def findings(
    parameters: dict[str, Any], columns: dict[str, str] = COLUMNS
) -> list[tuple[str, str | None, str]]:
    _, found = bind("decision-table", parameters, {"in": context_of(columns)})
    return [(each.code, each.parameter, each.message) for each in found]


def one(operator: str, type_: str, cell: Any) -> dict[str, Any]:
    """A table of one row and one input, whose answer is a mark."""
    return {
        "inputs": {"x": {"expression": "v", "operator": operator}},
        "outputs": {"hit": "BOOLEAN"},
        "rows": [{"x": cell, "hit": True}],
    }


def test_the_first_row_that_matches_answers() -> None:
    events = [
        {"country": "PL", "minutes": 59},
        {"country": "PL", "minutes": 60},
        {"country": "DE", "minutes": 1},
    ]

    out = run("decision-table", table(RATES), COLUMNS, events)

    assert [row["rate"] for row in out.ports["out"]] == [Decimal("0.10"), Decimal("0.05"), Decimal("0.90")]


def test_null_is_matched_only_by_a_cell_that_is_not_given() -> None:
    out = run("decision-table", table(RATES), COLUMNS, [{"country": "PL", "minutes": None}])

    assert [row["rate"] for row in out.ports["out"]] == [Decimal("0.90")]


def test_where_no_row_matches_the_answer_is_null() -> None:
    out = run("decision-table", table(RATES[:2]), COLUMNS, [{"country": "DE", "minutes": 1}])

    assert [row["rate"] for row in out.ports["out"]] == [None]


def test_in_a_unique_table_two_matches_are_an_error_of_the_event() -> None:
    events = [{"country": "PL", "minutes": 5}, {"country": "DE", "minutes": 5}]

    out = run("decision-table", table(RATES, hit_policy="unique"), COLUMNS, events)

    assert out.failures == [("rows", "E_AMBIGUOUS", None)]
    assert [row["rate"] for row in out.ports["out"]] == [Decimal("0.90")]


def test_all_answers_are_collected_in_the_order_of_rows() -> None:
    events = [{"country": "PL", "minutes": 5}, {"country": "DE", "minutes": 5}]

    out = run("decision-table", table(RATES, hit_policy="collect", collect_as="rates"), COLUMNS, events)

    assert [row["rates"] for row in out.ports["out"]] == [
        [{"rate": Decimal("0.10")}, {"rate": Decimal("0.90")}],
        [{"rate": Decimal("0.90")}],
    ]


def test_an_event_whose_value_cannot_be_calculated_leaves_with_its_place() -> None:
    parameters = table([{"rate": 1}], inputs={"minutes": {"expression": "60 / minutes"}})

    out = run("decision-table", parameters, COLUMNS, [{"country": "PL", "minutes": 0}])

    assert out.failures == [("inputs.minutes.expression", "E_DIV0", 3)]


@pytest.mark.parametrize(
    ("operator", "type_", "cell", "inside", "outside"),
    [
        ("=", "STRING", "a", ["a"], ["", "A", "aa", "b"]),
        ("<>", "BIGINT", 5, [4, 6], [5]),
        ("<", "DOUBLE", 0, [-1e-300], [0.0, -0.0, 5e-324]),
        ("<=", "DECIMAL(4, 2)", "1.50", [Decimal("1.50")], [Decimal("1.51")]),
        (">", "DATE", "2026-01-31", [date(2026, 2, 1)], [date(2026, 1, 31)]),
        (
            ">=",
            "TIMESTAMP",
            "2026-01-31T00:00:00Z",
            [datetime(2026, 1, 31)],
            [datetime(2026, 1, 30, 23, 59, 59)],
        ),
        ("between", "BIGINT", [1, 3], [1, 3], [0, 4]),
        ("between", "STRING", ["a", None], ["a", "z"], ["A"]),
        ("range", "BIGINT", [1, 3], [1, 2], [0, 3]),
        ("range", "BIGINT", [None, 3], [-9, 2], [3]),
        ("in", "BIGINT", [1, 2, 9], [1, 2, 9], [0, 3, 8]),
        ("in", "BOOLEAN", [True], [True], [False]),
        ("starts-with", "STRING", "48", ["48", "48600", "48\U0010ffff"], ["4", "49", "0048"]),
        ("starts-with", "STRING", "", ["", "x"], []),
        (">", "BIGINT", 9223372036854775807, [], [9223372036854775807]),
        ("<=", "BIGINT", 9223372036854775807, [9223372036854775807], []),
        ("starts-with", "STRING", "\U0010ffff", ["\U0010ffff", "\U0010ffffa"], ["\uffff"]),
    ],
)
def test_an_operator_takes_what_it_says(
    operator: str, type_: str, cell: Any, inside: list[Any], outside: list[Any]
) -> None:
    events = [{"v": value} for value in [*inside, *outside, None]]

    out = run("decision-table", one(operator, type_, cell), {"v": type_}, events)

    expected = [True] * len(inside) + [None] * (len(outside) + 1)
    assert [row["hit"] for row in out.ports["out"]] == expected


def test_every_cell_that_does_not_fit_is_told_at_its_own_place() -> None:
    rows = [
        {"country": 48, "minutes": [0, 60], "rate": 1},
        {"country": "PL", "minutes": 60, "rate": 1},
        {"country": "PL", "minutes": ["x", 60], "rate": "1.555"},
        {"country": "PL", "minutes": [60, 60], "rate": 1},
        {"cuontry": "PL", "rate": None},
        {"country": ["PL"], "minutes": [None, None]},
    ]

    found = findings(table(rows))

    assert [each[:2] for each in found] == [
        ("E_TYPE", "rows.0.country"),
        ("E_TYPE", "rows.1.minutes"),
        ("E_TYPE", "rows.2.minutes.0"),
        ("E_TYPE", "rows.2.rate"),
        ("E_VALUE", "rows.3.minutes"),
        ("E_KEY", "rows.4.cuontry"),
        ("E_TYPE", "rows.5.country"),
        ("E_TYPE", "rows.5.minutes"),
    ]
    assert found[0][2] == "expected STRING, found 48"


def test_columns_that_do_not_fit_are_told_before_the_cells() -> None:
    parameters = {
        "inputs": {
            "a": {"expression": "flag", "operator": "<"},
            "b": {"expression": "minutes", "operator": "starts-with"},
            "c": {"expression": "place"},
            "d": {"expression": "nothing"},
        },
        "outputs": {"a": "STRING", "e": "TEXT", "f": "ARRAY<STRING>", "flag": "STRING"},
        "rows": [{"a": 1}],
    }

    found = findings(parameters, {"flag": "BOOLEAN", "minutes": "BIGINT", "place": "ROW<x STRING>"})

    assert [each[:2] for each in found] == [
        ("E_TYPE", "inputs.a.operator"),
        ("E_TYPE", "inputs.b.operator"),
        ("E_TYPE", "inputs.c.expression"),
        ("E_NAME", "inputs.d.expression"),
        ("E_DUPLICATE", "outputs.a"),
        ("E_TYPE_NAME", "outputs.e"),
        ("E_TYPE", "outputs.f"),
        ("E_SHADOW", "outputs.flag"),
    ]


def test_collect_needs_a_name_and_the_others_have_none() -> None:
    assert findings(table(RATES, hit_policy="collect"))[0][:2] == ("E_MISSING", "collect_as")
    assert findings(table(RATES, collect_as="rates"))[0][:2] == ("E_KEY", "collect_as")


def test_an_output_that_must_not_be_null_is_given_by_every_row() -> None:
    found = findings(table([{"country": "PL"}, {"rate": 1}], outputs={"rate": "DECIMAL(4, 2) NOT NULL"}))

    assert [each[:2] for each in found] == [("E_REQUIRED", "rows.0.rate")]


def test_rows_of_a_unique_table_that_overlap_are_named() -> None:
    rows = [
        {"country": "PL", "minutes": [0, 60], "rate": 1},
        {"country": "DE", "rate": 1},
        {"country": "PL", "minutes": [59, None], "rate": 1},
        {"country": "DE", "minutes": [0, 1], "rate": 1},
        {"country": "PL", "minutes": [None, 0], "rate": 1},
    ]

    found = findings(table(rows, hit_policy="unique"))

    assert [each for each in found if each[0] == "W_OVERLAP"] == [
        ("W_OVERLAP", "rows.2", "row 3 overlaps row 1"),
        ("W_OVERLAP", "rows.3", "row 4 overlaps row 2"),
    ]


def test_a_row_that_an_earlier_one_covers_is_never_reached() -> None:
    rows = [
        {"country": "PL", "minutes": [0, 60], "rate": 1},
        {"country": "PL", "minutes": [10, 60], "rate": 1},
        {"country": "PL", "minutes": [10, 61], "rate": 1},
        {"rate": 1},
        {"country": "DE", "rate": 1},
    ]

    assert findings(table(rows)) == [
        ("W_OVERLAP", "rows.1", "row 2 is never reached: row 1 takes all that it would"),
        ("W_OVERLAP", "rows.4", "row 5 is never reached: row 4 takes all that it would"),
    ]


def test_values_that_no_row_takes_are_named() -> None:
    rows = [
        {"country": "PL", "minutes": [0, 60], "rate": 1},
        {"country": "PL", "minutes": [61, None], "rate": 1},
        {"minutes": [None, 0], "rate": 1},
    ]

    [(code, parameter, message)] = findings(table(rows))

    assert (code, parameter) == ("W_GAP", "rows")
    assert message == (
        "no row matches where country = 'PL' and minutes = 60; or where country = 'PL' and minutes is NULL; "
        "or where country is none of the listed and minutes >= 0"
    )


def test_whole_numbers_that_follow_each_other_leave_no_gap() -> None:
    parameters = one("between", "BIGINT", None)
    parameters["rows"] = [
        {"x": [None, 9], "hit": True},
        {"x": [10, 19], "hit": True},
        {"x": [20, None], "hit": False},
    ]

    bound, found = bind("decision-table", parameters, {"in": context_of({"v": "BIGINT NOT NULL"})})

    assert found == []
    assert bound is not None
    assert not bound.outputs["out"].columns["hit"].nullable


def test_all_of_a_finite_type_leaves_no_gap() -> None:
    parameters = one("=", "BOOLEAN", None)
    parameters["rows"] = [{"x": True, "hit": True}, {"x": False, "hit": False}]

    assert findings(parameters, {"v": "BOOLEAN NOT NULL"}) == []
    assert findings(parameters, {"v": "BOOLEAN"}) == [("W_GAP", "rows", "no row matches where x is NULL")]


def test_a_collected_table_may_overlap_and_have_gaps() -> None:
    rows = [{"country": "PL", "rate": 1}, {"country": "PL", "rate": 2}]

    assert findings(table(rows, hit_policy="collect", collect_as="rates")) == []


def test_many_overlaps_are_not_all_told() -> None:
    found = findings(table([{"country": "PL", "rate": 1}] * 100, hit_policy="unique"))

    overlaps = [each for each in found if each[0] == "W_OVERLAP"]
    assert len(overlaps) == 21
    assert overlaps[-1][1:] == ("rows", "more rows overlap than are named here")


def test_an_edit_of_a_cell_changes_what_depends_on_it() -> None:
    def definition_of(rows: list[dict[str, Any]]) -> str:
        bound, _ = bind("decision-table", table(rows), {"in": context_of(COLUMNS)})
        assert bound is not None
        return bound.outputs["out"].definitions["rate"]

    assert definition_of(RATES) == definition_of([dict(row) for row in RATES])
    assert definition_of(RATES) != definition_of([*RATES[:2], {"rate": "0.91"}])


NUMBERS = st.integers(-3, 3)
CELLS = {
    "=": NUMBERS.map(lambda value: [value]),
    "<>": NUMBERS.map(lambda value: [value]),
    "<": NUMBERS.map(lambda value: [value]),
    "<=": NUMBERS.map(lambda value: [value]),
    ">": NUMBERS.map(lambda value: [value]),
    ">=": NUMBERS.map(lambda value: [value]),
    "between": st.tuples(st.none() | NUMBERS, st.none() | NUMBERS).map(list),
    "range": st.tuples(st.none() | NUMBERS, st.none() | NUMBERS).map(list),
    "in": st.lists(NUMBERS, min_size=1, max_size=4),
}
HOLDS = {
    "=": lambda value, of: value == of[0],
    "<>": lambda value, of: value != of[0],
    "<": lambda value, of: value < of[0],
    "<=": lambda value, of: value <= of[0],
    ">": lambda value, of: value > of[0],
    ">=": lambda value, of: value >= of[0],
    "between": lambda value, of: (of[0] is None or of[0] <= value) and (of[1] is None or value <= of[1]),
    "range": lambda value, of: (of[0] is None or of[0] <= value) and (of[1] is None or value < of[1]),
    "in": lambda value, of: value in of,
}


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(CELLS)))
def test_intervals_hold_what_the_operator_holds(data: st.DataObject, operator: Any) -> None:
    operands = data.draw(CELLS[operator])

    parts = intervals(operator, operands, parse_type("BIGINT").type)

    for value in range(-6, 7):
        inside = any((low is None or low <= value) and (high is None or value < high) for low, high in parts)
        assert inside == HOLDS[operator](value, operands)
    assert all(first[1] is not None and first[1] < second[0] for first, second in pairwise(parts))


@st.composite
def small_tables(draw: st.DrawFn) -> dict[str, Any]:
    """Tables over two small numbers, so that all events can be tried."""
    inputs = {name: draw(st.sampled_from(["=", "<>", "<=", ">", "range", "in"])) for name in "ab"}
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        row: dict[str, Any] = {"hit": True}
        for name, operator in inputs.items():
            if draw(st.booleans()):
                operands = draw(CELLS[operator].filter(lambda of: of[0] is not None))
                row[name] = operands if operator in {"range", "in"} else operands[0]
        rows.append(row)
    return {
        "inputs": {name: {"expression": name, "operator": operator} for name, operator in inputs.items()},
        "outputs": {"hit": "BOOLEAN"},
        "rows": rows,
    }


@settings(deadline=None)
@given(small_tables())
def test_overlaps_and_gaps_are_those_of_all_events(parameters: dict[str, Any]) -> None:
    columns = {"a": "BIGINT NOT NULL", "b": "BIGINT NOT NULL"}
    bound, found = bind("decision-table", {**parameters, "hit_policy": "unique"}, {"in": context_of(columns)})
    if any(each.severity == "error" for each in found):
        return
    matches = [bound.table.matches((a, b)) for a in range(-6, 7) for b in range(-6, 7)]  # type: ignore[union-attr]

    assert any(each & (each - 1) for each in matches) == any(each.code == "W_OVERLAP" for each in found)
    assert any(not each for each in matches) == any(each.code == "W_GAP" for each in found)


@settings(deadline=None)
@given(small_tables())
def test_a_row_that_is_never_reached_answers_no_event(parameters: dict[str, Any]) -> None:
    columns = {"a": "BIGINT NOT NULL", "b": "BIGINT NOT NULL"}
    bound, found = bind("decision-table", parameters, {"in": context_of(columns)})
    if any(each.severity == "error" for each in found):
        return
    matches = [bound.table.matches((a, b)) for a in range(-6, 7) for b in range(-6, 7)]  # type: ignore[union-attr]

    told = {
        int(each.parameter.split(".")[1]) for each in found if each.code == "W_OVERLAP" and each.parameter
    }
    assert told.isdisjoint({(each & -each).bit_length() - 1 for each in matches})
