"""Processes are ours by the marks they carry, not by their ids."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from filbert.runtime.stack import process as processes
from filbert.runtime.stack.process import Marks

Spawn = Callable[..., psutil.Process]

WITH_CHILD = """
import subprocess, time

subprocess.Popen(["sleep", "600"])
print("up", flush=True)
time.sleep(600)
"""
STUBBORN = """
import signal, time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def identity() -> str:
    """The identity of a stack."""
    return uuid4().hex


@pytest.fixture
def spawn(identity: str, tmp_path: Path) -> Iterator[Spawn]:
    """Starts a part; all are ended after the test."""
    children = []

    def spawn(part: str, *command: str) -> psutil.Process:
        marks = Marks(identity, part, "f1", "i1")
        child = processes.spawn(command, {}, marks, tmp_path / f"{part}.log", tmp_path)
        children.append(child)
        return psutil.Process(child.pid)

    yield spawn
    for process, _ in processes.processes_of(identity):
        process.kill()
    for child in children:
        child.wait()


def wait_for_output(folder: Path, part: str) -> None:
    """Wait until a part has said something."""
    while "up" not in "".join(processes.tail(folder / f"{part}.log")):
        pass


def test_a_process_of_ours_is_known_by_its_marks(spawn: Spawn, identity: str, tmp_path: Path) -> None:
    process = spawn("kafka", "sleep", "600")

    assert processes.marks_of(process) == Marks(identity, "kafka", "f1", "i1")
    assert processes.own_process(process.pid, identity, "kafka") == process


def test_a_stale_id_that_now_belongs_to_somebody_else_is_not_ours(identity: str, tmp_path: Path) -> None:
    stranger = psutil.Process(os.getpid())

    assert processes.own_process(stranger.pid, identity, "kafka") is None


def test_a_part_of_another_stack_is_not_ours(spawn: Spawn, identity: str, tmp_path: Path) -> None:
    process = spawn("kafka", "sleep", "600")

    assert processes.own_process(process.pid, uuid4().hex, "kafka") is None
    assert processes.own_process(process.pid, identity, "jobmanager") is None


def test_what_a_part_has_started_is_found_too(spawn: Spawn, identity: str, tmp_path: Path) -> None:
    spawn("submitter", sys.executable, "-c", WITH_CHILD)
    wait_for_output(tmp_path, "submitter")

    found = processes.processes_of(identity)

    assert sorted(process.name() for process, _ in found)[-1] == "sleep"
    assert len(found) == 2


def test_a_process_that_ignores_the_request_to_end_is_killed(
    spawn: Spawn, identity: str, tmp_path: Path
) -> None:
    obedient = spawn("kafka", "sleep", "600")
    stubborn = spawn("connect", sys.executable, "-c", STUBBORN)
    wait_for_output(tmp_path, "connect")

    killed = processes.stop([obedient, stubborn], 0.5)

    assert killed == [stubborn]
    assert processes.processes_of(identity) == []


def test_a_dead_process_that_nobody_has_collected_counts_as_dead(identity: str) -> None:
    marks = Marks(identity, "kafka", "", "")
    child = subprocess.Popen(["true"], env={**os.environ, **marks.environment()})
    process = psutil.Process(child.pid)

    while process.status() != psutil.STATUS_ZOMBIE:
        pass

    assert not processes.is_alive(process)
    assert processes.own_process(child.pid, identity, "kafka") is None
    child.wait()


def test_a_part_reads_nothing_and_its_output_goes_to_its_log(
    spawn: Spawn, identity: str, tmp_path: Path
) -> None:
    process = spawn("kafka", "sh", "-c", "cat; echo out; echo err >&2")
    processes.wait([process], 10)

    assert processes.tail(tmp_path / "kafka.log") == ["out", "err"]


def test_a_long_log_is_put_aside_at_the_next_start(spawn: Spawn, identity: str, tmp_path: Path) -> None:
    log = tmp_path / "kafka.log"
    with log.open("wb") as file:
        file.truncate(21 * 2**20)

    process = spawn("kafka", "echo", "fresh")
    processes.wait([process], 10)

    assert processes.tail(log) == ["fresh"]
    assert (tmp_path / "kafka.log.1").exists()


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {number}\n" for number in range(100_000)))

    assert processes.tail(log, 2) == ["line 99998", "line 99999"]
    assert processes.tail(tmp_path / "none") == []


@pytest.mark.parametrize(("text", "expected"), [("17\n", 17), ("", None), ("not a number", None)])
def test_a_file_with_a_process_id(tmp_path: Path, text: str, expected: int | None) -> None:
    (tmp_path / "pid").write_text(text)

    assert processes.read_pid(tmp_path / "pid") == expected
    assert processes.read_pid(tmp_path / "none") is None
