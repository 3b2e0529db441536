"""Brings the database to the newest schema, under a lock: several services may start at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

if TYPE_CHECKING:
    from filbert.designer.store.store import Store
    from sqlalchemy import Connection

LOCK = 7_304_411_001
"""Of PostgreSQL's advisory locks; any number that nothing else uses."""


class SchemaError(Exception):
    """The database is newer than this Filbert, or not ours."""


def migrate(store: Store) -> None:
    """Run all migrations that the database lacks, in one transaction.

    Raises:
        SchemaError: it was written by a newer version of Filbert.
    """
    with store.engine.execution_options(filbert_writes=True).begin() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        config = configuration(connection)
        found = current(connection)
        if found is not None and found not in known(config):
            raise SchemaError(
                f"the database {store.url.render_as_string()} was written by a newer version of Filbert "
                f"(schema {found}); use that version"
            )
        command.upgrade(config, "head")


def is_migrated(store: Store) -> bool:
    """Whether the database has the newest schema."""
    with store.engine.connect() as connection:
        return (
            current(connection) == ScriptDirectory.from_config(configuration(connection)).get_current_head()
        )


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration; there is no file of it. A connection is needed only to migrate."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def current(connection: Connection) -> str | None:
    """The schema that a database has."""
    return MigrationContext.configure(connection).get_current_revision()


def known(config: Config) -> set[str]:
    """All schemas that this version of Filbert can make."""
    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
