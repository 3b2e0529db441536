"""One look at what a running job has counted, by Flink's REST API."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from filbert.monitoring.metrics import BUCKET, EVENTS, RESTARTS, MetricsUnavailableError, Point, Task

NODE_METRIC = re.compile(
    r"filbert_node\.(?P<node>[A-Za-z_][A-Za-z0-9_-]*)\."
    r"(?:filbert_port\.(?P<port>[A-Za-z0-9_-]+)\.out"
    r"|le\.(?P<le>[0-9.]+|\+?Inf)\.latency_bucket"
    r"|(?P<name>in|out|errors|late|outOfOrder|snoozed))$"
)
SOURCE_METRIC = re.compile(
    r"(?P<operator>Source.*default_database[._](?P<node>[^.$]+))\.(?P<name>pendingRecords|currentOutputWatermark)$"
)
"""Of the sources that read events. The one that reads the control topic has `$` in its name."""
OPERATOR_NAME = 80
"""Characters after which Flink cuts the name of an operator."""
BUSY, BLOCKED = "busyTimeMsPerSecond", "backPressuredTimeMsPerSecond"
"""Of each task, by Flink itself."""
OF_JOB = ("numRestarts", "lastCheckpointSize", "lastCheckpointDuration")
NAMES_BYTES = 5_000
"""Of names in one request: what any server takes in an address."""
NAMES_SECONDS = 30.0
"""How long names of measures are taken for known: operators register them as they come up."""
NO_WATERMARK = -(2**62)
"""Flink's least watermark is far below this."""


@dataclass(frozen=True)
class Reading:
    """What a job has counted since it started, or was last started anew."""

    environment: str
    scenario: str
    job: str
    started_at: int
    at: int
    """Epoch milliseconds."""
    restarts: int
    counters: Mapping[str, int]
    gauges: Mapping[str, float] = field(default_factory=dict)
    tasks: Sequence[Task] = ()


