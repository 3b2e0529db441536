"""Scenarios: drafts, versions, comparison; no edit is lost."""

import copy
import itertools
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from filbert.scenarios.document import load_scenario
from filbert.scenarios.yaml_text import read_text
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

EXAMPLES = Path(__file__).parents[2] / "scenarios/examples"
SPAM = (EXAMPLES / "sms-spam.yaml").read_text()
SMS = (EXAMPLES / "streams/sms.yaml").read_text()


def spam(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(read_text(SPAM).value), **more}


def with_condition(condition: str) -> dict[str, Any]:
    document = spam()
    node = next(each for each in document["nodes"] if each["id"] == "spammer")
    node["parameters"]["condition"] = condition
    return document


@pytest.fixture
def ann(running: Any) -> Any:
    """An analyst, with the stream and the scenario of the example."""
    client = running.new_user("ann", fraud="analyst")
    made = client.post("/api/v1/streams", json={"folder": "fraud", "document": read_text(SMS).value})
    assert made.status_code == 201, made.text
    made = client.post("/api/v1/scenarios", json={"folder": "fraud", "document": spam()})
    assert made.status_code == 201, made.text
    return client


def save(client: Any, revision: int, document: Any, name: str = "sms-spam") -> Any:
    return client.put(f"/api/v1/scenarios/{name}/draft", json={"revision": revision, "document": document})


class TestCreate:
    def test_its_document_is_its_first_draft(self, ann: Any) -> None:
        found = ann.get("/api/v1/scenarios/sms-spam").json()

        assert found["document"] == spam()
        assert (found["revision"], found["version"], found["folder"]) == (1, None, "fraud")

    def test_a_name_is_there_once(self, ann: Any) -> None:
        answer = ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": spam()})

        assert (answer.status_code, answer.json()["code"]) == (409, "taken")

    def test_a_draft_may_be_as_faulty_as_it_is(self, ann: Any) -> None:
        document = {"name": "half", "nodes": [{"id": "x"}], "wrong": 1}

        answer = ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": document})

        assert answer.status_code == 201
        assert ann.get("/api/v1/scenarios/half").json()["document"] == document

    def test_a_folder_that_one_may_not_see_is_not_found(self, running: Any, ann: Any) -> None:
        running.add_user("bob", marketing="analyst")

        answer = ann.post("/api/v1/scenarios", json={"folder": "marketing", "document": spam(name="x")})

        assert answer.status_code == 404


class TestSave:
    def test_a_draft_that_is_based_on_the_newest_is_the_next(self, ann: Any) -> None:
        answer = save(ann, 1, with_condition("unique_recipients >= 5"))

        assert (answer.status_code, answer.json()["revision"]) == (200, 2)
        assert ann.get("/api/v1/scenarios/sms-spam").json()["document"] == with_condition(
            "unique_recipients >= 5"
        )

    def test_a_stale_one_is_told_what_changed(self, running: Any, ann: Any) -> None:
        bob = running.new_user("bob", fraud="analyst")
        save(bob, 1, with_condition("unique_recipients >= 5"))

        answer = save(ann, 1, with_condition("unique_recipients >= 7"))

        found = answer.json()
        assert (answer.status_code, found["code"], found["revision"]) == (409, "stale", 2)
        assert found["changed_by"] == "bob"
        assert found["document"] == with_condition("unique_recipients >= 5")
        (node,) = found["changes"]["nodes"]
        assert node["node"] == "spammer"
        assert node["fields"] == [
            {
                "path": "parameters.condition",
                "kind": "changed",
                "cosmetic": False,
                "before": "unique_recipients >= 1000",
                "after": "unique_recipients >= 5",
            }
        ]

    def test_asking_again_after_an_answer_was_lost_saves_once(self, ann: Any) -> None:
        document = with_condition("unique_recipients >= 5")
        save(ann, 1, document)

        again = save(ann, 1, document)

        assert (again.status_code, again.json()["revision"]) == (200, 2)

    def test_numbers_stay_as_they_were_written(self, ann: Any) -> None:
        body = '{"revision": 1, "document": {"name": "sms-spam", "nodes": [], "x": 0.10, "y": 1e2}}'

        answer = ann.put(
            "/api/v1/scenarios/sms-spam/draft", content=body, headers={"Content-Type": "application/json"}
        )

        assert answer.status_code == 200
        assert '"x":0.10,"y":1e2' in ann.get("/api/v1/scenarios/sms-spam").text

    def test_the_name_never_changes(self, ann: Any) -> None:
        answer = save(ann, 1, spam(name="other"))

        assert answer.status_code == 422
        assert "name: sms-spam" in answer.json()["detail"]

    def test_a_viewer_may_not(self, running: Any, ann: Any) -> None:
        eve = running.new_user("eve", fraud="viewer")

        assert save(eve, 1, spam(title="x")).status_code == 403

    def test_revisions_are_kept_to_compare_with(self, ann: Any) -> None:
        save(ann, 1, with_condition("unique_recipients >= 5"))

        found = ann.get(
            "/api/v1/scenarios/sms-spam/compare", params={"before": "draft:1", "after": "draft"}
        ).json()

        assert [each["node"] for each in found["nodes"]] == ["spammer"]

    @pytest.mark.slow
    def test_only_the_newest_two_hundred_are_kept(self, ann: Any) -> None:
        for revision in range(1, 202):
            save(ann, revision, {"name": "sms-spam", "nodes": [], "title": str(revision)})

        first = ann.get("/api/v1/scenarios/sms-spam/compare", params={"before": "draft:1"})
        stale = save(ann, 1, {"name": "sms-spam", "nodes": [], "title": "late"})

        assert first.status_code == 404
        assert stale.status_code == 409
        assert stale.json()["changes"] is None


