"""What is told about the word under the pointer, which stands after `^` in the texts of these tests."""

from typing import Any

import pytest
from filbert.expressions import Column, Hover, hover, parse_type
from filbert.expressions.types import BIGINT, STRING

SCOPE = {
    "amount": parse_type("BIGINT NOT NULL"),
    "zero": parse_type("BIGINT"),
    "country": parse_type("STRING"),
    "active": parse_type("BOOLEAN"),
    "event": parse_type("ROW<items ARRAY<ROW<price DECIMAL(10, 2) NOT NULL, `end` INT>>>"),
}
CONSTANTS = {"environment": {"limit": (Column(BIGINT, nullable=False), 1000)}}
SAMPLE = {
    "amount": 7,
    "zero": 0,
    "country": "PL",
    "active": True,
    "event": {"items": [{"price": 5, "end": 1}]},
}


def hovered(text: str, **options: Any) -> Hover | None:
    """What is shown."""
    position = text.index("^")
    whole = text[:position] + text[position + 1 :]
    return hover(whole, position, SCOPE, constants=CONSTANTS, **{"sample": SAMPLE, **options})


@pytest.mark.parametrize(
    ("text", "title", "type_", "value"),
    [
        ("^amount > 1", "amount", "BIGINT NOT NULL", "7"),
        ("amo^unt > 1", "amount", "BIGINT NOT NULL", "7"),
        ("amount ^> 1", "amount > 1", "BOOLEAN NOT NULL", "TRUE"),
        ("amount ^/ zero > 1", "amount / zero", "BIGINT", "E_DIV0"),
        ("^event.items[1].price", "event", str(SCOPE["event"]), "{items: [{price: 5, end: 1}]}"),
        ("event.items[1].^price", "event.items[1].price", "DECIMAL(10, 2)", "5"),
        ("event.items[1].^end", "event.items[1].end", "BIGINT", "1"),
        ("event.items[2].^price", "event.items[2].price", "DECIMAL(10, 2)", "NULL"),
        ("environment.^limit", "environment.limit", "BIGINT NOT NULL", "1000"),
        ("UPPER^(country)", "UPPER(country)", "STRING", "'PL'"),
        ("country = ^'a'", "'a'", "STRING NOT NULL", "'a'"),
        ("CASE ^WHEN active THEN 1 END", "CASE WHEN active THEN 1 END", "BIGINT", "1"),
        ("(amount ^+ 1) * 2", "(amount + 1)", "BIGINT NOT NULL", "8"),
        ("country\n  ^|| 'x'", "country || 'x'", "STRING", "'PLx'"),
        ("amount > ^country AND (", "country", "STRING", "'PL'"),
        ("UPPER(^country", "country", "STRING", "'PL'"),
    ],
)
def test_type_and_value_of_a_part(text: str, title: str, type_: str, value: str) -> None:
    """A name is told of in broken texts too; an operator stands for all that it joins."""
    found = hovered(text)

    assert found is not None
    assert (found.title, str(found.column), found.value) == (title, type_, value)


@pytest.mark.parametrize(
    "text", ["amount ^ > 1", "-- ^amount", "^nothing", "a.^b", "^1x", "^(", "country = ^'x"]
)
def test_there_is_nothing_to_tell(text: str) -> None:
    assert hovered(text) is None


def test_a_function_shows_its_help() -> None:
    """Signature, what it does, an example."""
    assert hovered("amount + ^round(1.5, 1)") == Hover(
        9,
        14,
        "ROUND(x number[, digits]) → number",
        help="Rounds half away from zero to so many digits after the point, none if they are left out.",
        example=("ROUND(2.345, 2)", "2.35"),
    )


def test_an_operator_shows_what_it_does() -> None:
    found = hovered("amount ^/ 2")

    assert found is not None
    assert found.help == "Divides; whole numbers lose the fraction."


def test_a_group_shows_its_constants() -> None:
    found = hovered("^environment.limit")

    assert found is not None
    assert found.help == "Constants: limit"


def test_without_a_sample_there_is_no_value() -> None:
    """What is not known is not invented."""
    found = hovered("amount ^+ zero", sample={"amount": 1})

    assert found is not None
    assert (str(found.column), found.value) == ("BIGINT", None)


def test_what_identifies_a_person_is_marked() -> None:
    """So that its value can be masked, that of what is made of it too."""
    scope = {"sender": Column(STRING, pii=True)}

    parts = [hover("sender || 'x'", at, scope, sample={"sender": "48600"}) for at in (0, 7)]

    assert [found is not None and found.pii for found in parts] == [True, True]


def test_in_a_template_only_the_holes_count() -> None:
    found = hovered("amount {^amount}", template=True)

    assert found is not None
    assert (found.start, found.end) == (8, 14)
    assert hovered("^amount {amount}", template=True) is None


def test_the_element_of_a_list_inside_a_comprehension() -> None:
    """The first element serves as sample; outside the name means nothing."""
    scope = {"items": parse_type("ARRAY<ROW<price BIGINT>>")}
    text = "ANY(item IN items WHERE item.price > 1)"
    found = hover(text, text.index("price"), scope, sample={"items": [{"price": 5}]})

    assert found is not None
    assert (found.title, str(found.column), found.value) == ("item.price", "BIGINT", "5")
