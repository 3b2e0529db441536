"""What authors are told: code, span, message and hint are part of the product."""

import pytest
from filbert.expressions import Checked, check, parse_type

SCOPE = {
    "amount": parse_type("BIGINT"),
    "country": parse_type("STRING"),
    "active": parse_type("BOOLEAN"),
    "sent_at": parse_type("TIMESTAMP"),
    "cell": parse_type("ROW<id STRING, latitude DOUBLE>"),
}


def found(checked: Checked) -> list[tuple[str, str, str, str | None]]:
    """Code, underlined text, message and hint of each finding."""
    return [
        (each.code, checked.text[each.start : each.end], each.message, each.hint)
        for each in checked.diagnostics
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount == 1", ("E_OPERATOR", "==", "equality is written with one '='", "write =")),
        ("active && active", ("E_OPERATOR", "&&", "'&&' is not an operator", "write AND")),
        ("!active", ("E_OPERATOR", "!", "'!' is not an operator", "write NOT, or <> for 'not equal'")),
        (
            'country = "PL"',
            (
                "E_QUOTES",
                '"PL"',
                "double quotes do not delimit anything here",
                "write 'PL' for text, `PL` for a name",
            ),
        ),
        ("country = 'PL", ("E_UNTERMINATED_TEXT", "'PL", "the text is not closed", "add ' at its end")),
        ("amonut > 1", ("E_NAME", "amonut", "there is no 'amonut' here", "did you mean amount?")),
        ("Amount > 1", ("E_NAME", "Amount", "there is no 'Amount' here", "did you mean amount?")),
        ("cell.lat > 1", ("E_FIELD", "lat", "there is no field 'lat'", "did you mean latitude?")),
        (
            "lenght(country) > 1",
            ("E_FUNCTION", "lenght", "there is no function LENGHT", "did you mean LENGTH?"),
        ),
        (
            "ifnull(amount, 1)",
            ("E_FUNCTION", "ifnull", "there is no function IFNULL", "write COALESCE(a, b)"),
        ),
        (
            "UPPER(country, 1) = ''",
            (
                "E_ARGUMENTS",
                "UPPER(country, 1)",
                "UPPER takes 1 argument, not 2",
                "UPPER(text STRING) → STRING",
            ),
        ),
        (
            "UPPER(amount) = ''",
            (
                "E_TYPE",
                "amount",
                "argument 1 of UPPER is a STRING, not BIGINT",
                "UPPER(text STRING) → STRING",
            ),
        ),
        (
            "country = 5",
            (
                "E_TYPE",
                "5",
                "'=': BIGINT does not go with STRING",
                "write a text in quotes, or convert: CAST(… AS BIGINT)",
            ),
        ),
        (
            "sent_at > '2024-01-31'",
            (
                "E_TYPE",
                "'2024-01-31'",
                "'>': STRING does not go with TIMESTAMP",
                "write TIMESTAMP '2024-01-31 10:00:00' for a point in time",
            ),
        ),
        (
            "sent_at - sent_at > 1",
            (
                "E_TYPE",
                "sent_at - sent_at",
                "'-' does not work on two times",
                "write TIME_DIFF('SECOND', from, to)",
            ),
        ),
        (
            "country + 'x'",
            ("E_TYPE", "country", "'+' needs numbers, not STRING", "write || to join texts"),
        ),
        (
            "1 < amount < 9",
            ("E_TYPE", "1 < amount < 9", "comparisons cannot follow one another", "write a < b AND b < c"),
        ),
        ("amount AND active", ("E_TYPE", "amount", "AND needs conditions, not BIGINT", "write x > 0")),
        (
            "(amount > 1",
            ("E_SYNTAX", "", "expected ')', found the end", "the '(' at position 0 is not closed"),
        ),
        (
            "amount > 1)",
            ("E_SYNTAX", ")", "')' follows a complete expression", "there is no open '(' for it"),
        ),
        (
            "amount > > 1",
            ("E_SYNTAX", ">", "expected a value, found '>'", "there is one operator too many after '>'"),
        ),
        ("", ("E_EMPTY", "", "the expression is empty", "write a value, a name or a condition")),
        (
            "end > 1",
            (
                "E_SYNTAX",
                "end",
                "expected a value, found 'end'",
                "if 'end' is a name, write it in backticks: `end`",
            ),
        ),
        (
            "amount > 1; DROP TABLE x",
            (
                "E_CHARACTER",
                ";",
                "the character ';' has no meaning here",
                "write one expression, without ';'",
            ),
        ),
        (
            "SELECT 1",
            ("E_SYNTAX", "1", "'1' follows a complete expression", "write one expression, not a query"),
        ),
        (
            "amount = 1abc",
            (
                "E_NUMBER",
                "1abc",
                "'1abc' is not a number",
                "a name cannot begin with a digit, unless it is in backticks",
            ),
        ),
        (
            "CAST(amount AS TEXT)",
            ("E_TYPE_NAME", "TEXT", "'TEXT' is not a type", "write STRING"),
        ),
        (
            "UPPER = 'x'",
            (
                "E_NAME",
                "UPPER",
                "there is no 'UPPER' here",
                "a function needs parentheses: UPPER(text STRING) → STRING",
            ),
        ),
        (
            "amount = NULL",
            ("W_NULL_COMPARISON", "amount = NULL", "a comparison with NULL is never true", "write IS NULL"),
        ),
        (
            "amount / 2 > 1",
            (
                "W_INT_DIV",
                "amount / 2",
                "the quotient of two whole numbers loses its fraction",
                "for a fraction write the dividend * 1.0",
            ),
        ),
    ],
)
def test_one_finding(text: str, expected: tuple[str, str, str, str | None]) -> None:
    """The finding names the fault, underlines it and says what to write."""
    assert [expected] == found(check(text, SCOPE))


