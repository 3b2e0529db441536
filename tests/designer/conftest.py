"""The service on a free port, over SQLite and over PostgreSQL, with a clock that the test sets."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from filbert.designer.access import Actor, Role
from filbert.designer.app import create_app
from filbert.designer.dependencies import Service
from filbert.designer.folders import repository as folders
from filbert.designer.instruments import Instruments
from filbert.designer.passwords import Passwords
from filbert.designer.secret import Cipher
from filbert.designer.serve import listen, server
from filbert.designer.store import Store
from filbert.designer.store.migration import migrate
from filbert.designer.store.schema import METADATA
from filbert.designer.tokens import service as tokens
from filbert.designer.users import service as users
from filbert.runtime.settings import ServiceSettings
from sqlalchemy import create_engine, text

PASSWORD = "orchard bench rain"
MORNING = 1_780_000_000_000
"""2026-05-28T20:26:40Z."""


QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashes that cost nothing to make, and protect nothing."""


@cache
def password_hash() -> str:
    return QUICK.hash(PASSWORD)


class SetClock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.time = MORNING

    def now(self) -> int:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += int(seconds * 1000)


@dataclass
class Running:
    """A service that runs, and what a test needs to prepare it."""

    url: str
    service: Service
    clock: SetClock
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.service.store

    @property
    def operator(self) -> Actor:
        """Whoever prepares the test."""
        return Actor("operator", True, self.clock.now())

    def client(self, **headers: str) -> httpx.Client:
        """A client that is not signed in."""
        # Over plain HTTP, and certificates take as long to load as most tests take.
        made = httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False, verify=False)
        self.clients.append(made)
        return made

    def add_user(self, name: str, administrator: bool = False, **roles: str) -> None:
        """A user with the one password, and roles by folder; folders are made when they are not there."""
        with self.store.write() as session:
            users.create(
                session,
                self.operator,
                name=name,
                title=name.title(),
                password_hash=password_hash(),
                is_administrator=administrator,
            )
            for folder, role in roles.items():
                if folders.find(session, folder) is None:
                    folders.create(session, folders.Folder(folder, folder.title(), self.clock.now(), 1))
                folders.set_role(session, folder, name, Role(role))

    def as_user(self, name: str, limit: str = "admin") -> httpx.Client:
        """A client with a token of a user."""
        with self.store.write() as session:
            actor = Actor(name, False, self.clock.now())
            _, token = tokens.create(session, actor, "test", Role(limit), 300)
        return self.client(Authorization=f"Bearer {token}")

    def new_user(self, name: str, administrator: bool = False, **roles: str) -> httpx.Client:
        """A client with a token of a new user."""
        self.add_user(name, administrator, **roles)
        return self.as_user(name)

    def signed_in(self, name: str) -> httpx.Client:
        """A client with a session of a user, as a browser has one."""
        made = self.client()
        answer = made.post("/api/v1/session", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        made.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return made


@pytest.fixture(scope="session")
def server_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, FastAPI]]:
    """One server for all tests; each puts a service of its own into it."""
    settings = ServiceSettings(home=tmp_path_factory.mktemp("server"), designer_port=0, observe=False)
    app = create_app(settings)
    opened = listen(settings)
    running = server(app, settings)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]})
    thread.start()
    try:
        while not running.started and thread.is_alive():
            time.sleep(0.005)
        assert running.started
        yield f"http://127.0.0.1:{opened.getsockname()[1]}", app
    finally:
        running.should_exit = True
        thread.join()
        opened.close()


@dataclass
class PostgreSQL:
    """A server of our own, and a store over one database of it."""

    port: int
    password: str
    store: Store = field(init=False)
    schema: str = ""

    def url(self, database: str) -> str:
        return f"postgresql://filbert:{self.password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        engine = create_engine(
            self.url("postgres").replace("postgresql:", "postgresql+pg8000:"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def empty(self) -> None:
        """Remove all rows, past the triggers that forbid it."""
        with self.store.write() as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            # All in one statement, and DELETE: TRUNCATE makes new files for each table and each index.
            deleting = "".join(f"DELETE FROM {table.name}; " for table in METADATA.sorted_tables)
            counting = "PERFORM setval(CAST(seqrelid AS regclass), seqstart, FALSE) FROM pg_sequence; "
            schema = f"UPDATE alembic_version SET version_num = '{self.schema}'; "
            session.execute(text(f"DO $$ BEGIN {deleting}{counting}{schema}END $$"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """PostgreSQL from the system's package, on a free port. It refuses to run as root, so then it is nobody's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = (
        found[-1] if found else Path(shutil.which("initdb") or pytest.fail("PostgreSQL is missing: make"))
    )
    binaries = initdb.parent
    folder = Path(tempfile.mkdtemp(prefix="filbert-postgresql-"))
    user = "nobody" if os.getuid() == 0 else None
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    password = secrets.token_hex(16)
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o644)
    subprocess.run(
        [initdb, "--pgdata", folder / "data", "--username", "filbert", "--auth=scram-sha-256",
         f"--pwfile={secret}", "--encoding=UTF8", "--no-locale", "--no-sync"],
        user=user, check=True, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-k", folder, "-h", "127.0.0.1", "-p", str(port),
             "-c", "fsync=off", "-c", "max_connections=300"],
            user=user, stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    try:
        while subprocess.run(
            [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False
        ).returncode:
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.02)
        made = PostgreSQL(port, password)
        made.execute("CREATE DATABASE filbert")
        made.store = Store(made.url("filbert"))
        migrate(made.store)
        with made.store.read() as session:
            made.schema = session.value(text("SELECT version_num FROM alembic_version"))
        yield made
        made.store.close()
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the newest schema, to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "designer.db"
    store = Store(f"sqlite:///{file}")
    migrate(store)
    store.close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database with the newest schema and nothing in it; each test runs with both kinds."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "designer.db")
        made = Store(f"sqlite:///{tmp_path / 'designer.db'}")
        yield made
        made.close()
        return
    postgresql: PostgreSQL = request.getfixturevalue("postgresql")
    postgresql.empty()
    yield postgresql.store


@pytest.fixture
def running(server_: tuple[str, FastAPI], store: Store, tmp_path: Path) -> Iterator[Running]:
    """The service."""
    address, app = server_
    clock = SetClock()
    settings = ServiceSettings(home=tmp_path)
    before = app.state.service
    app.state.service = service = Service(
        settings, store, clock, QUICK, Cipher("k" * 40), Instruments(), before.workers
    )
    made = Running(address, service, clock)
    yield made
    for client in made.clients:
        client.close()
    app.state.service = before
