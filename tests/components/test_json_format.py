"""JSON records decode to rows or to one error, whatever the bytes, and rows are written as JSON."""

import base64
import datetime
import json
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from filbert.components.json_format import (
    ConstraintError,
    Decoder,
    Encoder,
    constraints_option,
    encode,
    required_paths,
)
from filbert.expressions.types import Column, Type
from hypothesis import given
from hypothesis import strategies as st

VECTORS = Path(__file__).parents[1] / "fixtures" / "json_vectors.json"


def vectors() -> list[Any]:
    return [
        pytest.param(group, case, id=f"{group['name']}: {case['name']}")
        for group in json.loads(VECTORS.read_text())["groups"]
        for case in group["cases"]
    ]


def record_of(case: dict[str, Any]) -> bytes | None:
    if case.get("tombstone"):
        return None
    if "base64" in case:
        return base64.b64decode(case["base64"])
    return (case["text"] if "text" in case else "".join(text * n for text, n in case["pieces"])).encode()


@pytest.mark.parametrize(("group", "case"), vectors())
def test_a_vector_decodes_to_its_row_or_error(group: dict[str, Any], case: dict[str, Any]) -> None:
    decoder = Decoder(group["columns"], group["constraints"])

    row, error = decoder.decode(record_of(case))

    assert error == case.get("error")
    assert (row and encode(row, group["columns"]).decode()) == case.get("row")


@pytest.mark.parametrize(("group", "case"), vectors())
def test_the_exact_parser_alone_says_the_same(group: dict[str, Any], case: dict[str, Any]) -> None:
    decoder = Decoder(group["columns"], group["constraints"])
    record = record_of(case)

    assert decoder.decode_exactly(record) == decoder.decode(record)


def test_values_have_the_python_types_of_the_language() -> None:
    columns = {
        "flag": "BOOLEAN",
        "count": "BIGINT",
        "fee": "DECIMAL(8, 2)",
        "ratio": "DOUBLE",
        "name": "STRING",
        "day": "DATE",
        "at": "TIMESTAMP",
        "cell": "ROW<lat DOUBLE>",
        "parts": "ARRAY<BIGINT>",
        "tags": "MAP<STRING, STRING>",
    }
    record = (
        b'{"flag":true,"count":"7","fee":1.5,"ratio":-0.0,"name":48600,"day":"2026-05-28",'
        b'"at":"2026-05-28T22:26:40.1239+02:00","cell":{"lat":52},"parts":[1e1],"tags":{"a":"b"}}'
    )

    row, error = Decoder(columns).decode(record)

    assert error is None
    assert row == {
        "flag": True,
        "count": 7,
        "fee": Decimal("1.50"),
        "ratio": 0.0,
        "name": "48600",
        "day": datetime.date(2026, 5, 28),
        "at": datetime.datetime(2026, 5, 28, 20, 26, 40, 123000),
        "cell": {"lat": 52.0},
        "parts": [10],
        "tags": {"a": "b"},
    }
    assert str(row["ratio"]) == "0.0"
    assert str(row["fee"]) == "1.50"
    assert type(row["cell"]["lat"]) is float


def test_a_column_may_be_given_as_a_type() -> None:
    decoder = Decoder({"n": Column(Type("BIGINT"), nullable=False, range=(-128, 127))})

    assert decoder.decode(b'{"n":128}') == (None, "n|E_FIELD||expected TINYINT, found 128: out of range")
    assert decoder.decode(b"{}") == (None, "n|E_REQUIRED||expected TINYINT NOT NULL, found nothing")


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        ({"required": ["b"]}, "'b' in 'required' leads to no column"),
        ({"required": [""]}, "'' in 'required' leads to no column"),
        ({"required": ["a.b"]}, "'a.b' in 'required' leads to no column"),
        ({"required": ["a[]"]}, "'a[]' in 'required' leads to no column"),
        ({"required": ["l.x"]}, "'l.x' in 'required' leads to no column"),
        ({"enum": {"a": [1]}}, "enum of 'a': '1' is no STRING"),
        ({"enum": {"l": ["x"]}}, "enum of 'l': 'x' is no ARRAY"),
        ({"enum": {"a": []}}, "enum of 'a' is empty"),
        ({"integers": {"a": "INT"}}, "'a' in 'integers' is STRING, no integer"),
        ({"maximum": 5}, "unknown constraints: 'maximum'"),
    ],
)
def test_constraints_that_do_not_fit_are_refused(constraints: dict[str, Any], message: str) -> None:
    with pytest.raises(ConstraintError) as caught:
        Decoder({"a": "STRING", "l": "ARRAY<ROW<x STRING>>"}, constraints)

    assert str(caught.value) == message


