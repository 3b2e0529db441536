"""The process that holds PyFlink's gateway, with the real one."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os, sys, threading
from filbert.runtime.deployment import gateway
from py4j.java_gateway import GatewayClient

made = []
connect = GatewayClient._create_connection


def counted(client):
    made.append(client)
    return connect(client)


GatewayClient._create_connection = counted
answers, told = os.pipe()
given, requests = os.pipe()
own = os.dup(1)
os.dup2(told, 1)
sys.stdin = os.fdopen(given)


def make_work_for_the_collector():
    while True:
        kept = [[] for _ in range(2_000)]


def drive():
    lines = os.fdopen(answers)
    lines.readline()
    threading.Thread(target=make_work_for_the_collector, daemon=True).start()
    kinds = []
    for _ in range(5):
        os.write(requests, sys.argv[1].encode() + b"\\n")
        kinds.append(lines.readline())
    os.write(own, f"{len(made)} {kinds}".encode())
    os._exit(0)


threading.Thread(target=drive, daemon=True).start()
gateway.main()
"""
CHECK = {
    "action": "check",
    "flink": "http://127.0.0.1:1",
    "seconds": 1,
    "configuration": {},
    "statements": [
        "CREATE TABLE a (n BIGINT) WITH ('connector' = 'datagen')",
        "CREATE TABLE b (n BIGINT) WITH ('connector' = 'blackhole')",
    ],
    "inserts": ["INSERT INTO b SELECT n + 1 FROM a"],
}


@pytest.mark.slow
def test_all_calls_of_a_plan_come_to_one_thread_in_java(tmp_path: Path) -> None:
    """A second connection is a second thread there, in which the planner fails (FLINK-23020)."""
    script = tmp_path / "gateway.py"
    script.write_text(SCRIPT)
    process = subprocess.Popen(
        [sys.executable, script, json.dumps(CHECK)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        told, _ = process.communicate(timeout=240)
    finally:
        # The JVM goes with its parent; if that hangs, both.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    connections, _, kinds = told.partition(" ")
    assert kinds == str(['{"kind": "good"}\n'] * 5)
    assert connections == "1"
