"""A finding in its surroundings, as the rules for fixes look at it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from filbert.expressions import ast
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.editor.edit import Edit
from filbert.expressions.editor.hover import parts_of
from filbert.expressions.editor.paths import Known, column_of, node_of
from filbert.expressions.editor.scan import partners, scan, without_comments
from filbert.expressions.lexer import Token
from filbert.expressions.parser import parse
from filbert.expressions.types import Column, Type

Candidate = tuple[str, tuple[Edit, ...]]
"""What an edit does, in the words of a command, and the edits; whether it helps is found out by trying."""
Rule = Callable[["Fault"], Iterable[Candidate]]


@dataclass(frozen=True)
class Fault:
    """One finding.

    Attributes:
        text: the whole text, of which `[start, end)` is the expression: a hole, in a template.
        expected: the type that the place of the whole expression wants.
    """

    text: str
    start: int
    end: int
    found: Diagnostic
    known: Known
    expected: Type | None

    @property
    def faulty(self) -> str:
        """The text that is underlined."""
        return self.text[self.found.start : self.found.end]

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of the expression, without comments."""
        return without_comments(scan(self.text, self.start, self.end))

    @cached_property
    def pairs(self) -> Mapping[int, int]:
        """The brackets that belong together."""
        return partners(self.tokens)

    @cached_property
    def index(self) -> int:
        """The index of the first word of the finding; the number of all words where it is the end."""
        words = enumerate(self.tokens)
        return next((at for at, token in words if token.end > self.found.start), len(self.tokens))

    def word(self, index: int) -> str:
        """A word as it is written; empty outside the text."""
        if not 0 <= index < len(self.tokens):
            return ""
        return self.text[self.tokens[index].start : self.tokens[index].end]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where a row of words stands."""
        return self.tokens[first].start, self.tokens[last].end

    @cached_property
    def syntax(self) -> ast.Node | None:
        """The syntax tree; None where there is none."""
        return parse(self.text, [], self.start, self.end)

    @cached_property
    def lineage(self) -> list[ast.Node]:
        """The part of the tree that is underlined, after it what it is a part of, up to the whole."""
        if self.syntax is None:
            return []
        path = [self.syntax]
        while True:
            below = [each for each in parts_of(path[-1]) if self._covers(each)]
            if not below:
                break
            path.append(below[0])
        return path[::-1]

    def _covers(self, node: ast.Node) -> bool:
        return node.start <= self.found.start and self.found.end <= node.end

    @property
    def node(self) -> ast.Node | None:
        """The part of the tree that is underlined."""
        return self.lineage[0] if self.lineage else None

    @property
    def parent(self) -> ast.Node | None:
        """What that is a part of."""
        return self.lineage[1] if len(self.lineage) > 1 else None

    def source(self, node: ast.Node) -> str:
        """The text of a part."""
        return self.text[node.start : node.end]

    def column(self, node: ast.Node) -> Column | None:
        """The type of a part; None if it is not known."""
        typed = node_of(self.text, node.start, node.end, self.known)
        return None if typed is None or typed.type.kind == "UNKNOWN" else column_of(typed)

    def replace(self, new: str, title: str | None = None) -> Candidate:
        """Put another text in the place of what is underlined."""
        return self.write(self.found.start, self.found.end, new, title)

    def write(self, start: int, end: int, new: str, title: str | None = None) -> Candidate:
        """Put a text somewhere."""
        return title or f"write {shown(new)}", (Edit(start, end, new),)

    def remove(self, start: int, end: int, title: str | None = None) -> Candidate:
        """Take a text away, and the spaces before it, or after it at the beginning."""
        title = title or f"leave out {shown(self.text[start:end])}"
        while start > self.start and self.text[start - 1] == " ":
            start -= 1
        while start == self.start and end < self.end and self.text[end] == " ":
            end += 1
        return title, (Edit(start, end, ""),)


LONGEST_SHOWN = 40


def shown(text: str) -> str:
    """A text as a title names it."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def quoted(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def in_brackets(node: ast.Node, source: str) -> str:
    """A part as an operand, in parentheses where an operator stands in it."""
    single = (ast.Scalar, ast.Name, ast.Member, ast.Index, ast.Call, ast.Cast, ast.Case, ast.TimeLiteral)
    return source if isinstance(node, single) or source.startswith("(") else f"({source})"


def top_level(fault: Fault, first: int, last: int) -> Iterator[int]:
    """The indexes of the words from `first` to before `last` that stand in no bracket among them."""
    index = first
    while index < last:
        yield index
        partner = fault.pairs.get(index)
        index = partner if partner is not None and index < partner < last else index + 1
