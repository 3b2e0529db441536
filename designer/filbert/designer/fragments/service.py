"""What can be done with fragments. As with streams, whoever is signed in may read one: all folders share them.

A fragment may be as faulty as a draft may be; the check of a scenario that calls it tells what is wrong with it. A
version of a scenario keeps the fragments that it was made with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.errors import InUseError, InvalidError, NotFoundError, StaleError, TakenError
from filbert.designer.folders import service as folders
from filbert.designer.fragments import repository
from filbert.designer.fragments.names import fragments_reached
from filbert.designer.fragments.repository import StoredFragment
from filbert.designer.scenarios import repository as stored_scenarios
from filbert.designer.scenarios import service as scenarios
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.stored import values_of
from filbert.scenarios.difference import difference_of_values
from filbert.scenarios.name import NAME, NAME_HINT

LONGEST_TITLE = 200


def get(session: ReadSession, name: str) -> StoredFragment:
    """A fragment that must exist."""
    found = repository.find(session, name)
    if found is None:
        raise NotFoundError(f"There is no fragment '{name}'.")
    return found


def create(session: WriteSession, actor: Actor, folder: str, document: Mapping[str, Any]) -> StoredFragment:
    """A new fragment."""
    folders.get(session, actor, folder, Role.ANALYST)
    text = scenarios.kept_text(document)
    name = document.get("fragment")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise InvalidError(f"A fragment needs a name, 'fragment': {NAME_HINT}.")
    if repository.find(session, name) is not None:
        raise TakenError(f"There is a fragment '{name}' already.")
    stored = StoredFragment(name, folder, _title(document, name), text, actor.at, actor.at, actor.user, 1)
    repository.create(session, stored)
    audit.record(session, actor, "fragment.create", name, folder)
    return stored


def change(
    session: WriteSession, actor: Actor, name: str, revision: int, document: Mapping[str, Any]
) -> StoredFragment:
    """Another content. It changes the drafts of all scenarios that call it, and no version.

    Raises:
        StaleError: somebody else has changed it since; says what. What is equal to the newest is never stale.
    """
    before = get(session, name)
    folders.require(session, actor, before.folder, Role.ANALYST, f"fragment '{name}'")
    text = scenarios.kept_text(document)
    if document.get("fragment") != name:
        raise InvalidError(f"The name of a fragment never changes: write fragment: {name}.")
    if text == before.document:
        return before
    values = {"title": _title(document, name), "document": text}
    if not repository.change(session, name, revision, **values, changed_at=actor.at, changed_by=actor.user):
        current = values_of(before.document)
        raise StaleError(
            f"The fragment was changed by '{before.changed_by}' since revision {revision}; "
            f"the newest is {before.revision}.",
            revision=before.revision,
            changed_by=before.changed_by,
            changes=[each.to_json() for each in difference_of_values(document, current)],
            document=current,
        )
    audit.record(session, actor, "fragment.change", name, before.folder, {"revision": revision + 1})
    return get(session, name)


def remove(session: WriteSession, actor: Actor, name: str) -> None:
    """Remove a fragment that no draft and no other fragment calls. Versions keep what they were made with."""
    before = get(session, name)
    folders.require(session, actor, before.folder, Role.ANALYST, f"fragment '{name}'")
    by_fragments = callers_among(session, name)
    used = repository.callers(session, {name})
    if by_fragments or used:
        raise InUseError(
            f"The fragment '{name}' is called by {len(used)} scenarios and {len(by_fragments)} fragments."
        )
    repository.remove(session, name)
    audit.record(session, actor, "fragment.remove", name, before.folder)


def callers_among(session: ReadSession, name: str) -> list[str]:
    """The other fragments that reach a fragment, by name."""
    known = {key: values_of(text) for key, text in repository.texts(session).items()}
    return sorted(
        key for key, document in known.items() if key != name and name in fragments_reached(document, known)
    )


def uses(session: ReadSession, actor: Actor, name: str) -> tuple[list[dict[str, Any]], list[str], int]:
    """Scenarios that a fragment is part of, fragments that reach it, and how many scenarios are not told."""
    get(session, name)
    fragments = callers_among(session, name)
    seen = folders.visible(session, actor)
    told, hidden = [], 0
    for scenario, by in repository.callers(session, {name, *fragments}).items():
        found = stored_scenarios.find(session, scenario)
        if found is not None and (seen is None or found.folder in seen):
            told.append({"scenario": scenario, "title": found.title, "by": by})
        else:
            hidden += 1
    return told, fragments, hidden


def _title(document: Mapping[str, Any], name: str) -> str:
    title = document.get("title")
    return title[:LONGEST_TITLE] if isinstance(title, str) and title else name
