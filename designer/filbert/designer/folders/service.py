"""Folders, their members, and the one question that all else asks: what may the caller do in this folder?"""

from __future__ import annotations

from filbert.designer.access import Actor, Role
from filbert.designer.access.role import least
from filbert.designer.audit import service as audit
from filbert.designer.errors import ForbiddenError, InUseError, NotFoundError, StaleError, TakenError
from filbert.designer.folders import repository
from filbert.designer.folders.repository import Folder
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.users import service as users


def role_in(session: ReadSession, actor: Actor, folder: str) -> Role | None:
    """What the caller may do in a folder; None: not even know that it is there."""
    if actor.is_administrator:
        return actor.limit
    found = repository.role_of(session, folder, actor.user)
    return least(found, actor.limit) if found is not None else None


def visible(session: ReadSession, actor: Actor) -> frozenset[str] | None:
    """The folders that the caller may know of; None stands for all."""
    return None if actor.is_administrator else frozenset(repository.roles_of(session, actor.user))


def require(session: ReadSession, actor: Actor, folder: str, role: Role, what: str | None = None) -> None:
    """Make sure that the caller has a role, or one that may do more.

    Args:
        session: to look it up.
        actor: the caller.
        folder: where.
        role: the least that it takes.
        what: what is not found by somebody who may not know of it, such as `scenario 'sms-spam'`.

    Raises:
        NotFoundError: the caller may not know of it, or there is no such folder.
        ForbiddenError: the caller may see it, but not do this.
    """
    found = role_in(session, actor, folder)
    if found is None:
        raise NotFoundError(f"There is no {what or _shown(folder)}.")
    if not found.covers(role):
        raise ForbiddenError(f"This needs the role '{role}' in the folder '{folder}'; yours is '{found}'.")


def get(session: ReadSession, actor: Actor, name: str, role: Role = Role.VIEWER) -> Folder:
    """A folder in which the caller has a role."""
    require(session, actor, name, role)
    found = repository.find(session, name)
    if found is None:
        raise NotFoundError(f"There is no {_shown(name)}.")
    return found


def listing(session: ReadSession, actor: Actor) -> list[tuple[Folder, Role]]:
    """The folders that the caller may know of, with the role there."""
    roles = repository.roles_of(session, actor.user)
    found = []
    for folder in repository.every(session):
        role = actor.limit if actor.is_administrator else roles.get(folder.name)
        if role is not None:
            found.append((folder, least(role, actor.limit)))
    return found


def create(session: WriteSession, actor: Actor, name: str, title: str) -> Folder:
    """A new folder; nobody but administrators may do anything there yet."""
    users.require_administrator(actor)
    if repository.find(session, name) is not None:
        raise TakenError(f"There is a folder '{name}' already.")
    folder = Folder(name, title or name, actor.at, 1)
    repository.create(session, folder)
    audit.record(session, actor, "folder.create", name, name)
    return folder


def change(session: WriteSession, actor: Actor, name: str, revision: int, title: str) -> Folder:
    """Another title."""
    before = get(session, actor, name, Role.ADMIN)
    if not repository.change(session, name, revision, title):
        raise StaleError(
            f"The folder '{name}' was changed since revision {revision}; the newest is {before.revision}.",
            revision=before.revision,
        )
    audit.record(session, actor, "folder.change", name, name, {"title": title})
    return Folder(name, title, before.created_at, revision + 1)


def remove(session: WriteSession, actor: Actor, name: str) -> None:
    """Remove a folder that holds nothing."""
    users.require_administrator(actor)
    get(session, actor, name, Role.ADMIN)
    held = repository.count_held(session, name)
    if held:
        raise InUseError(f"The folder '{name}' holds {held} scenarios and streams, archived ones included.")
    repository.remove(session, name)
    audit.record(session, actor, "folder.remove", name, name)


def set_role(session: WriteSession, actor: Actor, folder: str, user: str, role: Role) -> None:
    """Give a user a role in a folder."""
    get(session, actor, folder, Role.ADMIN)
    users.get(session, user)
    repository.set_role(session, folder, user, role)
    audit.record(session, actor, "folder.member.set", user, folder, {"role": role.value})


def remove_member(session: WriteSession, actor: Actor, folder: str, user: str) -> None:
    """Take a user's role in a folder."""
    get(session, actor, folder, Role.ADMIN)
    if not repository.remove_member(session, folder, user):
        raise NotFoundError(f"'{user}' has no role in the folder '{folder}'.")
    audit.record(session, actor, "folder.member.remove", user, folder)


def _shown(folder: str) -> str:
    return f"folder '{folder}'"
