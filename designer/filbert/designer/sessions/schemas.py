"""What is said of sessions at the edge."""

from filbert.designer.access import Role
from filbert.designer.instant import Instant
from filbert.designer.schema import Answer, Request, example
from pydantic import Field

OWN = {
    "user": "ann",
    "title": "Ann Example",
    "is_administrator": False,
    "has_second_factor": False,
    "folders": {"fraud": "analyst"},
    "limit": "admin",
    "csrf_token": "kD0cJ1nZ7mQ3vT5xR9wY2bL4",
}


class SignIn(Request):
    """Name and password, and a one-time code where the user has a second factor."""

    model_config = example({"name": "ann", "password": "orchard bench rain"})

    name: str = Field(max_length=200)
    password: str = Field(max_length=1_000)
    code: str | None = Field(None, max_length=20)


class OwnSession(Answer):
    """Who is calling, and what they may do."""

    model_config = example(OWN)

    user: str
    title: str
    is_administrator: bool
    has_second_factor: bool
    folders: dict[str, Role] = Field(
        description="Roles by folder; an administrator has 'admin' in all, named or not."
    )
    limit: Role = Field(description="The most that this token may do; 'admin' for a session.")
    csrf_token: str | None = Field(
        description="For the header X-CSRF-Token of each request that changes something. None with a token."
    )


class SessionAnswer(Answer):
    """One of the caller's sessions."""

    address: str
    created_at: Instant
    seen_at: Instant
    expires_at: Instant
    is_this: bool


class SessionsAnswer(Answer):
    """All sessions of the caller."""

    model_config = example(
        {
            "sessions": [
                {
                    "address": "192.0.2.7",
                    "created_at": "2026-01-31T08:00:00.000Z",
                    "seen_at": "2026-01-31T10:00:00.000Z",
                    "expires_at": "2026-01-31T20:00:00.000Z",
                    "is_this": True,
                }
            ]
        }
    )

    sessions: list[SessionAnswer]
