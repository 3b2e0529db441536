"""The database as the service holds it: two kinds of sessions over one pool.

SQLite allows one writer. Writers of this process queue at a lock, since SQLite's own waiting is polling that starves
some; writers of other processes (a command) are waited for by SQLite. A write begins with BEGIN IMMEDIATE: one that
starts by reading could find at its first write that it came second.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from filbert.designer.store.session import ReadSession, WriteSession
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

CONNECTIONS = 40
"""As many as requests are worked on at a time, so that none waits for a connection."""
BUSY_SECONDS = 20


class Store:
    """The database. Close it when done."""

    def __init__(self, url: str) -> None:
        self.url = _driver(make_url(url))
        self.engine = _engine(self.url)
        self._writer = self.engine.execution_options(filbert_writes=True)
        # SQLite shows one state for as long as a transaction lasts; PostgreSQL does when it is told to.
        self._reader = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        self._turn = threading.Lock() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file, with one writer at a time."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[ReadSession]:
        """A session that sees one state of everything and changes nothing."""
        with self._reader.connect() as connection:
            yield ReadSession(connection)

    @contextmanager
    def write(self) -> Iterator[WriteSession]:
        """A transaction: committed at the end, rolled back when an exception leaves the block."""
        with self._turn, self._writer.begin() as connection:
            session = WriteSession(connection)
            yield session
            session.finish()
        session.tell()

    def ping(self) -> None:
        """Ask the database something.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it does not answer.
        """
        with self.read() as session:
            session.value(text("SELECT 1"))

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def _driver(url: URL) -> URL:
    """People write `postgresql://`; which driver that is stands here."""
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+pg8000")
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver begins transactions as it thinks right, unless told not to.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    # What was answered with "saved" must survive a loss of power.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("filbert_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
