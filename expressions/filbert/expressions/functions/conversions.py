"""Texts to values where CAST is too strict."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.errors import EvalError
from filbert.expressions.functions.entry import Bind, Function, java_name
from filbert.expressions.functions.registry import function, has_arguments, make_call, wrong_type
from filbert.expressions.number_text import MARKS, plain_number
from filbert.expressions.sql_text import sql_text
from filbert.expressions.text_conversion import text_to_decimal
from filbert.expressions.types import STRING, decimal

YES = ("true", "t", "yes", "y", "on", "1")
NUMBER: Final = decimal(38, 9)
NO = ("false", "f", "no", "n", "off", "0")


@function(
    "conversion",
    flink=(
        "CASE WHEN LOWER({0}) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE"
        " WHEN LOWER({0}) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE END"
    ),
    null_means="E_CAST",
    example=("PARSE_BOOLEAN('Yes')", "TRUE"),
)
def parse_boolean(text: str, at: int) -> bool:
    """Reads true, t, yes, y, on or 1, or else false, f, no, n, off or 0, in capital or small letters."""
    word = text.lower()
    if word not in YES and word not in NO:
        raise EvalError("E_CAST", at)
    return word in YES


def _number_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 1, 2):
        return unknown(node)
    text = arguments[0]
    if text.type.kind not in {"STRING", "NULL"}:
        return wrong_type(context, node, text, "a STRING")
    mark = "."
    if len(arguments) == 2:
        given = arguments[1].value if isinstance(arguments[1], tree.Constant) else None
        if given not in MARKS:
            message = "the sign before the fraction is '.' or ','"
            return context.error(arguments[1], "E_LITERAL", message, entry.signature)
        mark = str(given)
    options = {"mark": mark}
    return make_call(context, entry, node, NUMBER, [convert(text, STRING)], fails=True, options=options)


def _number_python(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    return f"f_parse_number({operands[0]}, {call.options['mark']!r}, at={call.at})"


def _number_flink(call: tree.Call, operands: Sequence[str]) -> str:
    plain = f"{java_name('PlainNumber')}({operands[0]}, {sql_text(call.options['mark'])})"
    return f"TRY_CAST({plain} AS {NUMBER})"


@function(
    "conversion",
    java=("PlainNumber",),
    flink=_number_flink,
    python=_number_python,
    null_means="E_CAST",
    example=("PARSE_NUMBER('1 234,50', ',')", "1234.50"),
    typing=_number_type,
    signature="PARSE_NUMBER(text STRING[, 'mark']) → DECIMAL",
)
def parse_number(text: str, mark: str = ".", *, at: int) -> Decimal:
    """Reads a number as people write it: with the named sign before the fraction, a point if none is named, and perhaps
    one of the others between groups of three digits. It has up to 29 digits, and 9 after the point."""
    plain = plain_number(text, mark)
    value = None if plain is None else text_to_decimal(plain, NUMBER.precision, NUMBER.scale)
    if value is None:
        raise EvalError("E_CAST", at)
    return value
