"""A Flink cluster made of nothing but its rules, with the faults of a real one and a clock of its own."""

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.runtime.compiled import CompiledScenario, SourceBinding, StatefulNode
from filbert.runtime.deployment.flink import TERMINAL, Flink
from filbert.runtime.deployment.model import Run, Target
from filbert.runtime.deployment.restore import RestorePoint, StateFolders
from filbert.runtime.deployment.steps import Machine
from filbert.runtime.deployment.store import Store
from filbert.runtime.deployment.submission import (
    AnswerUnknownError,
    PlanProblem,
    PlanRefusedError,
    RejectedError,
    Submission,
    SubmitterUnavailableError,
)

URL = "http://flink.test:8081"
CHECKPOINT_SECONDS = 10


class Crash(BaseException):
    """The process dies here: nothing in it can catch this."""


@dataclass
class Point:
    number: int
    position: float
    job: str
    savepoint: bool
    completed_at: int


@dataclass
class FakeJob:
    id: str
    name: str
    labels: dict[str, str]
    behaviour: str
    position: float
    number: int
    started_at: float
    started_from: float = 0
    newest_then: float = 0
    """The furthest position that any savepoint or checkpoint had reached when the job started."""
    saved_then: float = 0
    """The furthest of the savepoints only."""
    state: str = "INITIALIZING"
    state_since: float = 0
    checkpoint_due: float = 0
    failures: list[str] = field(default_factory=list)
    savepoints: dict[str, dict[str, Any]] = field(default_factory=dict)
    ends_at: float | None = None

    @property
    def live(self) -> bool:
        return self.state not in TERMINAL


