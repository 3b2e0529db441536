"""The audit log: complete, chained, readable by folder."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from filbert.designer.audit.chain import BEGINNING, Entry, hash_of, verify
from filbert.designer.store import Store


def chain(length: int) -> list[Entry]:
    entries, before = [], BEGINNING
    for number in range(1, length + 1):
        entry = Entry(number, 1_780_000_000_000, "ann", "", "folder.change", "fraud", "fraud", "{}")
        before = hash_of(entry, before)
        entries.append(replace(entry, hash=before))
    return entries


class TestChain:
    def test_a_whole_one_is_told_with_its_head(self) -> None:
        entries = chain(3)

        verdict = verify(entries)

        assert (verdict.entries, verdict.head, verdict.fault) == (3, entries[-1].hash, None)

    def test_every_field_is_covered(self) -> None:
        for change in (
            {"at": 1}, {"actor": "bob"}, {"address": "::1"}, {"action": "x"},
            {"subject": "x"}, {"folder": None}, {"detail": "{ }"},
        ):  # fmt: skip
            entries = chain(3)
            entries[1] = replace(entries[1], **change)  # type: ignore[arg-type]

            assert verify(entries).fault == "entry 2 or the chain before it was changed"

    def test_an_entry_that_was_taken_out_is_missed(self) -> None:
        entries = chain(3)

        assert verify([entries[0], entries[2]]).fault == "after entry 1 comes 3: some are missing"

    def test_a_chain_that_was_cut_off_is_told_by_a_head_noted_earlier(self) -> None:
        entries = chain(3)

        verdict = verify(entries[:2], known=(3, entries[2].hash))

        assert verdict.fault == "there is no entry 3: the log was cut off after 2"

    def test_a_chain_that_was_written_anew_is_told_by_a_head_noted_earlier(self) -> None:
        verdict = verify(chain(3), known=(2, "f" * 64))

        assert verdict.fault == "entry 2 had another hash: the log was written anew"


def test_writers_at_the_same_time_make_one_chain(running: Any) -> None:
    admin = running.new_user("boss", administrator=True)

    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda n: admin.post("/api/v1/folders", json={"name": f"folder-{n}"}), range(48))
        )

    assert {each.status_code for each in answers} == {201}
    verdict = admin.get("/api/v1/audit/verify").json()
    created = admin.get("/api/v1/audit", params={"action": "folder.create"}).json()["entries"]
    assert verdict["is_whole"] is True
    assert sorted(each["subject"] for each in created) == sorted(f"folder-{n}" for n in range(48))


def test_what_fails_is_not_in_it(running: Any) -> None:
    admin = running.new_user("boss", administrator=True)

    admin.patch("/api/v1/users/boss", json={"revision": 1, "is_active": False})

    assert admin.get("/api/v1/audit", params={"action": "user.change"}).json()["entries"] == []


def test_members_of_a_folder_read_what_concerns_it(running: Any) -> None:
    admin = running.new_user("boss", administrator=True)
    for name in ("fraud", "marketing"):
        admin.post("/api/v1/folders", json={"name": name})
    ann = running.new_user("ann", fraud="viewer")

    seen = ann.get("/api/v1/audit").json()["entries"]

    assert {each["folder"] for each in seen} == {"fraud"}


def test_older_entries_follow_page_by_page(running: Any) -> None:
    admin = running.new_user("boss", administrator=True)
    for number in range(5):
        admin.post("/api/v1/folders", json={"name": f"folder-{number}"})

    first = admin.get("/api/v1/audit", params={"limit": 2, "action": "folder"}).json()
    second = admin.get(
        "/api/v1/audit", params={"limit": 2, "action": "folder", "before": first["before"]}
    ).json()

    subjects = [each["subject"] for each in [*first["entries"], *second["entries"]]]
    assert subjects == ["folder-4", "folder-3", "folder-2", "folder-1"]


def test_what_is_exported_can_be_verified_elsewhere(running: Any) -> None:
    admin = running.new_user("boss", administrator=True)
    admin.post("/api/v1/folders", json={"name": "fraud"})

    lines = [json.loads(line) for line in admin.get("/api/v1/audit/export").text.splitlines()]

    entries = [Entry(**{key: value for key, value in line.items() if key != "time"}) for line in lines]
    assert len(entries) >= 2
    assert verify(entries).fault is None


def test_no_password_and_no_token_is_in_it(running: Any) -> None:
    admin = running.new_user("boss", administrator=True)
    admin.post("/api/v1/users", json={"name": "ann", "password": "seven quiet lanterns"})
    token = admin.post("/api/v1/tokens", json={"title": "x", "role": "viewer"}).json()["token"]

    exported = admin.get("/api/v1/audit/export").text

    assert "seven quiet lanterns" not in exported
    assert token not in exported
    assert "argon2" not in exported


def test_a_change_past_the_service_is_found(store: Store) -> None:
    from filbert.designer.access import Actor
    from filbert.designer.audit import service
    from sqlalchemy import text

    actor = Actor("ann", True, 1)
    with store.write() as session:
        for number in range(3):
            service.record(session, actor, "folder.create", f"folder-{number}")
    with store.write() as session:
        if store.is_sqlite:
            session.execute(text("DROP TRIGGER audit_entry_UPDATE"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("UPDATE audit_entry SET subject = 'other' WHERE number = 2"))

    with store.read() as session:
        verdict = service.check(session)

    assert verdict.fault == "entry 2 or the chain before it was changed"
