"""Where kept state lies on disk: savepoints and checkpoints, which of them is newest, which may go."""

import shutil
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from filbert.runtime.deployment.model import Run

_MAGIC = 0x4960672D
_HEADER = struct.Struct(">iiq")


@dataclass(frozen=True)
class RestorePoint:
    """A complete savepoint or checkpoint of one run."""

    path: str
    number: int
    """Flink counts the checkpoints and savepoints of a job together, and goes on counting after a restore."""
    completed_at: int
    savepoint: bool


@dataclass(frozen=True)
class StateFolders:
    """The folders in which Flink keeps state, as addresses that Flink understands."""

    checkpoints: str
    savepoints: str

    def checkpoint_folder(self, job_id: str) -> str:
        """Return where Flink puts the checkpoints of a job."""
        return f"{self.checkpoints.rstrip('/')}/{job_id}"

    def savepoint_folder(self, job_id: str) -> str:
        """Return where a job is told to put its savepoints: one of its own, so that it is found again."""
        return f"{self.savepoints.rstrip('/')}/{job_id}"

    def own_points(self, run: Run) -> list[RestorePoint]:
        """Return the restore points that a run has written, oldest first. Incomplete ones do not count."""
        points = [
            *_points(self.checkpoint_folder(run.job_id), "chk-", savepoint=False),
            *_points(self.savepoint_folder(run.job_id), "savepoint-", savepoint=True),
        ]
        return sorted(points, key=lambda point: (point.number, point.completed_at))

    def newest(self, run: Run, *, also: str | None = None, without: Collection[str] = ()) -> str | None:
        """Return the newest state of a run: its own if it has written any, else what it started from.

        Args:
            run: the run.
            also: a path that Flink has named as newest, for folders that cannot be listed from here.
            without: paths that have proved unreadable.
        """
        own = [point.path for point in self.own_points(run) if point.path not in without]
        if own:
            return own[-1]
        if also is not None and also not in without:
            return also
        return run.restore_path if run.restore_path not in without else None

    def remove(self, run: Run, keep: Collection[str]) -> list[str]:
        """Delete what an ended run has left, apart from the paths to keep. Returns what was deleted.

        Checkpoints of a run share files, so one that is kept keeps them all.
        """
        kept = {_local(path) for path in keep}
        removed = []
        for folder, together in (
            (_local(self.checkpoint_folder(run.job_id)), True),
            (_local(self.savepoint_folder(run.job_id)), False),
        ):
            if folder is None or not folder.is_dir():
                continue
            doomed = [folder] if together else [child for child in folder.iterdir() if child not in kept]
            if together and any(path is not None and folder in path.parents for path in kept):
                continue
            for path in doomed:
                shutil.rmtree(path, ignore_errors=True)
                removed.append(str(path))
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        return removed


def _points(folder: str, prefix: str, *, savepoint: bool) -> Iterable[RestorePoint]:
    path = _local(folder)
    if path is None or not path.is_dir():
        return
    for child in path.iterdir():
        if not child.name.startswith(prefix):
            continue
        # Flink writes the metadata last and under another name first: once there, it is whole.
        metadata = child / "_metadata"
        try:
            with metadata.open("rb") as file:
                header = file.read(_HEADER.size)
            completed = metadata.stat().st_mtime
        except OSError:
            continue
        if len(header) < _HEADER.size:
            continue
        magic, version, number = _HEADER.unpack(header)
        if magic == _MAGIC and version >= 3:
            yield RestorePoint(child.as_uri(), number, int(completed * 1000), savepoint)


def _local(address: str) -> Path | None:
    """Return the path of a `file:` address, or of a plain path; None for storage elsewhere."""
    parts = urlsplit(address)
    if parts.scheme not in {"", "file"}:
        return None
    return Path(unquote(parts.path))
