"""Processes that know which stack they belong to.

Every process of a stack carries marks in its environment: which stack, which part, and a fingerprint
of what it was started with. A process id alone proves nothing, because ids are reused; the marks do.
They are inherited, so whatever a part starts is found as well, also after a crash of everything that
kept a list.
"""

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

STACK_MARK = "FILBERT_STACK_IDENTITY"
PART_MARK = "FILBERT_STACK_PART"
FINGERPRINT_MARK = "FILBERT_STACK_FINGERPRINT"
INCARNATION_MARK = "FILBERT_STACK_INCARNATION"
YOUNG_SECONDS = 0.5
"""A process older than this has no environment if it shows none, such as one of the kernel's own."""
LONGEST_LOG = 20 * 2**20
"""A log that is longer is put aside at the next start."""
MARKS = (STACK_MARK, PART_MARK, FINGERPRINT_MARK, INCARNATION_MARK)


@dataclass(frozen=True)
class Marks:
    """What a process of a stack says about itself."""

    stack: str
    part: str
    fingerprint: str
    incarnation: str

    def environment(self) -> dict[str, str]:
        """The marks as environment variables."""
        return {
            STACK_MARK: self.stack,
            PART_MARK: self.part,
            FINGERPRINT_MARK: self.fingerprint,
            INCARNATION_MARK: self.incarnation,
        }


def marks_of(process: psutil.Process) -> Marks | None:
    """The marks of a living process; None for one that is dead, foreign or another user's."""
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        environment = _environment(process)
    except (psutil.Error, OSError):
        return None
    if STACK_MARK not in environment:
        return None
    return Marks(*(environment.get(mark, "") for mark in MARKS))


def _environment(process: psutil.Process) -> dict[str, str]:
    """A process's environment. For a moment after its program was loaded, the system shows an empty one."""
    environment = process.environ()
    while not environment and time.time() - process.create_time() < YOUNG_SECONDS:
        time.sleep(0.005)
        environment = process.environ()
    return environment


def own_process(pid: int, identity: str, part: str) -> psutil.Process | None:
    """The process with this id, if it is alive and is the part of that stack."""
    try:
        process = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None
    marks = marks_of(process)
    return process if marks and marks.stack == identity and marks.part == part else None


def processes_of(identity: str) -> list[tuple[psutil.Process, Marks]]:
    """Every living process of a stack, listed or not."""
    found = []
    for process in psutil.process_iter():
        marks = marks_of(process)
        if marks and marks.stack == identity:
            found.append((process, marks))
    return found


def read_pid(path: Path) -> int | None:
    """The process id in a file; None when there is none."""
    try:
        text = path.read_text().strip()
    except FileNotFoundError:
        return None
    return int(text) if text.isdigit() else None


def spawn(
    command: Sequence[str], environment: Mapping[str, str], marks: Marks, log: Path, folder: Path
) -> subprocess.Popen[bytes]:
    """Start a process of its own session, with its output appended to a log and nothing to read."""
    if log.exists() and log.stat().st_size > LONGEST_LOG:
        log.replace(log.with_name(log.name + ".1"))
    inherited = {name: value for name, value in os.environ.items() if name not in MARKS}
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env={**inherited, **environment, **marks.environment()},
            start_new_session=True,
        )


def is_alive(process: psutil.Process) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def stop(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Ask processes to end, then kill those that have not. Returns the ones that had to be killed."""
    remaining = [process for process in processes if is_alive(process)]
    for process in remaining:
        send(process, signal.SIGTERM)
    remaining = wait(remaining, seconds)
    for process in remaining:
        send(process, signal.SIGKILL)
    wait(remaining, 10)
    return remaining


def wait(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for processes to end. Returns those that still run."""
    deadline = time.monotonic() + seconds
    remaining = list(processes)
    while True:
        remaining = [process for process in remaining if is_alive(process)]
        if not remaining or time.monotonic() > deadline:
            return remaining
        time.sleep(0.05)


def send(process: psutil.Process, number: signal.Signals) -> None:
    """Signal a process, unless it has ended in the meantime (psutil compares start times)."""
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def tail(log: Path, lines: int = 15) -> list[str]:
    """The last lines of a log, without reading all of it."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 64 * 1024))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-lines:]


def hurry(pid: int | None) -> None:
    """Tell a supervisor to retry at once what it waits to retry."""
    if pid is not None:
        try:
            os.kill(pid, signal.SIGUSR1)
        except ProcessLookupError:
            return
