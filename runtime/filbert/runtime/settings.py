"""Every setting of Filbert, each read from an environment variable FILBERT_….

FILBERT_EXPRESSION_ENGINE alone is read elsewhere, in filbert.expressions.engine, which depends on nothing.

Imported only by what needs it: pydantic-settings costs more start-up time than `filbert check` may take.
"""

from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class StackSettings(BaseSettings):
    """The local stack. A port of 0 stands for a free one, chosen once and kept in the home folder."""

    model_config = SettingsConfigDict(
        env_prefix="FILBERT_", populate_by_name=True, extra="forbid", frozen=True
    )

    home: Path = Path(".filbert")
    """Folder for everything the stack keeps: data, configuration, logs, process ids."""
    jars: Path | None = None
    """Folder for the jars that Maven resolves. Default: the checkout's build folder, or the user's cache."""
    java_home: Path | None = None
    """The Java to use. Default: JAVA_HOME, then `java` of the search path."""

    kafka_port: int = Field(default=9092, ge=0, le=65535)
    flink_port: int = Field(
        default=8081, ge=0, le=65535, validation_alias=AliasChoices("flink_port", "FILBERT_FLINK_REST_PORT")
    )

    task_slots: int = Field(default=12, ge=1)
    """How many parallel tasks the cluster has room for; a deployed scenario takes its parallelism of them."""
    kafka_heap_mb: int = Field(default=512, ge=128)
    jobmanager_heap_mb: int = Field(default=768, ge=256)
    task_heap_mb: int = Field(default=1536, ge=128)
    managed_memory_mb: int = Field(default=2048, ge=32)
    """Memory of RocksDB, for scenarios with `state: rocksdb`."""
    minimum_disk_mb: int = Field(default=1024, ge=0)
    """`filbert up` refuses to start with less free space than this."""

    start_seconds: float = Field(default=120, gt=0)
    """How long one part may take to become ready before its start counts as failed."""
    stop_seconds: float = Field(default=20, gt=0)
    """How long one part may take to stop by itself before it is killed."""
