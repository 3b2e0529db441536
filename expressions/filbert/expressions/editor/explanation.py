"""An expression in plain words, for those who read a scenario without knowing the language."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from filbert.expressions import ast
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.parser import COMPARISONS, parse
from filbert.expressions.types import quote_name

LONGEST: Final = 600

COMPARED: Final = {
    "=": "is",
    "<>": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
COMPARED_TIMES: Final = {
    **COMPARED,
    "<": "is before",
    "<=": "is not after",
    ">": "is after",
    ">=": "is not before",
}
OPPOSITE: Final = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

CONDITIONS: Final[Mapping[str, tuple[str, str]]] = {
    "CONTAINS": ("{0} contains {1}", "{0} does not contain {1}"),
    "ARRAY_CONTAINS": ("{0} contains {1}", "{0} does not contain {1}"),
    "STARTS_WITH": ("{0} starts with {1}", "{0} does not start with {1}"),
    "ENDS_WITH": ("{0} ends with {1}", "{0} does not end with {1}"),
    "REGEXP_LIKE": ("{0} matches the expression {1}", "{0} does not match the expression {1}"),
    "IS_BLANK": ("{0} is blank", "{0} is not blank"),
    "EQUALS_IGNORE_CASE": ("{0} is {1} in any case", "{0} is not {1} in any case"),
}
"""Functions that are conditions, and their opposite."""

VALUES: Final[Mapping[tuple[str, int], str]] = {
    ("ABS", 1): "{0} without its sign",
    ("ROUND", 1): "{0} rounded",
    ("ROUND", 2): "{0} rounded to {1} digits",
    ("FLOOR", 1): "{0} rounded down",
    ("CEIL", 1): "{0} rounded up",
    ("LENGTH", 1): "the length of {0}",
    ("UPPER", 1): "{0} in capital letters",
    ("LOWER", 1): "{0} in small letters",
    ("TRIM", 1): "{0} without spaces at its ends",
    ("LEFT", 2): "the first {1} characters of {0}",
    ("RIGHT", 2): "the last {1} characters of {0}",
    ("POSITION", 2): "the position of {0} in {1}",
    ("CARDINALITY", 1): "the size of {0}",
    ("YEAR", 1): "the year of {0}",
    ("MONTH", 1): "the month of {0}",
    ("DAY", 1): "the day of {0}",
    ("HOUR", 1): "the hour of {0}",
    ("MINUTE", 1): "the minute of {0}",
    ("DAY_OF_WEEK", 1): "the day of the week of {0}",
    ("GEO_DISTANCE", 4): "the distance in metres from ({0}, {1}) to ({2}, {3})",
    ("NULLIF", 2): "{0}, or nothing if it is {1}",
    ("TRY", 1): "{0}, or nothing if that fails",
}
"""Functions that are values, by their number of arguments."""

TYPES: Final = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT"), "a whole number"),
    **dict.fromkeys(("DECIMAL", "NUMERIC", "DOUBLE", "FLOAT"), "a number"),
    **dict.fromkeys(("STRING", "VARCHAR"), "text"),
    "BOOLEAN": "true or false",
    "DATE": "a day",
    "TIMESTAMP": "a time",
}


def explain(text: str) -> str | None:
    """Return an expression in plain English words, None if it cannot be read.

    Types are not looked at, so a text that does not hold is explained as it is written.

    >>> explain("unique_recipients >= 1000 AND country NOT IN ('PL', 'DE')")
    "unique_recipients is at least 1,000 and country is not one of 'PL', 'DE'"
    """
    faults: list[Diagnostic] = []
    syntax = parse(text, faults)
    if syntax is None or any(fault.code == "E_SYNTAX" for fault in faults):
        return None
    words = _words(syntax)
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _words(node: ast.Node) -> str:
    return _WORDS[type(node)](node)


def _condition(node: ast.Node, negated: bool) -> str:
    """A condition, or its opposite."""
    opposed = _OPPOSED.get(type(node))
    if opposed is not None:
        return opposed(node, negated)
    return f"not {_single(node)}" if negated else _words(node)


def _single(node: ast.Node) -> str:
    """A part that others stand beside: in parentheses, if it is of several words that could be read otherwise."""
    words = _words(node)
    if isinstance(node, ast.Chain | ast.Case) or (
        isinstance(node, ast.Binary) and node.operator in COMPARISONS
    ):
        return f"({words})"
    return words


def _operand(node: ast.Node) -> str:
    """A part of a calculation."""
    words = _words(node)
    is_plain = isinstance(node, ast.Scalar | ast.Name | ast.Member | ast.Index)
    is_sum = isinstance(node, ast.Binary) and not node.grouped and " " in words
    if is_plain or (is_sum and isinstance(node, ast.Binary) and node.operator in "+-*/%"):
        return words
    return f"({words})" if " " in words else words


def _listed(nodes: Sequence[ast.Node]) -> str:
    return ", ".join(map(_single, nodes))


# Values


def _scalar(node: ast.Scalar) -> str:
    value = node.value
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def _time(node: ast.TimeLiteral) -> str:
    return node.text


def _interval(node: ast.IntervalLiteral) -> str:
    return f"{node.amount:,} {node.unit.lower()}{'' if abs(node.amount) == 1 else 's'}"


def _name(node: ast.Name) -> str:
    return node.name


def _member(node: ast.Member) -> str:
    operand = _words(node.operand)
    name = quote_name(node.name)
    return f"{name} of {operand}" if " " in operand else f"{operand}.{name}"


def _index(node: ast.Index) -> str:
    if isinstance(node.index, ast.Scalar) and isinstance(node.index.value, int):
        return f"element {node.index.value:,} of {_operand(node.operand)}"
    return f"{_words(node.index)} of {_operand(node.operand)}"


def _unary(node: ast.Unary) -> str:
    return _condition(node.operand, True) if node.operator == "NOT" else f"-{_operand(node.operand)}"


def _binary(node: ast.Binary) -> str:
    if node.operator in COMPARISONS:
        return _comparison(node, False)
    for moved, duration in ((node.left, node.right), (node.right, node.left)):
        if isinstance(duration, ast.IntervalLiteral) and node.operator in "+-":
            when = "after" if node.operator == "+" else "before"
            return f"{_interval(duration)} {when} {_operand(moved)}"
    return f"{_operand(node.left)} {node.operator} {_operand(node.right)}"


def _chain(node: ast.Chain) -> str:
    if node.operator == "||":
        return f"{', '.join(map(_operand, node.operands))} joined"
    if node.operator == "AND":
        parts = [
            f"({_words(each)})" if isinstance(each, ast.Chain | ast.Case) else _words(each)
            for each in node.operands
        ]
        return " and ".join(parts)
    mixed = any(isinstance(each, ast.Chain | ast.Case) for each in node.operands)
    return (", or " if mixed else " or ").join(map(_words, node.operands))


def _case(node: ast.Case) -> str:
    parts = []
    for when, then in node.branches:
        condition = _words(when) if node.operand is None else f"{_single(node.operand)} is {_single(when)}"
        parts.append(f"{_single(then)} if {condition}")
    otherwise = "nothing" if node.otherwise is None else _single(node.otherwise)
    return f"{', '.join(parts)}, otherwise {otherwise}"


def _cast(node: ast.Cast) -> str:
    words = f"{_single(node.operand)} as {TYPES.get(node.target.name, node.target.name)}"
    return f"{words}, if it is one" if node.soft else words


def _array(node: ast.ArrayLiteral) -> str:
    return f"the list {_listed(node.items)}"


def _comprehension(node: ast.Comprehension) -> str:
    item, listed = _words(node.item), _single(node.operand)
    if node.name == "SORT":
        return (
            f"{listed} in the order of {_single(node.body)}{', the largest first' if node.descending else ''}"
        )
    if node.name == "TRANSFORM":
        return f"{_single(node.body)} for each {item} in {listed}"
    condition = _words(node.body)
    if node.name in {"ANY", "ALL"}:
        return f"for {'some' if node.name == 'ANY' else 'every'} {item} in {listed}, {condition}"
    start = "the number of" if node.name == "COUNT" else "every"
    return f"{start} {item} in {listed} for which {condition}"


def _invalid(_node: ast.Invalid) -> str:
    return "…"


def _call(node: ast.Call) -> str:
    name, arguments = node.name, node.arguments
    if name in CONDITIONS:
        return _function(node, False)
    if name == "IF" and len(arguments) in {2, 3}:
        otherwise = _single(arguments[2]) if len(arguments) == 3 else "nothing"
        return f"{_single(arguments[1])} if {_words(arguments[0])}, otherwise {otherwise}"
    if name == "COALESCE" and len(arguments) == 2:
        return f"{_single(arguments[0])}, or {_single(arguments[1])} if it has no value"
    if name in {"GREATEST", "LEAST", "COALESCE"} and arguments:
        which = {"GREATEST": "largest", "LEAST": "smallest", "COALESCE": "first"}[name]
        return f"the {which} of {_listed(arguments)}{' that has a value' if name == 'COALESCE' else ''}"
    if name == "TIME_DIFF" and len(arguments) == 3:
        unit = arguments[0].value if isinstance(arguments[0], ast.Scalar) else _words(arguments[0])
        return f"the {str(unit).lower()}s from {_operand(arguments[1])} to {_operand(arguments[2])}"
    template = VALUES.get((name, len(arguments)))
    if template is None:
        return f"{name}({_listed(arguments)})"
    return template.format(*map(_operand, arguments))


# Conditions and their opposites


def _comparison(node: ast.Binary, negated: bool) -> str:
    if node.operator not in COMPARISONS:
        return f"not {_operand(node)}"
    operator = OPPOSITE[node.operator] if negated else node.operator
    compared = COMPARED_TIMES if _is_time(node.left) or _is_time(node.right) else COMPARED
    return f"{_single(node.left)} {compared[operator]} {_single(node.right)}"


def _is_time(node: ast.Node) -> bool:
    if isinstance(node, ast.Binary):
        return any(
            isinstance(side, ast.IntervalLiteral | ast.TimeLiteral) for side in (node.left, node.right)
        )
    return isinstance(node, ast.TimeLiteral) or (isinstance(node, ast.Name) and node.name == "event_time")


def _membership(node: ast.In, negated: bool) -> str:
    verb = "is not" if node.negated != negated else "is"
    some = "" if len(node.items) == 1 else "one of "
    return f"{_single(node.operand)} {verb} {some}{_listed(node.items)}"


def _between(node: ast.Between, negated: bool) -> str:
    verb = "is not" if node.negated != negated else "is"
    return f"{_single(node.operand)} {verb} between {_single(node.low)} and {_single(node.high)}"


def _like(node: ast.Like, negated: bool) -> str:
    positive, negative, text = _pattern(node)
    return f"{_single(node.operand)} {negative if node.negated != negated else positive} {text}"


def _pattern(node: ast.Like) -> tuple[str, str, str]:
    """The verb for a pattern, its opposite, and the text that is looked for."""
    pattern = node.pattern.value if isinstance(node.pattern, ast.Scalar) else None
    if not isinstance(pattern, str):
        return "matches the pattern", "does not match the pattern", _single(node.pattern)
    inner = pattern.strip("%")
    shown = "'" + inner.replace("'", "''") + "'"
    if inner and node.escape is None and not set(inner) & {"%", "_"}:
        starts, ends = not pattern.startswith("%"), not pattern.endswith("%")
        if starts and ends:
            return "is", "is not", shown
        if starts:
            return "starts with", "does not start with", shown
        if ends:
            return "ends with", "does not end with", shown
        return "contains", "does not contain", shown
    return "matches the pattern", "does not match the pattern", _words(node.pattern)


def _is(node: ast.Is, negated: bool) -> str:
    operand = _single(node.operand)
    negative = node.negated != negated
    if node.subject == "NULL":
        return f"{operand} has {'a' if negative else 'no'} value"
    return f"{operand} is {'not ' if negative else ''}{node.subject.lower()}"


def _function(node: ast.Call, negated: bool) -> str:
    templates = CONDITIONS.get(node.name)
    if templates is None or len(node.arguments) != templates[0].count("{"):
        written = f"{node.name}({_listed(node.arguments)})" if templates else _call(node)
        return f"not {written}" if negated else written
    return templates[negated].format(*map(_single, node.arguments))


def _negation(node: ast.Unary, negated: bool) -> str:
    if node.operator != "NOT":
        return f"not {_unary(node)}" if negated else _unary(node)
    return _condition(node.operand, not negated)


_OPPOSED: Final[Mapping[type[ast.Node], Callable[[Any, bool], str]]] = {
    ast.Binary: _comparison,
    ast.In: _membership,
    ast.Between: _between,
    ast.Like: _like,
    ast.Is: _is,
    ast.Call: _function,
    ast.Unary: _negation,
}
_WORDS: Final[Mapping[type[ast.Node], Callable[[Any], str]]] = {
    ast.Scalar: _scalar,
    ast.TimeLiteral: _time,
    ast.IntervalLiteral: _interval,
    ast.Name: _name,
    ast.Member: _member,
    ast.Index: _index,
    ast.Unary: _unary,
    ast.Binary: _binary,
    ast.Chain: _chain,
    ast.In: lambda node: _membership(node, False),
    ast.Between: lambda node: _between(node, False),
    ast.Like: lambda node: _like(node, False),
    ast.Is: lambda node: _is(node, False),
    ast.Case: _case,
    ast.Cast: _cast,
    ast.Call: _call,
    ast.ArrayLiteral: _array,
    ast.Comprehension: _comprehension,
    ast.Invalid: _invalid,
}
