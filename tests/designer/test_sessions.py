"""Signing in and out, second factors, tokens, lock-out."""

from typing import Any

from filbert.designer import one_time

PASSWORD = "orchard bench rain"
MINUTE = 60_000


def sign_in(client: Any, name: str = "ann", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/api/v1/session", json={"name": name, "password": password, **more})


class TestSignIn:
    def test_a_right_password_gives_a_cookie_that_no_script_can_read(self, running: Any) -> None:
        running.add_user("ann", fraud="analyst")

        answer = sign_in(running.client())

        assert answer.status_code == 200
        assert answer.json()["user"] == "ann"
        assert answer.json()["folders"] == {"fraud": "analyst"}
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("filbert-session=")
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie

    def test_a_wrong_name_answers_like_a_wrong_password(self, running: Any) -> None:
        running.add_user("ann")

        wrong, unknown = sign_in(running.client(), password="wrong"), sign_in(running.client(), name="nobody")

        assert wrong.status_code == unknown.status_code == 401
        assert {**wrong.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
        assert "set-cookie" not in wrong.headers

    def test_an_inactive_user_cannot_sign_in(self, running: Any) -> None:
        running.add_user("ann")
        admin = running.new_user("boss", administrator=True)
        admin.patch("/api/v1/users/ann", json={"revision": 1, "is_active": False})

        assert sign_in(running.client()).status_code == 401

    def test_ten_failures_lock_a_name_for_a_quarter_of_an_hour(self, running: Any) -> None:
        running.add_user("ann")
        client = running.client()
        for _ in range(10):
            assert sign_in(client, password="wrong").status_code == 401

        locked = sign_in(client)
        running.clock.time += 15 * MINUTE + 1
        later = sign_in(client)

        assert locked.status_code == 429
        assert locked.headers["Retry-After"] == "900"
        assert later.status_code == 200

    def test_a_name_that_does_not_exist_is_locked_the_same_way(self, running: Any) -> None:
        client = running.client()
        for _ in range(10):
            assert sign_in(client, name="nobody").status_code == 401

        assert sign_in(client, name="nobody").status_code == 429

    def test_a_page_of_another_site_cannot_sign_its_visitor_in(self, running: Any) -> None:
        running.add_user("ann")

        answer = sign_in(running.client(**{"Sec-Fetch-Site": "cross-site"}))

        assert (answer.status_code, answer.json()["code"]) == (403, "cross-site")

    def test_a_failure_is_noted_without_what_was_typed_as_the_name(self, running: Any) -> None:
        admin = running.new_user("boss", administrator=True)

        sign_in(running.client(), name="my-secret-passphrase")

        entries = admin.get("/api/v1/audit", params={"action": "session.fail"}).text
        assert "session.fail" in entries
        assert "my-secret-passphrase" not in entries


class TestSession:
    def test_a_change_needs_the_token_of_the_session(self, running: Any) -> None:
        running.add_user("ann", administrator=True)
        client = running.signed_in("ann")
        body = {"name": "fraud"}

        without = client.post("/api/v1/folders", json=body, headers={"X-CSRF-Token": ""})
        wrong = client.post("/api/v1/folders", json=body, headers={"X-CSRF-Token": "x" * 32})
        right = client.post("/api/v1/folders", json=body)

        assert (without.status_code, without.json()["code"]) == (403, "cross-site")
        assert wrong.status_code == 403
        assert right.status_code == 201

    def test_it_ends_after_twelve_hours(self, running: Any) -> None:
        running.add_user("ann")
        client = running.signed_in("ann")

        running.clock.time += 12 * 60 * MINUTE - 1
        before = client.get("/api/v1/session").status_code
        running.clock.time += 1
        after = client.get("/api/v1/session").status_code

        assert (before, after) == (200, 401)

    def test_it_ends_by_signing_out(self, running: Any) -> None:
        running.add_user("ann")
        client = running.signed_in("ann")
        cookie = client.cookies["filbert-session"]

        assert client.delete("/api/v1/session").status_code == 204

        again = running.client(Cookie=f"filbert-session={cookie}").get("/api/v1/session")
        assert again.status_code == 401

    def test_all_others_can_be_ended(self, running: Any) -> None:
        running.add_user("ann")
        here, there = running.signed_in("ann"), running.signed_in("ann")
        assert len(here.get("/api/v1/sessions").json()["sessions"]) == 2

        assert here.delete("/api/v1/sessions").status_code == 204

        assert here.get("/api/v1/session").status_code == 200
        assert there.get("/api/v1/session").status_code == 401

    def test_the_database_holds_nothing_that_opens_one(self, running: Any) -> None:
        from filbert.designer.sessions.table import SESSION
        from sqlalchemy import select

        running.add_user("ann")
        cookie = running.signed_in("ann").cookies["filbert-session"]

        with running.store.read() as session:
            (row,) = session.rows(select(SESSION))

        assert cookie not in str(row)


class TestPassword:
    def test_changing_it_ends_other_sessions_and_tokens(self, running: Any) -> None:
        running.add_user("ann")
        here, there, script = running.signed_in("ann"), running.signed_in("ann"), running.as_user("ann")

        answer = here.post(
            "/api/v1/account/password", json={"current": PASSWORD, "new": "seven quiet lanterns"}
        )

        assert answer.status_code == 204
        assert here.get("/api/v1/session").status_code == 200
        assert there.get("/api/v1/session").status_code == 401
        assert script.get("/api/v1/session").status_code == 401
        assert sign_in(running.client()).status_code == 401
        assert sign_in(running.client(), password="seven quiet lanterns").status_code == 200

    def test_it_takes_the_current_one(self, running: Any) -> None:
        running.add_user("ann")

        answer = running.signed_in("ann").post(
            "/api/v1/account/password", json={"current": "wrong", "new": "seven quiet lanterns"}
        )

        assert (answer.status_code, answer.json()["detail"]) == (422, "The current password is wrong.")

    def test_guessing_the_current_one_is_limited(self, running: Any) -> None:
        running.add_user("ann")
        client = running.signed_in("ann")
        body = {"current": "wrong", "new": "seven quiet lanterns"}
        for _ in range(10):
            assert client.post("/api/v1/account/password", json=body).status_code == 422

        assert client.post("/api/v1/account/password", json=body).status_code == 429

    def test_a_token_is_not_enough(self, running: Any) -> None:
        running.add_user("ann")

        answer = running.as_user("ann").post(
            "/api/v1/account/password", json={"current": PASSWORD, "new": "seven quiet lanterns"}
        )

        assert answer.status_code == 403

    def test_one_that_is_easy_to_guess_is_refused(self, running: Any) -> None:
        running.add_user("ann")
        client = running.signed_in("ann")

        for new in ("short", "a" * 20, "ann ann ann ann!", "x" * 300):
            body = {"current": PASSWORD, "new": new}
            assert client.post("/api/v1/account/password", json=body).status_code == 422


class TestSecondFactor:
    def begun(self, running: Any) -> tuple[Any, str]:
        running.add_user("ann")
        client = running.signed_in("ann")
        secret = client.post("/api/v1/account/second-factor").json()["secret"]
        return client, secret

    def code(self, running: Any, secret: str) -> str:
        return one_time.code(secret, running.clock.now() // one_time.STEP_MS)

    def test_codes_are_those_of_the_standard(self) -> None:
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

        assert one_time.code(secret, 59 // 30) == "287082"
        assert one_time.code(secret, 1111111109 // 30) == "081804"
        assert one_time.code(secret, 20000000000 // 30) == "353130"

    def test_it_counts_once_a_code_has_confirmed_it(self, running: Any) -> None:
        client, secret = self.begun(running)
        before = sign_in(running.client()).status_code

        confirmed = client.put(
            "/api/v1/account/second-factor", json={"code": self.code(running, secret)}
        ).status_code

        after = sign_in(running.client())
        assert (before, confirmed) == (200, 204)
        assert (after.status_code, after.json()["code"]) == (401, "code-needed")

    def test_a_code_is_good_once(self, running: Any) -> None:
        client, secret = self.begun(running)
        client.put("/api/v1/account/second-factor", json={"code": self.code(running, secret)})
        running.clock.time += one_time.STEP_MS
        code = self.code(running, secret)

        first = sign_in(running.client(), code=code)
        second = sign_in(running.client(), code=code)

        assert (first.status_code, second.status_code) == (200, 401)

    def test_a_wrong_code_does_not_confirm(self, running: Any) -> None:
        client, secret = self.begun(running)
        wrong = one_time.code(secret, running.clock.now() // one_time.STEP_MS - 2)

        assert client.put("/api/v1/account/second-factor", json={"code": wrong}).status_code == 422
        assert sign_in(running.client()).status_code == 200

    def test_the_secret_is_stored_encrypted(self, running: Any) -> None:
        from filbert.designer.users import repository

        _, secret = self.begun(running)

        with running.store.read() as session:
            assert secret not in str(repository.find(session, "ann"))

    def test_an_administrator_can_remove_it(self, running: Any) -> None:
        client, secret = self.begun(running)
        client.put("/api/v1/account/second-factor", json={"code": self.code(running, secret)})
        admin = running.new_user("boss", administrator=True)

        assert admin.delete("/api/v1/users/ann/second-factor").status_code == 204

        assert sign_in(running.client()).status_code == 200

    def test_its_owner_can_remove_it_with_the_password(self, running: Any) -> None:
        client, secret = self.begun(running)
        client.put("/api/v1/account/second-factor", json={"code": self.code(running, secret)})

        path = "/api/v1/account/second-factor/remove"
        assert client.post(path, json={"password": "wrong"}).status_code == 422
        assert client.post(path, json={"password": PASSWORD}).status_code == 204

        assert sign_in(running.client()).status_code == 200


class TestTokens:
    def test_a_token_may_do_less_than_its_owner(self, running: Any) -> None:
        running.add_user("ann", administrator=True)

        as_viewer = running.as_user("ann", limit="viewer")

        assert as_viewer.get("/api/v1/session").json()["limit"] == "viewer"
        assert as_viewer.post("/api/v1/folders", json={"name": "fraud"}).status_code == 403

    def test_a_token_cannot_make_one_that_may_do_more(self, running: Any) -> None:
        running.add_user("ann", fraud="admin")
        client = running.as_user("ann", limit="viewer")

        body = {"title": "more", "role": "analyst"}
        assert client.post("/api/v1/tokens", json=body).status_code == 403

    def test_it_is_shown_once_and_can_be_removed(self, running: Any) -> None:
        running.add_user("ann")
        client = running.signed_in("ann")
        made = client.post("/api/v1/tokens", json={"title": "nightly", "role": "viewer"}).json()
        script = running.client(Authorization=f"Bearer {made['token']}")
        assert script.get("/api/v1/session").status_code == 200

        listed = client.get("/api/v1/tokens")
        removed = client.delete(f"/api/v1/tokens/{made['number']}")

        assert made["token"] not in listed.text
        assert [each["title"] for each in listed.json()["tokens"]] == ["nightly"]
        assert removed.status_code == 204
        assert script.get("/api/v1/session").status_code == 401

    def test_it_expires(self, running: Any) -> None:
        client = running.new_user("ann")

        running.clock.time += 300 * 24 * 60 * MINUTE

        assert client.get("/api/v1/session").status_code == 401

    def test_nobody_can_remove_that_of_somebody_else(self, running: Any) -> None:
        running.new_user("ann")
        bob = running.new_user("bob")

        assert bob.delete("/api/v1/tokens/1").status_code == 404
