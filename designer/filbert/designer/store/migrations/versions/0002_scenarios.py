"""Streams; scenarios with their drafts and versions."""

import sqlalchemy as sa
from alembic import op
from filbert.designer.store.guard import forbid_changes

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stream",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_stream"),
        sa.ForeignKeyConstraint(["folder"], ["folder.name"], name="fk_stream_folder"),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.name"], name="fk_stream_changed_by"),
    )
    op.create_index("ix_stream_folder", "stream", ["folder"])
    op.create_table(
        "scenario",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("archived_at", sa.BigInteger),
        sa.Column("details", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("version_hash", sa.Text),
        sa.PrimaryKeyConstraint("name", name="pk_scenario"),
        sa.ForeignKeyConstraint(["folder"], ["folder.name"], name="fk_scenario_folder"),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.name"], name="fk_scenario_created_by"),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.name"], name="fk_scenario_changed_by"),
    )
    op.create_index("ix_scenario_folder", "scenario", ["folder"])
    op.create_table(
        "scenario_label",
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scenario", "label", name="pk_scenario_label"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_scenario_label_scenario"),
    )
    op.create_index("ix_scenario_label_label", "scenario_label", ["label"])
    op.create_table(
        "scenario_stream",
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scenario", "stream", name="pk_scenario_stream"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_scenario_stream_scenario"),
    )
    op.create_index("ix_scenario_stream_stream", "scenario_stream", ["stream"])
    op.create_table(
        "scenario_draft",
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scenario", "revision", name="pk_scenario_draft"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_scenario_draft_scenario"),
        sa.ForeignKeyConstraint(["by"], ["user_account.name"], name="fk_scenario_draft_by"),
    )
    op.create_table(
        "scenario_version",
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("streams", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scenario", "number", name="pk_scenario_version"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_scenario_version_scenario"),
        sa.ForeignKeyConstraint(["by"], ["user_account.name"], name="fk_scenario_version_by"),
    )
    op.create_index("ix_scenario_version_hash", "scenario_version", ["hash"])
    forbid_changes("scenario_version", "a version never changes")
