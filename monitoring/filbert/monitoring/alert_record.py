"""Reads records of the alerts topic. Whoever writes there may be another program, or a later version of ours."""

from __future__ import annotations

import json
from typing import Annotated, Any

from filbert.monitoring.alert import Alert
from filbert.scenarios.events import LAST_TIME, parse_instant
from filbert.scenarios.text import Number
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

LONGEST_SUBJECT = 500
LONGEST_TITLE = 1_000


class RecordError(ValueError):
    """A record that is no alert; the message says why."""


def clean(text: str) -> str:
    """A text without what a database refuses: NUL, and halves of characters."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _instant(value: object) -> object:
    return parse_instant(value) if isinstance(value, str) else value


Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Moment = Annotated[int, BeforeValidator(_instant), Field(ge=-LAST_TIME, le=LAST_TIME)]


class AlertRecord(BaseModel):
    """What is needed of an alert's record; other fields are kept as they are."""

    model_config = ConfigDict(extra="allow", strict=True)

    alert_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z_-]{1,64}$")]
    environment: Word
    scenario: Word
    version: Word
    node: Word
    severity: Word
    subject: str
    title: str = ""
    event_time: Moment
    raised_at: Moment


def read_alert(value: bytes | None, environment: str, received_at: int) -> tuple[Alert, dict[str, Any]]:
    """The alert in a record, and the whole record.

    Args:
        value: the bytes of the Kafka record.
        environment: whose topic it was read from.
        received_at: now, epoch milliseconds.

    Raises:
        RecordError: it is no alert, or one of another environment.
    """
    try:
        content = json.loads(value or b"", parse_float=Number)
        found = AlertRecord.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise RecordError(f"{'.'.join(map(str, first['loc'])) or 'record'}: {first['msg']}") from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"not JSON: {error}") from None
    if found.environment != environment:
        raise RecordError(f"it is of the environment '{found.environment[:63]}'")
    alert = Alert(
        alert_id=found.alert_id,
        environment=environment,
        scenario=clean(found.scenario),
        version=clean(found.version),
        node=clean(found.node),
        severity=clean(found.severity),
        subject=clean(found.subject[:LONGEST_SUBJECT]),
        title=clean(found.title[:LONGEST_TITLE]),
        event_time=found.event_time,
        raised_at=found.raised_at,
        received_at=received_at,
    )
    return alert, content
