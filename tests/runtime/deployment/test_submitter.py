"""The submitter process around its gateway; the gateway is a script that behaves as told."""

import json
import os
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filbert.runtime.deployment.submission import (
    AnswerUnknownError,
    PlanRefusedError,
    RejectedError,
    Submission,
    SubmitterUnavailableError,
)
from filbert.runtime.deployment.submitter import ADDRESS_FILE, LocalSubmitter
from filbert.runtime.deployment.submitter_process import SUBMISSIONS_PER_GATEWAY, Service
from filbert.runtime.stack.home import Home

GATEWAY = """
import json, os, sys, time
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    words = request["inserts"]
    with open(os.environ["RECORD"], "a") as record:
        record.write(f"{os.getpid()} {request['action']} {words[0]}\\n")
    if words[0] == "die":
        os._exit(1)
    if words[0] == "hang":
        time.sleep(60)
        continue
    answers = {
        "good": {"kind": "accepted", "job_id": "j1"} if request["action"] == "submit" else {"kind": "good"},
        "bad": {"kind": "problems", "problems": [{"message": "no such column", "statement": "bad"}]},
        "rejected": {"kind": "rejected", "message": "already submitted"},
        "unknown": {"kind": "unknown", "message": "connection refused"},
    }
    print(json.dumps(answers[words[0]]), flush=True)
"""


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "record"


@pytest.fixture
def service(tmp_path: Path, record: Path) -> Iterator[Service]:
    script = tmp_path / "gateway.py"
    script.write_text(GATEWAY)
    environment = {**os.environ, "RECORD": str(record)}
    made = Service(environment, tmp_path / "submitter.log", (sys.executable, str(script)))
    yield made
    made.close()


def request(word: str, action: str = "submit", seconds: float = 20, jars: str = "") -> dict[str, Any]:
    return {
        "action": action,
        "inserts": [word],
        "statements": [],
        "configuration": {"pipeline.jars": jars},
        "flink": "http://flink.test",
        "seconds": seconds,
    }


def gateways(record: Path) -> list[str]:
    return list(dict.fromkeys(line.split()[0] for line in record.read_text().splitlines()))


def test_requests_are_answered_by_one_gateway_that_stays(service: Service, record: Path) -> None:
    assert service.handle(request("good", "check")) == {"kind": "good"}
    assert service.handle(request("good")) == {"kind": "accepted", "job_id": "j1"}

    assert len(gateways(record)) == 1


def test_a_submission_that_passes_its_deadline_is_killed_and_its_outcome_unknown(
    service: Service, record: Path
) -> None:
    answer = service.handle(request("hang", seconds=2))

    assert answer["kind"] == "unknown"
    (process,) = gateways(record)
    with pytest.raises(ProcessLookupError):
        os.kill(int(process), 0)
    assert service.handle(request("good"))["kind"] == "accepted"


def test_a_check_that_comes_to_no_end_changed_nothing(service: Service) -> None:
    assert service.handle(request("hang", "check", seconds=2))["kind"] == "unavailable"


def test_a_gateway_that_dies_is_replaced(service: Service, record: Path) -> None:
    assert service.handle(request("die"))["kind"] == "unknown"

    assert service.handle(request("good"))["kind"] == "accepted"
    assert len(gateways(record)) == 2


def test_other_jars_get_another_gateway_because_loaded_classes_stay(service: Service, record: Path) -> None:
    service.handle(request("good", jars="file:///a.jar"))
    service.handle(request("good", jars="file:///a.jar"))
    service.handle(request("good", jars="file:///b.jar"))

    assert len(gateways(record)) == 2


def test_a_gateway_is_replaced_after_a_number_of_submissions(service: Service, record: Path) -> None:
    for _ in range(SUBMISSIONS_PER_GATEWAY):
        service.handle(request("good"))
    service.tidy()
    service.handle(request("good"))

    assert len(gateways(record)) == 2


@pytest.mark.slow
def test_time_spent_waiting_for_others_counts(service: Service) -> None:
    service.handle(request("good"))
    long = threading.Thread(target=service.handle, args=(request("hang", seconds=6),))
    long.start()
    time.sleep(0.5)

    answer = service.handle(request("good", seconds=1))

    assert answer["kind"] == "unavailable"
    long.join()


