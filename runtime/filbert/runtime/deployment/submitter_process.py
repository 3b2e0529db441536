"""The submitter: one process that keeps a warm gateway to Flink and lets one request after the other use it.

`python -m filbert.runtime.deployment.submitter_process HOME`. The gateway is a child that is killed when a
request passes its deadline, and replaced after a number of submissions, because each leaves classes behind.
"""

import contextlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from filbert.runtime.deployment.submitter import ADDRESS_FILE, LOCK_FILE, write_address
from filbert.runtime.stack.home import Home
from filbert.runtime.stack.lock import FileLock
from filbert.runtime.stack.parts.flink import OPENED_MODULES
from filbert.runtime.stack.parts.logging import logging_configuration

SUBMISSIONS_PER_GATEWAY = 40
GATEWAY_START_SECONDS = 180.0
TAKE_OVER_SECONDS = 30.0
HEAP_MB = 512
LONGEST_REQUEST = 16 * 2**20
LOG_BYTES = 20 * 2**20


GATEWAY = (sys.executable, "-m", "filbert.runtime.deployment.gateway")


class Gateway:
    """One child process with PyFlink's gateway."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self._log = _open_log(log)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=dict(environment),
            start_new_session=True,  # a group of its own: the JVM is killed with it
        )
        self.submissions = 0
        self.jars = ""
        self.ready = self._read(GATEWAY_START_SECONDS) is not None

    @property
    def alive(self) -> bool:
        """Whether it can take a request."""
        return self.ready and self._process.poll() is None

    def ask(self, request: Mapping[str, Any], seconds: float) -> dict[str, Any] | None:
        """Return the answer to a request; None, and the gateway is gone, when none came in time."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except OSError:
            self.kill()
            return None
        answer = self._read(seconds)
        if answer is None:
            self.kill()
        return answer

    def _read(self, seconds: float) -> dict[str, Any] | None:
        # A line is read by a thread: a pipe that other ends hold open gives no end of file to wait for.
        lines: list[str] = []
        assert self._process.stdout is not None
        reader = threading.Thread(
            target=lambda stream: lines.append(stream.readline()), args=(self._process.stdout,)
        )
        reader.daemon = True
        reader.start()
        reader.join(seconds)
        if not lines or not lines[0].endswith("\n"):
            self.kill()
            return None
        answer = json.loads(lines[0])
        return answer if isinstance(answer, dict) else None

    def kill(self) -> None:
        """End it at once, with all it started: what it is just sending is cut off."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            # What was still to be written to it is lost with it.
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self.ready = False


class Service:
    """Takes requests in turn and keeps a gateway at hand."""

    def __init__(self, environment: Mapping[str, str], log: Path, command: Sequence[str] = GATEWAY) -> None:
        self._environment, self._log, self._command = environment, log, command
        self._turn = threading.Lock()
        self._gateway: Gateway | None = None
        self.last_used = time.monotonic()

    def warm_up(self) -> None:
        """Have a gateway ready."""
        with self._turn:
            self._ready_gateway("")

    def handle(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one request within its time; the time spent waiting for one's turn counts."""
        deadline = time.monotonic() + float(request["seconds"])
        self.last_used = time.monotonic()
        if not self._turn.acquire(timeout=float(request["seconds"])):
            return {"kind": "unavailable", "message": "other submissions took all the time there was"}
        try:
            gateway = self._ready_gateway(_jars(request))
            left = deadline - time.monotonic()
            if gateway is None or left <= 0:
                return {"kind": "unavailable", "message": f"no gateway came up in time; see {self._log}"}
            answer = gateway.ask({**request, "seconds": left}, left)
            gateway.submissions += request["action"] == "submit"
            if answer is not None:
                return answer
            kind = "unknown" if request["action"] == "submit" else "unavailable"
            return {"kind": kind, "message": f"Flink's client gave no answer in time; see {self._log}"}
        finally:
            self.last_used = time.monotonic()
            self._turn.release()

    def tidy(self) -> None:
        """Replace a gateway that has served long enough, while nobody waits for it."""
        if self._turn.acquire(blocking=False):
            try:
                self._ready_gateway(None)
            finally:
                self._turn.release()

    def close(self) -> None:
        """End the gateway."""
        if self._gateway is not None:
            self._gateway.kill()

    def _ready_gateway(self, jars: str | None) -> Gateway | None:
        """Return a gateway that has loaded no other version of the jars; None stands for any."""
        gateway = self._gateway
        if gateway is not None:
            other = jars is not None and gateway.jars not in {"", jars}
            if gateway.alive and not other and gateway.submissions < SUBMISSIONS_PER_GATEWAY:
                gateway.jars = jars or gateway.jars
                return gateway
            gateway.kill()
        self._gateway = Gateway(self._command, self._environment, self._log)
        self._gateway.jars = jars or ""
        return self._gateway if self._gateway.alive else None


