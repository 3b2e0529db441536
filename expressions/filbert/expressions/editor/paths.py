"""Types and sample values of the parts of a text that need not be complete as a whole."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from filbert.expressions import tree
from filbert.expressions.checker import check_node
from filbert.expressions.checker.context import Constants, Context
from filbert.expressions.lexer import Token
from filbert.expressions.parser import COMPARISON, NOT, POWERS, parse
from filbert.expressions.types import UNKNOWN_COLUMN, Column, Scope

MISSING = object()
"""Stands for a sample value that is not known, where None is NULL."""
LONGEST_SAMPLE = 40
Sample = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What the names of a text stand for.

    Attributes:
        sample: values by name, as Python has them.
    """

    scope: Scope
    constants: Constants
    sample: Sample


@dataclass(frozen=True, slots=True)
class Value:
    """A part of a text: its type, and its value in the sample, which may be MISSING.

    Attributes:
        members: the constants of a group such as `environment`; None for every other part.
    """

    column: Column
    sample: Any = MISSING
    members: Mapping[str, tuple[Column, Any]] | None = None


def name_value(name: str, known: Known) -> Value | None:
    """Return what a name of the scope, or a group of constants, is."""
    column = known.scope.get(name)
    if column is not None:
        return Value(column, known.sample.get(name, MISSING))
    group = known.constants.get(name)
    return None if group is None else Value(UNKNOWN_COLUMN, MISSING, group)


def member_value(value: Value, name: str) -> Value | None:
    """Return a field of a row, or a constant of a group."""
    if value.members is not None:
        found = value.members.get(name)
        return None if found is None else Value(*found)
    column = value.column.type.field(name)
    if column is None:
        return None
    nullable = column.nullable or value.column.nullable
    sample = value.sample
    if isinstance(sample, Mapping):
        sample = sample.get(name, MISSING)
    return Value(Column(column.type, nullable, column.range, column.pii), sample)


def element_value(value: Value, index: object = MISSING) -> Value | None:
    """Return an element of an array or map; without a known index, the first one serves as sample."""
    column = value.column.type.element
    if column is None:
        return None
    sample: Any = MISSING
    if isinstance(value.sample, list):
        at = index - 1 if isinstance(index, int) and not isinstance(index, bool) else 0
        sample = value.sample[at] if 0 <= at < len(value.sample) else None
    elif isinstance(value.sample, Mapping):
        sample = (
            value.sample.get(index) if isinstance(index, str) else next(iter(value.sample.values()), None)
        )
    elif value.sample is None:
        sample = None
    return Value(Column(column.type, True, column.range, column.pii), sample)


def path_value(
    tokens: list[Token], pairs: dict[int, int], last: int, text: str, known: Known
) -> Value | None:
    """Return what the path that ends with a word is: `items[i + ].price`; what stands in brackets may be broken."""
    index = last
    steps: list[tuple[str, Any]] = []
    while index >= 0:
        token = tokens[index]
        partner = pairs.get(index)
        if token.kind == "operator" and token.value == "]" and partner is not None:
            steps.append(("element", _literal(tokens[partner + 1 : index])))
            index = partner - 1
        elif token.kind == "operator" and token.value == ")" and partner is not None:
            start = (
                partner - 1 if partner > 0 and tokens[partner - 1].kind in {"name", "keyword"} else partner
            )
            node = node_of(text, tokens[start].start, token.end, known)
            return None if node is None else _followed(Value(column_of(node)), steps)
        elif token.kind in {"name", "quoted", "keyword", "open_quoted"}:
            name = text[token.start : token.end] if token.kind == "keyword" else token.value
            if index > 1 and tokens[index - 1].kind == "operator" and tokens[index - 1].value == ".":
                steps.append(("member", name))
                index -= 2
            else:
                root = name_value(name, known) if token.kind != "keyword" else None
                return None if root is None else _followed(root, steps)
        else:
            return None
    return None