class World:
    """The cluster, its disk, the submitter and the time."""

    def __init__(self, seed: int = 0, faults: float = 0.0, rejections: bool = True) -> None:
        self.random = random.Random(seed)
        self.faults = faults
        self.rejections = rejections
        self.crashes = 0.0
        self.time = 1_000.0
        self.down_until = 0.0
        self.jobs: dict[str, FakeJob] = {}
        self.points: dict[str, Point] = {}
        self.delayed: list[tuple[float, Submission]] = []
        self.landed: list[FakeJob] = []
        self.violations: list[str] = []
        self.requests: list[str] = []
        self.submissions: list[Submission] = []
        self.slots = 12
        self.savepoint_failures = 0
        self.before: Callable[[str], None] = lambda what: None
        """Called with the name of each thing that is about to happen; a test may crash the process there."""

    # The clock

    def now(self) -> int:
        return int(self.time * 1000)

    def sleep(self, seconds: float) -> None:
        end = self.time + seconds
        while self.time < end:
            self._tick(min(0.25, end - self.time))

    def _tick(self, seconds: float) -> None:
        self.time += seconds
        for when, submission in list(self.delayed):
            if self.time >= when and self.time >= self.down_until:
                self.delayed.remove((when, submission))
                self._land_unheard(submission)
        if self.time < self.down_until:
            return
        for job in self.jobs.values():
            if job.live:
                self._run(job, seconds)

    def _run(self, job: FakeJob, seconds: float) -> None:
        if job.state == "CANCELLING":
            self._change(job, "CANCELED")
            return
        if job.state == "INITIALIZING" and self.time - job.started_at > 0.5:
            self._change(job, "RUNNING")
            job.checkpoint_due = self.time + CHECKPOINT_SECONDS
        if job.state == "RESTARTING" and self.time - job.state_since > 1:
            self._change(job, "RUNNING")
        if job.state == "RUNNING" and job.behaviour == "loops" and self.time - job.state_since > 1:
            job.failures.append("NullPointerException: bad version")
            self._change(job, "RESTARTING")
        if job.state == "RUNNING" and job.behaviour == "fails" and self.time - job.state_since > 1:
            job.failures.append("IllegalStateException: fatal version")
            self._change(job, "FAILED")
        if job.state != "RUNNING":
            return
        if self.all_running(job):
            job.position += seconds * 100
            for savepoint in job.savepoints.values():
                self._savepoint(job, savepoint)
            if job.ends_at is not None and self.time >= job.ends_at:
                self._change(job, "FINISHED")
            elif self.time >= job.checkpoint_due and job.behaviour != "never checkpoints":
                job.checkpoint_due = self.time + CHECKPOINT_SECONDS
                job.number += 1
                self._write(job, f"file:///checkpoints/{job.id}/chk-{job.number}", savepoint=False)

    def _savepoint(self, job: FakeJob, savepoint: dict[str, Any]) -> None:
        if savepoint["done"] or self.time < savepoint["at"]:
            return
        savepoint["done"] = True
        if self.savepoint_failures > 0 or job.behaviour == "no savepoints":
            self.savepoint_failures -= 1
            savepoint["failure"] = "IOException: disk is full"
            return
        job.number += 1
        path = f"{savepoint['directory']}/savepoint-{job.id[:6]}-{job.number}"
        self._write(job, path, savepoint=True)
        savepoint["location"] = path
        job.ends_at = self.time + 0.5

    def _write(self, job: FakeJob, path: str, *, savepoint: bool) -> None:
        self.points[path] = Point(job.number, job.position, job.id, savepoint, self.now())

    def _change(self, job: FakeJob, state: str) -> None:
        job.state, job.state_since = state, self.time
        for savepoint in job.savepoints.values():
            if not savepoint["done"]:
                savepoint |= {"done": True, "failure": "CheckpointException: the coordinator is suspending"}

    def all_running(self, job: FakeJob) -> bool:
        return (
            job.state == "RUNNING" and self.time - job.state_since > 0.5 and self.time - job.started_at > 1.5
        )

    # What may befall it

    def lose_jobmanager(self, seconds: float = 5) -> None:
        self.jobs.clear()
        self.down_until = self.time + seconds

    def live(self) -> list[FakeJob]:
        return [job for job in self.jobs.values() if job.live]

    # Submissions

    def land(self, submission: Submission) -> str:
        """Flink takes a submission, or refuses a job id that it has seen."""
        configuration = submission.configuration
        identifier = configuration["$internal.pipeline.job-id"]
        if identifier in self.jobs:
            raise RejectedError("DuplicateJobSubmissionException: Job has already been submitted.")
        behaviour = configuration.get("test.behaviour", "good")
        if behaviour == "rejected":
            raise RejectedError("RestHandlerException: the jar is missing")
        path = configuration.get("execution.state-recovery.path")
        labels = dict(
            pair.split(":", 1) for pair in configuration["pipeline.global-job-parameters"].split(",")
        )
        name = configuration["pipeline.name"]
        point = self.points.get(path) if path else None
        job = FakeJob(
            id=identifier,
            name=name,
            labels=labels,
            behaviour=behaviour,
            position=point.position if point else 0,
            number=point.number if point else 0,
            started_at=self.time,
            started_from=point.position if point else 0,
            newest_then=max((known.position for known in self.points.values()), default=0),
            saved_then=max((known.position for known in self.points.values() if known.savepoint), default=0),
            state_since=self.time,
        )
        if path is not None and point is None:
            job.failures.append(f"FileNotFoundException: cannot find checkpoint or savepoint {path}")
            self._change(job, "FAILED")
        prefix = name.rsplit("/", 1)[0]
        twins = [other.id for other in self.live() if other.name.startswith(f"{prefix}/")]
        if twins and job.live:
            self.violations.append(f"two copies: {identifier} beside {twins}")
        self.jobs[identifier] = job
        self.landed.append(job)
        return identifier

    def _land_unheard(self, submission: Submission) -> None:
        with suppress(RejectedError):
            self.land(submission)

    def check(self, submission: Submission) -> tuple[PlanProblem, ...]:
        if self.fault() == "refused":
            raise SubmitterUnavailableError("the submitter is not there")
        if submission.configuration.get("test.behaviour") == "plan problem":
            return (PlanProblem("Column 'x' not found in any table", "INSERT …"),)
        return ()

    def submit(self, submission: Submission, seconds: float) -> str:
        self.before("submit")
        self.submissions.append(submission)
        self._tick(0.2)
        if submission.configuration.get("test.behaviour") == "plan problem":
            raise PlanRefusedError((PlanProblem("Column 'x' not found in any table", "INSERT …"),))
        if self.time < self.down_until:
            raise AnswerUnknownError("the cluster is not there")
        match self.fault():
            case "refused":
                raise SubmitterUnavailableError("the submitter is not there")
            case "lost":
                raise AnswerUnknownError("the deadline has passed")
            case "late":
                # On its way while its sender has given up, but never longer than was agreed.
                self.delayed.append((self.time + self.random.uniform(0, seconds), submission))
                raise AnswerUnknownError("the deadline has passed")
            case "unheard":
                self._land_unheard(submission)
                raise AnswerUnknownError("the deadline has passed")
            case "error" if self.rejections:
                raise RejectedError("the cluster is upset")
        identifier = self.land(submission)
        self.before("submitted")
        return identifier

    def fault(self) -> str:
        if self.random.random() >= self.faults:
            return ""
        return self.random.choice(["refused", "lost", "late", "unheard", "error"])

    # The REST API

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.respond)

    def respond(self, request: httpx.Request) -> httpx.Response:
        line = f"{request.method} {request.url.path}"
        self.before(line)
        self.requests.append(line)
        self._tick(0.02)
        if self.time < self.down_until:
            raise httpx.ConnectError("connection refused")
        fault = self.fault()
        if fault == "refused":
            raise httpx.ConnectError("connection refused")
        if fault == "lost":
            raise httpx.ReadTimeout("timed out")
        if fault == "error":
            return httpx.Response(500, json={"errors": ["Internal server error."]})
        response = self._answer(request)
        if fault in {"late", "unheard"}:
            raise httpx.ReadTimeout("timed out after it was done")
        self.before(f"answered {line}")
        return response

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path, body = request.url.path, json.loads(request.content or "{}")
        if path == "/overview":
            used = len(self.live())
            content = {
                "flink-version": "2.3.0",
                "taskmanagers": 1,
                "slots-total": self.slots,
                "slots-available": self.slots - used,
            }
            return httpx.Response(200, json=content)
        if path == "/jobs/overview":
            return httpx.Response(200, json={"jobs": [self._entry(job) for job in self.jobs.values()]})
        if path == "/jobmanager/config":
            folders = {"execution.checkpointing.dir": "file:///checkpoints"}
            return httpx.Response(200, json=[{"key": key, "value": value} for key, value in folders.items()])
        found = re.fullmatch(r"/jobs/(\w+)(/.*)?", path)
        assert found, path
        job, rest = self.jobs.get(found[1]), found[2] or ""
        if rest == "/stop":
            return self._stop(found[1], job, body)
        if job is None:
            status = 500 if rest == "/status" else 404
            return httpx.Response(status, json={"errors": ["FlinkJobNotFoundException: Could not find"]})
        if request.method == "PATCH":
            if job.live:
                self._change(job, "CANCELLING")
            return httpx.Response(202, json={})
        return self._details(job, rest)

    def _details(self, job: FakeJob, rest: str) -> httpx.Response:
        if rest == "":
            status = "RUNNING" if self.all_running(job) else "DEPLOYING"
            content: Any = {
                **self._entry(job),
                "timestamps": {job.state: int(job.state_since * 1000)},
                "vertices": [{"id": "v", "status": status, "parallelism": 1}],
            }
        elif rest == "/status":
            content = {"status": job.state}
        elif rest == "/config":
            content = {"execution-config": {"user-config": job.labels}}
        elif rest == "/exceptions":
            entries = [{"stacktrace": failure} for failure in job.failures[-1:]]
            content = {"exceptionHistory": {"entries": entries}}
        elif rest == "/checkpoints":
            own = [(point.number, path) for path, point in self.points.items() if point.job == job.id]
            number, path = max(own, default=(0, ""))
            latest = {"id": number, "external_path": path, "latest_ack_timestamp": 0}
            content = {"latest": {"completed": latest if path else None}}
        elif rest == "/metrics":
            content = [{"id": "numRestarts", "value": str(len(job.failures))}]
        else:
            trigger = rest.removeprefix("/savepoints/")
            savepoint = job.savepoints.get(trigger)
            if savepoint is None:
                return httpx.Response(404, json={"errors": ["no savepoint operation"]})
            if not savepoint["done"]:
                content = {"status": {"id": "IN_PROGRESS"}, "operation": None}
            elif "failure" in savepoint:
                failure = {"failure-cause": {"stack-trace": savepoint["failure"]}}
                content = {"status": {"id": "COMPLETED"}, "operation": failure}
            else:
                operation = {"location": savepoint["location"]}
                content = {"status": {"id": "COMPLETED"}, "operation": operation}
        return httpx.Response(200, json=content)

    def _stop(self, identifier: str, job: FakeJob | None, body: dict[str, Any]) -> httpx.Response:
        trigger = body["triggerId"]
        if job is not None and trigger not in job.savepoints:
            savepoint = {"directory": body["targetDirectory"], "at": self.time + 1, "done": False}
            if not self.all_running(job):
                savepoint |= {"done": True, "failure": "CheckpointException: not all tasks are running"}
            job.savepoints[trigger] = savepoint
        return httpx.Response(202, json={"request-id": trigger})

    def _entry(self, job: FakeJob) -> dict[str, Any]:
        return {
            "jid": job.id,
            "name": job.name,
            "state": job.state,
            "start-time": int(job.started_at * 1000),
            "end-time": -1 if job.live else int(job.state_since * 1000),
            "last-modification": int(job.state_since * 1000),
        }


