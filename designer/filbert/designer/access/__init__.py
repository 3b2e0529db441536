"""Who may do what: roles, the caller of a request, and the rule that each endpoint declares."""

from filbert.designer.access.actor import Actor
from filbert.designer.access.role import Role
from filbert.designer.access.rule import ADMINISTRATOR, ANYBODY, SIGNED_IN, in_folder

__all__ = ["ADMINISTRATOR", "ANYBODY", "SIGNED_IN", "Actor", "Role", "in_folder"]
