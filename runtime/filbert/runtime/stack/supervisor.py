"""The process that keeps the parts running: `python -m filbert.runtime.stack.supervisor HOME`.

There is one per home, guarded by a lock. It starts the parts, checks them, restarts with back-off those
that end, and writes how they are to a file. The parts do not die with it: a stack whose supervisor was
killed goes on working, and the next supervisor adopts what fits its plan and replaces the rest.
"""

import logging
import signal
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree
from subprocess import Popen
from types import FrameType

import psutil
from filbert.runtime.stack import process as processes
from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.home import Home, write_json, write_text
from filbert.runtime.stack.lock import FileLock
from filbert.runtime.stack.part import INCARNATION, Part, PartStatus, State
from filbert.runtime.stack.plan import Plan, load_plan, owned_by, status_file
from filbert.runtime.stack.port import describe_listener, is_free

TICK_SECONDS = 0.1
CHECK_SECONDS_STARTING = 0.25
CHECK_SECONDS_RUNNING = 3.0
FIRST_BACKOFF_SECONDS = 0.25
LONGEST_BACKOFF_SECONDS = 30.0
PROVEN_SECONDS = 60.0
"""A part that ran so long starts its next back-off from the beginning."""
HUNG_SECONDS = 90.0
"""A part that does not answer for so long is restarted."""
TASK_SECONDS = 600.0
"""How long a task that ends by itself may take."""
WRITE_SECONDS = 2.0

log = logging.getLogger("supervisor")


@dataclass
class Run:
    """What the supervisor knows of one part."""

    part: Part
    status: PartStatus
    process: psutil.Process | None = None
    child: Popen[bytes] | None = None
    incarnation: str = ""
    failures: int = 0
    """Ends and failed starts since it last proved itself."""
    not_before: float = 0.0
    next_check: float = 0.0
    started: float = 0.0
    last_good: float = 0.0


