"""Work with Kafka within a request: so much at a time, and only if Kafka answers at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filbert.designer.errors import BusyError
from filbert.designer.intake.places import UnreachableError

if TYPE_CHECKING:
    from filbert.designer.intake.places import Place

PLACES = threading.BoundedSemaphore(6)
WAIT_SECONDS = 10.0
ANSWER_SECONDS = 5.0


@contextmanager
def kafka_turn(place: Place) -> Iterator[None]:
    """Take one of a few turns at Kafka.

    Raises:
        BusyError: none became free in time.
        UnreachableError: Kafka does not answer; found out here once, and not at each of many steps.
    """
    if not PLACES.acquire(timeout=WAIT_SECONDS):
        raise BusyError("Too many requests read from Kafka already.", headers={"Retry-After": "5"})
    try:
        _check(place)
        yield
    finally:
        PLACES.release()


def _check(place: Place) -> None:
    from confluent_kafka import KafkaException
    from confluent_kafka.admin import AdminClient

    client = AdminClient(
        {"bootstrap.servers": place.kafka, "log_level": 0, "socket.connection.setup.timeout.ms": 3_000},
        logger=_QUIET,
    )
    try:
        # Of one topic: a cluster can have very many.
        client.list_topics(f"filbert.{place.environment}.control", timeout=ANSWER_SECONDS)
    except KafkaException as error:
        raise UnreachableError(
            f"Kafka of '{place.environment}' at {place.kafka} does not answer: {error.args[0].str()}."
        ) from None


class _Quiet:
    def log(self, *arguments: object) -> None:
        """Say nothing: the caller is told."""


_QUIET = _Quiet()
