"""The table of users. `user` is a word of SQL."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

USER = Table(
    "user_account",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("is_administrator", Boolean, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("totp_secret", Text),
    Column("totp_pending", Text),
    Column("totp_step", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("password_changed_at", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
)
