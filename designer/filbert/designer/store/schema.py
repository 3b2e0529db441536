"""What all tables share. Each noun declares its own; together they are what the migrations must make."""

from sqlalchemy import MetaData

METADATA = MetaData(
    # Constraints with names can be changed by a later migration, in both databases.
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
