"""What the Flink compiler hands to the deployment: SQL, and what has to be known about it to keep its state.

A leaf module on purpose: the compiler, the deployment and the submitter all read it, none imports another.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class SourceBinding:
    """One source node: which topic it reads, and where it starts when it has no offsets yet."""

    node: str
    stream: str
    topic: str
    group_id: str
    start: str
    """`committed`, `earliest`, `latest` or `timestamp:<epoch milliseconds>`."""


@dataclass(frozen=True)
class StatefulNode:
    """One node that keeps state in Flink."""

    node: str
    uid: str
    """Node id plus a hash of the signature: equal uid, equal meaning of the stored state."""
    signature: str
    """The normalised meaning of the state. A JSON object lets the verdict name the part that changed."""
    kind: str
    """The component: `aggregate`, `previous`, `deduplicate`, `alert`."""
    complete_after_ms: int | None = None
    """Event time after which an empty state gives full answers (the window's length); None: at once."""


@dataclass(frozen=True)
class Topic:
    """A topic that must exist before the job starts."""

    name: str
    partitions: int | None = None
    """None: as many as the broker gives by default."""
    is_compacted: bool = False
    """Whether the last record of each key is kept for good."""


@dataclass(frozen=True)
class CompiledScenario:
    """One version of one scenario, compiled for one environment."""

    environment: str
    scenario: str
    version: str
    """The full version hash, 64 hex digits."""
    statements: tuple[str, ...]
    """CREATE statements, to be run in this order."""
    inserts: tuple[str, ...]
    """INSERT statements, run together as one statement set."""
    configuration: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[SourceBinding, ...] = ()
    stateful: tuple[StatefulNode, ...] = ()
    topics: tuple[Topic, ...] = ()
    stateful_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By node: the stateful nodes an event passes before it. A replay counts again in these."""

    @property
    def job_name(self) -> str:
        """`<environment>/<scenario>/<first 12 digits of the version>`, the name shown by Flink."""
        return f"{self.environment}/{self.scenario}/{self.version[:12]}"

    def to_json(self) -> dict[str, Any]:
        """Return the value as plain dictionaries and lists."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "CompiledScenario":
        """Read what `to_json` wrote."""
        return cls(
            environment=value["environment"],
            scenario=value["scenario"],
            version=value["version"],
            statements=tuple(value["statements"]),
            inserts=tuple(value["inserts"]),
            configuration=dict(value["configuration"]),
            sources=tuple(SourceBinding(**source) for source in value["sources"]),
            stateful=tuple(StatefulNode(**node) for node in value["stateful"]),
            topics=tuple(Topic(**topic) for topic in value["topics"]),
            stateful_before={node: tuple(nodes) for node, nodes in value.get("stateful_before", {}).items()},
        )
