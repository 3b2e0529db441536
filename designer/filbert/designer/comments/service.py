"""What can be done with comments: everybody who sees a scenario may say something of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import repository as entries
from filbert.designer.audit import service as audit
from filbert.designer.audit.chain import Entry
from filbert.designer.comments import repository
from filbert.designer.comments.repository import ScenarioComment
from filbert.designer.errors import ForbiddenError, InvalidError, NotFoundError, StaleError
from filbert.designer.folders import service as folders
from filbert.designer.scenarios import service as scenarios
from filbert.designer.store import ReadSession, WriteSession

MOST_COMMENTS = 2_000
OTHERS = ("stream.", "fragment.", "user.", "folder.", "environment.", "session.", "token.", "alert.")
"""Actions whose subjects are something else, and may have the name of a scenario."""


def get(session: ReadSession, actor: Actor, scenario: str, number: int) -> ScenarioComment:
    """A comment that must exist."""
    scenarios.get(session, actor, scenario)
    found = repository.find(session, scenario, number)
    if found is None:
        raise NotFoundError(f"There is no comment {number} on '{scenario}'.")
    return found


def create(
    session: WriteSession, actor: Actor, scenario: str, node: str | None, text: str
) -> tuple[ScenarioComment, str]:
    """Say something of a scenario; gives the comment and the scenario's folder."""
    folder = scenarios.get(session, actor, scenario).folder
    if repository.count(session, scenario) >= MOST_COMMENTS:
        raise InvalidError(f"A scenario has at most {MOST_COMMENTS:,} comments; remove some first.")
    comment = ScenarioComment(0, scenario, node, actor.at, actor.user, text, None, None, None, 1)
    made = repository.create(session, comment)
    audit.record(session, actor, "comment.create", scenario, folder, {"comment": made.number})
    return made, folder


def change(
    session: WriteSession,
    actor: Actor,
    scenario: str,
    number: int,
    revision: int,
    text: str | None,
    resolved: bool | None,
) -> tuple[ScenarioComment, str]:
    """Say it in other words, or that it is done with; gives the comment and the scenario's folder."""
    folder = scenarios.get(session, actor, scenario).folder
    before = get(session, actor, scenario, number)
    values: dict[str, Any] = {}
    if text is not None:
        if before.by != actor.user:
            raise ForbiddenError(f"The comment is of '{before.by}'; only they may change its text.")
        values |= {"text": text, "changed_at": actor.at}
    if resolved is not None:
        values |= {
            "resolved_at": actor.at if resolved else None,
            "resolved_by": actor.user if resolved else None,
        }
    if not values:
        raise InvalidError("Give 'text' or 'resolved'.")
    if not repository.change(session, number, revision, values):
        raise StaleError(
            f"The comment was changed since revision {revision}; the newest is {before.revision}.",
            revision=before.revision,
        )
    audit.record(session, actor, "comment.change", scenario, folder, {"comment": number})
    return get(session, actor, scenario, number), folder


def remove(session: WriteSession, actor: Actor, scenario: str, number: int) -> str:
    """Remove a comment: one's own, or as admin of the folder any; gives the scenario's folder."""
    folder = scenarios.get(session, actor, scenario).folder
    found = get(session, actor, scenario, number)
    if found.by != actor.user:
        folders.require(session, actor, folder, Role.ADMIN, f"comment {number}")
    repository.remove(session, number)
    audit.record(session, actor, "comment.remove", scenario, folder, {"comment": number})
    return folder


def activity(
    session: ReadSession, actor: Actor, scenario: str, before: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    """What was done with a scenario, the newest first; saves of one person in a row are one."""
    found = scenarios.get(session, actor, scenario)
    said = {each.number: asdict(each) for each in repository.of_scenario(session, scenario)}
    told: list[dict[str, Any]] = []
    last = before
    while len(told) <= limit:
        page = entries.entries(
            session,
            before=last,
            limit=500,
            folders=folders.visible(session, actor),
            subject=found.name,
            actor=None,
            action=None,
        )
        for entry in page:
            if entry.action.startswith(OTHERS):
                continue
            if told and _goes_on(told[-1], entry):
                told[-1]["count"] += 1
                told[-1]["oldest"] = entry.number
                continue
            if len(told) == limit:
                return told, told[-1]["oldest"]
            told.append(_told(entry, said))
        if len(page) < 500:
            return told, None
        last = page[-1].number
    return told, told[-1]["oldest"]


def _goes_on(newer: dict[str, Any], entry: Entry) -> bool:
    same = (newer["action"], newer["actor"]) == (entry.action, entry.actor)
    return same and entry.action == "scenario.save"


def _told(entry: Entry, said: dict[int, dict[str, Any]]) -> dict[str, Any]:
    detail = json.loads(entry.detail)
    is_comment = entry.action.startswith("comment.")
    return {
        "number": entry.number,
        "oldest": entry.number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "count": 1,
        "detail": detail,
        "comment": said.get(detail.get("comment")) if is_comment else None,
    }
