"""From a character of a decoded value to its line and column in the file."""

import pytest
from filbert.scenarios.text import UNPRINTABLE
from filbert.scenarios.yaml_text import read_text
from hypothesis import given, settings
from hypothesis import strategies as st


def place(text, key, character):
    """Line and column of the first such character in the value of a key."""
    parsed = read_text(text)
    value = parsed.value[key]
    return parsed.positions.place((key,), value.index(character), value)


@pytest.mark.parametrize(
    ("text", "character", "expected"),
    [
        ("a: fee / parts\n", "/", (1, 8)),
        ("a: 'it''s X'\n", "X", (1, 11)),
        ('a: "tab\\t\\u00e9 X"\n', "X", (1, 17)),
        ('a: "\\U0001F600X"\n', "X", (1, 15)),
        ('{"a": "\\ud83d\\ude00X"}', "X", (1, 20)),
        ("a: 😀 X\n", "X", (1, 6)),
        ("a: |\n  first\n    second X\n", "X", (3, 12)),
        ("a: |-\n\n  first\n\n  X\n", "X", (5, 3)),
        ("a: |2-\n   first\n  X\n", "X", (3, 3)),
        ("a: | # why\n  X\n", "X", (2, 3)),
        ("a: >\n  folded\n  text X\n", "X", (3, 8)),
        ("a: plain\n  over\n  lines X\n", "X", (3, 9)),
        ('a: "quoted\n  over\\\n  lines X"\n', "X", (3, 9)),
        ("a: 'quoted\n\n  lines X'\n", "X", (3, 9)),
        ("a:   two  X\n", "X", (1, 11)),
        ("a: two  X\n", " ", (1, 7)),
    ],
)
def test_a_character_is_found_in_every_style(text, character, expected):
    assert expected == place(text, "a", character)


def test_the_end_of_a_value_is_after_its_last_character():
    parsed = read_text("a: 'it''s'\n")

    assert parsed.positions.place(("a",), 4, "it's") == (1, 10)


@given(st.text(alphabet="ab '\"\\é😀{}:#", min_size=1).filter(lambda text: not UNPRINTABLE.search(text)))
@settings(max_examples=200, deadline=None)
def test_every_character_of_a_quoted_text_is_found_exactly(value):
    single = "a: '" + value.replace("'", "''") + "'\n"
    double = 'a: "' + value.replace("\\", "\\\\").replace('"', '\\"') + '"\n'

    for text, doubled in ((single, "'"), (double, '\\"')):
        parsed = read_text(text)
        column = 5
        for offset, character in enumerate(value):
            assert (1, column) == parsed.positions.place(("a",), offset, value)
            column += 2 if character in doubled else 1


def test_a_value_that_is_not_there_is_placed_at_what_is_around_it():
    parsed = read_text("a:\n  b: {c: 1}\n")

    assert parsed.positions.place(("a", "b", "missing", 0)) == (2, 6)
