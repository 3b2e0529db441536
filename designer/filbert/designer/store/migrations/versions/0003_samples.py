"""Samples and test cases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sample",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_sample"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_sample_scenario"),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.name"], name="fk_sample_created_by"),
        sa.UniqueConstraint("scenario", "title", name="uq_sample_scenario"),
    )
    op.create_table(
        "test_case",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_test_case"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_test_case_scenario"),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.name"], name="fk_test_case_changed_by"),
        sa.UniqueConstraint("scenario", "title", name="uq_test_case_scenario"),
    )
