"""How a node of a tree shows itself: one method for all kinds, because to generate one for each slows every start."""

from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def representation(node: "DataclassInstance") -> str:
    """Return what `dataclass` would make."""
    parts = (f"{each.name}={getattr(node, each.name)!r}" for each in fields(node))
    return f"{type(node).__name__}({', '.join(parts)})"
