"""What a sink wrote beside what a test case expects."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

import pytest
from filbert.expressions import parse_type
from filbert.scenarios.expectation import check_expectations
from filbert.scenarios.testcase import TestCase
from filbert.scenarios.yaml_text import read_text

TYPES = {
    "name": "STRING",
    "count": "BIGINT",
    "fee": "DECIMAL(10, 2)",
    "share": "DOUBLE",
    "at": "TIMESTAMP",
    "good": "BOOLEAN",
    "cell": "ROW<id STRING, lat DOUBLE>",
    "parts": "ARRAY<BIGINT>",
    "tags": "MAP<STRING, BIGINT>",
}


@dataclass
class Row:
    node: str
    record: dict
    columns: dict


@dataclass
class Error:
    node: str
    code: str
    parameter: str | None = None
    at: int | None = None


@dataclass
class Outcome:
    rows: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def row(node="out", **record):
    return Row(node, record, {name: parse_type(TYPES[name]) for name in record})


def differences(expect, outcome):
    """Differences as texts; expectations are written as in a file."""
    written = read_text(f"expect: {expect}\n").value["expect"]
    case = TestCase(
        "a",
        (),
        {name: tuple(rows) for name, rows in written.items() if name != "errors"},
        tuple(written.get("errors", ())),
    )
    return [str(each) for each in check_expectations(case, outcome)]


def test_rows_that_are_as_expected_differ_in_nothing():
    outcome = Outcome([row(name="a", count=1), row(name="b", count=2)])

    assert differences("{out: [{name: a}, {name: b, count: 2}]}", outcome) == []


def test_fields_that_are_not_given_may_be_anything():
    assert differences("{out: [{}]}", Outcome([row(name="a")])) == []


def test_a_sink_that_is_not_named_is_not_looked_at():
    assert differences("{}", Outcome([row(name="a")])) == []


def test_a_field_that_differs_is_named_with_its_row():
    outcome = Outcome([row(name="a"), row(name="b", count=7)])

    assert differences("{out: [{name: a}, {name: c, count: 8}]}", outcome) == [
        'out, row 2, name: expected "c", found "b"',
        "out, row 2, count: expected 8, found 7",
    ]


def test_the_order_of_rows_counts():
    outcome = Outcome([row(name="a"), row(name="b")])

    assert len(differences("{out: [{name: b}, {name: a}]}", outcome)) == 2


def test_a_row_too_few_is_named():
    outcome = Outcome([row(name="a"), row(name="c")])

    assert differences("{out: [{name: a}, {name: b}, {name: c}]}", outcome) == [
        "out: expected 3 rows, found 2",
        'out, row 2: not found: {"name":"b"}',
    ]


def test_a_row_too_many_is_named():
    outcome = Outcome([row(name="a"), row(name="b"), row(name="c")])

    assert differences("{out: [{name: a}, {name: c}]}", outcome) == [
        "out: expected 2 rows, found 3",
        'out: not expected: {"name":"b"}',
    ]


def test_where_numbers_differ_rows_between_those_that_match_are_compared():
    outcome = Outcome([row(name="a", count=1), row(name="b", count=2), row(name="c", count=3)])

    assert differences("{out: [{name: a, count: 9}, {name: c}]}", outcome) == [
        "out: expected 2 rows, found 3",
        "out, row 1, count: expected 9, found 1",
        'out: not expected: {"name":"b","count":2}',
    ]


def test_no_rows_are_expected_of_an_empty_list():
    assert differences("{out: []}", Outcome([row(name="a")])) == [
        "out: expected 0 rows, found 1",
        'out: not expected: {"name":"a"}',
    ]


def test_an_error_that_nobody_expects_is_a_difference():
    outcome = Outcome(errors=[Error("ratio", "E_DIV0", "assignments.x", 4)])

    assert differences("{}", outcome) == [
        "errors: expected 0 errors, found 1",
        'errors: not expected: {"node":"ratio","parameter":"assignments.x","code":"E_DIV0","at":4}',
    ]


def test_an_expected_error_must_come():
    outcome = Outcome(errors=[Error("ratio", "E_DIV0", "assignments.x", 4)])

    assert differences("{errors: [{node: ratio, code: E_DIV0}]}", outcome) == []
    assert differences("{errors: [{code: E_CAST}]}", outcome) == [
        'errors, row 1, code: expected "E_CAST", found "E_DIV0"'
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"count": 7}, "{count: 7}"),
        ({"count": 2**60}, f"{{count: {2**60}}}"),
        ({"count": 2**60}, f"{{count: '{2**60}'}}"),
        ({"fee": Decimal("1.50")}, "{fee: 1.5}"),
        ({"fee": Decimal("1.50")}, "{fee: '1.50'}"),
        ({"fee": Decimal("1.00")}, "{fee: 1}"),
        ({"share": 1 / 3}, "{share: 0.3333333333333333}"),
        ({"share": 1.0}, "{share: 1}"),
        ({"at": datetime(2026, 1, 1)}, "{at: 2026-01-01T00:00:00Z}"),
        ({"at": datetime(2026, 1, 1)}, "{at: '2026-01-01T01:00:00.000+01:00'}"),
        ({"name": "48600"}, "{name: '48600'}"),
        ({"name": "48600"}, "{name: 48600}"),
        ({"name": None}, "{name: null}"),
        ({"good": True}, "{good: true}"),
        ({"cell": {"id": "x", "lat": 1.5}}, "{cell: {lat: 1.5}}"),
        ({"parts": [1, 2]}, "{parts: [1, 2]}"),
        ({"tags": {"a": 1, "b": 2}}, "{tags: {b: 2}}"),
    ],
)
def test_values_are_compared_by_what_they_mean_in_the_sink_s_type(value, written):
    assert differences(f"{{out: [{written}]}}", Outcome([row(**value)])) == []


@pytest.mark.parametrize(
    ("value", "written", "difference"),
    [
        ({"count": 7}, "{count: 8}", "count: expected 8, found 7"),
        ({"count": 7}, "{count: true}", "count: expected true, found 7"),
        ({"count": 1}, "{count: 1.5}", "count: expected 1.5, found 1"),
        ({"fee": Decimal("1.50")}, "{fee: 1.51}", 'fee: expected 1.51, found "1.50"'),
        ({"share": 0.5}, "{share: 0.5001}", "share: expected 0.5001, found 0.5"),
        ({"name": "007"}, "{name: 7}", 'name: expected 7, found "007"'),
        ({"name": None}, "{name: a}", 'name: expected "a", found null'),
        ({"name": "a"}, "{name: null}", 'name: expected null, found "a"'),
        ({"good": True}, "{good: 1}", "good: expected 1, found true"),
        ({"name": "a"}, "{nam: a}", 'nam: expected "a", found nothing'),
        ({"cell": {"id": "x", "lat": 1.5}}, "{cell: {id: y}}", 'cell.id: expected "y", found "x"'),
        ({"cell": None}, "{cell: {id: y}}", 'cell: expected {"id":"y"}, found null'),
        ({"parts": [1, 2]}, "{parts: [1, 3]}", "parts[1]: expected 3, found 2"),
        ({"parts": [1, 2]}, "{parts: [1]}", "parts: expected [1], found [1,2]"),
        ({"at": datetime(2026, 1, 1)}, "{at: soon}", 'at: expected "soon", found "2026-01-01T00:00:00.000Z"'),
    ],
)
def test_a_value_that_means_something_else_differs(value, written, difference):
    assert [f"out, row 1, {difference}"] == differences(f"{{out: [{written}]}}", Outcome([row(**value)]))


def test_long_lists_of_differences_are_cut():
    outcome = Outcome([row(count=number) for number in range(100)])

    found = differences("{out: [" + "{count: -1}," * 100 + "]}", outcome)

    assert (len(found), found[-1]) == (21, "out: … and 80 more differences")


def test_very_many_rows_are_compared_one_to_one():
    outcome = Outcome([row(count=number) for number in range(2_001)])
    expect = "{out: [" + ",".join(f"{{count: {number}}}" for number in range(2_000)) + "]}"

    assert differences(expect, outcome) == [
        "out: expected 2000 rows, found 2001",
        'out: not expected: {"count":2000}',
    ]
