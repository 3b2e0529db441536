"""What differs between two documents of a scenario: node by node, field by field, layout apart.

It compares documents as they are written, so drafts that are not sound yet can be compared, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filbert.scenarios.json_text import write_json

ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "ABSENT", "__slots__": ()})()
"""Instead of a value where there is none."""

_DEFAULTS = {
    "parallelism": 1,
    "delivery": "at-least-once",
    "state": "heap",
    "checkpoint_interval": "10s",
}
_COSMETIC = frozenset({"title", "name", "note"})
"""Fields of a document and of its nodes that are for people; a scenario's own name is not."""
_LABELS = ("name", "port")
"""What elements of a list are known by, where all of them have it."""


@dataclass(frozen=True)
class FieldChange:
    """One field that differs."""

    path: str
    """Such as `parameters.window.length`; elements of a list by name, or by index."""
    before: Any = ABSENT
    after: Any = ABSENT
    cosmetic: bool = False
    """Whether it is for people, and changes nothing that the scenario does."""

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        return "added" if self.before is ABSENT else "removed" if self.after is ABSENT else "changed"

    def to_json(self) -> dict[str, Any]:
        """For machines; a value that is absent is left out."""
        found: dict[str, Any] = {"path": self.path, "kind": self.kind, "cosmetic": self.cosmetic}
        if self.before is not ABSENT:
            found["before"] = self.before
        if self.after is not ABSENT:
            found["after"] = self.after
        return found


@dataclass(frozen=True)
class NodeChange:
    """A node that was added, removed or changed."""

    node: str
    kind: str
    component: str | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def cosmetic(self) -> bool:
        """Whether the node does the same as before."""
        return self.kind == "changed" and all(each.cosmetic for each in self.fields)

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "node": self.node,
            "kind": self.kind,
            "component": self.component,
            "cosmetic": self.cosmetic,
            "fields": [each.to_json() for each in self.fields],
        }


