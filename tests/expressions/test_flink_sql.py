"""The SQL that people read in `filbert sql`: short where it can be, guarded where it must be."""

from pathlib import Path

import pytest
from filbert.expressions import Guard, check, flink_sql, parse_type
from filbert.expressions.sql_text import sql_name, sql_text
from filbert.expressions.testing.golden import golden_sql

SCOPE = {
    "a": parse_type("BIGINT"),
    "b": parse_type("BIGINT NOT NULL"),
    "i": parse_type("INT"),
    "s": parse_type("STRING"),
    "p": parse_type("STRING"),
    "d": parse_type("DECIMAL(10, 2)"),
    "big": parse_type("DECIMAL(38, 0) NOT NULL"),
    "f": parse_type("DOUBLE"),
    "t": parse_type("BOOLEAN"),
    "at": parse_type("TIMESTAMP"),
    "order": parse_type("ROW<`select` INT, `a``b` STRING>"),
    "xs": parse_type("ARRAY<BIGINT>"),
    "m": parse_type("MAP<STRING, BIGINT>"),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1000 AND s IN ('PL', 'DE')", "`a` > 1000 AND `s` IN ('PL', 'DE')"),
        ("(t OR a > 1) AND NOT t", "(`t` OR `a` > 1) AND NOT `t`"),
        ("i + 1 > 5", "`i` + 1 > 5"),
        ("i * (i - 3)", "`i` * (`i` - 3)"),
        ("a % 7 = 3", "MOD(`a`, CAST(7 AS BIGINT)) = 3"),
        ("d * 1.5", "`d` * 1.5"),
        ("d > 2.50", "`d` > 2.50"),
        ("f > 2", "`f` > 2.0E0"),
        ("s LIKE 'a%'", "`s` LIKE 'a%'"),
        ("s LIKE 'a_c'", r"REGEXP(`s`, '(?s)\Aa.c\z')"),
        ("s = 'it''s'", "`s` = 'it''s'"),
        ("s || '-' || p", "`s` || '-' || `p`"),
        ("s < p", "SUBSTRING(`s`, 1) < `p`"),
        ("s < 'abc'", "`s` < 'abc'"),
        ("a BETWEEN 1 AND b", "`a` BETWEEN 1 AND `b`"),
        ("CASE WHEN t THEN 1 ELSE a END", "CASE WHEN `t` THEN 1 ELSE `a` END"),
        ("IF(t, 'yes', 'no')", "CAST(CASE WHEN `t` THEN 'yes' ELSE 'no' END AS STRING)"),
        ("COALESCE(a, 0)", "COALESCE(`a`, 0)"),
        ("NULLIF(a, 1)", "NULLIF(`a`, 1)"),
        ("2147483647", "CAST(2147483647 AS BIGINT)"),
        ("2147483648", "2147483648"),
        ("-2147483648", "CAST(-2147483648 AS BIGINT)"),
        ("-2147483649", "-2147483649"),
        ("TRY(CAST(a AS STRING))", "CAST(`a` AS STRING)"),
        ("NULLIF(s, '')", "NULLIF(`s`, '')"),
        ("a / b", "`a` / NULLIF(`b`, 0)"),
        ("d / big", "`d` / NULLIF(`big`, 0)"),
        ("f / f", "`f` / NULLIF(`f`, 0.0E0)"),
        ("order.`select`", "`order`.`select`"),
        ("order.`a``b` IS NULL", "`order`.`a``b` IS NULL"),
        ("xs[1]", "`xs`[1]"),
        ("m['k'] IS NOT NULL", "`m`['k'] IS NOT NULL"),
        ("UPPER(s)", "UPPER(`s`)"),
        ("SUBSTRING(s, 1, 3)", "SUBSTRING(`s`, 1, 3)"),
        ("YEAR(at) = 2024", "EXTRACT(YEAR FROM `at`) = 2024"),
        ("at > TIMESTAMP '2024-01-01 00:00:00'", "`at` > TIMESTAMP '2024-01-01 00:00:00.000'"),
        ("5", "CAST(5 AS BIGINT)"),
        ("'x'", "CAST('x' AS STRING)"),
        ("CAST(NULL AS INT)", "CAST(NULL AS BIGINT)"),
        ("i / 2e0", "CAST(`i` AS DOUBLE) / 2.0E0"),
        ("ARRAY_SORT(xs, 'DESC')", "FILBERT_COLLECTION('ARRAY_SORT', `xs`, TRUE)"),
        ("ANY(x IN xs WHERE x > a)", "FILBERT_EACH('ANY', 'BOOLEAN', '`item` > `c0`', `xs`, `a`)"),
        (
            "TRANSFORM(x IN xs AS ANY(y IN xs WHERE y = x))",
            "FILBERT_EACH('TRANSFORM', 'BOOLEAN',"
            " 'FILBERT_EACH(''ANY'', ''BOOLEAN'', ''`item` = `c0`'', `c0`, `item`)', `xs`, `xs`)",
        ),
        (
            "ANY(x IN xs WHERE YEAR(at) = x)",
            "FILBERT_EACH('ANY', 'BOOLEAN', 'EXTRACT(YEAR FROM `c0`) = `item`', `xs`, CAST(`at` AS TIMESTAMP(3)))",
        ),
        (
            "IF(t, 100.00, CAST(d AS DECIMAL(38, 18)))",
            "CASE WHEN `t` THEN CAST('100.000000000000000000' AS DECIMAL(38, 18))"
            " ELSE CAST(`d` AS DECIMAL(38, 18)) END",
        ),
    ],
)
def test_values(text: str, expected: str) -> None:
    """No casts and no brackets without need."""
    checked = check(text, SCOPE)

    assert flink_sql(checked).value == expected


