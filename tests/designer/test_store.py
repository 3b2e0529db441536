"""The database: migrations, sessions, transactions."""

import threading
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from filbert.designer.app import NOUNS
from filbert.designer.folders import repository as folders
from filbert.designer.store import Store
from filbert.designer.store.migration import SchemaError, is_migrated, migrate
from filbert.designer.store.schema import METADATA
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


def test_migrations_make_exactly_the_tables_that_the_code_knows(store: Store) -> None:
    assert NOUNS
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, METADATA) == []


def test_migrations_run_once_however_many_start_at_once(tmp_path: Any) -> None:
    stores = [Store(f"sqlite:///{tmp_path / 'new.db'}") for _ in range(4)]
    threads = [threading.Thread(target=migrate, args=(each,)) for each in stores]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(is_migrated(each) for each in stores)
    for each in stores:
        each.close()


def test_migrations_run_once_in_postgresql_too(postgresql: Any) -> None:
    postgresql.execute("CREATE DATABASE migrated_at_once")
    stores = [Store(postgresql.url("migrated_at_once")) for _ in range(4)]
    threads = [threading.Thread(target=migrate, args=(each,)) for each in stores]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(is_migrated(each) for each in stores)
    for each in stores:
        each.close()


def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaError, match=r"newer version of Filbert \(schema 9999\)"):
        migrate(store)


def test_a_transaction_that_fails_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as session:  # noqa: PT012
        folders.create(session, folders.Folder("fraud", "Fraud", 1, 1))
        raise RuntimeError

    with store.read() as session:
        assert folders.find(session, "fraud") is None


def test_a_reader_sees_one_state_until_it_ends(store: Store) -> None:
    with store.read() as reading:
        assert folders.every(reading) == []
        with store.write() as writing:
            folders.create(writing, folders.Folder("fraud", "Fraud", 1, 1))

        assert folders.every(reading) == []

    with store.read() as reading:
        assert [each.name for each in folders.every(reading)] == ["fraud"]


def test_the_audit_log_refuses_changes(store: Store) -> None:
    with store.write() as session:
        session.execute(
            text(
                "INSERT INTO audit_entry (number, at, actor, address, action, subject, detail, hash) "
                "VALUES (1, 1, 'ann', '', 'x', 'y', '{}', 'h')"
            )
        )

    for statement in ("UPDATE audit_entry SET actor = 'bob'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="append-only"), store.write() as session:
            session.execute(text(statement))
