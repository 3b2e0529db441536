"""Where traffic goes."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TextIO

from filbert.runtime.traffic.batch import Record


class Sink(Protocol):
    """Takes records. Used as a context; what is left is written when it ends."""

    failed: int
    """Records that did not get through."""

    first_failure: str | None
    """Why the first of them did not."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def write(self, records: list[Record]) -> None:
        """Take records in order of arrival."""


class FileSink:
    """Writes lines that `filbert run --events` reads: `events.jsonl`, and one file for each stream.

    A scenario that reads one stream takes the file of that stream; one that reads several takes all events.
    """

    def __init__(self, folder: Path, streams: Iterable[str]) -> None:
        self.failed = 0
        self.first_failure: str | None = None
        self._all = _create(folder / "events.jsonl")
        self._parts = {stream: _create(folder / f"{stream}.jsonl") for stream in streams}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in (self._all, *self._parts.values()):
            file.close()

    def write(self, records: list[Record]) -> None:
        """Take records in order of arrival."""
        parts: dict[str, list[str]] = {stream: [] for stream in self._parts}
        lines = []
        for stream, _, value in records:
            line = f'{{"stream":"{stream}","value":{value}}}\n'
            lines.append(line)
            parts[stream].append(line)
        self._all.writelines(lines)
        for stream, own in parts.items():
            self._parts[stream].writelines(own)


def _create(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")
