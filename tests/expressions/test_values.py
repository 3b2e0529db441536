"""Values as JSON."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from filbert.expressions import ValueSyntaxError, from_json, parse_type, to_json

ROW = "ROW<id STRING NOT NULL, at TIMESTAMP, prices MAP<STRING, DECIMAL(5, 2)>, n INT>"


@pytest.mark.parametrize(
    ("type_", "value", "json"),
    [
        ("BOOLEAN", True, True),
        ("BIGINT", 2**53 - 1, 9007199254740991),
        ("BIGINT", 2**53, "9007199254740992"),
        ("BIGINT", -(2**53), "-9007199254740992"),
        ("DECIMAL(10, 2)", Decimal("0.50"), "0.50"),
        ("DECIMAL(38, 0)", Decimal("1" + "0" * 37), "1" + "0" * 37),
        ("DOUBLE", 0.1, 0.1),
        ("STRING", "zażółć", "zażółć"),
        ("DATE", datetime.date(2024, 2, 29), "2024-02-29"),
        ("TIMESTAMP", datetime.datetime(2024, 2, 29, 10), "2024-02-29T10:00:00.000Z"),
        ("TIMESTAMP", datetime.datetime(2024, 2, 29, 10, 0, 0, 5000), "2024-02-29T10:00:00.005Z"),
        ("ARRAY<DATE>", [datetime.date(2024, 2, 29), None], ["2024-02-29", None]),
        (
            ROW,
            {"id": "x", "at": None, "prices": {"a": Decimal("1.50")}, "n": 1},
            {"id": "x", "at": None, "prices": {"a": "1.50"}, "n": 1},
        ),
        ("STRING", None, None),
    ],
)
def test_round_trip(type_: str, value: Any, json: Any) -> None:
    """What is written is read back."""
    column = parse_type(type_)

    assert to_json(value, column.type) == json
    assert from_json(json, column.type) == value


@pytest.mark.parametrize(
    ("type_", "json", "value"),
    [
        ("BIGINT", "12", 12),
        ("DOUBLE", 1, 1.0),
        ("DECIMAL(10, 2)", 1, Decimal("1.00")),
        ("DECIMAL(10, 2)", 1.5, Decimal("1.50")),
        ("DECIMAL(10, 2)", "-0.0", Decimal("0.00")),
        ("TIMESTAMP", 1000, datetime.datetime(1970, 1, 1, 0, 0, 1)),
        ("TIMESTAMP", "2024-02-29T12:00:00+02:00", datetime.datetime(2024, 2, 29, 10)),
        ("ROW<a INT, b INT>", {"a": 1}, {"a": 1, "b": None}),
    ],
)
def test_readers_take_other_forms(type_: str, json: Any, value: Any) -> None:
    """Text and number are both read where no other meaning is possible."""
    assert from_json(json, parse_type(type_).type) == value


@pytest.mark.parametrize(
    ("type_", "json", "message"),
    [
        ("BOOLEAN", "true", "expected BOOLEAN, found 'true'"),
        ("BOOLEAN", 1, "expected BOOLEAN, found 1"),
        ("BIGINT", True, "expected BIGINT, found True"),
        ("BIGINT", 1.0, "expected BIGINT, found 1.0"),
        ("BIGINT", 2**63, f"expected BIGINT, found {2**63}"),
        ("BIGINT", " 1", "expected BIGINT, found ' 1'"),
        ("DECIMAL(4, 2)", "1.005", "expected DECIMAL(4, 2), found '1.005'"),
        ("DECIMAL(4, 2)", 100, "expected DECIMAL(4, 2), found 100"),
        ("DECIMAL(4, 2)", float("nan"), "expected DECIMAL(4, 2), found nan"),
        ("DOUBLE", float("inf"), "expected DOUBLE, found inf"),
        ("DOUBLE", "1", "expected DOUBLE, found '1'"),
        ("STRING", 1, "expected STRING, found 1"),
        ("DATE", "2024-02-30", "expected DATE, found '2024-02-30'"),
        ("TIMESTAMP", "2024-02-29T10:00:00", "expected TIMESTAMP, found '2024-02-29T10:00:00'"),
        ("TIMESTAMP", -1, "expected TIMESTAMP, found -1"),
        (ROW, {"at": None}, "id: NULL is not allowed for STRING NOT NULL"),
        (ROW, {"id": "x", "idd": 1}, "there is no field 'idd'; did you mean id?"),
        (ROW, {"id": "x", "n": 2**31}, "n: 2147483648 is not between -2147483648 and 2147483647"),
        ("ARRAY<ARRAY<INT>>", [[1], [2, "x"]], "[1][1]: expected BIGINT, found 'x'"),
        ("MAP<STRING, INT>", [1], "expected MAP<STRING, BIGINT>, found [1]"),
    ],
)
def test_faults(type_: str, json: Any, message: str) -> None:
    """A wrong type is never taken for another; the message tells where."""
    with pytest.raises(ValueSyntaxError) as caught:
        from_json(json, parse_type(type_).type)

    assert str(caught.value) == message
