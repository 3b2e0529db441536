"""The names that comprehensions give to the elements of their lists, and where the caret is in one."""

from collections.abc import Iterator
from typing import NamedTuple

from filbert.expressions.editor.paths import (
    MISSING,
    Known,
    Value,
    column_of,
    element_value,
    node_of,
    path_value,
)
from filbert.expressions.lexer import Token
from filbert.expressions.parser import COMPREHENSIONS


class Around(NamedTuple):
    """A comprehension that is open at a word: the index of its bracket, and of WHERE, AS or BY if that is written."""

    opened: int
    word: str
    body: int | None


def comprehensions_around(tokens: list[Token], pairs: dict[int, int], before: int) -> Iterator[Around]:
    """Yield what is open before a word, the outermost first; `ANY(item IN` must be written of it."""
    for opened in range(1, before - 2):
        word = COMPREHENSIONS.get(tokens[opened - 1].value.upper())
        if (
            word is not None
            and tokens[opened].value == "("
            and tokens[opened + 1].kind in {"name", "quoted"}
            and tokens[opened + 2].value == "IN"
            and pairs.get(opened, before) >= before
        ):
            yield Around(opened, word, _body(tokens, pairs, opened + 3, word, before))


def _body(tokens: list[Token], pairs: dict[int, int], start: int, word: str, before: int) -> int | None:
    index = start
    while index < before:
        if (
            tokens[index].kind in {"name", "keyword"}
            and tokens[index].value.upper() == word
            and index > start
        ):
            return index
        partner = pairs.get(index, index)
        if tokens[index].value in {"(", "["} and not index < partner < before:
            # The word stands inside the list.
            return None
        index = max(partner, index) + 1
    return None


def innermost(tokens: list[Token], pairs: dict[int, int], before: int) -> Around | None:
    """Return the comprehension in whose bracket a word stands directly."""
    *_, found = (None, *comprehensions_around(tokens, pairs, before))
    if found is None:
        return None
    inner = (index for index in range(found.opened + 1, before) if tokens[index].value in {"(", "["})
    return None if any(pairs.get(index, before) >= before for index in inner) else found


def known_at(tokens: list[Token], pairs: dict[int, int], before: int, text: str, known: Known) -> Known:
    """Return what the names at a word stand for: those of the scope, and the elements of the lists around it."""
    for opened, _, body in comprehensions_around(tokens, pairs, before):
        element = None if body is None else _element(tokens, pairs, opened + 3, body - 1, text, known)
        if element is not None:
            name = tokens[opened + 1].value
            sample = known.sample if element.sample is MISSING else {**known.sample, name: element.sample}
            known = Known({**known.scope, name: element.column}, known.constants, sample)
    return known


def _element(
    tokens: list[Token], pairs: dict[int, int], first: int, last: int, text: str, known: Known
) -> Value | None:
    listed = path_value(tokens, pairs, last, text, known)
    if listed is None:
        node = node_of(text, tokens[first].start, tokens[last].end, known)
        listed = None if node is None else Value(column_of(node))
    return None if listed is None or listed.column.type.kind != "ARRAY" else element_value(listed)
