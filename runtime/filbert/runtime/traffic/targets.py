"""The Kafka of an environment, and the topics that its streams are bound to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filbert.runtime.settings import StackSettings
from filbert.scenarios import DocumentError, load_environment


class TargetError(Exception):
    """An environment that traffic cannot be written to; the message says what to do."""


@dataclass(frozen=True, slots=True)
class KafkaTarget:
    """Where to write, and under which names."""

    bootstrap_servers: str
    topics: Mapping[str, str]


def kafka_target(environment: str, topics: Mapping[str, str]) -> KafkaTarget:
    """Find the Kafka and the topics of an environment.

    Args:
        environment: An environment file, or the name of one that the local stack wrote.
        topics: The default topic of each stream.

    Raises:
        TargetError: There is no such environment, or it names no Kafka.
    """
    path = Path(environment)
    if path.suffix not in {".yaml", ".yml", ".json"}:
        path = StackSettings().home / "environments" / f"{environment}.yaml"
    if not path.is_file():
        raise TargetError(
            f"there is no environment file {path}. 'filbert up' writes those of the local stack."
        )
    try:
        found = load_environment(path)
    except DocumentError as failure:
        raise TargetError(f"{path}: {failure}") from failure
    bound = {stream: found.topic(stream) or topic for stream, topic in topics.items()}
    return KafkaTarget(found.bootstrap_servers, bound)
