"""The outcome of a check."""

from dataclasses import dataclass, field
from typing import Any

from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.tree import Constant, Node
from filbert.expressions.types import Column


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """An expression with all that is known about it.

    Attributes:
        text: what was checked.
        diagnostics: errors and warnings in the order of the text.
        column: type of the result; of the kind UNKNOWN where errors hide it.
        references: the names of the scope that the text mentions.
        tree: the typed tree; None if there are errors.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...]
    column: Column
    references: frozenset[str]
    tree: Node | None = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether code can be made: there are no errors, and nothing of an unknown type is read."""
        return self.tree is not None

    @property
    def is_constant(self) -> bool:
        """Whether the value is known without any row."""
        return isinstance(self.tree, Constant)

    @property
    def constant(self) -> Any:
        """The value of a constant expression; None also for any other."""
        return self.tree.value if isinstance(self.tree, Constant) else None


class UncheckedError(ValueError):
    """Code was asked of an expression that has errors."""


def tree_of(checked: Checked) -> Node:
    """Return the tree of a checked expression.

    Raises:
        UncheckedError: it has errors.
    """
    if checked.tree is None:
        found = [each.message for each in checked.diagnostics if each.severity == "error"]
        reason = found[0] if found else "it reads something of an unknown type"
        raise UncheckedError(f"no code can be made of {checked.text!r}: {reason}")
    return checked.tree
