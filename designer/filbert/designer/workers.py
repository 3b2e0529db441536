"""The service's side of the sandbox processes: a few, kept warm, each ended when its task takes too long."""

from __future__ import annotations

import json
import logging
import queue
import subprocess
import sys
import threading
from typing import Any

from filbert.designer.errors import BusyError, ServiceError, TooLongError
from filbert.designer.sandbox_process import FAILED, TOO_LARGE

log = logging.getLogger("filbert.designer.sandbox")


class Workers:
    """A number of processes that calculate. Started when first needed; close them when done."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._all = [_Worker() for _ in range(count)]
        for worker in self._all:
            self._free.put(worker)

    def run(self, task: str, **arguments: Any) -> Any:
        """Have a task done; waits for a free process.

        Args:
            task: a name of `filbert.designer.tasks.TASKS`.
            arguments: plain values.

        Raises:
            BusyError: none became free in time.
            TooLongError: it took too long, or too much memory.
        """
        return json.loads(self.run_as_text(task, **arguments))

    def run_as_text(self, task: str, **arguments: Any) -> str:
        """As `run`, with the result as JSON: a large one need not be taken apart to be handed on."""
        try:
            worker = self._free.get(timeout=self._seconds)
        except queue.Empty:
            raise BusyError("All places for calculations are taken.", headers={"Retry-After": "5"}) from None
        try:
            answer = worker.ask({"task": task, "arguments": arguments}, self._seconds)
        finally:
            self._free.put(worker)
        if answer is None:
            raise TooLongError(f"It took more than {self._seconds:g} seconds; use less of it.")
        outcome, content = answer
        if outcome == TOO_LARGE:
            raise TooLongError("It took too much memory; use fewer events.")
        if outcome == FAILED:
            log.error("a task failed", extra={"task": task, "trace": json.loads(content)})
            raise ServiceError()
        return content

    def close(self) -> None:
        """End all processes."""
        for worker in self._all:
            worker.end()


class _Worker:
    """One process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, task: dict[str, Any], seconds: float) -> tuple[str, str] | None:
        """The outcome and its JSON; None when there was none in time."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(seconds, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if not line.endswith("\n"):
            self.end()
            return None
        outcome, _, content = line.rstrip("\n").partition(" ")
        return outcome, content

    def end(self) -> None:
        """End the process; the next task starts another one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "filbert.designer.sandbox_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                # A Ctrl-C is for the service, which lets running requests come to their end.
                start_new_session=True,
            )
        return self._process
