"""Samples that nobody types: records of a topic, and made-up events."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import TYPE_CHECKING

from filbert.designer.access import Actor, Role
from filbert.designer.environments import service as environments
from filbert.designer.errors import InvalidError, NotFoundError
from filbert.designer.folders import service as folders
from filbert.designer.intake.places import place_of
from filbert.designer.intake.recent import Wanted, event_line, read_recent
from filbert.designer.samples import service
from filbert.designer.samples.schemas import SampleCaptured
from filbert.designer.scenarios import service as scenarios
from filbert.designer.stored import values_of
from filbert.designer.streams import service as streams
from filbert.runtime.traffic.kinds import KINDS

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.intake.places import Place
    from filbert.designer.samples.repository import Sample
    from filbert.designer.samples.schemas import SampleCapture, SampleGenerate
    from filbert.designer.store import ReadSession

HOUR = 3_600_000


def capture(
    application: Service, actor: Actor, scenario: str, body: SampleCapture, stopping: threading.Event
) -> SampleCaptured:
    """Pin records of a stream's topic.

    Raises:
        InvalidError: neither or both of 'last' and 'since' are given, or there is no record.
    """
    if (body.last is None) == (body.since is None):
        raise InvalidError("Give either 'last' or 'since'.")
    with application.store.read() as session:
        scenarios.editable(session, actor, scenario)
        place, topic = topic_of(application, session, actor, body.environment, body.stream)
    wanted = Wanted(body.last or body.most, body.since, body.until)
    found = read_recent(place, topic, wanted, stopping)
    if not found.records:
        raise InvalidError(f"The topic '{topic}' has no such record.")
    lines = [event_line(body.stream, each) for each in found.records]
    with application.store.write() as writing:
        made = service.create(writing, actor, scenario, body.title, lines)
    return SampleCaptured.model_validate({**asdict(made), "is_whole": found.is_whole})


def topic_of(
    application: Service,
    session: ReadSession,
    actor: Actor,
    environment: str,
    stream: str,
    role: Role = Role.ANALYST,
) -> tuple[Place, str]:
    """Where a stream's records lie in an environment, for somebody who may see them."""
    stored = streams.get(session, stream)
    folders.require(session, actor, stored.folder, role, f"stream '{stream}'")
    found = environments.get(session, application.settings.environments_folder, environment)
    bound = (found.document.get("streams") or {}).get(stream)
    topic = bound["topic"] if bound else values_of(stored.document).get("topic", stream)
    return place_of(application, session, environment), topic


def generate(application: Service, actor: Actor, scenario: str, body: SampleGenerate) -> Sample:
    """Pin made-up events."""
    if body.kind not in KINDS:
        raise NotFoundError(f"There is no traffic '{body.kind}'; the kinds are: {', '.join(KINDS)}.")
    with application.store.read() as session:
        scenarios.editable(session, actor, scenario)
    # Whole minutes, so that asking again soon gives the same.
    until = body.until if body.until is not None else actor.at - actor.at % 60_000
    lines = application.workers.run(
        "generate",
        kind=body.kind,
        stream=body.stream,
        events=body.events,
        seed=body.seed,
        since=until - body.hours * HOUR,
        until=until,
    )
    if not lines:
        raise InvalidError(f"The traffic '{body.kind}' has no stream '{body.stream}'.")
    with application.store.write() as writing:
        return service.create(writing, actor, scenario, body.title, lines)
