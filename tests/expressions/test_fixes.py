"""Quick fixes beyond the tables of mistakes."""

import string
from collections.abc import Sequence

import pytest
from filbert.expressions import (
    Column,
    Diagnostic,
    Type,
    apply_edits,
    check,
    check_template,
    parse_type,
    suggest_fixes,
)
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.lexer import CHARACTER_HINTS, KEYWORDS, REPAIRS
from filbert.expressions.parser import POWERS
from filbert.expressions.testing.generation import SCHEMA, expressions
from filbert.expressions.types import BIGINT, BOOLEAN, STRING
from hypothesis import given, settings
from hypothesis import strategies as st

SCOPE = {
    "amount": parse_type("BIGINT"),
    "country": parse_type("STRING"),
    "PL": parse_type("STRING"),
    "sent_at": parse_type("TIMESTAMP"),
    "until": parse_type("TIMESTAMP"),
    "odd name": parse_type("BIGINT"),
    "tags": parse_type("ARRAY<STRING>"),
}
CONSTANTS = {"environment": {"limit": (Column(BIGINT, nullable=False), 5)}}
WORDS = [
    *SCHEMA,
    *sorted(KEYWORDS),
    *FUNCTIONS,
    *REPAIRS,
    *POWERS,
    *CHARACTER_HINTS,
    "(",
    ")",
    "'",
    '"',
    ",",
    "1",
    "if",
]


def fixed(text: str, expected: Type | None = None) -> list[str]:
    """The texts after each fix."""
    fixes = suggest_fixes(text, SCOPE, expected=expected, constants=CONSTANTS)
    return [apply_edits(text, fix.edits) for fix in fixes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('country = "PL"', ["country = PL", "country = 'PL'"]),
        ("odd name > 1", ["`odd name` > 1"]),
        ("limit > 1", ["environment.limit > 1"]),
        ("environment.limt > 1", ["environment.limit > 1"]),
        ("NOT 1 < amount < 9", ["NOT (1 < amount AND amount < 9)"]),
        ("country <> 'PL' AND 'DE'", ["country NOT IN ('PL', 'DE')"]),
        ("country NOT IN ['PL']", ["country NOT IN ('PL')"]),
        ("'a' NOT IN tags", ["NOT ARRAY_CONTAINS(tags, 'a')"]),
        ("until - sent_at > 5", ["TIME_DIFF('SECOND', sent_at, until) > 5"]),
        ("OR(amount > 1, amount < 0) AND amount <> 5", ["(amount > 1 OR amount < 0) AND amount <> 5"]),
        ("((amount > 1", ["((amount > 1))"]),
        ("UPPER('a", ["UPPER('a')"]),
        ("UPPER('a)", ["UPPER('a')"]),
        ("amount > 5%", ["amount > 0.05"]),
        ("amount > 12.5%", ["amount > 0.125"]),
        ("amount > 250%", ["amount > 2.50"]),
        ("1 > amount ? 'a' : 'b'", ["IF(1 > amount, 'a', 'b')"]),
        ("UPPER(amount > 1 ? 'a' : 'b')", ["UPPER(IF(amount > 1, 'a', 'b'))"]),
    ],
)
def test_first_fixes(text: str, expected: list[str]) -> None:
    assert fixed(text)[: len(expected)] == expected


def test_an_expected_type_is_met() -> None:
    """By a cast of the whole, or by a comparison."""
    assert fixed("amount", STRING)[0] == "CAST(amount AS STRING)"
    assert fixed("amount", BOOLEAN)[0] == "amount <> 0"
    assert fixed("country", BIGINT)[:2] == ["CAST(country AS BIGINT)", "TRY_CAST(country AS BIGINT)"]


def test_nothing_is_suggested_for_a_good_text() -> None:
    assert fixed("amount > 1") == []


@pytest.mark.parametrize("text", ["amount ** 2 > 9", "amount ^ 2 > 9"])
def test_a_power_is_a_product_or_a_call(text: str) -> None:
    """Of a function, if there is one."""
    assert "amount * amount > 9" in fixed(text)
    assert ("POWER(amount, 2) > 9" in fixed(text)) == ("POWER" in FUNCTIONS)


def test_a_fix_says_what_it_does() -> None:
    (fix,) = suggest_fixes("country = 'x' && amount > 1", SCOPE)

    assert (fix.title, fix.diagnostic.code) == ("write AND instead of &&", "E_OPERATOR")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {amount == 1} b", ["a {amount = 1} b"]),
        ("a {amout} b", ["a {amount} b"]),
        ("a {amount b", ["a {{amount b"]),
        ("a } b", ["a }} b"]),
        ("{amount} {UPPER(amount)}", ["{amount} {UPPER(CAST(amount AS STRING))}"]),
    ],
)
def test_templates(text: str, expected: list[str]) -> None:
    """Positions are those of the whole text."""
    found = [apply_edits(text, fix.edits) for fix in suggest_fixes(text, SCOPE, template=True)]

    assert found[:1] == expected
    assert check_template(found[0], SCOPE).ok


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(string.printable, max_size=30),
        st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join),
        st.tuples(st.integers(0, 2**32), st.integers(0, 60), st.sampled_from(WORDS)).map(
            lambda drawn: broken(expressions(drawn[0], 1)[0].text, drawn[1], drawn[2])
        ),
    ),
    st.booleans(),
)
def test_every_fix_makes_the_text_better(text: str, template: bool) -> None:
    """For any text: no errors of an earlier stage appear, and not more of the same."""

    def diagnostics(changed: str) -> Sequence[Diagnostic]:
        checked = check_template(changed, SCHEMA) if template else check(changed, SCHEMA)
        return checked.diagnostics

    before = diagnostics(text)
    for fix in suggest_fixes(text, SCHEMA, template=template):
        after = diagnostics(apply_edits(text, fix.edits))

        assert fix.title
        assert fix.diagnostic in before
        assert earliest(after) <= earliest(before)


def earliest(diagnostics: Sequence[Diagnostic]) -> tuple[int, int]:
    """The earliest stage with findings, nothing being the best, and how many they are."""
    stages = [STAGES.get(found.code, 2 if found.severity == "error" else 1) for found in diagnostics]
    worst = max(stages, default=0)
    return worst, stages.count(worst)


STAGES = {
    **dict.fromkeys(
        ("E_OPERATOR", "E_QUOTES", "E_UNTERMINATED_TEXT", "E_NUMBER", "E_CHARACTER", "E_TEMPLATE"), 5
    ),
    **dict.fromkeys(("E_SYNTAX", "E_EMPTY", "E_DEPTH", "E_INTERVAL", "E_TOO_LONG"), 4),
    **dict.fromkeys(("E_NAME", "E_FIELD", "E_FUNCTION", "E_TYPE_NAME", "E_ARGUMENTS"), 3),
}
"""How early a finding is made; types are 2, warnings 1."""


def broken(text: str, at: int, word: str) -> str:
    """A good text with a word too many."""
    return f"{text[:at]} {word} {text[at:]}"


def test_a_long_text_is_not_tried_without_end() -> None:
    """The first findings get their fixes."""
    text = " AND ".join(["amount == 1"] * 500)

    fixes = suggest_fixes(text, SCOPE)

    assert 1 <= len(fixes) <= 10
    assert apply_edits(text, fixes[0].edits).startswith("amount = 1 AND amount == 1")
