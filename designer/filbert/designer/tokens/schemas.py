"""What is said of API tokens at the edge."""

from filbert.designer.access import Role
from filbert.designer.instant import Instant
from filbert.designer.schema import Answer, Line, Request, example
from pydantic import Field

NIGHTLY = {
    "number": 1,
    "title": "nightly export",
    "role": "viewer",
    "created_at": "2026-01-31T10:00:00.000Z",
    "expires_at": "2026-05-01T10:00:00.000Z",
    "used_at": None,
}


class TokenCreate(Request):
    """A new token."""

    model_config = example({"title": "nightly export", "role": "viewer", "days": 90})

    title: Line = Field(min_length=1)
    role: Role = Field(description="The most that the token may do, in any folder.")
    days: int = Field(90, ge=1, le=366, description="For how long it is valid.")


class TokenAnswer(Answer):
    """A token, without the token itself."""

    model_config = example(NIGHTLY)

    number: int
    title: str
    role: Role
    created_at: Instant
    expires_at: Instant
    used_at: Instant | None = Field(description="To the minute.")


class TokenCreated(TokenAnswer):
    """A token that was just made."""

    model_config = example({**NIGHTLY, "token": "filbert_6nFqPzY0…"})

    token: str = Field(description="Shown this once; send it as 'Authorization: Bearer …'.")


class TokensAnswer(Answer):
    """All tokens of the caller."""

    model_config = example({"tokens": [NIGHTLY]})

    tokens: list[TokenAnswer]
