"""The process that holds PyFlink's gateway, and nothing else: it can be killed at any time.

Reads requests from standard input, one JSON object per line, and answers each with one line. When its
standard input ends, its parent is gone, and it ends too, at once: a submission whose sender nobody waits
for must not reach the cluster later.
"""

import gc
import json
import os
import queue
import signal
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from filbert.runtime.declare import declare
from filbert.runtime.deployment.cause import causes, useful_cause

UNKNOWN_OUTCOME = (
    "ConnectException",
    "TimeoutException",
    "ConnectTimeoutException",
    "ReadTimeoutException",
    "ConnectionClosedException",
    "ConnectionException",
    "RetryException",
    "ChannelException",
    "ClosedChannelException",
    "SocketException",
)
"""Causes after which nobody knows whether the cluster has the job."""
SENT = (
    "JobSubmissionException",
    "JobInitializationException",
    "RestClientException",
    "JobExecutionException",
)
"""Causes that come from the cluster."""


def main() -> None:
    """Start the gateway, say so, and answer until standard input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    # Whatever prints must not end up among the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    requests = _read_in_background(sys.stdin)
    # Java objects are let go through the gateway. In another thread, while this one waits for an answer, that takes a
    # second connection; a later call may then come to its thread in Java, and Flink's planner fails in one that did
    # not begin the plan (FLINK-23020).
    gc.disable()
    _start_java()
    _warm_up()
    _answer(answers, {"ready": True})
    while True:
        gc.collect()
        request = requests.get()
        try:
            answer = handle(request)
        except Exception as error:  # noqa: BLE001 - the parent must get an answer to everything
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            answer = {"kind": "unknown", "message": useful_cause(str(error))}
        _answer(answers, answer)


def handle(request: Mapping[str, Any]) -> dict[str, Any]:
    """Plan a statement set, and send it if that is asked for."""
    environment = _environment(request)
    problem = _declare(environment, request["statements"])
    if problem is not None:
        return {"kind": "problems", "problems": [problem]}
    statement_set = environment.create_statement_set()
    problems = [
        found
        for insert in request["inserts"]
        if (found := _try(statement_set.add_insert_sql, insert, insert))
    ]
    if problems:
        return {"kind": "problems", "problems": problems}
    if request["action"] == "check" or not request.get("checked"):
        from pyflink.table import ExplainDetail

        # With the execution plan, so that generated code is compiled here and not after the old job ended.
        problem = _try(statement_set.explain, ExplainDetail.JSON_EXECUTION_PLAN, "")
        if problem is not None:
            return {"kind": "problems", "problems": [problem]}
    if request["action"] == "check":
        return {"kind": "good"}
    return _execute(statement_set)


def _execute(statement_set: Any) -> dict[str, Any]:
    try:
        client = statement_set.execute().get_job_client()
        return {"kind": "accepted", "job_id": str(client.get_job_id())}
    except Exception as error:  # noqa: BLE001 - py4j raises whatever Java threw
        trace = _trace(error)
        print(trace, file=sys.stderr, flush=True)
        names = {name.rsplit(".", 1)[-1] for name, _ in causes(trace)}
        message = useful_cause(trace)
        if names & set(UNKNOWN_OUTCOME):
            return {"kind": "unknown", "message": message}
        if names & set(SENT):
            return {"kind": "rejected", "message": message}
        return {"kind": "problems", "problems": [{"message": message, "statement": ""}]}


def _declare(environment: Any, statements: list[str]) -> dict[str, str] | None:
    for statement in statements:
        problem = _try(partial(declare, environment), statement, statement)
        if problem is not None:
            return problem
    return None


def _try(call: Any, argument: Any, statement: str) -> dict[str, str] | None:
    try:
        call(argument)
    except Exception as error:  # noqa: BLE001 - py4j raises whatever Java threw
        trace = _trace(error)
        print(f"{statement}\n{trace}", file=sys.stderr, flush=True)
        return {"message": useful_cause(trace), "statement": statement}
    return None


def _trace(error: Exception) -> str:
    java = getattr(error, "java_exception", None)
    if java is None:
        return str(error)
    from pyflink.java_gateway import get_gateway

    return str(get_gateway().jvm.org.apache.flink.util.ExceptionUtils.stringifyException(java))


def _environment(request: Mapping[str, Any]) -> Any:
    """Return a new table environment: nothing that was declared before exists in it."""
    from pyflink.common import Configuration
    from pyflink.table import EnvironmentSettings, TableEnvironment

    address = urlsplit(request["flink"])
    options = {
        "rest.connection-timeout": "5 s",
        # Few, or a submission would still be tried when its sender has given up.
        "rest.retry.max-attempts": "2",
        "rest.retry.delay": "500 ms",
        "client.timeout": f"{max(1, int(request['seconds']))} s",
        **request["configuration"],
        "execution.target": "remote",
        "execution.attached": "false",
        "rest.address": address.hostname or "",
        "rest.port": str(address.port or (443 if address.scheme == "https" else 80)),
    }
    if address.scheme == "https":
        options["security.ssl.rest.enabled"] = "true"
    if address.path.strip("/"):
        options["rest.path"] = address.path
    configuration = Configuration()
    for name, value in options.items():
        configuration.set_string(name, value)
    settings = (
        EnvironmentSettings.new_instance().in_streaming_mode().with_configuration(configuration).build()
    )
    return TableEnvironment.create(settings)


def _warm_up() -> None:
    """Plan something, so that the planner's classes are loaded before anybody waits for them."""
    handle(
        {
            "action": "check",
            "flink": "http://127.0.0.1:1",
            "seconds": 1,
            "configuration": {},
            "statements": [
                "CREATE TABLE warm_source (a BIGINT, b STRING) WITH ('connector' = 'datagen')",
                "CREATE TABLE warm_sink (a BIGINT, b STRING) WITH ('connector' = 'blackhole')",
            ],
            "inserts": ["INSERT INTO warm_sink SELECT a + 1, UPPER(b) FROM warm_source WHERE a > 0"],
        }
    )


