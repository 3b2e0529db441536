"""The shape of a scenario file. Apart from the document, so that only who reads one pays for building it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from filbert.scenarios.document import FORMAT, MAX_NODES, MAX_PARALLELISM, Properties
from filbert.scenarios.name import EDGE_END, NODE_ID, NODE_ID_HINT
from filbert.scenarios.structure import Duration, Listed, Mapped, Model, Name, fault, shown, written
from pydantic import BeforeValidator, ConfigDict, Field

MAX_NOTES = 200
MAX_GROUPS = 100
FARTHEST = 1_000_000
"""From the middle of the canvas."""

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


Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
Size = Annotated[float, Field(ge=0, le=FARTHEST)]
Color = Literal["grey", "blue", "amber", "plum", "green"]


class NoteModel(Model):
    """One of `layout.notes`: a text on the canvas."""

    x: Coordinate
    y: Coordinate
    width: Size | None = None
    height: Size | None = None
    text: Annotated[str, Field(max_length=4_000)]
    color: Color | None = None


class GroupModel(Model):
    """One of `layout.groups`: a named frame around nodes and notes."""

    title: Annotated[str, Field(max_length=200)] = ""
    color: Color | None = None
    nodes: Annotated[list[str], Listed, Field(max_length=MAX_NODES)] = Field(default_factory=list)
    notes: Annotated[list[str], Listed, Field(max_length=MAX_NOTES)] = Field(default_factory=list)
    collapsed: bool = False


class LayoutModel(Model):
    """`layout:`. What it has beside notes and groups is the editor's own, and not looked at."""

    model_config = ConfigDict(extra="allow")

    notes: Annotated[dict[str, NoteModel], Mapped, Field(max_length=MAX_NOTES)] = Field(default_factory=dict)
    groups: Annotated[dict[str, GroupModel], Mapped, Field(max_length=MAX_GROUPS)] = Field(
        default_factory=dict
    )


class ScenarioModel(Model):
    """A whole file."""

    filbert: FormatVersion
    name: Name
    title: str | None = None
    properties: Annotated[PropertiesModel, Mapped] = PropertiesModel()
    nodes: Annotated[list[NodeModel], Listed]
    edges: Annotated[list[EdgeModel], Listed] = Field(default_factory=list)
    layout: Annotated[LayoutModel, Mapped] = LayoutModel()
