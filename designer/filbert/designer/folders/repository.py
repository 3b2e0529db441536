"""The SQL of folders and their members."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from filbert.designer.access import Role
from filbert.designer.folders.table import FOLDER, MEMBER
from filbert.designer.store import ReadSession, WriteSession
from filbert.designer.store.schema import METADATA
from sqlalchemy import delete, func, insert, select, update


@dataclass(frozen=True)
class Folder:
    """Scenarios and streams that the same people work on."""

    name: str
    title: str
    created_at: int
    revision: int


def find(session: ReadSession, name: str) -> Folder | None:
    """A folder by name."""
    row = session.row(select(FOLDER).where(FOLDER.c.name == name))
    return Folder(**row) if row else None


def every(session: ReadSession) -> list[Folder]:
    """All folders, by name."""
    return [Folder(**row) for row in session.rows(select(FOLDER).order_by(FOLDER.c.name))]


def create(session: WriteSession, folder: Folder) -> None:
    """Add a folder whose name is free."""
    session.execute(insert(FOLDER).values(asdict(folder)))


def change(session: WriteSession, name: str, revision: int, title: str) -> bool:
    """Change the title; False when the revision is not the newest any more."""
    condition = (FOLDER.c.name == name) & (FOLDER.c.revision == revision)
    statement = update(FOLDER).where(condition).values(title=title, revision=FOLDER.c.revision + 1)
    return session.execute(statement) == 1


def remove(session: WriteSession, name: str) -> None:
    """Remove a folder and its members."""
    session.execute(delete(FOLDER).where(FOLDER.c.name == name))


def roles_of(session: ReadSession, user: str) -> dict[str, Role]:
    """The roles of a user, by folder."""
    rows = session.rows(select(MEMBER.c.folder, MEMBER.c.role).where(MEMBER.c.user == user))
    return {row["folder"]: Role(row["role"]) for row in rows}


def role_of(session: ReadSession, folder: str, user: str) -> Role | None:
    """The role of a user in a folder; None for none."""
    found = session.value(select(MEMBER.c.role).where(MEMBER.c.folder == folder, MEMBER.c.user == user))
    return Role(found) if found is not None else None


def members(session: ReadSession, folder: str) -> dict[str, Role]:
    """The roles in a folder, by user."""
    statement = select(MEMBER.c.user, MEMBER.c.role).where(MEMBER.c.folder == folder).order_by(MEMBER.c.user)
    return {row["user"]: Role(row["role"]) for row in session.rows(statement)}


def set_role(session: WriteSession, folder: str, user: str, role: Role) -> None:
    """Give a user a role in a folder, instead of the one there was."""
    remove_member(session, folder, user)
    session.execute(insert(MEMBER).values(folder=folder, user=user, role=role.value))


def remove_member(session: WriteSession, folder: str, user: str) -> bool:
    """Take a user's role; False when there was none."""
    condition = (MEMBER.c.folder == folder) & (MEMBER.c.user == user)
    return session.execute(delete(MEMBER).where(condition)) == 1


def count_held(session: ReadSession, folder: str) -> int:
    """How many things lie in a folder: rows of all tables that refer to one."""
    holders = [table for table in METADATA.tables.values() if table is not MEMBER and "folder" in table.c]
    counts = [
        select(func.count()).select_from(table).where(table.c.folder == folder)
        for table in holders
        if any(key.column.table is FOLDER for key in table.c.folder.foreign_keys)
    ]
    return sum(int(session.value(count)) for count in counts)
