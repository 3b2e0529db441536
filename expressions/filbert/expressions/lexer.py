"""Text to tokens.

Faults that have an obvious meaning (`==`, `"x"`) are reported and repaired, so that the rest of the expression is
checked in the same pass.
"""

import re
from typing import Final

from filbert.expressions.diagnostic import Diagnostic

MAXIMUM_LENGTH: Final = 10_000

RESERVED: Final = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "IN",
        "IS",
        "NULL",
        "TRUE",
        "FALSE",
        "LIKE",
        "ESCAPE",
        "BETWEEN",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "CAST",
        "TRY_CAST",
        "AS",
    ]
)
LITERAL_PREFIXES: Final = frozenset({"DATE", "TIMESTAMP", "INTERVAL", "ARRAY"})
"""Keywords only where a text or a bracket follows, names everywhere else."""
KEYWORDS: Final = RESERVED | LITERAL_PREFIXES

TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*)
    |(?P<name>[^\W\d]\w*)
    |(?P<operator><>|!=|<=|>=|\|\||==|&&|[-+*/%=<>(),.\[\]!])
    |(?P<double>\d+(?:\.\d+)?[eE][+-]?\d+(?!\w))
    |(?P<decimal>\d+\.\d+(?!\w))
    |(?P<integer>\d+(?!\w))
    |(?P<bad_number>\d\w*)
    |(?P<text>'(?:[^']|'')*')
    |(?P<open_text>'(?:[^']|'')*\Z)
    |(?P<quoted>`(?:[^`]|``)+`)
    |(?P<double_quoted>"[^"]*"?)
    |(?P<bad>::|.)
    """,
    re.VERBOSE | re.DOTALL,
)

REPAIRS: Final = {
    "==": ("=", "equality is written with one '='", "write ="),
    "&&": ("AND", "'&&' is not an operator", "write AND"),
    "!": ("NOT", "'!' is not an operator", "write NOT, or <> for 'not equal'"),
}
STRAIGHT_QUOTES: Final = "write text in straight quotes: 'text'"
CHARACTER_HINTS: Final = {
    ";": "write one expression, without ';'",
    "|": "write OR for the logical operation, || to join texts",
    "&": "write || to join texts, AND for the logical operation",
    "~": "write NOT",
    "^": "there is no power operator; call a function, or multiply",
    "?": "write IF(condition, then, otherwise)",
    ":": "write IF(condition, then, otherwise) for a choice, SUBSTRING(text, start, length) for a part",
    "::": "write CAST(… AS type)",
    "#": "a comment begins with --",
    "@": "a name stands for its value without any sign",
    "{": "braces belong to templates only",
    "}": "braces belong to templates only",
    "`": "a name in backticks is not closed or is empty",
    **dict.fromkeys("‘’‚‛“”„‟«»´", STRAIGHT_QUOTES),
    "–": "write the minus sign -",
    "—": "write the minus sign -",
    "−": "write the minus sign -",
    "×": "write *",
    "÷": "write /",
    "≠": "write <>",
    "≤": "write <=",
    "≥": "write >=",
    "$": "a name stands for its value without any sign; one that begins with $ goes in backticks",
}


class Token:
    """One word of the text, `[start, end)`.

    `kind` is name, keyword, operator, integer, decimal, double, text, quoted or end. `value` is upper case for
    keywords, unescaped for texts and quoted names.
    """

    __slots__ = ("end", "kind", "start", "value")

    def __init__(self, kind: str, value: str, start: int, end: int) -> None:
        self.kind = kind
        self.value = value
        self.start = start
        self.end = end


def tokenize(text: str, start: int, end: int, diagnostics: list[Diagnostic]) -> list[Token] | None:
    """Split `text[start:end]` into tokens, ended by one of kind `end`; None if it cannot be parsed further."""
    if end - start > MAXIMUM_LENGTH:
        message = f"the expression has {end - start:,} characters; at most {MAXIMUM_LENGTH:,} are allowed"
        hint = "split it into variables"
        diagnostics.append(Diagnostic("E_TOO_LONG", start + MAXIMUM_LENGTH, end, message, hint))
        return None
    tokens: list[Token] = []
    usable = True
    for match in TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        if kind == "space":
            continue
        value = match.group()
        begin = match.start()
        if kind == "name":
            upper = value.upper()
            if upper in RESERVED:
                tokens.append(Token("keyword", upper, begin, match.end()))
            else:
                tokens.append(Token("name", value, begin, match.end()))
        elif kind == "operator":
            if value in REPAIRS:
                value, message, hint = REPAIRS[value]
                diagnostics.append(Diagnostic("E_OPERATOR", begin, match.end(), message, hint))
            tokens.append(Token("keyword" if value in RESERVED else "operator", value, begin, match.end()))
        elif kind == "text":
            tokens.append(Token("text", value[1:-1].replace("''", "'"), begin, match.end()))
        elif kind == "quoted":
            tokens.append(Token("quoted", value[1:-1].replace("``", "`"), begin, match.end()))
        elif kind in {"integer", "decimal", "double"}:
            tokens.append(Token(kind, value, begin, match.end()))
        else:
            usable = _fault(kind or "bad", value, begin, match.end(), tokens, diagnostics) and usable
    if not text.isascii() and not _is_encodable(text, start, end, diagnostics):
        return None
    tokens.append(Token("end", "", end, end))
    return tokens if usable else None


def _fault(
    kind: str, value: str, start: int, end: int, tokens: list[Token], diagnostics: list[Diagnostic]
) -> bool:
    """Report a piece that is no token; say whether parsing can go on."""
    if kind == "double_quoted":
        inner = value[1:].removesuffix('"')
        hint = f"write '{inner}' for text, `{inner}` for a name" if inner and "\n" not in inner else None
        if not inner:
            hint = "write '' for an empty text"
        message = "double quotes do not delimit anything here"
        diagnostics.append(Diagnostic("E_QUOTES", start, end, message, hint or "write text in single quotes"))
        tokens.append(Token("text", inner, start, end))
        return True
    if kind == "open_text":
        diagnostics.append(
            Diagnostic(
                "E_UNTERMINATED_TEXT", start, end, "the text is not closed", _unclosed_hint(start, tokens)
            )
        )
    elif kind == "bad_number":
        hint = "a name cannot begin with a digit, unless it is in backticks"
        if "_" in value and value.replace("_", "").isdecimal():
            hint = f"write {value.replace('_', '')}"
        elif value[:-1].isdecimal() and value[-1] in "lLnNfFdDmM":
            hint = f"write {value[:-1]}"
        diagnostics.append(Diagnostic("E_NUMBER", start, end, f"'{value}' is not a number", hint))
    else:
        message = f"the character {value!r} has no meaning here"
        hint = CHARACTER_HINTS.get(value)
        if value == ";" and any(token.value == "(" for token in tokens):
            hint = "a comma stands between arguments"
        diagnostics.append(Diagnostic("E_CHARACTER", start, end, message, hint))
    return False


def _unclosed_hint(start: int, tokens: list[Token]) -> str:
    last = tokens[-1] if tokens else None
    before = tokens[-2] if len(tokens) > 1 else None
    if last is not None and before is not None and before.kind == "text" and before.end == last.start:
        return "a ' inside a text is written twice: 'it''s'"
    return "add ' at its end"


def _is_encodable(text: str, start: int, end: int, diagnostics: list[Diagnostic]) -> bool:
    try:
        text[start:end].encode()
    except UnicodeEncodeError as error:
        at = start + error.start
        diagnostics.append(
            Diagnostic("E_CHARACTER", at, at + 1, "half of a surrogate pair is not a character")
        )
        return False
    return True
