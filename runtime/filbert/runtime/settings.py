"""Every setting of Filbert, each read from an environment variable FILBERT_….

FILBERT_EXPRESSION_ENGINE alone is read elsewhere, in filbert.expressions.engine, which depends on nothing.

Imported only by what needs it: pydantic-settings costs more start-up time than `filbert check` may take.
"""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
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
    elasticsearch_port: int = Field(default=9200, ge=0, le=65535)
    prometheus_port: int = Field(default=9090, ge=0, le=65535)

    designer: bool = True
    """Whether the service behind the web designer is part of the stack."""
    designer_port: int = Field(default=8000, ge=0, le=65535)

    task_slots: int = Field(default=12, ge=1)
    """How many parallel tasks the cluster has room for; a deployed scenario takes its parallelism of them."""
    kafka_heap_mb: int = Field(default=512, ge=128)
    jobmanager_heap_mb: int = Field(default=768, ge=256)
    task_heap_mb: int = Field(default=1536, ge=128)
    elasticsearch_heap_mb: int = Field(default=512, ge=256)
    managed_memory_mb: int = Field(default=2048, ge=32)
    """Memory of RocksDB, for scenarios with `state: rocksdb`."""
    minimum_disk_mb: int = Field(default=1024, ge=0)
    """`filbert up` refuses to start with less free space than this."""

    start_seconds: float = Field(default=120, gt=0)
    """How long one part may take to become ready before its start counts as failed."""
    stop_seconds: float = Field(default=20, gt=0)
    """How long one part may take to stop by itself before it is killed."""

    @property
    def without(self) -> tuple[str, ...]:
        """Parts that are not started."""
        return () if self.designer else ("designer",)


class ElasticsearchSettings(BaseSettings):
    """Where Elasticsearch is, and how to log in there."""

    model_config = SettingsConfigDict(
        env_prefix="FILBERT_", populate_by_name=True, extra="forbid", frozen=True
    )

    elasticsearch_url: str | None = None
    """Where Elasticsearch is. Default: `filbert index` takes the local stack's, the service its own database."""
    elasticsearch_user: str | None = None
    elasticsearch_password: SecretStr | None = None
    elasticsearch_api_key: SecretStr | None = None
    """Instead of user and password."""
    elasticsearch_ca: Path | None = None
    """The certificates that vouch for it. Default: those of the system."""


class ServiceSettings(ElasticsearchSettings):
    """The designer's service, `filbert serve`."""

    home: Path = Path(".filbert")
    """Folder of the SQLite database and of the key, where no others are named."""
    designer_host: str = "127.0.0.1"
    """The address to listen at."""
    designer_port: int = Field(default=8000, ge=0, le=65535)
    """The port to listen at; 0 stands for a free one."""
    designer_url: str = "http://127.0.0.1:8000"
    """Where people reach the service. With https, cookies are sent over https only."""
    database_url: str | None = None
    """`sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`. Default: `designer.db` in the home folder."""
    secret_key: SecretStr | None = Field(default=None, min_length=32)
    """Encrypts secrets in the database. Default: one that is made once and kept in the home folder."""
    environments: Path | None = None
    """Folder of environment files. Default: `environments` in the home folder, where the local stack writes its own."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses of proxies whose word is taken for where a request comes from, with commas."""
    session_hours: int = Field(default=12, ge=1, le=720)
    """How long somebody stays signed in."""
    body_limit_mb: int = Field(default=10, ge=1, le=1_000)
    """The largest request, in megabytes."""
    sandbox_processes: int = Field(default=2, ge=1, le=64)
    """How many sample runs and checks are calculated at a time."""
    sandbox_seconds: float = Field(default=20, gt=0)
    """How long one of them may take."""
    observe: bool = True
    """Whether alerts, dead letters and measures of the environments are read in the background."""
    alerts_days: int = Field(default=365, ge=0)
    """How long alerts are kept; 0 stands for ever."""
    dead_letters_days: int = Field(default=30, ge=0)
    """How long dead letters are kept; 0 stands for ever."""
    dead_letters_most: int = Field(default=200_000, ge=1)
    """How many dead letters are kept; beyond that, the oldest go."""
    metrics_seconds: float = Field(default=5, ge=1, le=60)
    """How often measures are read from Flink."""
    prometheus_url: str | None = None
    """A Prometheus server that reads Flink's reporter. Default: the service reads Flink by itself."""
    watch_seconds: float = Field(default=30, ge=1, le=3_600)
    """How often it is looked whether scenarios keep their objectives."""
    notification_hosts: str = Field(default="", pattern=r"^[A-Za-z0-9.:*/_ ,-]*$")
    """Hosts and networks inside of ours to which notifications may go, with commas; `*.example.org` for all below."""
    metrics_days: int = Field(default=90, ge=0)
    """How long measures are kept; 0 stands for ever."""
    samples_days: int = Field(default=0, ge=0)
    """How long samples are kept; 0 stands for ever."""
    reconcile_seconds: float = Field(default=3, gt=0, le=60)
    """How often it is looked what runs."""
    drain_seconds: int = Field(default=20, ge=1)
    """How long requests may go on when the service is stopped."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is logged at least."""

    @property
    def database(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.home / 'designer.db'}"

    @property
    def environments_folder(self) -> Path:
        """Where environment files are."""
        return self.environments or self.home / "environments"

    @property
    def is_secure(self) -> bool:
        """Whether people reach the service by https."""
        return self.designer_url.startswith("https:")


class DesignerSettings(BaseSettings):
    """Where `deploy`, `stop`, `list` and `promote` find the service; only with both they go through it."""

    model_config = SettingsConfigDict(
        env_prefix="FILBERT_", populate_by_name=True, extra="forbid", frozen=True
    )

    designer_url: str | None = None
    """Where the service is reached."""
    designer_token: SecretStr | None = None
    """An API token of whoever deploys."""


class IndexSettings(ElasticsearchSettings):
    """The index of alerts, `filbert index`."""

    index_instance: str = Field(default="0", pattern=r"^[a-zA-Z0-9_-]{1,50}$")
    """The name of an indexer among those of one environment; kept over restarts, so that it has its place at once."""
    index_retention_days: int = Field(default=400, ge=1, le=36_500)
    """Alerts of months that ended longer ago are deleted from the index."""
    index_metrics_host: str = "127.0.0.1"
    index_metrics_port: int = Field(default=9308, ge=0, le=65535)
    """Where the indexer shows its metrics; 0 stands for a free port."""
