"""Locks that end with their process, however it ends."""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from filbert.runtime.stack.errors import StackError


class FileLock:
    """A lock on a file, held by at most one process. The kernel frees it when the holder dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock when it is free."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return True

    def acquire(self, seconds: float, waiting: Callable[[int | None], None], purpose: str) -> None:
        """Take the lock, waiting for it at most so long; `waiting` is told once who holds it.

        Raises:
            StackError: the holder did not let go in time.
        """
        deadline = time.monotonic() + seconds
        told = False
        while not self.try_acquire():
            if not told:
                waiting(self.holder())
                told = True
            if time.monotonic() > deadline:
                raise StackError(
                    f"Process {self.holder()} has held this up for {seconds:.0f} s; {purpose} gave up."
                )
            time.sleep(0.1)

    def holder(self) -> int | None:
        """The process that holds the lock, as far as it is known."""
        try:
            text = self.path.read_text()
        except FileNotFoundError:
            return None
        return int(text) if text.isdigit() else None

    def is_held(self) -> bool:
        """Whether some process holds the lock now."""
        if self._descriptor is not None:
            return True
        if not self.path.exists():
            return False
        descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            # Shared, so that two that ask at the same time do not take each other for a holder.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def release(self) -> None:
        """Let go of the lock. The file stays: removing it would let two processes hold 'the' lock."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
