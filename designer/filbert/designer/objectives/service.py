"""What can be done with objectives: set, silence and remove them, in the folder of their scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from filbert.designer.access import Actor, Role
from filbert.designer.alerts.service import sight
from filbert.designer.audit import service as audit
from filbert.designer.environments import service as environments
from filbert.designer.errors import InvalidError, NotFoundError, StaleError
from filbert.designer.folders import service as folders
from filbert.designer.objectives import repository
from filbert.designer.objectives.judgement import WORDS
from filbert.designer.objectives.repository import Objective
from filbert.designer.scenarios import repository as scenarios

if TYPE_CHECKING:
    from filbert.designer.store import ReadSession, WriteSession

NEW = 0
"""The revision on which a first objective is based."""


def listing(session: ReadSession, actor: Actor, environment: str | None) -> list[Objective]:
    """Objectives of the scenarios that the caller may see."""
    return repository.every(session, sight(session, actor).scenarios, environment)


def put(
    session: WriteSession,
    actor: Actor,
    environments_folder: Path,
    environment: str,
    scenario: str,
    revision: int,
    limits: dict[str, float | None],
    minutes: int,
) -> Objective:
    """Set the limits of a scenario.

    Raises:
        StaleError: somebody else has changed them since.
    """
    folder = _folder(session, actor, scenario)
    environments.get(session, environments_folder, environment)
    if all(limit is None for limit in limits.values()):
        raise InvalidError(f"Give a limit of one at least: {', '.join(WORDS)}.")
    before = repository.find(session, environment, scenario)
    made = Objective(
        environment=environment,
        scenario=scenario,
        **{name: limits.get(name) for name in WORDS},
        minutes=minutes,
        silent_until=before.silent_until if before is not None else None,
        changed_at=actor.at,
        changed_by=actor.user,
        revision=revision + 1,
    )
    if before is None and revision == NEW:
        repository.create(session, made)
    elif before is None or not repository.change(session, made):
        newest = before.revision if before is not None else NEW
        raise StaleError(
            f"The objective was changed since revision {revision}; the newest is {newest}.", revision=newest
        )
    detail = {"environment": environment, **limits, "minutes": minutes}
    audit.record(session, actor, "objective.put", scenario, folder, detail)
    return made


def silence(
    session: WriteSession, actor: Actor, environment: str, scenario: str, until: int | None
) -> Objective:
    """Tell nobody of an objective until a time; None: tell again."""
    folder = _folder(session, actor, scenario)
    before = _existing(session, environment, scenario)
    made = replace(before, silent_until=until, revision=before.revision + 1)
    repository.change(session, made)
    detail = {"environment": environment, "until": until}
    audit.record(session, actor, "objective.silence", scenario, folder, detail)
    return made


def remove(session: WriteSession, actor: Actor, environment: str, scenario: str) -> None:
    """Remove an objective."""
    folder = _folder(session, actor, scenario)
    _existing(session, environment, scenario)
    repository.remove(session, environment, scenario)
    audit.record(session, actor, "objective.remove", scenario, folder, {"environment": environment})


def _existing(session: ReadSession, environment: str, scenario: str) -> Objective:
    found = repository.find(session, environment, scenario)
    if found is None:
        raise NotFoundError(f"'{scenario}' has no objective in {environment}.")
    return found


def _folder(session: ReadSession, actor: Actor, scenario: str) -> str:
    found = scenarios.find(session, scenario)
    if found is None:
        raise NotFoundError(f"There is no scenario '{scenario}'.")
    folders.require(session, actor, found.folder, Role.ANALYST, f"scenario '{scenario}'")
    return found.folder
