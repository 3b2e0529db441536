"""The service is killed at any point, and Flink and Kafka fall silent: nothing runs twice, nothing is stuck."""

import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil
import pytest
from filbert.runtime.compiled import Topic
from filbert.runtime.deployment.topics import create_missing
from filbert.runtime.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(3_600)]

PASSWORD = "orchard bench rain"
PATIENCE_SECONDS = 300
ENDED = {"FINISHED", "CANCELED", "FAILED"}


def load(name: str) -> Any:
    """A module beside this one; the folders of tests are no packages."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def wait_until(condition: Callable[[], bool], what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(0.2)


class Api:
    """The service of the stack as an administrator uses it, with a scenario in two versions."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.tag = uuid4().hex[:8]
        self.scenario = f"faults-{self.tag}"
        name = f"boss-{self.tag}"
        subprocess.run(
            [sys.executable, "-m", "filbert.runtime.cli", "user", "create", name, "--admin", "--password-stdin"],
            env={**os.environ, "FILBERT_HOME": str(stack.home.root)}, input=PASSWORD, text=True, check=True,
        )  # fmt: skip
        self.client = httpx.Client(
            base_url=f"{stack.designer}/api/v1", timeout=120, trust_env=False, verify=False
        )
        answer = self.client.post("/session", json={"name": name, "password": PASSWORD})
        self.client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        folder = f"faults-{self.tag}"
        create_missing(stack.kafka, [Topic(folder, 1)])
        self.call("POST", "/folders", {"name": folder, "title": "Faults"})
        stream = {"stream": folder, "topic": folder, "format": "json", "fields": {"n": "BIGINT NOT NULL"}}
        self.call("POST", "/streams", {"folder": folder, "document": stream})
        self.call("POST", "/scenarios", {"folder": folder, "document": self.document(1)})
        for revision in (1, 2):
            self.call("POST", f"/scenarios/{self.scenario}/versions", {"revision": revision, "comment": ""})
            body = {"revision": revision, "document": self.document(revision + 1)}
            self.call("PUT", f"/scenarios/{self.scenario}/draft", body)
        # One of its own: other tests of this stack count on the rules of those that are there.
        self.second = f"second-{self.tag}"
        self.make_environment(self.second, stack.kafka, stack.flink)

    def make_environment(self, name: str, kafka: str, flink: str) -> None:
        parts = {"kafka": {"bootstrap_servers": kafka}, "flink": {"rest": flink}}
        rules = {"tests": False, "four_eyes": False, "role": "analyst"}
        self.call("POST", "/environments", {"name": name, "rules": rules, **parts})

    def document(self, version: int) -> dict[str, Any]:
        alert = {"severity": "low", "subject": "CAST(n AS STRING)", "title": "many"}
        return {
            "filbert": 1,
            "name": self.scenario,
            "nodes": [
                {"id": "source", "component": "kafka", "parameters": {"stream": f"faults-{self.tag}"}},
                {"id": "many", "component": "filter", "parameters": {"condition": f"n > {version}"}},
                {"id": "alert", "component": "alert", "parameters": alert},
            ],
            "edges": [{"from": "source", "to": "many"}, {"from": "many.true", "to": "alert"}],
        }

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        answer = self.client.request(method, path, json=body, params=query or None)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def ask(self, verb: str, **body: Any) -> int:
        path = f"/scenarios/{self.scenario}/deployments" + (f"/{verb}" if verb != "deploy" else "")
        return int(self.call("POST", path, body)["number"])

    def change(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.call("GET", f"/scenarios/{self.scenario}/deployments/{number}")
        return found

    def finished(self, number: int) -> dict[str, Any]:
        wait_until(lambda: self.change(number)["finished_at"] is not None, lambda: self.change(number))
        return self.change(number)

    def shown(self, environment: str) -> dict[str, Any]:
        found = self.call("GET", "/deployments", scenario=self.scenario, environment=environment)
        return dict(found["deployments"][0])

    def live(self, environment: str) -> dict[str, str]:
        """The scenario's jobs that have not ended, by id, as Flink itself tells."""
        try:
            # Asked all the time: certificates, which plain HTTP needs not, take ten times as long as the answer.
            jobs = httpx.get(f"{self.stack.flink}/jobs/overview", timeout=10, verify=False).json()["jobs"]
        except httpx.HTTPError:
            return {}
        prefix = f"{environment}/{self.scenario}/"
        return {
            job["jid"]: job["state"]
            for job in jobs
            if job["name"].startswith(prefix) and job["state"] not in ENDED
        }

    def kill(self) -> None:
        """Kill the service, and wait until the supervisor has brought it back."""
        (pid,) = [each.pid for each in self.stack.status() if each.name == "designer"]
        assert pid is not None
        victim = psutil.Process(pid)
        os.kill(pid, signal.SIGKILL)
        psutil.wait_procs([victim], 30)
        wait_until(self.is_ready, self.stack.status)

    def is_ready(self) -> bool:
        try:
            return (
                httpx.get(f"{self.stack.designer}/health/ready", timeout=5, verify=False).status_code == 200
            )
        except httpx.HTTPError:
            return False

    def agree(self, environment: str) -> bool:
        """Whether what should run is shown to run, and is what Flink tells."""
        wanted = "running" if self.shown(environment)["desired"] == "running" else "stopped"
        return self.shown(environment)["observed"] == wanted and self.is_true(environment)

    def is_true(self, environment: str) -> bool:
        """Whether what is shown is what Flink tells, wherever it stands on its way."""
        shown, live = self.shown(environment), self.live(environment)
        if shown["observed"] == "unknown":
            return False
        if shown["observed"] == "running":
            return live == {shown["job_id"]: "RUNNING"}
        # Between two jobs there is none, and the next one is not known by its id before it is up.
        return len(live) <= 1 if shown["under_way"] is not None else set(live) <= {shown["job_id"]}


@pytest.fixture(scope="module")
def api(stack: Stack) -> Iterator[Api]:
    made = Api(stack)
    yield made
    for environment in ("sandbox", made.second):
        if made.live(environment):
            made.finished(made.ask("stop", environment=environment, keep_state=False))
    made.client.close()


class Watch:
    """Counts at all times how many jobs of the scenario live."""

    def __init__(self, api: Api, *environments: str) -> None:
        self.api, self.environments = api, environments
        self.most = 0
        self.looks = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *arguments: object) -> None:
        self._ending.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ending.wait(0.15):
            for environment in self.environments:
                self.most = max(self.most, len(self.api.live(environment)))
            self.looks += 1


