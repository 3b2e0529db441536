"""What is said of users at the edge."""

from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Line, Name, Request, WholeNumber, example
from pydantic import Field

ANN = {
    "name": "ann",
    "title": "Ann Example",
    "is_administrator": False,
    "is_active": True,
    "has_second_factor": False,
    "created_at": "2026-01-31T10:00:00.000Z",
    "password_changed_at": "2026-01-31T10:00:00.000Z",
    "revision": 1,
}


class UserAnswer(Answer):
    """A user."""

    model_config = example(ANN)

    name: str
    title: str
    is_administrator: bool
    is_active: bool
    has_second_factor: bool
    created_at: Instant
    password_changed_at: Instant
    revision: int


class UsersAnswer(Answer):
    """All users."""

    model_config = example({"users": [ANN]})

    users: list[UserAnswer]


class UserCreate(Request):
    """A new user."""

    model_config = example({"name": "cleo", "title": "Cleo Example", "password": "orchard bench rain"})

    name: Name
    title: Line = ""
    password: str = Field(max_length=1_000)
    is_administrator: bool = False


class UserChange(Request):
    """What is to be changed; what is left out stays."""

    model_config = example({"revision": 1, "title": "Ann Example"})

    revision: WholeNumber = Field(description=REVISION)
    title: Line | None = None
    is_administrator: bool | None = None
    is_active: bool | None = None


class PasswordSet(Request):
    """A new password."""

    model_config = example({"password": "orchard bench rain"})

    password: str = Field(max_length=1_000)
