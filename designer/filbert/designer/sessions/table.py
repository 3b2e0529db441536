"""The tables of sessions, and of attempts to sign in that failed."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

SESSION = Table(
    "user_session",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("user", Text, ForeignKey("user_account.name"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_user_session_user", "user"),
)

FAILURE = Table(
    "sign_in_failure",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_sign_in_failure_name", "name", "at"),
    Index("ix_sign_in_failure_address", "address", "at"),
)
