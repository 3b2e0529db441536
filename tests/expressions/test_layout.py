"""The canonical layout of expressions."""

import pytest
from filbert.expressions import LayoutError, check, format_expression, normalise
from filbert.expressions.lexer import tokenize
from filbert.expressions.testing.generation import SCHEMA, Generator, expressions
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a>1  and upper( s ) in('x','y')", "a > 1 AND UPPER(s) IN ('x', 'y')"),
        ("a!=1", "a <> 1"),
        ("-(a+ b)*2", "-(a + b) * 2"),
        ("- - a - -1", "- -a - -1"),
        ("case when t then'x'else 'y' end", "CASE WHEN t THEN 'x' ELSE 'y' END"),
        ("cast( s as decimal( 10,2 ) )", "CAST(s AS DECIMAL(10, 2))"),
        ("at+interval '5' minutes", "at + INTERVAL '5' MINUTE"),
        ("timestamp '2024-01-31 10:00:00'<at", "TIMESTAMP '2024-01-31 10:00:00' < at"),
        ("array [1,2] [ 1 ]", "ARRAY[1, 2][1]"),
        ("record . inner.end", "record.inner.end"),
        ("`s` = `order`", "s = order"),
        ("`end`.`order`", "`end`.order"),
        ("not t is null", "NOT t IS NULL"),
        ("a not between 1 and 2 and t", "a NOT BETWEEN 1 AND 2 AND t"),
        ("1E5 * 2.50", "1e5 * 2.50"),
        ("s||'a  b'", "s || 'a  b'"),
        ("Date + interval", "Date + interval"),
        ("nothing(a,  b)", "nothing(a, b)"),
        ("-- why\n a >1 -- and so\n", "-- why\na > 1\n-- and so"),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    """Spaces, the case of words, and backticks that are not needed."""
    assert format_expression(text) == expected


LONG = "amount_of_everything > 100 and country in ('PL', 'DE') or active and not (title like '%x%' and amount < 5)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            LONG,
            """\
amount_of_everything > 100 AND country IN ('PL', 'DE')
OR active AND NOT (title LIKE '%x%' AND amount < 5)""",
        ),
        (
            "coalesce(a_name_that_is_long, another_name_that_is_long, a_third_name_that_is_long, b between 1 and 2)",
            """\
COALESCE(
  a_name_that_is_long,
  another_name_that_is_long,
  a_third_name_that_is_long,
  b BETWEEN 1 AND 2
)""",
        ),
        (
            "case when amount_of_everything > 100 then 'a large one' when b between 1 and 5 or active then 'c' "
            "else upper(title) end = 'a large one'",
            """\
CASE
  WHEN amount_of_everything > 100 THEN 'a large one'
  WHEN b BETWEEN 1 AND 5 OR active THEN 'c'
  ELSE UPPER(title)
END = 'a large one'""",
        ),
        (
            "first_part_of_the_text || second_part_of_the_text || substring(third_part_of_the_text, 1, 100) || '.'",
            """\
first_part_of_the_text
|| second_part_of_the_text
|| SUBSTRING(third_part_of_the_text, 1, 100)
|| '.'""",
        ),
    ],
)
def test_several_lines(text: str, expected: str) -> None:
    """What binds most weakly breaks first; a comparison and a BETWEEN stay together."""
    assert format_expression(text) == expected


def test_a_narrow_line_breaks_everything() -> None:
    expected = """\
a > 1
OR b
  AND UPPER(
    s
  ) = 'x'"""

    assert format_expression("a > 1 OR b AND UPPER(s) = 'x'", line=10) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a >", "expected a value, found the end"),
        ("a == 1", "equality is written with one '='"),
        ("", "the expression is empty"),
        ("a > -- one\n 1", "a comment in the midst of an expression has no place of its own"),
    ],
)
def test_what_cannot_be_formatted_is_left_alone(text: str, message: str) -> None:
    """With the reason and its place."""
    with pytest.raises(LayoutError) as refused:
        format_expression(text)

    assert refused.value.message == message
    assert 0 <= refused.value.start <= refused.value.end <= len(text)


def words(text: str) -> list[tuple[str, str]]:
    """The words of a text, whatever their case; names alone keep theirs."""
    tokens = tokenize(text, 0, len(text), []) or []
    return [
        ("name" if each.kind == "quoted" else each.kind, each.value.upper().replace("!=", "<>"))
        for each in tokens
    ]


SPACES = st.sampled_from([" ", "  ", "\n", "\t", "\n    "])


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32), SPACES, st.sampled_from([20, 60, 100]))
def test_formatting_keeps_meaning_and_words(seed: int, space: str, line: int) -> None:
    """However the text was laid out, and however narrow the lines are."""
    (checked,) = expressions(seed, 1)
    text = checked.text if "'" in checked.text else checked.text.replace(" ", space)

    formatted = format_expression(text, line=line)

    assert words(formatted) == words(text)
    assert normalise(check(formatted, SCHEMA)) == normalise(checked)
    assert check(formatted, SCHEMA).column == checked.column
    assert format_expression(formatted, line=line) == formatted


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([10, 40, 100]))
def test_conditions_of_any_depth_are_formatted_once_and_for_all(choose, line: int) -> None:
    text = Generator(choose).text("BOOLEAN", 5)

    formatted = format_expression(text, line=line)

    assert format_expression(formatted, line=line) == formatted
    assert words(formatted) == words(text)


def formatted_or_none(text: str) -> str | None:
    """The layout, or nothing where the text is refused."""
    try:
        return format_expression(text)
    except LayoutError:
        return None


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_formatted_or_refused(text: str) -> None:
    """A text that holds is refused for a comment only."""
    formatted = formatted_or_none(text)

    if formatted is None:
        assert not check(text, {}).ok or "--" in text
    else:
        assert format_expression(formatted) == formatted
