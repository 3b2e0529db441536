"""`filbert up`, `down` and `status` where nothing has to be started."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def filbert(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "filbert.runtime.cli", *arguments],
        env={**os.environ, "FILBERT_HOME": str(home), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_status_of_a_stack_that_never_ran_leaves_no_trace(tmp_path: Path) -> None:
    result = filbert("status", home=tmp_path / "home")

    assert result.returncode == 1
    assert [line.split()[:2] for line in result.stdout.splitlines()] == [
        ["PART", "STATE"],
        ["supervisor", "stopped"],
        ["kafka", "stopped"],
        ["jobmanager", "stopped"],
        ["taskmanager", "stopped"],
    ]
    assert not (tmp_path / "home").exists()


def test_the_status_for_machines(tmp_path: Path) -> None:
    result = filbert("status", "--json", home=tmp_path / "home")

    assert result.returncode == 1
    answer = json.loads(result.stdout)
    assert answer["good"] is False
    assert answer["home"] == str(tmp_path / "home")
    assert [(part["name"], part["state"]) for part in answer["parts"]] == [
        ("supervisor", "stopped"),
        ("kafka", "stopped"),
        ("jobmanager", "stopped"),
        ("taskmanager", "stopped"),
    ]


def test_taking_down_what_never_ran(tmp_path: Path) -> None:
    result = filbert("down", home=tmp_path / "home")

    assert (result.returncode, result.stdout) == (0, "Nothing was running.\n")
    assert not (tmp_path / "home").exists()


def test_no_java(tmp_path: Path) -> None:
    result = filbert("up", home=tmp_path / "home", JAVA_HOME="", PATH=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr.startswith("filbert up: Java is missing: ")
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        result = filbert(
            "up", home=tmp_path / "home", FILBERT_FLINK_REST_PORT=str(port), FILBERT_KAFKA_PORT="0"
        )

    assert result.returncode == 1
    assert f"filbert up: Port {port} is taken by " in result.stderr
    assert "FILBERT_FLINK_REST_PORT" in result.stderr


def test_too_little_memory(tmp_path: Path) -> None:
    result = filbert(
        "up",
        home=tmp_path / "home",
        FILBERT_KAFKA_PORT="0",
        FILBERT_FLINK_REST_PORT="0",
        FILBERT_MANAGED_MEMORY_MB="100000000",
    )

    assert result.returncode == 1
    assert result.stderr.startswith("filbert up: Too little memory: ")


@pytest.mark.parametrize("command", ["up", "down", "status"])
def test_a_setting_that_does_not_fit(tmp_path: Path, command: str) -> None:
    result = filbert(command, home=tmp_path / "home", FILBERT_KAFKA_PORT="ninety")

    assert result.returncode == 2
    assert "A setting FILBERT_… does not fit: kafka_port: Input should be a valid integer" in result.stderr


def test_an_extra_that_does_not_exist(tmp_path: Path) -> None:
    result = filbert("up", "--with", "grafana", home=tmp_path / "home")

    assert result.returncode == 2
    assert "There is no part 'grafana' to start with the stack." in result.stderr
