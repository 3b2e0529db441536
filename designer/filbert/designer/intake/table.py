"""How far the topics of environments were read.

In the database and not only in Kafka: written in the transaction that writes what was read, and true again when the
database is restored from a backup.
"""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, Integer, Table, Text

POSITION = Table(
    "intake_position",
    METADATA,
    Column("environment", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True, autoincrement=False),
    # The next record to read.
    Column("offset", BigInteger, nullable=False),
)
