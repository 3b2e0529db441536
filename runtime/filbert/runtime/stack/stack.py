"""The local stack as its users see it: bring it up, ask how it is, take it down."""

import atexit
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from subprocess import Popen
from typing import Any, cast

from filbert.runtime.settings import StackSettings
from filbert.runtime.stack import process as processes
from filbert.runtime.stack.environments import write_environments
from filbert.runtime.stack.errors import StackError, UnfinishedTaskError, WrongUseError
from filbert.runtime.stack.home import Home, read_json
from filbert.runtime.stack.jars import Jars, resolve
from filbert.runtime.stack.lock import FileLock
from filbert.runtime.stack.machine import check_disk, check_memory, find_java
from filbert.runtime.stack.part import PartStatus, State
from filbert.runtime.stack.parts import selected
from filbert.runtime.stack.parts.pyflink import flink_home
from filbert.runtime.stack.plan import Plan, decide_ports, load_plan, owned_by, save_plan, status_file
from filbert.runtime.stack.port import ADDRESS
from psutil import Process
from pydantic import ValidationError

Processes = Sequence[tuple[Process, processes.Marks]]
Progress = Callable[[str], None]

FAILURES_ALLOWED = 3
"""So often a part may fail before `up` gives up: a port can be lost to a race, a disk be slow once."""
PORT_SECONDS = 20.0
"""How long `up` waits for a port that was free when it looked."""
SILENT_SECONDS = 90.0
"""A supervisor reports every two seconds, unless it formats Kafka's folder or waits for a part to stop."""
COMMAND_SECONDS = 600.0
"""How long one `up` or `down` waits for another."""


_SUPERVISORS: list[Popen[bytes]] = []
"""Those that this process has started. They outlive the `Stack` on purpose; here their end gets noticed."""


def _notice_ended() -> None:
    _SUPERVISORS[:] = [known for known in _SUPERVISORS if known.poll() is None]


@atexit.register
def _leave_running() -> None:
    for supervisor in _SUPERVISORS:
        # Or Python would warn that it still runs; it does so on purpose.
        supervisor.returncode = 0


def _silent(line: str) -> None:
    """Progress for those who want none."""


def read_settings() -> StackSettings:
    """The settings from the environment.

    Raises:
        StackError: one of them does not fit.
    """
    try:
        return StackSettings()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise WrongUseError(f"A setting FILBERT_… does not fit: {'; '.join(faults)}.") from error


