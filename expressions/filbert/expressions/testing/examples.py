"""The examples of functions as something to run: with columns where they have literals.

An example holds constants only, so that the checker calculates it and no engine would see the function.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filbert.expressions.api import check
from filbert.expressions.checked import Checked
from filbert.expressions.lexer import Token, tokenize
from filbert.expressions.types import Column, Scope

LITERALS = frozenset({"text", "integer", "decimal", "double"})


@dataclass(frozen=True, slots=True)
class ExampleWithColumns:
    """An example of which each literal that may be a column is one."""

    checked: Checked
    columns: Scope
    row: Mapping[str, Any]


def with_columns(text: str, prefix: str) -> ExampleWithColumns:
    """Put a column in the place of each literal that a function does not insist on.

    >>> with_columns("ROUND(2.345, 2)", "x").checked.text
    'ROUND(x1, 2)'
    """
    columns: dict[str, Column] = {}
    row: dict[str, Any] = {}
    tokens = tokenize(text, 0, len(text), []) or []
    # From the end, so that what stands before keeps its place.
    for position in reversed(range(len(tokens))):
        token = tokens[position]
        before = tokens[position - 1] if position else None
        if token.kind not in LITERALS or _is(before, "INTERVAL"):
            continue
        start = before.start if before and (_is(before, "DATE") or _is(before, "TIMESTAMP")) else token.start
        literal = check(text[start : token.end], {})
        name = f"{prefix}{len(columns) + 1}"
        column = Column(literal.column.type)
        tried = text[:start] + name + text[token.end :]
        if check(tried, {**columns, name: column}).ok:
            text = tried
            columns[name] = column
            row[name] = literal.constant
    return ExampleWithColumns(check(text, columns), columns, row)


def _is(token: Token | None, word: str) -> bool:
    return token is not None and token.kind == "name" and token.value.upper() == word
