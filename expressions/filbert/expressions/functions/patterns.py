"""Whether regular expressions match, and what they find, replace and count."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Final

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import FlinkSource, Function, java_name
from filbert.expressions.functions.parameter import Literal, literal_text, whole_number
from filbert.expressions.functions.registry import (
    function,
    has_arguments,
    make_call,
    written_literal,
    wrong_type,
)
from filbert.expressions.regular_expression import (
    LONGEST_INPUT,
    RegularExpressionError,
    compile_expression,
    longest_input,
)
from filbert.expressions.sql_text import sql_text
from filbert.expressions.types import BOOLEAN, INTEGER_RANGES, STRING

LONGEST_REPLACEMENT: Final = 50
"""So that no result is longer than a text may be."""
_is_replacement = re.compile(r"(?:[^$]|\$[0-9$])*", re.ASCII | re.DOTALL).fullmatch
_reference = re.compile(r"\$([0-9$])", re.ASCII)


def _pattern(may_be_empty: bool) -> Literal:
    def read(context: Context, argument: ast.Node) -> str | None:
        text = literal_text(context, argument, "the pattern")
        if text is None:
            return None
        try:
            compiled = compile_expression(text)
        except RegularExpressionError as error:
            context.error(argument, "E_PATTERN", error.message, error.hint)
            return None
        if not may_be_empty and compiled.match(""):
            # Java finds the empty text between the halves of an emoji, too.
            context.error(argument, "E_PATTERN", "the pattern matches the empty text", "write + instead of *")
            return None
        return text

    return Literal("'pattern'", read)


def _replacement(context: Context, argument: ast.Node) -> str | None:
    text = literal_text(context, argument, "the replacement")
    if text is None:
        return None
    if len(text) > LONGEST_REPLACEMENT:
        context.error(argument, "E_LITERAL", f"a replacement has at most {LONGEST_REPLACEMENT} characters")
        return None
    if not _is_replacement(text):
        context.error(
            argument, "E_LITERAL", "'$' stands before the number of a group", "write $$ for the sign itself"
        )
        return None
    return text


Pattern = Annotated[str, _pattern(True)]
PatternOfSome = Annotated[str, _pattern(False)]
Replacement = Annotated[str, Literal("'replacement'", _replacement)]
Group = Annotated[int, whole_number("group", 0, 9, "the number of the group")]


def _too_long(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    return [(f"CHAR_LENGTH({operands[0]}) > {longest_input(call.options['pattern'])}", "E_LENGTH")]


def _searched(call: tree.Call, operand: str) -> str:
    """Return a text that is not too long for the pattern: beside an error it would be searched for hours."""
    return f"CASE WHEN CHAR_LENGTH({operand}) <= {longest_input(call.options['pattern'])} THEN {operand} END"


def _limited(java: str, *literals: str) -> FlinkSource:
    """Return what calls a class of the JVM library, which itself takes no text longer than any pattern does."""

    def source(call: tree.Call, operands: Sequence[str]) -> str:
        is_shorter = longest_input(call.options["pattern"]) < LONGEST_INPUT
        text = _searched(call, operands[0]) if is_shorter else operands[0]
        written = (written_literal(call.options[name]) for name in ("pattern", *literals))
        return f"{java_name(java)}({', '.join([text, *written])})"

    return source


def _checked(text: str, pattern: str, at: int) -> str:
    if len(text) > longest_input(pattern):
        raise EvalError("E_LENGTH", at)
    return text


def _expression_type(
    context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]
) -> tree.Node:
    if not has_arguments(context, entry, node, 2, 2):
        return unknown(node)
    text, pattern = arguments
    if text.type.kind not in {"STRING", "NULL"}:
        return wrong_type(context, node, text, "a text")
    if not isinstance(pattern, tree.Constant) or not isinstance(pattern.value, str):
        return context.error(pattern, "E_LITERAL", "the pattern is a text in quotes", entry.signature)
    try:
        compile_expression(pattern.value)
    except RegularExpressionError as error:
        return context.error(pattern, "E_PATTERN", error.message, error.hint)
    options = {"pattern": pattern.value}
    return make_call(context, entry, node, BOOLEAN, [convert(text, STRING)], fails=True, options=options)


def _expression_flink(call: tree.Call, operands: Sequence[str]) -> str:
    # (?d): only \n ends a line, as in Python; (?s) is not set, so a dot does not match it.
    pattern = sql_text("(?d)" + call.options["pattern"])
    return f"REGEXP({_searched(call, operands[0])}, {pattern})"


@function(
    "patterns",
    flink=_expression_flink,
    python=lambda call, operands, bind: (
        f"f_regexp_like({operands[0]}, {bind(call.options['pattern'])}, {call.at})"
    ),
    guards=_too_long,
    example=("REGEXP_LIKE('+48600100200', '^[+]48[0-9]{9}')", "TRUE"),
    typing=_expression_type,
    signature="REGEXP_LIKE(text STRING, 'pattern') → BOOLEAN",
)
def regexp_like(text: str, pattern: str, at: int) -> bool:
    """Whether the regular expression matches somewhere in the text."""
    return compile_expression(pattern).search(_checked(text, pattern, at)) is not None


@function(
    "patterns",
    java="RegexpExtract",
    flink=_limited("RegexpExtract", "group"),
    guards=_too_long,
    fails=True,
    example=("REGEXP_EXTRACT('order 4711 of 7', '([0-9]+) of ([0-9]+)', 2)", "'7'"),
)
def regexp_extract(text: str, pattern: Pattern, group: Group = 0, *, at: int) -> str | None:
    """What a group of the first match holds, by default the whole match; NULL if there is no match or no such
    group."""
    match = compile_expression(pattern).search(_checked(text, pattern, at))
    if match is None or group > match.re.groups:
        return None
    found: str | None = match.group(group)
    return found


@function(
    "patterns",
    java="RegexpReplace",
    flink=_limited("RegexpReplace", "replacement"),
    guards=_too_long,
    fails=True,
    example=("REGEXP_REPLACE('+48 600-100-200', '[^0-9+]', '')", "'+48600100200'"),
)
def regexp_replace(text: str, pattern: PatternOfSome, replacement: Replacement, at: int) -> str:
    """The text with every match replaced; in the replacement $1 to $9 stand for groups, $0 for the match, $$ for $."""
    return compile_expression(pattern).sub(_substitute(replacement), _checked(text, pattern, at))


def _substitute(replacement: str) -> Callable[[re.Match[str]], str]:
    def substitute(match: re.Match[str]) -> str:
        def filled(reference: re.Match[str]) -> str:
            name = reference.group(1)
            if name == "$":
                return "$"
            number = int(name)
            return (match.group(number) or "") if number <= match.re.groups else ""

        return _reference.sub(filled, replacement)

    return substitute


@function(
    "patterns",
    java="RegexpCount",
    flink=_limited("RegexpCount"),
    guards=_too_long,
    fails=True,
    range_=(0, INTEGER_RANGES["INT"][1]),
    example=("REGEXP_COUNT('a1b22', '[0-9]+')", "2"),
)
def regexp_count(text: str, pattern: PatternOfSome, at: int) -> int:
    """How often the regular expression matches, without overlaps."""
    return sum(1 for _ in compile_expression(pattern).finditer(_checked(text, pattern, at)))
