"""How commands print rows."""

from filbert.runtime.commands.table import ago, aligned


def test_columns_are_as_wide_as_their_longest_cell_but_for_the_last() -> None:
    rows = [("NODE", "IN", ""), ("calls", "12", "a long text"), ("x", "1,000", "")]

    assert aligned(rows) == "NODE   IN\ncalls  12     a long text\nx      1,000"


def test_a_stretch_of_time_has_its_largest_whole_unit() -> None:
    assert [ago(seconds) for seconds in (-1, 59.9, 60, 7_300, 200_000)] == [
        "0 s", "59 s", "1 min", "2 h", "2 d",
    ]  # fmt: skip
