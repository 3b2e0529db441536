"""Which regular expressions are taken, and for how long a text: no pattern may keep an engine busy."""

import pytest
from filbert.expressions import EvalError, check, compile_python, flink_sql, parse_type
from filbert.expressions.regular_expression import (
    RegularExpressionError,
    compile_expression,
    longest_input,
)

SCOPE = {"s": parse_type("STRING NOT NULL")}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^[+]48[0-9]{9}", 10_000),
        ("urgent|prize", 10_000),
        ("^a*b", 10_000),
        ("a*b", 4_581),
        ("pay.*now", 4_582),
        (r"^\d+-\d+-\d+x", 10_000),
        (r"\d+-\d+x", 3_239),
        (r"[\w.]+@[\w.]+\.[a-z]{2,4}", 2_291),
        ("^a*a*b", 4_582),
        ("a*a*b", 397),
        ("win.*prize.*http", 397),
        ("win.{0,40}prize.{0,40}http", 6_246),
        ("(?:a*b)?c*d", 2_645),
        ("(a*|b)c*d", 397),
        ("a?" * 8 + "a" * 8, 10_000),
    ],
)
def test_how_long_a_text_a_pattern_reads(pattern: str, expected: int) -> None:
    """Repetitions multiply unless something that they do not match stands between them."""
    assert longest_input(pattern) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "a*a*a*b",
        ".*.*.*x",
        "^a*a*a*a*b",
        "a{0,1000}a{0,1000}b",
        "a?" * 25 + "a" * 25,
        r"(\s*a?)\s*a?\s*x",
        "(x*|y)*z",
        "(a*)*",
        "(a|a)*",
        "(?:a{1,20}){1,20}",
    ],
)
def test_what_takes_too_long_is_refused(pattern: str) -> None:
    """The classic patterns that look at every way to divide a text."""
    with pytest.raises(RegularExpressionError):
        compile_expression(pattern)


def test_a_longer_text_is_an_error_in_both_engines() -> None:
    """The limit of the pattern stands in the guard."""
    checked = check("REGEXP_LIKE(s, 'a*a*b')", SCOPE)

    with pytest.raises(EvalError) as raised:
        compile_python(checked)({"s": "a" * 398})

    assert (raised.value.code, raised.value.at) == ("E_LENGTH", 0)
    assert flink_sql(checked).guards == (("CHAR_LENGTH(`s`) > 397", "E_LENGTH", 0),)
    assert compile_python(checked)({"s": "a" * 397}) is False


@pytest.mark.parametrize(
    "call",
    ["REGEXP_EXTRACT(s, 'a*a*b')", "REGEXP_REPLACE(s, 'a*a*b', '')", "REGEXP_COUNT(s, 'a*a*b')"],
)
def test_what_finds_and_replaces_has_the_same_limit(call: str) -> None:
    """Flink is not given a longer text either: the value beside an error is calculated, too."""
    checked = check(call, SCOPE)
    sql = flink_sql(checked)

    with pytest.raises(EvalError) as raised:
        compile_python(checked)({"s": "a" * 398})

    assert raised.value.code == "E_LENGTH"
    assert sql.guards == (("CHAR_LENGTH(`s`) > 397", "E_LENGTH", 0),)
    assert "(CASE WHEN CHAR_LENGTH(`s`) <= 397 THEN `s` END, " in sql.value


@pytest.mark.parametrize("pattern", ["[+--]", "[a~~b]", "[a||b]", "[^--x]"])
def test_what_python_announces_to_read_otherwise_is_refused(pattern: str) -> None:
    """Python's warning says that a doubled sign in a set may come to mean a set operation."""
    with pytest.raises(RegularExpressionError, match="cannot stand in a set"):
        compile_expression(pattern)


def test_signs_in_a_set_may_be_escaped() -> None:
    """As the hint says."""
    assert compile_expression(r"[+\-\-|~a-z-]").fullmatch("-")
