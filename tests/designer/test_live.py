"""The stream of events, and presence."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anyio
import httpx
import pytest
from filbert.designer.errors import TooManyError
from filbert.designer.live import endpoints
from filbert.designer.live.endpoints import expire
from filbert.designer.live.hub import HISTORY, QUEUE, Hub
from filbert.designer.live.presence import Attendance, Presence

SPAM = {"filbert": 1, "name": "sms-spam", "nodes": [], "edges": []}
PATH = "/api/v1/scenarios/sms-spam"


class Reader:
    """Reads a stream in a thread, as a browser does."""

    def __init__(self, client: httpx.Client, last_id: str | None = None) -> None:
        self.events: list[tuple[str, Any, str | None]] = []
        self._headers = {"Last-Event-ID": last_id} if last_id else {}
        self._client = client
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._client.stream("GET", "/api/v1/events", headers=self._headers, timeout=60) as answer:
            self.status = answer.status_code
            found: dict[str, str] = {}
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name:
                    found[name] = value
                elif "event" in found:
                    self.events.append((found["event"], json.loads(found["data"]), found.get("id")))
                    found = {}

    def wait_for(self, kind: str) -> Any:
        """The first event of a kind; the test's time limit ends a wait in vain."""
        while True:
            for name, data, _ in list(self.events):
                if name == kind:
                    return data
            assert self._thread.is_alive(), self.events
            time.sleep(0.005)

    def wait_for_end(self) -> None:
        self._thread.join(30)
        assert not self._thread.is_alive()

    @property
    def kinds(self) -> list[str]:
        return [name for name, _, _ in self.events]


@contextmanager
def reading(running: Any, client: httpx.Client, last_id: str | None = None) -> Iterator[Reader]:
    reader = Reader(client, last_id)
    reader.wait_for("hello")
    try:
        yield reader
    finally:
        running.service.live.close()
        reader.wait_for_end()


@pytest.fixture
def ann(running: Any) -> Any:
    client = running.new_user("ann", fraud="analyst")
    assert client.post("/api/v1/scenarios", json={"folder": "fraud", "document": SPAM}).status_code == 201
    return client


def save(client: httpx.Client, revision: int) -> None:
    document = {**SPAM, "title": f"after {revision}"}
    answer = client.put(f"{PATH}/draft", json={"revision": revision, "document": document})
    assert answer.status_code == 200, answer.text