class Supervisor:
    """Keeps the parts of one home running until it is told to stop."""

    def __init__(self, home: Home, build: Callable[[Plan, Home], tuple[Part, ...]] = Plan.build) -> None:
        self.home = home
        self.build = build
        self.identity = home.identity()
        self.runs: dict[str, Run] = {}
        self.stopping = False
        self.reloading = False
        self.hurrying = False
        self._written: list[PartStatus] = []
        self._write_next = 0.0
        self._owner: psutil.Process | None = None

    # ---- life

    def run(self) -> None:
        """Work until told to stop, then stop all parts."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        signal.signal(signal.SIGHUP, self._on_signal)
        signal.signal(signal.SIGUSR1, self._on_signal)
        self.load()
        self.adopt()
        while not self.stopping:
            self.tick()
            time.sleep(TICK_SECONDS)
        self.stop_all()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            self.reloading = True
        elif number == signal.SIGUSR1:
            self.hurrying = True
        else:
            self.stopping = True

    def load(self) -> None:
        """Read the plan: add parts that are new, drop those that are no longer in it."""
        plan = load_plan(self.home)
        if plan is None:
            raise StackError(f"There is no plan in {self.home.run}; 'filbert up' writes it.")
        self.plan: Plan = plan
        parts = {part.name: part for part in self.build(plan, self.home)}
        for name in [name for name in self.runs if name not in parts]:
            self.end(self.runs.pop(name))
        self.runs = {
            name: self.runs.get(name) or Run(part, PartStatus(name, "waiting"))
            for name, part in parts.items()
        }
        if plan.owner is not None:
            try:
                self._owner = psutil.Process(plan.owner)
            except psutil.NoSuchProcess:
                self.stopping = True

    def adopt(self) -> None:
        """Take over what an earlier supervisor left running and still fits; end everything else."""
        found = [
            (process, marks)
            for process, marks in processes.processes_of(self.identity)
            if marks.part != "supervisor"
        ]
        kept: set[int] = set()
        for run in self.runs.values():
            name = run.part.name
            pid = processes.read_pid(self.home.pid_file(name))
            for process, marks in found:
                fits = marks.part == name and marks.fingerprint == run.part.fingerprint and not run.part.once
                if fits and process.pid == pid:
                    kept.update({process.pid}, _descendants(process))
                    run.process, run.incarnation = process, marks.incarnation
                    run.started = run.last_good = time.monotonic()
                    self._set(run, "starting", "adopted")
                    log.info("%s: adopted process %d", name, process.pid)
        strays = [process for process, _ in found if process.pid not in kept]
        if strays:
            log.info("ending processes left by an earlier run: %s", [process.pid for process in strays])
            processes.stop(strays, self.plan.settings.stop_seconds)

    def tick(self) -> None:
        """Look once at everything."""
        if not self.home.run.is_dir():
            # Removed or moved away: nothing here has a place to write to any more.
            log.error("%s is gone, stopping", self.home.run)
            self.stopping = True
            return
        if self._owner is not None and not processes.is_alive(self._owner):
            log.info("process %d, for which this stack ran, has ended", self._owner.pid)
            self.stopping = True
            return
        if self.reloading:
            self.reloading = False
            self.load()
        if self.hurrying:
            self.hurrying = False
            for run in self.runs.values():
                run.not_before = run.next_check = 0.0
        for run in list(self.runs.values()):
            try:
                self.look_at(run)
            except StackError as error:
                self.failed(run, str(error))
            except Exception as error:
                # Whatever is wrong with one part must not cost the others their supervisor.
                log.exception("%s", run.part.name)
                self.failed(run, f"{type(error).__name__}: {error}")
            if self.stopping:
                return
        self.write()

    # ---- one part

    def look_at(self, run: Run) -> None:
        """Move one part a step towards running."""
        if run.process is None:
            if run.status.state == "done" or time.monotonic() < run.not_before:
                return
            missing = [name for name in run.part.after if not self.runs[name].status.good]
            if missing:
                self._set(run, "waiting", f"for {', '.join(missing)}")
            elif self.ports_are_free(run):
                self.start(run)
        elif not self.is_alive(run):
            self.ended(run)
        elif run.part.once:
            if time.monotonic() - run.started > TASK_SECONDS:
                self.end(run)
                self.failed(run, f"was not done within {TASK_SECONDS:.0f} s")
        elif time.monotonic() >= run.next_check:
            self.check(run)

    def is_alive(self, run: Run) -> bool:
        """Whether the part's process runs; one of our own children is laid to rest by asking."""
        if run.child is not None:
            return run.child.poll() is None
        return run.process is not None and processes.is_alive(run.process)

    def ports_are_free(self, run: Run) -> bool:
        """Whether the part can listen where it has to; otherwise its state says who is in the way."""
        for name in run.part.ports:
            port = self.plan.ports[name]
            if not is_free(port):
                ours = [process.pid for process, _ in processes.processes_of(self.identity)]
                if owned_by(ours)(port):
                    continue
                self._set(run, "waiting", f"port {port} is taken by {describe_listener(port)}")
                run.not_before = time.monotonic() + 1.0
                return False
        return True

    def start(self, run: Run) -> None:
        """Start the part's process."""
        part = run.part
        self._set(run, "starting")
        self.write()
        for path in part.scratch:
            rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
        for path, text in part.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text(path, text)
        if part.prepare is not None:
            part.prepare()
        run.incarnation = f"{part.name}-{uuid.uuid4().hex[:8]}"
        marks = processes.Marks(self.identity, part.name, part.fingerprint, run.incarnation)
        command = [argument.replace(INCARNATION, run.incarnation) for argument in part.command]
        run.child = processes.spawn(
            command, part.environment, marks, self.home.log_file(part.name), self.home.root
        )
        write_text(self.home.pid_file(part.name), f"{run.child.pid}\n")
        run.process = psutil.Process(run.child.pid)
        run.started = run.last_good = time.monotonic()
        run.next_check = 0.0
        self._set(run, "starting")
        log.info("%s: started process %d", part.name, run.child.pid)

    def check(self, run: Run) -> None:
        """Ask the part how it is."""
        reason = run.part.check(run.incarnation)
        now = time.monotonic()
        starting = run.status.state == "starting"
        run.next_check = now + (CHECK_SECONDS_STARTING if starting else CHECK_SECONDS_RUNNING)
        if reason is None:
            run.last_good = now
            if now - run.started > PROVEN_SECONDS:
                run.failures = 0
            if starting:
                log.info("%s: ready after %.1f s", run.part.name, now - run.started)
            self._set(run, "running")
        elif starting:
            self._set(run, "starting", reason)
            if now - run.started > self.plan.settings.start_seconds:
                self.end(run)
                self.failed(run, f"was not ready within {self.plan.settings.start_seconds:.0f} s ({reason})")
        else:
            self._set(run, "unhealthy", reason)
            if now - run.last_good > HUNG_SECONDS:
                self.end(run)
                self.failed(run, f"did not answer for {HUNG_SECONDS:.0f} s ({reason})")

    def ended(self, run: Run) -> None:
        """Deal with a process that has ended by itself."""
        code = run.child.returncode if run.child is not None else None
        run.process = run.child = None
        self.home.pid_file(run.part.name).unlink(missing_ok=True)
        processes.stop(self._left_of(run), 0)
        if run.part.once and code == 0:
            run.failures = 0
            self._set(run, "done")
            return
        self.failed(run, f"ended {describe_exit(code)}")

    def failed(self, run: Run, reason: str) -> None:
        """Note a failure and plan the next attempt."""
        backoff = backoff_seconds(run.failures)
        run.failures += 1
        run.not_before = time.monotonic() + backoff
        run.status = replace(run.status, restarts=run.status.restarts + 1)
        self._set(run, "restarting", reason)
        log.warning("%s: %s; next attempt in %.1f s", run.part.name, reason, backoff)
        for other in self.runs.values():
            if run.part.name in other.part.together_with:
                self.end(other, 0)
                self._set(other, "waiting", f"for {run.part.name}")

    def end(self, run: Run, seconds: float | None = None) -> None:
        """Stop the part's process, and what it has started, giving it time to stop by itself."""
        left = self._left_of(run)
        patience = self.plan.settings.stop_seconds if seconds is None else seconds
        killed = processes.stop([run.process] if run.process else [], patience)
        processes.stop(left, 1)
        if killed and patience:
            log.warning("%s: had to be killed", run.part.name)
        if run.child is not None:
            run.child.poll()
        run.process = run.child = None
        self.home.pid_file(run.part.name).unlink(missing_ok=True)
        self._set(run, "stopped")

    def stop_all(self) -> None:
        """Stop all parts, the last started first."""
        log.info("stopping")
        for run in reversed(self.runs.values()):
            self.end(run)
            if self.home.run.is_dir():
                self.write()
        processes.stop(
            [
                process
                for process, marks in processes.processes_of(self.identity)
                if marks.part != "supervisor"
            ],
            1,
        )
        log.info("stopped")

    def _left_of(self, run: Run) -> list[psutil.Process]:
        return [
            process for process, marks in processes.processes_of(self.identity) if marks.part == run.part.name
        ]

    # ---- telling

    def _set(self, run: Run, state: State, detail: str = "") -> None:
        changed = state != run.status.state
        run.status = replace(
            run.status,
            state=state,
            detail=detail,
            pid=run.process.pid if run.process else None,
            address=run.part.address,
            task=run.part.once,
            log=str(self.home.log_file(run.part.name)),
            since=time.time() if changed else run.status.since,
        )

    def write(self) -> None:
        """Write how all parts are, when that has changed or was long ago."""
        now = time.monotonic()
        statuses = [run.status for run in self.runs.values()]
        if statuses == self._written and now < self._write_next:
            return
        content = {
            "supervisor": psutil.Process().pid,
            "stopping": self.stopping,
            "time": time.time(),
            "parts": [status.as_json() for status in statuses],
        }
        write_json(status_file(self.home), content)
        self._written, self._write_next = statuses, now + WRITE_SECONDS


