"""Texts with holes."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from filbert.expressions import Column, EvalError, check_template, compile_python, parse_type
from filbert.expressions.types import BIGINT

SCOPE = {
    "sender": parse_type("STRING"),
    "count": parse_type("BIGINT NOT NULL"),
    "share": parse_type("DOUBLE"),
    "fee": parse_type("DECIMAL(10, 2)"),
    "sent_at": parse_type("TIMESTAMP"),
    "cell": parse_type("ROW<id STRING>"),
}
ROW: dict[str, Any] = {
    "sender": "48600100200",
    "count": 1500,
    "share": 0.125,
    "fee": Decimal("12.50"),
    "sent_at": datetime.datetime(2026, 1, 2, 3, 4, 5),
    "cell": {"id": "c1"},
}


def rendered(text: str, **changes: Any) -> Any:
    """The text for the row above, with some values changed."""
    return compile_python(check_template(text, SCOPE))({**ROW, **changes})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SMS spam from {sender}", "SMS spam from 48600100200"),
        ("{count} > {count - 1}", "1500 > 1499"),
        ("{share} of {fee} at {sent_at}", "0.13 of 12.50 at 2026-01-02 03:04:05.000"),
        ("{count > 1} {cell.id}", "TRUE c1"),
        ("{{sender}} is {sender}", "{sender} is 48600100200"),
        ("{IF(count > 1, 'a } b', '{')}", "a } b"),
        ("plain", "plain"),
        ("", ""),
        ("{'constant'} {1 + 1}", "constant 2"),
    ],
)
def test_holes_are_filled(text: str, expected: str) -> None:
    """Each type has its way to be shown."""
    assert rendered(text) == expected


def test_null_prints_as_a_dash() -> None:
    """A missing value does not spoil the text."""
    assert rendered("from {sender}: {share}, {cell.id}", sender=None, share=None, cell=None) == "from –: –, –"


def test_the_result_is_cut() -> None:
    """At most 500 characters are kept, however long the parts are."""
    assert rendered("a{sender}{sender}", sender="x" * 1_000_000) == "a" + "x" * 499


def test_the_result_is_never_null() -> None:
    """So it may stand where a value is required."""
    assert str(check_template("{sender}", SCOPE).column) == "STRING NOT NULL"


def test_constants_of_the_environment() -> None:
    """They become part of the text."""
    constants = {"environment": {"limit": (Column(BIGINT, False), 1000)}}

    assert check_template("over {environment.limit}", SCOPE, constants=constants).constant == "over 1000"


def test_errors_have_their_position_in_the_whole_text() -> None:
    """The position of a hole counts."""
    with pytest.raises(EvalError) as caught:
        rendered("x {100 / (count - 1500)}")

    assert (caught.value.code, caught.value.at) == ("E_DIV0", 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from {sendr}", [("E_NAME", "sendr")]),
        ("{} and {sendr}", [("E_EMPTY", ""), ("E_NAME", "sendr")]),
        ("open { brace", [("E_TEMPLATE", "{")]),
        ("closed } brace", [("E_TEMPLATE", "}")]),
        ("{cell}", [("E_TYPE", "cell")]),
        ("{count +}", [("E_SYNTAX", "")]),
        ("{1 / 0}", [("E_CONST", "1 / 0")]),
        ("x" * 10_001, [("E_TOO_LONG", "x")]),
    ],
)
def test_diagnostics(text: str, expected: list[tuple[str, str]]) -> None:
    """Every faulty hole is underlined in the template."""
    checked = check_template(text, SCOPE)

    assert [(each.code, text[each.start : each.end]) for each in checked.diagnostics] == expected
