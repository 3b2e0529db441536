"""Roles in a folder. Each may do all that those before it may."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody may do in a folder."""

    VIEWER = "viewer"
    """See everything; values with personal data are masked."""
    ANALYST = "analyst"
    """Edit, try on samples, test."""
    DEPLOYER = "deployer"
    """Bring versions to every environment."""
    ADMIN = "admin"
    """Change the folder and who may do what in it."""

    @property
    def rank(self) -> int:
        """Higher may do more."""
        return list(Role).index(self)

    def covers(self, other: "Role") -> bool:
        """Whether this role may do what the other one may."""
        return self.rank >= other.rank


def least(first: Role, second: Role) -> Role:
    """The role that may do less."""
    return first if first.rank <= second.rank else second