def _jars(request: Mapping[str, Any]) -> str:
    """Return what tells versions of the jars apart: a class that is loaded is never loaded anew."""
    return str(request["configuration"].get("pipeline.jars", ""))


def serve(home: Home, idle_seconds: float | None) -> None:
    """Listen on the loopback address until told to end, or until nobody has asked for a while."""
    service = Service(_environment(home), home.log_file("submitter"))
    token = secrets.token_hex(32)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        address = home.run / ADDRESS_FILE
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        threading.Thread(target=service.warm_up, daemon=True).start()
        try:
            write_address(address, port, token)
            listener.settimeout(5)
            while True:
                with contextlib.suppress(TimeoutError):
                    connection, _ = listener.accept()
                    arguments = (service, connection, token)
                    threading.Thread(target=_answer, args=arguments, daemon=True).start()
                    continue
                service.tidy()
                if idle_seconds is not None and time.monotonic() - service.last_used > idle_seconds:
                    return
        finally:
            address.unlink(missing_ok=True)
            service.close()


def _answer(service: Service, connection: socket.socket, token: str) -> None:
    with connection, connection.makefile("rwb") as stream, contextlib.suppress(OSError):
        connection.settimeout(10)
        line = stream.readline(LONGEST_REQUEST)
        try:
            request = json.loads(line)
            given = str(request.pop("token"))
            action = request["action"]
        except (ValueError, KeyError, AttributeError, TypeError):
            return
        # Compared in constant time: who may connect may guess as often as it likes.
        if not hmac.compare_digest(given, token):
            answer: dict[str, Any] = {"kind": "refused", "message": "the token is wrong"}
        elif action == "ping":
            answer = {"kind": "good", "pid": os.getpid()}
        else:
            connection.settimeout(None)
            answer = service.handle(request)
        stream.write(json.dumps(answer).encode() + b"\n")


def _environment(home: Home) -> dict[str, str]:
    """Return the variables of the gateway: the cluster's libraries, a small heap, a log of its own."""
    from filbert.runtime.stack import Stack, StackError

    environment = dict(os.environ)
    with contextlib.suppress(StackError):  # no local stack: the cluster is elsewhere
        environment |= Stack.at(home.root).client_environment()
    logging = home.run / "submitter-log4j.properties"
    logging.write_text(logging_configuration(home.log_file("submitter-jvm")))
    options = [
        "-XX:+UseSerialGC",
        f"-Xmx{HEAP_MB}m",
        "-XX:MaxMetaspaceSize=512m",
        "-XX:+ExitOnOutOfMemoryError",
    ]
    return {
        **environment,
        "LOG4J_PROPERTIES": str(logging),
        "FLINK_LOG_DIR": str(home.log),
        "FLINK_ENV_JAVA_OPTS": " ".join([*options, "-Duser.timezone=UTC", *OPENED_MODULES]),
        "PYTHONUNBUFFERED": "1",
    }


def _open_log(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")


def main(arguments: list[str]) -> int:
    """Run the submitter of a home; one with a limit of idle time makes way for one without."""
    home = Home.at(Path(arguments[0]))
    home.create()
    idle = float(arguments[1]) if len(arguments) > 1 else None
    lock = FileLock(home.run / LOCK_FILE)
    if not lock.try_acquire():
        holder = lock.holder()
        if idle is not None or holder is None:
            print(f"The submitter of {home.root} runs already, as process {holder}.")
            return 0
        with contextlib.suppress(ProcessLookupError):
            os.kill(holder, signal.SIGTERM)
        lock.acquire(TAKE_OVER_SECONDS, lambda process: None, "starting the submitter")
    with lock:
        serve(home, idle)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
