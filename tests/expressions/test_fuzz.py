"""Promises that hold for any text and for any expression over any row."""

import string
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from filbert.expressions import (
    Checked,
    EvalError,
    check,
    check_template,
    compile_python,
    flink_sql,
    from_json,
    normalise,
    parse_type,
    to_json,
)
from filbert.expressions.errors import MESSAGES
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.lexer import CHARACTER_HINTS, KEYWORDS, REPAIRS
from filbert.expressions.parser import POWERS
from filbert.expressions.testing.generation import SCHEMA, Generator, expressions, rows
from hypothesis import example, given, settings
from hypothesis import strategies as st

WORDS = [
    *SCHEMA,
    *KEYWORDS,
    *FUNCTIONS,
    *REPAIRS,
    *POWERS,
    *CHARACTER_HINTS,
    *(
        "(",
        ")",
        "]",
        ",",
        "'a'",
        "'",
        '"',
        "1",
        "0",
        "2.5",
        "1e3",
        "1e999",
        "9223372036854775808",
        "--",
        "\n",
    ),
    *("`end`", "ż", "😀", "\ud800", "BIGINT", "DAY"),
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(string.printable, max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join),
    st.randoms(use_true_random=False).map(lambda choose: Generator(choose).text("BOOLEAN", 3)),
)
SEEDS = st.integers(0, 2**32)


def mutated(choose: st.DataObject, text: str) -> str:
    """A good text with one piece missing or put elsewhere."""
    start = choose.draw(st.integers(0, len(text)))
    end = choose.draw(st.integers(start, len(text)))
    return text[:start] + choose.draw(st.sampled_from(["", " ", *WORDS])) + text[end:]


def outcome(
    evaluate: Callable[[Mapping[str, Any]], Any], row: Mapping[str, Any]
) -> tuple[Any, EvalError | None]:
    """The value, or the error."""
    try:
        return evaluate(row), None
    except EvalError as error:
        return None, error


def assert_spans_lie_inside(text: str, checked: Checked) -> None:
    """A diagnostic can be underlined."""
    for found in checked.diagnostics:
        assert 0 <= found.start <= found.end <= len(text)
        assert found.message


@settings(max_examples=1000, deadline=None)
@given(TEXTS)
@example("'" * 9999)
@example("(" * 10_000)
@example("-" * 10_000)
@example("a[" * 4000)
@example("CASE WHEN " * 900)
def test_any_text_gives_a_tree_or_diagnostics_inside_the_text(text: str) -> None:
    """Nothing else than diagnostics comes of a bad text."""
    checked = check(text, SCHEMA)

    assert checked.ok or any(found.severity == "error" for found in checked.diagnostics)
    assert_spans_lie_inside(text, checked)


@settings(max_examples=500, deadline=None)
@given(st.data(), SEEDS)
def test_a_good_text_with_a_fault_gives_diagnostics_inside_the_text(data: st.DataObject, seed: int) -> None:
    """Texts that are nearly right reach the checker's deeper rules."""
    text = mutated(data, expressions(seed, 1)[0].text)

    checked = check(text, SCHEMA)

    assert checked.ok or any(found.severity == "error" for found in checked.diagnostics)
    assert_spans_lie_inside(text, checked)
    if checked.ok:
        compile_python(checked)
        flink_sql(checked)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.one_of(TEXTS, st.sampled_from(["{", "}", "{{", "}}", "{a}", "{f}", "{at}"]))).map("".join))
def test_any_template_gives_a_text_or_diagnostics_inside_it(text: str) -> None:
    """Templates are no exception."""
    checked = check_template(text, SCHEMA)

    assert checked.ok or any(found.severity == "error" for found in checked.diagnostics)
    assert_spans_lie_inside(text, checked)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_evaluation_keeps_what_the_check_promised(seed: int) -> None:
    """Code raises EvalError only; NULL, range, type and the possibility of an error are as announced."""
    for checked in expressions(seed, 5):
        evaluate, sql = compile_python(checked), flink_sql(checked)
        codes = {(guard.code, guard.at) for guard in sql.guards}
        column = checked.column
        for row in rows(seed, 20):
            value, error = outcome(evaluate, row)
            if error is not None:
                assert (error.code, error.at) in codes
                assert error.code in MESSAGES
                continue
            if value is None:
                assert column.nullable, checked.text
                continue
            assert from_json(to_json(value, column.type), column.type) == value, checked.text
            if column.range is not None:
                assert column.range[0] <= value <= column.range[1], checked.text


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_the_canonical_text_does_not_depend_on_spelling(seed: int) -> None:
    """Spaces, the case of words and needless brackets do not matter."""
    (checked,) = expressions(seed, 1)
    spaced = "( \n" + checked.text.replace("(", " ( ").replace(",", " ,  ") + ") -- a comment"

    if "'" not in checked.text:
        assert normalise(check(spaced, SCHEMA)) == normalise(checked)
    assert normalise(check(f"(({checked.text}))", SCHEMA)) == normalise(checked)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text_survives_as_a_literal(text: str) -> None:
    """Quotes are doubled, nothing else has a meaning inside a literal."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    literal = "'" + text.replace("'", "''") + "'"

    assert check(literal, {}).constant == text


SCOPE = {"a": parse_type("BIGINT"), "t": parse_type("BOOLEAN")}


@pytest.mark.parametrize(
    ("opening", "closing", "expected"),
    [
        ("TRY(", ")", 0),
        ("(1 + ", ")", 20),
        ("CASE WHEN t THEN 0 ELSE ", " END", 0),
        ("COALESCE(NULLIF(a, 0), ", ")", 0),
        ("ABS(a - ", ")", 0),
        ("IF(a > 5, 1, a + ", ")", 0),
    ],
)
def test_deep_expressions_run(opening: str, closing: str, expected: int) -> None:
    """Python's own limits on nesting are not met."""
    checked = check(opening * 20 + "a" + closing * 20, SCOPE)

    assert compile_python(checked)({"a": 0, "t": True}) == expected


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        (" AND ".join(f"(a <> {number} OR t)" for number in range(300)), {"a": -1, "t": None}, True),
        (
            f"CASE {' '.join(f'WHEN a = {number} THEN {number}' for number in range(200))} END",
            {"a": 199, "t": None},
            199,
        ),
        (f"COALESCE({', '.join(f'NULLIF(a, {number})' for number in range(200))})", {"a": 0, "t": None}, 0),
        (f"a IN ({', '.join(map(str, range(1000)))})", {"a": 999, "t": None}, True),
    ],
)
def test_long_expressions_run(text: str, row: dict[str, Any], expected: object) -> None:
    """Long lists are as good as short ones."""
    assert compile_python(check(text, SCOPE))(row) == expected
