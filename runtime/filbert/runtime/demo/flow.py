"""The traffic of the demo, flowing in the background."""

import threading
from collections.abc import Mapping
from pathlib import Path

from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.kafka_sink import KafkaSink
from filbert.runtime.traffic.kinds import open_traffic
from filbert.runtime.traffic.pace import Pace
from filbert.runtime.traffic.run import Summary, run


class Flow:
    """One run of traffic in a thread of its own. Used as a context; leaving it ends the traffic."""

    def __init__(
        self, settings: TrafficSettings, bootstrap_servers: str, topics: Mapping[str, str], truth: Path
    ) -> None:
        self.summary = Summary()
        self.failure: BaseException | None = None
        self._settings = settings
        self._sink = KafkaSink(bootstrap_servers, topics)
        self._traffic = open_traffic("telecom", settings)
        self._truth = truth
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="traffic", daemon=True)

    def __enter__(self) -> "Flow":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def flowing(self) -> bool:
        """Whether there is more to come."""
        return self._thread.is_alive()

    def _run(self) -> None:
        def note(summary: Summary) -> None:
            self.summary = summary

        try:
            self.summary = run(
                self._traffic,
                self._sink,
                self._truth,
                Pace(self._settings.speed, self._settings.start_ms),
                stopping=self._stop.is_set,
                progress=note,
            )
        except Exception as failure:  # noqa: BLE001 - shown by the main thread, which has nothing else to learn it from
            self.failure = failure
