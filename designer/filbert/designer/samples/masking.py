"""Hides personal data in events from whoever may not see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from filbert.scenarios.json_text import write_json
from filbert.scenarios.stream import Stream
from filbert.scenarios.text import Number

MASK = "•••"


def masked(lines: list[str], streams: Mapping[str, Stream]) -> list[str]:
    """Events with their personal fields, keys and raw bytes hidden.

    What belongs to no stream that is known has all its values hidden: nobody has said that it is not personal.
    """
    only = next(iter(streams)) if len(streams) == 1 else None
    return [_masked(line, streams, only) for line in lines]


def _masked(line: str, streams: Mapping[str, Stream], only: str | None) -> str:
    event: dict[str, Any] = json.loads(line, parse_float=Number)
    stream = streams.get(event.get("stream") or only or "")
    shown = dict(event)
    for key in ("key", "raw"):
        if shown.get(key) is not None:
            shown[key] = MASK
    value = shown.get("value")
    if isinstance(value, dict):
        shown["value"] = {
            name: MASK if each is not None and _is_personal(stream, name) else each
            for name, each in value.items()
        }
    elif value is not None:
        shown["value"] = MASK
    return write_json(shown)


def _is_personal(stream: Stream | None, name: str) -> bool:
    """Whether a field is, or may be: one that is not declared has not been judged."""
    field = stream.fields.get(name) if stream is not None else None
    return field is None or field.pii
