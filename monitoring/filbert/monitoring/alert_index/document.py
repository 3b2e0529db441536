"""Makes a document of an alert's record, whatever is in it: what is too large is cut, what is no alert is refused."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filbert.monitoring.alert_index.names import DAY, index_of
from filbert.scenarios.events import format_instant, parse_instant

LONGEST = 500
"""Characters of a subject and of other short texts."""
LONGEST_NAME = 200
LONGEST_TITLE = 1_000
LONGEST_EVIDENCE = 1_000
"""Characters of one text of the evidence."""
MOST_CHARACTERS = 30_000
"""Characters of all keys and texts of the evidence."""
MOST_VALUES = 500
DEEPEST = 8
DAYS_AHEAD = 31
"""An event further in the future is a mistake, and each month of such events would be an index of its own."""
_ID = re.compile(r"[0-9a-zA-Z_-]{1,64}")
_TEXTS = ("dedupe_key", "event_id", "stream")
_NUMBERS = {"partition": 2**31, "offset": 2**63}


class RefusedError(ValueError):
    """A record that cannot become a document. `field` is where; empty for the whole."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Place:
    """Where a record lies."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True)
class Document:
    """What is to be written."""

    id: str
    index: str
    event_time: int
    """Epoch milliseconds."""
    source: Mapping[str, Any]
    place: Place


def document_of(value: bytes | None, environment: str, place: Place, now: int) -> Document:
    """The document of a record.

    Args:
        value: the bytes of the Kafka record.
        environment: whose topic it was read from.
        place: where it lies.
        now: epoch milliseconds.

    Raises:
        RefusedError: it is no alert of this environment.
    """
    record = _parse(value)
    identifier = record.get("alert_id")
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
        raise RefusedError("alert_id", "expected up to 64 letters and digits")
    if record.get("environment") != environment:
        raise RefusedError("environment", f"expected '{environment}'")
    event_time = _time(record, "event_time")
    if event_time > now + DAYS_AHEAD * DAY:
        raise RefusedError("event_time", f"more than {DAYS_AHEAD} days in the future")
    cut = Cut()
    source: dict[str, Any] = {
        "alert_id": identifier,
        "environment": environment,
        **{name: _name(record, name, cut) for name in ("scenario", "version", "node", "severity")},
        "subject": _text(record, "subject", cut),
        "title": cut.text(str(record.get("title") or ""), LONGEST_TITLE),
        "event_time": format_instant(event_time),
        "raised_at": format_instant(_time(record, "raised_at")),
        "received_at": format_instant(now),
        "alert_partition": place.partition,
        "alert_offset": place.offset,
        "revision": 1,
    }
    if record.get("ingested_at") is not None:
        source["ingested_at"] = format_instant(_time(record, "ingested_at"))
    for name in _TEXTS:
        if record.get(name) is not None:
            source[name] = _text(record, name, cut)
    for name, limit in _NUMBERS.items():
        number = record.get(name)
        if number is not None:
            if type(number) is not int or not 0 <= number < limit:
                raise RefusedError(name, "expected a whole number")
            source[name] = number
    evidence = record.get("evidence")
    if evidence is not None:
        if not isinstance(evidence, dict):
            raise RefusedError("evidence", f"expected an object, found {_kind(evidence)}")
        destination = evidence.get("destination")
        if isinstance(destination, str | int) and not isinstance(destination, bool):
            source["destination"] = cut.text(str(destination), LONGEST)
        source["evidence"] = cut.value(evidence, 0)
    source["truncated"] = cut.happened
    return Document(identifier, index_of(environment, event_time), event_time, source, place)


class Cut:
    """Bounds texts and what they are nested in, and remembers whether it had to."""

    def __init__(self) -> None:
        self.happened = False
        self._characters = MOST_CHARACTERS
        self._values = MOST_VALUES

    def text(self, text: str, longest: int, mark: str = "…") -> str:
        """A text of at most so many characters, without what Elasticsearch refuses: NUL and halves of characters."""
        if len(text) > longest:
            self.happened = True
            text = text[: longest - len(mark)] + mark
        return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()

    def value(self, value: Any, depth: int) -> Any:
        """A value of the evidence, as far as there is room for it."""
        if isinstance(value, str):
            short = self.text(value, min(LONGEST_EVIDENCE, max(self._characters, 1)))
            self._characters -= len(short)
            return short
        if isinstance(value, dict | list) and depth == DEEPEST:
            self.happened = True
            return "…"
        if isinstance(value, dict):
            return {
                # An empty name, and one with an end at a dot, is none for Elasticsearch.
                self.text(name, 200) or "(empty)": self.value(each, depth + 1)
                for name, each in value.items()
                if self._room(len(name))
            }
        if isinstance(value, list):
            return [self.value(each, depth + 1) for each in value if self._room(0)]
        return value

    def _room(self, characters: int) -> bool:
        self._values -= 1
        self._characters -= min(characters, 200)
        if self._values < 0 or self._characters < 0:
            self.happened = True
            return False
        return True


def _parse(value: bytes | None) -> dict[str, Any]:
    try:
        record = json.loads(value or b"", parse_float=_float, parse_constant=str)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise RefusedError("", f"not JSON: {reason}") from None
    if not isinstance(record, dict):
        raise RefusedError("", f"expected an object, found {_kind(record)}")
    return record


def _float(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _text(record: Mapping[str, Any], name: str, cut: Cut) -> str:
    text = record.get(name)
    if not isinstance(text, str):
        raise RefusedError(name, f"expected a text, found {_kind(text)}")
    # Cut without a mark, as wherever alerts are kept: people look for it by this very text.
    return cut.text(text, LONGEST, "")


def _name(record: Mapping[str, Any], name: str, cut: Cut) -> str:
    text = _text(record, name, cut)
    if not 1 <= len(text) <= LONGEST_NAME:
        raise RefusedError(name, f"expected a text of 1 to {LONGEST_NAME} characters")
    return text


def _time(record: Mapping[str, Any], name: str) -> int:
    text = record.get(name)
    if not isinstance(text, str):
        raise RefusedError(name, f"expected a time, found {_kind(text)}")
    try:
        found = parse_instant(text)
    except ValueError as error:
        raise RefusedError(name, str(error)) from None
    if found < 0:
        raise RefusedError(name, "before 1970")
    return found


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "nothing"}
    return kinds.get(type(value), "a number")