def _literal(tokens: list[Token]) -> object:
    if len(tokens) == 1 and tokens[0].kind == "integer" and len(tokens[0].value) < 10:
        return int(tokens[0].value)
    if len(tokens) == 1 and tokens[0].kind == "text":
        return tokens[0].value[1:-1].replace("''", "'")
    return MISSING


def _followed(value: Value, steps: list[tuple[str, Any]]) -> Value | None:
    found: Value | None = value
    for kind, name in reversed(steps):
        if found is None:
            return None
        found = member_value(found, name) if kind == "member" else element_value(found, name)
    return found


def node_of(text: str, start: int, end: int, known: Known) -> tree.Node | None:
    """Return the typed tree of a part of the text; None if it cannot be read."""
    syntax = parse(text, [], start, end)
    if syntax is None:
        return None
    return Context(known.scope, known.constants, [], check_node).visit(syntax)


def column_of(node: tree.Node) -> Column:
    """Return type and nullability of a node."""
    return Column(node.type, node.nullable, node.range)


def start_of_operand(tokens: list[Token], pairs: dict[int, int], last: int, power: int) -> int:
    """Return the index of the first word of the operand that ends with the word `last`.

    Args:
        power: what binds as weakly as this, or more weakly, ends the operand.
    """
    index = last
    while index >= 0:
        token = tokens[index]
        partner = pairs.get(index)
        if partner is not None and partner < index:
            index = partner
        elif token.kind == "operator":
            if token.value in {"(", "[", ","}:
                break
            unary = index == 0 or not ends_operand(tokens, index - 1)
            if not unary and POWERS.get(token.value, 0) <= power:
                break
        elif (
            token.kind == "name"
            and token.value.upper() in {"WHERE", "BY"}
            and ends_operand(tokens, index - 1)
        ):
            # What follows is the body of a comprehension.
            break
        elif token.kind == "keyword" and not _names_field(tokens, index):
            if token.value in {"WHEN", "THEN", "ELSE", "CASE", "AS", "ESCAPE"}:
                break
            own = (
                NOT
                if token.value == "NOT" and not ends_operand(tokens, index - 1)
                else POWERS.get(token.value)
            )
            if own is not None and own <= power:
                break
        index -= 1
    return index + 1


def ends_operand(tokens: list[Token], index: int) -> bool:
    """Whether a word may be the last one of a value."""
    if index < 0:
        return False
    token = tokens[index]
    if token.kind == "keyword":
        return token.value in {"NULL", "TRUE", "FALSE", "END"} or _names_field(tokens, index)
    if token.kind == "operator":
        return token.value in {")", "]"}
    return token.kind not in {"comment", "bad", "open_text", "bad_number"}


def _names_field(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].kind == "operator" and tokens[index - 1].value == "."


def operand_column(
    tokens: list[Token], pairs: dict[int, int], last: int, text: str, known: Known
) -> Column | None:
    """Return the type of what is compared, added or joined to the left of a word: all that binds more strongly."""
    first = start_of_operand(tokens, pairs, last, COMPARISON)
    if first > last:
        return None
    if last == first and tokens[last].kind in {"name", "quoted"}:
        value = name_value(tokens[last].value, known)
        return None if value is None else value.column
    node = node_of(text, tokens[first].start, tokens[last].end, known)
    return None if node is None or node.type.kind == "UNKNOWN" else column_of(node)


def shown_value(value: Any) -> str | None:
    """Return a sample value as one would write it, cut where it is long; None if it is not known.

    >>> shown_value("PL"), shown_value(None), shown_value([1, 2])
    ("'PL'", 'NULL', '[1, 2]')
    """
    if value is MISSING:
        return None
    text = _written(value)
    return text if len(text) <= LONGEST_SAMPLE else text[: LONGEST_SAMPLE - 1] + "…"


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    if isinstance(value, str):
        return "'" + value[:LONGEST_SAMPLE].replace("'", "''") + "'"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value[:LONGEST_SAMPLE]))}]"
    if isinstance(value, Mapping):
        fields = list(value.items())[:LONGEST_SAMPLE]
        return f"{{{', '.join(f'{name}: {_written(each)}' for name, each in fields)}}}"
    return repr(value)