class FakeFolders(StateFolders):
    """The disk of a world."""

    def __init__(self, world: World) -> None:
        super().__init__("file:///checkpoints", "file:///savepoints")
        object.__setattr__(self, "world", world)

    world: World

    def own_points(self, run: Run) -> list[RestorePoint]:
        points = [
            RestorePoint(path, point.number, point.completed_at, point.savepoint)
            for path, point in self.world.points.items()
            if point.job == run.job_id
        ]
        return sorted(points, key=lambda point: point.number)

    def remove(self, run: Run, keep: Any) -> list[str]:
        checkpoints = [point.path for point in self.own_points(run) if not point.savepoint]
        savepoints = [point.path for point in self.own_points(run) if point.savepoint]
        doomed = [path for path in savepoints if path not in keep]
        if not set(checkpoints) & set(keep):
            doomed += checkpoints
        for path in doomed:
            del self.world.points[path]
        return doomed


class CrashingStore(Store):
    """A database whose process may die right before or right after a transaction is durable."""

    before: Callable[[str], None] = staticmethod(lambda what: None)

    @contextmanager
    def _write(self) -> Iterator[Any]:
        with super()._write() as connection:
            yield connection
            self.before("commit")
        self.before("committed")


@dataclass
class Bench:
    """A world and the way to work in it."""

    world: World
    path: Path

    def machine(self) -> Machine:
        """A new process: nothing is known but what is in the database."""
        store = CrashingStore(self.path)
        store.before = self.world.before
        return Machine(
            store=store,
            flink=Flink(URL, transport=self.world.transport()),
            submitter=self.world,
            folders=FakeFolders(self.world),
            clock=self.world,
        )


