"""Keeps one reader for each environment, and puts what they find into the database."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from filbert.designer.dead_letters import repository as dead_letters
from filbert.designer.dead_letters.record import read_letter
from filbert.designer.intake.places import places
from filbert.designer.intake.reader import Reader, ReaderState, Received
from filbert.designer.scenarios import repository as scenarios
from filbert.monitoring.alert_record import RecordError, read_alert

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.live.hub import Kind
    from filbert.designer.store import ReadSession, WriteSession

log = logging.getLogger("filbert.designer.intake")


class Intake:
    """The readers of all environments. Follows what is known of where these are."""

    def __init__(self, application: Callable[[], Service]) -> None:
        self._application = application
        self._readers: dict[str, Reader] = {}
        self._lock = threading.Lock()
        self._is_closed = False

    def refresh(self) -> None:
        """Start readers of environments that are new, and end those of environments that have gone or moved."""
        application = self._application()
        wanted = places(application)
        with self._lock:
            if self._is_closed:
                return
            gone = [
                reader
                for name, reader in self._readers.items()
                if name not in wanted or wanted[name].kafka != reader.kafka
            ]
            for reader in gone:
                reader.stop()
                del self._readers[reader.environment]
            for reader in gone:
                reader.join()
            for name, place in wanted.items():
                if name not in self._readers:
                    writing = partial(take, application, name)
                    self._readers[name] = reader = Reader(application.store, name, place.kafka, writing)
                    reader.start()

    @property
    def states(self) -> list[ReaderState]:
        """How the readers get on, by environment."""
        return [reader.state for _, reader in sorted(self._readers.items())]

    def close(self) -> None:
        """End all readers, and wait for them."""
        with self._lock:
            self._is_closed = True
            for reader in self._readers.values():
                reader.stop()
            for reader in self._readers.values():
                reader.join()


def take(application: Service, environment: str, session: WriteSession, records: Sequence[Received]) -> None:
    """Put records into the database, and tell of those that are new."""
    at = application.clock.now()
    alerts, letters = [], []
    counts: Counter[tuple[str, str]] = Counter()
    for record in records:
        try:
            if record.kind == "alerts":
                alerts.append(read_alert(record.value, environment, at))
            else:
                letters.append(read_letter(record.value, environment, record.timestamp, at))
        except RecordError as error:
            # Somebody else's record. What reads ours must not stop at it.
            log.warning("a record cannot be read: %s", error, extra={"place": record.place})
            counts[record.kind, "refused"] += 1
    # With an index, the indexer keeps them; here people are told.
    new_alerts = [alert for alert, _ in alerts]
    if application.index is None:
        new_alerts = application.alerts(session).add(alerts)
    new_letters = dead_letters.add(session, letters)
    for kind, found, new in (("alerts", alerts, new_alerts), ("dead-letters", letters, new_letters)):
        counts[kind, "new"] += len(new)
        counts[kind, "repeated"] += len(found) - len(new)
    session.after_commit(lambda: _count(application, environment, counts))
    _tell(application, session, environment, "alerts", Counter(each.scenario for each in new_alerts))
    _tell(application, session, environment, "dead-letters", Counter(each.scenario for each in new_letters))


def _count(application: Service, environment: str, counts: Counter[tuple[str, str]]) -> None:
    for (kind, outcome), count in counts.items():
        application.instruments.received.labels(environment, kind, outcome).inc(count)


def _tell(
    application: Service, session: WriteSession, environment: str, kind: Kind, counts: Counter[str]
) -> None:
    folders = _folders(session, counts)
    for scenario, count in counts.items():
        folder = folders.get(scenario)
        if folder is not None:
            data = {"environment": environment, "scenario": scenario, "count": count}
            session.after_commit(partial(application.live.publish, kind, data, folder=folder))


def _folders(session: ReadSession, names: Counter[str]) -> dict[str, str]:
    found = (scenarios.find(session, name) for name in names)
    return {each.name: each.folder for each in found if each is not None}
