"""Who sent a request, when, and from where."""

from dataclasses import dataclass

from filbert.designer.access.role import Role


@dataclass(frozen=True)
class Actor:
    """Somebody who is signed in, or whose token was sent."""

    user: str
    is_administrator: bool
    """Of the whole installation: has the role admin in every folder, and manages users."""
    at: int
    """When the request came, in epoch milliseconds; what it does happens at this time."""
    address: str = ""
    """From where it came."""
    limit: Role = Role.ADMIN
    """The most that this request may do anywhere: a token can be given less than its owner has."""
    session: str | None = None
    """The id of the session; None with a token."""
    token: int | None = None
    """The number of the token; None with a session."""