@pytest.fixture
def started(tmp_path: Path, record: Path) -> Iterator[Callable[[str], LocalSubmitter]]:
    """Starts the real process with the scripted gateway in a home folder."""
    script = tmp_path / "gateway.py"
    script.write_text(GATEWAY)
    program = (
        "import sys; from filbert.runtime.deployment import submitter_process as process; "
        f"process.GATEWAY = ({sys.executable!r}, {str(script)!r}); "
        "process.Service.__init__.__defaults__ = (process.GATEWAY,); "
        "sys.exit(process.main(sys.argv[1:]))"
    )
    processes = []

    def start(name: str) -> LocalSubmitter:
        home = Home.at(tmp_path / name)
        home.create()
        arguments = [sys.executable, "-c", program, str(home.root)]
        processes.append(subprocess.Popen(arguments, env={**os.environ, "RECORD": str(record)}))
        submitter = LocalSubmitter(home)
        deadline = time.monotonic() + 60
        while not submitter.running():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return submitter

    yield start
    for process in processes:
        process.terminate()
        process.wait(timeout=30)


def submission(word: str) -> Submission:
    return Submission("http://flink.test", (), (word,), {})


@pytest.mark.slow
def test_each_answer_has_its_own_meaning(started: Callable[[str], LocalSubmitter]) -> None:
    submitter = started("home")

    assert submitter.check(submission("good")) == ()
    assert [problem.message for problem in submitter.check(submission("bad"))] == ["no such column"]
    assert submitter.submit(submission("good"), 20) == "j1"
    with pytest.raises(PlanRefusedError, match="no such column"):
        submitter.submit(submission("bad"), 20)
    with pytest.raises(RejectedError, match="already submitted"):
        submitter.submit(submission("rejected"), 20)
    with pytest.raises(AnswerUnknownError, match="connection refused"):
        submitter.submit(submission("unknown"), 20)
    with pytest.raises(AnswerUnknownError, match="no answer in time"):
        submitter.submit(submission("hang"), 2)


def test_the_token_is_for_the_owner_only_and_a_wrong_one_is_refused(
    started: Callable[[str], LocalSubmitter],
) -> None:
    submitter = started("home")
    address = submitter.home.run / "submitter.json"

    mode = stat.S_IMODE(address.stat().st_mode)
    content = json.loads(address.read_text())
    address.write_text(json.dumps({**content, "token": "0" * 64}))

    assert mode == 0o600
    assert submitter.running() is False
    with pytest.raises(SubmitterUnavailableError, match="refuses us"):
        submitter._exchange({"action": "check"}, 5)


@pytest.mark.slow
def test_when_it_is_killed_its_gateway_goes_with_it(
    started: Callable[[str], LocalSubmitter], record: Path
) -> None:
    submitter = started("home")
    submitter.submit(submission("good"), 20)
    (gateway,) = gateways(record)
    process = json.loads((submitter.home.run / "submitter.json").read_text())["pid"]

    os.kill(process, 9)

    deadline = time.monotonic() + 20
    while Path(f"/proc/{gateway}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{gateway}").exists()
    with pytest.raises(SubmitterUnavailableError, match="does not answer"):
        submitter._exchange({"action": "ping"}, 5)


def test_it_ends_cleanly_and_leaves_no_address_behind(started: Callable[[str], LocalSubmitter]) -> None:
    submitter = started("home")

    submitter.stop()

    deadline = time.monotonic() + 20
    while submitter.running() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not submitter.running()
    assert not (submitter.home.run / "submitter.json").exists()


def test_one_that_hangs_up_before_it_is_asked_leaves_the_answer_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.at(tmp_path)
    connect = socket.create_connection
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = {"port": server.getsockname()[1], "token": "t"}
        (home.folder("run") / ADDRESS_FILE).write_text(json.dumps(address))

        def connect_and_be_left(*place: Any, **options: Any) -> socket.socket:
            made = connect(*place, **options)
            other, _ = server.accept()
            # Reset instead of a polite end.
            other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            other.close()
            return made

        monkeypatch.setattr(socket, "create_connection", connect_and_be_left)

        with pytest.raises(AnswerUnknownError, match="the submitter was lost"):
            LocalSubmitter(home)._exchange({"action": "ping"}, 20)