@pytest.mark.slow
@pytest.mark.soak("service")
def test_fifty_clients_at_once_lose_no_edit_and_double_none(running: Any, full_size: bool) -> None:
    """Each adds nodes of its own to the one draft, and tries again when somebody else was first."""
    clients, edits = 50, 100 if full_size else 1
    admin = running.new_user("boss", administrator=True)
    admin.post("/api/v1/folders", json={"name": "fraud"})
    admin.post("/api/v1/scenarios", json={"folder": "fraud", "document": {"name": "busy", "nodes": []}})
    barrier = threading.Barrier(clients)

    def work(number: int) -> int:
        client = running.as_user("boss")
        chance = random.Random(number)
        found = client.get("/api/v1/scenarios/busy").json()
        document, revision = found["document"], found["revision"]
        stale = 0
        barrier.wait()
        for edit in range(edits):
            for tries in itertools.count():
                node = {"id": f"n{number}_{edit}", "component": "split"}
                wanted = {**document, "nodes": [*document["nodes"], node]}
                answer = save(client, revision, wanted, "busy")
                if answer.status_code == 200:
                    document, revision = wanted, answer.json()["revision"]
                    break
                assert answer.status_code == 409, answer.text
                stale += 1
                document, revision = answer.json()["document"], answer.json()["revision"]
                time.sleep(chance.random() * min(2.0, 0.02 * 2**tries))
        return stale

    with ThreadPoolExecutor(clients) as pool:
        stale = sum(pool.map(work, range(clients)))

    found = admin.get("/api/v1/scenarios/busy").json()
    ids = [each["id"] for each in found["document"]["nodes"]]
    assert sorted(ids) == sorted(f"n{number}_{edit}" for number in range(clients) for edit in range(edits))
    assert found["revision"] == 1 + clients * edits
    assert stale > 0
    assert admin.get("/api/v1/audit/verify").json()["is_whole"] is True


