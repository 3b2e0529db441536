"""The real stack, and everything that can happen to it: kills, races, interruptions."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic
from filbert.runtime.stack import PartStatus, Stack, StackError, StackSettings
from filbert.runtime.stack import process as processes
from filbert.runtime.stack.port import is_free

pytestmark = pytest.mark.stack

SMALL = {
    "FILBERT_KAFKA_PORT": "0",
    "FILBERT_FLINK_REST_PORT": "0",
    "FILBERT_DESIGNER": "false",
    "FILBERT_KAFKA_HEAP_MB": "256",
    "FILBERT_JOBMANAGER_HEAP_MB": "384",
    "FILBERT_TASK_HEAP_MB": "256",
    "FILBERT_MANAGED_MEMORY_MB": "64",
    "FILBERT_TASK_SLOTS": "2",
}
PATIENCE_SECONDS = 240


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A small stack that the tests of this module may hurt; each leaves it running."""
    home = tmp_path_factory.mktemp("small")
    stack = Stack(
        StackSettings(
            home=home,
            kafka_port=0,
            flink_port=0,
            designer=False,
            kafka_heap_mb=256,
            jobmanager_heap_mb=384,
            task_heap_mb=256,
            managed_memory_mb=64,
            task_slots=2,
        )
    )
    stack.up(owner=os.getpid())
    yield stack
    stack.remove()


