"""The words of a text that need not be complete: what completion, signature help and hover look at."""

from filbert.expressions.lexer import RESERVED, TOKEN, Token

SILENT = frozenset(
    {"text", "open_text", "double_quoted", "comment", "bad_number", "integer", "decimal", "double"}
)
"""Kinds of words in which nothing can be completed."""


def scan(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Split a text into words, whatever it is.

    Beside the kinds of the lexer there are comment, open_text and double_quoted for text in the wrong quotes or in
    quotes that are not closed, open_quoted for a name in such backticks, bad_number and bad. Their value is the text.
    """
    tokens: list[Token] = []
    for match in TOKEN.finditer(text, start, len(text) if end is None else end):
        kind, value = match.lastgroup or "bad", match.group()
        begin, stop = match.span()
        if kind == "space":
            if value[0] != "-":
                continue
            kind = "comment"
        elif kind == "name":
            last = tokens[-1] if tokens else None
            if last is not None and last.kind == "open_quoted" and last.end == begin:
                tokens[-1] = Token("open_quoted", value, last.start, stop)
                continue
            upper = value.upper()
            if upper in RESERVED:
                kind, value = "keyword", upper
        elif kind == "quoted":
            value = value[1:-1].replace("``", "`")
        elif kind == "bad" and value == "`":
            kind, value = "open_quoted", ""
        tokens.append(Token(kind, value, begin, stop))
    return tokens


def without_comments(tokens: list[Token]) -> list[Token]:
    """Leave comments out."""
    return [token for token in tokens if token.kind != "comment"]


def is_inside(token: Token, position: int) -> bool:
    """Whether a caret stands inside a word rather than at its edge: for what has no end, the edge is inside."""
    if token.kind in {"comment", "open_text"} or (
        token.kind == "double_quoted" and (token.end - token.start == 1 or not token.value.endswith('"'))
    ):
        return token.start < position <= token.end
    return token.start < position < token.end


def partners(tokens: list[Token]) -> dict[int, int]:
    """Pair brackets, and CASE with END: the index of each opening word by that of its closing one, and back."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind not in {"operator", "keyword"}:
            continue
        if token.value in OPENING and not _is_member(tokens, index):
            opened.append(index)
        elif token.value in CLOSING and not _is_member(tokens, index):
            wanted = CLOSING[token.value]
            for back in range(len(opened) - 1, -1, -1):
                if tokens[opened[back]].value == wanted:
                    pairs[index] = opened[back]
                    pairs[opened[back]] = index
                    del opened[back:]
                    break
    return pairs


CLOSING = {")": "(", "]": "[", "END": "CASE"}
OPENING = frozenset(CLOSING.values())


def _is_member(tokens: list[Token], index: int) -> bool:
    """Whether a keyword is the name of a field, as in `row.end`."""
    return index > 0 and tokens[index - 1].value == "." and tokens[index - 1].kind == "operator"


def hole_around(text: str, position: int) -> tuple[int, int] | None:
    """Return the span of the expression of a template in which a position lies; None in the text around it.

    A hole that is not closed ends where its quotes say or with the text.
    """
    at = 0
    while at < len(text):
        if text.startswith(("{{", "}}"), at):
            at += 2
        elif text[at] == "{":
            end = _end_of_hole(text, at + 1)
            if at < position <= end:
                return at + 1, end
            at = end + 1
        else:
            at += 1
    return None


def _end_of_hole(text: str, start: int) -> int:
    """Return where the closing brace is, or the end of the text."""
    quote = ""
    for at in range(start, len(text)):
        character = text[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'`\"":
            quote = character
        elif character in "{}":
            return at
    return len(text)
