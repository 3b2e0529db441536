"""The tables of alerts: narrow rows to search and count, and apart from them the whole records."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

ALERT = Table(
    "alert",
    METADATA,
    Column("alert_id", Text, primary_key=True),
    Column("environment", Text, nullable=False),
    # No foreign key: scenarios are deployed from the command line, too.
    Column("scenario", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("node", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("event_time", BigInteger, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("verdict", Text),
    Column("verdict_by", Text),
    Column("verdict_at", BigInteger),
    Column("assignee", Text),
    Column("revision", Integer, nullable=False),
    # Facets are counted in this index alone.
    Index(
        "ix_alert_facets",
        "environment",
        "raised_at",
        "alert_id",
        "scenario",
        "severity",
        "verdict",
        "assignee",
        "subject",
    ),
    Index("ix_alert_scenario", "scenario", "raised_at"),
    Index("ix_alert_subject", "subject", "raised_at"),
    Index("ix_alert_raised_at", "raised_at", "alert_id"),
    Index("ix_alert_received_at", "received_at"),
)

RECORD = Table(
    "alert_record",
    METADATA,
    Column("alert_id", Text, ForeignKey("alert.alert_id", ondelete="CASCADE"), primary_key=True),
    Column("record", Text, nullable=False),
)

COMMENT = Table(
    "alert_comment",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("alert_id", Text, ForeignKey("alert.alert_id", ondelete="CASCADE"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_alert_comment_alert_id", "alert_id"),
)
