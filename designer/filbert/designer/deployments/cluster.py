"""The way to Flink and Kafka: all that the service asks of them about deployments goes through here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from filbert.runtime.compiled import SourceBinding, Topic
from filbert.runtime.deployment.clock import Clock
from filbert.runtime.deployment.flink import Flink
from filbert.runtime.deployment.place import open_machine
from filbert.runtime.deployment.start import Start, starts
from filbert.runtime.deployment.steps import Machine
from filbert.runtime.deployment.topics import create_missing, missing_topics
from filbert.runtime.deployment.verdict import Verdict
from filbert.runtime.stack.home import Home


class Cluster:
    """Real clusters; a test puts one with faults in its place."""

    def machine(
        self,
        home: Home,
        flink: str,
        database: Path | str,
        clock: Clock,
        progress: Callable[[str], None] = lambda line: None,
    ) -> AbstractContextManager[Machine]:
        """Everything that an operation of the deployment library needs.

        Raises:
            FlinkUnavailableError: the cluster does not answer.
        """
        return open_machine(home, flink, progress, database=database, clock=clock)

    def flink(self, url: str, seconds: float = 10) -> Flink:
        """A client of a Flink, whose answers may take so many seconds."""
        return Flink(url, seconds=seconds)

    def create_topics(self, servers: str, topics: Collection[Topic]) -> list[str]:
        """Make the topics that are not there. Raises KafkaError."""
        return create_missing(servers, topics)

    def missing_topics(self, servers: str, topics: Collection[Topic]) -> list[str]:
        """The names of the topics that are not there. Raises KafkaError."""
        return missing_topics(servers, topics)

    def starts(
        self, servers: str, sources: Sequence[SourceBinding], verdicts: Sequence[Verdict]
    ) -> list[Start]:
        """Where sources would start. Raises KafkaError."""
        return starts(servers, sources, verdicts)
