"""The table of comments on scenarios."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

COMMENT = Table(
    "scenario_comment",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("scenario", Text, ForeignKey("scenario.name"), nullable=False),
    # The node it is about; nodes come and go, so it may be one that is no longer there.
    Column("node", Text),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("text", Text, nullable=False),
    Column("changed_at", BigInteger),
    Column("resolved_at", BigInteger),
    Column("resolved_by", Text),
    Column("revision", Integer, nullable=False),
    Index("ix_scenario_comment_scenario", "scenario"),
)