@dataclass(frozen=True)
class Difference:
    """All that differs."""

    fields: tuple[FieldChange, ...] = ()
    """Of the scenario itself: name, title, properties."""
    nodes: tuple[NodeChange, ...] = ()
    edges_added: tuple[tuple[str, str], ...] = ()
    edges_removed: tuple[tuple[str, str], ...] = ()
    layout: tuple[FieldChange, ...] = field(default=())
    """Positions and notes on the canvas."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.fields or self.nodes or self.edges_added or self.edges_removed or self.layout)

    @property
    def is_cosmetic(self) -> bool:
        """Whether both do the same, so that they are one version."""
        changes: tuple[FieldChange | NodeChange, ...] = (*self.fields, *self.nodes)
        return not (self.edges_added or self.edges_removed) and all(each.cosmetic for each in changes)

    def to_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "is_empty": self.is_empty,
            "is_cosmetic": self.is_cosmetic,
            "fields": [each.to_json() for each in self.fields],
            "nodes": [each.to_json() for each in self.nodes],
            "edges": {
                "added": [{"from": start, "to": end} for start, end in self.edges_added],
                "removed": [{"from": start, "to": end} for start, end in self.edges_removed],
            },
            "layout": [each.to_json() for each in self.layout],
        }


def difference(before: Any, after: Any) -> Difference:
    """Compare two documents.

    Args:
        before: plain values, as a document is written; what is no document counts as an empty one.
        after: the same.
    """
    first, second = _mapping(before), _mapping(after)
    edges = _edges(first), _edges(second)
    return Difference(
        fields=tuple(_own_fields(first, second)),
        nodes=tuple(_nodes(_by_id(first), _by_id(second))),
        edges_added=tuple(each for each in edges[1] if each not in edges[0]),
        edges_removed=tuple(each for each in edges[0] if each not in edges[1]),
        layout=tuple(
            _values("", _mapping(first.get("layout")), _mapping(second.get("layout")), ordered=False)
        ),
    )


def difference_of_values(before: Any, after: Any) -> tuple[FieldChange, ...]:
    """What differs between two documents of another kind, such as streams; the order of keys means nothing."""
    first, second = _mapping(before), _mapping(after)
    return tuple(
        change
        for key in _keys(first, second)
        for change in _values(key, first.get(key, ABSENT), second.get(key, ABSENT), ordered=False)
    )


def _own_fields(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[FieldChange]:
    apart = {"nodes", "edges", "layout", "properties", "filbert"}
    for key in _keys(first, second):
        if key not in apart:
            before, after = _given(first.get(key)), _given(second.get(key))
            if not _same(before, after):
                yield FieldChange(key, before, after, key == "title")
    properties = {**_DEFAULTS, **_mapping(first.get("properties"))}
    others = {**_DEFAULTS, **_mapping(second.get("properties"))}
    yield from _values("properties", properties, others, ordered=False)


def _nodes(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[NodeChange]:
    for key in _keys(first, second):
        before, after = first.get(key), second.get(key)
        if before is None:
            yield NodeChange(key, "added", _component(after))
        elif after is None:
            yield NodeChange(key, "removed", _component(before))
        else:
            fields = tuple(_node_fields(before, after))
            if fields:
                yield NodeChange(key, "changed", _component(after), fields)


def _node_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    for key in _keys(before, after):
        first, second = _given(before.get(key)), _given(after.get(key))
        if key == "parameters":
            # The order of a node's parameters means nothing; deeper it may, as that of assignments does.
            yield from _values("parameters", _mapping(first), _mapping(second), ordered=False)
            if not isinstance(first, Mapping | type(ABSENT)) or not isinstance(
                second, Mapping | type(ABSENT)
            ):
                yield from _leaf("parameters", first, second)
        elif key == "disabled" and first in (False, ABSENT) and second in (False, ABSENT):
            continue
        elif not _same(first, second):
            yield FieldChange(key, first, second, key in _COSMETIC)


def _values(path: str, before: Any, after: Any, *, ordered: bool = True) -> Iterator[FieldChange]:
    """What differs between two values, as deep as both are of the same kind."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in _keys(before, after):
            yield from _values(_joined(path, key), before.get(key, ABSENT), after.get(key, ABSENT))
        if ordered:
            yield from _order(path, list(before), list(after))
        return
    labelled = _labelled(before), _labelled(after)
    if labelled[0] is not None and labelled[1] is not None and (before or after):
        yield from _values(path, labelled[0], labelled[1])
        return
    yield from _leaf(path, before, after)


def _leaf(path: str, before: Any, after: Any) -> Iterator[FieldChange]:
    if not _same(before, after):
        yield FieldChange(path, before, after)


def _order(path: str, before: list[str], after: list[str]) -> Iterator[FieldChange]:
    """A change of the order of what both have; what is new or gone says so itself."""
    first = [each for each in before if each in set(after)]
    second = [each for each in after if each in set(before)]
    if first != second:
        yield FieldChange(f"{path}[order]", first, second)


def _labelled(value: Any) -> dict[str, Any] | None:
    """The elements of a list by their names, where each has one of its own."""
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        return None
    for label in _LABELS:
        names = [each.get(label) for each in value]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return dict(zip(names, value, strict=True))
    return None


def _by_id(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Nodes by id. One that has none, or that of another one, is known by its place."""
    found: dict[str, Mapping[str, Any]] = {}
    for index, node in enumerate(_sequence(document.get("nodes"))):
        if isinstance(node, Mapping):
            identifier = node.get("id")
            key = identifier if isinstance(identifier, str) and identifier not in found else f"nodes[{index}]"
            found[key] = node
    return found


def _edges(document: Mapping[str, Any]) -> dict[tuple[str, str], None]:
    edges = (each for each in _sequence(document.get("edges")) if isinstance(each, Mapping))
    return {(str(each.get("from", "")), str(each.get("to", ""))): None for each in edges}


def _component(node: Any) -> str | None:
    found = _mapping(node).get("component")
    return found if isinstance(found, str) else None


def _keys(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else str(key)


def _given(value: Any) -> Any:
    return ABSENT if value is None else value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _same(before: Any, after: Any) -> bool:
    """By how they are written: 0.10 is another number than 0.1, and `true` is not 1."""
    if before is ABSENT or after is ABSENT:
        return before is after
    return write_json(before) == write_json(after)
