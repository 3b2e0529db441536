"""The tables of environments: what was set here, over what files say; and secrets, encrypted."""

from filbert.designer.store.schema import METADATA
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

ENVIRONMENT = Table(
    "environment",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
    Column("revision", Integer, nullable=False),
)

# Without a foreign key: an environment that comes from a file has secrets, too.
SECRET = Table(
    "environment_secret",
    METADATA,
    Column("environment", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", Text, ForeignKey("user_account.name"), nullable=False),
)
