"""Writes snoozes to the control topics, where running scenarios read them: at once, and again until Kafka has them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from filbert.designer.intake.places import places
from filbert.designer.scenarios import repository as scenarios
from filbert.designer.snoozes import repository
from filbert.runtime.control import control_topic, snooze, unsnooze
from filbert.runtime.deployment.topics import KafkaError, create_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filbert.designer.dependencies import Service
    from filbert.designer.snoozes.repository import Snooze

log = logging.getLogger("filbert.designer.snoozes")

AGAIN_SECONDS = 3.0
DELIVERY_SECONDS = 8.0


class Herald:
    """One thread, from `start` to `stop`."""

    def __init__(self, application: Callable[[], Service]) -> None:
        self._application = application
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="herald", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it; what is not written yet is written after the next start."""
        self._is_stopping = True
        self._application().untold.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._is_stopping:
            application = self._application()
            application.untold.clear()
            try:
                tell(application)
            except Exception as error:  # Whatever it is, the next snooze must be told all the same.
                log.error("snoozes are not told, and will be tried again", exc_info=error)
            application.untold.wait(AGAIN_SECONDS)


def tell(application: Service) -> None:
    """Write to the control topics what they do not have yet. What cannot be written now is left for the next time."""
    with application.store.read() as session:
        found = repository.untold(session)
    if not found:
        return
    known = places(application)
    for environment in sorted({each.environment for each in found}):
        if environment not in known:
            continue
        some = [each for each in found if each.environment == environment]
        try:
            _write(application, environment, known[environment].kafka, some)
        except KafkaError as error:
            log.warning("snoozes are not told: %s", error, extra={"environment": environment})


def _write(application: Service, environment: str, kafka: str, snoozes: Sequence[Snooze]) -> None:
    create_missing(kafka, [control_topic(environment)])
    left = list(snoozes)
    while left:
        _produce(kafka, environment, left)
        stale = []
        folders = {}
        with application.store.write() as session:
            for each in left:
                scenario = scenarios.find(session, each.scenario)
                if scenario is not None:
                    folders[each.scenario] = scenario.folder
                if not repository.set_told(session, each.id, each.revision):
                    # Changed meanwhile, and perhaps told by another process before this: the newest must come last.
                    newest = repository.find(session, each.id)
                    stale += [newest] if newest is not None else []
        for name, folder in folders.items():
            data = {"environment": environment, "scenario": name, "by": None}
            application.live.publish("snooze", data, folder=folder)
        left = stale


def _produce(kafka: str, environment: str, snoozes: Sequence[Snooze]) -> None:
    from confluent_kafka import KafkaException, Producer

    refused: list[str] = []
    producer = Producer(
        {
            "bootstrap.servers": kafka,
            "enable.idempotence": True,
            "message.timeout.ms": int(DELIVERY_SECONDS * 1000),
            "log_level": 0,
        }
    )
    topic = control_topic(environment).name
    try:
        for each in snoozes:
            command = (
                snooze(each.scenario, each.subject, each.until, each.by)
                if each.ended_at is None
                else unsnooze(each.scenario, each.subject, each.ended_by or each.by)
            )
            producer.produce(
                topic,
                command.value,
                command.key,
                on_delivery=lambda error, _: refused.append(error.str()) if error is not None else None,
            )
        left = producer.flush(DELIVERY_SECONDS + 2)
    except KafkaException as error:
        raise KafkaError(f"Kafka at {kafka} does not take it: {error.args[0].str()}") from error
    if refused or left:
        raise KafkaError(f"Kafka at {kafka} does not take it: {refused[0] if refused else 'no answer'}")
