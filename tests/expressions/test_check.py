"""What a check finds out about an expression that is good."""

from decimal import Decimal

import pytest
from filbert.expressions import Column, check, compile_python, parse_type
from filbert.expressions.types import BIGINT, BOOLEAN, DOUBLE, STRING, decimal

SCOPE = {
    "a": parse_type("BIGINT"),
    "b": parse_type("BIGINT NOT NULL"),
    "i": parse_type("INT NOT NULL"),
    "s": parse_type("STRING"),
    "d": parse_type("DECIMAL(10, 2)"),
    "f": parse_type("DOUBLE NOT NULL"),
    "secret": Column(STRING, pii=True),
    "record": parse_type("ROW<id STRING NOT NULL, n INT>"),
    "words": parse_type("ARRAY<STRING NOT NULL> NOT NULL"),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1", "BOOLEAN"),
        ("b > 1", "BOOLEAN NOT NULL"),
        ("b + 1", "BIGINT NOT NULL"),
        ("b + 1.5", "DECIMAL(21, 1) NOT NULL"),
        ("i + 1.5", "DECIMAL(12, 1) NOT NULL"),
        ("d * d", "DECIMAL(21, 4)"),
        ("d / 3", "DECIMAL(14, 6)"),
        ("b + f", "DOUBLE NOT NULL"),
        ("COALESCE(a, b)", "BIGINT NOT NULL"),
        ("COALESCE(a, 1.5)", "DECIMAL(20, 1) NOT NULL"),
        ("IF(a > 1, 'x', NULL)", "STRING"),
        ("CASE WHEN a > 1 THEN 1 END", "BIGINT"),
        ("TRY(b / i)", "BIGINT"),
        ("record.id", "STRING"),
        ("words[1]", "STRING"),
        ("words", "ARRAY<STRING NOT NULL> NOT NULL"),
        ("s IS NULL", "BOOLEAN NOT NULL"),
        ("CAST(s AS INT)", "BIGINT"),
        ("TRY_CAST('12' AS INT)", "BIGINT NOT NULL"),
        ("ARRAY[1, 2.5]", "ARRAY<DECIMAL(2, 1) NOT NULL> NOT NULL"),
        ("TIMESTAMP '2024-01-31T10:00:00Z' + INTERVAL '1' DAY", "TIMESTAMP NOT NULL"),
    ],
)
def test_type(text: str, expected: str) -> None:
    """The type of the result follows from those of the parts."""
    assert expected == str(check(text, SCOPE).column)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i", (-(2**31), 2**31 - 1)),
        ("i + 1", (-(2**31) + 1, 2**31)),
        ("i * i", (-(2**31) * (2**31 - 1), 2**62)),
        ("i / 10", (-214748364, 214748364)),
        ("i / -10", (-214748364, 214748364)),
        ("i / b", (-(2**31), 2**31)),
        ("LENGTH(s) / 10", (0, 214748364)),
        ("i % 10", (-9, 9)),
        ("ABS(i) % 7", (0, 6)),
        ("LENGTH(s)", (0, 2**31 - 1)),
        ("GREATEST(i, 0)", (0, 2**31 - 1)),
        ("b", None),
        ("CAST(b AS SMALLINT)", (-(2**15), 2**15 - 1)),
        ("5", (5, 5)),
    ],
)
def test_range(text: str, expected: tuple[int, int] | None) -> None:
    """The values that a whole number may have spare checks of overflow."""
    assert check(text, SCOPE).column.range == expected


def test_references_are_the_roots_of_paths() -> None:
    """Whatever the text mentions of the scope is a reference, once."""
    checked = check("record.id = s AND record.n > environment.limit", SCOPE, constants=CONSTANTS)

    assert frozenset({"record", "s"}) == checked.references


CONSTANTS = {
    "environment": {
        "limit": (Column(BIGINT, False), 1000),
        "factor": (Column(decimal(2, 1), False), Decimal("1.5")),
    }
}


def test_constants_of_the_environment_are_folded() -> None:
    """A named constant is part of the expression."""
    checked = check("environment.limit * 2", SCOPE, constants=CONSTANTS)

    assert (checked.is_constant, checked.constant) == (True, 2000)


def test_an_unknown_constant_is_an_error() -> None:
    """The group tells what it holds."""
    (found,) = check("a > environment.limti", SCOPE, constants=CONSTANTS).diagnostics

    assert (found.code, found.start, found.end, found.hint) == ("E_FIELD", 16, 21, "did you mean limit?")


def test_a_column_hides_a_group_of_constants() -> None:
    """Names of the scope come first."""
    scope = {"environment": parse_type("ROW<limit STRING>")}

    assert check("environment.limit", scope, constants=CONSTANTS).column.type == STRING


@pytest.mark.parametrize(
    ("given", "expected"), [(5, 5), (True, True), (1.5, Decimal("1.5")), (1e30, 1e30), (-3, -3)]
)
def test_plain_yaml_values_are_expressions(given: object, expected: object) -> None:
    """A number or truth value may stand where an expression is expected."""
    assert expected == check(given, {}).constant  # type: ignore[arg-type]


def test_the_expected_type_is_met_by_widening() -> None:
    """What can be converted without loss is."""
    checked = check("b", SCOPE, expected=DOUBLE)

    assert (checked.column.type, compile_python(checked)({"b": 3})) == (DOUBLE, 3.0)


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("b", BOOLEAN, "write a condition, such as x > 0"),
        ("s", BIGINT, "write CAST(… AS BIGINT)"),
        ("f", BIGINT, "write CAST(… AS BIGINT)"),
        ("b", decimal(10, 2), "write CAST(… AS DECIMAL(10, 2))"),
        ("1.234", decimal(10, 2), "write CAST(… AS DECIMAL(10, 2))"),
    ],
)
def test_the_expected_type_is_not_met(text: str, expected: object, hint: str) -> None:
    """What could be lost must be written."""
    (found,) = check(text, SCOPE, expected=expected).diagnostics  # type: ignore[arg-type]

    assert ("E_TYPE", hint) == (found.code, found.hint)


@pytest.mark.parametrize(
    ("text", "value"), [("5", Decimal("5.00")), ("1.2", Decimal("1.20")), ("NULL", None)]
)
def test_literals_fit_an_expected_decimal(text: str, value: Decimal | None) -> None:
    """A literal is converted when its digits fit."""
    assert value == check(text, SCOPE, expected=decimal(10, 2)).constant


@pytest.mark.parametrize(("text", "expected"), [("secret", True), ("LENGTH(secret) > 3", True), ("s", False)])
def test_personal_data_marks_what_is_derived(text: str, expected: bool) -> None:
    """The mark of a column passes to the result."""
    assert expected == check(text, SCOPE).column.pii


def test_an_error_leaves_the_type_where_it_is_known() -> None:
    """A condition with an error is still a condition."""
    assert check("nobody = 1 AND b > 1", SCOPE).column.type.kind == "BOOLEAN"


def test_names_may_be_keywords_after_a_point_and_in_backticks() -> None:
    """Only bare reserved words cannot be names."""
    scope = {
        "end": parse_type("ROW<`case` BIGINT>"),
        "date": parse_type("BIGINT"),
        "array": parse_type("BIGINT"),
    }

    assert check("`end`.case + date + array", scope).ok
