"""The table of objectives: one for each scenario in an environment."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, Table, Text

OBJECTIVE = Table(
    "objective",
    METADATA,
    Column("environment", Text, primary_key=True),
    Column("scenario", Text, ForeignKey("scenario.name"), primary_key=True),
    # Limits; NULL: none.
    Column("lag", Float),
    Column("latency_ms", Float),
    Column("error_percent", Float),
    Column("alerts_per_hour", Float),
    # The stretch of time that is judged.
    Column("minutes", Integer, nullable=False),
    # Nobody is told before this time.
    Column("silent_until", BigInteger),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("revision", Integer, nullable=False),
)
"""All objectives."""
