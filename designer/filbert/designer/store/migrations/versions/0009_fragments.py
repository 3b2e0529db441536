"""Fragments; versions keep those that they were made with."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables, and the column."""
    op.create_table(
        "fragment",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_fragment"),
        sa.ForeignKeyConstraint(["folder"], ["folder.name"], name="fk_fragment_folder"),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.name"], name="fk_fragment_changed_by"),
    )
    op.create_index("ix_fragment_folder", "fragment", ["folder"])
    op.create_table(
        "scenario_fragment",
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("fragment", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scenario", "fragment", name="pk_scenario_fragment"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_scenario_fragment_scenario"),
    )
    op.create_index("ix_scenario_fragment_fragment", "scenario_fragment", ["fragment"])
    op.add_column(
        "scenario_version", sa.Column("fragments", sa.Text, nullable=False, server_default=sa.text("'{}'"))
    )