class FlinkReader:
    """Reads one cluster."""

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self.url = url
        # A proxy of the user's shell has no business between us and the cluster.
        self._client = httpx.Client(base_url=url, timeout=5.0, trust_env=False, transport=transport)
        self._names: dict[tuple[str, str], tuple[float, list[str]]] = {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def readings(self, environments: Iterable[str], now: int) -> list[Reading]:
        """One reading of each job of ours that runs in these environments.

        Raises:
            MetricsUnavailableError: the cluster does not answer.
        """
        wanted = set(environments)
        jobs: dict[tuple[str, str], Mapping[str, Any]] = {}
        for job in self._get("/jobs/overview")["jobs"]:
            environment, _, rest = job["name"].partition("/")
            scenario = rest.partition("/")[0]
            if environment not in wanted or not scenario or job["state"] != "RUNNING":
                continue
            known = jobs.get((environment, scenario))
            if known is None or known["start-time"] < job["start-time"]:
                jobs[environment, scenario] = job
        alive = {job["jid"] for job in jobs.values()}
        self._names = {key: value for key, value in self._names.items() if key[0] in alive}
        found = []
        for (environment, scenario), job in jobs.items():
            try:
                found.append(self._reading(environment, scenario, job, now))
            except _GoneError:
                continue
        return found

    def _reading(self, environment: str, scenario: str, job: Mapping[str, Any], now: int) -> Reading:
        counters: dict[str, int] = {}
        gauges: dict[str, float] = {}
        watermarks: list[float] = []
        sources: dict[str, bool] = {}
        tasks: list[Task] = []
        identifier = job["jid"]
        for vertex in self._get(f"/jobs/{identifier}")["vertices"]:
            nodes: set[str] = set()
            shares: dict[str, float] = {}
            for value in self._values(identifier, vertex["id"]):
                if value["id"] in (BUSY, BLOCKED):
                    shares[value["id"]] = float(value["max"]) / 1000
                    continue
                source = SOURCE_METRIC.match(value["id"])
                if source is None:
                    key = _key(value["id"])
                    if key is not None:
                        counters[key] = counters.get(key, 0) + int(value["sum"])
                        nodes.add(key.partition("/")[0])
                    continue
                sources[source["node"]] = len(source["operator"]) >= OPERATOR_NAME
                if source["name"] == "pendingRecords":
                    gauges["lag"] = gauges.get("lag", 0) + value["sum"]
                elif value["min"] > NO_WATERMARK:
                    watermarks.append(value["min"])
            nodes.discard("")
            # A task that has just come up has no shares yet, or says that they are no numbers.
            if nodes and len(shares) == 2 and all(map(math.isfinite, shares.values())):
                tasks.append(Task(sorted(nodes), min(1.0, shares[BUSY]), min(1.0, shares[BLOCKED])))
        if watermarks:
            gauges["watermark_delay_ms"] = max(0.0, now - min(watermarks))
        counters[EVENTS] = events_of(counters, sources)
        restarts = self._of_job(identifier, gauges, now)
        return Reading(
            environment, scenario, identifier, job["start-time"], now, restarts, counters, gauges, tasks
        )

    def _of_job(self, job: str, gauges: dict[str, float], now: int) -> int:
        """Add what Flink measures of a job as a whole; gives how often it was started anew."""
        values = {
            each["id"]: float(each["value"])
            for each in self._get(f"/jobs/{job}/metrics?get={','.join(OF_JOB)}")
            if each.get("value") not in (None, "", "NaN")
        }
        for name, key in (
            ("lastCheckpointSize", "checkpoint_size"),
            ("lastCheckpointDuration", "checkpoint_duration_ms"),
        ):
            if values.get(name, -1) >= 0:
                gauges[key] = values[name]
        latest = (self._get(f"/jobs/{job}/checkpoints").get("latest") or {}).get("completed") or {}
        if latest.get("latest_ack_timestamp"):
            gauges["checkpoint_age_ms"] = max(0, now - latest["latest_ack_timestamp"])
        return int(values.get("numRestarts", 0))

    def _values(self, job: str, vertex: str) -> Iterator[Mapping[str, Any]]:
        path = f"/jobs/{job}/vertices/{vertex}/subtasks/metrics"
        known = self._names.get((job, vertex))
        if known is None or time.monotonic() - known[0] > NAMES_SECONDS:
            names = [entry["id"] for entry in self._get(path)]
            wanted = [
                name
                for name in names
                if _key(name) is not None or name in (BUSY, BLOCKED) or SOURCE_METRIC.match(name) is not None
            ]
            known = (time.monotonic(), wanted)
            if wanted:
                self._names[job, vertex] = known
        for some in _chunks(known[1]):
            yield from self._get(f"{path}?get={','.join(some)}")

    def _get(self, path: str) -> Any:
        try:
            response = self._client.get(path)
            if response.status_code == httpx.codes.NOT_FOUND:
                raise _GoneError(path)
            return response.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise MetricsUnavailableError(f"Flink at {self.url} does not answer: {reason}") from error


def events_of(counters: Mapping[str, float], sources: Mapping[str, bool]) -> Any:
    """What came to the sources.

    Args:
        counters: of all nodes.
        sources: ids of source nodes, and whether they may be cut.
    """
    nodes = {key.removesuffix("/in") for key in counters if key.endswith("/in")}
    known = {
        node
        for name, is_cut in sources.items()
        for node in nodes
        if node == name or (is_cut and node.startswith(name))
    }
    return sum(counters[f"{node}/in"] for node in known)


class _GoneError(Exception):
    """A job ended while it was read."""


def difference(before: Reading | None, reading: Reading) -> Point | None:
    """What was counted between two readings of a scenario; None where that cannot be told.

    A job that starts anew counts from nothing, and so does a part of it that Flink has restarted.
    """
    if before is None and reading.at - reading.started_at > 2 * 60_000:
        return None  # Of what came before the first look, nobody knows when it came.
    is_new = before is None or before.job != reading.job
    is_restarted = before is not None and not is_new and before.restarts < reading.restarts
    begun = reading.started_at if is_new or before is None else before.at
    if before is not None and is_new:
        begun = max(begun, before.at)
    old = {} if is_new or is_restarted or before is None else before.counters
    counters = {}
    for key, value in reading.counters.items():
        known = old.get(key, 0)
        counters[key] = value - known if value >= known else value
    restarts = 0 if is_new or before is None else max(0, reading.restarts - before.restarts)
    if restarts:
        counters[RESTARTS] = restarts
    return Point(reading.at, max(1, reading.at - begun), counters, reading.gauges)


def _key(name: str) -> str | None:
    """The key of a counter; None for what is not ours."""
    found = NODE_METRIC.search(name)
    if found is None:
        return None
    if found["le"] is not None:
        return f"{BUCKET}{'+Inf' if 'Inf' in found['le'] else found['le']}"
    if found["port"] is not None:
        return f"{found['node']}/out.{found['port']}"
    return f"{found['node']}/{found['name']}"


def _chunks(names: list[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for name in names:
        quoted = quote(name, safe="")
        if some and size + len(quoted) > NAMES_BYTES:
            yield some
            some, size = [], 0
        some.append(quoted)
        size += len(quoted) + 1
    if some:
        yield some
