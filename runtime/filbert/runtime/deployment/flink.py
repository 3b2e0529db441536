"""The Flink REST API, as far as the deployment needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from filbert.runtime.deployment.cause import useful_cause

TERMINAL = frozenset({"FAILED", "CANCELED", "FINISHED"})
"""States that a job never leaves."""


class FlinkUnavailableError(Exception):
    """Flink gave no answer, or none that says anything about the job: what it does is unknown."""


@dataclass(frozen=True)
class Overview:
    """The cluster as a whole."""

    version: str
    task_managers: int
    slots_total: int
    slots_free: int


@dataclass(frozen=True)
class JobEntry:
    """One line of the list of jobs."""

    id: str
    name: str
    state: str
    started_at: int
    ended_at: int | None
    changed_at: int

    @property
    def terminal(self) -> bool:
        """True when the job has ended for good."""
        return self.state in TERMINAL


@dataclass(frozen=True)
class Job:
    """One job."""

    id: str
    name: str
    state: str
    started_at: int
    state_since: int
    all_running: bool
    """Every task of it runs, none is being deployed or restored."""
    slots: int
    """The largest parallelism of its parts: as many slots as it takes."""

    @property
    def terminal(self) -> bool:
        """True when the job has ended for good."""
        return self.state in TERMINAL


@dataclass(frozen=True)
class Failure:
    """Something that went wrong in a job."""

    at: int
    cause: str
    """In one sentence."""
    trace: str
    task: str | None
    task_manager: str | None


@dataclass(frozen=True)
class SavepointStatus:
    """A savepoint that was asked for."""

    done: bool
    location: str | None = None
    failure: str | None = None


@dataclass(frozen=True)
class Checkpoint:
    """A completed checkpoint or savepoint of a job."""

    number: int
    path: str
    completed_at: int


class Flink:
    """A client of one cluster. No call is repeated here: the callers know what a repetition means."""

    def __init__(
        self, url: str, *, transport: httpx.BaseTransport | None = None, seconds: float = 10
    ) -> None:
        """Make a client; an answer may take so many seconds."""
        self.url = url.rstrip("/")
        self._client = httpx.Client(
            base_url=self.url,
            timeout=httpx.Timeout(seconds, connect=3),
            transport=transport,
            trust_env=False,  # a proxy of the user's shell has no business between us and the cluster
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def overview(self) -> Overview:
        """Return the size of the cluster and what of it is free."""
        found = self._answer("GET", "/overview")
        return Overview(
            version=found["flink-version"],
            task_managers=found["taskmanagers"],
            slots_total=found["slots-total"],
            slots_free=found["slots-available"],
        )

    def jobs(self) -> list[JobEntry]:
        """Return all jobs that the cluster remembers, ended ones too."""
        return [
            JobEntry(
                id=job["jid"],
                name=job["name"],
                state=job["state"],
                started_at=job["start-time"],
                ended_at=job["end-time"] if job["end-time"] > 0 else None,
                changed_at=job["last-modification"],
            )
            for job in self._answer("GET", "/jobs/overview")["jobs"]
        ]

    def state(self, job_id: str) -> str | None:
        """Return a job's state as it is now; None when the cluster does not know the job."""
        found = self._call("GET", f"/jobs/{job_id}/status")
        return None if found is None else str(found["status"])

    def job(self, job_id: str) -> Job | None:
        """Return a job; None when the cluster does not know it. Up to three seconds old."""
        found = self._call("GET", f"/jobs/{job_id}")
        if found is None:
            return None
        vertices = found["vertices"]
        return Job(
            id=found["jid"],
            name=found["name"],
            state=found["state"],
            started_at=found["start-time"],
            state_since=found["timestamps"].get(found["state"]) or found["start-time"],
            all_running=found["state"] == "RUNNING"
            and all(vertex["status"] in {"RUNNING", "FINISHED"} for vertex in vertices),
            slots=max((vertex["parallelism"] for vertex in vertices), default=1),
        )

    def labels(self, job_id: str) -> Mapping[str, str]:
        """Return the labels that a job was submitted with; none when the cluster does not know the job."""
        found = self._call("GET", f"/jobs/{job_id}/config")
        if found is None:
            return {}
        labels = (found.get("execution-config") or {}).get("user-config") or {}
        return {str(name): str(value) for name, value in labels.items()}

    def restarts(self, job_id: str) -> int | None:
        """Return how often a job has been restarted by Flink."""
        found = self._call("GET", f"/jobs/{job_id}/metrics?get=numRestarts")
        values = [entry["value"] for entry in found or [] if entry["id"] == "numRestarts"]
        return int(float(values[0])) if values else None

    def root_cause(self, job_id: str) -> str | None:
        """Return why a job failed or restarted last, in one sentence."""
        found = self._call("GET", f"/jobs/{job_id}/exceptions?maxExceptions=1")
        if found is None:
            return None
        entries = (found.get("exceptionHistory") or {}).get("entries") or []
        trace = entries[0]["stacktrace"] if entries else found.get("root-exception")
        return useful_cause(trace) if trace else None

    def failures(self, job_id: str, most: int = 20) -> list[Failure]:
        """Return what went wrong in a job, the newest first; none when the cluster does not know the job."""
        found = self._call("GET", f"/jobs/{job_id}/exceptions?maxExceptions={most}")
        entries = ((found or {}).get("exceptionHistory") or {}).get("entries") or []
        return [
            Failure(
                at=entry["timestamp"],
                cause=useful_cause(entry["stacktrace"]),
                trace=entry["stacktrace"],
                task=entry.get("taskName"),
                task_manager=entry.get("taskManagerId") or entry.get("endpoint") or entry.get("location"),
            )
            for entry in entries
        ]

    def log_tail(self, part: str, size: int) -> str:
        """Return the end of the log of a part of the cluster.

        Args:
            part: `jobmanager`, or the id of a task manager.
            size: so many bytes.
        """
        path = "/jobmanager/log" if part == "jobmanager" else f"/taskmanagers/{quote(part, safe='')}/log"
        kept = bytearray()
        try:
            with self._client.stream("GET", path) as response:
                if response.is_error:
                    raise FlinkUnavailableError(
                        f"Flink at {self.url} does not give the log of {part}: status {response.status_code}."
                    )
                for chunk in response.iter_bytes():
                    kept += chunk
                    del kept[: max(0, len(kept) - size)]
        except httpx.HTTPError as error:
            raise FlinkUnavailableError(f"Flink at {self.url} does not answer: {error}.") from error
        return kept.decode(errors="replace")

    def task_managers(self) -> list[str]:
        """Return the ids of the task managers."""
        return [str(entry["id"]) for entry in self._answer("GET", "/taskmanagers")["taskmanagers"]]

    def checkpoint(self, job_id: str) -> Checkpoint | None:
        """Return the newest completed checkpoint or savepoint of a job that the cluster still knows."""
        found = self._call("GET", f"/jobs/{job_id}/checkpoints")
        latest = (found or {}).get("latest") or {}
        done = [
            Checkpoint(entry["id"], entry["external_path"], entry["latest_ack_timestamp"])
            for entry in (latest.get("completed"), latest.get("savepoint"))
            if entry and entry.get("external_path") and not entry.get("discarded")
        ]
        return max(done, key=lambda checkpoint: checkpoint.number, default=None)

    def stop_with_savepoint(self, job_id: str, directory: str, trigger: str) -> None:
        """Ask a job to take a savepoint and end. Asking again with the same trigger changes nothing."""
        self._answer(
            "POST",
            f"/jobs/{job_id}/stop",
            # Canonical, so that the next version may use another state backend or parallelism.
            {"targetDirectory": directory, "drain": False, "formatType": "CANONICAL", "triggerId": trigger},
        )

    def savepoint(self, job_id: str, trigger: str) -> SavepointStatus | None:
        """Return how a savepoint gets on; None when the cluster knows of no such request."""
        found = self._call("GET", f"/jobs/{job_id}/savepoints/{trigger}")
        if found is None:
            return None
        if found["status"]["id"] != "COMPLETED":
            return SavepointStatus(done=False)
        operation = found["operation"] or {}
        failure = operation.get("failure-cause")
        return SavepointStatus(
            done=True,
            location=operation.get("location"),
            failure=useful_cause(failure["stack-trace"]) if failure else None,
        )

    def cancel(self, job_id: str) -> None:
        """Ask a job to end at once. Nothing happens when it has ended or is not known."""
        self._call("PATCH", f"/jobs/{job_id}")

    def settings(self) -> dict[str, str]:
        """Return the configuration of the JobManager."""
        return {entry["key"]: entry["value"] for entry in self._answer("GET", "/jobmanager/config")}

    def pending_records(self, job_id: str) -> int | None:
        """Return how many events wait in Kafka for a job; None when its sources do not say."""
        found = self._call("GET", f"/jobs/{job_id}")
        total: int | None = None
        for vertex in (found or {}).get("vertices", []):
            path = f"/jobs/{job_id}/vertices/{vertex['id']}/subtasks/metrics"
            names = [entry["id"] for entry in self._call("GET", path) or []]
            wanted = [name for name in names if name.endswith(".pendingRecords") or name == "pendingRecords"]
            if not wanted:
                continue
            values = self._call("GET", f"{path}?get={quote(','.join(wanted), safe='')}") or []
            total = (total or 0) + int(sum(entry["sum"] for entry in values))
        return total

    def _answer(self, method: str, path: str, body: object = None) -> Any:
        found = self._call(method, path, body)
        if found is None:
            raise FlinkUnavailableError(f"{self.url}{path}: nothing there. Is this a Flink cluster?")
        return found

    def _call(self, method: str, path: str, body: object = None) -> Any:
        """Return the JSON that came back, None for 'not found'."""
        try:
            response = self._client.request(method, path, json=body)
            content = response.json() if response.content else {}
        except (httpx.HTTPError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise FlinkUnavailableError(f"Flink at {self.url} does not answer: {reason}.") from error
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        if response.status_code == httpx.codes.CONFLICT and method == "PATCH":
            return {}
        if response.is_error:
            errors = content.get("errors", []) if isinstance(content, dict) else []
            text = "\n".join(map(str, errors))
            if "FlinkJobNotFoundException" in text:  # some paths say so with status 500
                return None
            reason = useful_cause(text) if errors else f"status {response.status_code}"
            raise FlinkUnavailableError(f"Flink at {self.url} answers with an error: {reason}")
        return content
