"""The syntax tree: what was written, with spans, before any type is known."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from filbert.expressions.representation import representation

LiteralValue = bool | int | Decimal | float | str | None
IsSubject = Literal["NULL", "TRUE", "FALSE"]


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A part of the text `[start, end)`, in code points. `depth` counts the levels below, itself included."""

    start: int
    end: int
    depth: int = field(default=1, init=False)

    def __repr__(self) -> str:
        return representation(self)


@dataclass(slots=True, eq=False, repr=False)
class Scalar(Node):
    """A number, text, TRUE, FALSE or NULL."""

    value: LiteralValue


@dataclass(slots=True, eq=False, repr=False)
class TimeLiteral(Node):
    """`DATE '2024-01-31'` or `TIMESTAMP '…'`; the text is not checked yet."""

    kind: Literal["DATE", "TIMESTAMP"]
    text: str


@dataclass(slots=True, eq=False, repr=False)
class IntervalLiteral(Node):
    """`INTERVAL '5' MINUTE`."""

    amount: int
    unit: str


@dataclass(slots=True, eq=False, repr=False)
class Name(Node):
    """A column, variable or the root of a path."""

    name: str
    quoted: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Member(Node):
    """`operand.name`; `name_start` is where the name begins."""

    operand: Node
    name: str
    name_start: int


@dataclass(slots=True, eq=False, repr=False)
class Index(Node):
    """`operand[index]`, of an array or a map."""

    operand: Node
    index: Node


@dataclass(slots=True, eq=False, repr=False)
class Unary(Node):
    """`-x` or `NOT x`."""

    operator: Literal["-", "NOT"]
    operand: Node


@dataclass(slots=True, eq=False, repr=False)
class Binary(Node):
    """Arithmetic or comparison; `at` is where the operator stands, the position of its errors."""

    operator: str
    at: int
    left: Node
    right: Node
    grouped: bool = field(default=False, init=False)


@dataclass(slots=True, eq=False, repr=False)
class Chain(Node):
    """Two or more operands joined by AND, OR or `||`; kept flat, so that long lists are not deep."""

    operator: Literal["AND", "OR", "||"]
    at: int
    operands: list[Node]


@dataclass(slots=True, eq=False, repr=False)
class Is(Node):
    """`x IS [NOT] NULL`, TRUE or FALSE."""

    operand: Node
    subject: IsSubject
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class In(Node):
    """`x [NOT] IN (…)`."""

    operand: Node
    items: list[Node]
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class Like(Node):
    """`x [NOT] LIKE pattern [ESCAPE character]`."""

    operand: Node
    pattern: Node
    escape: Node | None
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class Between(Node):
    """`x [NOT] BETWEEN low AND high`."""

    operand: Node
    low: Node
    high: Node
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class Case(Node):
    """`CASE [operand] WHEN … THEN … [ELSE …] END`."""

    operand: Node | None
    branches: list[tuple[Node, Node]]
    otherwise: Node | None


@dataclass(slots=True, eq=False, repr=False)
class TypeName(Node):
    """The target of a cast. `name` is upper case, `numbers` what stood in its parentheses."""

    name: str
    numbers: tuple[int, ...]


@dataclass(slots=True, eq=False, repr=False)
class Cast(Node):
    """`CAST(x AS T)`, or `TRY_CAST` when soft."""

    operand: Node
    target: TypeName
    soft: bool


@dataclass(slots=True, eq=False, repr=False)
class Call(Node):
    """`NAME(arguments)`; the name is upper case and ends at `name_end`."""

    name: str
    name_end: int
    arguments: list[Node]


@dataclass(slots=True, eq=False, repr=False)
class Comprehension(Node):
    """`NAME(item IN list WHERE body)`; WHERE may be AS or BY. `descending` tells whether DESC follows.

    `words` are the starts of WHERE, AS or BY, and of ASC or DESC: words that mean nothing elsewhere.
    """

    name: str
    name_end: int
    item: Name
    operand: Node
    body: Node
    descending: bool
    words: tuple[int, ...]


@dataclass(slots=True, eq=False, repr=False)
class ArrayLiteral(Node):
    """`ARRAY[…]`."""

    items: list[Node]


@dataclass(slots=True, eq=False, repr=False)
class Invalid(Node):
    """A part that could not be read; its diagnostic is reported already."""
