"""The SQL of scenarios, their drafts and versions."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from filbert.designer.fragments.repository import set_calls
from filbert.designer.scenarios.table import DRAFT, LABEL, SCENARIO, USE, VERSION
from filbert.designer.store import ReadSession, WriteSession, batches
from sqlalchemy import ColumnElement, RowMapping, and_, delete, exists, func, insert, or_, select, update

Order = Literal["name", "title", "changed"]

KEPT_DRAFTS = 200
"""Revisions of a draft that are kept, to tell what changed since an older one."""


@dataclass(frozen=True)
class Scenario:
    """A scenario, without its documents."""

    name: str
    folder: str
    title: str
    created_at: int
    created_by: str
    archived_at: int | None
    details: int
    """The revision of folder and labels."""
    revision: int
    """The newest revision of the draft."""
    changed_at: int
    changed_by: str
    version: int | None
    """The newest version."""
    version_hash: str | None


@dataclass(frozen=True)
class Draft:
    """A document as it was saved at one time."""

    scenario: str
    revision: int
    document: str
    at: int
    by: str


@dataclass(frozen=True)
class Version:
    """A document that never changes, with the streams that it was made with."""

    scenario: str
    number: int
    hash: str
    comment: str
    document: str
    streams: str
    """A JSON object: texts of the streams' documents, by name."""
    revision: int
    """Of the draft that it was made from."""
    at: int
    by: str
    fragments: str = "{}"
    """A JSON object: texts of the fragments' documents, by name."""

    @property
    def definitions(self) -> list[str]:
        """The texts of the streams and fragments that it was made with."""
        return [*json.loads(self.streams).values(), *json.loads(self.fragments).values()]


@dataclass(frozen=True)
class VersionSummary:
    """A version, without its document."""

    number: int
    hash: str
    comment: str
    revision: int
    at: int
    by: str


def find(session: ReadSession, name: str) -> Scenario | None:
    """A scenario by name."""
    row = session.row(select(SCENARIO).where(SCENARIO.c.name == name))
    return Scenario(**row) if row else None


def listing(
    session: ReadSession,
    *,
    folders: Collection[str] | None,
    label: str | None = None,
    search: str | None = None,
    named: str | None = None,
    archived: bool = False,
    order: Order = "name",
    after: str | None = None,
    limit: int = 100,
) -> list[Scenario]:
    """Scenarios in order.

    Args:
        session: to read from.
        folders: only those in these; None stands for all.
        label: only those with this label.
        search: only those that have this text in their name, title or newest draft.
        named: only those that have each word of this text in their name or title.
        archived: those that are archived, instead of those that are not.
        order: by name, by title, or those that were changed last first.
        after: only those after this place, as `place` gives it.
        limit: at most so many.
    """
    archive = SCENARIO.c.archived_at
    conditions: list[ColumnElement[bool]] = [archive.is_not(None) if archived else archive.is_(None)]
    if folders is not None:
        conditions.append(SCENARIO.c.folder.in_(folders))
    if label is not None:
        conditions.append(exists().where(LABEL.c.scenario == SCENARIO.c.name, LABEL.c.label == label))
    if search is not None:
        newest = exists().where(
            DRAFT.c.scenario == SCENARIO.c.name,
            DRAFT.c.revision == SCENARIO.c.revision,
            DRAFT.c.document.icontains(search, autoescape=True),
        )
        conditions.append(or_(_is_named(search), newest))
    conditions += [_is_named(word) for word in (named or "").split()]
    name, text = SCENARIO.c.name, func.lower(SCENARIO.c.title)
    if after is not None:
        last, _, value = after.partition(":")
        if order == "changed":
            changed = SCENARIO.c.changed_at
            when = int(value) if value.isascii() and value.isdecimal() else 0
            conditions.append(or_(changed < when, and_(changed == when, name > last)))
        elif order == "title":
            # Only the database knows what its own small letters are.
            title = func.lower(value)
            conditions.append(or_(text > title, and_(text == title, name > last)))
        else:
            conditions.append(name > last)
    columns = {"name": (name,), "title": (text, name), "changed": (SCENARIO.c.changed_at.desc(), name)}
    rows = session.rows(select(SCENARIO).where(*conditions).order_by(*columns[order]).limit(limit))
    return [Scenario(**row) for row in rows]


def _is_named(text: str) -> ColumnElement[bool]:
    name, title = SCENARIO.c.name, SCENARIO.c.title
    return or_(name.icontains(text, autoescape=True), title.icontains(text, autoescape=True))


def place(scenario: Scenario, order: Order) -> str:
    """Where a scenario stands in a listing: what it is ordered by then, so that a change in between repeats nothing."""
    if order == "name":
        return scenario.name
    value = scenario.changed_at if order == "changed" else scenario.title
    return f"{scenario.name}:{value}"


def folders_of(session: ReadSession, folders: Collection[str]) -> dict[str, str]:
    """The folders of all scenarios in these folders, by the scenarios' names."""
    statement = select(SCENARIO.c.name, SCENARIO.c.folder).where(SCENARIO.c.folder.in_(folders))
    return {row["name"]: row["folder"] for row in session.rows(statement)}


def folders_by_name(session: ReadSession, names: Collection[str]) -> dict[str, str]:
    """The folders of those of these scenarios that exist, by the scenarios' names."""
    found: dict[str, str] = {}
    for some in batches(names):
        statement = select(SCENARIO.c.name, SCENARIO.c.folder).where(SCENARIO.c.name.in_(some))
        found |= {row["name"]: row["folder"] for row in session.rows(statement)}
    return found