class TestVersions:
    def make(self, client: Any, revision: int, comment: str = "") -> Any:
        body = {"revision": revision, "comment": comment}
        return client.post("/api/v1/scenarios/sms-spam/versions", json=body)

    def test_a_version_has_a_number_a_hash_and_a_comment(self, ann: Any) -> None:
        from filbert.scenarios.stream import load_streams
        from filbert.scenarios.version import scenario_version

        made = self.make(ann, 1, "first").json()

        expected = scenario_version(load_scenario(SPAM), load_streams(EXAMPLES / "streams"))
        assert (made["number"], made["comment"], made["by"]) == (1, "first", "ann")
        assert made["hash"] == expected
        assert ann.get("/api/v1/scenarios/sms-spam").json()["version_hash"] == expected

    def test_it_keeps_its_document_and_its_streams(self, ann: Any) -> None:
        self.make(ann, 1)
        save(ann, 1, spam(title="Changed"))
        stream = ann.get("/api/v1/streams/sms").json()
        changed = {**stream["document"], "max_bytes": 1000}
        ann.put("/api/v1/streams/sms", json={"revision": 1, "document": changed})

        found = ann.get("/api/v1/scenarios/sms-spam/versions/1").json()

        assert found["document"] == spam()
        assert found["streams"] == {"sms": stream["document"]}

    def test_the_database_refuses_to_change_one(self, running: Any, ann: Any) -> None:
        self.make(ann, 1)

        for statement in ("UPDATE scenario_version SET comment = 'x'", "DELETE FROM scenario_version"):
            with pytest.raises(DBAPIError, match="never changes"), running.store.write() as session:
                session.execute(text(statement))

    def test_the_draft_must_be_the_one_that_was_seen(self, ann: Any) -> None:
        save(ann, 1, spam(title="Changed"))

        assert self.make(ann, 1).status_code == 409

    def test_its_structure_has_to_be_sound(self, ann: Any) -> None:
        save(ann, 1, {**spam(), "wrong": 1})

        answer = self.make(ann, 2)

        assert answer.status_code == 422
        assert [each["code"] for each in answer.json()["problems"]] == ["E_KEY"]

    def test_there_is_none_without_a_change(self, ann: Any) -> None:
        self.make(ann, 1)

        answer = self.make(ann, 1)

        assert (answer.status_code, answer.json()["detail"]) == (422, "Nothing has changed since version 1.")

    def test_any_two_can_be_compared(self, ann: Any) -> None:
        self.make(ann, 1)
        save(ann, 1, with_condition("unique_recipients >= 5"))
        self.make(ann, 2)

        found = ann.get("/api/v1/scenarios/sms-spam/compare", params={"before": "1", "after": "2"}).json()

        assert [(each["node"], each["kind"]) for each in found["nodes"]] == [("spammer", "changed")]
        assert (found["is_empty"], found["is_cosmetic"]) == (False, False)

    def test_moving_a_node_is_told_apart(self, ann: Any) -> None:
        self.make(ann, 1)
        save(ann, 1, spam(layout={"positions": {"sms": {"x": 5, "y": 5}}}))

        found = ann.get("/api/v1/scenarios/sms-spam/compare", params={"before": "1"}).json()

        assert found["nodes"] == []
        assert found["is_cosmetic"] is True
        assert found["layout"] != []

    def test_one_can_be_made_the_draft_again(self, ann: Any) -> None:
        self.make(ann, 1)
        save(ann, 1, with_condition("unique_recipients >= 5"))

        stale = ann.post("/api/v1/scenarios/sms-spam/versions/1/restore", json={"revision": 1})
        restored = ann.post("/api/v1/scenarios/sms-spam/versions/1/restore", json={"revision": 2})

        assert stale.status_code == 409
        assert restored.json()["revision"] == 3
        assert ann.get("/api/v1/scenarios/sms-spam").json()["document"] == spam()

    def test_they_are_listed_the_newest_first(self, ann: Any) -> None:
        self.make(ann, 1, "one")
        save(ann, 1, spam(title="Two"))
        self.make(ann, 2, "two")

        found = ann.get("/api/v1/scenarios/sms-spam/versions").json()["versions"]

        assert [(each["number"], each["comment"]) for each in found] == [(2, "two"), (1, "one")]
        assert found[0]["hash"] == found[1]["hash"]


