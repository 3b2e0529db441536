"""What can be done with snoozes: see them as far as the caller may, make and end them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from filbert.designer.access import Actor, Role
from filbert.designer.alerts.service import sight
from filbert.designer.audit import service as audit
from filbert.designer.environments import service as environments
from filbert.designer.errors import ForbiddenError, InvalidError, NotFoundError
from filbert.designer.folders import service as folders
from filbert.designer.scenarios import repository as scenarios
from filbert.designer.snoozes import repository
from filbert.designer.snoozes.repository import Snooze
from filbert.scenarios.events import format_instant

if TYPE_CHECKING:
    from pathlib import Path

    from filbert.designer.alerts.service import Sight
    from filbert.designer.store import ReadSession, WriteSession

NEVER_TOLD = 0


def listing(
    session: ReadSession, actor: Actor, *, environment: str | None, scenario: str | None, is_active: bool
) -> tuple[list[Snooze], Sight]:
    """Snoozes of the scenarios that the caller may see, the newest first."""
    seen = sight(session, actor)
    found = repository.search(
        session,
        seen.scenarios,
        environment=environment,
        scenario=scenario,
        active_at=actor.at if is_active else None,
    )
    return found, seen


def create(
    session: WriteSession,
    actor: Actor,
    environments_folder: Path,
    *,
    environment: str,
    scenario: str,
    subject: str,
    until: int,
    reason: str,
) -> tuple[Snooze, str | None]:
    """Snooze a subject, whether or not it is already; gives the snooze and the folder of the scenario.

    Raises:
        NotFoundError: there is no such environment or scenario.
        InvalidError: the time is over already.
    """
    folder = _folder(session, actor, scenario, f"scenario '{scenario}'")
    environments.get(session, environments_folder, environment)
    if until <= actor.at:
        raise InvalidError("A snooze ends in the future.")
    identifier = repository.snooze_id(environment, scenario, subject)
    before = repository.find(session, identifier)
    revision, told = (before.revision + 1, before.told) if before is not None else (1, NEVER_TOLD)
    made = Snooze(
        identifier, environment, scenario, subject, until, reason, actor.at, actor.user, None, None,
        revision, told,
    )  # fmt: skip
    repository.put(session, made)
    # The subject may be personal, and the log is for ever; the snooze knows it.
    detail = {"environment": environment, "scenario": scenario, "until": format_instant(until)}
    audit.record(session, actor, "snooze.create", identifier, folder, detail)
    return made, folder


def end(session: WriteSession, actor: Actor, identifier: str) -> tuple[Snooze, str | None]:
    """End a snooze before its time; one that has ended stays as it is."""
    what = f"snooze '{identifier}'"
    found = repository.find(session, identifier)
    if found is None:
        raise NotFoundError(f"There is no {what}.")
    folder = _folder(session, actor, found.scenario, what)
    if found.ended_at is not None:
        return found, folder
    ended = replace(found, ended_at=actor.at, ended_by=actor.user, revision=found.revision + 1)
    repository.put(session, ended)
    detail = {"environment": found.environment, "scenario": found.scenario}
    audit.record(session, actor, "snooze.end", identifier, folder, detail)
    return ended, folder


def _folder(session: ReadSession, actor: Actor, scenario: str, what: str) -> str | None:
    """The folder of a scenario in which the caller may triage alerts; None for one deployed from elsewhere."""
    found = scenarios.find(session, scenario)
    if found is not None:
        folders.require(session, actor, found.folder, Role.ANALYST, what)
        return found.folder
    if not actor.is_administrator:
        raise NotFoundError(f"There is no {what}.")
    if not actor.limit.covers(Role.ANALYST):
        raise ForbiddenError(f"This needs the role '{Role.ANALYST}'; the token's is '{actor.limit}'.")
    return None
