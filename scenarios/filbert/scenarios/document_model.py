"""The shape of a scenario file. Apart from the document, so that only who reads one pays for building it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from filbert.scenarios.document import FORMAT, MAX_PARALLELISM, Properties
from filbert.scenarios.name import EDGE_END, NODE_ID, NODE_ID_HINT
from filbert.scenarios.structure import Duration, Listed, Mapped, Model, Name, fault, shown, written
from pydantic import BeforeValidator, Field

NodeId = Annotated[str, written(NODE_ID, "E_ID", "an id for a node", NODE_ID_HINT)]
ComponentId = Annotated[str, written(NODE_ID, "E_COMPONENT", "an id of a component", NODE_ID_HINT)]
EdgeEnd = Annotated[str, written(EDGE_END, "E_EDGE", "an end of an edge", "write a node's id, or id.port")]


def _version(value: object) -> object:
    if value != FORMAT or isinstance(value, bool):
        raise fault(
            "E_VERSION", f"{shown(value)} is not a version of the format", f"write 'filbert: {FORMAT}'"
        )
    return value


FormatVersion = Annotated[int, BeforeValidator(_version)]


class PropertiesModel(Model):
    """`properties:`."""

    parallelism: Annotated[int, Field(ge=1, le=MAX_PARALLELISM)] = Properties.parallelism
    delivery: Literal["at-least-once", "exactly-once"] = Properties.delivery
    state: Literal["heap", "rocksdb"] = Properties.state
    checkpoint_interval: Duration = Properties.checkpoint_interval_ms

    def properties(self) -> Properties:
        """What the document keeps of it."""
        return Properties(self.parallelism, self.delivery, self.state, self.checkpoint_interval)


class NodeModel(Model):
    """One of `nodes:`."""

    id: NodeId
    component: ComponentId
    parameters: Annotated[dict[str, Any], Mapped] = Field(default_factory=dict)
    name: str | None = None
    disabled: bool = False
    note: str | None = None


class EdgeModel(Model):
    """One of `edges:`."""

    from_: Annotated[EdgeEnd, Field(alias="from")]
    to: EdgeEnd


class ScenarioModel(Model):
    """A whole file."""

    filbert: FormatVersion
    name: Name
    title: str | None = None
    properties: Annotated[PropertiesModel, Mapped] = PropertiesModel()
    nodes: Annotated[list[NodeModel], Listed]
    edges: Annotated[list[EdgeModel], Listed] = Field(default_factory=list)
    layout: Annotated[dict[str, Any], Mapped] = Field(default_factory=dict)
