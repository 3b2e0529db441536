"""The entries of a list of completions: what each shows, and what it puts into the text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from filbert.expressions.editor.expectation import NOTHING, Kinds
from filbert.expressions.editor.paths import Value, shown_value
from filbert.expressions.editor.signature import ANY, BOOLEANS, CASTS, read_signature
from filbert.expressions.functions.entry import FUNCTIONS, Function
from filbert.expressions.lexer import RESERVED
from filbert.expressions.type_parser import SIMPLE
from filbert.expressions.types import INTEGER_RANGES, Column, quote_name

CompletionKind = Literal["field", "constant", "group", "function", "keyword", "operator", "type", "literal"]
PARAMETER: Final = re.compile(r"[\\}]")


@dataclass(frozen=True, slots=True)
class Completion:
    """One thing that may be written.

    Attributes:
        label: what the list shows.
        insert: the text to put in the caret of the span.
        snippet: the same with places to fill in, `${1:name}`; None where there is nothing to fill in.
        detail: the type or the signature.
        sample: the value in the sample event, as one would write it.
        expected: whether it is of the type that is wanted here.
        pii: whether the value identifies a person.
    """

    label: str
    kind: CompletionKind
    insert: str
    snippet: str | None = None
    detail: str | None = None
    help: str | None = None
    sample: str | None = None
    expected: bool = False
    pii: bool = False


def field_entry(name: str, value: Value, wanted: Kinds) -> Completion:
    column = value.column
    return Completion(
        name,
        "field",
        quote_name(name),
        detail=str(column),
        sample=shown_value(value.sample),
        expected=_fits(column, wanted),
        pii=column.pii,
    )


def constant_entry(name: str, value: Value, wanted: Kinds) -> Completion:
    column = value.column
    return Completion(
        name,
        "constant",
        quote_name(name),
        detail=str(column.type),
        sample=shown_value(value.sample),
        expected=_fits(column, wanted),
        pii=column.pii,
    )


def _fits(column: Column, wanted: Kinds) -> bool:
    return column.type.kind in wanted


def keyword_entry(word: str) -> Completion:
    return _words(word, "keyword")


def operator_entry(word: str) -> Completion:
    return _words(word, "operator")


@lru_cache(maxsize=256)
def _words(word: str, kind: CompletionKind) -> Completion:
    if word in {"IN", "NOT IN"}:
        return Completion(word, kind, f"{word} (", word + " (${1:value})", help=HELP.get(word), expected=True)
    if word in {"LIKE", "NOT LIKE"}:
        return Completion(
            word, kind, f"{word} '%%'", word + " '%${1:text}%'", help=HELP.get(word), expected=True
        )
    if word == "BETWEEN":
        snippet = "BETWEEN ${1:low} AND ${2:high}"
        return Completion(word, kind, "BETWEEN ", snippet, help=HELP[word], expected=True)
    return Completion(word, kind, word, help=HELP.get(word), expected=True)


HELP: Final[Mapping[str, str]] = {
    "=": "Equal; NULL if either side is NULL.",
    "<>": "Not equal; NULL if either side is NULL.",
    "/": "Divides; whole numbers lose the fraction.",
    "%": "The remainder of whole numbers.",
    "||": "Joins texts.",
    "IN": "Equal to one of a list.",
    "NOT IN": "Equal to none of a list.",
    "LIKE": "Matches a pattern: % stands for any text, _ for one character.",
    "NOT LIKE": "Does not match a pattern.",
    "BETWEEN": "Within two limits, both included.",
    "IS NULL": "Has no value.",
    "IS NOT NULL": "Has a value.",
    "AND": "Both hold.",
    "OR": "At least one holds.",
    "NOT": "The opposite of a condition.",
}


@lru_cache(maxsize=1)
def type_entries() -> tuple[Completion, ...]:
    names = dict.fromkeys(("BIGINT", "DOUBLE", "STRING", "BOOLEAN", "DATE", "TIMESTAMP"))
    others = [name for name in (*INTEGER_RANGES, *SIMPLE) if name not in names]
    decimal = Completion("DECIMAL", "type", "DECIMAL(10, 2)", "DECIMAL(${1:10}, ${2:2})", expected=True)
    plain = [Completion(name, "type", name, expected=True) for name in names]
    return (*plain, decimal, *(Completion(name, "type", name) for name in others))


@lru_cache(maxsize=64)
def function_entries(wanted: Kinds, followed: bool, _written_from: int) -> tuple[Completion, ...]:
    """Return an entry for each function, `_count` of which are registered."""
    entries = [_function(each, wanted, followed) for each in FUNCTIONS.values()]
    # Those that always give what is wanted stand before those that may.
    return tuple(
        sorted(entries, key=lambda entry: not read_signature(FUNCTIONS[entry.label].signature).result)
    )


def _function(function: Function, wanted: Kinds, followed: bool) -> Completion:
    signature = read_signature(function.signature)
    needed = [each for each in signature.parameters if not each.optional]
    fields = (
        f"'${{{number}:{PARAMETER.sub('', each.name)}}}'" if each.literal else f"${{{number}:{each.name}}}"
        for number, each in enumerate(needed, 1)
    )
    return Completion(
        function.name,
        "function",
        function.name if followed else f"{function.name}(" + ("" if needed else ")"),
        f"{function.name}({', '.join(fields)})" if needed and not followed else None,
        function.signature[len(function.name) :],
        " ".join(function.help.split()),
        expected=bool(wanted & signature.result) or (not signature.result and bool(wanted - NOTHING)),
    )


LITERALS: Final[Sequence[tuple[str, Kinds, str, str | None, str | None]]] = (
    ("TRUE", BOOLEANS, "TRUE", None, None),
    ("FALSE", BOOLEANS, "FALSE", None, None),
    ("NOT", BOOLEANS, "NOT ", None, "The opposite of a condition."),
    ("DATE '…'", frozenset({"DATE"}), "DATE '", "DATE '${1:2026-01-31}'", "A day."),
    (
        "TIMESTAMP '…'",
        frozenset({"TIMESTAMP"}),
        "TIMESTAMP '",
        "TIMESTAMP '${1:2026-01-31 10:00:00}'",
        "A point in time; UTC, unless Z or an offset follows.",
    ),
    ("INTERVAL '…'", frozenset({"INTERVAL"}), "INTERVAL '", "INTERVAL '${1:5}' ${2:MINUTE}", "A duration."),
    (
        "CASE",
        ANY,
        "CASE ",
        "CASE WHEN ${1:condition} THEN ${2:value} ELSE ${3:value} END",
        "The value of the first condition that holds.",
    ),
    ("CAST", ANY, "CAST(", "CAST(${1:value} AS ${2:BIGINT})", CASTS["CAST"][0]),
    (
        "TRY_CAST",
        ANY,
        "TRY_CAST(",
        "TRY_CAST(${1:value} AS ${2:BIGINT})",
        "Converts a value; NULL where it is impossible.",
    ),
    ("ARRAY[…]", frozenset({"ARRAY"}), "ARRAY[", "ARRAY[${1:value}]", "A list."),
    ("NULL", ANY, "NULL", None, "No value."),
)


@lru_cache(maxsize=64)
def literal_entries(wanted: Kinds) -> tuple[Completion, ...]:
    return tuple(
        Completion(
            label,
            "keyword" if insert.strip() in RESERVED or insert.endswith("(") else "literal",
            insert,
            snippet,
            help=help_,
            expected=bool(kinds & wanted),
        )
        for label, kinds, insert, snippet, help_ in LITERALS
    )
