"""Writes a document in its one canonical form: stable order, one thing a line, readable differences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from filbert.scenarios.document import FORMAT, Document, Node, Properties
from filbert.scenarios.duration import format_duration
from filbert.scenarios.json_text import write_json, write_string
from filbert.scenarios.text import Number
from filbert.scenarios.yaml_text import resolve

WIDTH = 100
"""A collection of scalars stays on one line up to here."""

_PLAIN = re.compile(r"[\w(./+-](?:[\w()./+*<>=%!;^$~'\"|&-]|[ ](?!#)|[:,](?! |$))*")
"""Texts that need no quotes outside of flow collections: expressions mostly."""
_FLOW_PLAIN = re.compile(r"[\w(./+-](?:[\w()./+*<>=%!;^$~'-]|[ ](?!#))*")
_INDICATOR = re.compile(r"[-?:](?: |$)|---|\.\.\.")
_BLOCK = re.compile(r"[^\s\u2028\u2029][^\r\u2028\u2029]*\n[^\r\u2028\u2029]*[^\s]")
"""Texts of several lines that a literal block keeps exactly."""


def dump_yaml(document: Document) -> str:
    """The document as YAML; reading it gives an equal document."""
    return dump_values(plain(document))


def dump_values(values: Mapping[str, Any]) -> str:
    """A document that is given as plain values, as YAML; what is faulty in it stays as it is."""
    lines: list[str] = []
    for key, value in values.items():
        lines += _entry(key, value, 0)
    return "\n".join(lines) + "\n"


def dump_json(document: Document) -> str:
    """The document as JSON; reading it gives an equal document."""
    return write_json(plain(document), indent=2) + "\n"


def plain(document: Document) -> dict[str, Any]:
    """The document as plain values, keys in canonical order; what has its default is left out."""
    found: dict[str, Any] = {"filbert": FORMAT, "name": document.name}
    if document.title is not None:
        found["title"] = document.title
    if document.properties != Properties():
        found["properties"] = _properties(document.properties)
    found["nodes"] = [_node(node) for node in document.nodes]
    found["edges"] = [{"from": edge.start, "to": edge.end} for edge in document.edges]
    if document.layout:
        found["layout"] = document.layout
    return found


def _properties(properties: Properties) -> dict[str, Any]:
    found: dict[str, Any] = {
        "parallelism": properties.parallelism,
        "delivery": properties.delivery,
        "state": properties.state,
    }
    if properties.checkpoint_interval_ms != Properties.checkpoint_interval_ms:
        found["checkpoint_interval"] = format_duration(properties.checkpoint_interval_ms)
    return found


def _node(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {"id": node.id}
    if node.name is not None:
        found["name"] = node.name
    found["component"] = node.component
    if node.parameters:
        found["parameters"] = node.parameters
    if node.disabled:
        found["disabled"] = True
    if node.note is not None:
        found["note"] = node.note
    return found


def _entry(key: str, value: Any, indent: int) -> list[str]:
    return _labelled(" " * indent + _scalar(key, _FLOW_PLAIN) + ":", value, indent)


def _labelled(label: str, value: Any, indent: int) -> list[str]:
    """The lines of a value after `key:` or, as an element of a list, after `-`."""
    if isinstance(value, str) and len(value) > 1 and _BLOCK.fullmatch(value):
        return [f"{label} |-", *(" " * (indent + 2) + line if line else "" for line in value.split("\n"))]
    short = _fitting(label, value)
    if short is not None:
        return [f"{label} {short}"]
    lines = [label]
    if isinstance(value, Mapping):
        for key, each in value.items():
            lines += _entry(key, each, indent + 2)
    else:
        for each in value:
            lines += _item(each, indent + 2)
    return lines


def _item(value: Any, indent: int) -> list[str]:
    label = " " * indent + "-"
    if not isinstance(value, Mapping) or _fitting(label, value) is not None:
        return _labelled(label, value, indent)
    row = _row(value)
    if row is not None and len(label) + len(row) < WIDTH:
        return [f"{label} {row}"]
    entries: list[str] = []
    for key, each in value.items():
        entries += _entry(key, each, indent + 2)
    entries[0] = label + entries[0][indent + 1 :]
    return entries


def _fitting(label: str, value: Any) -> str | None:
    """The value on one line, if that is how it is written."""
    short = _short(value)
    if short is None or not isinstance(value, Mapping | list) or not value:
        return short
    return short if len(label) + len(short) < WIDTH else None


def _short(value: Any) -> str | None:
    """A scalar, or a collection of scalars in flow style; None for what is larger."""
    if isinstance(value, Mapping):
        if any(isinstance(each, Mapping | list) and each for each in value.values()):
            return None
        pairs = (f"{_scalar(str(key), _FLOW_PLAIN)}: {_flow(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        if any(isinstance(each, Mapping | list) and each for each in value):
            return None
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, _PLAIN)


def _row(value: Mapping[str, Any]) -> str | None:
    """A mapping of scalars and lists of scalars in flow style, as the rows of a table are."""
    pairs = []
    for key, each in value.items():
        short = _short(each) if isinstance(each, list) else None if isinstance(each, Mapping) else _flow(each)
        if short is None:
            return None
        pairs.append(f"{_scalar(str(key), _FLOW_PLAIN)}: {short}")
    return "{" + ", ".join(pairs) + "}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping | list | tuple):
        return "{}" if isinstance(value, Mapping) else "[]"
    return _scalar(value, _FLOW_PLAIN)


def _scalar(value: Any, allowed: re.Pattern[str]) -> str:
    if not isinstance(value, str):
        return value.text if isinstance(value, Number) else write_json(value)
    bare = (
        allowed.fullmatch(value)
        and not value.endswith(" ")
        and value.isprintable()
        and not _INDICATOR.match(value)
        and _is_text(value)
    )
    return value if bare else write_string(value)


def _is_text(value: str) -> bool:
    try:
        return isinstance(resolve(value), str)
    except ValueError:
        return False
