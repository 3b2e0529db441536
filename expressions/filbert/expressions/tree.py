"""The typed tree that the checker makes and both generators read: few kinds of nodes, every conversion explicit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from filbert.expressions.representation import representation
from filbert.expressions.types import Range, Type

if TYPE_CHECKING:
    from filbert.expressions.functions.entry import Function
    from filbert.expressions.like import Pattern


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """A value with its type.

    Attributes:
        range: of a BIGINT, the values that may occur; None for all and for other types.
        fails: whether evaluation may raise an error.
        start, end: its span in the text.
    """

    type: Type
    nullable: bool
    range: Range | None
    fails: bool
    start: int
    end: int

    def __repr__(self) -> str:
        return representation(self)


@dataclass(slots=True, eq=False, repr=False)
class Constant(Node):
    """A value known now, in its Python form."""

    value: Any


@dataclass(slots=True, eq=False, repr=False)
class Failure(Node):
    """A constant part that always fails; allowed where it is never reached or inside TRY."""

    code: str
    at: int


@dataclass(slots=True, eq=False, repr=False)
class NullAfter(Node):
    """NULL, because an operand is the constant NULL; the others are evaluated for their errors only."""

    operands: Sequence[Node]


@dataclass(slots=True, eq=False, repr=False)
class Variable(Node):
    """A name of the scope."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class Item(Node):
    """The name that a comprehension gives to an element."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class Member(Node):
    """A field of a row; NULL if the row is."""

    operand: Node
    name: str


@dataclass(slots=True, eq=False, repr=False)
class Element(Node):
    """An element of an array, counted from 1; NULL outside it."""

    operand: Node
    index: Node


@dataclass(slots=True, eq=False, repr=False)
class Entry(Node):
    """A value of a map; NULL where the key is missing."""

    operand: Node
    key: Node


@dataclass(slots=True, eq=False, repr=False)
class Convert(Node):
    """An implicit conversion, which never fails: BIGINT or DECIMAL to a wider DECIMAL or to DOUBLE."""

    operand: Node


@dataclass(slots=True, eq=False, repr=False)
class Cast(Node):
    """An explicit conversion.

    Attributes:
        bounds: the range wanted of an integer, None where every result is good.
        soft: TRY_CAST, which gives NULL instead of an error.
        partial: whether some values cannot be converted.
    """

    operand: Node
    bounds: Range | None
    soft: bool
    partial: bool
    at: int


@dataclass(slots=True, eq=False, repr=False)
class Negate(Node):
    """`-x`; `overflow` tells whether x may be the lowest BIGINT."""

    operand: Node
    overflow: bool
    at: int


@dataclass(slots=True, eq=False, repr=False)
class Arithmetic(Node):
    """`+ - * / %` on two operands of one type; `overflow` tells whether the result may not fit."""

    operator: str
    left: Node
    right: Node
    overflow: bool
    at: int


@dataclass(slots=True, eq=False, repr=False)
class Shift(Node):
    """A timestamp or date moved by an interval: months or milliseconds, negative to the past."""

    operand: Node
    months: int
    milliseconds: int
    at: int


@dataclass(slots=True, eq=False, repr=False)
class Join(Node):
    """Texts joined by `||`; `limited` tells whether the length must be checked."""

    operands: Sequence[Node]
    limited: bool
    at: int


@dataclass(slots=True, eq=False, repr=False)
class Compare(Node):
    """`= <> < <= > >=`."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True, eq=False, repr=False)
class Between(Node):
    """`x BETWEEN low AND high`; all three are evaluated."""

    operand: Node
    low: Node
    high: Node
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class In(Node):
    """`x IN (…)`; all items are evaluated."""

    operand: Node
    items: Sequence[Node]
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class Like(Node):
    """`x LIKE pattern`."""

    operand: Node
    pattern: "Pattern"
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class IsTest(Node):
    """`x IS NULL`, `IS TRUE`, `IS FALSE`; never NULL itself."""

    operand: Node
    subject: Literal["NULL", "TRUE", "FALSE"]
    negated: bool


@dataclass(slots=True, eq=False, repr=False)
class Not(Node):
    """`NOT x`."""

    operand: Node


@dataclass(slots=True, eq=False, repr=False)
class Logic(Node):
    """AND or OR, from left to right: an operand is evaluated unless those before it decide."""

    operator: Literal["AND", "OR"]
    operands: Sequence[Node]


@dataclass(slots=True, eq=False, repr=False)
class Case(Node):
    """The value of the first branch whose condition is true; without ELSE, `otherwise` is a NULL constant."""

    branches: Sequence[tuple[Node, Node]]
    otherwise: Node


@dataclass(slots=True, eq=False, repr=False)
class Coalesce(Node):
    """The first operand that is not NULL; later ones are not evaluated."""

    operands: Sequence[Node]


@dataclass(slots=True, eq=False, repr=False)
class NullIf(Node):
    """NULL if both are equal, else the left one."""

    left: Node
    right: Node


@dataclass(slots=True, eq=False, repr=False)
class Try(Node):
    """NULL where the operand fails."""

    operand: Node


@dataclass(slots=True, eq=False, repr=False)
class ArrayOf(Node):
    """`ARRAY[…]`."""

    items: Sequence[Node]


@dataclass(slots=True, eq=False, repr=False)
class Comprehension(Node):
    """An expression for each element of a list; NULL if the list is.

    Attributes:
        name: of the elements in the body.
        limited: whether the length of the list must be checked.
    """

    kind: Literal["ANY", "ALL", "FILTER", "TRANSFORM", "SORT", "SORT DESC"]
    name: str
    operand: Node
    body: Node
    limited: bool
    at: int


@dataclass(slots=True, eq=False, repr=False)
class Call(Node):
    """A function of the registry: NULL if any argument is.

    Attributes:
        options: what the function's typing rule found out, such as a unit of time or a compiled pattern.
    """

    function: "Function"
    arguments: Sequence[Node]
    at: int
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False, repr=False)
class Unknown(Node):
    """What an error left; it silences the errors that would only follow from it."""


def children(node: Node) -> list[Node]:
    """Return the direct parts of a node, in the order of evaluation."""
    parts: list[Node] = []
    for name in _PARTS.get(type(node), ()):
        part = getattr(node, name)
        if isinstance(part, Node):
            parts.append(part)
        elif name == "branches":
            parts.extend(each for branch in part for each in branch)
        else:
            parts.extend(part)
    return parts


_PARTS: Mapping[type[Node], tuple[str, ...]] = {
    NullAfter: ("operands",),
    Member: ("operand",),
    Element: ("operand", "index"),
    Entry: ("operand", "key"),
    Convert: ("operand",),
    Cast: ("operand",),
    Negate: ("operand",),
    Arithmetic: ("left", "right"),
    Shift: ("operand",),
    Join: ("operands",),
    Compare: ("left", "right"),
    Between: ("operand", "low", "high"),
    In: ("operand", "items"),
    Like: ("operand",),
    IsTest: ("operand",),
    Not: ("operand",),
    Logic: ("operands",),
    Case: ("branches", "otherwise"),
    Coalesce: ("operands",),
    NullIf: ("left", "right"),
    Try: ("operand",),
    ArrayOf: ("items",),
    Comprehension: ("operand", "body"),
    Call: ("arguments",),
}
