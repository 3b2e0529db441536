"""Users, folders, and who may do what in them."""

from typing import Any


class TestUsers:
    def test_an_administrator_creates_them(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)

        made = admin.post(
            "/api/v1/users", json={"name": "ann", "title": "Ann", "password": "seven quiet lanterns"}
        )

        assert made.status_code == 201
        assert (made.json()["name"], made.json()["is_administrator"], made.json()["revision"]) == (
            "ann",
            False,
            1,
        )
        assert "password_hash" not in made.json()
        assert [each["name"] for each in admin.get("/api/v1/users").json()["users"]] == ["ann", "boss"]

    def test_a_name_is_there_once(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)

        answer = admin.post("/api/v1/users", json={"name": "boss", "password": "seven quiet lanterns"})

        assert (answer.status_code, answer.json()["code"]) == (409, "taken")

    def test_a_name_is_written_like_all_names(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)

        for name in ("Ann", "ann smith", "1", "ann\n", "", "a" * 64):
            body = {"name": name, "password": "seven quiet lanterns"}
            assert admin.post("/api/v1/users", json=body).status_code == 422, name

    def test_a_change_that_is_based_on_an_old_revision_is_refused(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)
        running.add_user("ann")

        first = admin.patch("/api/v1/users/ann", json={"revision": 1, "title": "Ann One"})
        second = admin.patch("/api/v1/users/ann", json={"revision": 1, "title": "Ann Two"})

        assert first.json()["revision"] == 2
        assert (second.status_code, second.json()["code"], second.json()["revision"]) == (409, "stale", 2)
        assert admin.get("/api/v1/users/ann").json()["title"] == "Ann One"

    def test_the_last_administrator_stays_one(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)

        answer = admin.patch("/api/v1/users/boss", json={"revision": 1, "is_administrator": False})

        assert (answer.status_code, answer.json()["code"]) == (409, "in-use")
        assert admin.get("/api/v1/users/boss").json()["is_administrator"] is True

    def test_one_who_is_made_inactive_is_out_at_once(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)
        running.add_user("ann")
        browser, script = running.signed_in("ann"), running.as_user("ann")

        admin.patch("/api/v1/users/ann", json={"revision": 1, "is_active": False})

        assert browser.get("/api/v1/session").status_code == 401
        assert script.get("/api/v1/session").status_code == 401


class TestFolders:
    def test_everybody_sees_the_folders_that_they_have_a_role_in(self, running: Any) -> None:
        ann = running.new_user("ann", fraud="analyst")
        running.add_user("bob", marketing="viewer")
        admin = running.new_user("boss", administrator=True)

        def seen(client: Any) -> dict[str, str]:
            return {each["name"]: each["role"] for each in client.get("/api/v1/folders").json()["folders"]}

        assert seen(ann) == {"fraud": "analyst"}
        assert seen(admin) == {"fraud": "admin", "marketing": "admin"}

    def test_one_that_somebody_may_not_see_answers_like_one_that_is_not_there(self, running: Any) -> None:
        ann = running.new_user("ann", fraud="analyst")
        running.add_user("bob", marketing="viewer")

        hidden, missing = ann.get("/api/v1/folders/marketing"), ann.get("/api/v1/folders/nothing")

        assert hidden.status_code == missing.status_code == 404
        assert hidden.json()["detail"].replace("marketing", "nothing") == missing.json()["detail"]

    def test_its_admin_says_who_may_do_what(self, running: Any) -> None:
        ann = running.new_user("ann", fraud="admin")
        bob = running.new_user("bob")

        given = ann.put("/api/v1/folders/fraud/members/bob", json={"role": "viewer"})

        assert given.status_code == 204
        assert ann.get("/api/v1/folders/fraud/members").json()["members"] == {"ann": "admin", "bob": "viewer"}
        assert bob.get("/api/v1/folders/fraud").json()["role"] == "viewer"
        assert ann.delete("/api/v1/folders/fraud/members/bob").status_code == 204
        assert bob.get("/api/v1/folders/fraud").status_code == 404

    def test_a_deployer_does_not(self, running: Any) -> None:
        ann = running.new_user("ann", fraud="deployer")

        answer = ann.put("/api/v1/folders/fraud/members/ann", json={"role": "admin"})

        assert answer.status_code == 403
        assert answer.json()["detail"] == (
            "This needs the role 'admin' in the folder 'fraud'; yours is 'deployer'."
        )

    def test_an_empty_one_can_be_removed(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)
        admin.post("/api/v1/folders", json={"name": "fraud"})

        assert admin.delete("/api/v1/folders/fraud").status_code == 204
        assert admin.get("/api/v1/folders/fraud").status_code == 404

    def test_a_stale_change_is_refused(self, running: Any) -> None:
        ann = running.new_user("ann", fraud="admin")

        first = ann.patch("/api/v1/folders/fraud", json={"revision": 1, "title": "One"})
        second = ann.patch("/api/v1/folders/fraud", json={"revision": 1, "title": "Two"})

        assert (first.status_code, second.status_code) == (200, 409)
