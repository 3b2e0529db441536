"""The definition of a stream from a schema of a registry: Avro or JSON Schema. A proposal that somebody looks over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from filbert.scenarios.inference import Inferred

AVRO = {
    "boolean": "BOOLEAN",
    "int": "INT",
    "long": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "string": "STRING",
    "enum": "STRING",
}
AVRO_LOGICAL = {
    "timestamp-millis": "TIMESTAMP",
    "timestamp-micros": "TIMESTAMP",
    "date": "DATE",
    "uuid": "STRING",
}
JSON_SCHEMA = {"boolean": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "string": "STRING"}
DEEPEST = 20


def stream_of_schema(name: str, kind: str, schema: str) -> Inferred:
    """Propose a definition for a stream.

    Args:
        name: of the stream.
        kind: as the registry says: `AVRO` or `JSON`.
        schema: its text.

    Raises:
        ValueError: it is of another kind, cannot be read, or is no record.
    """
    try:
        content = json.loads(schema)
    except (ValueError, RecursionError):
        raise ValueError("the schema is not JSON") from None
    notes: list[str] = []
    if kind == "AVRO":
        fields = _avro_fields(content, notes)
    elif kind == "JSON":
        fields = _json_fields(content, notes)
    else:
        raise ValueError(f"schemas of the kind {kind[:40]} cannot be read; AVRO and JSON can")
    if not fields:
        raise ValueError("the schema has no field that can be declared")
    document: dict[str, Any] = {"stream": name, "topic": name}
    if kind == "AVRO":
        document["format"] = "avro"
    times = [field for field, type_ in fields.items() if type_ == "TIMESTAMP NOT NULL"]
    if times:
        document["event_time"] = {"field": times[0]}
        notes.append(f"the event time is taken from '{times[0]}'")
    notes.append("no field is marked as personal; a schema does not say which are")
    return Inferred({**document, "fields": fields}, tuple(notes))


def _avro_fields(content: Any, notes: list[str]) -> dict[str, str]:
    if not isinstance(content, Mapping) or content.get("type") != "record":
        raise ValueError("the schema is no Avro record")
    named: dict[str, Any] = {}
    found: dict[str, str] = {}
    for field in content.get("fields", []):
        declared = _avro(field.get("type"), named, 0)
        if declared is None:
            notes.append(f"'{field.get('name')}' is left out: its type has no counterpart")
        else:
            type_, nullable = declared
            found[str(field["name"])] = type_ if nullable else f"{type_} NOT NULL"
    return found


def _avro(type_: Any, named: dict[str, Any], depth: int) -> tuple[str, bool] | None:
    """The type of an Avro type, and whether it may be null; None without a counterpart."""
    if depth > DEEPEST:
        return None
    if isinstance(type_, list):
        others = [each for each in type_ if each != "null"]
        if len(others) != 1:
            return None
        inner = _avro(others[0], named, depth + 1)
        return (inner[0], inner[1] or len(others) < len(type_)) if inner is not None else None
    if isinstance(type_, str):
        if type_ in AVRO:
            return AVRO[type_], False
        return _avro(named[type_], named, depth + 1) if type_ in named else None
    if not isinstance(type_, Mapping):
        return None
    kind, logical = type_.get("type"), type_.get("logicalType")
    if logical in AVRO_LOGICAL:
        return AVRO_LOGICAL[logical], False
    if logical == "decimal":
        return f"DECIMAL({int(type_.get('precision', 38))}, {int(type_.get('scale', 0))})", False
    if "name" in type_ and depth < DEEPEST:
        named.setdefault(str(type_["name"]), type_)
    if kind == "record":
        parts = [
            (str(each.get("name")), _avro(each.get("type"), named, depth + 1))
            for each in type_.get("fields", [])
        ]
        known = [f"{name} {part[0]}" for name, part in parts if part is not None]
        return (f"ROW<{', '.join(known)}>", False) if known else None
    if kind in ("array", "map"):
        inner = _avro(type_.get("items" if kind == "array" else "values"), named, depth + 1)
        if inner is None:
            return None
        return (f"ARRAY<{inner[0]}>" if kind == "array" else f"MAP<STRING, {inner[0]}>"), False
    return _avro(kind, named, depth + 1) if kind != type_ else None


def _json_fields(content: Any, notes: list[str]) -> dict[str, str]:
    if not isinstance(content, Mapping) or not isinstance(content.get("properties"), Mapping):
        raise ValueError("the schema is no JSON Schema of an object")
    required = content.get("required", [])
    found: dict[str, str] = {}
    for name, each in content["properties"].items():
        declared = _json(each, 0)
        if declared is None:
            notes.append(f"'{name}' is left out: its type has no counterpart")
        else:
            found[name] = f"{declared} NOT NULL" if name in required else declared
    return found


def _json(schema: Any, depth: int) -> str | None:
    if depth > DEEPEST or not isinstance(schema, Mapping):
        return None
    kind = schema.get("type")
    if isinstance(kind, list):
        others = [each for each in kind if each != "null"]
        kind = others[0] if len(others) == 1 else None
    if kind == "string" and schema.get("format") in ("date-time", "date"):
        return "TIMESTAMP" if schema["format"] == "date-time" else "DATE"
    if kind == "array":
        inner = _json(schema.get("items"), depth + 1)
        return f"ARRAY<{inner}>" if inner is not None else None
    if kind == "object":
        properties = schema.get("properties")
        parts = [
            (name, _json(each, depth + 1))
            for name, each in (properties.items() if isinstance(properties, Mapping) else ())
        ]
        known = [f"{name} {part}" for name, part in parts if part is not None]
        return f"ROW<{', '.join(known)}>" if known else None
    return JSON_SCHEMA.get(kind) if isinstance(kind, str) else None
