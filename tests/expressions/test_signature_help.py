"""Which function the caret, `|`, is inside, and which of its arguments."""

import pytest
from filbert.expressions import SignatureHelp, signature_help
from filbert.expressions.editor.signature import read_signature
from filbert.expressions.functions.entry import FUNCTIONS


def helped(text: str, **options: bool) -> tuple[str, str | None] | None:
    """The function and the text of its active parameter."""
    position = text.index("|")
    found = signature_help(text[:position] + text[position + 1 :], position, **options)
    if found is None:
        return None
    if found.active is None:
        return found.name, None
    start, end = found.parameters[found.active]
    return found.name, found.signature[start:end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUBSTRING(|", ("SUBSTRING", "text STRING")),
        ("substring(a, |", ("SUBSTRING", "start BIGINT")),
        ("SUBSTRING(a, 1, |)", ("SUBSTRING", "length BIGINT")),
        ("SUBSTRING(a, 1, 2, |)", ("SUBSTRING", None)),
        ("SUBSTRING(UPPER(|", ("UPPER", "text STRING")),
        ("SUBSTRING(UPPER(a), |", ("SUBSTRING", "start BIGINT")),
        ("SUBSTRING((a, |", ("SUBSTRING", "text STRING")),
        ("SUBSTRING('x, (y', |", ("SUBSTRING", "start BIGINT")),
        ("SUBSTRING(a[1, |", ("SUBSTRING", "text STRING")),
        ("SUBSTRING(a -- b, c\n, |", ("SUBSTRING", "start BIGINT")),
        ("COALESCE(a, b, c, |", ("COALESCE", "value")),
        ("TIME_DIFF(|", ("TIME_DIFF", "'unit'")),
        ("CAST(|", ("CAST", "value")),
        ("SUBSTRING|(a)", None),
        ("SUBSTRING(a)|", None),
        ("nothing(|", None),
        ("a IN (|", None),
        ("|", None),
    ],
)
def test_the_innermost_call_counts(text: str, expected: tuple[str, str | None] | None) -> None:
    """Whatever is open, closed or broken around it."""
    assert helped(text) == expected


def test_help_is_complete() -> None:
    """All that a popup shows."""
    assert signature_help("a + ROUND(1.5, 1", 12) == SignatureHelp(
        "ROUND",
        4,
        9,
        "ROUND(x number[, digits]) → number",
        "Rounds half away from zero to so many digits after the point, none if they are left out.",
        ("ROUND(2.345, 2)", "2.35"),
        ((6, 14), (17, 23)),
        0,
    )


def test_in_a_template_only_the_holes_count() -> None:
    assert helped("UPPER(a) {LOWER(b|", template=True) == ("LOWER", "text STRING")
    assert helped("UPPER(|", template=True) is None


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_signature_can_be_read(name: str) -> None:
    """Each parameter has a name, which stands where its span says."""
    signature = read_signature(FUNCTIONS[name].signature)

    assert signature.text.startswith(f"{name}(")
    assert " → " in signature.text
    for parameter in signature.parameters:
        assert parameter.name.isidentifier()
        assert parameter.name in signature.text[parameter.start : parameter.end]


def test_a_signature_tells_its_types() -> None:
    """Alternatives, what is optional, and what is repeated."""
    rounding = read_signature("ROUND(x number[, digits]) → number")
    year = read_signature("YEAR(time TIMESTAMP or DATE) → BIGINT")
    choice = read_signature("GREATEST(value, …) → the type of the values")
    size = read_signature("ABS(x number) → the type of x")

    assert [each.optional for each in rounding.parameters] == [False, True]
    assert rounding.result == {"BIGINT", "DECIMAL", "DOUBLE"}
    assert year.parameters[0].kinds == {"TIMESTAMP", "DATE"}
    assert (choice.repeats, len(choice.parameters), choice.result) == (True, 1, frozenset())
    assert size.result == {"BIGINT", "DECIMAL", "DOUBLE"}
