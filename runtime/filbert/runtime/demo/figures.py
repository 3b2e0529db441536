"""What a running job counts, node by node, read from Flink's REST API."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import httpx

# An operator's name, then the groups of the probes; `le` and port groups have further parts.
_NODE_METRIC = re.compile(
    r"filbert_node\.(?P<node>[A-Za-z_][A-Za-z0-9_-]*)\.(?P<name>in|out|errors|latency_(?:median|p99))$"
)
_NAMES_PER_REQUEST = 40


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one node since its job started, and the latency of its last thousand events.

    Attributes:
        incoming: Events that came.
        outgoing: Events that went on.
        errors: Events that failed.
        latency_p50: Milliseconds from Kafka to here, median; None where it is not measured.
        latency_p99: The same, 99th percentile.
    """

    incoming: int = 0
    outgoing: int = 0
    errors: int = 0
    latency_p50: float | None = None
    latency_p99: float | None = None


class FlinkUnavailableError(Exception):
    """Flink gave no usable answer."""


class Source(Protocol):
    """Answers requests to Flink's REST API."""

    def get(self, path: str) -> Any:
        """The JSON of an answer. Raises FlinkUnavailableError."""


class Rest:
    """Flink's REST API."""

    def __init__(self, url: str) -> None:
        # A proxy of the user's shell has no business between us and the cluster.
        self._client = httpx.Client(base_url=url, timeout=5.0, trust_env=False)

    def get(self, path: str) -> Any:
        """The JSON of an answer. Raises FlinkUnavailableError."""
        try:
            return self._client.get(path).raise_for_status().json()
        except (httpx.HTTPError, ValueError) as failure:
            raise FlinkUnavailableError(f"{path}: {failure}") from failure

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def running_jobs(flink: Source, environment: str) -> dict[str, str]:
    """The running job of each scenario of an environment, by the scenario's name."""
    jobs = {}
    for job in flink.get("/jobs/overview")["jobs"]:
        place, _, rest = job["name"].partition("/")
        if place == environment and rest and job["state"] == "RUNNING":
            jobs[rest.partition("/")[0]] = job["jid"]
    return jobs


def job_figures(flink: Source, job: str) -> dict[str, Figures]:
    """The figures of each node of a job, summed over operators and subtasks."""
    counts: dict[str, dict[str, float]] = {}
    for vertex in flink.get(f"/jobs/{job}")["vertices"]:
        path = f"/jobs/{job}/vertices/{vertex['id']}/subtasks/metrics"
        names = [entry["id"] for entry in flink.get(path) if _NODE_METRIC.search(entry["id"])]
        for some in _chunks(names):
            _add(counts, flink.get(f"{path}?get={quote(','.join(some), safe=',')}"))
    return {node: _figures(found) for node, found in counts.items()}


def _add(counts: dict[str, dict[str, float]], values: Iterable[Mapping[str, Any]]) -> None:
    for value in values:
        if not (found := _NODE_METRIC.search(value["id"])):
            continue
        node, name = counts.setdefault(found["node"], {}), found["name"]
        if name.startswith("latency"):
            node[name] = max(node.get(name, 0.0), value["max"])
        else:
            node[name] = node.get(name, 0.0) + value["sum"]


def _figures(found: Mapping[str, float]) -> Figures:
    return Figures(
        incoming=int(found.get("in", 0)),
        outgoing=int(found.get("out", 0)),
        errors=int(found.get("errors", 0)),
        latency_p50=found.get("latency_median"),
        latency_p99=found.get("latency_p99"),
    )


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(names), _NAMES_PER_REQUEST):
        yield names[first : first + _NAMES_PER_REQUEST]
