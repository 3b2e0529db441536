"""The way to the submitter process: found by a file that only its owner can read, started when it is missing."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filbert.runtime.deployment.submission import (
    AnswerUnknownError,
    PlanProblem,
    PlanRefusedError,
    RejectedError,
    Submission,
    SubmitterUnavailableError,
)
from filbert.runtime.stack.home import Home, read_json
from filbert.runtime.stack.lock import FileLock

ADDRESS_FILE = "submitter.json"
LOCK_FILE = "submitter.lock"
START_SECONDS = 60.0
CHECK_SECONDS = 240.0
"""Planning, and the start of a cold gateway before it."""
IDLE_SECONDS = 1800.0
"""One that was started on demand ends by itself when nobody has needed it for so long."""


def write_address(path: Path, port: int, token: str) -> None:
    """Tell where the submitter listens, readable by nobody else, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"port": port, "token": token, "pid": os.getpid()}, file)
    temporary.replace(path)


@dataclass(frozen=True)
class LocalSubmitter:
    """The submitter of a home folder."""

    home: Home
    progress: Callable[[str], None] = lambda line: None

    def check(self, submission: Submission) -> tuple[PlanProblem, ...]:
        """Plan without sending.

        Raises:
            SubmitterUnavailableError: it could not be reached, or came to no end.
        """
        self.start()
        answer = self._ask("check", submission, CHECK_SECONDS)
        match answer["kind"]:
            case "good":
                return ()
            case "problems":
                return tuple(PlanProblem(**problem) for problem in answer["problems"])
            case _:
                raise SubmitterUnavailableError(answer["message"])

    def submit(self, submission: Submission, seconds: float) -> str:
        """Send the job and return its id. Nothing reaches the cluster after so many seconds."""
        self.start()
        answer = self._ask("submit", submission, seconds)
        match answer["kind"]:
            case "accepted":
                return str(answer["job_id"])
            case "problems":
                raise PlanRefusedError(tuple(PlanProblem(**problem) for problem in answer["problems"]))
            case "rejected":
                raise RejectedError(answer["message"])
            case "unknown":
                raise AnswerUnknownError(answer["message"])
            case _:
                raise SubmitterUnavailableError(answer["message"])

    def running(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self._exchange({"action": "ping"}, 5)["kind"] == "good")
        except (SubmitterUnavailableError, AnswerUnknownError):
            return False

    def start(self) -> None:
        """Start it if it does not run.

        Raises:
            SubmitterUnavailableError: it does not come up.
        """
        if self.running():
            return
        self.home.create()
        deadline = time.monotonic() + START_SECONDS
        if not FileLock(self.home.run / LOCK_FILE).is_held():
            self.progress("starting the submitter")
            self._spawn()
        while not self.running():
            if time.monotonic() > deadline:
                log = self.home.log_file("submitter")
                raise SubmitterUnavailableError(f"the submitter does not start; see {log}")
            time.sleep(0.2)

    def stop(self) -> None:
        """End it, if it runs; used where no supervisor looks after it."""
        holder = FileLock(self.home.run / LOCK_FILE).holder()
        if holder is not None and FileLock(self.home.run / LOCK_FILE).is_held():
            os.kill(holder, 15)

    def _spawn(self) -> None:
        module = "filbert.runtime.deployment.submitter_process"
        log = self.home.log_file("submitter")
        with log.open("ab") as output:
            subprocess.Popen(
                [sys.executable, "-m", module, str(self.home.root), str(IDLE_SECONDS)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # it outlives the command that needed it first
            )

    def _ask(self, action: str, submission: Submission, seconds: float) -> dict[str, Any]:
        content = {
            "action": action,
            "seconds": seconds,
            "checked": action == "submit",
            "flink": submission.flink,
            "statements": list(submission.statements),
            "inserts": list(submission.inserts),
            "configuration": dict(submission.configuration),
        }
        return self._exchange(content, seconds + 5)

    def _exchange(self, content: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        address = read_json(self.home.run / ADDRESS_FILE)
        port, token = address.get("port"), address.get("token")
        if not isinstance(port, int) or not isinstance(token, str):
            raise SubmitterUnavailableError("the submitter does not run")
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError as error:
            raise SubmitterUnavailableError(f"the submitter does not answer: {error}") from error
        # Only reading is buffered: what a buffer could not send would fail once more when it is closed.
        with connection, connection.makefile("rb") as stream:
            connection.settimeout(seconds)
            try:
                connection.sendall(json.dumps({**content, "token": token}).encode() + b"\n")
                line = stream.readline()
                answer = json.loads(line)
            except (OSError, ValueError) as error:
                raise AnswerUnknownError(f"the submitter was lost: {error}") from error
        if not isinstance(answer, dict) or answer.get("kind") == "refused":
            raise SubmitterUnavailableError("the submitter refuses us; is it another's?")
        return answer
