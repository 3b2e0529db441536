"""What differs between two versions of a scenario, node by node, in words."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filbert.scenarios.document import Document


def outline(document: "Document") -> dict[str, Any]:
    """Return what a document means, without layout, titles and notes, as plain JSON values."""
    properties = document.properties
    return {
        "nodes": {
            node.id: {
                "component": node.component,
                "disabled": node.disabled,
                "parameters": dict(node.parameters),
            }
            for node in document.nodes
        },
        "edges": sorted([edge.start, edge.end] for edge in document.edges),
        "properties": {
            "parallelism": properties.parallelism,
            "delivery": properties.delivery,
            "state": properties.state,
        },
    }


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return one line per difference between two outlines; empty when they mean the same."""
    before, after = old.get("nodes", {}), new.get("nodes", {})
    lines = [f"removed {before[node]['component']} {node}" for node in before if node not in after]
    for name, node in after.items():
        if name not in before:
            lines.append(f"added {node['component']} {name}")
        elif node != before[name]:
            lines += [f"{name}: {line}" for line in _node(before[name], node)]
    lines += _edges(old.get("edges", []), new.get("edges", []))
    was, now = old.get("properties", {}), new.get("properties", {})
    lines += [f"{name}: {was.get(name)} → {now[name]}" for name in now if now[name] != was.get(name)]
    return lines


def _node(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    lines = []
    if old["component"] != new["component"]:
        lines.append(f"was {old['component']}, is {new['component']}")
    if old["disabled"] != new["disabled"]:
        lines.append("disabled" if new["disabled"] else "enabled again")
    return lines + _values("", old["parameters"], new["parameters"])


def _values(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    lines = []
    for name in {**old, **new}:
        was, now = old.get(name), new.get(name)
        if isinstance(was, dict) and isinstance(now, dict):
            lines += _values(f"{path}{name}.", was, now)
        elif was != now:
            lines.append(f"{path}{name}: {_shown(was)} → {_shown(now)}")
    return lines


def _edges(old: list[Any], new: list[Any]) -> list[str]:
    removed = [edge for edge in old if edge not in new]
    added = [edge for edge in new if edge not in old]
    return [
        *(f"no longer connected: {start} → {end}" for start, end in removed),
        *(f"connected: {start} → {end}" for start, end in added),
    ]


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 100 else text[:99] + "…"
