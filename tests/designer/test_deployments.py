"""Deployments over a cluster that fails on demand: what may be asked for, what is shown, what goes on by itself."""

import importlib.util
import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.designer.access import Actor, Role
from filbert.designer.deployments.cluster import Cluster
from filbert.designer.deployments.reconciler import Reconciler
from filbert.designer.deployments.table import DEPLOYED
from filbert.designer.tokens import service as tokens
from filbert.runtime.cli import main
from filbert.runtime.compiled import CompiledScenario
from filbert.runtime.deployment.flink import Flink, FlinkUnavailableError
from filbert.runtime.deployment.model import Target
from filbert.runtime.deployment.steps import Machine
from filbert.runtime.deployment.store import Store
from filbert.runtime.deployment.topics import KafkaError
from sqlalchemy import event, insert, select

SPEC = importlib.util.spec_from_file_location(
    "fake_flink", Path(__file__).parents[1] / "runtime/deployment/conftest.py"
)
assert SPEC is not None
assert SPEC.loader is not None
fake_flink = importlib.util.module_from_spec(SPEC)
sys.modules["fake_flink"] = fake_flink
SPEC.loader.exec_module(fake_flink)

URL: str = fake_flink.URL
PLACE = {"kafka": {"bootstrap_servers": "kafka.test:9092"}, "flink": {"rest": URL}}
ANYTHING_GOES = {"tests": False, "four_eyes": False, "role": "analyst"}
ALERT = {"severity": "low", "subject": "CAST(n AS STRING)", "title": "many"}
BASE = "/api/v1/scenarios/limits/deployments"


class World(fake_flink.World):  # type: ignore[misc,name-defined]
    """The cluster, for the threads of a service."""

    def __init__(self, time: float) -> None:
        super().__init__()
        self.time = time
        self.turn = threading.RLock()
        self.is_silent = False
        self.kafka_is_silent = False

    def sleep(self, seconds: float) -> None:
        with self.turn:
            super().sleep(seconds)

    def respond(self, request: httpx.Request) -> httpx.Response:
        with self.turn:
            if self.is_silent:
                raise httpx.ConnectTimeout("timed out")
            answer: httpx.Response = super().respond(request)
            return answer

    def check(self, submission: Any) -> Any:
        with self.turn:
            return super().check(submission)

    def submit(self, submission: Any, seconds: float) -> str:
        with self.turn:
            return str(super().submit(submission, seconds))


class FakeCluster(Cluster):
    def __init__(self, world: World) -> None:
        self.world = world

    @contextmanager
    def machine(
        self, home: Any, flink: str, database: Any, clock: Any, progress: Any = print
    ) -> Iterator[Machine]:
        if self.world.is_silent:
            raise FlinkUnavailableError(f"Flink at {flink} does not answer: timed out.")
        store = Store(database)
        try:
            yield Machine(
                store=store,
                flink=self.flink(flink),
                submitter=self.world,
                folders=fake_flink.FakeFolders(self.world),
                clock=self.world,
            )
        finally:
            store.close()

    def flink(self, url: str, seconds: float = 10) -> Flink:
        return Flink(url, transport=self.world.transport())

    def create_topics(self, servers: str, topics: Any) -> list[str]:
        if self.world.kafka_is_silent:
            raise KafkaError(f"Kafka at {servers} does not answer.")
        return []

    def missing_topics(self, servers: str, topics: Any) -> list[str]:
        return []

    def starts(self, servers: str, sources: Any, verdicts: Any) -> list[Any]:
        return []


