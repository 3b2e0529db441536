"""The table of the audit log. Triggers refuse to change or remove a row."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, Index, Table, Text

AUDIT = Table(
    "audit_entry",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("folder", Text),
    Column("detail", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_audit_entry_subject", "subject"),
    Index("ix_audit_entry_folder", "folder"),
)
