"""Renaming a column in a text."""

import pytest
from filbert.expressions import apply_edits, check, rename_edits
from filbert.expressions.testing.generation import SCHEMA, expressions
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("day > 1", "date1 > 1"),
        ("(day) + row.day + day.x + items[day]", "(date1) + row.day + date1.x + items[date1]"),
        ("`day` = 'day' -- day", "date1 = 'day' -- day"),
        ("TIME_DIFF(day, day, other)", "TIME_DIFF(day, date1, other)"),
        ("DAY(day) = Day", "DAY(date1) = Day"),
        ("day > AND day", "date1 > AND date1"),
        ("f(day,, x.day, day(1))", "f(date1,, x.day, day(1))"),
        ("nothing", "nothing"),
    ],
)
def test_names_alone_are_renamed(text: str, expected: str) -> None:
    """Not fields, functions, units, texts and comments; in broken texts as far as the words tell."""
    assert apply_edits(text, rename_edits(text, "day", "date1")) == expected


def test_a_name_before_a_text_may_be_the_beginning_of_a_literal() -> None:
    text = "date > DATE '2024-01-31' AND"

    assert apply_edits(text, rename_edits(text, "date", "day")) == "day > DATE '2024-01-31' AND"


def test_in_a_template_only_the_holes_count() -> None:
    text = "day {day} {{day}} {UPPER('{day}' || day)}"

    found = apply_edits(text, rename_edits(text, "day", "order by", template=True))

    assert found == "day {`order by`} {{day}} {UPPER('{day}' || `order by`)}"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(sorted(SCHEMA)))
def test_what_refers_to_the_old_name_refers_to_the_new_one(seed: int, name: str) -> None:
    (checked,) = expressions(seed, 1)
    scope = {("another name" if each == name else each): column for each, column in SCHEMA.items()}

    text = apply_edits(checked.text, rename_edits(checked.text, name, "another name"))

    again = check(text, scope)
    assert again.ok
    assert again.column == checked.column
    assert again.references == {("another name" if each == name else each) for each in checked.references}
