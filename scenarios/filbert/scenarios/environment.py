"""An environment: where Kafka and Flink are, and what streams, constants and secrets are bound to there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from filbert.scenarios.problem import DocumentError, Problem, has_errors, in_order
from filbert.scenarios.report import Report
from filbert.scenarios.text import Number, Parsed

if TYPE_CHECKING:
    from filbert.expressions import Column

PRODUCTION = "production"
LOCAL_KAFKA = "127.0.0.1:9092"
LOCAL_FLINK = "http://127.0.0.1:8081"
BIGINT_LIMIT = 2**63


@dataclass(frozen=True)
class Kafka:
    """The Kafka of an environment."""

    bootstrap_servers: str


@dataclass(frozen=True)
class Flink:
    """The Flink of an environment."""

    rest: str


@dataclass(frozen=True)
class Registry:
    """The schema registry of an environment."""

    url: str


@dataclass(frozen=True)
class Binding:
    """What a stream is in an environment."""

    topic: str


@dataclass(frozen=True)
class Environment:
    """One of sandbox, acceptance, production, or what else there is."""

    name: str
    kafka: Kafka
    flink: Flink
    registry: Registry | None = None
    streams: Mapping[str, Binding] = field(default_factory=dict)
    values: Mapping[str, tuple[Column, Any]] = field(default_factory=dict)
    """What `environment.NAME` is in expressions: its type and its Python value."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Names of variables of the process environment; the secrets themselves are in no file."""
    actions: Literal["live", "dry-run", "off"] = "dry-run"

    @property
    def bootstrap_servers(self) -> str:
        """Where Kafka is."""
        return self.kafka.bootstrap_servers

    @property
    def flink_rest(self) -> str:
        """Where Flink's REST API is."""
        return self.flink.rest

    def topic(self, stream: str) -> str | None:
        """The topic that a stream is bound to here; None when it is not bound."""
        return self.streams[stream].topic if stream in self.streams else None


def load_environment(file: Path | str) -> Environment:
    """Read an environment file.

    Raises:
        OSError: it cannot be read.
        DocumentError: with every fault.
    """
    environment, problems = read_environment(file)
    if environment is None or has_errors(problems):
        raise DocumentError(problems)
    return environment


def read_environment(file: Path | str) -> tuple[Environment | None, list[Problem]]:
    """Read an environment file, with every fault; they name the file.

    Raises:
        OSError: it cannot be read.
    """
    from filbert.scenarios.yaml_text import read_file

    path = Path(file)
    try:
        environment, problems = environment_of(read_file(path))
    except DocumentError as error:
        environment, problems = None, list(error.problems)
    return environment, [replace(each, file=str(path)) for each in problems]


def default_environment(name: str = "sandbox") -> Environment:
    """An environment on this machine at the usual ports, for what does not depend on one."""
    return Environment(name, Kafka(LOCAL_KAFKA), Flink(LOCAL_FLINK))


def environment_of(parsed: Parsed) -> tuple[Environment | None, list[Problem]]:
    """The environment in a file that was read, and every fault. None when there are any."""
    from filbert.scenarios.environment_model import EnvironmentModel
    from filbert.scenarios.structure import read_model

    report = Report(parsed)
    model, problems = read_model(EnvironmentModel, parsed)
    report.problems += problems
    raw = parsed.value.get("values") if isinstance(parsed.value, dict) else None
    values = _values(raw if isinstance(raw, dict) else {}, report)
    if model is None or has_errors(report.problems):
        return None, in_order(report.problems)
    environment = Environment(
        name=model.environment,
        kafka=Kafka(model.kafka.bootstrap_servers),
        flink=Flink(model.flink.rest.rstrip("/")),
        registry=Registry(model.registry.url) if model.registry else None,
        streams={name: Binding(binding.topic) for name, binding in model.streams.items()},
        values=values,
        secrets=model.secrets,
        actions=model.actions,
    )
    return environment, in_order(report.problems)


def _values(raw: Mapping[str, Any], report: Report) -> dict[str, tuple[Column, Any]]:
    values = {}
    for name, written in raw.items():
        try:
            values[name] = typed_value(written)
        except ValueError as error:
            report.add("E_VALUE", str(error), ("values", name), hint=getattr(error, "hint", None))
    return values


def typed_value(written: object) -> tuple[Column, Any]:
    """The type and Python value of a constant: from the way it is written, or from `{type: …, value: …}`.

    Raises:
        ValueError: it has no type here, or is not of the type it names.
    """
    if isinstance(written, dict):
        return _declared_value(written)
    if isinstance(written, bool):
        return _constant("BOOLEAN"), written
    if isinstance(written, Number):
        return _number(written)
    if isinstance(written, int):
        if not -BIGINT_LIMIT <= written < BIGINT_LIMIT:
            raise ValueError(
                "a whole number must fit in 64 bits; for a larger one write {type: DECIMAL(38, 0), value: …}"
            )
        return _constant("BIGINT"), written
    if isinstance(written, str):
        return _constant("STRING"), written
    raise ValueError("a constant is a number, a text, true or false")


def _declared_value(written: Mapping[str, Any]) -> tuple[Column, Any]:
    """The type and value of `{type: …, value: …}`."""
    from filbert.expressions import from_json, parse_type

    if written.keys() != {"type", "value"} or not isinstance(written["type"], str):
        raise ValueError("write a plain value, or {type: TYPE, value: VALUE}")
    column = parse_type(written["type"])
    if written["value"] is None:
        raise ValueError("a constant cannot be NULL")
    return replace(column, nullable=False, range=None), from_json(_json(written["value"]), column.type)


def _constant(declared: str) -> Column:
    from filbert.expressions import parse_type

    return parse_type(f"{declared} NOT NULL")


def _number(written: Number) -> tuple[Column, Any]:
    """As in expressions: with an exponent a DOUBLE, else a DECIMAL of just the digits written."""
    from decimal import Decimal
    from math import isfinite

    if "e" in written.text:
        if not isfinite(written):
            raise ValueError(f"{written.text} is too large for a DOUBLE")
        return _constant("DOUBLE"), float(written)
    value = Decimal(written.text)
    _, digits, exponent = value.as_tuple()
    scale = -int(exponent)
    precision = max(len(digits), scale)
    if precision > 38:
        raise ValueError("a DECIMAL has at most 38 digits")
    return _constant(f"DECIMAL({precision}, {scale})"), value


def _json(value: object) -> object:
    """A number as text where JSON's own form would lose digits."""
    return value.text if isinstance(value, Number) and "e" not in value.text else value
