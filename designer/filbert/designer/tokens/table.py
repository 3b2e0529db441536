"""The table of API tokens."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

TOKEN = Table(
    "api_token",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("user", Text, ForeignKey("user_account.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("ix_api_token_user", "user"),
)
