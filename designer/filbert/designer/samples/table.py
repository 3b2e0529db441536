"""The table of samples."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

SAMPLE = Table(
    "sample",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("scenario", Text, ForeignKey("scenario.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, ForeignKey("user_account.name"), nullable=False),
    UniqueConstraint("scenario", "title", name="uq_sample_scenario"),
)
