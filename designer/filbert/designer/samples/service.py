"""What can be done with samples.

Viewers see them with personal data hidden. Running one shows values that expressions make of it, so it takes the role
analyst.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.errors import InvalidError, NotFoundError, TakenError
from filbert.designer.folders import service as folders
from filbert.designer.samples import repository
from filbert.designer.samples.masking import masked
from filbert.designer.samples.repository import Sample
from filbert.designer.scenarios import service as scenarios
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.streams import repository as streams
from filbert.scenarios.events import EventLineError, parse_event_line
from filbert.scenarios.json_text import write_json
from filbert.scenarios.stream import Stream, stream_of
from filbert.scenarios.text import Number
from filbert.scenarios.yaml_text import read_text

MOST_EVENTS = 10_000
MOST_SAMPLES = 200


def lines_of(text: str) -> list[str]:
    """The events of a text, one line each.

    Args:
        text: JSON lines, or a JSON list. An object without `value` and `raw` is taken for the value of an event.

    Raises:
        InvalidError: one of them is no event; with its number.
    """
    try:
        found = _events(text)
    except ValueError as error:
        raise InvalidError(f"The events cannot be read: {error}.") from None
    except RecursionError:
        raise InvalidError("The events cannot be read: they are nested too deep.") from None
    if not found:
        raise InvalidError("A sample needs at least one event.")
    if len(found) > MOST_EVENTS:
        raise InvalidError(f"A sample has at most {MOST_EVENTS:,} events, not {len(found):,}.")
    lines = []
    for number, event in enumerate(found, 1):
        whole = event if isinstance(event, dict) and event.keys() & {"value", "raw"} else {"value": event}
        line = write_json(whole)
        try:
            parse_event_line(line)
        except EventLineError as error:
            raise InvalidError(f"Event {number} cannot be used: {error.message}.") from None
        lines.append(line)
    return lines


def get(session: ReadSession, actor: Actor, scenario: str, number: int) -> Sample:
    """A sample that must exist, as it is."""
    scenarios.get(session, actor, scenario)
    found = repository.find(session, scenario, number)
    if found is None:
        raise NotFoundError(f"There is no sample {number} of '{scenario}'.")
    return found


def shown(session: ReadSession, actor: Actor, scenario: str, number: int) -> tuple[Sample, list[str], bool]:
    """A sample as the caller may see it: with its events, and whether something is hidden in them."""
    sample = get(session, actor, scenario, number)
    folder = scenarios.get(session, actor, scenario).folder
    role = folders.role_in(session, actor, folder)
    lines = sample.events.splitlines()
    if role is not None and role.covers(Role.ANALYST):
        return sample, lines, False
    return sample, masked(lines, _streams(session, actor, scenario)), True


def create(session: WriteSession, actor: Actor, scenario: str, title: str, lines: Sequence[str]) -> Sample:
    """Pin events."""
    found = scenarios.editable(session, actor, scenario)
    if repository.titled(session, scenario, title):
        raise TakenError(f"There is a sample '{title}' of '{scenario}' already.")
    if len(repository.of_scenario(session, scenario)) >= MOST_SAMPLES:
        raise InvalidError(f"A scenario has at most {MOST_SAMPLES} samples; remove one first.")
    sample = Sample(0, scenario, title, "\n".join(lines), len(lines), actor.at, actor.user)
    made = repository.create(session, sample)
    audit.record(session, actor, "sample.create", scenario, found.folder, {"sample": made.number})
    return made


def add_events(
    session: WriteSession, actor: Actor, scenario: str, number: int, lines: Sequence[str]
) -> Sample:
    """Add events to a sample."""
    found = scenarios.editable(session, actor, scenario)
    repository.lock(session, scenario, number)
    sample = get(session, actor, scenario, number)
    total = sample.size + len(lines)
    if total > MOST_EVENTS:
        raise InvalidError(f"A sample has at most {MOST_EVENTS:,} events; that would make {total:,}.")
    grown = repository.add_events(session, sample, "\n".join(lines), len(lines))
    detail = {"sample": number, "events": len(lines)}
    audit.record(session, actor, "sample.add", scenario, found.folder, detail)
    return grown


def remove(session: WriteSession, actor: Actor, scenario: str, number: int) -> None:
    """Remove a sample."""
    found = scenarios.get(session, actor, scenario, Role.ANALYST)
    if not repository.remove(session, scenario, number):
        raise NotFoundError(f"There is no sample {number} of '{scenario}'.")
    audit.record(session, actor, "sample.remove", scenario, found.folder, {"sample": number})


def _streams(session: ReadSession, actor: Actor, scenario: str) -> dict[str, Stream]:
    """The streams that the newest draft names."""
    from filbert.designer.scenarios.repository import streams_of

    texts = streams.texts(session, streams_of(session, scenario))
    read = {name: stream_of(read_text(text))[0] for name, text in texts.items()}
    return {name: stream for name, stream in read.items() if stream is not None}


def _events(text: str) -> list[Any]:
    try:
        found = _read(text)
    except json.JSONDecodeError:
        events = []
        for number, line in enumerate((each for each in text.splitlines() if each.strip()), 1):
            try:
                events.append(_read(line))
            except json.JSONDecodeError as error:
                raise ValueError(f"line {number} is not JSON at column {error.colno}: {error.msg}") from None
        return events
    return found if isinstance(found, list) else [found]


def _read(text: str) -> Any:
    return json.loads(text, parse_float=Number)
