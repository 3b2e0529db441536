"""Folders and their members."""

from dataclasses import asdict

from filbert.designer.access import ADMINISTRATOR, SIGNED_IN, Role, in_folder
from filbert.designer.dependencies import Reading, Signed, Writing
from filbert.designer.errors import (
    ForbiddenError,
    InUseError,
    NotFoundError,
    StaleError,
    TakenError,
    responses,
)
from filbert.designer.folders import repository, service
from filbert.designer.folders.repository import Folder
from filbert.designer.folders.schemas import (
    FolderAnswer,
    FolderChange,
    FolderCreate,
    FoldersAnswer,
    MembersAnswer,
    MemberSet,
)
from filbert.designer.routing import router as new_router

router = new_router("folders", "/folders")


@router.get("", openapi_extra=SIGNED_IN, responses=responses())
def list_folders(session: Reading, actor: Signed) -> FoldersAnswer:
    """The folders that the caller has a role in; for an administrator, all."""
    return FoldersAnswer(folders=[_answer(*each) for each in service.listing(session, actor)])


@router.post("", status_code=201, openapi_extra=ADMINISTRATOR, responses=responses(TakenError))
def create_folder(body: FolderCreate, session: Writing, actor: Signed) -> FolderAnswer:
    """Create a folder."""
    return _answer(service.create(session, actor, body.name, body.title), actor.limit)


@router.get("/{folder}", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def get_folder(folder: str, session: Reading, actor: Signed) -> FolderAnswer:
    """One folder."""
    found = service.get(session, actor, folder)
    return _answer(found, service.role_in(session, actor, folder))


@router.patch(
    "/{folder}",
    openapi_extra=in_folder(Role.ADMIN),
    responses=responses(ForbiddenError, NotFoundError, StaleError),
)
def change_folder(folder: str, body: FolderChange, session: Writing, actor: Signed) -> FolderAnswer:
    """Change the title."""
    changed = service.change(session, actor, folder, body.revision, body.title)
    return _answer(changed, service.role_in(session, actor, folder))


@router.delete(
    "/{folder}", status_code=204, openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError, InUseError)
)
def remove_folder(folder: str, session: Writing, actor: Signed) -> None:
    """Remove a folder that holds nothing."""
    service.remove(session, actor, folder)


@router.get("/{folder}/members", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def list_members(folder: str, session: Reading, actor: Signed) -> MembersAnswer:
    """Who may do what in a folder."""
    service.get(session, actor, folder)
    return MembersAnswer(members=repository.members(session, folder))


@router.put(
    "/{folder}/members/{user}",
    status_code=204,
    openapi_extra=in_folder(Role.ADMIN),
    responses=responses(ForbiddenError, NotFoundError),
)
def set_member(folder: str, user: str, body: MemberSet, session: Writing, actor: Signed) -> None:
    """Give a user a role in a folder, instead of the one there was."""
    service.set_role(session, actor, folder, user, body.role)


@router.delete(
    "/{folder}/members/{user}",
    status_code=204,
    openapi_extra=in_folder(Role.ADMIN),
    responses=responses(ForbiddenError, NotFoundError),
)
def remove_member(folder: str, user: str, session: Writing, actor: Signed) -> None:
    """Take a user's role in a folder."""
    service.remove_member(session, actor, folder, user)


def _answer(folder: Folder, role: Role | None) -> FolderAnswer:
    return FolderAnswer.model_validate({**asdict(folder), "role": role})
