"""SQLite and PostgreSQL as one thing: statements with `?`, rows as dictionaries, transactions that write."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

Rows = list[dict[str, Any]]


class Database(Protocol):
    """A connection that one thread uses. Outside of a transaction each statement stands for itself."""

    dialect: str

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run a statement; gives its rows, none where it has none."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is within as a whole, or nothing of it."""

    def close(self) -> None:
        """Let go of it."""


def open_database(place: Path | str) -> Database:
    """Open a file, or what an address `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME` names."""
    if isinstance(place, Path):
        return SQLite(place)
    if place.startswith("sqlite:///"):
        return SQLite(Path(place.removeprefix("sqlite:///")))
    return PostgreSQL(place)


class SQLite:
    """A file."""

    dialect = "sqlite"

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Autocommit: transactions are opened by hand, so that each begins as a writing one.
        self._connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A step that is recorded must survive a loss of power: the job that it speaks of may well do.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run a statement."""
        return [dict(row) for row in self._connection.execute(statement, tuple(values)).fetchall()]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is within as a whole, or nothing of it."""
        # IMMEDIATE: a transaction that starts by reading could find at its first write that it came second.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class PostgreSQL:
    """A database of a server."""

    dialect = "postgresql"

    def __init__(self, address: str) -> None:
        from pg8000.dbapi import connect  # type: ignore[import-untyped]

        parts = urlsplit(address)
        self._connection = connect(
            user=unquote(parts.username or ""),
            password=unquote(parts.password) if parts.password else None,
            host=parts.hostname or "localhost",
            port=parts.port or 5432,
            database=unquote(parts.path.lstrip("/")) or None,
        )
        self._connection.autocommit = True

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run a statement."""
        cursor = self._connection.cursor()
        plain = [str(value) if isinstance(value, StrEnum) else value for value in values]
        cursor.execute(statement.replace("?", "%s"), plain)
        if cursor.description is None:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is within as a whole, or nothing of it."""
        self.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
