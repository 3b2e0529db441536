"""Texts with holes: `SMS spam from {sender}` is one expression of the type STRING."""

import re
from collections.abc import Iterator

from filbert.expressions import ast, tree
from filbert.expressions.api import NO_CONSTANTS, finished
from filbert.expressions.checked import Checked
from filbert.expressions.checker import check_node
from filbert.expressions.checker.context import Constants, Context, is_unknown
from filbert.expressions.checker.conversion import constant, convert, fold
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.functions.registry import make_call
from filbert.expressions.lexer import MAXIMUM_LENGTH
from filbert.expressions.parser import parse
from filbert.expressions.types import BIGINT, STRING, Scope

LONGEST_RESULT = 500
SHOWN_NULL = "–"
SHOWN_DIGITS = 2

PIECE = re.compile(
    r"""
    (?P<escaped>\{\{|\}\})
    |\{(?P<hole>(?:'(?:[^']|'')*'|`[^`]*`|"[^"]*"|[^{}'`"])*)\}
    |(?P<stray>[{}])
    |(?P<text>[^{}]+)
    """,
    re.VERBOSE,
)


def check_template(text: str, scope: Scope, *, constants: Constants = NO_CONSTANTS) -> Checked:
    """Check a text with `{expression}` holes; `{{` and `}}` are braces. Spans are positions in the whole text.

    NULL prints as –, a DOUBLE with two digits after the point; the result is cut at 500 characters.

    >>> from filbert.expressions import compile_python, parse_type
    >>> template = check_template("spam from {sender}", {"sender": parse_type("STRING")})
    >>> compile_python(template)({"sender": "48600"})
    'spam from 48600'
    """
    diagnostics: list[Diagnostic] = []
    context = Context(scope, constants, diagnostics, check_node)
    if len(text) > MAXIMUM_LENGTH:
        message = f"the text has {len(text):,} characters; at most {MAXIMUM_LENGTH:,} are allowed"
        diagnostics.append(Diagnostic("E_TOO_LONG", MAXIMUM_LENGTH, len(text), message))
        return finished(text, context, None)
    parts = list(_parts(text, context))
    if any(part is None for part in parts):
        return finished(text, context, None)
    whole = ast.Call(0, len(text), "SUBSTRING", 0, [])
    return finished(text, context, _joined(context, whole, [part for part in parts if part is not None]))


def _parts(text: str, context: Context) -> Iterator[tree.Node | None]:
    """Yield the node of each piece; None for a faulty one."""
    for match in PIECE.finditer(text):
        start, end = match.span()
        if match["hole"] is not None:
            syntax = parse(text, context.diagnostics, start + 1, end - 1)
            node = None if syntax is None else context.visit(syntax)
            yield None if node is None or is_unknown(node) else _shown(context, node)
        elif match["stray"] is not None:
            brace = match["stray"]
            message = f"'{brace}' has no partner"
            hint = f"write '{brace * 2}' for the character"
            context.diagnostics.append(Diagnostic("E_TEMPLATE", start, end, message, hint))
            yield None
        else:
            piece = match["text"] if match["escaped"] is None else match["escaped"][0]
            yield constant(piece, STRING, ast.Invalid(start, end))


def _shown(context: Context, node: tree.Node) -> tree.Node | None:
    """Return the text of a value, never NULL and never longer than the result may be."""
    kind = node.type.kind
    if kind in {"ROW", "ARRAY", "MAP", "INTERVAL"}:
        context.mistyped(node, "a text shows single values", "name one of its parts")
        return None
    if kind == "DOUBLE":
        text = _call(context, "FORMAT_NUMBER", node, [node], fails=True, options={"digits": SHOWN_DIGITS})
    elif kind == "STRING":
        text = _cut(context, node, node)
    elif kind == "NULL":
        text = convert(node, STRING)
    else:
        span = node.start, node.end
        text = tree.Cast(STRING, node.nullable, None, node.fails, *span, node, None, False, False, node.start)
        text = fold(context, text, (node,))
    if not text.nullable:
        return text
    otherwise = constant(SHOWN_NULL, STRING, node)
    if isinstance(text, tree.Constant):
        return otherwise
    return tree.Coalesce(STRING, False, None, text.fails, node.start, node.end, (text, otherwise))


def _cut(context: Context, span: tree.Node | ast.Node, node: tree.Node) -> tree.Node:
    limits = [constant(number, BIGINT, span) for number in (1, LONGEST_RESULT)]
    return _call(context, "SUBSTRING", span, [node, *limits])


def _call(
    context: Context,
    name: str,
    span: tree.Node | ast.Node,
    arguments: list[tree.Node],
    *,
    fails: bool = False,
    options: dict[str, int] | None = None,
) -> tree.Node:
    call = ast.Call(span.start, span.end, name, span.start, [])
    return make_call(context, FUNCTIONS[name], call, STRING, arguments, fails=fails, options=options)


def _joined(context: Context, whole: ast.Call, parts: list[tree.Node]) -> tree.Node:
    merged: list[tree.Node] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, tree.Constant) and isinstance(last, tree.Constant):
            merged[-1] = constant(last.value + part.value, STRING, whole)
        else:
            merged.append(part)
    if not merged:
        return constant("", STRING, whole)
    if len(merged) == 1:
        return _cut(context, whole, merged[0])
    fails = any(part.fails for part in merged)
    joined = tree.Join(STRING, False, None, fails, whole.start, whole.end, merged, False, whole.start)
    return _cut(context, whole, joined)
