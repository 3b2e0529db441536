"""Expressions in plain words."""

import pytest
from filbert.expressions import explain
from filbert.expressions.testing.generation import Generator
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "unique_recipients >= 1000 AND country NOT IN ('PL', 'DE')",
            "unique_recipients is at least 1,000 and country is not one of 'PL', 'DE'",
        ),
        ("a > 1 AND b < 2 OR c = 3", "a is more than 1 and b is less than 2, or c is 3"),
        ("a > 1 AND (b < 2 OR c = 3)", "a is more than 1 and (b is less than 2 or c is 3)"),
        ("a <> 1", "a is not 1"),
        ("a <= -1.50", "a is at most -1.50"),
        ("NOT a <= 1", "a is more than 1"),
        ("NOT (a > 1 AND b)", "not (a is more than 1 and b)"),
        ("NOT NOT active", "active"),
        ("NOT active", "not active"),
        ("sent_at < TIMESTAMP '2024-01-31 10:00:00'", "sent_at is before 2024-01-31 10:00:00"),
        ("event_time - INTERVAL '5' MINUTE >= sent_at", "5 minutes before event_time is not before sent_at"),
        ("country IN ('PL')", "country is 'PL'"),
        ("a NOT BETWEEN 1 AND 5", "a is not between 1 and 5"),
        ("title LIKE '%spam%'", "title contains 'spam'"),
        ("title NOT LIKE 'SMS%'", "title does not start with 'SMS'"),
        ("title LIKE '%.pl'", "title ends with '.pl'"),
        ("title LIKE 'a_c'", "title matches the pattern 'a_c'"),
        ("CONTAINS(title, 'x')", "title contains 'x'"),
        ("NOT STARTS_WITH(title, prefix)", "title does not start with prefix"),
        ("country IS NULL", "country has no value"),
        ("country IS NOT NULL", "country has a value"),
        ("NOT country IS NULL", "country has a value"),
        ("active IS NOT TRUE", "active is not true"),
        ("fee / parts > 2", "fee / parts is more than 2"),
        ("(fee + 1) * 2", "(fee + 1) * 2"),
        ("LENGTH(name) + 1 > 5", "(the length of name) + 1 is more than 5"),
        ("IF(a > 1, 'big', 'small')", "'big' if a is more than 1, otherwise 'small'"),
        (
            "CASE WHEN a > 1 THEN 'x' WHEN b THEN 'y' END",
            "'x' if a is more than 1, 'y' if b, otherwise nothing",
        ),
        ("CASE kind WHEN 1 THEN 'x' ELSE 'y' END", "'x' if kind is 1, otherwise 'y'"),
        ("COALESCE(name, '-')", "name, or '-' if it has no value"),
        ("COALESCE(a, b, 0)", "the first of a, b, 0 that has a value"),
        ("GREATEST(a, b)", "the largest of a, b"),
        ("TRY(a / b)", "a / b, or nothing if that fails"),
        ("CAST(a AS DECIMAL(10, 2))", "a as a number"),
        ("TRY_CAST(a AS INT)", "a as a whole number, if it is one"),
        (
            "TIME_DIFF('MINUTE', started_at, ended_at) > 10",
            "the minutes from started_at to ended_at is more than 10",
        ),
        ("items[1].price", "price of element 1 of items"),
        ("prices['sms'] > environment.limit", "'sms' of prices is more than environment.limit"),
        ("first || ' ' || last", "first, ' ', last joined"),
        ("REPLACE(name, 'a', 'b') = 'x'", "REPLACE(name, 'a', 'b') is 'x'"),
        ("TRUE", "true"),
        ("a == 1", "a is 1"),
    ],
)
def test_in_words(text: str, expected: str) -> None:
    assert explain(text) == expected


@pytest.mark.parametrize("text", ["", "a >", "a > 'x", "f(1,, 2)"])
def test_what_cannot_be_read_is_not_explained(text: str) -> None:
    assert explain(text) is None


def test_a_long_explanation_is_cut() -> None:
    words = explain(" AND ".join(f"a_long_name <> {number}" for number in range(200)))

    assert words is not None
    assert (len(words), words[-1]) == (600, "…")


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.text(max_size=30))
def test_whatever_can_be_read_is_explained_the_same_each_time(choose, text: str) -> None:
    condition = Generator(choose).text("BOOLEAN", 4)

    assert explain(condition)
    assert explain(condition) == explain(condition)
    assert explain(text) is None or explain(text)
