"""The tables of channels, and of what was told by each and is not over yet."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, Table, Text

CHANNEL = Table(
    "channel",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    # JSON: where to, without any secret.
    Column("target", Text, nullable=False),
    # Password or token, encrypted.
    Column("secret", Text),
    # JSON: names of environments.
    Column("environments", Text, nullable=False),
    Column("repeat_minutes", Integer, nullable=False),
    Column("fault", Text),
    Column("fault_at", BigInteger),
    Column("told_at", BigInteger),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("revision", Integer, nullable=False),
)
"""All channels."""

NOTICE = Table(
    "notice",
    METADATA,
    Column("channel", Text, ForeignKey("channel.name", ondelete="CASCADE"), primary_key=True),
    Column("environment", Text, primary_key=True),
    Column("scenario", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("value", Float, nullable=False),
    Column("limit", Float, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("told_at", BigInteger, nullable=False),
)
"""What is broken, and was told."""
