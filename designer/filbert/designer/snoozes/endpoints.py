"""Snoozes: the list, a new one, and the end of one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Path, Query
from filbert.designer.access import SIGNED_IN, Actor, Role, in_folder
from filbert.designer.context import about
from filbert.designer.dependencies import Reading, Service, ServiceDep, Signed, Writing
from filbert.designer.errors import NotFoundError, responses
from filbert.designer.routing import router as new_router
from filbert.designer.samples.masking import MASK
from filbert.designer.schema import Name
from filbert.designer.snoozes import service
from filbert.designer.snoozes.repository import Snooze
from filbert.designer.snoozes.schemas import ID, SnoozeAnswer, SnoozeCreate, SnoozesAnswer
from filbert.designer.store import WriteSession

router = new_router("snoozes", "/snoozes")


@router.get("", openapi_extra=SIGNED_IN, responses=responses())
def list_snoozes(
    session: Reading,
    actor: Signed,
    environment: Annotated[Name | None, Query()] = None,
    scenario: Annotated[Name | None, Query()] = None,
    active: Annotated[bool, Query(description="Only those that hold alerts back now.")] = True,
) -> SnoozesAnswer:
    """Snoozes of the scenarios that the caller may see, the newest first, at most 1,000.

    For viewers, subjects and reasons are hidden.
    """
    found, seen = service.listing(
        session, actor, environment=environment, scenario=scenario, is_active=active
    )
    return SnoozesAnswer(snoozes=[_answer(each, actor.at, seen.trusts(each.scenario)) for each in found])


@router.post("", status_code=201, openapi_extra=in_folder(Role.ANALYST), responses=responses(NotFoundError))
def create_snooze(
    body: SnoozeCreate, session: Writing, application: ServiceDep, actor: Signed
) -> SnoozeAnswer:
    """Snooze a subject: what runs raises no alert about it until then. One that is there is replaced."""
    about(scenario=body.scenario)
    made, folder = service.create(
        session,
        actor,
        application.settings.environments_folder,
        environment=body.environment,
        scenario=body.scenario,
        subject=body.subject,
        until=body.until,
        reason=body.reason,
    )
    _tell(session, application, made, folder, actor)
    return _answer(made, actor.at, True)


@router.delete("/{snooze}", openapi_extra=in_folder(Role.ANALYST), responses=responses(NotFoundError))
def end_snooze(
    snooze: Annotated[str, Path(max_length=64, examples=[ID])],
    session: Writing,
    application: ServiceDep,
    actor: Signed,
) -> SnoozeAnswer:
    """End a snooze before its time."""
    ended, folder = service.end(session, actor, snooze)
    about(scenario=ended.scenario)
    _tell(session, application, ended, folder, actor)
    return _answer(ended, actor.at, True)


def _answer(snooze: Snooze, now: int, is_trusted: bool) -> SnoozeAnswer:
    shown = asdict(snooze) if is_trusted else {**asdict(snooze), "subject": MASK, "reason": MASK}
    return SnoozeAnswer.model_validate(
        {
            **shown,
            "state": snooze.state(now),
            "is_told": snooze.told == snooze.revision,
            "masked": not is_trusted,
        }
    )


def _tell(
    session: WriteSession, application: Service, snooze: Snooze, folder: str | None, actor: Actor
) -> None:
    session.after_commit(application.untold.set)
    if folder is not None:
        data = {"environment": snooze.environment, "scenario": snooze.scenario, "by": actor.user}
        session.after_commit(lambda: application.live.publish("snooze", data, folder=folder))
