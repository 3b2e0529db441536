"""Where the caret stands among the words of a text, and the word that is being written there."""

from typing import NamedTuple

from filbert.expressions.editor.elements import known_at
from filbert.expressions.editor.paths import Known, start_of_operand
from filbert.expressions.editor.scan import OPENING, SILENT, is_inside, partners, without_comments
from filbert.expressions.lexer import Token
from filbert.expressions.parser import COMPARISON, MAXIMUM_NESTING
from filbert.expressions.types import Type

CLOSED = frozenset({"text", "double_quoted", "comment"})
"""Kinds of words after whose end something else begins."""


class Caret(NamedTuple):
    """The caret among the words of the text.

    `tokens` are all words but comments, the one that is being written among them. It takes `[start, end)`, is
    `prefix` up to the caret, and has, or would have, the index `written_from`.
    """

    text: str
    tokens: list[Token]
    pairs: dict[int, int]
    written_from: int
    start: int
    end: int
    prefix: str
    known: Known
    expected: Type | None

    @property
    def last(self) -> Token | None:
        """The word before the one that is being written."""
        return self.tokens[self.written_from - 1] if self.written_from else None

    def before(self, index: int) -> str:
        """The operator or keyword at an index; empty for everything else."""
        if index < 0:
            return ""
        token = self.tokens[index]
        return token.value if token.kind in {"operator", "keyword"} else ""


def find_caret(
    text: str, position: int, words: list[Token], known: Known, expected: Type | None
) -> Caret | None:
    """Return where a caret stands; None inside texts, comments and numbers, and where nothing could be read."""
    start = end = position
    for token in words:
        if token.start >= position:
            break
        inside = is_inside(token, position)
        if not inside and token.end != position:
            continue
        if token.kind in SILENT:
            if inside or token.kind not in CLOSED:
                return None
        elif token.kind in {"name", "keyword", "quoted", "open_quoted"}:
            start, end = token.start, token.end
        elif inside:
            return None
    tokens = without_comments(words)
    before = sum(token.start < start for token in tokens)
    pairs = partners(tokens)
    if _open_words(tokens, pairs, before) > MAXIMUM_NESTING:
        return None
    prefix = text[start:position].lstrip("`")
    known = known_at(tokens, pairs, before, text, known)
    return Caret(text, tokens, pairs, before, start, end, prefix, known, expected)


def _open_words(tokens: list[Token], pairs: dict[int, int], before: int) -> int:
    """Count the brackets and CASEs that are open before a word."""
    words = (index for index in range(before) if tokens[index].value in OPENING)
    return sum(pairs.get(index, before) >= before for index in words)


def closes_between(caret: Caret, index: int) -> bool:
    """Whether the AND at an index is that of a BETWEEN."""
    if caret.before(index) != "AND":
        return False
    first = start_of_operand(caret.tokens, caret.pairs, index - 1, COMPARISON)
    return caret.before(first - 1) == "BETWEEN"