class Stack:
    """One local stack, living in one home folder."""

    def __init__(self, settings: StackSettings | None = None) -> None:
        self.settings = settings or read_settings()
        self.home = Home.at(self.settings.home)

    @classmethod
    def at(cls, home: Path) -> "Stack":
        """The stack that lives in a home, with the settings that it was started with."""
        plan = load_plan(Home.at(home))
        return cls(plan.settings.model_copy(update={"home": home}) if plan else StackSettings(home=home))

    # ---- addresses

    @property
    def kafka(self) -> str:
        """Kafka's bootstrap server."""
        return f"{ADDRESS}:{self._plan().ports['kafka']}"

    @property
    def flink(self) -> str:
        """The address of Flink's REST API."""
        return f"http://{ADDRESS}:{self._plan().ports['flink_rest']}"

    @property
    def elasticsearch(self) -> str:
        """The address of Elasticsearch.

        Raises:
            StackError: the stack was started without it.
        """
        return f"http://{ADDRESS}:{self._extra_port('elasticsearch')}"

    @property
    def prometheus(self) -> str:
        """The address of Prometheus.

        Raises:
            StackError: the stack was started without it.
        """
        return f"http://{ADDRESS}:{self._extra_port('prometheus')}"

    def _extra_port(self, name: str) -> int:
        plan = self._plan()
        if name not in plan.extras:
            raise StackError(f"The stack runs without {name}. Start it with 'filbert up --with {name}'.")
        return plan.ports[name]

    @property
    def jars(self) -> Jars:
        """The jars; ours as a copy named by its content, so that building anew disturbs no deployment."""
        jars = self._plan().jars
        content = jars.filbert.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:12]
        copy = self.home.folder("flink", "jars") / f"{jars.filbert.stem}-{digest}.jar"
        if not copy.exists():
            temporary = copy.with_suffix(f".{os.getpid()}")
            temporary.write_bytes(content)
            temporary.replace(copy)
        return replace(jars, filbert=copy)

    @property
    def designer(self) -> str:
        """The address of the service behind the web designer."""
        return f"http://{ADDRESS}:{self._plan().ports['designer']}"

    def client_environment(self) -> dict[str, str]:
        """The environment variables with which PyFlink's client talks to this cluster."""
        flink = self.home.root / "flink"
        return {
            "JAVA_HOME": str(self._plan().java.resolve().parents[1]),
            "FLINK_HOME": str(flink_home()),
            "FLINK_CONF_DIR": str(flink / "conf"),
            "FLINK_LIB_DIR": str(flink / "lib"),
            "FLINK_OPT_DIR": str(flink_home() / "opt"),
            "FLINK_PLUGINS_DIR": str(flink_home() / "plugins"),
            "FLINK_LOG_DIR": str(self.home.log),
        }

    def _plan(self) -> Plan:
        plan = load_plan(self.home)
        if plan is None:
            raise StackError(f"There is no stack in {self.home.root}. Start it with 'filbert up'.")
        return plan

    # ---- up

    def up(
        self, progress: Progress = _silent, extras: Collection[str] = (), owner: int | None = None
    ) -> None:
        """Start what is not running; return when all parts are ready.

        Args:
            progress: called with each line worth showing.
            extras: names of optional parts.
            owner: a process whose end shall end the stack, such as a test run.

        Raises:
            UnfinishedTaskError: everything runs, but a task such as resuming the deployments failed.
            StackError: something is missing or failed. A stack that was down is down again.
        """
        selected(extras)
        self.home.create()
        with self._command("'filbert up'", progress):
            self._wait_for_stopping()
            self._end_silent_supervisor(progress)
            if self._supervisor_lock().is_held():
                self._join(progress, extras)
                return
            running = processes.processes_of(self.home.identity())
            plan = self._decide(progress, extras, owner, running)
            try:
                supervisor = self._start_supervisor()
                write_environments(self.home, plan.ports, progress)
                self._wait_until_good(progress, supervisor)
            except UnfinishedTaskError:
                raise
            except BaseException:
                # Parts that ran before this call, without a supervisor, are not ours to stop.
                if not running:
                    progress("stopping what was started")
                    self._down(_silent)
                raise

    def _decide(
        self, progress: Progress, extras: Collection[str], owner: int | None, running: Processes
    ) -> Plan:
        """Check the machine, settle on ports, write the plan."""
        java = find_java(self.settings.java_home)
        flink_home()
        check_disk(self.home.root, self.settings.minimum_disk_mb)
        jars = resolve(self.settings.jars, java, progress, extras)
        known = load_plan(self.home)
        ports = decide_ports(
            [port for module in selected(extras, self.settings.without) for port in module.PORTS],
            self.settings,
            known.ports if known else {},
            owned_by([process.pid for process, _ in running]),
        )
        plan = Plan(self.settings, ports, java, jars, tuple(extras), (), owner)
        parts = plan.build(self.home)
        present = {marks.part for _, marks in running}
        check_memory(sum(part.memory_mb for part in parts if part.name not in present))
        plan = replace(plan, parts=tuple(part.name for part in parts))
        save_plan(self.home, plan)
        return plan

    def _start_supervisor(self) -> Popen[bytes]:
        marks = processes.Marks(self.home.identity(), "supervisor", "", "")
        command = [sys.executable, "-m", "filbert.runtime.stack.supervisor", str(self.home.root)]
        status_file(self.home).unlink(missing_ok=True)
        supervisor = processes.spawn(command, {}, marks, self.home.log_file("supervisor"), self.home.root)
        self.home.pid_file("supervisor").write_text(f"{supervisor.pid}\n")
        _notice_ended()
        _SUPERVISORS.append(supervisor)
        return supervisor

    def _join(self, progress: Progress, extras: Collection[str]) -> None:
        """Second `up`: nothing is started twice, but what waits in its back-off is tried at once."""
        plan = self._plan()
        differences = plan.differs_from(self.settings)
        if differences:
            raise StackError(
                f"The stack in {self.home.root} runs with other settings ({'; '.join(differences)}). "
                "'filbert down' first, then 'filbert up'."
            )
        if self._all_good() and set(extras) <= set(plan.extras):
            progress("the stack is running already")
            return
        if not set(extras) <= set(plan.extras):
            raise StackError(
                "Parts cannot be added to a running stack yet: 'filbert down' first, then 'filbert up'."
            )
        processes.hurry(self._supervisor_pid())
        self._wait_until_good(progress, None)

    def _wait_until_good(self, progress: Progress, supervisor: Popen[bytes] | None) -> None:
        shown: dict[str, tuple[State, str]] = {}
        before = {status.name: status.restarts for status in self._reported()}
        begun = time.monotonic()
        while True:
            statuses = self._reported()
            for status in statuses:
                self._show(status, shown, progress, begun)
                failures = status.restarts - before.get(status.name, 0)
                if self._is_hopeless(status, failures, begun):
                    kind = UnfinishedTaskError if status.task else StackError
                    raise kind(self._describe_failure(status))
            if statuses and all(status.good for status in statuses):
                return
            if supervisor is not None and supervisor.poll() is not None:
                lines = processes.tail(self.home.log_file("supervisor"))
                raise StackError("\n".join(["The supervisor ended:", *("  " + line for line in lines)]))
            if supervisor is None and not self._supervisor_lock().is_held():
                raise StackError("The stack was stopped while 'filbert up' was waiting for it.")
            time.sleep(0.05)

    def _is_hopeless(self, status: PartStatus, failures: int, begun: float) -> bool:
        """Whether waiting longer for a part makes no sense."""
        waited = time.time() - (status.since or time.time())
        if status.state == "restarting":
            late = failures and time.monotonic() - begun > self.settings.start_seconds
            return bool(late) or failures >= FAILURES_ALLOWED
        if status.state == "waiting":
            # For a port, which somebody took after we had looked; parts it waits for have their own limits.
            return status.detail.startswith("port") and waited > PORT_SECONDS
        return False

    @staticmethod
    def _show(
        status: PartStatus, shown: dict[str, tuple[State, str]], progress: Progress, begun: float
    ) -> None:
        # While a part starts, the reason of its latest check is no news.
        detail = status.detail if status.state in {"restarting", "waiting", "unhealthy"} else ""
        news = (status.state, detail)
        ordinary = status.state == "stopped" or (status.state == "waiting" and not detail.startswith("port"))
        if shown.get(status.name) == news or ordinary:
            return
        shown[status.name] = news
        if status.state == "starting" and status.pid is None:
            del shown[status.name]
            return
        if status.state == "starting":
            progress(f"{status.name}: starting (process {status.pid})")
        elif status.state == "running":
            where = f", {status.address}" if status.address else ""
            progress(f"{status.name}: ready after {time.monotonic() - begun:.1f} s{where}")
        elif status.state == "done":
            progress(f"{status.name}: done")
        else:
            progress(f"{status.name}: {status.state} – {detail}")

    def _describe_failure(self, status: PartStatus) -> str:
        lines = processes.tail(self.home.log_file(status.name))
        reason = status.detail if status.detail.startswith("port") else f"it {status.detail}"
        head = f"{status.name} does not start: {reason}."
        if not lines:
            return head
        return "\n".join(
            [head, f"The end of {self.home.log_file(status.name)}:", *("  " + line for line in lines)]
        )

    # ---- down

    def down(self, progress: Progress = _silent) -> bool:
        """Stop all parts, gracefully, then by force. Returns whether there was anything to stop."""
        if not self.home.run.is_dir():
            return False
        with self._command("'filbert down'", progress):
            return self._down(progress)

    def _down(self, progress: Progress) -> bool:
        identity = self.home.identity()
        found = processes.processes_of(identity)
        supervisors = [process for process, marks in found if marks.part == "supervisor"]
        if supervisors:
            names = sorted({marks.part for _, marks in found if marks.part != "supervisor"})
            progress(f"stopping {', '.join(names) or 'the supervisor'}")
            processes.stop(supervisors, self.settings.stop_seconds * (len(names) + 1))
        left = [process for process, _ in processes.processes_of(identity)]
        if left and not supervisors:
            progress("stopping what was running without its supervisor")
        processes.stop(left, self.settings.stop_seconds)
        _notice_ended()
        for path in self.home.run.glob("*.pid"):
            path.unlink()
        status_file(self.home).unlink(missing_ok=True)
        return bool(found)

    # ---- status

    def status(self) -> list[PartStatus]:
        """How all parts are, the supervisor first."""
        identity = self.home.known_identity()
        plan = load_plan(self.home)
        if identity is None or plan is None:
            return [
                PartStatus(name, "stopped") for name in ("supervisor", "kafka", "jobmanager", "taskmanager")
            ]
        supervised = self._supervisor_lock().is_held()
        pid = self._supervisor_pid() if supervised else None
        log = str(self.home.log_file("supervisor"))
        first = PartStatus("supervisor", "running" if supervised else "stopped", pid, log=log)
        if supervised and self._silence() > SILENT_SECONDS:
            detail = f"has not reported for {self._silence():.0f} s; 'filbert up' replaces it"
            first = replace(first, state="unhealthy", detail=detail)
        reported = {status.name: status for status in self._reported()} if supervised else {}
        return [first, *(self._verified(name, identity, reported.get(name)) for name in plan.parts)]

    def _verified(self, name: str, identity: str, reported: PartStatus | None) -> PartStatus:
        """What the supervisor says of a part, corrected by what is true right now."""
        if reported is not None:
            if reported.pid is None or processes.own_process(reported.pid, identity, name):
                return reported
            return replace(reported, state="restarting", pid=None, detail="has just ended")
        pid = processes.read_pid(self.home.pid_file(name))
        log = str(self.home.log_file(name))
        if pid is not None and processes.own_process(pid, identity, name):
            return PartStatus(
                name, "running", pid, "without supervisor; 'filbert up' starts a new one", log=log
            )
        return PartStatus(name, "stopped", log=log)

    def _reported(self) -> list[PartStatus]:
        """What the living supervisor has written; nothing when it has not yet."""
        content = cast("dict[str, Any]", read_json(status_file(self.home)))
        if "parts" not in content or content.get("supervisor") != self._supervisor_pid():
            return []
        return [PartStatus(**entry) for entry in content["parts"]]

    def _all_good(self) -> bool:
        statuses = self._reported()
        return bool(statuses) and all(status.good for status in self.status())

    def _silence(self) -> float:
        """For how many seconds the living supervisor has not reported."""
        content = read_json(status_file(self.home))
        moment = content.get("time")
        return time.time() - moment if isinstance(moment, float) else 0.0

    def _end_silent_supervisor(self, progress: Progress) -> None:
        """Kill a supervisor that holds its lock but does nothing; its parts will be adopted."""
        if not self._supervisor_lock().is_held() or self._silence() < SILENT_SECONDS:
            return
        progress(f"the supervisor has not reported for {self._silence():.0f} s, replacing it")
        found = processes.processes_of(self.home.identity())
        processes.stop([process for process, marks in found if marks.part == "supervisor"], 1)

    # ---- locks

    def _supervisor_lock(self) -> FileLock:
        return FileLock(self.home.run / "supervisor.lock")

    def _supervisor_pid(self) -> int | None:
        return self._supervisor_lock().holder()

    def _wait_for_stopping(self) -> None:
        """Wait for a supervisor on its way out, left by a `down` that was killed."""
        content = read_json(status_file(self.home))
        if not content.get("stopping"):
            return
        deadline = time.monotonic() + self.settings.stop_seconds * 4
        while self._supervisor_lock().is_held() and time.monotonic() < deadline:
            time.sleep(0.1)

    def _command(self, purpose: str, progress: Progress) -> FileLock:
        """One `up` or `down` at a time."""
        lock = FileLock(self.home.run / "command.lock")
        lock.acquire(
            COMMAND_SECONDS,
            lambda holder: progress(f"process {holder} is starting or stopping this stack, waiting for it"),
            purpose,
        )
        return lock

    def remove(self) -> None:
        """Stop the stack and delete all it keeps."""
        self.down()
        shutil.rmtree(self.home.root, ignore_errors=True)