LOWEST = "(-9223372036854775807 - 1)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i + 1", []),
        ("i * i", []),
        ("b % 7", []),
        ("d * 1.5", []),
        ("i / 2e0", []),
        ("CAST(i AS BIGINT) + LENGTH(s)", []),
        ("a + 1", [("`a` > 9223372036854775806", "E_OVERFLOW", 2)]),
        ("a - 1", [("`a` < -9223372036854775807", "E_OVERFLOW", 2)]),
        ("a * 10", [("`a` NOT BETWEEN -922337203685477580 AND 922337203685477580", "E_OVERFLOW", 2)]),
        (
            "a + b",
            [
                (
                    f"(`b` > 0 AND `a` > 9223372036854775807 - `b`) OR (`b` < 0 AND `a` < {LOWEST} - `b`)",
                    "E_OVERFLOW",
                    2,
                )
            ],
        ),
        ("a + LENGTH(s)", [("CAST(CHAR_LENGTH(`s`) AS BIGINT) > 0 AND", "E_OVERFLOW", 2)]),
        ("a / 2", []),
        (
            "i / b",
            [("`i` IS NOT NULL AND `b` = 0", "E_DIV0", 2)],
        ),
        ("b / i", [("`i` = 0", "E_DIV0", 2), (f"`b` = {LOWEST} AND `i` = -1", "E_OVERFLOW", 2)]),
        ("f * f", [("NOT (ABS(`f` * `f`) <= 1.7976931348623157E308)", "E_RANGE", 2)]),
        ("big + 1", [("TRY_CAST(`big` + CAST(1 AS DECIMAL(1, 0)) AS STRING) IS NULL", "E_OVERFLOW", 4)]),
        ("CAST(a AS INT)", [("`a` NOT BETWEEN -2147483648 AND 2147483647", "E_CAST", 0)]),
        ("b <> 0 AND 10 / b > 1", [("`b` <> 0 AND `b` = 0", "E_DIV0", 14)]),
        ("t AND 10 / b > 1", [("`t` IS NOT FALSE AND `b` = 0", "E_DIV0", 9)]),
        ("t OR 10 / b > 1", [("`t` IS NOT TRUE AND `b` = 0", "E_DIV0", 8)]),
        (
            "IF(t, 10 / b, -b)",
            [("`t` AND `b` = 0", "E_DIV0", 9), (f"`t` IS NOT TRUE AND `b` = {LOWEST}", "E_OVERFLOW", 14)],
        ),
        ("COALESCE(a, 10 / b)", [("`a` IS NULL AND `b` = 0", "E_DIV0", 15)]),
        ("TRY(10 / b)", []),
    ],
)
def test_guards(text: str, expected: list[tuple[str, str, int]]) -> None:
    """What the ranges exclude is not checked; each check carries the way to it."""
    guards = flink_sql(check(text, SCOPE)).guards

    assert [(code, at) for _, code, at in expected] == [(guard.code, guard.at) for guard in guards]
    assert all(
        guard.condition.startswith(start) for guard, (start, _, _) in zip(guards, expected, strict=True)
    )


