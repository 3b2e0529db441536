"""Every few seconds: look at what runs, and see to it that what should be done is being done.

Nothing is started on a guess. A cluster that does not answer makes what it runs unknown, and nothing else; a job is
missing only when its cluster answers twice that it does not know it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from filbert.designer.deployments import repository
from filbert.designer.deployments.carrying import (
    LaterError,
    StoppingError,
    carry_out,
    database_of,
    resume,
)
from filbert.designer.deployments.model import MOVING, State
from filbert.designer.deployments.sight import SECONDS, Sight, look, observation
from filbert.designer.environments import service as environments
from filbert.runtime.deployment.flink import TERMINAL, Flink
from filbert.runtime.deployment.store import Store

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service

log = logging.getLogger("filbert.designer.reconciler")

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
KEPT_SECONDS = 15.0
"""So often it is written down at least that a job was seen."""


class Reconciler:
    """Works beside the requests, in threads of its own. Start it once; stop it when done."""

    def __init__(self, application: Callable[[], Service], seconds: float) -> None:
        self._application = application
        self._seconds = seconds
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._looked = threading.Event()
        self._lock = threading.Lock()
        self._busy: dict[tuple[str, str], threading.Thread] = {}
        self._pauses: dict[tuple[str, str], tuple[int, float]] = {}
        self._missing: dict[str, int] = {}
        self._kept: dict[int, tuple[int, str | None]] = {}
        self._flinks: dict[str, Flink] = {}
        self._thread: threading.Thread | None = None
        self.sights: Mapping[str, Sight] = {}
        """What was last seen, by address of the cluster."""

    def start(self) -> None:
        """Begin to work."""
        self._thread = threading.Thread(target=self._run, name="reconciler", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at once: something was asked for."""
        self._wake.set()

    def stop(self) -> None:
        """End; what is under way goes on when the service runs again."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(10)
        for thread in list(self._busy.values()):
            thread.join(10)
        for flink in self._flinks.values():
            flink.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.tick()
            except Exception:
                # Whatever it is, the next look may find it gone; without looks nothing is known at all.
                log.exception("a look failed")
            self._wake.wait(self._seconds)

    def tick(self) -> None:
        """Look once at everything, and begin what there is to do."""
        application = self._application()
        with application.store.read() as session:
            deployed = repository.deployed(session)
            places = environments.every(session, application.settings.environments_folder)
        clusters = {each.target for each in deployed}
        clusters |= {
            place.document["flink"]["rest"].rstrip("/") for place in places if "flink" in place.document
        }
        ours: dict[str, list[str]] = {cluster: [] for cluster in clusters}
        for each in deployed:
            if each.job_id is not None:
                ours[each.target].append(each.job_id)
        # What waits for nothing that could be seen begins before the looks, which may take seconds.
        self._begin_changes(application)
        self._look(application, ours)
        self._keep(application, deployed)
        if not self._stopping.is_set():
            self._begin_changes(application)
            self._resume(application, deployed)

    def _look(self, application: Service, ours: Mapping[str, list[str]]) -> None:
        for gone in self._flinks.keys() - ours.keys():
            self._flinks.pop(gone).close()
        for url in ours.keys() - self._flinks.keys():
            self._flinks[url] = application.cluster.flink(url, SECONDS)

        def one(url: str) -> tuple[str, Sight]:
            now = application.clock.now()
            return url, look(self._flinks[url], self.sights.get(url), ours[url], now)

        if ours:
            with ThreadPoolExecutor(max_workers=min(8, len(ours))) as pool:
                self.sights = dict(pool.map(one, ours))
        else:
            self.sights = {}

    def _keep(self, application: Service, deployed: list[repository.Deployed]) -> None:
        """Write down what was seen, so that a service that starts anew knows since when it does not know."""
        news = []
        for each in deployed:
            sight = self.sights.get(each.target)
            detail = sight.details.get(each.job_id) if sight is not None and each.job_id else None
            if (
                each.run is None
                or detail is None
                or sight is None
                or not sight.shows(application.clock.now())
            ):
                continue
            at, checkpoint = self._kept.get(each.run, (0, None))
            if detail.checkpoint != checkpoint or detail.at - at > KEPT_SECONDS * 1000:
                news.append(observation(each.run, detail))
                self._kept[each.run] = (detail.at, detail.checkpoint)
        if news:
            store = Store(database_of(application.store))
            try:
                for seen in news:
                    store.observe(seen)
            finally:
                store.close()

    def _begin_changes(self, application: Service) -> None:
        now = application.clock.now()
        with application.store.read() as session:
            changes = repository.open_changes(session)
        for change in changes:
            if change.state is State.SCHEDULED and (change.start_at or 0) <= now:
                with application.store.write() as session:
                    repository.move(session, change.number, [State.SCHEDULED], state=State.QUEUED)
            elif change.state not in MOVING:
                continue
            self._begin(
                (change.environment, change.scenario),
                lambda identifier=change.id: carry_out(application, identifier, self._stopping),  # type: ignore[misc]
            )

    def _resume(self, application: Service, deployed: list[repository.Deployed]) -> None:
        """Finish what others have begun, and bring back what was lost."""
        with application.store.read() as session:
            operations = repository.open_operations(session)
            targets = repository.targets(session)
            changes = {each.id: each for each in repository.open_changes(session)}
        now = application.clock.now()
        for identifier, environment, scenario, _, _ in operations:
            target = targets[identifier]
            if identifier not in changes and self._answers(target, now):
                self._resume_one(application, environment, scenario, target)
        open_places = {(environment, scenario) for _, environment, scenario, _, _ in operations}
        moving = {(each.environment, each.scenario) for each in changes.values() if each.state in MOVING}
        missing = {}
        for each in deployed:
            place = (each.environment, each.scenario)
            sight = self.sights.get(each.target)
            if each.desired != "running" or each.job_id is None or place in open_places | moving:
                continue
            if sight is None or not sight.shows(now):
                continue
            job = sight.jobs.get(each.job_id)
            if job is not None and job.state != "FAILED":
                if job.state not in TERMINAL:
                    self._pauses.pop(place, None)
                continue
            missing[each.job_id] = self._missing.get(each.job_id, 0) + 1
            if missing[each.job_id] >= 2:
                self._resume_one(application, each.environment, each.scenario, each.target)
        self._missing = missing

    def _answers(self, url: str, now: int) -> bool:
        sight = self.sights.get(url)
        return sight is None or sight.shows(now)

    def _resume_one(self, application: Service, environment: str, scenario: str, flink: str) -> None:
        def work() -> None:
            left = resume(application, environment, scenario, flink, self._stopping)
            # It may have been in vain: a job that fails again at once is not started without end.
            raise LaterError(left or "started again", LONGEST_PAUSE_SECONDS)

        self._begin((environment, scenario), work)

    def _begin(self, place: tuple[str, str], work: Callable[[], None]) -> None:
        """Have a thread do something about a scenario, unless one does already or it is too early."""
        with self._lock:
            running = self._busy.get(place)
            if running is not None and running.is_alive():
                return
            if time.monotonic() < self._pauses.get(place, (0, 0.0))[1]:
                return
            thread = threading.Thread(target=self._do, args=(place, work), daemon=True)
            self._busy[place] = thread
        thread.start()

    def _do(self, place: tuple[str, str], work: Callable[[], None]) -> None:
        try:
            work()
            self._pauses.pop(place, None)
        except StoppingError:
            return
        except LaterError as error:
            self._pause(place, error.longest)
        except Exception:
            # What is under way stays recorded, and is tried again; nothing else may suffer from it.
            log.exception("the work on %s/%s failed", *place)
            self._pause(place, LONGEST_PAUSE_SECONDS)
        finally:
            with self._lock:
                self._busy.pop(place, None)
        self.wake()

    def _pause(self, place: tuple[str, str], longest: float) -> None:
        times, _ = self._pauses.get(place, (0, 0.0))
        seconds = min(FIRST_PAUSE_SECONDS * 2.0 ** min(times, 10), longest)
        self._pauses[place] = (times + 1, time.monotonic() + seconds)
