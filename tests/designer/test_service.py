"""The service as a whole: health, errors, limits, headers, measures, logs, start and stop."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.designer.routing import read
from filbert.designer.serve import listen
from filbert.runtime.settings import ServiceSettings
from sqlalchemy import text
from starlette.exceptions import HTTPException


def test_it_lives_and_is_ready(running: Any) -> None:
    client = running.client()

    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready").json()
    assert ready == {"status": "ok", "parts": [{"name": "measures of Flink", "is_well": True, "since": None}]}


def test_it_is_not_ready_with_a_schema_of_another_version(running: Any) -> None:
    with running.store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    answer = running.client().get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["code"] == "not-ready"


def test_an_answer_is_sent_without_waiting_for_acknowledgements(tmp_path: Path) -> None:
    async def without_delay() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted: socket.socket = writer.get_extra_info("socket")
            told.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()
            await writer.wait_closed()

        opened = listen(ServiceSettings(home=tmp_path, designer_port=0))
        async with await asyncio.start_server(accept, sock=opened):
            reader, writer = await asyncio.open_connection(*opened.getsockname())
            await reader.read()
            writer.close()
            await writer.wait_closed()
        return await told

    assert asyncio.run(without_delay()) == 1


class TestErrors:
    def test_an_unknown_address_of_the_api_is_not_found(self, running: Any) -> None:
        answer = running.client().get("/api/v1/nothing", headers={"Accept": "text/html"})

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] == "There is no /api/v1/nothing."

    def test_another_method_is_told(self, running: Any) -> None:
        answer = running.client().put("/health/live")

        assert answer.status_code == 405
        assert answer.json()["code"] == "method-not-allowed"

    def test_a_body_that_is_not_json_is_told_with_its_place(self, running: Any) -> None:
        answer = running.client().post(
            "/api/v1/session", content='{"name": "ann"\n "x"}', headers={"Content-Type": "application/json"}
        )

        assert answer.status_code == 400
        assert answer.json()["detail"] == "The body is not JSON: Expecting ',' delimiter at line 2, column 2."

    def test_a_key_that_stands_twice_is_an_error(self, running: Any) -> None:
        answer = running.client().post(
            "/api/v1/session",
            content='{"name": "ann", "name": "bob"}',
            headers={"Content-Type": "application/json"},
        )

        assert answer.status_code == 400
        assert "'name' stands twice" in answer.json()["detail"]

    @pytest.mark.parametrize(("depth", "status"), [(5_000, 400), (200_000, 413)])
    def test_deep_nesting_is_refused(self, running: Any, depth: int, status: int) -> None:
        body = "[" * depth + "]" * depth

        answer = running.client().post(
            "/api/v1/session", content=body, headers={"Content-Type": "application/json"}
        )

        assert answer.status_code == status

    def test_a_parameter_that_stands_twice_is_refused_unless_it_is_a_list(self, running: Any) -> None:
        ann = running.new_user("ann")

        twice = ann.get("/api/v1/fragments?folder=a&folder=b")
        several = ann.get("/api/v1/alerts?verdict=open&verdict=true")

        assert (twice.status_code, twice.json()["detail"]) == (422, "The parameter 'folder' stands twice.")
        assert several.status_code == 200

    def test_every_fault_of_a_body_is_listed(self, running: Any) -> None:
        answer = running.client().post("/api/v1/session", json={"nam": "ann"})

        assert answer.status_code == 422
        assert {each["at"] for each in answer.json()["problems"]} == {
            "body.name",
            "body.password",
            "body.nam",
        }

    def test_a_fault_names_the_request(self, running: Any) -> None:
        answer = running.client().get("/api/v1/nothing", headers={"X-Request-ID": "request-12345678"})

        assert answer.json()["request_id"] == "request-12345678"
        assert answer.headers["X-Request-ID"] == "request-12345678"

    def test_an_id_that_would_not_look_well_in_a_log_is_replaced(self, running: Any) -> None:
        answer = running.client().get("/health/live", headers={"X-Request-ID": "a b{}" * 40})

        assert len(answer.headers["X-Request-ID"]) == 16


class TestLimits:
    def test_a_body_that_says_it_is_too_large_is_refused(self, running: Any) -> None:
        answer = running.client().post("/api/v1/session", content=b"x" * 10_000_001)

        assert answer.status_code == 413
        assert answer.json()["detail"] == "A request may have at most 10 MB."

    def test_a_body_that_turns_out_too_large_is_refused(self, running: Any) -> None:
        answer = running.client().post(
            "/api/v1/session",
            content=(b"x" * 1_000_000 for _ in range(11)),
            headers={"Content-Type": "application/json"},
        )

        assert answer.status_code == 413


def test_every_answer_has_the_headers_that_protect(running: Any) -> None:
    for path in ("/health/live", "/api/v1/nothing", "/api/v1/session"):
        headers = running.client().get(path).headers

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["Cache-Control"] == "no-store"


def test_requests_are_counted_by_endpoint_and_not_by_address(running: Any) -> None:
    client = running.client()
    client.get("/api/v1/users/ann")
    client.get("/api/v1/users/bob")

    measures = client.get("/metrics").text

    line = 'filbert_designer_requests_total{method="GET",route="/api/v1/users/{user}",status="401"} 2.0'
    assert line in measures


def command(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "filbert.runtime.cli", *arguments],
        env={**os.environ, "FILBERT_HOME": str(folder), "FILBERT_DESIGNER_PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **more,
    )


class TestCommands:
    def test_serve_runs_until_it_is_told_to_stop(self, tmp_path: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "filbert.runtime.cli", "serve"],
            env={**os.environ, "FILBERT_HOME": str(tmp_path), "FILBERT_DESIGNER_PORT": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            address = line.removeprefix("Filbert listens at ").strip()
            with httpx.Client(trust_env=False) as client:
                answer = client.get(
                    f"{address}/api/v1/nothing", headers={"X-Request-ID": "request-12345678"}, timeout=60
                )
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=60)

        assert answer.status_code == 404
        assert process.returncode == 0
        lines = [json.loads(each) for each in errors.splitlines()]
        assert [each["message"] for each in lines if each["logger"] == "filbert.designer"] == [
            "ready",
            "stopped",
        ]
        (request,) = [each for each in lines if each["logger"] == "filbert.designer.requests"]
        assert request["request_id"] == "request-12345678"
        assert request["status"] == 404

    def test_serve_names_a_port_that_is_taken(self, tmp_path: Path, running: Any) -> None:
        port = running.url.rsplit(":", 1)[1]
        found = subprocess.run(
            [sys.executable, "-m", "filbert.runtime.cli", "serve"],
            env={**os.environ, "FILBERT_HOME": str(tmp_path), "FILBERT_DESIGNER_PORT": port},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

        assert found.returncode == 2
        assert f"cannot listen at 127.0.0.1:{port}" in found.stderr

    def test_the_first_administrator_is_made_on_the_server(self, tmp_path: Path) -> None:
        made = command(
            tmp_path,
            "user",
            "create",
            "root-user",
            "--admin",
            "--password-stdin",
            input="seven quiet lanterns\n",
        )
        again = command(
            tmp_path,
            "user",
            "create",
            "root-user",
            "--admin",
            "--password-stdin",
            input="seven quiet lanterns\n",
        )
        weak = command(tmp_path, "user", "create", "bob", "--password-stdin", input="short\n")

        assert (made.returncode, made.stdout) == (0, "'root-user' can sign in.\n")
        assert (again.returncode, again.stderr) == (1, "filbert user: There is a user 'root-user' already.\n")
        assert weak.returncode == 1
        assert "at least 12 characters" in weak.stderr

    def test_the_audit_log_is_verified_on_the_server(self, tmp_path: Path) -> None:
        command(tmp_path, "user", "create", "ann", "--password-stdin", input="seven quiet lanterns\n")

        verified = command(tmp_path, "audit", "verify", "--json")
        exported = command(tmp_path, "audit", "export")

        verdict = json.loads(verified.stdout)
        assert verdict["is_whole"] is True
        assert verdict["entries"] == 1
        (entry,) = map(json.loads, exported.stdout.splitlines())
        assert (entry["actor"], entry["action"], entry["subject"]) == ("command line", "user.create", "ann")
        assert entry["hash"] == verdict["head"]


class TestCrowdedBodies:
    """What is refused before it is parsed; how quickly, make bench says."""

    @pytest.mark.parametrize(
        "body",
        [
            b'{"document": {"nodes": [' + b"1.5," * 200_000 + b"1]}}",
            b'{"document": {"nodes": [' + b"{}," * 200_000 + b"{}]}}",
            b'{"document": {"nodes": [' + b'"",' * 400_000 + b'""]}}',
            b"{" + b",".join(b'"%d": 1' % number for number in range(200_000)) + b"}",
            b"[" * 200_000,
        ],
        ids=["numbers", "objects", "texts", "keys", "depth"],
    )
    def test_more_values_than_any_request_needs_are_refused(self, body: bytes) -> None:
        with pytest.raises(HTTPException) as refused:
            read(body)

        assert (refused.value.status_code, refused.value.detail) == (
            413, "A request holds at most 101,000 values.",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "body",
        [b'"' + b'\\"' * 300_000, b'"' + b'\\"' * 300_000 + b"\\", b'"\\' * 300_000 + b"," * 200_000],
        ids=["not closed", "ends in an escape", "escapes only"],
    )
    def test_strings_without_an_end_are_looked_at_once(self, body: bytes) -> None:
        with pytest.raises(HTTPException) as refused:
            read(body)

        assert refused.value.status_code in (400, 413)

    def test_commas_in_texts_are_no_values(self) -> None:
        text = '{"a": [1, 2]}\n' * 200_000

        assert read(json.dumps({"events": text}).encode()) == {"events": text}

    def test_as_many_values_as_a_document_may_have_are_read(self) -> None:
        assert len(read(b"[" + b"1," * 100_000 + b"1]")) == 100_001
