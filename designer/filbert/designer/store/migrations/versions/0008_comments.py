"""Comments on scenarios, and runs of test cases."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "scenario_comment",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("node", sa.Text),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("resolved_at", sa.BigInteger),
        sa.Column("resolved_by", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_scenario_comment"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_scenario_comment_scenario"),
        sa.ForeignKeyConstraint(["by"], ["user_account.name"], name="fk_scenario_comment_by"),
    )
    op.create_index("ix_scenario_comment_scenario", "scenario_comment", ["scenario"])
    op.create_table(
        "test_run",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("revision", sa.Integer),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("is_sound", sa.Boolean, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("passed", sa.Integer, nullable=False),
        sa.Column("results", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_test_run"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_test_run_scenario"),
        sa.ForeignKeyConstraint(["by"], ["user_account.name"], name="fk_test_run_by"),
    )
    op.create_index("ix_test_run_scenario", "test_run", ["scenario", "version", "number"])
