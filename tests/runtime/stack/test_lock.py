"""Locks end with their process."""

import subprocess
import sys
from pathlib import Path

import pytest
from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.lock import FileLock

HOLD = """
import sys, time
from pathlib import Path
from filbert.runtime.stack.lock import FileLock

print(FileLock(Path(sys.argv[1])).try_acquire(), flush=True)
time.sleep(600)
"""


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")

    assert first.try_acquire()
    assert not second.try_acquire()

    first.release()

    assert second.try_acquire()


def test_asking_whether_a_lock_is_held_does_not_take_it(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")

    assert not lock.is_held()
    assert not lock.is_held()
    assert lock.try_acquire()
    assert FileLock(tmp_path / "lock").is_held()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        assert FileLock(path).is_held()
        assert FileLock(path).holder() == holder.pid

        holder.kill()
        holder.wait()

        assert not FileLock(path).is_held()
        assert FileLock(path).try_acquire()


def test_waiting_ends_with_a_sentence_that_names_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    told: list[int | None] = []
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()

        with pytest.raises(
            StackError, match=f"Process {holder.pid} has held this up .* 'filbert up' gave up"
        ):
            FileLock(path).acquire(0.2, told.append, "'filbert up'")
        holder.kill()

    assert told == [holder.pid]
