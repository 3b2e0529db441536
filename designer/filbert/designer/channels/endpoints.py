"""Channels: what is set, and a test of each."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Path
from filbert.designer.access import ADMINISTRATOR
from filbert.designer.channels import service
from filbert.designer.channels.repository import Channel
from filbert.designer.channels.schemas import (
    ChannelAnswer,
    ChannelChange,
    ChannelCreate,
    ChannelPart,
    ChannelsAnswer,
)
from filbert.designer.channels.service import NotSentError
from filbert.designer.dependencies import Reading, ServiceDep, Signed, Writing
from filbert.designer.errors import InvalidError, NotFoundError, StaleError, TakenError, responses
from filbert.designer.routing import router as new_router

router = new_router("channels", "/channels")

Named = Annotated[str, Path(max_length=63)]


@router.get("", openapi_extra=ADMINISTRATOR, responses=responses())
def list_channels(session: Reading, actor: Signed) -> ChannelsAnswer:
    """All channels. Of their secrets, whether there is one."""
    return ChannelsAnswer(channels=[_answer(each) for each in service.listing(session, actor)])


@router.post("", status_code=201, openapi_extra=ADMINISTRATOR, responses=responses(TakenError))
def create_channel(
    body: ChannelCreate, session: Writing, application: ServiceDep, actor: Signed
) -> ChannelAnswer:
    """A new channel: whom it is told, by e-mail or webhook, when objectives are broken."""
    made = service.create(
        session,
        actor,
        application.cipher,
        name=body.name,
        kind=body.kind,
        target=_target(body),
        secret=_secret(body),
        environments=body.environments,
        repeat_minutes=body.repeat_minutes,
    )
    return _answer(made)


@router.put("/{channel}", openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError, StaleError))
def change_channel(
    channel: Named, body: ChannelChange, session: Writing, application: ServiceDep, actor: Signed
) -> ChannelAnswer:
    """Set a channel anew. It keeps its kind."""
    if service.get(session, actor, channel).kind != body.kind:
        raise InvalidError("A channel keeps its kind; make another one.")
    made = service.change(
        session,
        actor,
        application.cipher,
        channel,
        revision=body.revision,
        target=_target(body),
        secret=_secret(body),
        environments=body.environments,
        repeat_minutes=body.repeat_minutes,
    )
    return _answer(made)


@router.delete("/{channel}", status_code=204, openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError))
def remove_channel(channel: Named, session: Writing, actor: Signed) -> None:
    """Remove a channel."""
    service.remove(session, actor, channel)


@router.post(
    "/{channel}/test",
    status_code=204,
    openapi_extra=ADMINISTRATOR,
    responses=responses(NotFoundError, NotSentError),
)
def test_channel(channel: Named, application: ServiceDep, actor: Signed) -> None:
    """Send a message that says that it is a test."""
    service.test(application, actor, channel)


def _target(body: ChannelPart) -> dict[str, Any]:
    target = body.email if body.email is not None else body.webhook
    assert target is not None
    return target.model_dump()


def _secret(body: ChannelPart) -> str | None:
    return None if body.secret is None else body.secret.get_secret_value()


def _answer(channel: Channel) -> ChannelAnswer:
    return ChannelAnswer.model_validate(
        {
            **dict.fromkeys(("email", "webhook")),
            **{name: value for name, value in vars(channel).items() if name not in ("target", "secret")},
            channel.kind: json.loads(channel.target),
            "has_secret": channel.secret is not None,
            "environments": json.loads(channel.environments),
        }
    )
