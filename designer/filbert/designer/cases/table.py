"""The tables of test cases and of their runs."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

CASE = Table(
    "test_case",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("scenario", Text, ForeignKey("scenario.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
    UniqueConstraint("scenario", "title", name="uq_test_case_scenario"),
)

RUN = Table(
    "test_run",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("scenario", Text, ForeignKey("scenario.name"), nullable=False),
    # Either a version or a revision of the draft.
    Column("version", Integer),
    Column("revision", Integer),
    Column("environment", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("is_sound", Boolean, nullable=False),
    Column("total", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("results", Text, nullable=False),
    Index("ix_test_run_scenario", "scenario", "version", "number"),
)
