"""The rule that each endpoint declares, in the OpenAPI file as `x-access`.

A test walks every endpoint with every role and compares what happens with what the endpoint declares.
"""

from typing import Any

from filbert.designer.access.role import Role


def _rule(who: str) -> dict[str, Any]:
    return {"x-access": who}


ANYBODY = _rule("anybody")
"""Without signing in."""
SIGNED_IN = _rule("signed-in")
"""Everybody who is signed in, for what is their own or belongs to all."""
ADMINISTRATOR = _rule("administrator")
"""Administrators of the installation only."""


def in_folder(role: Role) -> dict[str, Any]:
    """Who has this role, or one that may do more, in the folder of what the request is about."""
    return _rule(role.value)