@pytest.mark.soak("service-kills")
def test_after_each_kill_what_is_shown_is_what_runs_and_no_second_copy(
    api: Api, full_size: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    random = Random(7)
    api.finished(api.ask("deploy", environment="sandbox", version=1))
    verbs: list[tuple[str, dict[str, Any], str]] = [
        ("deploy", {"environment": "sandbox", "version": 2}, "sandbox"),
        ("promote", {"from": "sandbox", "to": api.second}, api.second),
        ("rollback", {"environment": "sandbox"}, "sandbox"),
        ("stop", {"environment": api.second}, api.second),
    ]
    outcomes = []
    untrue: list[float] = []
    """Seconds from the restart until what was shown was what Flink told."""

    with Watch(api, "sandbox", api.second) as watch:
        for _ in range(10 if full_size else 1):
            for verb, body, environment in verbs:
                number = api.ask(verb, **body)
                # From the first moments to well after the end of most.
                time.sleep(random.uniform(0, 1.5 if verb == "stop" else 9))
                api.kill()
                ready = time.monotonic()
                wait_until(
                    lambda where=environment: api.is_true(where),  # type: ignore[misc]
                    lambda where=environment: (api.shown(where), api.live(where)),  # type: ignore[misc]
                )
                untrue.append(time.monotonic() - ready)
                outcomes.append((verb, api.finished(number)["state"]))
                wait_until(
                    lambda where=environment: api.agree(where),  # type: ignore[misc]
                    lambda where=environment: (api.shown(where), api.live(where)),  # type: ignore[misc]
                )

    with capsys.disabled():
        print(
            f"\n{len(untrue)} kills: shown is what Flink tells after a median of {median(untrue):.1f} s, "
            f"at most {max(untrue):.1f} s; {watch.looks} looks at the jobs, at most {watch.most} at a time"
        )
    assert {state for _, state in outcomes} == {"done"}, outcomes
    assert watch.most == 1
    assert watch.looks > len(untrue)


class Place:
    """An environment whose Flink and Kafka are reached through proxies that can fail."""

    def __init__(self, api: Api) -> None:
        proxy = load("faulty_proxy").FaultyProxy
        self.api = api
        self.name = f"faulty-{api.tag}"
        kafka, flink = urlsplit(f"//{api.stack.kafka}"), urlsplit(api.stack.flink)
        self.kafka, self.flink = proxy(kafka.hostname, kafka.port), proxy(flink.hostname, flink.port)
        api.make_environment(self.name, f"127.0.0.1:{self.kafka.port}", f"http://127.0.0.1:{self.flink.port}")

    def is_shown(self, **wanted: Any) -> bool:
        found = self.api.shown(self.name)
        return all(found[key] == value for key, value in wanted.items())

    def wait_for(self, **wanted: Any) -> dict[str, Any]:
        wait_until(lambda: self.is_shown(**wanted), lambda: self.api.shown(self.name))
        return self.api.shown(self.name)


@pytest.fixture
def place(api: Api) -> Iterator[Place]:
    made = Place(api)
    yield made
    made.flink.set("pass")
    made.kafka.set("pass")
    if api.live(made.name):
        api.finished(api.ask("stop", environment=made.name, keep_state=False))
    made.flink.close()
    made.kafka.close()


def test_silence_makes_it_unknown_since_and_everything_goes_on_by_itself(api: Api, place: Place) -> None:
    with Watch(api, place.name) as watch:
        place.kafka.set("refuse")
        first = api.ask("deploy", environment=place.name, version=1)
        wait_until(lambda: "Kafka" in api.change(first)["detail"], lambda: api.change(first))
        place.kafka.set("pass")
        assert api.finished(first)["state"] == "done"
        running = place.wait_for(observed="running", is_good=True)

        place.flink.set("hang")
        unknown = place.wait_for(observed="unknown", is_good=False)
        assert "does not answer" in unknown["detail"]
        asked = api.ask("deploy", environment=place.name, version=2)
        wait_until(lambda: "does not answer" in api.change(asked)["detail"], lambda: api.change(asked))
        # Whoever starts anew in the middle of it knows since when nothing is known.
        api.kill()
        still = place.wait_for(observed="unknown")
        assert running["since"] <= still["since"] <= unknown["since"]
        assert list(api.live(place.name)) == [running["job_id"]]
        place.flink.set("pass")
        assert api.finished(asked)["state"] == "done"
        after = place.wait_for(observed="running", version=2)

        place.flink.set("refuse")
        place.wait_for(observed="unknown")
        stop = api.ask("stop", environment=place.name)
        place.flink.set("pass")
        assert api.finished(stop)["state"] == "done"
        place.wait_for(observed="stopped")

    assert after["job_id"] != running["job_id"]
    assert watch.most == 1
    assert api.live(place.name) == {}


def test_jobs_of_others_are_shown_as_foreign_and_stay(api: Api, stack: Stack) -> None:
    known = {each["job_id"] for each in api.call("GET", "/deployments")["deployments"]}

    foreign = {each["job_id"] for each in api.call("GET", "/deployments")["foreign"]}

    assert foreign.isdisjoint(known)
