"""The topics of a scenario: there before its job starts."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from filbert.runtime.compiled import Topic

if TYPE_CHECKING:
    from confluent_kafka.admin import AdminClient

SECONDS = 10.0
POLICY = "cleanup.policy"
COMPACTED = {POLICY: "compact"}


class KafkaError(Exception):
    """Kafka does not do what it is asked; the message says why."""


def missing_topics(servers: str, topics: Collection[Topic]) -> list[str]:
    """Return the names of the topics that are not there.

    Raises:
        KafkaError: Kafka does not answer.
    """
    present = _present(_client(servers), servers)
    return [topic.name for topic in topics if topic.name not in present]


def _present(client: "AdminClient", servers: str) -> set[str]:
    from confluent_kafka import KafkaException

    try:
        return set(client.list_topics(timeout=SECONDS).topics)
    except KafkaException as error:
        raise KafkaError(f"Kafka at {servers} does not answer: {error.args[0].str()}") from error


def create_missing(servers: str, topics: Collection[Topic]) -> list[str]:
    """Create the topics that are not there yet and return their names.

    A topic that is to be compacted and was made otherwise, by hand or by an older version, is put right.

    Raises:
        KafkaError: Kafka does not answer, or refuses one.
    """
    from confluent_kafka import KafkaError as Code
    from confluent_kafka import KafkaException
    from confluent_kafka.cimpl import NewTopic

    client = _client(servers)
    present = _present(client, servers)
    _compact(client, [topic.name for topic in topics if topic.is_compacted and topic.name in present])
    missing = [topic for topic in topics if topic.name not in present]
    if not missing:
        return []
    # -1: as many partitions and copies as the broker is set up to give.
    wanted = [
        NewTopic(topic.name, topic.partitions or -1, -1, config=COMPACTED if topic.is_compacted else {})
        for topic in missing
    ]
    created = []
    for name, answer in client.create_topics(wanted, request_timeout=SECONDS).items():
        try:
            answer.result()
        except KafkaException as error:
            # Another deployment may have been quicker.
            if error.args[0].code() == Code.TOPIC_ALREADY_EXISTS:
                continue
            raise KafkaError(f"Kafka does not create the topic {name}: {error.args[0].str()}") from error
        created.append(name)
    return created


def _compact(client: "AdminClient", names: Collection[str]) -> None:
    """Have topics compacted that are not; of what others have set there, nothing changes."""
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import (  # type: ignore[attr-defined]
        AlterConfigOpType,
        ConfigEntry,
        ConfigResource,
        ResourceType,
    )

    if not names:
        return
    asked = [ConfigResource(ResourceType.TOPIC, name) for name in names]
    try:
        for resource, answer in client.describe_configs(asked, request_timeout=SECONDS).items():
            if answer.result()[POLICY].value == COMPACTED[POLICY]:
                continue
            entry = ConfigEntry(POLICY, COMPACTED[POLICY], incremental_operation=AlterConfigOpType.SET)
            changed = ConfigResource(ResourceType.TOPIC, resource.name, incremental_configs=[entry])
            for done in client.incremental_alter_configs([changed], request_timeout=SECONDS).values():
                done.result()
    except KafkaException as error:
        raise KafkaError(
            f"Kafka does not compact the topic {', '.join(names)}: {error.args[0].str()}"
        ) from error


def _client(servers: str) -> "AdminClient":
    from confluent_kafka.admin import AdminClient

    # The library would print each failed connection; the callers say it in one sentence.
    return AdminClient({"bootstrap.servers": servers, "log_level": 0}, logger=_QUIET)


class _Quiet:
    def log(self, *arguments: object) -> None:
        """Say nothing."""


_QUIET = _Quiet()
