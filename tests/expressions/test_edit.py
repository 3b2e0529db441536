"""Changes of a text."""

import pytest
from filbert.expressions import Edit, apply_edits


def test_positions_are_those_of_the_text_before_any_edit() -> None:
    edits = [Edit(5, 6, "three"), Edit(0, 1, "one"), Edit(3, 3, "!"), Edit(3, 3, "?")]

    assert apply_edits("a = b", [Edit(0, 1, "amount"), Edit(4, 5, "1")]) == "amount = 1"
    assert apply_edits("1, 2 3", edits) == "one, !?2 three"


@pytest.mark.parametrize("edits", [[Edit(0, 2, ""), Edit(1, 3, "")], [Edit(0, 9, "")], [Edit(2, 1, "")]])
def test_edits_that_cannot_be_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another one or lies outside"):
        apply_edits("abc", edits)
