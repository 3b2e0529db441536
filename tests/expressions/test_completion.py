"""What an editor offers at the caret, which stands as `¦` in the texts of these tests."""

from typing import Any

import pytest
from filbert.expressions import Column, Completion, Completions, Type, complete, parse_type
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.types import BIGINT, BOOLEAN, STRING

SCOPE = {
    "amount": parse_type("BIGINT NOT NULL"),
    "country": parse_type("STRING"),
    "active": parse_type("BOOLEAN"),
    "sent_at": parse_type("TIMESTAMP"),
    "event": parse_type("ROW<x BIGINT, items ARRAY<ROW<price DECIMAL(10, 2), product STRING, `end` INT>>>"),
    "prices": parse_type("MAP<STRING, BIGINT>"),
    "odd name": parse_type("BIGINT"),
}
CONSTANTS = {
    "environment": {
        "limit": (Column(BIGINT, nullable=False), 1000),
        "owner": (Column(STRING, nullable=False), "fraud"),
    }
}
SAMPLE = {
    "amount": 7,
    "country": "PL",
    "active": None,
    "event": {"x": 1, "items": [{"price": 5, "product": "tea", "end": 3}]},
}


def completed(text: str, **options: Any) -> Completions:
    """What is offered at the mark."""
    position = text.index("¦")
    whole = text[:position] + text[position + 1 :]
    return complete(whole, position, SCOPE, constants=CONSTANTS, sample=SAMPLE, **options)


def labels(text: str, **options: Any) -> list[str]:
    """The labels of what is offered, the best first."""
    return [item.label for item in completed(text, **options).items]


def item(text: str, label: str) -> Completion:
    """One of the entries."""
    return next(each for each in completed(text).items if each.label == label)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("am¦", ["amount"]),
        ("active AND am¦", ["amount"]),
        ("event.it¦", ["items"]),
        ("event.¦", ["x", "items"]),
        ("event.items[1].¦", ["price", "product", "end"]),
        ("event.items[event.x].pr¦", ["price", "product"]),
        ("event.items[event.¦", ["x", "items"]),
        ("event.items[amount +].p¦", ["price", "product"]),
        ("amount.¦", []),
        ("nothing.¦", []),
        ("amount > environment.¦", ["limit", "owner"]),
        ("environment.own¦", ["owner"]),
        ("country NOT ¦", ["IN", "LIKE", "BETWEEN"]),
        ("country IS ¦", ["NULL", "NOT NULL"]),
        ("active IS NOT ¦", ["NULL", "TRUE", "FALSE"]),
        ("sent_at + INTERVAL '5' m¦", ["MILLISECOND", "MINUTE", "MONTH"]),
        ("CAST(amount AS d¦", ["DOUBLE", "DATE", "DECIMAL"]),
        ("amount > 1 ¦", ["AND", "OR", "+", "-", "*", "/", "%"]),
        ("amount BETWEEN 1 ¦", ["AND", "+", "-", "*", "/", "%"]),
        ("amount NOT BETWEEN 1 AND 5 a¦", ["AND"]),
        ("country IN ('PL') o¦", ["OR"]),
        ("ANY(item IN event.items WHERE it¦", ["item"]),
        ("ANY(item IN event.items WHERE item.¦", ["price", "product", "end"]),
        ("ANY(item IN event.items WHERE item.pr¦ > 1) AND active", ["price", "product"]),
        ("SORT(item IN event.items BY item.pr¦", ["price", "product"]),
        ("ANY(item IN ARRAY[event] WHERE item.¦", ["x", "items"]),
        ("ANY(e IN ARRAY[event] WHERE ANY(item IN e.items WHERE item.pr¦", ["price", "product"]),
        ("ANY(item IN FILTER(i IN event.items WHERE i.price > 1) WHERE item.pr¦", ["price", "product"]),
        ("ANY(item IN event.items WHERE item.price > 1) AND item.¦", []),
        ("ANY(item IN event.it¦", ["items"]),
        ("ANY(item IN event.items w¦", ["WHERE"]),
        ("TRANSFORM(item IN event.items a¦", ["AS"]),
        ("SORT(item IN event.items BY item.price d¦", ["DESC"]),
        ("amount a¦", []),
        ("hello amount am¦", []),
    ],
)
def test_what_is_offered(text: str, expected: list[str]) -> None:
    """Names after a dot, words and operators where they can stand, in the order of the list."""
    assert labels(text) == expected