@dataclass
class Scene:
    """A scenario in two versions, three environments, and the people around it."""

    world: World
    reconciler: Reconciler
    service: Any
    ann: httpx.Client
    """An analyst."""
    dora: httpx.Client
    """A deployer."""
    emil: httpx.Client
    """Another one."""

    def settle(self, looks: int = 2) -> None:
        """Let the reconciler work until nothing moves any more."""
        for _ in range(looks):
            self.reconciler.tick()
            for thread in list(self.reconciler._busy.values()):
                thread.join()
        self.world.sleep(1)
        self.reconciler.tick()
        for thread in list(self.reconciler._busy.values()):
            thread.join()

    def ask(self, who: httpx.Client, verb: str, **body: Any) -> dict[str, Any]:
        answer = who.post(BASE + (f"/{verb}" if verb != "deploy" else ""), json=body)
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def bring(self, who: httpx.Client, verb: str, **body: Any) -> dict[str, Any]:
        """Ask for something, and let it be done."""
        asked = self.ask(who, verb, **body)
        self.settle()
        return self.change(asked["number"])

    def change(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.ann.get(f"{BASE}/{number}").json()
        return found

    def status(self, environment: str) -> dict[str, Any]:
        found = self.ann.get("/api/v1/deployments", params={"environment": environment}).json()
        (one,) = found["deployments"]
        return dict(one)

    def live(self) -> list[str]:
        return [job.name.rsplit("/", 1)[0] for job in self.world.live()]


def document(version: int) -> dict[str, Any]:
    counted = {"name": "seen", "function": "count"}
    window = {"kind": "sliding", "length": f"{version}h"}
    return {
        "filbert": 1,
        "name": "limits",
        "nodes": [
            {"id": "s", "component": "kafka", "parameters": {"stream": "s"}},
            {
                "id": "counted",
                "component": "aggregate",
                "parameters": {"key": ["n"], "window": window, "aggregates": [counted], "emit": "each-event"},
            },
            {"id": "many", "component": "filter", "parameters": {"condition": "seen > environment.most"}},
            {"id": "told", "component": "alert", "parameters": ALERT},
        ],
        "edges": [
            {"from": "s", "to": "counted"},
            {"from": "counted", "to": "many"},
            {"from": "many.true", "to": "told"},
        ],
    }


@pytest.fixture
def scene(running: Any, server_: Any, monkeypatch: pytest.MonkeyPatch) -> Scene:
    _, app = server_
    world = World(running.clock.now() / 1000)
    service = replace(running.service, clock=world, cluster=FakeCluster(world))
    reconciler = Reconciler(lambda: service, 3)
    # Its own time is the machine's; here nothing waits.
    monkeypatch.setattr(reconciler, "_pause", lambda place, longest: None)
    app.state.service = service = replace(service, reconciler=reconciler)
    boss = running.new_user("boss", administrator=True)
    for name in ("sandbox", "acceptance", "production"):
        rules = boss.get(f"/api/v1/environments/{name}").json()["rules"]
        body = {"revision": 0, "rules": rules, "values": {"most": 2}, **PLACE}
        assert boss.put(f"/api/v1/environments/{name}", json=body).status_code == 200
    ann = running.new_user("ann", fraud="analyst")
    stream = {"stream": "s", "topic": "s", "format": "json", "fields": {"n": "BIGINT NOT NULL"}}
    ann.post("/api/v1/streams", json={"folder": "fraud", "document": stream})
    ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": document(1)})
    case = {
        "test": "few are fine",
        "events": [{"time": 1_780_000_000_000, "value": {"n": 4}}],
        "expect": {"told": []},
    }
    assert ann.post("/api/v1/scenarios/limits/tests", json={"document": case}).status_code == 201
    for revision in (1, 2):
        made = ann.post("/api/v1/scenarios/limits/versions", json={"revision": revision, "comment": ""})
        assert made.status_code == 201, made.text
        body = {"revision": revision, "document": document(revision + 1)}
        ann.put("/api/v1/scenarios/limits/draft", json=body)
    return Scene(
        world,
        reconciler,
        service,
        ann,
        running.new_user("dora", fraud="deployer"),
        running.new_user("emil", fraud="deployer"),
    )


class TestDeploying:
    def test_a_version_comes_up_and_is_shown(self, scene: Scene) -> None:
        done = scene.bring(scene.ann, "deploy", environment="sandbox", version=1, comment="a try")

        assert (done["state"], done["detail"]) == ("done", "sandbox/limits runs.")
        stages = [each["stage"] for each in done["stages"]]
        assert stages == ["asked", "planning", "topics", "launching", "watching", "finished", "done"]
        shown = scene.status("sandbox")
        assert (shown["version"], shown["observed"], shown["is_good"]) == (1, "running", True)
        assert scene.live() == ["sandbox/limits"]

    def test_the_preview_says_what_becomes_of_state_before_anything_is_done(self, scene: Scene) -> None:
        first = scene.ann.post(f"{BASE}/preview", json={"environment": "sandbox", "version": 1}).json()
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        jobs = scene.live()

        second = scene.ann.post(f"{BASE}/preview", json={"environment": "sandbox"}).json()

        assert first["sentence"] == "Deploy version 1 to sandbox"
        assert {each["node"]: each["fate"] for each in first["state"]} == {
            "counted": "new", "told": "new", "s": "new"
        }  # fmt: skip
        assert second["sentence"] == "Deploy version 2 to sandbox, keep state of 2 nodes"
        assert second["lines"] == ["counted: window.length: 1h → 2h"]
        assert [each["node"] for each in second["difference"]["nodes"]] == ["counted"]
        assert second["tests"] == {"total": 1, "passed": 1, "failing": []}
        assert second["obstacles"] == []
        assert scene.live() == jobs

    def test_verdicts_of_a_draft_need_no_version_and_no_flink(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def verdicts(**changes: Any) -> Any:
            body = {"environment": "sandbox", "document": {**document(1), **changes}}
            answer = scene.ann.post(f"{BASE}/verdicts", json=body)
            assert answer.status_code == 200, answer.text
            found = answer.json()["state"]
            return {each["node"]: (each["fate"], each["reason"]) for each in found} if found else found

        before = verdicts()
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        monkeypatch.setattr(scene.service.cluster, "machine", None)
        nodes = document(1)["nodes"]
        nodes[1]["parameters"]["key"] = ["n", "n + 1"]
        gone = [each for each in document(1)["nodes"] if each["id"] != "told"]

        assert before is None
        assert verdicts()["counted"] == ("kept", "")
        fate, reason = verdicts(nodes=nodes)["counted"]
        assert fate == "reset"
        assert reason.startswith("key was")
        assert verdicts(nodes=gone, edges=document(1)["edges"][:2])["told"][0] == "dropped"
        assert verdicts(nodes=[]) is None

    def test_without_its_state_all_is_new(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        scene.bring(scene.ann, "stop", environment="sandbox", keep_state=False)

        body = {"environment": "sandbox", "document": document(1)}
        found = scene.ann.post(f"{BASE}/verdicts", json=body).json()

        assert found["running"]["version"] == 1
        assert {each["fate"] for each in found["state"]} == {"new"}

    def test_how_the_test_cases_ended_stands_with_the_version(self, scene: Scene) -> None:
        before = scene.ann.get("/api/v1/scenarios/limits/tests/runs").json()["runs"]
        scene.ask(scene.dora, "deploy", environment="acceptance", version=1)

        (run,) = scene.ann.get("/api/v1/scenarios/limits/tests/runs").json()["runs"]

        assert before == []
        assert (run["version"], run["environment"], run["by"]) == (1, "acceptance", "dora")
        assert (run["total"], run["passed"]) == (1, 1)

    def test_what_runs_or_will_is_not_archived(self, scene: Scene) -> None:
        def archive() -> httpx.Response:
            return scene.ann.post("/api/v1/scenarios/limits/archive", json={"details": 1, "archived": True})

        asked = scene.ask(scene.ann, "deploy", environment="sandbox", version=1)
        about_to_run = archive()
        scene.settle()
        running = archive()
        scene.bring(scene.ann, "stop", environment="sandbox")
        stopped = archive()

        assert asked["state"] == "queued"
        assert (about_to_run.status_code, about_to_run.json()["code"]) == (409, "in-use")
        assert running.json()["detail"] == "'limits' runs in sandbox, or is about to; stop it there first."
        assert stopped.status_code == 200

    def test_what_runs_already_is_left_alone(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)

        again = scene.bring(scene.ann, "deploy", environment="sandbox", version=1)

        assert again["state"] == "unchanged"
        assert len(scene.world.submissions) == 1

    def test_one_thing_at_a_time(self, scene: Scene) -> None:
        scene.ask(scene.ann, "deploy", environment="sandbox", version=1)

        second = scene.ann.post(BASE, json={"environment": "sandbox", "version": 2})

        assert (second.status_code, second.json()["code"], second.json()["change"]) == (409, "under-way", 1)

    def test_it_waits_for_its_time(self, scene: Scene) -> None:
        at = "2026-05-28T21:00:00.000Z"
        asked = scene.ask(scene.ann, "deploy", environment="sandbox", version=1, start_at=at)
        scene.settle()
        waiting = scene.change(asked["number"])["state"]
        scene.world.time += 3_600
        scene.settle()

        assert (asked["state"], waiting) == ("scheduled", "scheduled")
        assert scene.change(asked["number"])["state"] == "done"

    def test_stop_and_restart(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        stopped = scene.bring(scene.ann, "stop", environment="sandbox", comment="moving")
        shown, jobs = scene.status("sandbox"), scene.live()
        again = scene.bring(scene.ann, "restart", environment="sandbox")

        assert (stopped["state"], shown["observed"], shown["is_good"], jobs) == ("done", "stopped", True, [])
        assert again["state"] == "done"
        assert scene.world.submissions[-1].configuration["execution.state-recovery.path"]
        assert scene.status("sandbox")["observed"] == "running"

    def test_roll_back_starts_what_ran_before_with_its_values(self, scene: Scene, running: Any) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        boss = running.as_user("boss")
        found = boss.get("/api/v1/environments/sandbox").json()
        body = {"revision": found["revision"], "rules": ANYTHING_GOES, "values": {"most": 9}, **PLACE}
        boss.put("/api/v1/environments/sandbox", json=body)
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        nine = " ".join(scene.world.submissions[-1].statements)
        back = scene.bring(scene.ann, "rollback", environment="sandbox")

        assert (back["state"], back["version"]) == ("done", 1)
        assert " ".join(scene.world.submissions[-1].statements) != nine
        assert scene.world.submissions[-1].statements == scene.world.submissions[0].statements

    def test_there_is_nothing_to_go_back_to_at_first(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)

        answer = scene.ann.post(f"{BASE}/rollback", json={"environment": "sandbox"})

        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
class TestRules:
    def test_production_takes_deployers_tests_and_four_eyes(self, scene: Scene) -> None:
        scene.bring(scene.dora, "deploy", environment="acceptance", version=1)
        by_analyst = scene.ann.post(f"{BASE}/promote", json={"from": "acceptance", "to": "production"})
        asked = scene.ask(scene.dora, "promote", **{"from": "acceptance", "to": "production"})
        approve = f"{BASE}/{asked['number']}/approve"
        own = scene.dora.post(approve, json={})
        scene.settle()
        before = scene.live()
        approved = scene.emil.post(approve, json={"comment": "agreed"})
        twice = scene.emil.post(approve, json={})
        scene.settle()

        assert by_analyst.status_code == 403
        assert (asked["state"], own.status_code) == ("awaiting-approval", 403)
        assert before == ["acceptance/limits"]
        assert (approved.status_code, twice.json()["code"]) == (200, "not-in-this-state")
        done = scene.change(asked["number"])
        assert (done["state"], done["decided_by"], done["decision"]) == ("done", "emil", "agreed")
        assert scene.live() == ["acceptance/limits", "production/limits"]
        assert scene.status("production")["hash"] == scene.status("acceptance")["hash"]

    def test_what_is_rejected_or_withdrawn_never_runs(self, scene: Scene) -> None:
        first = scene.ask(scene.dora, "deploy", environment="production")
        scene.emil.post(f"{BASE}/{first['number']}/reject", json={"comment": "not yet"})
        second = scene.ask(scene.dora, "deploy", environment="production")
        scene.dora.post(f"{BASE}/{second['number']}/withdraw", json={})
        scene.settle()

        assert [scene.change(each["number"])["state"] for each in (first, second)] == [
            "rejected",
            "withdrawn",
        ]
        assert scene.live() == []

    def test_a_test_that_fails_is_in_the_way(self, scene: Scene) -> None:
        case = {
            "test": "one is too many",
            "events": [{"time": 1_780_000_000_000, "value": {"n": 4}}],
            "expect": {"told": [{"subject": "4"}]},
        }
        scene.ann.post("/api/v1/scenarios/limits/tests", json={"document": case})

        refused = scene.dora.post(BASE, json={"environment": "acceptance"})
        allowed = scene.ann.post(BASE, json={"environment": "sandbox"})

        assert (refused.status_code, refused.json()["code"]) == (422, "not-deployable")
        assert refused.json()["detail"] == (
            "1 of 2 test cases fail, and acceptance takes only what passes all."
        )
        assert allowed.status_code == 202

    def test_errors_of_the_version_in_this_environment_are_in_the_way(
        self, scene: Scene, running: Any
    ) -> None:
        boss = running.as_user("boss")
        boss.put("/api/v1/environments/sandbox", json={"revision": 1, "rules": ANYTHING_GOES, **PLACE})

        answer = scene.ann.post(BASE, json={"environment": "sandbox"})

        assert answer.status_code == 422
        errors = [each for each in answer.json()["problems"] if each["severity"] == "error"]
        assert [each["node"] for each in errors] == ["many"]

    def test_an_environment_without_addresses_takes_nothing(self, scene: Scene, running: Any) -> None:
        boss = running.as_user("boss")
        body = {"revision": 1, "rules": ANYTHING_GOES, "values": {"most": 1}}
        boss.put("/api/v1/environments/sandbox", json=body)

        answer = scene.ann.post(BASE, json={"environment": "sandbox"})

        assert answer.status_code == 422
        assert "not set: the servers of Kafka" in answer.json()["detail"]

    def test_everything_is_in_the_audit_log(self, scene: Scene) -> None:
        asked = scene.ask(scene.dora, "deploy", environment="production", version=1)
        scene.emil.post(f"{BASE}/{asked['number']}/approve", json={})

        found = scene.ann.get("/api/v1/audit", params={"action": "deployment"}).json()["entries"]

        detail = {"change": asked["number"], "environment": "production"}
        assert [(each["actor"], each["action"], each["detail"]) for each in found] == [
            ("emil", "deployment.approve", detail),
            ("dora", "deployment.deploy", {**detail, "version": 1}),
        ]


class TestSilence:
    def test_what_does_not_answer_is_unknown_since_it_was_last_seen(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        seen = scene.world.now()
        scene.world.is_silent = True
        scene.world.time += 30
        scene.settle()

        shown = scene.status("sandbox")
        anew = Reconciler(lambda: scene.service, 3)
        anew.tick()
        clusters = scene.ann.get("/api/v1/deployments").json()["clusters"]

        assert (shown["observed"], shown["is_good"], shown["desired"]) == ("unknown", False, "running")
        assert "timed out" in shown["detail"]
        assert clusters[0]["seen_at"] is not None
        assert seen - 2_000 <= scene.reconciler.sights[URL].seen_at <= seen  # type: ignore[operator]
        assert len(scene.world.submissions) == 1

    def test_what_was_asked_for_goes_on_when_flink_answers_again(self, scene: Scene) -> None:
        scene.world.is_silent = True
        asked = scene.ask(scene.ann, "deploy", environment="sandbox", version=1)
        scene.settle()
        waiting = scene.change(asked["number"])
        scene.world.is_silent = False
        scene.settle()

        assert (waiting["state"], "timed out" in waiting["detail"]) == ("working", True)
        assert scene.change(asked["number"])["state"] == "done"
        assert scene.live() == ["sandbox/limits"]

    def test_what_was_not_begun_is_given_up_after_a_while(self, scene: Scene) -> None:
        scene.world.kafka_is_silent = True
        asked = scene.ask(scene.ann, "deploy", environment="sandbox", version=1)
        scene.settle()
        scene.world.time += 301
        scene.settle()

        given_up = scene.change(asked["number"])
        assert given_up["state"] == "refused"
        assert given_up["detail"] == "Nothing was begun: Kafka at kafka.test:9092 does not answer."

    def test_a_lost_job_is_missing_and_started_again_from_its_state(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        scene.world.sleep(30)
        with scene.world.turn:
            scene.world.lose_jobmanager(seconds=1)
        scene.world.sleep(2)
        scene.reconciler.tick()
        shown = scene.status("sandbox")
        scene.settle(looks=3)

        assert shown["observed"] == "missing"
        assert scene.status("sandbox")["observed"] == "running"
        assert scene.live() == ["sandbox/limits"]
        assert scene.world.submissions[-1].configuration["execution.state-recovery.path"]

    def test_a_job_that_somebody_cancelled_in_flink_stays_so(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        with scene.world.turn:
            scene.world.live()[0].state = "CANCELED"
        scene.settle(looks=3)

        shown = scene.status("sandbox")
        assert (shown["observed"], shown["is_good"]) == ("cancelled", False)
        assert scene.live() == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
class TestOthers:
    def test_what_the_command_line_deploys_is_shown_and_what_nobody_here_did_is_foreign(
        self, scene: Scene, running: Any
    ) -> None:
        from filbert.runtime.deployment.deploy import deploy
        from filbert.runtime.stack.home import Home

        compiled: Callable[..., CompiledScenario] = fake_flink.compiled
        database = running.service.store
        from filbert.designer.deployments.carrying import database_of

        with scene.service.cluster.machine(Home.at(Path()), URL, database_of(database), None) as machine:
            deploy(machine, compiled(1), Target(URL, "kafka.test:9092"))
        with scene.world.turn:
            scene.world.jobs["f" * 32] = fake_flink.FakeJob(
                "f" * 32, "somebody's", {}, "good", 0, 1, scene.world.time, state="RUNNING"
            )
        scene.settle()

        found = scene.ann.get("/api/v1/deployments").json()

        shown = [(each["scenario"], each["version"], each["observed"]) for each in found["deployments"]]
        assert shown == [("spam", None, "running")]
        assert [(each["name"], each["state"]) for each in found["foreign"]] == [("somebody's", "running")]

    def test_many_deployments_take_no_more_statements_than_one(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        store = scene.service.store
        statements: list[str] = []
        event.listen(store.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

        def listed() -> tuple[int, int]:
            """How many deployments are listed, and how many statements it took."""
            statements.clear()
            found = scene.ann.get("/api/v1/deployments").json()["deployments"]
            return len(found), len(statements)

        before = listed()
        with store.write() as session:
            row = session.row(select(DEPLOYED))
            session.execute(insert(DEPLOYED), [{**row, "name": name} for name in ("one", "two", "three")])

        assert (before[0], listed()) == (1, (4, before[1]))

    def test_other_folders_see_nothing(self, scene: Scene, running: Any) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)
        fred = running.new_user("fred", marketing="admin")

        assert fred.get("/api/v1/deployments").json()["deployments"] == []
        assert fred.get(BASE).status_code == 404

    def test_progress_comes_as_it_happens_and_ends(self, scene: Scene) -> None:
        scene.bring(scene.ann, "deploy", environment="sandbox", version=1)

        text = scene.ann.get(f"{BASE}/1/progress").text
        rest = scene.ann.get(f"{BASE}/1/progress", headers={"Last-Event-ID": "6"}).text

        assert text.count("event: stage") == 7
        assert rest.count("event: stage") == 1
        assert text.endswith('event: end\ndata: {"state":"done","detail":"sandbox/limits runs."}\n\n')


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
class TestCommandLine:
    """With a token, the commands ask the service."""

    @pytest.fixture
    def filbert(
        self, scene: Scene, running: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> Iterator[Callable[..., tuple[int, str]]]:
        with running.store.write() as session:
            _, token = tokens.create(
                session, Actor("dora", False, running.clock.now()), "ci", Role.DEPLOYER, 9
            )
        monkeypatch.setenv("FILBERT_DESIGNER_URL", running.url)
        monkeypatch.setenv("FILBERT_DESIGNER_TOKEN", token)

        def run(*arguments: str) -> tuple[int, str]:
            with pytest.raises(SystemExit) as ended:
                main(list(arguments))
            told = capsys.readouterr()
            assert token not in told.out + told.err
            return int(ended.value.code or 0), told.out + told.err

        scene.reconciler.start()
        yield run
        scene.reconciler.stop()

    def write(self, folder: Path, content: Any, name: str = "limits") -> Path:
        (folder / "streams").mkdir(exist_ok=True)
        stream = {"stream": "s", "topic": "s", "format": "json", "fields": {"n": "BIGINT NOT NULL"}}
        (folder / "streams/s.yaml").write_text(json.dumps(stream))
        file = folder / "scenario.yaml"
        file.write_text(json.dumps({**content, "name": name}))
        return file

    def test_a_file_is_deployed_promoted_listed_and_stopped(
        self, scene: Scene, filbert: Callable[..., tuple[int, str]], tmp_path: Path
    ) -> None:
        file = self.write(tmp_path, document(5))

        deployed = filbert("deploy", str(file), "--environment", "sandbox", "--comment", "by a script")
        promoted = filbert("promote", "limits", "--from", "sandbox", "--to", "production")
        listed = filbert("list", "--json")
        stopped = filbert("stop", "limits", "--environment", "sandbox")

        assert (deployed[0], deployed[1].splitlines()[-1]) == (0, "sandbox/limits runs.")
        assert (promoted[0], promoted[1].splitlines()[-1]) == (0, "Change 2 is awaiting-approval.")
        (waiting, shown) = json.loads(listed[1])["deployments"]
        assert (waiting["environment"], waiting["observed"]) == ("production", "stopped")
        assert (shown["environment"], shown["version"], shown["comment"]) == ("sandbox", 3, "by a script")
        assert stopped[0] == 0
        assert stopped[1].splitlines()[-1].startswith("sandbox/limits is stopped, its state is in ")
        versions = scene.ann.get("/api/v1/scenarios/limits/versions").json()["versions"]
        assert [each["by"] for each in versions] == ["dora", "ann", "ann"]

    def test_the_rules_of_the_environment_hold(
        self, filbert: Callable[..., tuple[int, str]], tmp_path: Path
    ) -> None:
        file = self.write(tmp_path, document(5), "untested")

        unknown = filbert("deploy", str(file), "--environment", "acceptance")
        refused = filbert("deploy", str(file), "--environment", "acceptance", "--folder", "fraud")

        assert unknown[0] == 1
        assert "'untested' is not in the designer yet; say with --folder" in unknown[1]
        assert refused[0] == 1
        assert "There is no test case, and acceptance takes only what passes some." in refused[1]

    def test_a_stream_that_others_use_is_not_overwritten(
        self, filbert: Callable[..., tuple[int, str]], tmp_path: Path
    ) -> None:
        file = self.write(tmp_path, document(5))
        other = {"stream": "s", "topic": "elsewhere", "format": "json", "fields": {"n": "BIGINT NOT NULL"}}
        (tmp_path / "streams/s.yaml").write_text(json.dumps(other))

        code, told = filbert("deploy", str(file), "--environment", "sandbox")

        assert code == 1
        assert "the stream 's' differs from the designer's" in told

    def test_without_a_designer_nothing_can_be_promoted(
        self,
        filbert: Callable[..., tuple[int, str]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.delenv("FILBERT_DESIGNER_TOKEN")

        code, told = filbert("promote", "limits", "--from", "sandbox", "--to", "production")

        assert code == 2
        assert "set FILBERT_DESIGNER_URL and FILBERT_DESIGNER_TOKEN" in told
