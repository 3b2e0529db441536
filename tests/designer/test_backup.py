"""Backups of a SQLite database, and bringing them back."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filbert.designer.folders import repository as folders
from filbert.designer.store import Store
from filbert.designer.store.backup import BackupError, back_up, database_file, restore


def add(store: Store, name: str) -> None:
    with store.write() as session:
        folders.create(session, folders.Folder(name, name, 1, 1))


def names(file: Path) -> list[str]:
    store = Store(f"sqlite:///{file}")
    with store.read() as session:
        found = [each.name for each in folders.every(session)]
    store.close()
    return found


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    shutil.copy(migrated_file, tmp_path / "designer.db")
    return tmp_path / "designer.db"


def test_a_copy_is_made_while_somebody_writes_and_is_of_one_moment(file: Path, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{file}")
    stopping = threading.Event()

    def write() -> None:
        number = 0
        while not stopping.is_set():
            add(store, f"f{number:05}")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(names(file)) < 5:
            pass
        back_up(file, tmp_path / "copy.db")
    finally:
        stopping.set()
        writer.join()
        store.close()

    found = names(tmp_path / "copy.db")
    assert len(found) >= 5
    assert found == [f"f{number:05}" for number in range(len(found))]
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


def test_what_was_there_is_kept_when_a_copy_is_brought_back(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "copy.db")
    store = Store(f"sqlite:///{file}")
    add(store, "later")
    store.close()

    kept = restore(tmp_path / "copy.db", file)

    assert names(file) == []
    assert kept == tmp_path / "designer.db.before-1"
    assert names(kept) == ["later"]


def test_a_database_that_is_in_use_stays(file: Path, tmp_path: Path) -> None:
    back_up(file, tmp_path / "copy.db")
    store = Store(f"sqlite:///{file}")
    add(store, "later")

    with pytest.raises(BackupError, match="stop the service first"):
        restore(tmp_path / "copy.db", file)

    store.close()
    assert names(file) == ["later"]


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 5_000])
def test_what_is_no_backup_is_refused(file: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)

    with pytest.raises(BackupError, match="no database of Filbert"):
        restore(tmp_path / "other", file)

    assert names(file) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["designer.db", "other"]


def test_a_file_that_exists_is_not_overwritten(file: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")

    with pytest.raises(BackupError, match="exists already"):
        back_up(file, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "mine"


def test_of_postgresql_it_is_told_what_does_it() -> None:
    store = Store("postgresql://filbert@127.0.0.1/filbert")

    with pytest.raises(BackupError, match="pg_dump"):
        database_file(store)

    store.close()


def test_both_are_commands(file: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "FILBERT_HOME": str(tmp_path)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "filbert.runtime.cli", *arguments],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    made = run("backup", str(tmp_path / "copy.db"))
    again = run("backup", str(tmp_path / "copy.db"))
    back = run("restore", str(tmp_path / "copy.db"))

    assert made.returncode == 0, made.stderr
    assert (again.returncode, "exists already" in again.stderr) == (1, True)
    assert back.returncode == 0, back.stderr
    assert "before-1" in back.stdout
