"""What a function takes: the types that annotations of Python stand for, and arguments that must be literals."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, is_unknown
from filbert.expressions.types import BIGINT, BOOLEAN, DATE, DOUBLE, STRING, TIMESTAMP, Type

TYPES: Final[Mapping[Any, Type]] = {
    bool: BOOLEAN,
    int: BIGINT,
    float: DOUBLE,
    str: STRING,
    datetime.date: DATE,
    datetime.datetime: TIMESTAMP,
}

Moment = datetime.datetime | datetime.date
"""TIMESTAMP or DATE. As a result it means the type of the argument."""
Number = int | Decimal | float
"""Any number."""

KINDS: Final[Mapping[Any, tuple[str, ...]]] = {
    Moment: ("TIMESTAMP", "DATE"),
    Number: ("BIGINT", "DECIMAL", "DOUBLE"),
}


@dataclass(frozen=True, slots=True)
class Literal:
    """A kind of argument that is written in the text.

    Attributes:
        shown: how a signature shows it.
        read: gives the value, a text or a whole number; None if it is faulty, which is reported.
    """

    shown: str
    read: Callable[[Context, ast.Node], str | int | None]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function."""

    REQUIRED: ClassVar[object] = object()

    name: str
    kind: Any
    literal: Literal | None
    default: Any

    @classmethod
    def of(cls, name: str, annotation: Any, default: Any) -> "Parameter":
        """Read an annotation."""
        metadata: tuple[Any, ...] = getattr(annotation, "__metadata__", ())
        literals = [each for each in metadata if isinstance(each, Literal)]
        return cls(name, annotation, literals[0] if literals else None, default)

    @property
    def required(self) -> bool:
        """Whether the argument must be given."""
        return self.default is self.REQUIRED

    def accepts(self, type_: Type) -> Type | None:
        """Return the type to which an argument of a type is converted, None if it is none for this parameter."""
        if self.kind in KINDS:
            return type_ if type_.kind in KINDS[self.kind] else None
        target = TYPES[self.kind]
        fits = type_.kind in {target.kind, "NULL"} or (target.kind == "DOUBLE" and type_.is_number)
        return target if fits else None

    def __str__(self) -> str:
        return self.literal.shown if self.literal else f"{self.name.rstrip('_')} {shown_kinds(self.kind)}"


def shown_kinds(annotation: Any) -> str:
    """Return the types that an annotation stands for, as signatures and messages name them."""
    if annotation == Number:
        return "number"
    return " or ".join(KINDS[annotation]) if annotation in KINDS else str(TYPES.get(annotation, annotation))


def literal_text(context: Context, argument: ast.Node, what: str, hint: str | None = None) -> str | None:
    """Return an argument that must be written as a text; report it otherwise."""
    node = context.visit(argument)
    if isinstance(node, tree.Constant) and isinstance(node.value, str):
        return node.value
    if not is_unknown(node):
        context.error(node, "E_LITERAL", f"{what} is a text in quotes", hint)
    return None


def whole_number(shown: str, low: int, high: int, what: str) -> Literal:
    """Make a kind of argument that is written as a number within limits."""

    def read(context: Context, argument: ast.Node) -> int | None:
        node = context.visit(argument)
        value = node.value if isinstance(node, tree.Constant) else None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if not is_unknown(node):
            context.error(node, "E_LITERAL", f"{what} is a number from {low} to {high}")
        return None

    return Literal(shown, read)
