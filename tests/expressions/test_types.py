"""Texts of types, and which types go together."""

import pytest
from filbert.expressions import Column, Field, Type, TypeSyntaxError, common_type, flink_type, parse_type
from filbert.expressions.types import BIGINT, DATE, DOUBLE, NULL, STRING, TIMESTAMP, decimal


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STRING", Column(STRING)),
        ("STRING NOT NULL", Column(STRING, False)),
        ("string not null", Column(STRING, False)),
        ("INT", Column(BIGINT, True, (-(2**31), 2**31 - 1))),
        ("TINYINT NOT NULL", Column(BIGINT, False, (-128, 127))),
        ("BIGINT", Column(BIGINT)),
        ("FLOAT", Column(DOUBLE)),
        ("DECIMAL(10,2)", Column(decimal(10, 2))),
        ("DECIMAL", Column(decimal(10, 0))),
        ("DECIMAL(5)", Column(decimal(5, 0))),
        ("TIMESTAMP(3)", Column(TIMESTAMP)),
        (
            "ROW<id STRING, lat DOUBLE NOT NULL>",
            Column(Type("ROW", fields=(Field("id", Column(STRING)), Field("lat", Column(DOUBLE, False))))),
        ),
        ("ARRAY<INT NOT NULL>", Column(Type("ARRAY", element=Column(BIGINT, False, (-(2**31), 2**31 - 1))))),
        ("MAP<STRING, DATE>", Column(Type("MAP", element=Column(DATE)))),
    ],
)
def test_parse(text: str, expected: Column) -> None:
    """Streams declare types so."""
    assert expected == parse_type(text)


@pytest.mark.parametrize(
    "text",
    [
        "BIGINT",
        "DECIMAL(38, 18) NOT NULL",
        "TIMESTAMP",
        "ROW<id STRING, `end` DOUBLE NOT NULL, `a b` ARRAY<MAP<STRING, DATE NOT NULL>>> NOT NULL",
        "ROW<`tick``ed` BOOLEAN>",
    ],
)
def test_text_round_trip(text: str) -> None:
    """The text of a type gives the type again."""
    assert text == str(parse_type(text))
    assert parse_type(text) == parse_type(str(parse_type(text)))


@pytest.mark.parametrize(
    ("text", "span", "message", "hint"),
    [
        ("STRNG", (0, 5), "'STRNG' is not a type", "did you mean STRING?"),
        ("", (0, 0), "expected a type", "such as STRING or DECIMAL(10, 2)"),
        ("STRING REQUIRED", (7, 15), "'REQUIRED' after the type", "write NOT NULL"),
        (
            "DECIMAL(39, 2)",
            (0, 14),
            "DECIMAL takes a precision from 1 to 38 and a scale from 0 to the precision",
            None,
        ),
        ("TIMESTAMP(6)", (0, 12), "TIMESTAMP always has milliseconds", None),
        ("ARRAY<>", (5, 7), "expected '<', found '<>'", None),
        ("MAP<INT, STRING>", (4, 7), "the key of a MAP is STRING", None),
        ("ROW<a INT, a INT>", (11, 12), "the field 'a' is there twice", None),
        ("ROW<a INT", (9, 9), "expected '>', found the end", None),
        ("ARRAY<" * 30 + "INT" + ">" * 30, (126, 131), "types are nested too deeply", None),
    ],
)
def test_faults(text: str, span: tuple[int, int], message: str, hint: str | None) -> None:
    """A faulty type is underlined and explained."""
    with pytest.raises(TypeSyntaxError) as caught:
        parse_type(text)

    error = caught.value
    assert (span[0], message, hint) == (error.start, error.message, error.hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("STRING NOT NULL", "STRING"),
        ("INT", "BIGINT"),
        ("TIMESTAMP", "TIMESTAMP(3)"),
        ("ROW<`or``der` INT NOT NULL, at TIMESTAMP>", "ROW<`or``der` BIGINT, `at` TIMESTAMP(3)>"),
        ("MAP<STRING, ARRAY<FLOAT>>", "MAP<STRING, ARRAY<DOUBLE>>"),
    ],
)
def test_flink_type(text: str, expected: str) -> None:
    """Flink is told no nullability, so that it never checks it."""
    assert expected == flink_type(parse_type(text).type)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (BIGINT, DOUBLE, DOUBLE),
        (BIGINT, decimal(5, 2), decimal(21, 2)),
        (decimal(10, 2), decimal(5, 4), decimal(12, 4)),
        (decimal(38, 0), decimal(38, 18), None),
        (STRING, NULL, STRING),
        (STRING, BIGINT, None),
        (DATE, TIMESTAMP, None),
        (parse_type("ROW<a INT>").type, parse_type("ROW<a BIGINT>").type, parse_type("ROW<a BIGINT>").type),
        (parse_type("ROW<a INT>").type, parse_type("ROW<b INT>").type, None),
        (
            parse_type("ARRAY<INT>").type,
            parse_type("ARRAY<INT NOT NULL>").type,
            parse_type("ARRAY<INT>").type,
        ),
    ],
)
def test_common_type(left: Type, right: Type, expected: Type | None) -> None:
    """Only numbers widen, and NULL goes with everything."""
    assert expected == common_type(left, right)
