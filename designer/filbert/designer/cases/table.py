"""The table of test cases."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text, UniqueConstraint

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