@pytest.mark.parametrize(
    "text",
    ["'am¦'", "country = 'am¦", "-- am¦", "amount > 1 -- a¦\n", '"am¦"', '"am¦', "1¦", "1.5¦", "am¦ount'"][
        :-1
    ],
)
def test_nothing_is_offered_in_texts_comments_and_numbers(text: str) -> None:
    """The list would be in the way."""
    assert labels(text) == []


def test_after_a_comment_there_are_names_again() -> None:
    """A comment ends with its line."""
    assert labels("-- a comment\nam¦")[0] == "amount"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("amount > cou¦", (9, 12)),
        ("amount > co¦untry", (9, 16)),
        ("event.items[1].p¦rice > 5", (15, 20)),
        ("amount ¦", (7, 7)),
        ("`odd¦ name` > 1", (0, 10)),
        ("`od¦", (0, 3)),
    ],
)
def test_the_whole_word_is_replaced(text: str, span: tuple[int, int]) -> None:
    """Also what stands to the right of the caret, and the backticks."""
    found = completed(text)

    assert (found.start, found.end) == span


def test_an_odd_name_is_put_in_backticks() -> None:
    """What is inserted can be read again."""
    assert item("`od¦", "odd name").insert == "`odd name`"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount > ¦", ["amount", "odd name"]),
        ("country = ¦", ["country"]),
        ("country IN ('PL', ¦", ["country"]),
        ("amount > 1 AND ¦", ["active"]),
        ("CASE WHEN ¦", ["active"]),
        ("CASE country WHEN ¦", ["country"]),
        ("UPPER(¦", ["country"]),
        ("SUBSTRING(country, ¦", ["amount", "odd name"]),
        ("IF(¦", ["active"]),
        ("IF(active, country, ¦", ["country"]),
        ("country || ¦", ["country"]),
        ("sent_at < ¦", ["sent_at"]),
        ("event.items[¦", ["amount", "odd name"]),
        ("prices[¦", ["country"]),
        ("amount BETWEEN 1 AND ¦", ["amount", "odd name"]),
        ("amount + UPPER(country) > 1 AND country = ¦", ["country"]),
        ("(amount > 1 OR ¦", ["active"]),
        ("NOT ¦", ["active"]),
        ("sent_at + ¦", []),
    ],
)
def test_names_of_the_wanted_type_come_first(text: str, expected: list[str]) -> None:
    """By what stands to the left of the caret."""
    fields = [each for each in completed(text).items if each.kind == "field"]

    assert [each.label for each in fields if each.expected] == expected
    assert [each.label for each in fields][: len(expected)] == expected


@pytest.mark.parametrize(
    ("expected", "first"), [(BOOLEAN, "active"), (STRING, "country"), (BIGINT, "amount"), (None, "amount")]
)
def test_the_type_that_the_place_wants_counts(expected: Type | None, first: str) -> None:
    """A condition offers conditions first."""
    assert labels("¦", expected=expected)[0] == first


def test_functions_of_the_wanted_type_come_before_others() -> None:
    """Those that always give it before those that may."""
    found = [each.label for each in completed("country = ¦").items if each.kind == "function"]

    assert found.index("UPPER") < found.index("COALESCE") < found.index("LENGTH")


@pytest.mark.parametrize(
    ("text", "offered", "refused"),
    [
        ("amount ¦", {"=", ">", "+", "BETWEEN", "IN"}, {"||", "LIKE", "AND"}),
        ("country ¦", {"=", "||", "LIKE", "IS NULL"}, {"+", "AND", "BETWEEN"}),
        ("active ¦", {"AND", "OR", "IS TRUE"}, {"<", "+", "||"}),
        ("sent_at ¦", {"<", "BETWEEN", "-"}, {"*", "||"}),
        ("event ¦", {".", "IS NULL"}, {"=", "+"}),
        ("event.items ¦", {"[", "IS NOT NULL"}, {"=", "+"}),
        ("CASE WHEN active ¦", {"THEN", "AND"}, {"END"}),
        ("CASE WHEN active THEN amount ¦", {"WHEN", "ELSE", "END", "+"}, {"THEN"}),
        ("CASE WHEN active THEN 1 ELSE amount ¦", {"END", "+"}, {"WHEN", "ELSE"}),
        ("CASE amount ¦", {"WHEN"}, {"END"}),
        ("CAST(amount ¦", {"AS", "+"}, {"AND"}),
        ("nothing ¦", {"=", "||", "AND"}, set()),
    ],
)
def test_operators_go_with_the_type(text: str, offered: set[str], refused: set[str]) -> None:
    """And the words of an open CASE or CAST are there."""
    found = set(labels(text))

    assert offered <= found
    assert not refused & found