class TestEvents:
    def test_a_saved_draft_is_told_once_it_is_committed(self, running: Any, ann: Any) -> None:
        with reading(running, running.as_user("ann")) as reader:
            save(ann, 1)

            assert reader.wait_for("draft") == {"scenario": "sms-spam", "revision": 2, "by": "ann"}

    def test_what_was_not_saved_is_not_told(self, running: Any, ann: Any) -> None:
        save(ann, 1)
        with reading(running, running.as_user("ann")) as reader:
            stale = ann.put(f"{PATH}/draft", json={"revision": 1, "document": {**SPAM, "title": "late"}})
            ann.post(f"{PATH}/versions", json={"revision": 2, "comment": "first"})
            told = reader.wait_for("version")

        assert stale.status_code == 409
        assert told == {"scenario": "sms-spam", "version": 1, "by": "ann"}
        assert reader.kinds == ["hello", "version"]

    def test_nobody_is_told_of_folders_that_they_may_not_see(self, running: Any, ann: Any) -> None:
        stranger = running.new_user("sam", marketing="admin")
        with reading(running, stranger) as reader:
            save(ann, 1)
            running.service.live.publish("alerts", {"count": 1}, folder="marketing")
            reader.wait_for("alerts")

        assert reader.kinds == ["hello", "alerts"]

    def test_what_is_for_one_user_reaches_no_other(self, running: Any, ann: Any) -> None:
        boss = running.new_user("boss", administrator=True)
        with reading(running, boss) as reader:
            running.service.live.publish("comment", {"scenario": "sms-spam"}, folder="fraud", user="ann")
            save(ann, 1)
            reader.wait_for("draft")

        assert reader.kinds == ["hello", "draft"]

    def test_whoever_comes_back_gets_what_came_in_between(self, running: Any, ann: Any) -> None:
        save(ann, 1)
        before = running.service.live.newest_id
        save(ann, 2)
        save(ann, 3)

        with reading(running, running.as_user("ann"), last_id=before) as reader:
            reader.wait_for("draft")
            save(ann, 4)
            while len(reader.events) < 4:
                time.sleep(0.005)

        assert [data["revision"] for kind, data, _ in reader.events if kind == "draft"] == [3, 4, 5]

    @pytest.mark.parametrize("last_id", ["00000000-1", "nonsense", "-", "00000000-99999999999999999999"])
    def test_whoever_was_away_for_too_long_is_told_to_read_anew(
        self, running: Any, ann: Any, last_id: str
    ) -> None:
        with reading(running, running.as_user("ann"), last_id=last_id) as reader:
            reader.wait_for("reset")

    def test_streams_end_when_the_service_stops(self, running: Any, ann: Any) -> None:
        reader = Reader(running.as_user("ann"))
        reader.wait_for("hello")

        running.service.live.close()

        reader.wait_for_end()

    def test_nobody_reads_without_signing_in(self, running: Any) -> None:
        answer = running.client().get("/api/v1/events")

        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")

    def test_a_stream_ends_with_the_right_to_read(
        self, running: Any, ann: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(endpoints, "HEARTBEAT_SECONDS", 0.02)
        boss = running.new_user("boss", administrator=True)
        reader = Reader(running.as_user("ann"))
        reader.wait_for("hello")

        revision = boss.get("/api/v1/users/ann").json()["revision"]
        boss.patch("/api/v1/users/ann", json={"revision": revision, "is_active": False})

        reader.wait_for_end()
        assert reader.kinds == ["hello", "signed-out"]

    def test_a_user_has_at_most_twenty_streams(self, running: Any, ann: Any) -> None:
        client = running.as_user("ann")
        readers = [Reader(running.as_user("ann")) for _ in range(20)]
        for reader in readers:
            reader.wait_for("hello")

        answer = client.get("/api/v1/events")

        assert (answer.status_code, answer.headers["retry-after"]) == (429, "15")
        running.service.live.close()
        for reader in readers:
            reader.wait_for_end()


class TestHub:
    def test_a_reader_that_is_too_slow_is_told_so_and_goes_on(self) -> None:
        async def scene() -> tuple[list[int], bool]:
            hub = Hub()
            subscription = hub.subscribe("ann", None)
            for _ in range(QUEUE + 3):
                hub.publish("draft", {})
            events, lost = await subscription.take(1)
            return [each.number for each in events], lost

        numbers, lost = anyio.run(scene)

        assert lost
        assert numbers == [QUEUE + 1, QUEUE + 2, QUEUE + 3]

    def test_history_is_bounded(self) -> None:
        async def scene() -> list[bool]:
            hub = Hub()
            for _ in range(HISTORY + 10):
                hub.publish("draft", {}, user="bob")
            found = []
            for number in (9, 10, HISTORY + 10, HISTORY + 11):
                _, lost = await hub.subscribe("ann", None, f"{hub.epoch}-{number}").take(0.01)
                found.append(lost)
            return found

        assert anyio.run(scene) == [True, False, False, True]

    def test_rights_that_ended_while_something_waited_count(self) -> None:
        async def scene() -> list[Any]:
            hub = Hub()
            subscription = hub.subscribe("ann", {"fraud"})
            hub.publish("draft", {}, folder="fraud")
            subscription.folders = frozenset()
            events, _ = await subscription.take(1)
            return events

        assert anyio.run(scene) == []

    def test_places_are_free_again_when_readers_leave(self) -> None:
        async def scene() -> None:
            hub = Hub()
            for _ in range(100):
                hub.unsubscribe(hub.subscribe("ann", None))
            taken = [hub.subscribe("ann", None) for _ in range(20)]
            with pytest.raises(TooManyError):
                hub.subscribe("ann", None)
            assert hub.readers == len(taken)

        anyio.run(scene)


class TestPresence:
    def test_others_are_told_who_edits(self, running: Any, ann: Any) -> None:
        bob = running.new_user("bob", fraud="viewer")
        with reading(running, running.as_user("ann")) as reader:
            body = {"client": "tab-00000001", "doing": "editing", "node": "spammer"}
            answer = bob.put(f"{PATH}/presence", json=body)
            told = reader.wait_for("presence")

        assert answer.json() == told == ann.get(f"{PATH}/presence").json()
        (person,) = told["people"]
        assert (person["user"], person["title"], person["doing"], person["node"]) == (
            "bob", "Bob", "editing", "spammer",
        )  # fmt: skip

    def test_saying_the_same_again_is_no_news(self, running: Any, ann: Any) -> None:
        body = {"client": "tab-00000001"}
        with reading(running, running.as_user("ann")) as reader:
            ann.put(f"{PATH}/presence", json=body)
            ann.put(f"{PATH}/presence", json=body)
            ann.delete(f"{PATH}/presence/tab-00000001")
            save(ann, 1)
            reader.wait_for("draft")

        assert reader.kinds == ["hello", "presence", "presence", "draft"]
        assert ann.get(f"{PATH}/presence").json()["people"] == []

    def test_nobody_can_send_somebody_else_away(self, running: Any, ann: Any) -> None:
        bob = running.new_user("bob", fraud="viewer")
        bob.put(f"{PATH}/presence", json={"client": "tab-00000001"})

        ann.delete(f"{PATH}/presence/tab-00000001")

        assert [each["user"] for each in ann.get(f"{PATH}/presence").json()["people"]] == ["bob"]

    def test_whoever_no_longer_says_so_is_gone(self, running: Any, ann: Any) -> None:
        now = [0.0]
        attendance = Attendance(45, lambda: now[0])
        attendance.enter("sms-spam", Presence("tab-00000001", "ann", "Ann", "viewing", None, 1))
        object.__setattr__(running.service, "attendance", attendance)
        with reading(running, running.as_user("ann")) as reader:
            now[0] = 44.0
            expire(running.service)
            still = attendance.at("sms-spam")
            now[0] = 46.0
            expire(running.service)
            told = reader.wait_for("presence")

        assert [each.user for each in still] == ["ann"]
        assert told == {"scenario": "sms-spam", "people": []}

    def test_one_user_cannot_fill_a_scenario(self) -> None:
        attendance = Attendance()

        for number in range(60):
            attendance.enter("s", Presence(f"tab-{number:08}", "ann", "Ann", "viewing", None, number))

        assert len(attendance.at("s")) == 50
