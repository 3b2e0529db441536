"""What is said of folders at the edge."""

from filbert.designer.access import Role
from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Line, Name, Request, WholeNumber, example
from pydantic import Field

FRAUD = {
    "name": "fraud",
    "title": "Fraud",
    "role": "analyst",
    "created_at": "2026-01-31T10:00:00.000Z",
    "revision": 1,
}


class FolderAnswer(Answer):
    """A folder, and what the caller may do there."""

    model_config = example(FRAUD)

    name: str
    title: str
    role: Role
    created_at: Instant
    revision: int


class FoldersAnswer(Answer):
    """The folders that the caller may see."""

    model_config = example({"folders": [FRAUD]})

    folders: list[FolderAnswer]


class FolderCreate(Request):
    """A new folder."""

    model_config = example({"name": "marketing", "title": "Marketing"})

    name: Name
    title: Line = ""


class FolderChange(Request):
    """Another title."""

    model_config = example({"revision": 1, "title": "Fraud and abuse"})

    revision: WholeNumber = Field(description=REVISION)
    title: Line = Field(min_length=1)


class MembersAnswer(Answer):
    """Roles by user."""

    model_config = example({"members": {"ann": "analyst", "bob": "deployer"}})

    members: dict[str, Role]


class MemberSet(Request):
    """A role."""

    model_config = example({"role": "analyst"})

    role: Role
