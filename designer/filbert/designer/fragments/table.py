"""The tables of fragments, and which scenarios call them."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

FRAGMENT = Table(
    "fragment",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("folder", Text, ForeignKey("folder.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_fragment_folder", "folder"),
)

CALL = Table(
    "scenario_fragment",
    METADATA,
    Column("scenario", Text, ForeignKey("scenario.name"), primary_key=True),
    # No foreign key: a draft may name one that is not there.
    Column("fragment", Text, primary_key=True),
    Index("ix_scenario_fragment_fragment", "fragment"),
)
