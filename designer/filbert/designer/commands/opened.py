"""The service's database, for a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from filbert.designer.store import Store
from filbert.designer.store.migration import migrate
from filbert.runtime.settings import ServiceSettings


@contextmanager
def store() -> Iterator[Store]:
    """The database that the settings name, with the newest schema."""
    opened = Store(ServiceSettings().database)
    try:
        migrate(opened)
        yield opened
    finally:
        opened.close()
