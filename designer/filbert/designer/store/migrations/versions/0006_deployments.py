"""What should run, kept by the deployment library; what was asked for, and how it went."""

import sqlalchemy as sa
from alembic import op
from filbert.runtime.deployment.schema import statements

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables; those of the library may be there already, made by the command line."""
    for statement in statements(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table(
        "deployment_change",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("scenario", sa.Text, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("hash", sa.Text),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("keep_state", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("requested_at", sa.BigInteger, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("start_at", sa.BigInteger),
        sa.Column("decided_at", sa.BigInteger),
        sa.Column("decided_by", sa.Text),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("compiled", sa.Text),
        sa.Column("target", sa.Text),
        sa.Column("outline", sa.Text),
        sa.Column("tests", sa.Text),
        sa.PrimaryKeyConstraint("number", name="pk_deployment_change"),
        sa.UniqueConstraint("id", name="uq_deployment_change_id"),
        sa.ForeignKeyConstraint(["scenario"], ["scenario.name"], name="fk_deployment_change_scenario"),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["user_account.name"], name="fk_deployment_change_requested_by"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.name"], name="fk_deployment_change_decided_by"
        ),
    )
    op.create_index("ix_deployment_change_scenario", "deployment_change", ["scenario", "environment"])
    op.create_index(
        "ix_deployment_change_open",
        "deployment_change",
        ["scenario", "environment"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "deployment_stage",
        sa.Column("change", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("change", "number", name="pk_deployment_stage"),
        sa.ForeignKeyConstraint(["change"], ["deployment_change.number"], name="fk_deployment_stage_change"),
    )