class TestListing:
    def test_each_word_may_stand_in_the_name_or_the_title(self, ann: Any) -> None:
        ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": {"name": "other", "nodes": []}})

        def found(named: str) -> list[str]:
            answer = ann.get("/api/v1/scenarios", params={"named": named}).json()
            return [each["name"] for each in answer["scenarios"]]

        assert found("recipients sms-") == ["sms-spam"]
        assert found("recipients other") == []
        assert found("unique_recipients >= 1000") == []
        assert found("OTH") == ["other"]

    def test_names_titles_and_expressions_are_searched(self, ann: Any) -> None:
        ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": {"name": "other", "nodes": []}})

        def found(search: str) -> list[str]:
            answer = ann.get("/api/v1/scenarios", params={"search": search}).json()
            return [each["name"] for each in answer["scenarios"]]

        assert found("OTHER") == ["other"]
        assert found("by unique") == ["sms-spam"]
        assert found("unique_recipients >= 1000") == ["sms-spam"]
        assert found("100%") == []

    def test_labels_choose(self, ann: Any) -> None:
        labelled = ann.patch("/api/v1/scenarios/sms-spam", json={"details": 1, "labels": ["sms", "spam"]})

        assert labelled.json()["labels"] == ["sms", "spam"]
        assert len(ann.get("/api/v1/scenarios", params={"label": "sms"}).json()["scenarios"]) == 1
        assert ann.get("/api/v1/scenarios", params={"label": "x"}).json()["scenarios"] == []

    def test_pages_follow_each_other(self, ann: Any) -> None:
        for name in ("a", "b", "c"):
            ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": {"name": name, "nodes": []}})

        first = ann.get("/api/v1/scenarios", params={"limit": 2}).json()
        second = ann.get("/api/v1/scenarios", params={"limit": 2, "after": first["after"]}).json()

        assert [each["name"] for each in first["scenarios"]] == ["a", "b"]
        assert [each["name"] for each in second["scenarios"]] == ["c", "sms-spam"]

    @pytest.mark.parametrize(
        ("order", "names"),
        [("title", ["b", "c", "a", "sms-spam"]), ("changed", ["b", "a", "c", "sms-spam"])],
    )
    def test_pages_follow_each_other_in_any_order(
        self, running: Any, ann: Any, order: str, names: list[str]
    ) -> None:
        """By title, whatever its capitals, and by the last change."""
        for name, title in (("c", "Accounts"), ("a", "Mule accounts"), ("b", "accounts")):
            running.clock.time += 1_000
            document = {"name": name, "title": title, "nodes": []}
            ann.post("/api/v1/scenarios", json={"folder": "fraud", "document": document})
        found: list[str] = []
        query = {"limit": 1, "order": order}
        for _ in names:
            answer = ann.get("/api/v1/scenarios", params=query).json()
            found += [each["name"] for each in answer["scenarios"]]
            query["after"] = answer["after"]

        assert found == names

    def test_nobody_sees_those_of_other_folders(self, running: Any, ann: Any) -> None:
        bob = running.new_user("bob", marketing="analyst")

        assert bob.get("/api/v1/scenarios").json()["scenarios"] == []
        assert bob.get("/api/v1/scenarios", params={"folder": "fraud"}).json()["scenarios"] == []
        assert bob.get("/api/v1/scenarios/sms-spam").status_code == 404

    def test_an_archived_one_is_away_until_it_is_taken_back(self, ann: Any) -> None:
        path = "/api/v1/scenarios/sms-spam"
        ann.post(f"{path}/archive", json={"details": 1, "archived": True})

        assert ann.get("/api/v1/scenarios").json()["scenarios"] == []
        assert len(ann.get("/api/v1/scenarios", params={"archived": True}).json()["scenarios"]) == 1
        assert save(ann, 1, spam(title="x")).json()["code"] == "in-use"
        assert ann.post(f"{path}/archive", json={"details": 2, "archived": False}).status_code == 200
        assert save(ann, 1, spam(title="x")).status_code == 200

    def test_moving_takes_the_role_in_both_folders(self, running: Any, ann: Any) -> None:
        running.add_user("bob", marketing="analyst")
        path = "/api/v1/scenarios/sms-spam"

        refused = ann.patch(path, json={"details": 1, "folder": "marketing"})
        admin = running.new_user("boss", administrator=True)
        moved = admin.patch(path, json={"details": 1, "folder": "marketing"})

        assert refused.status_code == 404
        assert moved.json()["folder"] == "marketing"
        assert ann.get(path).status_code == 404


