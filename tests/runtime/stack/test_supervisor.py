"""The supervisor, with small processes instead of JVMs, looked at one tick at a time."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from filbert.runtime.stack import Part, StackSettings
from filbert.runtime.stack import process as processes
from filbert.runtime.stack.home import Home
from filbert.runtime.stack.jars import Jars
from filbert.runtime.stack.plan import Plan, save_plan
from filbert.runtime.stack.supervisor import Supervisor, backoff_seconds, describe_exit

SLEEP = ("sleep", "600")
PATIENCE_SECONDS = 30


def healthy(incarnation: str) -> str | None:
    """A check that always passes."""
    return None


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A fresh home."""
    home = Home.at(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
def supervise(home: Home) -> Iterator[Callable[..., Supervisor]]:
    """Makes a supervisor of some parts; whatever it started is ended after the test."""
    supervisors = []

    def supervise(*parts: Part, owner: int | None = None, ports: dict[str, int] | None = None) -> Supervisor:
        settings = StackSettings(home=home.root, start_seconds=0.3, stop_seconds=2)
        plan = Plan(settings, ports or {}, Path("java"), Jars(Path("j"), (), ()), (), (), owner)
        save_plan(home, plan)
        supervisor = Supervisor(home, build=lambda plan, home: parts)
        supervisor.load()
        supervisor.adopt()
        supervisors.append(supervisor)
        return supervisor

    yield supervise
    for supervisor in supervisors:
        supervisor.stop_all()
        for run in supervisor.runs.values():
            if run.child is not None:
                run.child.wait()


def until(supervisor: Supervisor, name: str, state: str) -> None:
    """Tick until a part is in a state."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while supervisor.runs[name].status.state != state:
        assert time.monotonic() < deadline, supervisor.runs[name].status
        supervisor.tick()


def pid_of(supervisor: Supervisor, name: str) -> int:
    """The process id of a part that runs."""
    pid = supervisor.runs[name].status.pid
    assert pid is not None
    return pid


def test_a_part_is_started_and_found_well(supervise: Callable[..., Supervisor], home: Home) -> None:
    supervisor = supervise(Part("one", SLEEP, healthy))

    until(supervisor, "one", "running")

    assert processes.read_pid(home.pid_file("one")) == pid_of(supervisor, "one")
    assert psutil.Process(pid_of(supervisor, "one")).cmdline() == ["sleep", "600"]


def test_a_killed_part_is_started_again(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise(Part("one", SLEEP, healthy))
    until(supervisor, "one", "running")
    first = pid_of(supervisor, "one")

    os.kill(first, signal.SIGKILL)
    until(supervisor, "one", "restarting")

    assert supervisor.runs["one"].status.detail == "ended by signal SIGKILL"
    until(supervisor, "one", "running")
    assert pid_of(supervisor, "one") != first
    assert supervisor.runs["one"].status.restarts == 1


def test_the_wait_between_attempts_grows_up_to_half_a_minute() -> None:
    assert [backoff_seconds(failures) for failures in range(9)] == [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30]
    assert backoff_seconds(10_000) == 30


def test_a_part_that_does_not_become_ready_in_time_is_started_again(
    supervise: Callable[..., Supervisor],
) -> None:
    supervisor = supervise(Part("one", SLEEP, lambda incarnation: "still thinking"))

    until(supervisor, "one", "restarting")

    assert supervisor.runs["one"].status.detail == "was not ready within 0 s (still thinking)"
    assert processes.processes_of(supervisor.identity) == []


def test_a_part_that_stops_answering_is_shown_as_such(supervise: Callable[..., Supervisor]) -> None:
    answers: list[str | None] = [None, "no reply"]
    supervisor = supervise(Part("one", SLEEP, lambda incarnation: answers.pop(0)))
    until(supervisor, "one", "running")

    supervisor.runs["one"].next_check = 0.0
    supervisor.tick()

    assert supervisor.runs["one"].status.state == "unhealthy"
    assert supervisor.runs["one"].status.detail == "no reply"


def test_a_part_that_stays_silent_is_started_again(supervise: Callable[..., Supervisor]) -> None:
    answers: list[str | None] = [None, "no reply"]
    supervisor = supervise(Part("one", SLEEP, lambda incarnation: answers.pop(0)))
    until(supervisor, "one", "running")

    supervisor.runs["one"].next_check = 0.0
    supervisor.runs["one"].last_good -= 1000
    supervisor.tick()

    assert supervisor.runs["one"].status.state == "restarting"
    assert supervisor.runs["one"].status.detail == "did not answer for 90 s (no reply)"


def test_a_part_waits_for_what_it_needs(supervise: Callable[..., Supervisor]) -> None:
    ready: list[bool] = []
    first = Part("first", SLEEP, lambda incarnation: None if ready else "not yet")
    supervisor = supervise(first, Part("second", SLEEP, healthy, after=("first",)))

    supervisor.tick()
    assert supervisor.runs["second"].status.state == "waiting"
    assert supervisor.runs["second"].status.detail == "for first"

    ready.append(True)
    until(supervisor, "second", "running")


def test_parts_that_belong_together_are_restarted_together(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise(
        Part("worker", SLEEP, healthy, together_with=("master",)), Part("master", SLEEP, healthy)
    )
    until(supervisor, "master", "running")
    until(supervisor, "worker", "running")
    worker = pid_of(supervisor, "worker")

    os.kill(pid_of(supervisor, "master"), signal.SIGKILL)
    until(supervisor, "master", "restarting")
    until(supervisor, "master", "running")
    until(supervisor, "worker", "running")

    assert pid_of(supervisor, "worker") != worker
    assert not psutil.pid_exists(worker)


def test_a_task_runs_once(supervise: Callable[..., Supervisor], home: Home) -> None:
    supervisor = supervise(Part("task", ("sh", "-c", "echo ran"), healthy, once=True))

    until(supervisor, "task", "done")
    for _ in range(3):
        supervisor.tick()

    assert processes.tail(home.log_file("task")) == ["ran"]


def test_a_task_runs_again_when_what_it_belongs_to_was_restarted(
    supervise: Callable[..., Supervisor], home: Home
) -> None:
    task = Part("task", ("sh", "-c", "echo ran"), healthy, after=("one",), together_with=("one",), once=True)
    supervisor = supervise(Part("one", SLEEP, healthy), task)
    until(supervisor, "task", "done")

    os.kill(pid_of(supervisor, "one"), signal.SIGKILL)
    until(supervisor, "task", "waiting")
    until(supervisor, "task", "done")

    assert processes.tail(home.log_file("task")) == ["ran", "ran"]


def test_a_task_that_fails_is_repeated(supervise: Callable[..., Supervisor], tmp_path: Path) -> None:
    script = f"test -e {tmp_path}/second || {{ touch {tmp_path}/second; exit 3; }}"
    supervisor = supervise(Part("task", ("sh", "-c", script), healthy, once=True))

    until(supervisor, "task", "restarting")
    assert supervisor.runs["task"].status.detail == "ended with exit code 3"

    until(supervisor, "task", "done")


def test_a_fault_in_one_part_does_not_stop_the_others(supervise: Callable[..., Supervisor]) -> None:
    def prepare() -> None:
        raise ValueError("bad folder")

    supervisor = supervise(Part("bad", SLEEP, healthy, prepare=prepare), Part("good", SLEEP, healthy))

    until(supervisor, "good", "running")

    assert supervisor.runs["bad"].status.detail == "ValueError: bad folder"


def test_a_command_that_does_not_exist_is_a_failure_of_that_part(
    supervise: Callable[..., Supervisor],
) -> None:
    supervisor = supervise(Part("bad", ("/no/such/program",), healthy))

    until(supervisor, "bad", "restarting")

    assert "No such file or directory" in supervisor.runs["bad"].status.detail


def test_a_new_supervisor_adopts_what_fits_and_replaces_what_does_not(
    supervise: Callable[..., Supervisor],
) -> None:
    before = supervise(
        Part("same", SLEEP, healthy), Part("other", SLEEP, healthy), Part("gone", SLEEP, healthy)
    )
    for name in ("same", "other", "gone"):
        until(before, name, "running")
    same, other, gone = (pid_of(before, name) for name in ("same", "other", "gone"))

    after = supervise(Part("same", SLEEP, healthy), Part("other", ("sleep", "601"), healthy))
    until(after, "same", "running")
    until(after, "other", "running")

    assert pid_of(after, "same") == same
    assert pid_of(after, "other") != other
    assert [marks.part for _, marks in processes.processes_of(after.identity)] == ["same", "other"]
    assert gone not in {process.pid for process, _ in processes.processes_of(after.identity)}


def test_a_part_started_twice_by_accident_loses_the_second_one(
    supervise: Callable[..., Supervisor], home: Home
) -> None:
    before = supervise(Part("one", SLEEP, healthy))
    until(before, "one", "running")
    first = pid_of(before, "one")
    marks = processes.Marks(before.identity, "one", before.runs["one"].part.fingerprint, "unlisted")
    unlisted = processes.spawn(SLEEP, {}, marks, home.log_file("one"), home.root)

    after = supervise(Part("one", SLEEP, healthy))
    until(after, "one", "running")

    assert pid_of(after, "one") == first
    assert unlisted.wait() == -signal.SIGTERM


def test_stopping_ends_what_the_parts_have_started_too(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise(Part("one", ("sh", "-c", "sleep 600 & sleep 600 & wait"), healthy))
    until(supervisor, "one", "running")

    supervisor.stop_all()

    assert processes.processes_of(supervisor.identity) == []


def test_a_taken_port_is_shown_and_waited_for(supervise: Callable[..., Supervisor]) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        supervisor = supervise(Part("one", SLEEP, healthy, ports=("web",)), ports={"web": port})

        supervisor.tick()

        assert supervisor.runs["one"].status.state == "waiting"
        assert supervisor.runs["one"].status.detail.startswith(f"port {port} is taken by ")
    until(supervisor, "one", "running")


def test_the_stack_ends_with_the_process_it_runs_for(supervise: Callable[..., Supervisor]) -> None:
    with subprocess.Popen(SLEEP) as owner:
        supervisor = supervise(Part("one", SLEEP, healthy), owner=owner.pid)
        until(supervisor, "one", "running")
        assert not supervisor.stopping

        owner.kill()
        owner.wait()
        supervisor.tick()

    assert supervisor.stopping


def test_the_stack_ends_when_its_home_is_gone(supervise: Callable[..., Supervisor], home: Home) -> None:
    supervisor = supervise(Part("one", SLEEP, healthy))
    until(supervisor, "one", "running")

    home.root.rename(home.root.with_name("elsewhere"))
    supervisor.tick()
    supervisor.stop_all()

    assert supervisor.stopping
    assert processes.processes_of(supervisor.identity) == []
    assert not home.root.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1, "with exit code 1"),
        (-9, "by signal SIGKILL"),
        (-99, "by signal 99"),
        (None, "for a reason that nobody saw"),
    ],
)
def test_how_a_process_ended_is_said_in_words(code: int | None, words: str) -> None:
    assert describe_exit(code) == words
