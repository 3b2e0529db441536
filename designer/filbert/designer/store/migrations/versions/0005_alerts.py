"""Alerts, dead letters, and how far their topics were read."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.Text, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("event_time", sa.BigInteger, nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("verdict_by", sa.Text),
        sa.Column("verdict_at", sa.BigInteger),
        sa.Column("assignee", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", name="pk_alert"),
    )
    facets = [
        "environment",
        "raised_at",
        "alert_id",
        "scenario",
        "severity",
        "verdict",
        "assignee",
        "subject",
    ]
    op.create_index("ix_alert_facets", "alert", facets)
    op.create_index("ix_alert_scenario", "alert", ["scenario", "raised_at"])
    op.create_index("ix_alert_subject", "alert", ["subject", "raised_at"])
    op.create_index("ix_alert_raised_at", "alert", ["raised_at", "alert_id"])
    op.create_index("ix_alert_received_at", "alert", ["received_at"])
    op.create_table(
        "alert_record",
        sa.Column("alert_id", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", name="pk_alert_record"),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.alert_id"], name="fk_alert_record_alert_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "alert_comment",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("alert_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_alert_comment"),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alert.alert_id"], name="fk_alert_comment_alert_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by"], ["user_account.name"], name="fk_alert_comment_by"),
    )
    op.create_index("ix_alert_comment_alert_id", "alert_comment", ["alert_id"])
    op.create_table(
        "dead_letter",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("node", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("is_cut", sa.Boolean, nullable=False),
        sa.Column("replayed_at", sa.BigInteger),
        sa.Column("replayed_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letter"),
    )
    groups = ["environment", "recorded_at", "id", "scenario", "node", "code", "replayed_at"]
    op.create_index("ix_dead_letter_groups", "dead_letter", groups)
    op.create_index("ix_dead_letter_scenario", "dead_letter", ["scenario", "recorded_at"])
    op.create_index("ix_dead_letter_event", "dead_letter", ["environment", "scenario", "event_id"])
    op.create_index("ix_dead_letter_received_at", "dead_letter", ["received_at"])
    op.create_table(
        "intake_position",
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("environment", "topic", "partition", name="pk_intake_position"),
    )
