"""Where environments are, as far as anything is to be read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.designer.environments import service as environments
from filbert.designer.errors import ServiceError

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.store import ReadSession


class NotConnectedError(ServiceError):
    """An environment of which nobody has said where it is."""

    status = 503
    code = "not-connected"
    title = "The environment is not connected"
    example = "The environment 'sandbox' is not connected: not set: the servers of Kafka."


class UnreachableError(ServiceError):
    """Kafka or Flink does not answer."""

    status = 503
    code = "unreachable"
    title = "The environment does not answer"
    example = "Kafka of 'sandbox' at 127.0.0.1:9092 does not answer."


@dataclass(frozen=True)
class Place:
    """Where an environment is."""

    environment: str
    kafka: str
    """Bootstrap servers."""
    flink: str
    """Address of the REST API."""
    registry: str | None = None


def places(application: Service) -> dict[str, Place]:
    """The environments of which it is known where they are, by name."""
    with application.store.read() as session:
        found = environments.every(session, application.settings.environments_folder)
    known = {each.name: each.document for each in found}
    return {
        name: _place(name, document)
        for name, document in known.items()
        if "kafka" in document and "flink" in document
    }


def place_of(application: Service, session: ReadSession, environment: str) -> Place:
    """Where an environment is.

    Raises:
        NotFoundError: there is no such environment.
        NotConnectedError: nobody has said where it is.
    """
    found = environments.get(session, application.settings.environments_folder, environment)
    if "kafka" not in found.document or "flink" not in found.document:
        raise NotConnectedError(
            f"The environment '{environment}' is not connected: "
            f"{'; '.join(found.problems)}. Start the stack with 'filbert up', or set its addresses."
        )
    return _place(environment, found.document)


def _place(name: str, document: Mapping[str, Any]) -> Place:
    registry = document.get("registry")
    return Place(
        name,
        document["kafka"]["bootstrap_servers"],
        document["flink"]["rest"].rstrip("/"),
        registry["url"].rstrip("/") if registry else None,
    )
