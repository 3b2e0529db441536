"""The table of streams, and which scenarios name them."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

STREAM = Table(
    "stream",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("folder", Text, ForeignKey("folder.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_stream_folder", "folder"),
)