def test_what_matches_from_its_start_comes_first() -> None:
    """Then what matches from the start of a word in it; what matches elsewhere needs three letters."""
    assert labels("at¦") == ["ATAN", "ATAN2", "sent_at"]
    assert labels("co¦")[0] == "country"
    assert labels("ount¦")[:2] == ["amount", "country"]
    assert "amount" not in labels("nt¦")


def test_a_field_shows_type_and_sample() -> None:
    """As one would write it."""
    assert (item("¦", "amount").detail, item("¦", "amount").sample) == ("BIGINT NOT NULL", "7")
    assert item("¦", "country").sample == "'PL'"
    assert item("¦", "active").sample == "NULL"
    assert item("¦", "sent_at").sample is None
    assert item("event.items[1].¦", "product").sample == "'tea'"
    assert item("environment.¦", "limit").sample == "1000"


def test_what_identifies_a_person_is_marked() -> None:
    """So that its sample can be masked."""
    scope = {"sender": Column(STRING, pii=True)}

    (found,) = [each for each in complete("", 0, scope).items if each.kind == "field"]

    assert found.pii


def test_a_function_shows_signature_and_help_and_has_places_to_fill_in() -> None:
    """Optional arguments are left out."""
    found = item("ROU¦", "ROUND")

    assert found == Completion(
        "ROUND",
        "function",
        "ROUND(",
        "ROUND(${1:x})",
        "(x number[, digits]) → number",
        "Rounds half away from zero to so many digits after the point, none if they are left out.",
    )


def test_a_function_before_its_parenthesis_is_inserted_as_a_name() -> None:
    """There would be two parentheses otherwise."""
    found = item("UP¦(country)", "UPPER")

    assert (found.insert, found.snippet) == ("UPPER", None)


@pytest.mark.parametrize(
    ("text", "label", "snippet"),
    [
        ("country ¦", "IN", "IN (${1:value})"),
        ("country ¦", "LIKE", "LIKE '%${1:text}%'"),
        ("amount ¦", "BETWEEN", "BETWEEN ${1:low} AND ${2:high}"),
        ("¦", "CASE", "CASE WHEN ${1:condition} THEN ${2:value} ELSE ${3:value} END"),
        ("sent_at > ¦", "TIMESTAMP '…'", "TIMESTAMP '${1:2026-01-31 10:00:00}'"),
        ("country IN ¦", "( … )", "(${1:value})"),
    ],
)
def test_words_have_places_to_fill_in(text: str, label: str, snippet: str) -> None:
    assert item(text, label).snippet == snippet


def test_every_function_is_offered() -> None:
    """None is forgotten, whatever its signature looks like."""
    assert {each.label for each in completed("¦").items if each.kind == "function"} == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{am¦}", ["amount"]),
        ("spent {amount} in {countr¦", ["country", "PHONE_COUNTRY"]),
        ("am¦", []),
        ("{amount} am¦", []),
        ("{{am¦}}", []),
        ("{country || '}' || am¦}", ["amount"]),
    ],
)
def test_in_a_template_only_the_holes_count(text: str, expected: list[str]) -> None:
    assert labels(text, template=True) == expected


def test_a_caret_outside_the_text_is_moved_to_its_end() -> None:
    """A client may be ahead of its text."""
    assert complete("am", 99, SCOPE).items[0].label == "amount"
    assert complete("am", -5, SCOPE).start == 0


def test_the_element_of_a_list_has_its_type_and_sample() -> None:
    """Inside a comprehension its name is one of the fields; a condition is wanted after WHERE."""
    element = item("ANY(item IN event.items WHERE ¦", "item")
    field = item("ANY(item IN event.items WHERE item.¦", "product")
    compared = labels("ANY(item IN event.items WHERE item.product = ¦")

    assert (element.kind, element.detail) == (
        "field",
        "ROW<price DECIMAL(10, 2), product STRING, `end` BIGINT>",
    )
    assert field.sample == "'tea'"
    assert labels("ANY(item IN event.items WHERE ¦")[0] == "active"
    assert compared[0] == "country"


def test_a_list_is_wanted_after_in() -> None:
    """Functions that give a list come before others."""
    first = labels("ANY(item IN ¦")[:12]

    assert "ARRAY_SORT" in first
