"""The table of snoozes: one row for each scenario and subject of an environment, whose changes are in the audit log."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

SNOOZE = Table(
    "snooze",
    METADATA,
    # A hash of environment, scenario and subject: a subject may be longer than a key of a database.
    Column("id", Text, primary_key=True),
    Column("environment", Text, nullable=False),
    # No foreign key: scenarios are deployed from the command line, too.
    Column("scenario", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", Text),
    Column("revision", Integer, nullable=False),
    # The revision that the control topic has; another one than the newest is still to be written there.
    Column("told", Integer, nullable=False),
    Index("ix_snooze_scenario", "scenario", "environment"),
    Index("ix_snooze_at", "at"),
)
"""All snoozes."""
