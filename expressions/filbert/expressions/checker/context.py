"""What the checking rules share: the scope, and where their findings go."""

from collections.abc import Callable, Mapping
from typing import Any

from filbert.expressions import ast, tree
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.types import BIGINT_RANGE, UNKNOWN, Column, Range, Scope, Type

Constants = Mapping[str, Mapping[str, tuple[Column, Any]]]
"""Groups of named constants: `{"environment": {"limit": (column, 1000)}}` is read as `environment.limit`."""

KIND_NAMES = {"INTERVAL": "an INTERVAL", "NULL": "NULL"}


class Context:
    """One check of one text."""

    def __init__(
        self,
        scope: Scope,
        constants: Constants,
        diagnostics: list[Diagnostic],
        visit: "Callable[[Context, ast.Node], tree.Node]",
    ) -> None:
        self.scope = scope
        self.constants = constants
        self.diagnostics = diagnostics
        self.references: set[str] = set()
        self.pii = False
        # The elements that comprehensions around the part at hand have named.
        self.items: dict[str, Column] = {}
        self.failures: list[tree.Failure] = []
        # Whether something of unknown type was read: there is no error here, but no code can be made either.
        self.incomplete = False
        self._visit = visit

    def visit(self, node: ast.Node) -> tree.Node:
        """Check a part."""
        return self._visit(self, node)

    def error(
        self, span: ast.Node | tree.Node, code: str, message: str, hint: str | None = None
    ) -> tree.Unknown:
        """Report an error about a part and return the node that stands for it."""
        self.diagnostics.append(Diagnostic(code, span.start, span.end, message, hint))
        return unknown(span)

    def warn(self, span: ast.Node | tree.Node, code: str, message: str, hint: str | None = None) -> None:
        """Report something that is allowed but hardly meant."""
        self.diagnostics.append(Diagnostic(code, span.start, span.end, message, hint, "warning"))

    def mistyped(self, node: tree.Node, wanted: str, hint: str | None = None) -> tree.Unknown:
        """Report a part of the wrong type; silent if its type is not known."""
        if node.type.kind == "UNKNOWN":
            return unknown(node)
        return self.error(node, "E_TYPE", f"{wanted}, not {shown(node.type)}", hint)


def unknown(span: ast.Node | tree.Node) -> tree.Unknown:
    """Return the node that stands for a faulty part."""
    return tree.Unknown(UNKNOWN, True, None, False, span.start, span.end)


def is_unknown(*nodes: tree.Node) -> bool:
    """Whether an error was reported about any of the nodes already."""
    return any(node.type.kind == "UNKNOWN" for node in nodes)


def shown(type_: Type) -> str:
    """Return a type as messages name it."""
    return KIND_NAMES.get(type_.kind, str(type_))


def bounds(node: tree.Node) -> Range:
    """Return the values that a BIGINT may have."""
    return node.range or BIGINT_RANGE


def clipped(low: int, high: int) -> Range | None:
    """Return a calculated range within BIGINT; None if it says nothing."""
    lowest, highest = BIGINT_RANGE
    range_ = min(max(low, lowest), highest), max(min(high, highest), lowest)
    return None if range_ == BIGINT_RANGE else range_
