"""Looks at the records of topics, for whoever may see them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from filbert.designer.access import Actor, Role
from filbert.designer.environments import service as environments
from filbert.designer.errors import InvalidError, NotFoundError
from filbert.designer.folders import service as folders
from filbert.designer.intake.places import place_of
from filbert.designer.intake.recent import TopicRecord, Wanted, event_line, read_one, read_recent
from filbert.designer.samples.capture import topic_of
from filbert.designer.samples.masking import masked
from filbert.designer.stored import values_of
from filbert.designer.streams import repository
from filbert.designer.streams.schemas import StreamInferred
from filbert.scenarios.inference import infer_stream
from filbert.scenarios.stream import stream_of
from filbert.scenarios.yaml_text import read_text

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.store import ReadSession
    from filbert.designer.streams.schemas import StreamInferTopic


def newest(
    application: Service,
    actor: Actor,
    stream: str,
    environment: str,
    last: int,
    stopping: threading.Event,
) -> tuple[list[dict[str, Any]], bool]:
    """The newest records of a stream, and whether something is hidden in them."""
    with application.store.read() as session:
        place, topic = topic_of(application, session, actor, environment, stream, Role.VIEWER)
    found = read_recent(place, topic, Wanted(last), stopping).records
    return _shown(application, actor, stream, found)


def one(
    application: Service,
    actor: Actor,
    stream: str,
    environment: str,
    place_of_record: tuple[int, int],
    stopping: threading.Event,
) -> tuple[dict[str, Any], bool]:
    """The record of a stream at a partition and offset, and whether something is hidden in it.

    Raises:
        NotFoundError: it is not there any more.
    """
    partition, offset = place_of_record
    with application.store.read() as session:
        place, topic = topic_of(application, session, actor, environment, stream, Role.VIEWER)
    found = read_one(place, topic, partition, offset, stopping)
    if found is None:
        raise NotFoundError(f"Partition {partition} of '{topic}' has no record {offset} any more.")
    (record,), hides = _shown(application, actor, stream, [found])
    return record, hides


def _shown(
    application: Service, actor: Actor, stream: str, records: Sequence[TopicRecord]
) -> tuple[list[dict[str, Any]], bool]:
    """Records as the caller may see them, and whether something is hidden in them."""
    with application.store.read() as session:
        stored = repository.find(session, stream)
        assert stored is not None
        role = folders.role_in(session, actor, stored.folder)
    lines = [event_line(stream, each) for each in records]
    hides = role is None or not role.covers(Role.ANALYST)
    if hides:
        definition, _ = stream_of(read_text(stored.document))
        lines = masked(lines, {stream: definition} if definition is not None else {})
    return [values_of(line) for line in lines], hides


def infer(
    application: Service, actor: Actor, body: StreamInferTopic, stopping: threading.Event
) -> StreamInferred:
    """Propose a definition from the newest records of a topic."""
    with application.store.read() as session:
        folders.get(session, actor, body.folder, Role.ANALYST)
        _require_owner(application, session, actor, body.environment, body.topic)
        place = place_of(application, session, body.environment)
    found = read_recent(place, body.topic, Wanted(body.records), stopping)
    values, others = [], 0
    for record in found.records:
        value = values_of(event_line(body.name, record)).get("value")
        if isinstance(value, dict):
            values.append(value)
        else:
            others += 1
    if not values:
        raise InvalidError(f"None of the newest records of '{body.topic}' is a JSON object.")
    try:
        proposed = infer_stream(body.name, values)
    except ValueError as error:
        raise InvalidError(f"The records cannot be used: {error}.") from None
    notes = list(proposed.notes)
    if others:
        notes.append(f"{others} of {len(found.records)} records are no JSON objects")
    return StreamInferred(document={**proposed.document, "topic": body.topic}, notes=notes)


def _require_owner(
    application: Service, session: ReadSession, actor: Actor, environment: str, topic: str
) -> None:
    """Whoever looks at a topic that a stream is bound to needs the role analyst where that stream lies."""
    bound = environments.get(session, application.settings.environments_folder, environment).document
    topics = {name: each["topic"] for name, each in (bound.get("streams") or {}).items()}
    for stream in repository.listing(session):
        if topics.get(stream.name, values_of(stream.document).get("topic", stream.name)) == topic:
            folders.require(session, actor, stream.folder, Role.ANALYST, f"topic '{topic}'")
