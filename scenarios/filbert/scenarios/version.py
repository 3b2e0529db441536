"""The hash that names a version: equal exactly when two documents, with their streams, do the same."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from filbert.scenarios.duration import format_duration
from filbert.scenarios.fragment import reachable, streams_of
from filbert.scenarios.json_text import write_json

if TYPE_CHECKING:
    from filbert.scenarios.document import Document
    from filbert.scenarios.fragment import Fragment
    from filbert.scenarios.stream import Stream

NO_FRAGMENTS: Mapping[str, Fragment] = {}


def scenario_version(
    document: Document, streams: Mapping[str, Stream], fragments: Mapping[str, Fragment] = NO_FRAGMENTS
) -> str:
    """SHA-256, in hex, of the document's canonical JSON with the hashes of the streams and fragments it refers to.

    Not in it: layout, titles, notes and the names of nodes, which are their titles; and the order of nodes,
    of edges and of a node's parameters, which means nothing. Deeper in a parameter order counts: assignments
    see those before them.
    """
    properties = document.properties
    inside = reachable(document, fragments)
    used = sorted(streams_of(document, inside.values()))
    canonical: dict[str, Any] = {
        "filbert": 1,
        "name": document.name,
        "properties": {
            "parallelism": properties.parallelism,
            "delivery": properties.delivery,
            "state": properties.state,
            "checkpoint_interval": format_duration(properties.checkpoint_interval_ms),
        },
        **_graph(document),
        "streams": {name: stream_version(streams[name]) if name in streams else None for name in used},
    }
    if inside:
        canonical["fragments"] = {name: fragment_version(inside[name]) for name in sorted(inside)}
    return _hash(canonical)


def fragment_version(fragment: Fragment) -> str:
    """SHA-256, in hex, of what a fragment means, without those that it calls. The order of columns means nothing."""
    return _hash(
        {
            "fragment": fragment.name,
            "parameters": {
                name: [str(argument.column), argument.default]
                for name, argument in sorted(fragment.parameters.items())
            },
            # An edge that names no port takes the first one.
            "first": [next(iter(fragment.inputs), None), next(iter(fragment.outputs), None)],
            **_graph(fragment.document),
        }
    )


def _graph(document: Document) -> dict[str, Any]:
    nodes = [
        {
            "id": node.id,
            "component": node.component,
            "disabled": node.disabled,
            "parameters": {key: node.parameters[key] for key in sorted(node.parameters)},
        }
        for node in sorted(document.nodes, key=lambda each: each.id)
    ]
    return {"nodes": nodes, "edges": sorted([edge.start, edge.end] for edge in document.edges)}


def stream_version(stream: Stream) -> str:
    """SHA-256, in hex, of what a stream's definition means. The order of its fields means nothing."""
    time = stream.event_time
    return _hash(
        {
            "stream": stream.name,
            "topic": stream.topic,
            "format": stream.format,
            "key": stream.key,
            "event_time": [time.field, time.out_of_orderness_ms, time.idleness_ms, time.max_ahead_ms],
            "max_bytes": stream.max_bytes,
            "fields": {
                name: [
                    str(field.column),
                    list(field.column.range) if field.column.range else None,
                    sorted(field.enum) if field.enum is not None else None,
                    field.pii,
                ]
                for name, field in sorted(stream.fields.items())
            },
        }
    )


def _hash(value: Any) -> str:
    return sha256(write_json(value).encode()).hexdigest()