TARGET = Target(flink=URL, kafka="kafka.test:9092")


def compiled(version: int, behaviour: str = "good", **changes: Any) -> CompiledScenario:
    """A version of the scenario `spam`; the number makes its hash."""
    values: dict[str, Any] = {
        "environment": "acceptance",
        "scenario": "spam",
        "version": f"{version:064x}"[::-1],
        "statements": ("CREATE TABLE …",),
        "inserts": ("INSERT …",),
        "configuration": {"test.behaviour": behaviour},
        "sources": (SourceBinding("sms", "sms", "sms", "filbert.acceptance.spam.sms", "earliest"),),
        "stateful": (
            StatefulNode("recipients", "recipients-1a2b", '{"key": "sender"}', "aggregate", 3_600_000),
        ),
    }
    return CompiledScenario(**{**values, **changes})


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A well-behaved cluster without jobs."""
    return Bench(World(), tmp_path / "filbert.db")


@pytest.fixture(scope="session")
def new_bench() -> Callable[..., Bench]:
    """Makes a cluster with faults: `new_bench(path, seed=…, faults=…)`."""

    def make(path: Path, **settings: Any) -> Bench:
        return Bench(World(**settings), path)

    return make


@pytest.fixture(scope="session")
def compile_version() -> Callable[..., CompiledScenario]:
    """Makes a version of a scenario: `compile_version(1, "loops")`."""
    return compiled


@pytest.fixture(scope="session")
def target() -> Target:
    """Where the cluster is."""
    return TARGET


@pytest.fixture(scope="session")
def crash() -> type[BaseException]:
    """The death of the process."""
    return Crash
