"""What was asked for, and how it went; and the tables of the deployment library, which the command line writes, too."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

# Without foreign keys to the library's tables: a change is there before its operation is.
CHANGE = Table(
    "deployment_change",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("scenario", Text, ForeignKey("scenario.name"), nullable=False),
    Column("environment", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer),
    Column("hash", Text),
    Column("comment", Text, nullable=False),
    Column("keep_state", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    Column("requested_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("start_at", BigInteger),
    Column("decided_at", BigInteger),
    Column("decided_by", Text, ForeignKey("user_account.name")),
    Column("decision", Text, nullable=False),
    Column("finished_at", BigInteger),
    Column("compiled", Text),
    Column("target", Text),
    Column("outline", Text),
    Column("tests", Text),
    UniqueConstraint("id", name="uq_deployment_change_id"),
    Index("ix_deployment_change_scenario", "scenario", "environment"),
    # One at a time: whoever comes second is told so, also when both come at once.
    Index(
        "ix_deployment_change_open",
        "scenario",
        "environment",
        unique=True,
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
)

STAGE = Table(
    "deployment_stage",
    METADATA,
    Column("change", Integer, ForeignKey("deployment_change.number"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
)

SCHEMA = Table("deployment_schema", METADATA, Column("version", Integer, nullable=False))

DEPLOYMENT = Table(
    "deployment",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("environment", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("compiled", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("held_from", Text, nullable=False),
    Column("document", Text, nullable=False),
)

RUN = Table(
    "deployment_run",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("deployment", Text, ForeignKey("deployment.id"), nullable=False),
    Column("job_id", Text, nullable=False),
    Column("restore_path", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("accepted_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("reason", Text, nullable=False),
    Column("sent_until", BigInteger),
    Index("ix_deployment_run_job", "job_id"),
    Index("ix_deployment_run_deployment", "deployment"),
)

DEPLOYED = Table(
    "deployment_scenario",
    METADATA,
    Column("environment", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("desired", Text, nullable=False),
    Column("deployment", Text, ForeignKey("deployment.id"), nullable=False),
    Column("run", Integer, ForeignKey("deployment_run.id")),
    Column("changed_at", BigInteger, nullable=False),
    Column("keep_state", Integer, nullable=False),
    CheckConstraint("desired IN ('running', 'stopped')", name="desired"),
)

OPERATION = Table(
    "deployment_operation",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("scenario", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("content", Text, nullable=False),
    UniqueConstraint("id", name="uq_deployment_operation_id"),
    Index(
        "ix_deployment_operation_open",
        "environment",
        "scenario",
        unique=True,
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
)

STEP = Table(
    "deployment_step",
    METADATA,
    Column("operation", Text, ForeignKey("deployment_operation.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("step", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("detail", Text, nullable=False),
)

OBSERVATION = Table(
    "deployment_observation",
    METADATA,
    Column("run", Integer, ForeignKey("deployment_run.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("checkpoint", Text),
    Column("checkpoint_at", BigInteger),
)
