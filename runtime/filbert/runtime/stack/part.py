"""What a part of the stack is: a declaration that the supervisor reads.

A module below `parts/` declares its ports and builds its parts from a `Context`; one line in
`parts/__init__.py` makes it known. Nothing else has to change for a new part.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from filbert.runtime.settings import StackSettings
from filbert.runtime.stack.home import Home
from filbert.runtime.stack.jars import Jars

Check = Callable[[str], str | None]
"""A health check: takes the incarnation of the process, returns None when all is well, else the reason."""

INCARNATION = "{incarnation}"
"""In an argument of a command: replaced by a text that differs at each start."""


@dataclass(frozen=True)
class Context:
    """All that parts are built from."""

    home: Home
    settings: StackSettings
    ports: Mapping[str, int]
    java: Path
    jars: Jars


@dataclass(frozen=True)
class Part:
    """One process of the stack."""

    name: str
    command: tuple[str, ...]
    check: Check
    environment: Mapping[str, str] = field(default_factory=dict)
    ports: tuple[str, ...] = ()
    """Names of the ports it listens on; they must be free before it starts."""
    files: Mapping[Path, str] = field(default_factory=dict)
    """Configuration files, written before each start."""
    scratch: tuple[Path, ...] = ()
    """Folders that are emptied before each start."""
    prepare: Callable[[], None] | None = None
    """What is to be done before a start, such as formatting a disk. May raise StackError."""
    after: tuple[str, ...] = ()
    """Parts that must be ready before this one starts."""
    together_with: tuple[str, ...] = ()
    """Parts whose restart restarts this one."""
    once: bool = False
    """A task instead of a service: ends by itself, and runs again when a part in `after` was restarted."""
    memory_mb: int = 0
    address: str = ""
    """Where a user finds it."""

    @property
    def fingerprint(self) -> str:
        """Changes when a running process no longer is what this declaration asks for."""
        content = [
            self.command,
            sorted(self.environment.items()),
            sorted((str(path), text) for path, text in self.files.items()),
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


State = Literal["stopped", "waiting", "starting", "running", "unhealthy", "restarting", "done"]


@dataclass(frozen=True)
class PartStatus:
    """How one part is doing."""

    name: str
    state: State
    pid: int | None = None
    detail: str = ""
    address: str = ""
    restarts: int = 0
    task: bool = False
    """Whether it ends by itself when all is well."""
    since: float | None = None
    """When it came into this state, in seconds since 1970."""
    log: str = ""

    @property
    def good(self) -> bool:
        """Whether it is as it should be."""
        return self.state in {"running", "done"}

    def as_json(self) -> dict[str, object]:
        """The form in which it is written to files and printed by `status --json`."""
        return asdict(self)