class TestTexts:
    def test_what_is_exported_can_be_imported(self, ann: Any) -> None:
        exported = ann.get("/api/v1/scenarios/sms-spam/export").text

        imported = ann.post(
            "/api/v1/scenarios/import", json={"folder": "fraud", "text": exported, "name": "again"}
        )

        assert load_scenario(exported) == load_scenario(SPAM)
        assert imported.status_code == 201
        assert imported.json()["document"] == spam(name="again")

    def test_a_fault_in_a_text_has_its_line(self, ann: Any) -> None:
        body = {"folder": "fraud", "text": "name: x\nnodes: &a [*a]\n"}

        answer = ann.post("/api/v1/scenarios/import", json=body)

        assert answer.status_code == 422
        assert answer.json()["problems"][0]["line"] == 2

    def test_a_copy_has_another_name(self, ann: Any) -> None:
        body = {"name": "mms-spam", "folder": "fraud", "title": "MMS spam"}

        made = ann.post("/api/v1/scenarios/sms-spam/copy", json=body).json()

        assert made["document"] == spam(name="mms-spam", title="MMS spam")


class TestCheck:
    def check(self, client: Any, document: Any) -> Any:
        return client.post("/api/v1/scenarios/sms-spam/check", json={"document": document}).json()

    def test_a_sound_one_has_no_problems(self, ann: Any) -> None:
        found = self.check(ann, spam())

        assert found["problems"] == []
        contexts = {(each["node"], each["port"]): each["columns"] for each in found["contexts"]}
        assert contexts["recipients", "out"]["unique_recipients"] == {"type": "BIGINT NOT NULL", "pii": False}
        assert contexts["sms", "out"]["sender"] == {"type": "STRING NOT NULL", "pii": True}

    def test_a_problem_has_its_node_parameter_and_place(self, ann: Any) -> None:
        (found,) = self.check(ann, with_condition("'😀' = '' AND unique_recipients == 1"))["problems"]

        assert (found["node"], found["parameter"], found["code"]) == ("spammer", "condition", "E_OPERATOR")
        assert (found["from"], found["to"]) == (32, 34)


HOSTILE = {
    "ten thousand nodes": {
        "name": "x",
        "nodes": [{"id": f"n{i}", "component": "split"} for i in range(10_000)],
    },
    "a hundred thousand values": {"name": "x", "nodes": [], "layout": {"x": [0] * 100_001}},
    "deep nesting": {"name": "x", "layout": eval("[" * 80 + "]" * 80)},
    "a control character": {"name": "x", "title": "a\x00b"},
    "a control character in a key": {"name": "x", "layout": {"a\x1b": 1}},
    "a name that is none": {"name": "a\nb", "nodes": []},
    "no name": {"nodes": []},
    "more than four megabytes": {"name": "x", "layout": {"x": "y" * 5_000_000}},
}


class TestHostile:
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_a_hostile_document_is_refused(self, ann: Any, kind: str) -> None:
        body = {"folder": "fraud", "document": HOSTILE[kind]}

        answer = ann.post("/api/v1/scenarios", json=body)

        assert answer.status_code == 422
        assert len(answer.text) < 10_000

    @pytest.mark.parametrize(
        "body",
        [
            "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n",
            "nodes:\n" + "".join(f"- {{id: n{i}, component: split}}\n" for i in range(10_000)),
            "x: " + "[" * 5_000,
            "x: " + "y" * 5_000_000,
            "- " * 100_000,
            "!!python/object/apply:os.system [ls]",
            "name: \x07\n",
            "",
        ],
        ids=["bomb", "nodes", "deep", "large", "lists", "tag", "control", "empty"],
    )
    def test_a_hostile_text_is_refused(self, ann: Any, body: str) -> None:
        answer = ann.post("/api/v1/scenarios/import", json={"folder": "fraud", "text": body, "name": "x"})

        assert answer.status_code in {400, 422}

    def test_a_cycle_is_a_problem_and_not_the_end(self, ann: Any) -> None:
        nodes = [{"id": each, "component": "split"} for each in ("a", "b")]
        edges = [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}]
        document = {"filbert": 1, "name": "sms-spam", "nodes": nodes, "edges": edges}

        answer = ann.post("/api/v1/scenarios/sms-spam/check", json={"document": document})

        assert "E_CYCLE" in {each["code"] for each in answer.json()["problems"]}
