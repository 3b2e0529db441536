"""Environments: what is there by itself, what administrators set, what never comes out, and what expressions know."""

from pathlib import Path
from typing import Any

import pytest
from filbert.designer.environments import service
from filbert.designer.environments.schemas import RULES
from sqlalchemy import text

SERVERS = "127.0.0.1:19092"
FILE = f"""
environment: sandbox
kafka: {{bootstrap_servers: '{SERVERS}'}}
flink: {{rest: 'http://127.0.0.1:18081'}}
values: {{most: 7}}
actions: dry-run
"""
ALERT = {"severity": "low", "subject": "CAST(n AS STRING)", "title": "many"}
SANDBOX = {"tests": False, "four_eyes": False, "role": "analyst"}


@pytest.fixture
def boss(running: Any) -> Any:
    return running.new_user("boss", administrator=True)


def write_file(running: Any, name: str, content: str) -> Path:
    folder = running.service.settings.environments_folder
    folder.mkdir(exist_ok=True)
    file: Path = folder / f"{name}.yaml"
    file.write_text(content)
    return file


def change(client: Any, name: str, **more: Any) -> Any:
    return client.put(f"/api/v1/environments/{name}", json={"revision": 0, "rules": SANDBOX, **more})


class TestOutOfTheBox:
    def test_three_are_there_each_stricter_than_the_one_before(self, running: Any) -> None:
        ann = running.new_user("ann")

        found = ann.get("/api/v1/environments").json()["environments"]

        assert [(each["name"], each["rules"], each["actions"]) for each in found] == [
            ("sandbox", {"tests": False, "four_eyes": False, "role": "analyst"}, "dry-run"),
            ("acceptance", {"tests": True, "four_eyes": False, "role": "deployer"}, "dry-run"),
            ("production", {"tests": True, "four_eyes": True, "role": "deployer"}, "live"),
        ]
        assert found[0]["problems"] == ["not set: the servers of Kafka and the address of Flink"]

    def test_the_local_stack_s_addresses_come_by_themselves_and_stay_current(
        self, running: Any, boss: Any
    ) -> None:
        write_file(running, "sandbox", FILE)
        change(boss, "sandbox", values={"most": 8})
        write_file(running, "sandbox", FILE.replace(SERVERS, "127.0.0.1:29092"))

        found = boss.get("/api/v1/environments/sandbox").json()

        assert found["kafka"] == {"bootstrap_servers": "127.0.0.1:29092"}
        assert found["values"] == {"most": {"type": "BIGINT", "value": 8}}
        assert found["problems"] == []
        assert found["inherited"] == ["kafka", "flink", "actions"]

    def test_a_file_makes_another_environment(self, running: Any, boss: Any) -> None:
        write_file(running, "training", FILE.replace("sandbox", "training"))

        found = boss.get("/api/v1/environments").json()["environments"]

        assert found[3]["name"] == "training"
        assert found[3]["rules"] == {"tests": True, "four_eyes": True, "role": "deployer"}

    def test_a_file_that_is_faulty_is_told(self, running: Any, boss: Any) -> None:
        write_file(running, "sandbox", FILE.replace("dry-run", "sometimes"))

        found = boss.get("/api/v1/environments/sandbox").json()

        assert found["problems"][0].startswith("sandbox.yaml: ")


class TestChanging:
    def test_what_is_set_stands_over_the_file_until_it_is_forgotten(self, running: Any, boss: Any) -> None:
        write_file(running, "sandbox", FILE)
        changed = change(boss, "sandbox", kafka={"bootstrap_servers": "kafka:9092"}, title="Playground")
        removed = boss.delete("/api/v1/environments/sandbox")

        assert changed.json()["kafka"] == {"bootstrap_servers": "kafka:9092"}
        assert (changed.json()["title"], changed.json()["revision"]) == ("Playground", 1)
        assert removed.status_code == 204
        assert boss.get("/api/v1/environments/sandbox").json()["kafka"] == {"bootstrap_servers": SERVERS}

    def test_a_stale_change_changes_nothing(self, boss: Any) -> None:
        change(boss, "sandbox", values={"most": 1})

        stale = change(boss, "sandbox", values={"most": 2})

        assert (stale.status_code, stale.json()["revision"]) == (409, 1)
        found = boss.get("/api/v1/environments/sandbox").json()
        assert found["values"]["most"]["value"] == 1

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"kafka": {"bootstrap_servers": "nowhere"}}, "E_VALUE"),
            ({"flink": {"rest": "ftp://x"}}, "E_VALUE"),
            ({"values": {"most": None}}, "E_VALUE"),
            ({"values": {"not a name": 1}}, "E_NAME"),
            ({"streams": {"sms": {"topic": "a topic"}}}, "E_NAME"),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_place(self, boss: Any, more: Any, code: str) -> None:
        answer = change(boss, "sandbox", **more)

        assert answer.status_code == 422
        assert [each["code"] for each in answer.json()["problems"]] == [code]

    def test_who_changes_what_is_in_the_audit_log(self, boss: Any) -> None:
        change(boss, "sandbox", values={"most": 1}, rules=RULES)

        (entry,) = boss.get("/api/v1/audit", params={"subject": "sandbox"}).json()["entries"]

        assert (entry["actor"], entry["action"]) == ("boss", "environment.change")
        assert entry["detail"] == {"changed": ["values", "rules"]}

    def test_another_one_can_be_made_and_removed(self, boss: Any) -> None:
        made = boss.post("/api/v1/environments", json={"name": "training", "values": {"most": 3}})
        again = boss.post("/api/v1/environments", json={"name": "training"})
        boss.delete("/api/v1/environments/training")

        assert (made.status_code, again.status_code) == (201, 409)
        assert boss.get("/api/v1/environments/training").status_code == 404