def test_the_option_says_what_flink_types_leave_out() -> None:
    columns = {
        "id": "STRING NOT NULL",
        "parts": "INT",
        "items": "ARRAY<ROW<price DOUBLE NOT NULL, n SMALLINT> NOT NULL>",
        "m": "MAP<STRING, TINYINT NOT NULL>",
    }

    option = json.loads(constraints_option(columns, {"id": ["ż", "it's"]}, 1000))

    assert option == {
        "required": ["id", "items[]", "items[].price", "m[]"],
        "enum": {"id": ["ż", "it's"]},
        "integers": {"parts": "INT", "items[].n": "SMALLINT", "m[]": "TINYINT"},
        "max_bytes": 1000,
    }
    assert required_paths(columns) == option["required"]


def test_missing_values_are_written_as_null() -> None:
    assert encode({"b": 1}, {"a": "STRING", "b": "BIGINT"}) == b'{"a":null,"b":1}'


def test_a_row_without_columns_is_an_empty_object() -> None:
    assert encode({}, {}) == b"{}"


def test_what_json_cannot_hold_is_null() -> None:
    assert encode({"d": float("nan")}, {"d": "DOUBLE"}) == b'{"d":null}'


any_double = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack(">d", bits.to_bytes(8, "big"))[0])


@given(any_double.filter(lambda value: value - value == 0))
def test_a_double_survives_both_ways(value: float) -> None:
    row, error = Decoder({"d": "DOUBLE"}).decode(encode({"d": value}, {"d": "DOUBLE"}))

    assert error is None
    assert row == {"d": value}


COLUMNS = {
    "s": "STRING NOT NULL",
    "n": "BIGINT",
    "i": "SMALLINT",
    "d": "DOUBLE",
    "e": "DECIMAL(6, 2)",
    "b": "BOOLEAN",
    "t": "TIMESTAMP",
    "y": "DATE",
    "r": "ROW<s STRING NOT NULL, d DOUBLE>",
    "a": "ARRAY<BIGINT NOT NULL>",
    "m": "MAP<STRING, ROW<n BIGINT>>",
}
CONSTRAINTS = {"enum": {"s": ["a", "b", "", "1", "0"], "i": [0, 1, 7]}, "max_bytes": 2000}

numbers = st.one_of(
    st.integers().map(str),
    st.floats().map(repr),
    st.decimals().map(str),
    st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
)
TIME = (
    r"[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,7})?)?"
    r"(Z|[+-][0-2][0-9]:?[0-6]?[0-9]?)"
)
times = st.one_of(
    st.datetimes().map(lambda time: time.isoformat() + "Z"), st.from_regex(TIME, fullmatch=True)
)
texts = st.one_of(st.text(max_size=5), st.sampled_from(["a", "b", "north", "\\ud800"]), numbers, times)
scalars = st.one_of(
    st.sampled_from(["true", "false", "null", "NaN", "-", "01", "", '"\\ud83d"', '"\\ud83d\\ude00"', '"\\u0041"']),
    numbers,
    texts.map(json.dumps),
    texts.map(lambda text: json.dumps(text, ensure_ascii=False)),
)  # fmt: skip
names = st.sampled_from([*COLUMNS, "x", "\\u0073"])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: "[" + ",".join(parts) + "]"),
        st.lists(st.tuples(names, inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f'"{name}": {value}' for name, value in pairs) + "}"
        ),
    ),
    max_leaves=6,
)
records = st.lists(st.tuples(names, values), max_size=6).map(
    lambda pairs: ("{" + ",".join(f'"{name}":{value}' for name, value in pairs) + "}").encode(
        errors="surrogatepass"
    )
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A record with a few bytes replaced, put in or taken out."""
    record = bytearray(draw(records))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(record)))
        record[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(record)


@given(st.one_of(records, spoilt(), st.binary()))
def test_the_fast_way_never_differs_from_the_exact_one(record: bytes) -> None:
    decoder = Decoder(COLUMNS, CONSTRAINTS)

    row, error = decoder.decode(record)

    assert (row, error) == decoder.decode_exactly(record)
    assert (row is None) != (error is None)
    assert repr(row) == repr(decoder.decode_exactly(record)[0])


@given(st.one_of(records, spoilt()))
def test_a_row_is_unchanged_by_writing_and_reading_it(record: bytes) -> None:
    decoder = Decoder(COLUMNS)
    row, _ = decoder.decode(record)

    if row is not None:
        assert decoder.decode(Encoder(COLUMNS).encode(row)) == (row, None)
