"""The tables of folders and of who may do what in them."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

FOLDER = Table(
    "folder",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
)

MEMBER = Table(
    "folder_member",
    METADATA,
    Column("folder", Text, ForeignKey("folder.name", ondelete="CASCADE"), primary_key=True),
    Column("user", Text, ForeignKey("user_account.name"), primary_key=True),
    Column("role", Text, nullable=False),
    Index("ix_folder_member_user", "user"),
)
