"""What a document names, whether or not it is sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filbert.scenarios.document import referenced_streams
from filbert.scenarios.fragment import COMPONENT


def streams_named(document: Mapping[str, Any]) -> set[str]:
    """The streams that the nodes of a document name."""
    return {name for each in _parameters(document) for name in referenced_streams(each)}


def fragments_called(document: Mapping[str, Any]) -> set[str]:
    """The fragments that the nodes of a document call."""
    found = (
        each["parameters"].get("fragment")
        for each in _nodes(document)
        if each.get("component") == COMPONENT and isinstance(each.get("parameters"), Mapping)
    )
    return {name for name in found if isinstance(name, str)}


def fragments_reached(document: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The fragments that a document calls, and those that these call, as far as they are known."""
    reached: set[str] = set()
    waiting = list(fragments_called(document))
    while waiting:
        name = waiting.pop()
        if name in known and name not in reached:
            reached.add(name)
            waiting += fragments_called(known[name])
    return reached


def _nodes(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    nodes = document.get("nodes")
    return [each for each in nodes if isinstance(each, Mapping)] if isinstance(nodes, list) else []


def _parameters(document: Mapping[str, Any]) -> list[Any]:
    return [each.get("parameters") for each in _nodes(document)]
