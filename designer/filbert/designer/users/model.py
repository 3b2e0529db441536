"""A user, as the service knows one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """Somebody who can sign in."""

    name: str
    title: str
    """As people call them."""
    password_hash: str
    is_administrator: bool
    is_active: bool
    """Whether they may sign in. Users are never removed: what they did keeps their name."""
    totp_secret: str | None
    """Encrypted. None without a second factor."""
    totp_pending: str | None
    """Encrypted; a secret that was shown and waits for its first code."""
    totp_step: int | None
    """The step of the code that was used last."""
    created_at: int
    password_changed_at: int
    revision: int

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked for."""
        return self.totp_secret is not None
