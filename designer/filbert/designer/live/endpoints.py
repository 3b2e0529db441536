"""The stream of events, and presence."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Header, Path, Request
from fastapi.responses import StreamingResponse
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.dependencies import Service, ServiceDep, Signed, signed_in
from filbert.designer.errors import NotFoundError, ServiceError, TooManyError, UnauthenticatedError, responses
from filbert.designer.folders.service import visible
from filbert.designer.live.presence import Presence
from filbert.designer.live.schemas import CLIENT, PersonAnswer, PresenceAnswer, PresenceSet
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios import repository as stored_scenarios
from filbert.designer.scenarios import service as scenarios
from filbert.designer.server_sent import HEARTBEAT, MEDIA_TYPE, sent, written
from filbert.designer.users import repository as users

if TYPE_CHECKING:
    from filbert.designer.access import Actor
    from filbert.designer.live.hub import Subscription

log = logging.getLogger("filbert.designer.live")

router = new_router("live")

HEARTBEAT_SECONDS = 15.0
"""Shorter than proxies wait. As often it is asked again whether the reader may still read."""
EXAMPLE = """retry: 2000

id: 5e0c2f7c-41
event: draft
data: {"scenario":"sms-spam","revision":12,"by":"ann"}

: heartbeat
"""


@router.get(
    "/events",
    openapi_extra=SIGNED_IN,
    response_class=StreamingResponse,
    responses={
        200: {"description": "Server-sent events", "content": {MEDIA_TYPE: {"example": EXAMPLE}}},
        **responses(TooManyError),
    },
)
async def read_events(
    request: Request,
    application: ServiceDep,
    actor: Signed,
    last_event_id: Annotated[
        str, Header(max_length=100, description="The last event that was received; sent by browsers.")
    ] = "",
) -> StreamingResponse:
    """What changes, as it does: a stream that does not end, of events about what the caller may see.

    Events are `presence`, `draft`, `version`, `scenario`, `comment`, `deployment`, `alerts`, `alert`, `snooze`,
    `dead-letters`.
    `hello` begins each stream; `reset` says that something was missed, and all is to be read anew; `signed-out` is the
    last one of a caller who may no longer read.
    """
    folders = await run_sync(_folders, application, actor)
    subscription = application.live.subscribe(actor.user, folders, last_event_id)
    return sent(_stream(request, application, subscription))


async def _stream(request: Request, application: Service, subscription: Subscription) -> AsyncIterator[str]:
    hub = application.live
    try:
        yield "retry: 2000\n\n"
        yield _text("hello", {"heartbeat_seconds": HEARTBEAT_SECONDS}, hub.newest_id)
        while not subscription.is_closed:
            events, lost = await subscription.take(HEARTBEAT_SECONDS)
            if lost:
                yield _text("reset", {}, hub.newest_id if not events else None)
            for each in events:
                yield _text(each.kind, each.data, hub.id_of(each))
            if events or lost or subscription.is_closed:
                continue
            try:
                actor = await run_sync(signed_in, request, application)
                subscription.folders = await run_sync(_folders, application, actor)
            except UnauthenticatedError:
                yield _text("signed-out", {})
                return
            except ServiceError as error:
                log.warning("a reader's rights cannot be told", exc_info=error)
                return
            yield HEARTBEAT
    finally:
        hub.unsubscribe(subscription)


@router.get(
    "/scenarios/{scenario}/presence", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError)
)
def list_presence(scenario: str, application: ServiceDep, actor: Signed) -> PresenceAnswer:
    """Who else is at a scenario."""
    with application.store.read() as session:
        scenarios.get(session, actor, scenario)
    return _presence(application, scenario)


@router.put(
    "/scenarios/{scenario}/presence", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError)
)
def set_presence(scenario: str, body: PresenceSet, application: ServiceDep, actor: Signed) -> PresenceAnswer:
    """Say that one is at a scenario, and what one does. It holds for 45 seconds."""
    with application.store.read() as session:
        folder = scenarios.get(session, actor, scenario).folder
        user = users.find(session, actor.user)
    title = user.title if user is not None else actor.user
    presence = Presence(body.client, actor.user, title, body.doing, body.node, actor.at)
    if application.attendance.enter(scenario, presence):
        _tell(application, scenario, folder)
    return _presence(application, scenario)


@router.delete(
    "/scenarios/{scenario}/presence/{client}",
    status_code=204,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def remove_presence(
    scenario: str,
    client: Annotated[str, Path(pattern=CLIENT)],
    application: ServiceDep,
    actor: Signed,
) -> None:
    """Say that one has gone."""
    with application.store.read() as session:
        folder = scenarios.get(session, actor, scenario).folder
    if application.attendance.leave(scenario, actor.user, client):
        _tell(application, scenario, folder)


def expire(application: Service) -> None:
    """Tell of those who have gone without saying so. Called every few seconds."""
    for scenario in application.attendance.expire():
        with application.store.read() as session:
            found = stored_scenarios.find(session, scenario)
        if found is not None:
            _tell(application, scenario, found.folder)


def _tell(application: Service, scenario: str, folder: str) -> None:
    data = _presence(application, scenario).model_dump(mode="json")
    application.live.publish("presence", data, folder=folder)


def _presence(application: Service, scenario: str) -> PresenceAnswer:
    people = [PersonAnswer.model_validate(asdict(each)) for each in application.attendance.at(scenario)]
    return PresenceAnswer(scenario=scenario, people=people)


def _folders(application: Service, actor: Actor) -> frozenset[str] | None:
    with application.store.read() as session:
        return visible(session, actor)


def _text(kind: str, data: Any, identifier: str | None = None) -> str:
    return written(kind, json.dumps(data, separators=(",", ":")), identifier)
