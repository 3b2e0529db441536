"""Texts: case, parts and search. Positions and lengths count code points."""

from collections.abc import Sequence

from filbert.expressions import ast, tree
from filbert.expressions.checker.arithmetic import longest
from filbert.expressions.checker.context import Context, bounds, unknown
from filbert.expressions.checker.conversion import convert
from filbert.expressions.errors import EvalError
from filbert.expressions.evaluation import LONGEST_TEXT
from filbert.expressions.functions.entry import Bind, Function, java_name
from filbert.expressions.functions.registry import function, has_arguments, make_call, wrong_type
from filbert.expressions.types import INTEGER_RANGES, STRING

LENGTHS = (0, INTEGER_RANGES["INT"][1])


@function("text", flink="UPPER({0})", python="{0}.upper()", example=("UPPER('abc')", "'ABC'"))
def upper(text: str) -> str:
    """The text in capital letters."""
    return text.upper()


@function("text", flink="LOWER({0})", python="{0}.lower()", example=("LOWER('ABC')", "'abc'"))
def lower(text: str) -> str:
    """The text in small letters."""
    return text.lower()


def _trim_flink(call: tree.Call, operands: Sequence[str]) -> str:
    characters = call.arguments[1]
    if isinstance(characters, tree.Constant) and characters.value == " ":
        return f"TRIM({operands[0]})"
    return f"{java_name('Trim')}({operands[0]}, {operands[1]}, TRUE, TRUE)"


@function("text", java="Trim", flink=_trim_flink, example=("TRIM('  abc ')", "'abc'"))
def trim(text: str, characters: str = " ") -> str:
    """The text without these characters, by default spaces, at its ends."""
    return text.strip(characters) if characters else text


@function(
    "text",
    flink="CAST(CHAR_LENGTH({0}) AS BIGINT)",
    python="len({0})",
    example=("LENGTH('zażółć')", "6"),
    range_=LENGTHS,
)
def length(text: str) -> int:
    """The number of characters."""
    return len(text)


def _substring_flink(call: tree.Call, operands: Sequence[str]) -> str:
    numbers = [_as_int(node, sql) for node, sql in zip(call.arguments[1:], operands[1:], strict=True)]
    return f"SUBSTRING({', '.join([operands[0], *numbers])})"


def _as_int(node: tree.Node, sql: str) -> str:
    """Return a BIGINT as INT, cut to the nearest one."""
    low, high = INTEGER_RANGES["INT"]
    if isinstance(node, tree.Constant) and node.value is not None:
        return str(min(max(node.value, low + 1), high))
    least, most = bounds(node)
    if low <= least and most <= high:
        return f"CAST({sql} AS INT)"
    return f"CAST(CASE WHEN {sql} > {high} THEN {high} WHEN {sql} < {low + 1} THEN {low + 1} ELSE {sql} END AS INT)"


@function("text", flink=_substring_flink, example=("SUBSTRING('filbert', 1, 3)", "'fil'"))
def substring(text: str, start: int, length: int = LENGTHS[1]) -> str | None:
    """A part of the text. A negative start counts from the end; a negative length gives NULL."""
    if length < 0:
        return None
    if start > 0:
        first = start - 1
    else:
        first = len(text) + start if start else 0
        if first < 0:
            return ""
    return text[first : first + length]


def _replace_type(context: Context, entry: Function, node: ast.Call, arguments: list[tree.Node]) -> tree.Node:
    if not has_arguments(context, entry, node, 3, 3):
        return unknown(node)
    for argument in arguments:
        if argument.type.kind not in {"STRING", "NULL"}:
            return wrong_type(context, node, argument, "texts")
    text, part, replacement = (convert(argument, STRING) for argument in arguments)
    may_grow = longest(replacement) > (len(part.value or "") if isinstance(part, tree.Constant) else 0)
    limited = may_grow and longest(text) * max(longest(replacement), 1) > LONGEST_TEXT
    options = {"limited": limited}
    return make_call(context, entry, node, STRING, [text, part, replacement], fails=limited, options=options)


def _replaced_length(text: str, part: str, replacement: str) -> str:
    removed = f"(CHAR_LENGTH({text}) - CHAR_LENGTH(REPLACE({text}, {part}, '')))"
    count = f"{removed} / NULLIF(CHAR_LENGTH({part}), 0)"
    grown = f"CAST({count} AS BIGINT) * (CHAR_LENGTH({replacement}) - CHAR_LENGTH({part}))"
    return f"CHAR_LENGTH({text}) + {grown}"


def _replace_flink(call: tree.Call, operands: Sequence[str]) -> str:
    text, part, replacement = operands
    search = call.arguments[1]
    known = f" AND {replacement} IS NOT NULL" if call.arguments[2].nullable else ""
    if isinstance(search, tree.Constant) and search.value == "":
        return f"CASE WHEN {known[5:]} THEN {text} END" if known else text
    plain = f"REPLACE({text}, {part}, {replacement})"
    conditions = []
    if not isinstance(search, tree.Constant):
        conditions.append(f"WHEN {part} = ''{known} THEN {text}")
    if call.options["limited"]:
        conditions.append(f"WHEN {_replaced_length(*operands)} > {LONGEST_TEXT} THEN ''")
    return f"CASE {' '.join(conditions)} ELSE {plain} END" if conditions else plain


def _replace_guards(call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    if not call.options["limited"]:
        return []
    return [(f"{_replaced_length(*operands)} > {LONGEST_TEXT}", "E_LENGTH")]


def _replace_python(call: tree.Call, operands: Sequence[str], _bind: Bind) -> str:
    return f"f_replace({', '.join(operands)}, {call.at})"


@function(
    "text",
    flink=_replace_flink,
    python=_replace_python,
    guards=_replace_guards,
    example=("REPLACE('a-b-c', '-', '')", "'abc'"),
    typing=_replace_type,
    signature="REPLACE(text STRING, part STRING, replacement STRING) → STRING",
)
def replace(text: str, part: str, replacement: str, at: int) -> str:
    """The text with every occurrence of a part replaced; an empty part occurs nowhere."""
    if not part:
        return text
    growth = len(replacement) - len(part)
    if growth > 0 and len(text) + text.count(part) * growth > LONGEST_TEXT:
        raise EvalError("E_LENGTH", at)
    return text.replace(part, replacement)


@function(
    "text",
    flink="STARTSWITH({0}, {1})",
    python="{0}.startswith({1})",
    example=("STARTS_WITH('filbert', 'fil')", "TRUE"),
)
def starts_with(text: str, prefix: str) -> bool:
    """Whether the text begins with the prefix."""
    return text.startswith(prefix)


@function(
    "text",
    flink="ENDSWITH({0}, {1})",
    python="{0}.endswith({1})",
    example=("ENDS_WITH('filbert', 'bert')", "TRUE"),
)
def ends_with(text: str, suffix: str) -> bool:
    """Whether the text ends with the suffix."""
    return text.endswith(suffix)


@function(
    "text",
    flink="(LOCATE({1}, {0}) > 0)",
    python="({1} in {0})",
    example=("CONTAINS('filbert', 'bert')", "TRUE"),
)
def contains(text: str, part: str) -> bool:
    """Whether the part occurs in the text."""
    return part in text


@function(
    "text",
    flink="CAST(LOCATE({0}, {1}) AS BIGINT)",
    python="({1}.find({0}) + 1)",
    example=("POSITION('b', 'filbert')", "4"),
    range_=LENGTHS,
)
def position(part: str, text: str) -> int:
    """Where the part occurs first, counted from 1; 0 if it does not."""
    return text.find(part) + 1
