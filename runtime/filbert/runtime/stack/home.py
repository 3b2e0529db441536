"""The folder in which one local stack keeps everything, and who it is."""

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from filbert.runtime.stack.errors import StackError


@dataclass(frozen=True)
class Home:
    """The folder of one stack. All paths are absolute."""

    root: Path

    @classmethod
    def at(cls, path: Path) -> "Home":
        """The home at a path, which need not exist yet."""
        return cls(path.expanduser().resolve())

    @property
    def run(self) -> Path:
        """Process ids, locks and the state of the supervisor."""
        return self.root / "run"

    @property
    def log(self) -> Path:
        """One log file per part."""
        return self.root / "log"

    @property
    def environments(self) -> Path:
        """The environment files, the user's from the first start on."""
        return self.root / "environments"

    def folder(self, *names: str) -> Path:
        """A folder below the home, created when missing."""
        path = self.root.joinpath(*names)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def pid_file(self, part: str) -> Path:
        """The file that holds the process id of a part."""
        return self.run / f"{part}.pid"

    def log_file(self, part: str) -> Path:
        """The log of a part."""
        return self.log / f"{part}.log"

    def create(self) -> None:
        """Make the folders, or say why that is impossible."""
        try:
            for name in ("run", "log", "environments"):
                self.folder(name)
            # Without a name: others may do the same now.
            with TemporaryFile(dir=self.run):
                pass
        except OSError as error:
            raise StackError(
                f"The folder {self.root} cannot be written: {error.strerror}. "
                "Set FILBERT_HOME to one that can."
            ) from error

    def identity(self) -> str:
        """A name that no other stack on this machine has; every process of this stack carries it.

        A moved folder keeps its identity, so its processes are still found. A copied one gets a new
        identity, or two stacks would stop each other's processes; the inode tells them apart.
        """
        path = self.run / "identity.json"
        inode = os.stat(self.root).st_ino
        if path.exists():
            known = read_json(path)
            if known.get("inode") == inode and isinstance(known.get("identity"), str):
                return str(known["identity"])
        identity = uuid.uuid4().hex
        write_json(path, {"identity": identity, "inode": inode})
        return identity

    def known_identity(self) -> str | None:
        """The identity when this home has one: asking leaves no trace."""
        return self.identity() if (self.run / "identity.json").exists() else None


def read_json(path: Path) -> dict[str, object]:
    """The object in a file; empty when the file is missing or was cut short by a crash."""
    try:
        content = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: object) -> None:
    """Write a file as a whole or not at all."""
    write_text(path, json.dumps(content, indent=1, sort_keys=True) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file as a whole or not at all, so that a reader never sees half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)
