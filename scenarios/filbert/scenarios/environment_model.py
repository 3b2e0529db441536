"""The shape of an environment file."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from filbert.scenarios.name import VARIABLE
from filbert.scenarios.structure import Identifier, Mapped, Model, Name, Topic, fault, written
from pydantic import BeforeValidator, Field

_SERVERS = re.compile(r"[^\s,:/]+:\d{1,5}(,[^\s,:/]+:\d{1,5})*|\[[0-9a-fA-F:]+\]:\d{1,5}", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?", re.ASCII)


def _variable(value: object) -> object:
    """A secret written by mistake must not be repeated in the message."""
    if isinstance(value, str) and not VARIABLE.fullmatch(value):
        raise fault(
            "E_SECRET",
            "a secret is the name of an environment variable, never the value",
            "capital letters, digits and '_', for example FILBERT_SECRET_GATEWAY",
        )
    return value


Servers = Annotated[
    str,
    written(_SERVERS, "E_VALUE", "a list of Kafka servers", "write host:port, several with commas between"),
]
Address = Annotated[str, written(_ADDRESS, "E_VALUE", "an address", "for example http://127.0.0.1:8081")]


class KafkaModel(Model):
    """`kafka:`."""

    bootstrap_servers: Servers


class FlinkModel(Model):
    """`flink:`."""

    rest: Address


class RegistryModel(Model):
    """`registry:`."""

    url: Address


class BindingModel(Model):
    """One of `streams:`."""

    topic: Topic


class EnvironmentModel(Model):
    """A whole file."""

    environment: Name
    kafka: KafkaModel
    flink: FlinkModel
    registry: RegistryModel | None = None
    streams: Annotated[dict[Name, BindingModel], Mapped] = Field(default_factory=dict)
    values: Annotated[dict[Identifier, Any], Mapped] = Field(default_factory=dict)
    secrets: Annotated[dict[Identifier, Annotated[str, BeforeValidator(_variable)]], Mapped] = Field(
        default_factory=dict
    )
    actions: Literal["live", "dry-run", "off"] = "dry-run"
