"""Where traffic goes."""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

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
    """Writes the lines that `filbert run --events` reads."""

    def __init__(self, path: Path) -> None:
        self.failed = 0
        self.first_failure: str | None = None
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, records: list[Record]) -> None:
        """Take records in order of arrival."""
        self._file.write(
            "".join([f'{{"stream":"{stream}","value":{value}}}\n' for stream, _, value in records])
        )
