"""Limits of lists, and what comprehensions read; the examples of the corpus say what the functions give."""

from collections.abc import Mapping
from typing import Any

import pytest
from filbert.expressions import EvalError, check, compile_python, flink_sql, normalise, parse_type

SCOPE = {
    "numbers": parse_type("ARRAY<BIGINT>"),
    "words": parse_type("ARRAY<STRING>"),
    "lists": parse_type("ARRAY<ARRAY<BIGINT>>"),
    "a": parse_type("BIGINT"),
}


def outcome(text: str, row: Mapping[str, Any]) -> Any:
    """The value, or code and position of the error."""
    checked = check(text, SCOPE)
    try:
        return compile_python(checked)({**dict.fromkeys(SCOPE), **row})
    except EvalError as error:
        return error.code, error.at


@pytest.mark.parametrize("text", ["ARRAY_CONCAT(numbers, numbers)", "ARRAY_FLATTEN(ARRAY[numbers, numbers])"])
def test_a_list_grows_to_ten_thousand_elements(text: str) -> None:
    """Lists that are put together again and again would fill the memory."""
    assert len(outcome(text, {"numbers": [1] * 5_000})) == 10_000

    assert outcome(text, {"numbers": [1] * 5_001}) == ("E_LENGTH", 0)


def test_a_text_of_a_list_grows_to_a_million_characters() -> None:
    """Whether the elements or what separates them are long."""
    assert len(outcome("ARRAY_JOIN(words, ',')", {"words": ["x" * 499_999, "y" * 500_000]})) == 1_000_000

    assert outcome("ARRAY_JOIN(words, ',')", {"words": ["x" * 500_000, "y" * 500_000]}) == ("E_LENGTH", 0)


def test_a_comprehension_goes_through_a_thousand_elements() -> None:
    """Two within each other are a million steps."""
    text = "a = 0 OR ANY(n IN numbers WHERE n > 1)"

    assert outcome(text, {"numbers": [1] * 1_000}) is None
    assert outcome(text, {"numbers": [1] * 1_001}) == ("E_LENGTH", 9)
    assert "CARDINALITY(`numbers`) > 1000" in flink_sql(check(text, SCOPE)).error("e")


def test_two_comprehensions_stand_within_each_other_and_no_more() -> None:
    """Side by side there may be any number."""
    two = "ANY(l IN lists WHERE ANY(m IN l WHERE m > a) AND ALL(m IN l WHERE m < 9))"
    three = "ANY(l IN lists WHERE ANY(m IN l WHERE ANY(k IN l WHERE k > m)))"

    assert check(two, SCOPE).ok
    (found,) = check(three, SCOPE).diagnostics
    assert (found.code, three[found.start : found.end]) == ("E_DEPTH", "ANY(k IN l WHERE k > m)")


def test_the_name_of_the_elements_is_no_reference() -> None:
    """What an expression reads is what its scope holds."""
    assert check("COUNT(n IN numbers WHERE n > a)", SCOPE).references == {"numbers", "a"}


def test_the_name_of_the_elements_is_a_matter_of_spelling() -> None:
    """State that depends on it is kept when it changes."""
    left, right = (f"TRANSFORM({name} IN numbers AS {name} * 2)" for name in ("n", "number"))

    assert normalise(check(left, SCOPE)) == normalise(check(right, SCOPE))
    assert normalise(check(left, SCOPE)) != normalise(check("TRANSFORM(n IN numbers AS n * 3)", SCOPE))


def test_an_element_of_a_list_of_narrow_integers_stays_narrow() -> None:
    """Its range spares checks, inside a body too."""
    scope = {"narrow": parse_type("ARRAY<INT>")}

    assert "E_OVERFLOW" not in flink_sql(check("TRANSFORM(n IN narrow AS n * n)", scope)).error("e")
    assert "E_OVERFLOW" in flink_sql(check("TRANSFORM(n IN narrow AS n * n * n)", scope)).error("e")
