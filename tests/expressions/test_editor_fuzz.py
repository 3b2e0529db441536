"""Whatever the text and wherever the caret: an answer, and spans inside the text."""

import string

from filbert.expressions import complete, hover, signature_help
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.lexer import CHARACTER_HINTS, KEYWORDS
from filbert.expressions.parser import POWERS
from filbert.expressions.testing.generation import SCHEMA, expressions, rows
from filbert.expressions.types import BIGINT, BOOLEAN, Column
from hypothesis import example, given, settings
from hypothesis import strategies as st

CONSTANTS = {"environment": {"limit": (Column(BIGINT, nullable=False), 5)}}
SIGNS = ["(", ")", "[", "]", ",", ".", "'", '"', "`", "{", "}", "--", "\n", "1", "1.5", "'a'", "environment"]
WORDS = [
    *SCHEMA,
    *sorted(KEYWORDS),
    *FUNCTIONS,
    *POWERS,
    *CHARACTER_HINTS,
    *SIGNS,
    "ANY(item IN numbers WHERE",
    "WHERE",
    "BY",
    "item",
    "name",
    "inner",
    "😀",
    "\ud800",
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(string.printable, max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=20).map("".join),
    st.integers(0, 2**32).map(lambda seed: expressions(seed, 1)[0].text),
)
SAMPLE = rows(1, 1)[0]


@settings(max_examples=600, deadline=None)
@given(TEXTS, st.integers(-2, 200), st.booleans(), st.sampled_from([None, BOOLEAN, BIGINT]))
@example("`", 1, False, None)
@example("record.", 7, False, None)
@example("].", 2, False, None)
@example("(" * 3000, 3000, False, None)
@example("a[" * 3000, 6000, False, BOOLEAN)
@example("CASE WHEN " * 900, 9000, False, BOOLEAN)
@example("ANY(a IN " * 1100, 9900, False, BOOLEAN)
@example("ANY(item IN numbers WHERE " * 30, 780, False, BOOLEAN)
def test_completion(text, position, template, expected) -> None:
    """What is inserted takes the place of the word at the caret."""
    found = complete(
        text, position, SCHEMA, expected=expected, constants=CONSTANTS, sample=SAMPLE, template=template
    )

    assert 0 <= found.start <= min(max(position, 0), len(text)) <= found.end <= len(text)
    for each in found.items:
        assert each.label
        assert each.insert


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.integers(-2, 200), st.booleans())
@example("(" * 3000, 2000, False)
def test_signature_help(text, position, template) -> None:
    """The active parameter is one of the function's."""
    found = signature_help(text, position, template=template)

    if found is not None:
        assert text[found.start : found.end].upper() == found.name
        assert found.active is None or 0 <= found.active < len(found.parameters)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.integers(-2, 200), st.booleans())
@example("(" * 3000, 2000, False)
def test_hover(text, position, template) -> None:
    """The span is around the pointer."""
    found = hover(text, position, SCHEMA, constants=CONSTANTS, sample=SAMPLE, template=template)

    if found is not None:
        assert 0 <= found.start <= position < found.end <= len(text)
        assert found.title