def command(*arguments: str, home: Path) -> "subprocess.Popen[str]":
    """Start the command line."""
    return subprocess.Popen(
        [sys.executable, "-m", "filbert.runtime.cli", *arguments],
        env={**os.environ, **SMALL, "FILBERT_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def pids(stack: Stack) -> dict[str, int]:
    """The process ids of all parts."""
    return {part.name: part.pid for part in stack.status() if part.pid is not None}


def until_good(stack: Stack, different_from: dict[str, int]) -> dict[str, PartStatus]:
    """Wait until all is well again, with other processes than these."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        status = {part.name: part for part in stack.status()}
        renewed = all(status[name].pid != pid for name, pid in different_from.items())
        if renewed and all(part.good for part in status.values()):
            return status
        assert time.monotonic() < deadline, status
        time.sleep(0.1)


def write(stack: Stack, topic: str, text: str) -> None:
    """Create a topic with one record."""
    admin = AdminClient({"bootstrap.servers": stack.kafka})
    admin.create_topics([NewTopic(topic, 1, 1)])[topic].result(60)
    producer = Producer({"bootstrap.servers": stack.kafka})
    producer.produce(topic, text)
    assert producer.flush(60) == 0


def read(stack: Stack, topic: str) -> str:
    """The first record of a topic."""
    consumer = Consumer(
        {"bootstrap.servers": stack.kafka, "group.id": "test", "auto.offset.reset": "earliest"}
    )
    try:
        consumer.subscribe([topic])
        record = consumer.poll(60)
        assert record is not None
        value = record.value()
        assert isinstance(value, bytes)
        return value.decode()
    finally:
        consumer.close()


def test_all_parts_run(small: Stack) -> None:
    status = {part.name: part.state for part in small.status()}

    assert {name: status[name] for name in ("supervisor", "kafka", "jobmanager", "taskmanager")} == {
        "supervisor": "running",
        "kafka": "running",
        "jobmanager": "running",
        "taskmanager": "running",
    }


def test_a_second_up_says_that_it_runs_and_changes_nothing(small: Stack) -> None:
    before, said = pids(small), list[str]()

    small.up(said.append)

    assert said == ["the stack is running already"]
    assert pids(small) == before


def test_an_up_with_other_settings_is_refused(small: Stack) -> None:
    other = Stack(StackSettings(home=small.home.root, task_slots=3))

    with pytest.raises(StackError, match=r"task_slots is 2, asked for is 3.* 'filbert down' first"):
        other.up()


def test_each_process_has_a_pid_file_and_a_log(small: Stack) -> None:
    for name, pid in pids(small).items():
        assert int((small.home.run / f"{name}.pid").read_text()) == pid
        assert (small.home.log / f"{name}.log").stat().st_size > 0


def test_a_killed_taskmanager_comes_back_alone(small: Stack) -> None:
    before = pids(small)

    os.kill(before["taskmanager"], signal.SIGKILL)
    after = until_good(small, {"taskmanager": before["taskmanager"]})

    assert after["jobmanager"].pid == before["jobmanager"]
    assert after["taskmanager"].restarts >= 1


def test_a_killed_jobmanager_takes_its_taskmanager_along(small: Stack) -> None:
    before = pids(small)

    os.kill(before["jobmanager"], signal.SIGKILL)
    after = until_good(small, {name: before[name] for name in ("jobmanager", "taskmanager")})

    assert after["kafka"].pid == before["kafka"]


def test_a_killed_kafka_comes_back_with_its_records(small: Stack) -> None:
    write(small, "survives-kafka", "precious")
    before = pids(small)

    os.kill(before["kafka"], signal.SIGKILL)
    until_good(small, {"kafka": before["kafka"]})

    assert read(small, "survives-kafka") == "precious"


def test_the_parts_of_a_killed_supervisor_go_on_and_are_adopted(small: Stack) -> None:
    before = pids(small)

    os.kill(before["supervisor"], signal.SIGKILL)
    processes.wait([psutil.Process(before["supervisor"])], 10)
    orphans = {part.name: part for part in small.status()}

    assert orphans["supervisor"].state == "stopped"
    assert orphans["kafka"].detail == "without supervisor; 'filbert up' starts a new one"

    small.up(owner=os.getpid())

    after = pids(small)
    assert after.pop("supervisor") != before.pop("supervisor")
    assert after == before


def test_after_a_kill_of_everything_two_ups_at_once_bring_it_back_once(small: Stack) -> None:
    write(small, "survives-everything", "precious")
    killed = pids(small)
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    processes.wait([process for process, _ in processes.processes_of(small.home.identity())], 10)
    assert not any(part.good for part in small.status())

    both = [command("up", home=small.home.root) for _ in range(2)]
    answers = [up.communicate(timeout=PATIENCE_SECONDS) for up in both]

    assert [up.returncode for up in both] == [0, 0], answers
    assert sum("the stack is running already" in output for output, _ in answers) == 1
    found = [marks.part for _, marks in processes.processes_of(small.home.identity())]
    assert [found.count(name) for name in ("supervisor", "kafka", "jobmanager", "taskmanager")] == [
        1,
        1,
        1,
        1,
    ]
    assert read(small, "survives-everything") == "precious"


def test_down_leaves_nothing_and_a_moved_home_starts_with_its_data(small: Stack, tmp_path: Path) -> None:
    write(small, "survives-moving", "precious")
    ports = small._plan().ports.values()
    identity = small.home.identity()

    assert small.down()

    assert processes.processes_of(identity) == []
    assert [port for port in ports if not is_free(port)] == []
    assert list(small.home.run.glob("*.pid")) == []
    assert {part.state for part in small.status()} == {"stopped"}
    assert not small.down()

    moved = Stack(small.settings.model_copy(update={"home": tmp_path / "moved"}))
    small.home.root.rename(moved.home.root)
    moved.up(owner=os.getpid())
    try:
        assert read(moved, "survives-moving") == "precious"
    finally:
        moved.down()
        moved.home.root.rename(small.home.root)


def wait_for_a_line(up: "subprocess.Popen[str]", text: str) -> None:
    """Read what `filbert up` says until a text comes."""
    assert up.stdout is not None
    for line in up.stdout:
        if text in line:
            return
    assert up.stderr is not None
    pytest.fail(f"'filbert up' ended before it said {text!r}: {up.stderr.read()}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_up_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with command("up", home=tmp_path / "home") as up:
        wait_for_a_line(up, "jobmanager: starting")

        up.send_signal(number)
        _, complaint = up.communicate(timeout=PATIENCE_SECONDS)

    stack = Stack(StackSettings(home=tmp_path / "home"))
    assert up.returncode == 130
    assert "interrupted; what it had started is stopped again" in complaint
    assert processes.processes_of(stack.home.identity()) == []


def test_an_up_killed_halfway_is_completed_by_the_next(tmp_path: Path) -> None:
    stack = Stack(StackSettings(home=tmp_path / "home"))
    try:
        with command("up", home=tmp_path / "home") as first:
            wait_for_a_line(first, "jobmanager: starting")
            first.kill()
        with command("up", home=tmp_path / "home") as second:
            answer = second.communicate(timeout=PATIENCE_SECONDS)

        assert second.returncode == 0, answer
        assert all(part.good for part in stack.status())
    finally:
        stack.remove()


def test_a_part_that_cannot_start_is_shown_with_the_end_of_its_log(tmp_path: Path) -> None:
    stack = Stack(StackSettings(home=tmp_path / "home"))
    stack.home.create()
    # Formatted by a version of Kafka that does not exist.
    data = stack.home.folder("kafka", "data")
    (data / "meta.properties").write_text("version=99\ncluster.id=none\nnode.id=1\n")

    with command("up", home=tmp_path / "home") as up:
        _, complaint = up.communicate(timeout=PATIENCE_SECONDS)

    assert up.returncode == 1
    assert "kafka does not start: it ended with exit code 1." in complaint
    assert f"The end of {stack.home.log_file('kafka')}:" in complaint
    assert "meta.properties" in complaint
    assert processes.processes_of(stack.home.identity()) == []
