"""Objectives, and channels by which it is told when they are broken."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "objective",
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("lag", sa.Float),
        sa.Column("latency_ms", sa.Float),
        sa.Column("error_percent", sa.Float),
        sa.Column("alerts_per_hour", sa.Float),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("silent_until", sa.BigInteger),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("environment", "scenario", name="pk_objective"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_objective_scenario"),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.name"], name="fk_objective_changed_by"),
    )
    op.create_table(
        "channel",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("secret", sa.Text),
        sa.Column("environments", sa.Text, nullable=False),
        sa.Column("repeat_minutes", sa.Integer, nullable=False),
        sa.Column("fault", sa.Text),
        sa.Column("fault_at", sa.BigInteger),
        sa.Column("told_at", sa.BigInteger),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_channel"),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.name"], name="fk_channel_changed_by"),
    )
    op.create_table(
        "notice",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("limit", sa.Float, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", "environment", "scenario", "measure", name="pk_notice"),
        sa.ForeignKeyConstraint(["channel"], ["channel.name"], name="fk_notice_channel", ondelete="CASCADE"),
    )