class TestSecrets:
    def test_a_secret_goes_in_encrypted_and_never_out(self, running: Any, boss: Any) -> None:
        answer = boss.put("/api/v1/environments/sandbox/secrets/token", json={"value": "correct horse"})

        told = answer.text + boss.get("/api/v1/environments").text + boss.get("/api/v1/audit").text
        assert "correct horse" not in told
        assert [each["name"] for each in boss.get("/api/v1/environments/sandbox").json()["secrets"]] == [
            "token"
        ]
        with running.store.read() as session:
            assert "correct" not in session.value(text("SELECT value FROM environment_secret"))
            place = service.get(session, running.service.settings.environments_folder, "sandbox")
            assert service.secret_values(session, running.service.cipher, place) == {"token": "correct horse"}

    def test_one_that_is_refused_is_not_repeated_either(self, boss: Any) -> None:
        answer = boss.put("/api/v1/environments/sandbox/secrets/token", json={"value": "", "more": "hidden"})

        assert answer.status_code == 422
        assert "hidden" not in answer.text

    def test_it_can_be_removed(self, boss: Any) -> None:
        boss.put("/api/v1/environments/sandbox/secrets/token", json={"value": "correct horse"})

        assert boss.delete("/api/v1/environments/sandbox/secrets/token").status_code == 204
        assert boss.delete("/api/v1/environments/sandbox/secrets/token").status_code == 404


class TestValuesInExpressions:
    @pytest.fixture
    def ann(self, running: Any, boss: Any) -> Any:
        """An analyst with a scenario whose limit is 2 in the sandbox and 5 in acceptance."""
        change(boss, "sandbox", values={"most": 2})
        change(boss, "acceptance", values={"most": 5})
        ann = running.new_user("ann", fraud="analyst")
        stream = {"stream": "s", "topic": "s", "format": "json", "fields": {"n": "BIGINT NOT NULL"}}
        ann.post("/api/v1/streams", json={"folder": "fraud", "document": stream})
        document = {
            "filbert": 1,
            "name": "limits",
            "nodes": [
                {"id": "s", "component": "kafka", "parameters": {"stream": "s"}},
                {"id": "many", "component": "filter", "parameters": {"condition": "n > environment.most"}},
                {"id": "told", "component": "alert", "parameters": ALERT},
            ],
            "edges": [{"from": "s", "to": "many"}, {"from": "many.true", "to": "told"}],
        }
        made = ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": document})
        assert made.status_code == 201, made.text
        return ann

    @pytest.mark.parametrize(("environment", "passed"), [("sandbox", 2), ("acceptance", 0)])
    def test_a_run_takes_those_of_its_environment(self, ann: Any, environment: str, passed: int) -> None:
        events = "\n".join(f'{{"time": {n}, "value": {{"n": {n}}}}}' for n in (1, 3, 4))

        answer = ann.post("/api/v1/scenarios/limits/run", json={"events": events, "environment": environment})

        assert len(answer.json()["rows"]) == passed, answer.json()

    def test_without_one_it_is_the_sandbox_and_an_unknown_name_is_told(self, ann: Any) -> None:
        document = ann.get("/api/v1/scenarios/limits").json()["document"]

        checked = ann.post("/api/v1/scenarios/limits/check", json={"document": document})
        lacking = ann.post(
            "/api/v1/scenarios/limits/check", json={"document": document, "environment": "production"}
        )

        assert [each["code"] for each in checked.json()["problems"] if each["severity"] == "error"] == []
        assert [each["node"] for each in lacking.json()["problems"] if each["severity"] == "error"] == [
            "many"
        ]

    def test_test_cases_take_them(self, ann: Any) -> None:
        case = {
            "test": "none passes",
            "events": [{"time": 1780000000000, "value": {"n": 4}}],
            "expect": {"told": []},
        }
        ann.post("/api/v1/scenarios/limits/tests", json={"document": case})

        answer = ann.post("/api/v1/scenarios/limits/tests/run", json={"environment": "acceptance"}).json()

        assert answer["passed"], answer["cases"]

    def test_the_editor_knows_them(self, ann: Any) -> None:
        question = {"text": "n > environment.m", "columns": {"n": "BIGINT"}}

        checked = ann.post("/api/v1/expressions/check", json={**question, "text": "n > environment.most"})
        found = ann.post("/api/v1/expressions/complete", json={**question, "at": 17}).json()["items"]
        unknown = ann.post("/api/v1/expressions/check", json={**question, "environment": "nowhere"})

        assert checked.json()["findings"] == []
        assert [each["label"] for each in found] == ["most"]
        assert unknown.status_code == 404
