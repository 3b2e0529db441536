"""What can be done with scenarios.

A draft may hold anything that keeps the limits of a document: what is wrong with it is for checking to tell, and never
a reason to lose it. Every change names the revision that it is based on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.deployments import repository as deployments
from filbert.designer.errors import InUseError, InvalidError, NotFoundError, StaleError, TakenError
from filbert.designer.folders import service as folders
from filbert.designer.fragments import repository as fragments
from filbert.designer.fragments.names import fragments_called, fragments_reached, streams_named
from filbert.designer.scenarios import repository
from filbert.designer.scenarios.repository import Draft, Scenario, Version
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.stored import values_of
from filbert.designer.streams import repository as streams
from filbert.scenarios.difference import Difference, difference
from filbert.scenarios.document import Document, scenario_of
from filbert.scenarios.fragment import Fragment, fragment_of
from filbert.scenarios.json_text import write_json
from filbert.scenarios.limits import beyond_limits
from filbert.scenarios.name import NAME, NAME_HINT
from filbert.scenarios.problem import DocumentError, Problem, has_errors
from filbert.scenarios.stream import Stream, stream_of
from filbert.scenarios.text import MAX_BYTES
from filbert.scenarios.version import scenario_version
from filbert.scenarios.yaml_text import read_text

MOST_LABELS = 20


def get(session: ReadSession, actor: Actor, name: str, role: Role = Role.VIEWER) -> Scenario:
    """A scenario in whose folder the caller has a role."""
    what = f"scenario '{name}'"
    found = repository.find(session, name)
    if found is None:
        raise NotFoundError(f"There is no {what}.")
    folders.require(session, actor, found.folder, role, what)
    return found


def editable(session: ReadSession, actor: Actor, name: str) -> Scenario:
    """A scenario that the caller may change, and that is not archived."""
    found = get(session, actor, name, Role.ANALYST)
    if found.archived_at is not None:
        raise InUseError(f"The scenario '{name}' is archived; restore it first.")
    return found


def draft_of(session: ReadSession, scenario: Scenario) -> Draft:
    """The newest draft."""
    found = repository.draft(session, scenario.name, scenario.revision)
    assert found is not None
    return found


def create(session: WriteSession, actor: Actor, folder: str, document: Mapping[str, Any]) -> Scenario:
    """A new scenario."""
    folders.get(session, actor, folder, Role.ANALYST)
    text = kept_text(document)
    name = document.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise InvalidError(f"A scenario needs a name: {NAME_HINT}.")
    if repository.find(session, name) is not None:
        raise TakenError(f"There is a scenario '{name}' already.")
    scenario = Scenario(
        name=name,
        folder=folder,
        title=_title(document, name),
        created_at=actor.at,
        created_by=actor.user,
        archived_at=None,
        details=1,
        revision=1,
        changed_at=actor.at,
        changed_by=actor.user,
        version=None,
        version_hash=None,
    )
    repository.create(session, scenario, text, streams_named(document), fragments_called(document))
    audit.record(session, actor, "scenario.create", name, folder)
    return scenario


def save(session: WriteSession, actor: Actor, name: str, base: int, document: Mapping[str, Any]) -> Scenario:
    """Save a draft.

    Args:
        session: the transaction.
        actor: who saves it.
        name: of the scenario.
        base: the revision that was edited.
        document: the whole document.

    Raises:
        StaleError: somebody else has saved since; says what they changed. What is equal to the newest draft is never
            stale: an answer that got lost may be asked for again.
    """
    scenario = editable(session, actor, name)
    text = kept_text(document)
    if document.get("name") != name:
        raise InvalidError(f"The name of a scenario never changes: write name: {name}, or copy it.")
    newest = draft_of(session, scenario)
    if text == newest.document:
        return scenario
    title = _title(document, name)
    draft = Draft(name, base + 1, text, actor.at, actor.user)
    names = streams_named(document), fragments_called(document)
    if base != scenario.revision or not repository.advance(session, draft, title, *names):
        raise _stale(session, get(session, actor, name), base)
    audit.record(session, actor, "scenario.save", name, scenario.folder, {"revision": draft.revision})
    return replace(scenario, revision=draft.revision, changed_at=draft.at, changed_by=draft.by, title=title)


def make_version(session: WriteSession, actor: Actor, name: str, base: int, comment: str) -> Version:
    """Keep the newest draft for good.

    Raises:
        StaleError: it is not the draft that the caller has seen.
        InvalidError: its structure is faulty, or nothing is new since the last version.
    """
    scenario = editable(session, actor, name)
    if base != scenario.revision:
        raise _stale(session, scenario, base)
    draft = draft_of(session, scenario)
    document = _sound(draft.document)
    values = values_of(draft.document)
    known = {name: values_of(text) for name, text in fragments.texts(session).items()}
    reached = sorted(fragments_reached(values, known))
    inside = {name: write_json(known[name]) for name in reached}
    named = streams_named(values).union(*(streams_named(known[name]) for name in reached))
    texts = streams.texts(session, sorted(named))
    hash_ = scenario_version(document, _loaded_streams(texts), _loaded_fragments(inside))
    kept, kept_inside = write_json(dict(sorted(texts.items()))), write_json(inside)
    if scenario.version is not None:
        before = repository.version(session, name, scenario.version)
        if before is not None and (
            before.document,
            before.streams,
            before.fragments,
        ) == (draft.document, kept, kept_inside):
            raise InvalidError(f"Nothing has changed since version {before.number}.")
    version = Version(
        scenario=name,
        number=(scenario.version or 0) + 1,
        hash=hash_,
        comment=comment,
        document=draft.document,
        streams=kept,
        revision=scenario.revision,
        at=actor.at,
        by=actor.user,
        fragments=kept_inside,
    )
    if not repository.create_version(session, version):
        raise _stale(session, get(session, actor, name), base)
    detail = {"version": version.number, "hash": hash_}
    audit.record(session, actor, "scenario.version", name, scenario.folder, detail)
    return version


def version(session: ReadSession, actor: Actor, name: str, number: int) -> Version:
    """A version that must exist."""
    get(session, actor, name)
    found = repository.version(session, name, number)
    if found is None:
        raise NotFoundError(f"There is no version {number} of '{name}'.")
    return found


def document_at(session: ReadSession, actor: Actor, name: str, place: str) -> Any:
    """The document of a version, or of a draft.

    Args:
        session: to read from.
        actor: who asks.
        name: of the scenario.
        place: `3` for a version, `draft` for the newest draft, `draft:17` for one of its revisions.
    """
    scenario = get(session, actor, name)
    kind, _, number = place.partition(":")
    if kind == "draft" and (not number or number.isdecimal()):
        revision = int(number) if number else scenario.revision
        draft = repository.draft(session, name, revision)
        if draft is None:
            raise NotFoundError(f"Revision {revision} of the draft of '{name}' is not kept.")
        return values_of(draft.document)
    if not place.isdecimal() or len(place) > 9:
        raise InvalidError("Name a version by its number, the draft by 'draft' or 'draft:REVISION'.")
    return values_of(version(session, actor, name, int(place)).document)


def compare(session: ReadSession, actor: Actor, name: str, before: str, after: str) -> Difference:
    """What differs between two versions or drafts."""
    return difference(document_at(session, actor, name, before), document_at(session, actor, name, after))


def restore(session: WriteSession, actor: Actor, name: str, base: int, number: int) -> Scenario:
    """Make the document of a version the newest draft."""
    found = version(session, actor, name, number)
    saved = save(session, actor, name, base, values_of(found.document))
    audit.record(session, actor, "scenario.restore", name, saved.folder, {"version": number})
    return saved


def archive(session: WriteSession, actor: Actor, name: str, details: int, archived: bool) -> Scenario:
    """Put a scenario away, or take it back; its name stays taken.

    Raises:
        InUseError: it runs somewhere, or is asked to; nobody would see it in a list.
    """
    before = get(session, actor, name, Role.ANALYST)
    if (before.archived_at is not None) == archived:
        return before
    places = deployments.places(session, name) if archived else []
    if places:
        raise InUseError(f"'{name}' runs in {' and '.join(places)}, or is about to; stop it there first.")
    at = actor.at if archived else None
    if not repository.change_details(session, name, details, archived_at=at):
        raise _stale_details(get(session, actor, name), details)
    verb = "archive" if archived else "unarchive"
    audit.record(session, actor, f"scenario.{verb}", name, before.folder)
    return replace(before, archived_at=at, details=details + 1)


def change_details(
    session: WriteSession,
    actor: Actor,
    name: str,
    details: int,
    folder: str | None,
    labels: Sequence[str] | None,
) -> Scenario:
    """Move a scenario, or give it other labels. Moving takes the role analyst in both folders."""
    before = editable(session, actor, name)
    target = folder or before.folder
    folders.get(session, actor, target, Role.ANALYST)
    if not repository.change_details(session, name, details, folder=target):
        raise _stale_details(get(session, actor, name), details)
    detail: dict[str, Any] = {}
    if target != before.folder:
        detail["from"] = before.folder
    if labels is not None:
        wanted = list(dict.fromkeys(labels))
        repository.set_labels(session, name, wanted)
        detail["labels"] = wanted
    audit.record(session, actor, "scenario.details", name, target, detail)
    return replace(before, folder=target, details=details + 1)


def copy(
    session: WriteSession, actor: Actor, name: str, place: str, new: str, folder: str, title: str | None
) -> Scenario:
    """Another scenario with the same document, under another name."""
    document = dict(document_at(session, actor, name, place))
    document = {**document, "name": new, **({"title": title} if title else {})}
    made = create(session, actor, folder, document)
    audit.record(session, actor, "scenario.copy", new, folder, {"from": name, "place": place})
    return made


def kept_text(document: Mapping[str, Any]) -> str:
    """The text of a document that keeps the limits.

    Raises:
        InvalidError: it does not.
    """
    problem = beyond_limits(document)
    text = "" if problem is not None else write_json(document)
    if problem is None and len(text) > MAX_BYTES:
        problem = Problem("E_LIMIT", f"the document is larger than {MAX_BYTES // (1024 * 1024)} MiB")
    if problem is not None:
        raise InvalidError(
            f"{problem.message[0].upper()}{problem.message[1:]}.", problems=[problem.to_json()]
        )
    return text


def imported(text: str) -> dict[str, Any]:
    """The document of a YAML or JSON text, as plain values.

    Raises:
        InvalidError: it cannot be read; with line and column of each fault.
    """
    try:
        parsed = read_text(text)
        if parsed.problems:
            raise DocumentError(parsed.problems)
    except DocumentError as error:
        problems = [each.to_json() for each in error.problems]
        first = error.problems[0]
        place = f"line {first.line}, column {first.column}: " if first.line is not None else ""
        raise InvalidError(f"The text cannot be read: {place}{first.message}.", problems=problems) from None
    if not isinstance(parsed.value, dict):
        raise InvalidError("A scenario is a mapping with name, nodes and edges.")
    return parsed.value


def _sound(text: str) -> Document:
    """The document of a draft whose structure is sound.

    Raises:
        InvalidError: it is not.
    """
    from filbert.designer.tasks import problem_of

    document, problems = scenario_of(read_text(text))
    if document is None or has_errors(problems):
        told = [problem_of(document, each) for each in problems]
        raise InvalidError(f"The draft is not sound: {problems[0].message}.", problems=told)
    return document


def _loaded_streams(texts: Mapping[str, str]) -> dict[str, Stream]:
    read = {name: stream_of(read_text(text))[0] for name, text in texts.items()}
    return {name: stream for name, stream in read.items() if stream is not None}


def _loaded_fragments(texts: Mapping[str, str]) -> dict[str, Fragment]:
    """The fragments of a version.

    Raises:
        InvalidError: the structure of one is not sound.
    """
    from filbert.designer.tasks import problem_of

    found = {}
    for name, text in texts.items():
        fragment, problems = fragment_of(read_text(text))
        if fragment is None or has_errors(problems):
            told = [{**problem_of(None, each), "fragment": name} for each in problems]
            raise InvalidError(f"The fragment '{name}' is not sound: {problems[0].message}.", problems=told)
        found[name] = fragment
    return found


def _title(document: Mapping[str, Any], name: str) -> str:
    title = document.get("title")
    return title[:200] if isinstance(title, str) and title else name


def _stale(session: ReadSession, newest: Scenario, base: int) -> StaleError:
    """What somebody needs to know whose change is based on an older draft."""
    current = values_of(draft_of(session, newest).document)
    old = repository.draft(session, newest.name, base)
    changes = difference(values_of(old.document), current).to_json() if old is not None else None
    return StaleError(
        f"It was changed by '{newest.changed_by}' since revision {base}; the newest is {newest.revision}.",
        revision=newest.revision,
        changed_by=newest.changed_by,
        changes=changes,
        document=current,
    )


def _stale_details(newest: Scenario, details: int) -> StaleError:
    return StaleError(
        f"Folder or labels were changed since revision {details}; the newest is {newest.details}.",
        revision=newest.details,
    )
