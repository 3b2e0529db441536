"""The canonical text, on which depends whether state survives an edit: these literals must never change."""

import pytest
from filbert.expressions import Column, check, normalise, parse_type
from filbert.expressions.types import BIGINT

SCOPE = {
    "a": parse_type("BIGINT"),
    "b": parse_type("BIGINT"),
    "s": parse_type("STRING"),
    "t": parse_type("BOOLEAN"),
    "f": parse_type("DOUBLE"),
    "d": parse_type("DECIMAL(10, 2)"),
    "at": parse_type("TIMESTAMP"),
    "r": parse_type("ROW<n INT, `a b` STRING>"),
    "xs": parse_type("ARRAY<BIGINT>"),
    "m": parse_type("MAP<STRING, BIGINT>"),
}
CONSTANTS = {"environment": {"limit": (Column(BIGINT, False), 1000)}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("  ( a+b ) *2 -- twice", "((a + b) * 2)"),
        ("a > environment.limit * 2", "(a > 2000)"),
        ("t and (a > 1 and b > 2)", "(t AND (a > 1) AND (b > 2))"),
        ("t or not t", "(t OR (NOT t))"),
        ("a in (1,2) and a not between 3 and b", "((a IN (1, 2)) AND (a NOT BETWEEN 3 AND b))"),
        (
            "s like 'a%' or s not like '!_' escape '!'",
            "((s LIKE 'a%' ESCAPE '!') OR (s NOT LIKE '!_' ESCAPE '!'))",
        ),
        ("s||'it''s'||s", "(s || 'it''s' || s)"),
        ("f > 2 and f < 1e30", "((f > 2.0e0) AND (f < 1e+30))"),
        ("d > 2.50", "(d > 2.50)"),
        ("-a", "(- a)"),
        ("r.n + r.`a b` is null", None),
        ("r.`a b` is not null", "(r.`a b` IS NOT NULL)"),
        ("xs[1] = m['k']", "(xs[1] = m['k'])"),
        ("case when t then 1 end", "(CASE WHEN t THEN 1 ELSE CAST(NULL AS BIGINT) END)"),
        ("case a when 1 then 'x' else s end", "(CASE WHEN (a = 1) THEN 'x' ELSE s END)"),
        ("if(t, a, b)", "(CASE WHEN t THEN a ELSE b END)"),
        ("coalesce(a, b, 0)", "COALESCE(a, b, 0)"),
        ("nullif(a, 0)", "NULLIF(a, 0)"),
        ("try(a / b)", "TRY((a / b))"),
        ("cast(s as int)", "CAST(s AS INT)"),
        ("try_cast(s as decimal(5,1))", "TRY_CAST(s AS DECIMAL(5, 1))"),
        ("at + interval '2' hour", "(at + INTERVAL '7200000' MILLISECOND)"),
        ("at - interval '1' year", "(at + INTERVAL '-12' MONTH)"),
        ("at > timestamp '2024-01-01 02:00:00+02:00'", "(at > TIMESTAMP '2024-01-01 00:00:00.000')"),
        ("round(f, 2)", "ROUND(f, digits => 2)"),
        ("time_diff('hour', at, at)", "TIME_DIFF(at, at, milliseconds => 3600000)"),
        ("regexp_like(s, 'a+')", "REGEXP_LIKE(s, pattern => 'a+')"),
        ("substring(s, 1, 3)", "SUBSTRING(s, 1, 3)"),
        ("array_contains(array[1, a], b)", "ARRAY_CONTAINS(ARRAY[1, a], b)"),
        ("t is not true", "(t IS NOT TRUE)"),
    ],
)
def test_canonical_text(text: str, expected: str | None) -> None:
    """One spelling for each meaning."""
    checked = check(text, SCOPE, constants=CONSTANTS)

    assert (normalise(checked) if checked.ok else None) == expected


def test_names_are_replaced() -> None:
    """A variable counts as what it is made of."""
    definition = normalise(check("a * 2", SCOPE))

    assert normalise(check("b > a", SCOPE), {"b": definition}) == "((a * 2) > a)"
    assert normalise(check("b > a", SCOPE), {"b": "fee"}) == "(fee > a)"
