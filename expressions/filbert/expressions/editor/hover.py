"""What the part of a text under the pointer is: its type, its value in the sample event, a function's help."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from filbert.expressions import ast
from filbert.expressions.api import NO_CONSTANTS, check, compile_python
from filbert.expressions.checker.context import Constants
from filbert.expressions.editor.completion import NO_SAMPLE
from filbert.expressions.editor.elements import known_at
from filbert.expressions.editor.entries import HELP
from filbert.expressions.editor.paths import Known, Value, column_of, node_of, path_value, shown_value
from filbert.expressions.editor.scan import hole_around, partners, scan, without_comments
from filbert.expressions.editor.signature import CASTS
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.lexer import Token
from filbert.expressions.parser import parse
from filbert.expressions.types import Column, Scope

LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Hover:
    """What to show about the code points `[start, end)`.

    Attributes:
        title: the part itself, or the signature of a function.
        column: type and nullability; None where errors hide them.
        value: what it is in the sample event, as one would write it, or the error there.
        help: what a function or an operator does.
        pii: whether the value identifies a person.
    """

    start: int
    end: int
    title: str
    column: Column | None = None
    value: str | None = None
    help: str | None = None
    example: tuple[str, str] | None = None
    pii: bool = False


def hover(
    text: str,
    position: int,
    scope: Scope,
    *,
    constants: Constants = NO_CONSTANTS,
    sample: Mapping[str, Any] = NO_SAMPLE,
    template: bool = False,
) -> Hover | None:
    """Return what is known about the word at a position; None where there is nothing to tell.

    On the name of a field it is the path up to there, on an operator all that the operator joins.

    Args:
        position: the code point under the pointer.
        sample: an event by name, with values as Python has them; what is left out is not known.
        template: whether the text is one with `{expression}` holes.

    >>> from filbert.expressions import parse_type
    >>> found = hover("cell.lat > 50", 6, {"cell": parse_type("ROW<lat DOUBLE>")}, sample={"cell": {"lat": 52.2}})
    >>> found.title, str(found.column), found.value
    ('cell.lat', 'DOUBLE', '52.2')
    """
    start, end = 0, len(text)
    if template:
        hole = hole_around(text, position + 1)
        if hole is None:
            return None
        start, end = hole
    tokens = without_comments(scan(text, start, end))
    index = next((at for at, token in enumerate(tokens) if token.start <= position < token.end), None)
    if index is None:
        return None
    known = known_at(tokens, partners(tokens), index, text, Known(scope, constants, sample))
    found = _function(tokens, index) or _path(text, tokens, index, known)
    return found or _part(text, start, end, tokens[index], known)


def _function(tokens: list[Token], index: int) -> Hover | None:
    token = tokens[index]
    name = token.value.upper()
    follower = tokens[index + 1] if index + 1 < len(tokens) else None
    if follower is None or follower.kind != "operator" or follower.value != "(":
        return None
    if token.kind == "keyword" and name in CASTS:
        help_, example = CASTS[name]
        return Hover(token.start, token.end, f"{name}(value AS type) → type", help=help_, example=example)
    function = FUNCTIONS.get(name) if token.kind == "name" else None
    if function is None:
        return None
    help_ = " ".join(function.help.split())
    return Hover(token.start, token.end, function.signature, help=help_, example=function.example)


def _path(text: str, tokens: list[Token], index: int, known: Known) -> Hover | None:
    """Tell of a name, even where the text around it is broken."""
    token = tokens[index]
    is_field = index > 0 and tokens[index - 1].kind == "operator" and tokens[index - 1].value == "."
    if token.kind not in {"name", "quoted"} and not (is_field and token.kind == "keyword"):
        return None
    value = path_value(tokens, partners(tokens), index, text, known)
    if value is None:
        return None
    start = _start_of_path(tokens, index)
    return _of_value(text, tokens[start].start, token.end, value)


def _start_of_path(tokens: list[Token], index: int) -> int:
    pairs = partners(tokens)
    while index > 1 and tokens[index - 1].kind == "operator" and tokens[index - 1].value == ".":
        index -= 2
        while index in pairs and pairs[index] < index:
            index = pairs[index]
            is_element = tokens[index].value == "[" and index - 1 in pairs
            if index > 0 and (is_element or tokens[index - 1].kind in {"name", "quoted", "keyword"}):
                index -= 1
    return index


def _of_value(text: str, start: int, end: int, value: Value) -> Hover:
    title = _title(text, start, end)
    if value.members is not None:
        return Hover(start, end, title, help="Constants: " + ", ".join(value.members))
    column = value.column
    return Hover(
        start,
        end,
        title,
        None if column.type.kind == "UNKNOWN" else column,
        shown_value(value.sample),
        pii=column.pii,
    )


def _part(text: str, start: int, end: int, token: Token, known: Known) -> Hover | None:
    """Tell of the smallest part of the syntax tree that a word belongs to."""
    syntax = parse(text, [], start, end)
    help_ = HELP.get(token.value) if token.kind in {"operator", "keyword"} else None
    part = None if syntax is None else _smallest(syntax, token)
    if part is None or isinstance(part, ast.Invalid):
        return None if help_ is None else Hover(token.start, token.end, token.value, help=help_)
    node = node_of(text, part.start, part.end, known)
    title = _title(text, part.start, part.end)
    if node is None or node.type.kind in {"UNKNOWN", "NULL", "INTERVAL"}:
        return None if help_ is None else Hover(part.start, part.end, title, help=help_)
    value, pii = _evaluated(text[part.start : part.end], known)
    return Hover(part.start, part.end, title, column_of(node), value, help_, pii=pii)


def _smallest(node: ast.Node, token: Token) -> ast.Node | None:
    if not node.start <= token.start < node.end:
        return None
    for child in parts_of(node):
        found = _smallest(child, token)
        if found is not None:
            return found
    return node


def parts_of(node: ast.Node) -> Iterator[ast.Node]:
    """Yield the parts that are values themselves."""
    for name in type(node).__slots__:
        part = getattr(node, name)
        if isinstance(part, ast.Node) and not isinstance(part, ast.TypeName):
            yield part
        elif isinstance(part, list):
            for each in part:
                yield from each if isinstance(each, tuple) else (each,)


def _evaluated(text: str, known: Known) -> tuple[str | None, bool]:
    """Return the value of a part in the sample, or its error, and whether it identifies a person."""
    checked = check(text, known.scope, constants=known.constants)
    if not checked.ok:
        return None, False
    pii = checked.column.pii
    if not checked.references <= known.sample.keys():
        return None, pii
    try:
        return shown_value(compile_python(checked)(known.sample)), pii
    except EvalError as error:
        return error.code, pii


def _title(text: str, start: int, end: int) -> str:
    title = " ".join(text[start:end].split())
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
