"""The database: SQLite or PostgreSQL, sessions that read or write, migrations."""

from filbert.designer.store.session import ReadSession, WriteSession, batches
from filbert.designer.store.store import Store

__all__ = ["ReadSession", "Store", "WriteSession", "batches"]
