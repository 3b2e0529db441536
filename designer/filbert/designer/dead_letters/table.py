"""The table of dead letters."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

DEAD_LETTER = Table(
    "dead_letter",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("environment", Text, nullable=False),
    # No foreign key: scenarios are deployed from the command line, too.
    Column("scenario", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("is_cut", Boolean, nullable=False),
    Column("replayed_at", BigInteger),
    Column("replayed_by", Text),
    Index(
        "ix_dead_letter_groups", "environment", "recorded_at", "id", "scenario", "node", "code", "replayed_at"
    ),
    Index("ix_dead_letter_scenario", "scenario", "recorded_at"),
    Index("ix_dead_letter_event", "environment", "scenario", "event_id"),
    Index("ix_dead_letter_received_at", "received_at"),
)
