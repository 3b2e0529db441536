"""The tables of measures: points at three resolutions, and what was read last, to tell what came since."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

POINT = Table(
    "metric_point",
    METADATA,
    Column("environment", Text, primary_key=True),
    Column("scenario", Text, primary_key=True),
    # Seconds.
    Column("resolution", Integer, primary_key=True, autoincrement=False),
    # The beginning, epoch milliseconds; a multiple of the resolution.
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Index("ix_metric_point_old", "resolution", "at"),
)

LAST = Table(
    "metric_last",
    METADATA,
    Column("environment", Text, primary_key=True),
    Column("scenario", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
)