def test_error_column() -> None:
    """One text holds parameter, code, position and message."""
    sql = flink_sql(check("100 / b", SCOPE))

    assert sql.guards == (Guard("`b` = 0", "E_DIV0", 4),)
    assert sql.error("assignments.x") == (
        "CAST(CASE WHEN `b` = 0 THEN 'assignments.x|E_DIV0|4|division by zero' END AS STRING)"
    )


def test_no_error_column() -> None:
    """Without guards the error is NULL."""
    assert flink_sql(check("t", SCOPE)).error("condition") == "CAST(NULL AS STRING)"


def test_the_value_of_a_body_decides_how_far_its_errors_count() -> None:
    """ANY stops at the first element that decides; FILTER looks at all."""
    failing = flink_sql(check("ANY(x IN xs WHERE 6 % x = 2)", SCOPE)).error("condition")
    all_fail = flink_sql(check("FILTER(x IN xs WHERE 6 % x = 2)", SCOPE)).error("condition")

    errors = "'CASE WHEN `item` = 0 THEN ''condition|E_DIV0|20|division by zero'' END', `xs`)"
    assert f"FILBERT_EACH_ERROR('ANY', 'MOD(6, NULLIF(`item`, 0)) = 2', {errors}" in failing
    assert f"FILBERT_EACH_ERROR('FILTER', 'NULL', {errors.replace('|20|', '|23|')}" in all_fail


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UPPER(s) || 'FILBERT_PAD('", set()),
        ("LPAD(s, 5)", {"FILBERT_PAD"}),
        ("TRIM(s)", set()),
        ("TRIM(s, '0')", {"FILBERT_TRIM"}),
        ("a > 1 AND TRY(REPEAT(s, a)) IS NULL", {"FILBERT_REPEAT"}),
    ],
)
def test_functions_of_the_jvm_library_are_named(text: str, expected: set[str]) -> None:
    """Whoever runs the SQL declares them before."""
    assert flink_sql(check(text, SCOPE)).functions == expected


def test_columns_may_stand_for_names() -> None:
    """The compiler gives SQL for a name where there is no column of that name."""
    sql = flink_sql(check("a + i > b", {**SCOPE, "b": SCOPE["i"]}), {"i": "`$v1`", "b": "`x` + 1"})

    assert sql.value == "`a` + `$v1` > (`x` + 1)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it's", "'it''s'"),
        ("a\\b", "'a\\b'"),
        ("ż😀", "'ż😀'"),
        ("a\nb", "U&'a\\000Ab'"),
        ("\\\t'", "U&'\\\\\\0009'''"),
        ("\U000e0001", "U&'\\DB40\\DC01'"),
        ("\x00", "U&'\\0000'"),
        ("' OR 1 = 1 --", "''' OR 1 = 1 --'"),
    ],
)
def test_texts_are_written_safely(text: str, expected: str) -> None:
    """Nothing in a text can end its literal."""
    assert sql_text(text) == expected


def test_names_are_written_safely() -> None:
    """Nothing in a name can end it."""
    assert sql_name("a`b") == "`a``b`"


def test_the_sql_of_the_corpus_is_as_it_was() -> None:
    """A change of the generator shows in its review: write the file anew if the change is meant.

    python -m filbert.expressions.testing.golden tests/expressions/corpus tests/expressions/golden/corpus.sql
    """
    folder = Path(__file__).parent

    assert golden_sql(folder / "corpus") == (folder / "golden/corpus.sql").read_text()
