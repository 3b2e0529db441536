"""Events as lines of JSON: what `filbert run` reads and test cases name.

A line is `{"stream", "time", "partition", "offset", "key", "value"}`. All but the value may be left out;
`raw` stands in its place for bytes that may not parse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from filbert.scenarios.json_text import write_json
from filbert.scenarios.problem import did_you_mean, quoted
from filbert.scenarios.text import Number

KEYS = ("stream", "time", "partition", "offset", "key", "value", "raw")
MAX_LINE = 16 * 1024 * 1024
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_OFFSET = 2**63 - 1
LAST_PARTITION = 2**31 - 1
LAST_TIME = 253_402_300_799_999
"""The end of the year 9999."""


class EventLineError(ValueError):
    """A line that is not an event. The message names the line, counted from 1."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.message = message
        self.line = line
        super().__init__(message if line is None else f"line {line}: {message}")


@dataclass(frozen=True)
class InputEvent:
    """A Kafka record to feed to a scenario."""

    stream: str | None = None
    """None: the only one that the scenario reads."""
    time_ms: int | None = None
    """The record's timestamp. None: its event time."""
    partition: int = 0
    offset: int | None = None
    """None: its number in the sample, from 0."""
    value: Any = None
    """The record's value where it was given as JSON."""
    raw: bytes | None = None
    """The record's bytes, also where a value was given. None is a tombstone."""
    key: str | None = None


def read_event_lines(lines: Iterable[bytes | str]) -> Iterator[InputEvent]:
    """The events of a file, empty lines left out.

    Raises:
        EventLineError: on the first line that is not an event.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield parse_event_line(line, number)


def parse_event_line(line: bytes | str, number: int | None = None) -> InputEvent:
    """Read one event.

    Args:
        line: one JSON object.
        number: of the line, for the message.

    Raises:
        EventLineError: it is not an event.
    """
    try:
        return event_of(_object(line))
    except EventLineError as error:
        raise EventLineError(error.message, number) from None


def event_of(given: Any) -> InputEvent:
    """The event that a JSON object describes.

    Raises:
        EventLineError: it does not describe one.
    """
    if not isinstance(given, dict):
        raise EventLineError('an event is a JSON object, for example {"value": {"id": 1}}')
    for key in given:
        if key not in KEYS:
            hint = did_you_mean(str(key), KEYS)
            raise EventLineError(f"unknown key {quoted(str(key))}" + (f" ({hint})" if hint else ""))
    if ("value" in given) == ("raw" in given):
        raise EventLineError("an event has either 'value' or 'raw'")
    if "raw" in given:
        data = _bytes(_text(given, "raw"))
    else:
        data = None if given["value"] is None else write_json(given["value"]).encode()
    return InputEvent(
        stream=_text(given, "stream"),
        time_ms=_time(given.get("time")),
        partition=_whole(given, "partition", LAST_PARTITION) or 0,
        offset=_whole(given, "offset", LAST_OFFSET),
        value=given.get("value"),
        raw=data,
        key=_text(given, "key"),
    )


def parse_instant(text: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 time with Z or an offset.

    Raises:
        ValueError: it is none.

    >>> parse_instant("2026-01-01T00:00:00Z")
    1767225600000
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(
            f"{quoted(text)} is not a time; write ISO 8601 with Z or an offset: 2026-01-31T10:00:00Z"
        )
    return (moment - EPOCH) // timedelta(milliseconds=1)


def format_instant(milliseconds: int) -> str:
    """ISO 8601 with milliseconds and Z.

    >>> format_instant(1767225600000)
    '2026-01-01T00:00:00.000Z'
    """
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _object(line: bytes | str) -> Any:
    if len(line) > MAX_LINE:
        raise EventLineError(f"longer than {MAX_LINE // (1024 * 1024)} MiB")
    try:
        text = line.decode("utf-8-sig") if isinstance(line, bytes) else line
    except UnicodeDecodeError as error:
        raise EventLineError(f"not UTF-8 at byte {error.start + 1}; give such a record as 'raw'") from None
    try:
        return json.loads(text, parse_float=Number, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise EventLineError(f"not JSON at column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise EventLineError("nested too deep") from None
    except ValueError as error:
        raise EventLineError(f"not JSON: {error}") from None


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON number")


def _text(given: dict[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise EventLineError(f"'{key}' must be a text")
    return value


def _bytes(text: str | None) -> bytes | None:
    """A byte that is not UTF-8 stands in a text as Python has it: 0xff as the lone surrogate U+DCFF."""
    if text is None:
        return None
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise EventLineError(f"'raw': U+{ord(text[error.start]):04X} stands for no byte") from None


def _whole(given: dict[str, Any], key: str, most: int) -> int | None:
    value = given.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise EventLineError(f"'{key}' must be a whole number from 0 to {most}")
    return value


def _time(value: Any) -> int | None:
    """The contract's epoch milliseconds; ISO 8601 is taken too, as everywhere."""
    if isinstance(value, str):
        try:
            value = parse_instant(value)
        except ValueError as error:
            raise EventLineError(f"'time': {error}") from None
    return _whole({"time": value}, "time", LAST_TIME)
