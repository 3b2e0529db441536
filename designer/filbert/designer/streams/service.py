"""What can be done with streams. Whoever is signed in may read a definition: scenarios of all folders share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.errors import InUseError, InvalidError, NotFoundError, StaleError, TakenError
from filbert.designer.folders import service as folders
from filbert.designer.fragments import repository as fragments
from filbert.designer.fragments.names import streams_named
from filbert.designer.scenarios import repository as scenarios
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.stored import values_of
from filbert.designer.streams import repository
from filbert.designer.streams.repository import StoredStream
from filbert.scenarios.difference import difference_of_values
from filbert.scenarios.json_text import write_json
from filbert.scenarios.limits import beyond_limits
from filbert.scenarios.problem import DocumentError, has_errors
from filbert.scenarios.stream import Stream, stream_of
from filbert.scenarios.yaml_text import read_text


def get(session: ReadSession, name: str) -> StoredStream:
    """A stream that must exist."""
    found = repository.find(session, name)
    if found is None:
        raise NotFoundError(f"There is no stream '{name}'.")
    return found


def create(session: WriteSession, actor: Actor, folder: str, document: Mapping[str, Any]) -> StoredStream:
    """A new stream."""
    folders.get(session, actor, folder, Role.ANALYST)
    stream, text = read(document)
    if repository.find(session, stream.name) is not None:
        raise TakenError(f"There is a stream '{stream.name}' already.")
    stored = StoredStream(
        name=stream.name,
        folder=folder,
        title=stream.title or stream.name,
        document=text,
        created_at=actor.at,
        changed_at=actor.at,
        changed_by=actor.user,
        revision=1,
    )
    repository.create(session, stored)
    audit.record(session, actor, "stream.create", stream.name, folder)
    return stored


def change(
    session: WriteSession, actor: Actor, name: str, revision: int, document: Mapping[str, Any]
) -> StoredStream:
    """Another definition. It changes the version of every scenario that names the stream."""
    before = get(session, name)
    folders.require(session, actor, before.folder, Role.ANALYST, f"stream '{name}'")
    stream, text = read(document)
    if stream.name != name:
        raise InvalidError(f"The name of a stream never changes: write stream: {name}.")
    values = {"title": stream.title or name, "document": text}
    if not repository.change(session, name, revision, **values, changed_at=actor.at, changed_by=actor.user):
        raise _stale(get(session, name), revision, document)
    audit.record(session, actor, "stream.change", name, before.folder, {"revision": revision + 1})
    return get(session, name)


def remove(session: WriteSession, actor: Actor, name: str) -> None:
    """Remove a stream that no scenario names."""
    before = get(session, name)
    folders.require(session, actor, before.folder, Role.ANALYST, f"stream '{name}'")
    used = scenarios.naming_stream(session, name)
    if used:
        raise InUseError(
            f"The stream '{name}' is named by {len(used)} scenarios, such as '{used[0]}'.",
            scenarios=used[:100] if actor.is_administrator else [],
        )
    inside = [
        fragment
        for fragment, text in fragments.texts(session).items()
        if name in streams_named(values_of(text))
    ]
    if inside:
        raise InUseError(f"The stream '{name}' is named by the fragment '{inside[0]}'.")
    repository.remove(session, name)
    audit.record(session, actor, "stream.remove", name, before.folder)


def read(document: Mapping[str, Any]) -> tuple[Stream, str]:
    """The stream that a document defines, and its text.

    Raises:
        InvalidError: it defines none; with all problems.
    """
    problem = beyond_limits(document)
    if problem is not None:
        raise InvalidError(problem.message, problems=[problem.to_json()])
    text = write_json(document)
    try:
        stream, problems = stream_of(read_text(text))
    except DocumentError as error:
        stream, problems = None, list(error.problems)
    if stream is None or has_errors(problems):
        # The text is of our own making; its lines and columns mean nothing to whoever sent the document.
        told = [{**each.to_json(), "line": None, "column": None} for each in problems]
        raise InvalidError(problems[0].message, problems=told)
    return stream, text


def _stale(newest: StoredStream, revision: int, document: Mapping[str, Any]) -> StaleError:
    current = values_of(newest.document)
    return StaleError(
        f"The stream was changed by '{newest.changed_by}' since revision {revision}; "
        f"the newest is {newest.revision}.",
        revision=newest.revision,
        changed_by=newest.changed_by,
        changes=[each.to_json() for each in difference_of_values(document, current)],
        document=current,
    )
