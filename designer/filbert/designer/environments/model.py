"""An environment as the service knows it: what files say, with what was set here over it, and its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.designer.access import Role
from filbert.scenarios.json_text import write_json

if TYPE_CHECKING:
    from filbert.scenarios.environment import Environment

BUILT_IN = ("sandbox", "acceptance", "production")
"""Those that are there without anybody having made them, in the order in which a version goes through them."""
DEFAULT = "sandbox"
PARTS = ("kafka", "flink", "registry", "streams", "values", "secrets", "actions")
ADDRESSES = ("kafka", "flink")
ACTIONS = {"sandbox": "dry-run", "acceptance": "dry-run", "production": "live"}


@dataclass(frozen=True)
class Rules:
    """What must hold before a version is brought to an environment."""

    tests: bool
    """All test cases of the scenario pass."""
    four_eyes: bool
    """Somebody else than who asked for it approves."""
    role: Role
    """The least role in the scenario's folder that it takes."""


RULES = {
    "sandbox": Rules(tests=False, four_eyes=False, role=Role.ANALYST),
    "acceptance": Rules(tests=True, four_eyes=False, role=Role.DEPLOYER),
    "production": Rules(tests=True, four_eyes=True, role=Role.DEPLOYER),
}
"""Of the environments that are there from the start; others begin as strict as production."""


def rules_of(name: str) -> Rules:
    """The rules of an environment for which none were set."""
    return RULES.get(name, RULES["production"])


@dataclass(frozen=True)
class ConfiguredEnvironment:
    """One environment."""

    name: str
    title: str
    document: Mapping[str, Any]
    """In the form of an environment file; without what is not known, such as addresses."""
    inherited: tuple[str, ...]
    """The parts of it that come from a file or are built in, and were not set here."""
    rules: Rules
    problems: tuple[str, ...]
    """Why nothing can be brought here yet."""
    changed_at: int | None
    changed_by: str | None
    revision: int
    """0: nothing was set here yet."""

    @property
    def text(self) -> str:
        """The environment as a text that `environment_of` reads, for checks: addresses play no role there."""
        unknown = {"kafka": {"bootstrap_servers": "unknown:1"}, "flink": {"rest": "http://unknown:1"}}
        return write_json({**unknown, **self.document, "environment": self.name})

    def read(self) -> Environment:
        """The environment as the compiler wants it."""
        from filbert.scenarios.environment import environment_of
        from filbert.scenarios.yaml_text import read_text

        found, _ = environment_of(read_text(self.text))
        assert found is not None  # Nothing else is ever stored.
        return found