def backoff_seconds(failures: int) -> float:
    """How long to wait before the next attempt, after so many failures before this one."""
    return min(FIRST_BACKOFF_SECONDS * 2.0 ** min(failures, 20), LONGEST_BACKOFF_SECONDS)


def describe_exit(code: int | None) -> str:
    """How a process ended, in words."""
    if code is None:
        return "for a reason that nobody saw"
    if code < 0:
        try:
            return f"by signal {signal.Signals(-code).name}"
        except ValueError:
            return f"by signal {-code}"
    return f"with exit code {code}"


def _descendants(process: psutil.Process) -> set[int]:
    try:
        return {child.pid for child in process.children(recursive=True)}
    except psutil.NoSuchProcess:
        return set()


def main(path: str) -> None:
    """Be the supervisor of a home, unless there is one."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    # Until the loop listens, a request to hurry is void; it must not end the process.
    for number in (signal.SIGHUP, signal.SIGUSR1):
        signal.signal(number, signal.SIG_IGN)
    home = Home.at(Path(path))
    with FileLock(home.run / "supervisor.lock") as lock:
        if not lock.try_acquire():
            log.info("process %s is the supervisor already", lock.holder())
            return
        try:
            Supervisor(home).run()
        except Exception:
            log.exception("the supervisor gives up")
            raise


if __name__ == "__main__":
    main(sys.argv[1])
