"""Measures."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "metric_point",
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("resolution", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("environment", "scenario", "resolution", "at", name="pk_metric_point"),
    )
    op.create_index("ix_metric_point_old", "metric_point", ["resolution", "at"])
    op.create_table(
        "metric_last",
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("environment", "scenario", name="pk_metric_last"),
    )
