"""The definition of a stream from a sample of its records: a proposal that somebody looks over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from filbert.scenarios.problem import quoted
from filbert.scenarios.stream import RESERVED

_TIME_NAME = re.compile(r"(?:^|_)(?:at|time|timestamp|ts|date)$|[a-z](?:At|Time|Timestamp)$")
_PERSONAL_NAME = re.compile(
    r"(?:^|_)(?:msisdn|imsi|imei|iban|phone|mobile|email|e_mail|caller|callee|sender|recipient|first_name|last_name"
    r"|surname|address|birth_?date|pesel|ssn|card|card_number|account)(?:$|_)",
    re.IGNORECASE,
)
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_EPOCH = range(946_684_800_000, 4_102_444_800_000)
"""Milliseconds from 2000 to 2100."""
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Inferred:
    """A proposal."""

    document: dict[str, Any]
    """A stream document, as it would be written."""
    notes: tuple[str, ...]
    """What was left out or guessed, for whoever looks it over."""


def infer_stream(name: str, records: Sequence[Any]) -> Inferred:
    """Propose a definition for a stream.

    Args:
        name: of the stream.
        records: JSON values, as they came. A field is NOT NULL when each of them has it.

    Raises:
        ValueError: there is no record, one is no object, or none has a field that can be declared.
    """
    if not records:
        raise ValueError("a sample needs at least one record")
    for number, record in enumerate(records, 1):
        if not isinstance(record, Mapping):
            raise ValueError(f"record {number} is no JSON object")
    notes: list[str] = []
    fields: dict[str, str] = {}
    for field in dict.fromkeys(key for record in records for key in record):
        fault = _name_fault(field)
        found = None if fault else _declared(field, [record.get(field) for record in records], notes)
        if fault:
            notes.append(f"{quoted(field)} is left out: {fault}")
        elif found is not None:
            required = all(record.get(field) is not None for record in records)
            fields[field] = f"{found} NOT NULL" if required else found
    if not fields:
        raise ValueError("no field of the sample can be declared")
    document: dict[str, Any] = {"stream": name, "topic": name, "format": "json"}
    times = [each for each, declared in fields.items() if declared == "TIMESTAMP NOT NULL"]
    if times:
        document["event_time"] = {"field": times[0]}
        notes.append(f"the event time is taken from {quoted(times[0])}")
    else:
        notes.append("no field tells the event time: it is the time of the Kafka record")
    document["fields"] = fields
    personal = [each for each in fields if _PERSONAL_NAME.search(each)]
    if personal:
        document["pii"] = personal
        notes.append("fields that look like personal data are marked")
    return Inferred(document, tuple(notes))


def _declared(path: str, values: Iterable[Any], notes: list[str]) -> str | None:
    """The type that all values of a field have; None when nothing is known of it."""
    present = [value for value in values if value is not None]
    if not present:
        notes.append(f"{quoted(path)} is left out: it has no value in the sample")
        return None
    if all(isinstance(value, bool) for value in present):
        return "BOOLEAN"
    if any(isinstance(value, bool) for value in present):
        return _mixed(path, present, notes)
    if all(isinstance(value, int) for value in present):
        return _whole(path, present)
    if all(isinstance(value, int | float) for value in present):
        return "DOUBLE"
    if all(isinstance(value, str) for value in present):
        return _text(present)
    if all(isinstance(value, Mapping) for value in present):
        return _row(path, present, notes)
    if all(isinstance(value, list) for value in present):
        inner = _declared(f"{path}[]", [each for value in present for each in value], notes)
        return None if inner is None else f"ARRAY<{inner}>"
    return _mixed(path, present, notes)


def _whole(path: str, values: Sequence[int]) -> str:
    if _TIME_NAME.search(path) and all(value in _EPOCH for value in values):
        return "TIMESTAMP"
    return "BIGINT" if all(abs(value) <= _LARGEST for value in values) else "STRING"


def _text(values: Sequence[str]) -> str:
    if all(_is_instant(value) for value in values):
        return "TIMESTAMP"
    return "DATE" if all(_is_date(value) for value in values) else "STRING"


def _row(path: str, values: Sequence[Mapping[str, Any]], notes: list[str]) -> str | None:
    parts = []
    for key in dict.fromkeys(key for value in values for key in value):
        inner = _declared(f"{path}.{key}", [value.get(key) for value in values], notes)
        if inner is not None and "`" not in key and key:
            parts.append(f"{key if _PLAIN_NAME.fullmatch(key) else f'`{key}`'} {inner}")
    return f"ROW<{', '.join(parts)}>" if parts else None


def _mixed(path: str, values: Sequence[Any], notes: list[str]) -> str | None:
    """A text where numbers and texts are mixed, since numbers are read as text; else nothing."""
    if all(isinstance(value, str | int | float) and not isinstance(value, bool) for value in values):
        notes.append(f"{quoted(path)} is text: some of its values are numbers, and some are not")
        return "STRING"
    notes.append(f"{quoted(path)} is left out: its values are of several kinds")
    return None


def _name_fault(name: str) -> str | None:
    if name in RESERVED:
        return "the name is reserved"
    if (
        not name
        or name.startswith("$")
        or "`" in name
        or "." in name
        or len(name) > 128
        or not name.isprintable()
    ):
        return "it cannot be the name of a field"
    return None


def _is_instant(text: str) -> bool:
    try:
        return len(text) > 10 and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False
