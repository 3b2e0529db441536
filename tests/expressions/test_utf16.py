"""Positions of browsers and ours."""

import pytest
from filbert.expressions import from_utf16, to_utf16
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "position", "units"),
    [
        ("abc", 2, 2),
        ("żółć", 3, 3),
        ("'😀' = x", 2, 3),
        ("😀😀", 2, 4),
        ("abc", 9, 3),
        ("😀", 9, 2),
        ("a", -1, 0),
    ],
)
def test_a_character_beyond_the_basic_plane_has_two_units(text: str, position: int, units: int) -> None:
    assert to_utf16(text, position) == units


@pytest.mark.parametrize(
    ("text", "units", "position"),
    [
        ("abc", 2, 2),
        ("'😀' = x", 3, 2),
        ("'😀' = x", 2, 1),
        ("😀", 1, 0),
        ("😀", 9, 1),
        ("abc", 9, 3),
        ("ż", -1, 0),
    ],
)
def test_the_middle_of_a_character_is_its_start(text: str, units: int, position: int) -> None:
    assert from_utf16(text, units) == position


@given(st.text(alphabet=st.characters(exclude_categories=[])), st.integers(0, 20))
def test_there_and_back_is_the_same(text: str, position: int) -> None:
    """Whatever the text, halves of surrogate pairs included."""
    position = min(position, len(text))

    assert from_utf16(text, to_utf16(text, position)) == position
    assert to_utf16(text, position) == len(text[:position].encode("utf-16-le", "surrogatepass")) // 2
