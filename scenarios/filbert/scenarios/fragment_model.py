"""The shape of a fragment file."""

from __future__ import annotations

from typing import Annotated, Any

from filbert.scenarios.document_model import EdgeModel, FormatVersion, LayoutModel, NodeId, NodeModel
from filbert.scenarios.structure import Identifier, Listed, Mapped, Model, Name, fault, shown
from pydantic import BeforeValidator, Field

Columns = Annotated[dict[Identifier, str], Mapped]
"""Type by column."""


def _declaration(value: object) -> object:
    """`name: TYPE` is short for `name: {type: TYPE}`."""
    if isinstance(value, str):
        return {"type": value}
    if not isinstance(value, dict):
        raise fault("E_TYPE", f"expected a type, found {shown(value)}", "for example BIGINT")
    return value


class ParameterModel(Model):
    """The long form of a parameter."""

    type: str
    default: Any = None
    title: str | None = None


class FragmentModel(Model):
    """A whole file."""

    filbert: FormatVersion
    fragment: Name
    title: str | None = None
    inputs: Annotated[dict[NodeId, Columns], Mapped] = Field(default_factory=dict)
    parameters: Annotated[
        dict[Identifier, Annotated[ParameterModel, BeforeValidator(_declaration)]], Mapped
    ] = Field(default_factory=dict)
    outputs: Annotated[dict[NodeId, Columns], Mapped] = Field(default_factory=dict)
    nodes: Annotated[list[NodeModel], Listed]
    edges: Annotated[list[EdgeModel], Listed] = Field(default_factory=list)
    layout: Annotated[LayoutModel, Mapped] = LayoutModel()