def test_all_errors_are_found_at_once() -> None:
    """Faults of different kinds in different places are reported in the order of the text."""
    checked = check("amonut > 1 AND UPPER(amount) = 'x' AND country == 5 AND f(1,,2)", SCOPE)

    assert [(code, text) for code, text, _, _ in found(checked)] == [
        ("E_NAME", "amonut"),
        ("E_TYPE", "amount"),
        ("E_OPERATOR", "=="),
        ("E_TYPE", "5"),
        ("E_FUNCTION", "f"),
        ("E_SYNTAX", ","),
    ]


def test_what_follows_from_an_error_is_not_reported() -> None:
    """An unknown name has no type to complain about."""
    checked = check("UPPER(amonut + 1) || 'x' = 5 + amonut", SCOPE)

    assert [text for _, text, _, _ in found(checked)] == ["amonut", "amonut"]


@pytest.mark.parametrize("text", ["CARDINALITY(ARRAY[NOT 1])", "ARRAY_CONTAINS(ARRAY[1 AND TRUE], TRUE)"])
def test_a_list_with_an_error_inside_has_no_value_yet(text: str) -> None:
    """Constants are calculated while checking; such a list reads nothing, but is none."""
    assert [found.code for found in check(text, {}).diagnostics] == ["E_TYPE"]


def test_a_name_of_unknown_type_silences() -> None:
    """After a broken node its columns are of the type UNKNOWN."""
    from filbert.expressions.types import UNKNOWN_COLUMN

    checked = check("broken + 1 > country", {**SCOPE, "broken": UNKNOWN_COLUMN})

    assert checked.diagnostics == ()
    assert (checked.column.type.kind, checked.ok) == ("BOOLEAN", False)


def test_warnings_leave_an_expression_usable() -> None:
    """Only errors count."""
    assert check("amount / 2", SCOPE).ok


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1" + " + 1" * 3000, "E_TOO_LONG"),
        ("(" * 61 + "1" + ")" * 61, "E_DEPTH"),
        ("amount" + " + 1" * 130, "E_DEPTH"),
        ("NOT " * 61 + "active", "E_DEPTH"),
        ("9" * 5000, "E_NUMBER"),
        ("1e999", "E_NUMBER"),
        ("country = '\ud800'", "E_CHARACTER"),
        ("'x'" + " || country" * 200, "E_COMPLEX"),
        (f"country LIKE '{'a' * 501}'", "E_PATTERN"),
        ("REGEXP_LIKE(country, '.*.*.*.*.*.*.*')", "E_PATTERN"),
        ("CAST(CAST(" * 20 + "country" + " AS INT) AS STRING)" * 20, "E_COMPLEX"),
        ("TRY(amount / " * 25 + "amount" + ")" * 25, "E_COMPLEX"),
        ("REPLACE(" * 20 + "country" + ", country, country)" * 20, "E_COMPLEX"),
    ],
)
def test_limits(text: str, code: str) -> None:
    """Texts that would cost too much are refused."""
    assert code in {each.code for each in check(text, SCOPE).diagnostics}


def test_long_lists_of_conditions_are_not_deep() -> None:
    """A chain of AND or OR may be as long as the text."""
    checked = check(" OR ".join(f"amount = {number}" for number in range(500)), SCOPE)

    assert checked.ok
