"""Reads records of the dead-letters topic, and makes of what is kept what the runtime's library works with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

from filbert.monitoring.alert_record import RecordError, Word, clean
from filbert.runtime.deployment.dead_letters import DeadLetter
from filbert.scenarios.json_text import write_json
from filbert.scenarios.text import Number
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

LONGEST = 65_536
"""Bytes of a record that are kept whole. Of a longer one, event and bytes are left to Kafka."""


@dataclass(frozen=True)
class StoredLetter:
    """A dead letter as it is kept. Times are epoch milliseconds."""

    id: str
    environment: str
    scenario: str
    version: str
    node: str
    code: str
    event_id: str
    recorded_at: int
    received_at: int
    content: str
    """The record, as JSON text."""
    is_cut: bool
    """Whether event and bytes were left out of the content."""
    replayed_at: int | None = None
    """When it was last sent round again."""
    replayed_by: str | None = None


class LetterRecord(BaseModel):
    """What is needed of a dead letter's record; other fields are kept as they are."""

    model_config = ConfigDict(extra="allow", strict=True)

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z_-]{1,64}$")]
    scenario: Word
    version: Annotated[str, StringConstraints(max_length=200)] = ""
    node: Word
    code: Word
    event_id: Annotated[str, StringConstraints(max_length=1_000)] | None = None


def read_letter(value: bytes | None, environment: str, recorded_at: int, received_at: int) -> StoredLetter:
    """The dead letter in a record.

    Args:
        value: the bytes of the Kafka record.
        environment: whose topic it was read from.
        recorded_at: the record's timestamp, epoch milliseconds.
        received_at: now.

    Raises:
        RecordError: it is none.
    """
    try:
        content = json.loads(value or b"", parse_float=Number)
        found = LetterRecord.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise RecordError(f"{'.'.join(map(str, first['loc'])) or 'record'}: {first['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not JSON: {error}") from None
    is_cut = len(value or b"") > LONGEST
    if is_cut:
        content = {key: each for key, each in content.items() if key not in ("event", "raw")}
    text = clean(write_json(content))
    if len(text) > LONGEST:
        raise RecordError(f"it has {len(value or b''):,} bytes beside event and raw")
    return StoredLetter(
        id=found.id,
        environment=environment,
        scenario=clean(found.scenario),
        version=clean(found.version),
        node=clean(found.node),
        code=clean(found.code),
        event_id=clean(found.event_id or ""),
        recorded_at=recorded_at,
        received_at=received_at,
        content=text,
        is_cut=is_cut,
    )


def letter_of(stored: StoredLetter) -> DeadLetter:
    """A dead letter as the runtime's library takes it."""
    content: dict[str, Any] = json.loads(stored.content, parse_float=Number)
    message = content.get("message")
    return DeadLetter(
        id=stored.id,
        scenario=stored.scenario,
        node=stored.node,
        code=stored.code,
        message=message if isinstance(message, str) else "",
        recorded_at=stored.recorded_at,
        content=content,
    )
