"""Whatever text arrives: no crash, no hang, no escape, and diagnostics that can be underlined."""

import pytest
from filbert.expressions.testing.fuzzing import ATTEMPTS, Examination, texts

SEED = 1
SMALL, LARGE = 20_000, 1_000_000
SLOW = 0.05
"""Seconds of CPU; looked at in full size only, three times, because collecting garbage may fall on any text."""


@pytest.fixture(scope="module")
def examination() -> Examination:
    """One for all texts: it learns first which attributes good code reads."""
    return Examination()


@pytest.mark.slow
@pytest.mark.soak("fuzz")
@pytest.mark.timeout(3_600)
def test_every_text_gives_a_value_or_diagnostics(examination: Examination, full_size: bool) -> None:
    """Random and hostile texts; size of all generated code is bounded, and it holds no name but ours."""
    slow = []

    for text in texts(SEED, LARGE if full_size else SMALL):
        if examination.examine(text) > SLOW and full_size:
            slow += [text] if min(examination.examine(text) for _ in range(3)) > SLOW else []

    assert slow == []
    assert examination.checked > (LARGE if full_size else SMALL) / 10


@pytest.mark.parametrize("text", ATTEMPTS, ids=range(len(ATTEMPTS)))
def test_an_attempt_to_get_out_stays_inside(examination: Examination, text: str) -> None:
    """Each attempt by itself, since random changes may spare it."""
    examination.examine(text)


def test_an_escape_would_be_seen(examination: Examination) -> None:
    """The looks at generated code can fail."""
    for source in ("def evaluate(row):\n return row.__class__", "def evaluate(row):\n return open('x')"):
        with pytest.raises(AssertionError):
            examination._look_at_python("", source)