def _start_java() -> None:
    """Start the gateway's JVM.

    PyFlink would do it by itself, but never reads what the JVM writes to its standard error: once the pipe
    is full, the JVM stands still.
    """
    from pyflink.find_flink_home import _find_flink_home
    from pyflink.pyflink_gateway_server import launch_gateway_server_process

    _find_flink_home()
    with tempfile.TemporaryDirectory() as folder:
        connection = Path(folder) / "connection"
        environment = {**os.environ, "_PYFLINK_CONN_INFO_PATH": str(connection)}
        arguments = ["-c", "org.apache.flink.client.python.PythonGatewayServer", "local"]
        process = launch_gateway_server_process(environment, arguments)
        threading.Thread(target=_pass_on, args=(process.stderr,), daemon=True).start()
        while not connection.exists():
            if process.poll() is not None:
                raise SystemExit(f"the gateway's JVM ended with code {process.returncode}")
            time.sleep(0.05)
        (port,) = struct.unpack("!I", connection.read_bytes()[:4])
    os.environ["PYFLINK_GATEWAY_PORT"] = str(port)
    threading.Thread(target=_end_with, args=(process,), daemon=True).start()


def _pass_on(pipe: Any) -> None:
    for line in pipe:
        sys.stderr.write(line.decode(errors="replace"))
        sys.stderr.flush()


def _end_with(process: Any) -> None:
    process.wait()
    os._exit(1)


def _read_in_background(stream: TextIO) -> "queue.Queue[dict[str, Any]]":
    requests: queue.Queue[dict[str, Any]] = queue.Queue()

    def read() -> None:
        for line in stream:
            requests.put(json.loads(line))
        # The whole group: the JVM with what it is just sending, too.
        os.killpg(os.getpgid(0), signal.SIGKILL)

    threading.Thread(target=read, daemon=True).start()
    return requests


def _answer(stream: TextIO, content: Mapping[str, Any]) -> None:
    stream.write(json.dumps(content) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()
