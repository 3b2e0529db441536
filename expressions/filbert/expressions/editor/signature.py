"""What the signature of a function says, and which part of it the caret is in."""

import re
from dataclasses import dataclass
from functools import lru_cache

from filbert.expressions.editor.scan import hole_around, partners, scan, without_comments
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.lexer import Token
from filbert.expressions.types import NUMBERS

ANY: frozenset[str] = frozenset()
"""No type is known, so each will do."""
BOOLEANS = frozenset({"BOOLEAN"})
KINDS = {
    **{kind: frozenset({kind}) for kind in ("BOOLEAN", "BIGINT", "DECIMAL", "DOUBLE", "STRING")},
    **{kind: frozenset({kind}) for kind in ("DATE", "TIMESTAMP", "INTERVAL", "ARRAY", "MAP", "ROW")},
    "number": NUMBERS,
}
WORD = re.compile(r"\w+")
REPEATED = "…"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a function.

    Attributes:
        kinds: the types that it takes; empty where any will do.
        start, end: its span in the text of the signature.
        literal: whether it must be written as a text in quotes.
    """

    name: str
    kinds: frozenset[str]
    start: int
    end: int
    optional: bool
    literal: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature of a function, read from its text.

    Attributes:
        repeats: whether the last parameter may be given again and again.
        result: the types of the result; empty where they follow from the arguments.
    """

    text: str
    parameters: tuple[Parameter, ...]
    repeats: bool
    result: frozenset[str]

    def parameter(self, number: int) -> Parameter | None:
        """Return the parameter of an argument, counted from 0; None beyond the last."""
        if number < len(self.parameters):
            return self.parameters[number]
        return self.parameters[-1] if self.repeats and self.parameters else None


@lru_cache(maxsize=1024)
def read_signature(text: str) -> Signature:
    """Read `NAME(first TYPE, second TYPE or TYPE[, optional TYPE]) → TYPE`; `…` repeats what stands before it."""
    arguments, _, result = text.partition("→")
    start, end = arguments.find("(") + 1, arguments.rfind(")")
    parameters: list[Parameter] = []
    repeats = optional = False
    for begin, stop, in_brackets in _pieces(arguments, start, end):
        optional = optional or in_brackets
        piece = arguments[begin:stop]
        if piece == REPEATED:
            repeats = True
        elif piece:
            parameters.append(_parameter(piece, begin, stop, optional))
    return Signature(text, tuple(parameters), repeats, _result(result.strip(), parameters))


def _result(text: str, parameters: list[Parameter]) -> frozenset[str]:
    """Return the types of a result; `the type of x` is that of the parameter x."""
    name = text.removeprefix("the type of ")
    if name == text:
        return _kinds(text)
    return next((each.kinds for each in parameters if each.name == name), ANY)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Split at the commas between parameters: spans without spaces and the brackets of what is optional."""
    found: list[tuple[int, int, bool]] = []
    depth, begin, optional, opened = 0, start, False, False
    for at in range(start, end + 1):
        character = text[at] if at < end else ","
        if character == "[" and depth == 0:
            opened = True
        if character == "," and depth == 0:
            piece = text[begin:at]
            left = begin + len(piece) - len(piece.lstrip(" ,[]"))
            found.append((left, max(left, begin + len(piece.rstrip(" ,[]"))), optional))
            begin, optional = at + 1, opened
        depth += (character in "(<") - (character in ")>")
    return found


def _parameter(piece: str, start: int, end: int, optional: bool) -> Parameter:
    literal = piece.startswith("'")
    words = WORD.findall(piece)
    name = words[0] if words else piece
    kinds = KINDS["STRING"] if literal else _kinds(piece[len(name) :])
    if not kinds and name == "condition":
        kinds = BOOLEANS
    return Parameter(name, kinds, start, end, optional, literal)


def _kinds(text: str) -> frozenset[str]:
    outside = text.partition("<")[0]
    return frozenset().union(*(KINDS.get(word, ANY) for word in WORD.findall(outside)))


@dataclass(frozen=True, slots=True)
class SignatureHelp:
    """The function whose arguments are being written.

    Attributes:
        start, end: its name in the text.
        parameters: spans of the parameters in the signature.
        active: the parameter that the caret is in; None beyond the last.
    """

    name: str
    start: int
    end: int
    signature: str
    help: str
    example: tuple[str, str]
    parameters: tuple[tuple[int, int], ...]
    active: int | None


CASTS = {
    "CAST": (
        "Converts a value; an error of the event where that is impossible.",
        ("CAST('12' AS BIGINT)", "12"),
    ),
    "TRY_CAST": ("Converts a value; NULL where that is impossible.", ("TRY_CAST('12x' AS BIGINT)", "NULL")),
}


def signature_help(text: str, position: int, *, template: bool = False) -> SignatureHelp | None:
    """Return help for the innermost call around the caret; None outside all calls.

    Args:
        template: whether the text is one with `{expression}` holes.

    >>> found = signature_help("ROUND(fee, ", 11)
    >>> found.signature[slice(*found.parameters[found.active])]
    'digits'
    """
    start, end = 0, len(text)
    if template:
        hole = hole_around(text, position)
        if hole is None:
            return None
        start, end = hole
    tokens = without_comments(scan(text, start, end))
    inner = enclosing_call(tokens, partners(tokens), sum(token.start < position for token in tokens))
    if inner is None:
        return None
    return _help(tokens[inner[0]], inner[1], position, tokens[inner[0] + 1])


def enclosing_call(tokens: list[Token], pairs: dict[int, int], count: int) -> tuple[int, int] | None:
    """Find the innermost call that is open after the first `count` words.

    Returns:
        The index of its name and the number of the argument, counted from 0.
    """
    number = 0
    index = count - 1
    while index >= 0:
        token = tokens[index]
        partner = pairs.get(index)
        if partner is not None and partner < index:
            index = partner
        elif token.kind == "operator" and token.value in {"(", "["}:
            if token.value == "(" and index > 0 and is_callable(tokens[index - 1]):
                return index - 1, number
            number = 0
        elif token.kind == "operator" and token.value == ",":
            number += 1
        index -= 1
    return None


def is_callable(token: Token) -> bool:
    """Whether a word before a parenthesis is the name of a function."""
    return token.kind == "name" or (token.kind == "keyword" and token.value in CASTS)


def _help(name: Token, number: int, position: int, opened: Token) -> SignatureHelp | None:
    if position <= opened.start:
        return None
    upper = name.value.upper()
    if upper in CASTS:
        text = f"{upper}(value AS type) → type"
        help_, example = CASTS[upper]
        first, second = len(upper) + 1, len(upper) + len("(value AS ")
        spans: tuple[tuple[int, int], ...] = ((first, first + len("value")), (second, second + len("type")))
        return SignatureHelp(upper, name.start, name.end, text, help_, example, spans, 0)
    function = FUNCTIONS.get(upper)
    if function is None:
        return None
    signature = read_signature(function.signature)
    spans = tuple((each.start, each.end) for each in signature.parameters)
    active: int | None = min(number, len(spans) - 1)
    if not spans or signature.parameter(number) is None:
        active = None
    return SignatureHelp(
        upper,
        name.start,
        name.end,
        function.signature,
        " ".join(function.help.split()),
        function.example,
        spans,
        active,
    )
