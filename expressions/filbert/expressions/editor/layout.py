"""The canonical layout of an expression: one line where it fits, else broken at what binds most weakly.

The words themselves stay as they are, in their order: only spaces, line breaks and the case of words change, so the
meaning cannot.
"""

from collections.abc import Sequence
from typing import Final

from filbert.expressions import ast
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.editor.hover import parts_of
from filbert.expressions.editor.paths import ends_operand
from filbert.expressions.editor.scan import partners, scan
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.lexer import LITERAL_PREFIXES, Token
from filbert.expressions.parser import AND, JOIN, OR, POWERS, PRODUCT, SUM, parse
from filbert.expressions.types import quote_name

LINE: Final = 100
INDENT: Final = "  "
BREAKING: Final = (OR, AND, JOIN, SUM, PRODUCT)
"""Operators before which a line is broken, the weakest first; a comparison stays with its sides."""


class LayoutError(ValueError):
    """A text that is left as it is; `start` and `end` delimit what stands in the way, `code` is of a finding."""

    def __init__(self, message: str, start: int, end: int, hint: str | None, code: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint


def format_expression(text: str, *, line: int = LINE) -> str:
    """Return an expression in its canonical layout.

    Formatting twice changes nothing more. Comments stay where a line ends anyway: before the expression, and after
    it. Names and types are not looked at, so what does not hold can be formatted, too.

    Args:
        line: the most characters of a line, where words allow it.

    >>> format_expression("a>1  and upper( s ) in('x','y')")
    "a > 1 AND UPPER(s) IN ('x', 'y')"

    Raises:
        LayoutError: the text cannot be read, or has a comment in its midst.
    """
    faults: list[Diagnostic] = []
    syntax = parse(text, faults)
    if syntax is None or faults:
        fault = faults[0]
        raise LayoutError(fault.message, fault.start, fault.end, fault.hint, fault.code)
    before, words, after = _without_comments(scan(text))
    layout = _Layout(text, syntax, words, line)
    return "\n".join([*before, *layout.lines(0, len(words), line), *after])


def _without_comments(tokens: list[Token]) -> tuple[list[str], list[Token], list[str]]:
    """Split into the comments before the expression, its words, and the comments after it."""
    words = [token for token in tokens if token.kind != "comment"]
    before = [
        token.value.rstrip() for token in tokens if token.kind == "comment" and token.start < words[0].start
    ]
    after = [
        token.value.rstrip() for token in tokens if token.kind == "comment" and token.start > words[-1].start
    ]
    for token in tokens:
        if token.kind == "comment" and words[0].start < token.start < words[-1].start:
            message = "a comment in the midst of an expression has no place of its own"
            raise LayoutError(message, token.start, token.end, "move it before the expression", "E_COMMENT")
    return before, words, after


class _Layout:
    """The words of one expression; parts of it are ranges of their indexes, `[first, last)`."""

    def __init__(self, text: str, syntax: ast.Node, words: list[Token], line: int) -> None:
        self.text = text
        self.marks = _marks(syntax)
        self.words = [
            Token("keyword", word.value.upper(), word.start, word.end) if word.start in self.marks else word
            for word in words
        ]
        self.line = line
        self.pairs = partners(words)
        self.written = [self._written(at) for at in range(len(words))]
        self.limits = self._limits()
        self.powers = [self._power(at) for at in range(len(words))]

    # Words

    def _written(self, at: int) -> str:
        word = self.words[at]
        text = self.text[word.start : word.end]
        if self._is_field(at):
            return text if word.kind != "quoted" else _field_name(word.value, text)
        if word.kind == "keyword":
            return word.value
        if word.kind == "quoted":
            return quote_name(word.value)
        if word.kind == "double":
            return text.lower()
        if word.value == "!=" and word.kind == "operator":
            return "<>"
        if word.kind == "name" and self._is_fixed_word(at):
            return text.upper().removesuffix("S") if self._is_unit(at) else text.upper()
        return text

    def _is_field(self, at: int) -> bool:
        return at > 0 and self.words[at - 1].kind == "operator" and self.words[at - 1].value == "."

    def _is_fixed_word(self, at: int) -> bool:
        """Whether a name is no name: a function, the beginning of a literal, a unit or a type."""
        word = self.words[at]
        upper = word.value.upper()
        follower = self.words[at + 1] if at + 1 < len(self.words) else None
        before = self.words[at - 1] if at and self.words[at - 1].start not in self.marks else None
        if follower is not None and follower.kind == "operator" and follower.value == "(":
            return upper in FUNCTIONS or (
                before is not None and before.value == "AS" and before.kind == "keyword"
            )
        if before is not None and before.kind == "keyword" and before.value == "AS":
            return True
        if follower is not None and upper in LITERAL_PREFIXES:
            return follower.kind == "text" or (upper == "ARRAY" and follower.value == "[")
        return self._is_unit(at)

    def _is_unit(self, at: int) -> bool:
        """Whether a name is the unit of an interval."""
        if at < 2 or self.words[at - 1].kind != "text":
            return False
        first = self.words[at - 2]
        return first.kind == "name" and first.value.upper() == "INTERVAL" and not self._is_field(at - 2)

    def _limits(self) -> set[int]:
        """The indexes of each AND between the two limits of a BETWEEN: the first one after it at its level."""
        found: set[int] = set()
        open_at: dict[int, bool] = {}
        depth = 0
        for at, word in enumerate(self.words):
            if at in self.pairs:
                depth += 1 if self.pairs[at] > at else -1
                open_at[depth] = open_at.get(depth, False) and self.pairs[at] < at
            elif self._is_word(at, "BETWEEN"):
                open_at[depth] = True
            elif word.value == "AND" and self._is_word(at, "AND") and open_at.get(depth):
                found.add(at)
                open_at[depth] = False
        return found

    def _power(self, at: int) -> int | None:
        """The binding power of an operator between two values; None for every other word."""
        word = self.words[at]
        if (
            word.kind not in {"operator", "keyword"}
            or self._is_field(at)
            or not ends_operand(self.words, at - 1)
        ):
            return None
        if at in self.limits:
            return None
        power = POWERS.get(word.value)
        return power if power in BREAKING else None

    def _level(self, first: int, last: int) -> list[int]:
        """The indexes of a range that stand in no bracket and no CASE of it."""
        found = []
        at = first
        while at < last:
            found.append(at)
            partner = self.pairs.get(at)
            at = partner if partner is not None and at < partner < last else at + 1
        return found

    # Lines

    def flat(self, first: int, last: int) -> str:
        """A range in one line."""
        parts: list[str] = []
        for at in range(first, last):
            if at > first and self._is_apart(at):
                parts.append(" ")
            parts.append(self.written[at])
        return "".join(parts)

    def _is_apart(self, at: int) -> bool:
        """Whether a space stands before a word."""
        word, before = self.words[at], self.words[at - 1]
        value = word.value if word.kind == "operator" else ""
        earlier = before.value if before.kind == "operator" else ""
        if value in {")", "]", ",", "."} or earlier in {"(", "[", "."}:
            return False
        if earlier in {"-", "+"} and self._is_unary(at - 1):
            # Two signs would begin a comment.
            return value == earlier
        if value == "(":
            is_call = before.kind == "name" or (
                before.kind == "keyword" and before.value in {"CAST", "TRY_CAST"}
            )
            return not is_call
        if value == "[":
            return not (ends_operand(self.words, at - 1) or before.value.upper() == "ARRAY")
        return True

    def _is_unary(self, at: int) -> bool:
        is_sign = self.words[at].kind == "operator" and self.words[at].value in {"-", "+"}
        return is_sign and not ends_operand(self.words, at - 1)

    def lines(self, first: int, last: int, room: int) -> list[str]:
        """A range in lines of at most so many characters, if that can be."""
        flat = self.flat(first, last)
        if len(flat) <= room and "\n" not in flat:
            return [flat]
        level = self._level(first, last)
        for power in BREAKING:
            breaks = [at for at in level if at > first and self.powers[at] == power]
            if breaks:
                return self._chain(first, last, breaks, room)
        return self._broken(first, last, room, level)

    def _chain(self, first: int, last: int, breaks: Sequence[int], room: int) -> list[str]:
        """Operands one below the other, each with the operator before it."""
        found = self._operand(first, breaks[0], "", room)
        for at, end in zip(breaks, [*breaks[1:], last], strict=True):
            found += self._operand(at + 1, end, f"{self.written[at]} ", room)
        return found

    def _operand(self, first: int, last: int, prefix: str, room: int) -> list[str]:
        """One operand; what it is joined of itself stands further in, so that it is seen to belong together."""
        lines = self.lines(first, last, room - len(prefix))
        is_chain = any(self.powers[at] is not None for at in self._level(first, last))
        indent = INDENT if is_chain else ""
        return [prefix + lines[0], *(indent + each for each in lines[1:])]

    def _broken(self, first: int, last: int, room: int, level: list[int]) -> list[str]:
        """Break the last of the longest brackets or CASEs of a range."""
        groups = [(self.pairs[at] - at, at) for at in level if self.pairs.get(at, 0) > at]
        if not groups:
            return [self.flat(first, last)]
        opened = max(groups)[1]
        closed = self.pairs[opened]
        if self.words[opened].kind == "keyword":
            inside = self._case(opened, closed, room)
        else:
            inside = self._bracket(opened, closed, room)
        if len(inside) == 1:
            return [self.flat(first, last)]
        before = self.flat(first, opened) + (" " if opened > first and self._is_apart(opened) else "")
        rest = self.lines(closed + 1, last, room - len(inside[-1])) if closed + 1 < last else [""]
        gap = " " if rest[0] and self._is_apart(closed + 1) else ""
        return [before + inside[0], *inside[1:-1], inside[-1] + gap + rest[0], *rest[1:]]

    def _bracket(self, opened: int, closed: int, room: int) -> list[str]:
        """The items of a bracket, each in its own lines."""
        if closed == opened + 1:
            return [self.flat(opened, closed + 1)]
        commas = [
            at
            for at in self._level(opened + 1, closed)
            if self.words[at].value == "," and self.words[at].kind == "operator"
        ]
        found = [self.written[opened]]
        starts = [opened + 1, *(at + 1 for at in commas)]
        for start, end in zip(starts, [*commas, closed], strict=True):
            item = self.lines(start, end, room - len(INDENT) - 1)
            if end != closed:
                item[-1] += ","
            found += [INDENT + each for each in item]
        return [*found, self.written[closed]]

    def _case(self, opened: int, closed: int, room: int) -> list[str]:
        """CASE with each branch in its own line."""
        level = self._level(opened + 1, closed)
        starts = [at for at in level if self._is_word(at, "WHEN") or self._is_word(at, "ELSE")]
        found = [self.flat(opened, starts[0])]
        for start, end in zip(starts, [*starts[1:], closed], strict=True):
            found += [INDENT + each for each in self._branch(start, end, room - len(INDENT))]
        return [*found, self.written[closed]]

    def _is_word(self, at: int, value: str) -> bool:
        return self.words[at].kind == "keyword" and self.words[at].value == value and not self._is_field(at)

    def _branch(self, start: int, end: int, room: int) -> list[str]:
        flat = self.flat(start, end)
        if len(flat) <= room:
            return [flat]
        then = next((at for at in self._level(start, end) if self._is_word(at, "THEN")), None)
        pieces = [(start, end)] if then is None else [(start, then), (then, end)]
        found: list[str] = []
        for first, last in pieces:
            word = f"{self.written[first]} "
            value = self.lines(first + 1, last, room - len(word))
            own = [word + value[0], *(INDENT + each for each in value[1:])]
            found += own if not found else [INDENT + each for each in own]
        return found


def _marks(node: ast.Node) -> frozenset[int]:
    """The starts of the words of comprehensions, which are keywords there only."""
    found = frozenset(node.words) if isinstance(node, ast.Comprehension) else frozenset()
    return found.union(*map(_marks, parts_of(node)))


def _field_name(name: str, text: str) -> str:
    """A name after a dot, where keywords need no backticks but do no harm with them."""
    return text if quote_name(name) == text else quote_name(name)
