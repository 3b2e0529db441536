"""Copies of a SQLite database: made while the service runs, looked at before they are trusted."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from filbert.designer.store.migration import configuration, known
from filbert.designer.store.store import Store


class BackupError(Exception):
    """A copy cannot be made or used; the message says why and what to do."""


def database_file(store: Store) -> Path:
    """The file of a database.

    Raises:
        BackupError: it is not SQLite.
    """
    if not store.is_sqlite or not store.url.database:
        raise BackupError(
            "this is for SQLite; of PostgreSQL, pg_dump makes backups and pg_restore brings them back"
        )
    return Path(store.url.database)


def back_up(source: Path, target: Path) -> None:
    """Copy a database, as it is at one moment, while others go on writing.

    Args:
        source: the database.
        target: a file that does not exist yet; it is there only when it is whole.

    Raises:
        BackupError: there is no database, the target exists, or the copy is not sound.
    """
    if not source.is_file():
        raise BackupError(f"there is no database {source}")
    if target.exists():
        raise BackupError(f"{target} exists already; name another file")
    part = target.with_name(f"{target.name}.part")
    _copy(source, part)
    os.replace(part, target)
    _sync(target.parent)


def restore(source: Path, target: Path) -> Path | None:
    """Put a copy in the place of a database. The service must not run.

    Args:
        source: the copy.
        target: the database.

    Returns:
        Where the database that was there is now; None when there was none.

    Raises:
        BackupError: the copy is not sound, or not of ours, or somebody uses the database.
    """
    if not source.is_file():
        raise BackupError(f"there is no file {source}")
    _check(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    _copy(source, part)
    kept = _put_away(target) if target.exists() else None
    os.replace(part, target)
    _sync(target.parent)
    return kept


def _copy(source: Path, part: Path) -> None:
    part.unlink(missing_ok=True)
    # Passwords' hashes and encrypted secrets are in it.
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_open(source)) as reading, closing(sqlite3.connect(part)) as writing:
            # In one go: in steps, it would begin anew after each write of others. It stops nobody from writing.
            reading.backup(writing)
            # One file, without a log beside it.
            writing.execute("PRAGMA journal_mode = DELETE")
        _check(part)
        _sync(part)
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"{source} cannot be copied: {error}") from error
    except BackupError:
        part.unlink(missing_ok=True)
        raise


def _check(file: Path) -> None:
    """Raises BackupError for what is no sound database of ours that this version can use."""
    try:
        with closing(_open(file)) as opened:
            (verdict,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
            found = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"{file} is no database of Filbert: {error}") from error
    if verdict != "ok":
        raise BackupError(f"{file} is damaged: {verdict}")
    if found is None or found[0] not in known(configuration()):
        raise BackupError(f"{file} was written by a newer version of Filbert; use that version")


def _put_away(target: Path) -> Path:
    """Move a database aside, with what lies beside it.

    Raises:
        BackupError: somebody uses it.
    """
    try:
        with closing(sqlite3.connect(target, timeout=1, isolation_level=None)) as opened:
            # Waits for whoever writes, folds the log into the file, and fails while others have it open.
            opened.execute("PRAGMA locking_mode = EXCLUSIVE")
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            opened.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise BackupError(f"{target} is in use; stop the service first ({error})") from error
    number = 1
    while (kept := target.with_name(f"{target.name}.before-{number}")).exists():
        number += 1
    os.replace(target, kept)
    return kept


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=20)


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