def labels(session: ReadSession, names: Collection[str]) -> dict[str, list[str]]:
    """The labels of scenarios, by name."""
    found: dict[str, list[str]] = {name: [] for name in names}
    statement = select(LABEL).where(LABEL.c.scenario.in_(names)).order_by(LABEL.c.label)
    for row in session.rows(statement):
        found[row["scenario"]].append(row["label"])
    return found


def create(
    session: WriteSession,
    scenario: Scenario,
    document: str,
    streams: Collection[str],
    fragments: Collection[str],
) -> None:
    """Add a scenario whose name is free, with its first draft."""
    session.execute(insert(SCENARIO).values(asdict(scenario)))
    draft = Draft(scenario.name, scenario.revision, document, scenario.changed_at, scenario.changed_by)
    session.execute(insert(DRAFT).values(asdict(draft)))
    _set_streams(session, scenario.name, streams)
    set_calls(session, scenario.name, fragments)


def draft(session: ReadSession, name: str, revision: int) -> Draft | None:
    """A draft as it was at a revision; None when it is not kept any more."""
    row = session.row(select(DRAFT).where(DRAFT.c.scenario == name, DRAFT.c.revision == revision))
    return Draft(**row) if row else None


def advance(
    session: WriteSession,
    draft: Draft,
    title: str,
    streams: Collection[str],
    fragments: Collection[str],
) -> bool:
    """Save a draft as the revision after the one it is based on; False when that is not the newest any more."""
    condition = (SCENARIO.c.name == draft.scenario) & (SCENARIO.c.revision == draft.revision - 1)
    values = {"revision": draft.revision, "changed_at": draft.at, "changed_by": draft.by, "title": title}
    if session.execute(update(SCENARIO).where(condition).values(values)) == 0:
        return False
    session.execute(insert(DRAFT).values(asdict(draft)))
    forgotten = (DRAFT.c.scenario == draft.scenario) & (DRAFT.c.revision <= draft.revision - KEPT_DRAFTS)
    session.execute(delete(DRAFT).where(forgotten))
    _set_streams(session, draft.scenario, streams)
    set_calls(session, draft.scenario, fragments)
    return True


def change_details(session: WriteSession, name: str, details: int, **values: Any) -> bool:
    """Change what is not in the document; False when the revision is not the newest any more."""
    condition = (SCENARIO.c.name == name) & (SCENARIO.c.details == details)
    return session.execute(update(SCENARIO).where(condition).values(details=details + 1, **values)) == 1


def set_labels(session: WriteSession, name: str, wanted: Collection[str]) -> None:
    """Give a scenario these labels, and no others."""
    session.execute(delete(LABEL).where(LABEL.c.scenario == name))
    if wanted:
        session.execute(insert(LABEL), [{"scenario": name, "label": label} for label in wanted])


def naming_stream(session: ReadSession, stream: str) -> list[str]:
    """The scenarios whose newest draft names a stream."""
    statement = select(USE.c.scenario).where(USE.c.stream == stream).order_by(USE.c.scenario)
    return [row["scenario"] for row in session.rows(statement)]


def versions(session: ReadSession, name: str) -> list[VersionSummary]:
    """The versions of a scenario, the newest first."""
    columns = [VERSION.c[key] for key in ("number", "hash", "comment", "revision", "at", "by")]
    statement = select(*columns).where(VERSION.c.scenario == name).order_by(VERSION.c.number.desc())
    return [VersionSummary(**row) for row in session.rows(statement)]


def version(session: ReadSession, name: str, number: int) -> Version | None:
    """A version by number."""
    row = session.row(select(VERSION).where(VERSION.c.scenario == name, VERSION.c.number == number))
    return _version(row) if row else None


def version_of_hash(session: ReadSession, name: str, hash_: str) -> Version | None:
    """The first version that has a hash: others with it do the same."""
    condition = (VERSION.c.scenario == name) & (VERSION.c.hash == hash_)
    row = session.row(select(VERSION).where(condition).order_by(VERSION.c.number).limit(1))
    return _version(row) if row else None


def create_version(session: WriteSession, new: Version) -> bool:
    """Add the version after the newest one; False when somebody else was first."""
    before = SCENARIO.c.version.is_(None) if new.number == 1 else SCENARIO.c.version == new.number - 1
    condition = (SCENARIO.c.name == new.scenario) & before & (SCENARIO.c.revision == new.revision)
    values = {"version": new.number, "version_hash": new.hash}
    if session.execute(update(SCENARIO).where(condition).values(values)) == 0:
        return False
    session.execute(insert(VERSION).values(asdict(new)))
    return True


def _set_streams(session: WriteSession, name: str, streams: Collection[str]) -> None:
    session.execute(delete(USE).where(USE.c.scenario == name))
    if streams:
        session.execute(
            insert(USE), [{"scenario": name, "stream": stream} for stream in sorted(set(streams))]
        )


def _version(row: RowMapping | Mapping[str, Any]) -> Version:
    return Version(**row)


def streams_of(session: ReadSession, name: str) -> list[str]:
    """The streams that the newest draft of a scenario names."""
    statement = select(USE.c.stream).where(USE.c.scenario == name).order_by(USE.c.stream)
    return [row["stream"] for row in session.rows(statement)]
