"""The tables of scenarios. Triggers refuse to change or remove a version."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, text

SCENARIO = Table(
    "scenario",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("folder", Text, ForeignKey("folder.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("archived_at", BigInteger),
    # Of folder and labels; a draft has revisions of its own, so that moving a scenario disturbs nobody who edits it.
    Column("details", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("version", Integer),
    Column("version_hash", Text),
    Index("ix_scenario_folder", "folder"),
)

LABEL = Table(
    "scenario_label",
    METADATA,
    Column("scenario", Text, ForeignKey("scenario.name"), primary_key=True),
    Column("label", Text, primary_key=True),
    Index("ix_scenario_label_label", "label"),
)

USE = Table(
    "scenario_stream",
    METADATA,
    Column("scenario", Text, ForeignKey("scenario.name"), primary_key=True),
    Column("stream", Text, primary_key=True),
    Index("ix_scenario_stream_stream", "stream"),
)

DRAFT = Table(
    "scenario_draft",
    METADATA,
    Column("scenario", Text, ForeignKey("scenario.name"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, ForeignKey("user_account.name"), nullable=False),
)

VERSION = Table(
    "scenario_version",
    METADATA,
    Column("scenario", Text, ForeignKey("scenario.name"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("streams", Text, nullable=False),
    Column("fragments", Text, nullable=False, server_default=text("'{}'")),
    Column("revision", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, ForeignKey("user_account.name"), nullable=False),
    Index("ix_scenario_version_hash", "hash"),
)
