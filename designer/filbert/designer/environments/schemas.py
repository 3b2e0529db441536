"""What is said of environments at the edge. A secret goes in, and never out."""

from typing import Annotated, Any, Literal

from filbert.designer.access import Role
from filbert.designer.instant import Instant
from filbert.designer.schema import REVISION, Answer, Line, Name, Request, WholeNumber, example
from filbert.scenarios.name import IDENTIFIER
from pydantic import Field, SecretStr, StringConstraints

RULES = {"tests": True, "four_eyes": False, "role": "deployer"}
SECRET = {"name": "gateway_token", "changed_at": "2026-01-31T10:00:00.000Z", "changed_by": "ann"}
VALUES = {"max_recipients": {"type": "BIGINT", "value": 1000}}
ENVIRONMENT = {
    "name": "acceptance",
    "title": "Acceptance",
    "kafka": {"bootstrap_servers": "127.0.0.1:9092"},
    "flink": {"rest": "http://127.0.0.1:8081"},
    "registry": None,
    "streams": {"sms": {"topic": "sms"}},
    "values": VALUES,
    "actions": "dry-run",
    "inherited": ["kafka", "flink"],
    "rules": RULES,
    "secrets": [SECRET],
    "problems": [],
    "changed_at": "2026-01-31T10:00:00.000Z",
    "changed_by": "ann",
    "revision": 1,
}
SecretName = Annotated[str, StringConstraints(pattern=f"^{IDENTIFIER.pattern}$", max_length=63)]


class KafkaPart(Request):
    """Where Kafka is."""

    bootstrap_servers: str = Field(max_length=2_000)


class FlinkPart(Request):
    """Where Flink is."""

    rest: str = Field(max_length=2_000)


class RegistryPart(Request):
    """Where the schema registry is."""

    url: str = Field(max_length=2_000)


class BindingPart(Request):
    """What a stream is."""

    topic: str = Field(max_length=249)


class RulesPart(Request):
    """What must hold before a version is brought here."""

    model_config = example(RULES)

    tests: bool = Field(description="All test cases of the scenario pass.")
    four_eyes: bool = Field(description="Somebody else than who asked for it approves.")
    role: Role = Field(description="The least role in the scenario's folder that it takes.")


class EnvironmentChange(Request):
    """What is set for an environment. A part that is null is taken from its file, such as the local stack's."""

    model_config = example(
        {
            "revision": 0,
            "title": "Acceptance",
            "kafka": None,
            "flink": None,
            "registry": None,
            "streams": {"sms": {"topic": "sms"}},
            "values": {"max_recipients": 1000, "fee": {"type": "DECIMAL(10, 2)", "value": "0.10"}},
            "actions": "dry-run",
            "rules": RULES,
        }
    )

    revision: WholeNumber = Field(description=REVISION)
    title: Line = ""
    kafka: KafkaPart | None = None
    flink: FlinkPart | None = None
    registry: RegistryPart | None = None
    streams: dict[str, BindingPart] | None = Field(None, max_length=1_000, description="Topics by stream.")
    values: dict[str, Any] | None = Field(
        None,
        max_length=1_000,
        description="What environment.NAME is in expressions: a plain value, or {type, value}.",
    )
    actions: Literal["live", "dry-run", "off"] | None = None
    rules: RulesPart


class EnvironmentCreate(Request):
    """A new environment."""

    model_config = example(
        {
            "name": "training",
            "title": "Training",
            "kafka": {"bootstrap_servers": "127.0.0.1:9092"},
            "flink": {"rest": "http://127.0.0.1:8081"},
            "values": {"max_recipients": 10},
            "actions": "off",
            "rules": {"tests": False, "four_eyes": False, "role": "analyst"},
        }
    )

    name: Name
    title: Line = ""
    kafka: KafkaPart | None = None
    flink: FlinkPart | None = None
    registry: RegistryPart | None = None
    streams: dict[str, BindingPart] | None = Field(None, max_length=1_000)
    values: dict[str, Any] | None = Field(None, max_length=1_000)
    actions: Literal["live", "dry-run", "off"] | None = None
    rules: RulesPart | None = None


class SecretAnswer(Answer):
    """That there is a secret; never what it is."""

    model_config = example(SECRET)

    name: str
    changed_at: Instant
    changed_by: str


class SecretSet(Request):
    """A secret."""

    model_config = example({"value": "correct horse"})

    value: SecretStr = Field(min_length=1, max_length=10_000)


class ValueAnswer(Answer):
    """A constant."""

    type: str
    value: Any = Field(description="As rows have it: a DECIMAL as text.")


class EnvironmentAnswer(Answer):
    """An environment."""

    model_config = example(ENVIRONMENT)

    name: str
    title: str
    kafka: KafkaPart | None
    flink: FlinkPart | None
    registry: RegistryPart | None
    streams: dict[str, BindingPart]
    values: dict[str, ValueAnswer]
    actions: Literal["live", "dry-run", "off"]
    inherited: list[str] = Field(description="The parts that come from a file or are built in.")
    rules: RulesPart
    secrets: list[SecretAnswer]
    problems: list[str] = Field(description="Why nothing can be deployed here yet.")
    changed_at: Instant | None
    changed_by: str | None
    revision: int = Field(description="0: nothing was set here yet.")


class EnvironmentsAnswer(Answer):
    """Environments, in the order in which a version goes through them."""

    model_config = example({"environments": [ENVIRONMENT]})

    environments: list[EnvironmentAnswer]
