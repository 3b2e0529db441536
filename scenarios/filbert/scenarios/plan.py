"""The typed plan: nodes in order of flow, each bound to its place, with the columns that are live on every edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filbert.components.spec import Bound, Component, StreamView
    from filbert.scenarios.document import Properties


@dataclass(frozen=True)
class Link:
    """Where an input comes from."""

    node: str
    port: str
    default: bool
    """Whether the port is the component's first one."""

    def __str__(self) -> str:
        return self.node if self.default else f"{self.node}.{self.port}"


@dataclass(frozen=True)
class PlannedNode:
    """A node of the plan."""

    id: str
    name: str
    component: Component
    parameters: Any
    bound: Bound
    inputs: Mapping[str, Link]
    live_inputs: Mapping[str, frozenset[str]]
    """Columns that each input must have."""
    live_outputs: Mapping[str, frozenset[str]]
    """Columns that are wanted of each output that something reads; the others are not connected."""
    disabled: bool = False


@dataclass(frozen=True)
class Plan:
    """A scenario without faults, ready for both engines."""

    name: str
    title: str
    properties: Properties
    nodes: tuple[PlannedNode, ...]
    """In order of flow: a node stands after all that feed it."""
    streams: Mapping[str, StreamView]

    @property
    def sources(self) -> tuple[str, ...]:
        """The streams that sources read."""
        return tuple(dict.fromkeys(node.parameters.stream for node in self.nodes if not node.inputs))

    @property
    def reads(self) -> tuple[str, ...]:
        """All streams that are read, tables among them."""
        tables = (node.bound.table_stream.name for node in self.nodes if node.bound.table_stream is not None)
        return tuple(dict.fromkeys([*self.sources, *tables]))

    def node(self, node_id: str) -> PlannedNode:
        """A node by id."""
        return next(node for node in self.nodes if node.id == node_id)


@dataclass(frozen=True)
class Draft:
    """A bound node before liveness is known."""

    id: str
    name: str
    component: Component
    parameters: Any
    bound: Bound
    inputs: Mapping[str, Link]
    disabled: bool


def with_open_ends(plan: Plan) -> Plan:
    """The plan for somebody who is still drawing: a node that nothing reads yet keeps all columns, to be looked at.

    For the sandbox alone. In a job such a node has no outputs, and what only it needs is not calculated.
    """
    drafts = [
        Draft(node.id, node.name, node.component, node.parameters, node.bound, node.inputs, node.disabled)
        for node in plan.nodes
    ]
    return replace(plan, nodes=prune(drafts, open_ends=True))


def prune(drafts: list[Draft], *, open_ends: bool = False) -> tuple[PlannedNode, ...]:
    """Find the live columns of every edge, from the sinks up; drafts are in order of flow."""
    wanted: dict[str, dict[str, frozenset[str]]] = {draft.id: {} for draft in drafts}
    planned: list[PlannedNode] = []
    for draft in reversed(drafts):
        live_outputs = wanted[draft.id]
        if open_ends and not live_outputs:
            live_outputs.update(
                {port: frozenset(context.columns) for port, context in draft.bound.outputs.items()}
            )
        needed = draft.bound.needs(live_outputs)
        for port, link in draft.inputs.items():
            ports = wanted[link.node]
            ports[link.port] = ports.get(link.port, frozenset()) | needed[port]
        planned.append(
            PlannedNode(
                draft.id,
                draft.name,
                draft.component,
                draft.parameters,
                draft.bound,
                draft.inputs,
                {port: needed[port] for port in draft.inputs},
                dict(live_outputs),
                draft.disabled,
            )
        )
    return tuple(reversed(planned))
