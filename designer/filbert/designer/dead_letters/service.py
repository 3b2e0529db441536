"""What can be done with dead letters: see them as far as the caller may, and send their events round again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.dead_letters import repository
from filbert.designer.dead_letters.record import StoredLetter, letter_of
from filbert.designer.deployments.carrying import database_of
from filbert.designer.environments import service as environments
from filbert.designer.errors import ForbiddenError, InvalidError, NotFoundError, ServiceError
from filbert.designer.folders import service as folders
from filbert.designer.intake.kafka import kafka_turn
from filbert.designer.intake.places import UnreachableError, place_of
from filbert.designer.scenarios import repository as scenarios
from filbert.runtime.deployment.dead_letters import (
    UNREADABLE,
    DeadLetter,
    DeadLetterError,
    Event,
    counted_again,
    find_event,
    marked,
)
from filbert.runtime.deployment.dead_letters import replay as send
from filbert.runtime.deployment.store import Store

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.intake.places import Place
    from filbert.designer.store import ReadSession


class CountsAgainError(ServiceError):
    """Sending an event round again would count it twice."""

    status = 409
    code = "counts-again"
    title = "Events would count again"
    example = (
        "long-calls has counted these events in recipients, and will count them again; say 'accept_counting'."
    )


class EventGoneError(ServiceError):
    """The event of a dead letter is neither in Kafka nor in the letter."""

    status = 404
    code = "event-gone"
    title = "The event is gone"
    example = "Kafka no longer has calls:0:17, and the dead letter holds only a part of it."


def get(
    session: ReadSession, actor: Actor, identifier: str, role: Role = Role.VIEWER
) -> tuple[StoredLetter, str | None]:
    """A dead letter that must exist, and the folder of its scenario."""
    what = f"dead letter '{identifier}'"
    found = repository.find(session, identifier)
    if found is None:
        raise NotFoundError(f"There is no {what}.")
    scenario = scenarios.find(session, found.scenario)
    if scenario is not None:
        folders.require(session, actor, scenario.folder, role, what)
        return found, scenario.folder
    # Of a scenario that was deployed from elsewhere: nobody but an administrator may know of it.
    if not actor.is_administrator:
        raise NotFoundError(f"There is no {what}.")
    if not actor.limit.covers(role):
        raise ForbiddenError(f"This needs the role '{role}'; the token's is '{actor.limit}'.")
    return found, None


def event_of(application: Service, actor: Actor, identifier: str) -> Event:
    """The event of a dead letter: as Kafka still has it, else as the letter holds it."""
    with application.store.read() as session:
        stored, _ = get(session, actor, identifier, Role.ANALYST)
        place = place_of(application, session, stored.environment)
    with kafka_turn(place):
        try:
            return find_event(place.kafka, stored.environment, letter_of(stored))
        except DeadLetterError as error:
            raise EventGoneError(str(error).replace("--edit FILE", "another content")) from None


def counting(application: Service, letters: Sequence[StoredLetter]) -> dict[str, list[str]]:
    """By scenario, the stateful nodes that would count the events of dead letters again."""
    if not letters:
        return {}
    store = Store(database_of(application.store))
    try:
        found: dict[str, dict[str, None]] = {}
        for each in letters:
            scenario = store.scenario(each.environment, each.scenario)
            if scenario is not None:
                nodes = counted_again(store.deployment(scenario.deployment), letter_of(each))
                found.setdefault(each.scenario, {}).update(dict.fromkeys(nodes))
        return {name: list(nodes) for name, nodes in found.items() if nodes}
    finally:
        store.close()


def replay(
    application: Service,
    actor: Actor,
    identifiers: Sequence[str],
    edits: Mapping[str, str],
    accept_counting: bool,
) -> tuple[list[str], dict[str, str]]:
    """Send the events of dead letters round again, each with the id it had.

    Args:
        application: the service.
        actor: who does it; what it takes is said by the rules of the environment.
        identifiers: of dead letters of one environment.
        edits: by id, what to send instead.
        accept_counting: whether they may count again in stateful nodes.

    Returns:
        The letters whose events were sent, and for others why not.
    """
    with application.store.read() as session:
        letters, place = _chosen(application, session, actor, identifiers)
    for identifier, text in edits.items():
        _check_edit(identifier, text, identifiers)
    again = counting(application, list(letters)) if not accept_counting else {}
    if again:
        named = "; ".join(
            f"{name} has counted these events in {', '.join(nodes)}" for name, nodes in again.items()
        )
        raise CountsAgainError(f"{named}, and will count them again; say 'accept_counting'.", nodes=again)
    with kafka_turn(place):
        events, failed = _events(place, list(letters), edits)
        if not events:
            return [], failed
        # In the log before it happens: what was sent must stand there, whatever comes next.
        _record(application, actor, "dead-letter.replay", letters, events, edits)
        try:
            send(place.kafka, place.environment, events)
        except DeadLetterError as error:
            _record(application, actor, "dead-letter.replay.fail", letters, events, edits)
            raise UnreachableError(str(error)) from None
    sent = {(letter.scenario, letter.event_id) for letter, _ in events}
    done = [each.id for each in letters if (each.scenario, each.event_id) in sent]
    with application.store.write() as writing:
        repository.set_replayed(writing, done, actor.at, actor.user)
    return done, failed


def _chosen(
    application: Service, session: ReadSession, actor: Actor, identifiers: Sequence[str]
) -> tuple[dict[StoredLetter, str | None], Place]:
    """The letters with the folders of their scenarios, and where their environment is."""
    found = dict(get(session, actor, each) for each in dict.fromkeys(identifiers))
    names = {each.environment for each in found}
    if len(names) > 1:
        raise InvalidError(f"The dead letters are of several environments: {', '.join(sorted(names))}.")
    (name,) = names
    environment = environments.get(session, application.settings.environments_folder, name)
    for letter in found:
        get(session, actor, letter.id, environment.rules.role)
    return found, place_of(application, session, name)


def _check_edit(identifier: str, text: str, identifiers: Sequence[str]) -> None:
    if identifier not in identifiers:
        raise InvalidError(f"'{identifier[:64]}' has an edit, but is not among the dead letters.")
    try:
        if not isinstance(json.loads(text), dict):
            raise InvalidError(f"The edit of '{identifier}' is no JSON object.")
    except json.JSONDecodeError as error:
        raise InvalidError(
            f"The edit of '{identifier}' is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except (ValueError, RecursionError):
        raise InvalidError(f"The edit of '{identifier}' is not JSON.") from None


def _events(
    place: Place, letters: Sequence[StoredLetter], edits: Mapping[str, str]
) -> tuple[list[tuple[DeadLetter, Event]], dict[str, str]]:
    """What to send: an event that failed at several nodes goes round once, and passes all of them."""
    events: dict[tuple[str, str], tuple[DeadLetter, Event]] = {}
    failed: dict[str, str] = {}
    # Those with an edit last: theirs is the content that is wanted.
    for stored in sorted(letters, key=lambda each: each.id in edits):
        letter = letter_of(stored)
        try:
            event = _event(place, letter, edits.get(stored.id))
        except DeadLetterError as error:
            failed[stored.id] = str(error).replace("--edit FILE", "another content")
            continue
        if marked(event.value, letter.event_id) is None:
            failed[stored.id] = UNREADABLE.format(stored.id).replace("--edit FILE", "another content")
            continue
        events[letter.scenario, letter.event_id] = (letter, event)
    done = events.keys()
    by_id = {each.id: each for each in letters}
    failed = {
        name: message
        for name, message in failed.items()
        if (by_id[name].scenario, by_id[name].event_id) not in done
    }
    return list(events.values()), failed


def _event(place: Place, letter: DeadLetter, edit: str | None) -> Event:
    try:
        event = find_event(place.kafka, place.environment, letter)
    except DeadLetterError:
        if edit is None:
            raise
        event = Event(None, None, letter.recorded_at)
    return event if edit is None else replace(event, value=edit.encode())


def _record(
    application: Service,
    actor: Actor,
    action: str,
    letters: Mapping[StoredLetter, str | None],
    events: Sequence[tuple[DeadLetter, Event]],
    edits: Mapping[str, Any],
) -> None:
    sent = {letter.id for letter, _ in events}
    with application.store.write() as session:
        for scenario in dict.fromkeys(each.scenario for each in letters):
            own = [each for each in letters if each.scenario == scenario and each.id in sent]
            if own:
                detail = {
                    "environment": own[0].environment,
                    "dead_letters": [each.id for each in own],
                    "edited": [each.id for each in own if each.id in edits],
                }
                audit.record(session, actor, action, scenario, letters[own[0]], detail)
