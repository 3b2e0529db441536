"""Where a Filbert keeps what it knows: the home folder, and what is opened from there."""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filbert.runtime.deployment.clock import Clock, SystemClock
from filbert.runtime.deployment.flink import Flink, FlinkUnavailableError
from filbert.runtime.deployment.restore import StateFolders
from filbert.runtime.deployment.steps import Machine, Patience
from filbert.runtime.deployment.store import Store
from filbert.runtime.deployment.submitter import LocalSubmitter
from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.home import Home
from filbert.runtime.stack.lock import FileLock

LOCK_SECONDS = 900.0
"""How long one deployment of a scenario waits for another one."""

Progress = Callable[[str], None]


class BusyError(Exception):
    """Another process is at work on the scenario."""


def default_home() -> Home:
    """Return the home folder that the setting FILBERT_HOME names."""
    return Home.at(Path(os.environ.get("FILBERT_HOME") or ".filbert"))


def environment_file(home: Home, name: str) -> Path:
    """Return the file of an environment: a path as it is, a name in the home folder or in environments/."""
    given = Path(name)
    if given.suffix in {".yaml", ".yml"} or given.is_file():
        return given
    beside = Path("environments") / f"{name}.yaml"
    return beside if beside.is_file() else home.environments / f"{name}.yaml"


def database_of(home: Home) -> Path | str:
    """Return where deployments are kept: in the database of the service, which has a file in the home by default."""
    return os.environ.get("FILBERT_DATABASE_URL") or home.root / "designer.db"


def open_store(home: Home) -> Store:
    """Open the database of what should run."""
    return Store(database_of(home))


def known_clusters(home: Home, store: Store) -> list[str]:
    """Return the addresses of every cluster that a scenario was deployed to, and of the local stack."""
    from filbert.runtime.stack import Stack

    urls = [store.deployment(scenario.deployment).target.flink for scenario in store.scenarios()]
    with contextlib.suppress(StackError):
        urls.append(Stack.at(home.root).flink)
    return list(dict.fromkeys(urls))


@contextmanager
def open_machine(
    home: Home,
    flink_url: str,
    progress: Progress = lambda line: None,
    patience: Patience | None = None,
    *,
    database: Path | str | None = None,
    clock: Clock | None = None,
) -> Iterator[Machine]:
    """Open everything that an operation on one cluster needs.

    Args:
        home: the home folder.
        flink_url: the cluster.
        progress: called with each line worth showing.
        patience: how long to wait for what.
        database: where deployments are kept; by default what `database_of` says.
        clock: by default the machine's.

    Raises:
        FlinkUnavailableError: the cluster does not answer; without it nothing can be done.
    """
    flink = Flink(flink_url)
    store = Store(database or database_of(home))
    try:
        yield Machine(
            store=store,
            flink=flink,
            submitter=LocalSubmitter(home, progress),
            folders=state_folders(flink, home),
            clock=clock or SystemClock(),
            progress=progress,
            patience=patience or Patience(),
            options=job_options(home),
        )
    finally:
        store.close()
        flink.close()


def state_folders(flink: Flink, home: Home) -> StateFolders:
    """Return where the cluster keeps checkpoints and savepoints."""
    settings = flink.settings()
    local = home.root / "flink"
    return StateFolders(
        checkpoints=settings.get("execution.checkpointing.dir") or (local / "checkpoints").as_uri(),
        savepoints=settings.get("execution.checkpointing.savepoint-dir") or (local / "savepoints").as_uri(),
    )


def job_options(home: Home) -> dict[str, str]:
    """Return the options that every job of this place gets: our own jar travels with it."""
    from filbert.runtime.stack import Stack

    with contextlib.suppress(StackError):  # no local stack: the cluster has our jar in its library folder
        return {"pipeline.jars": Stack.at(home.root).jars.filbert.as_uri()}
    return {}


@contextmanager
def scenario_lock(
    home: Home,
    environment: str,
    scenario: str,
    progress: Progress | None = None,
    database: Path | str | None = None,
) -> Iterator[None]:
    """Hold the lock of one scenario in one environment; the kernel frees it when the process dies.

    Args:
        home: the home folder.
        environment: its name.
        scenario: its name.
        progress: told who holds the lock while this waits; None: do not wait.
        database: where deployments are kept; by default what `database_of` says.

    Raises:
        BusyError: another process holds it.
    """
    home.create()
    lock = FileLock(home.folder("run", "deployments") / f"{environment}.{scenario}.lock")
    purpose = f"{environment}/{scenario}"
    if progress is None:
        if not lock.try_acquire():
            raise BusyError(f"Process {lock.holder()} is at work on {purpose}.")
    else:
        tell = progress

        def waiting(holder: int | None) -> None:
            tell(f"waiting for process {holder}, which is at work on {purpose}")

        try:
            lock.acquire(LOCK_SECONDS, waiting, f"the work on {purpose}")
        except StackError as error:
            raise BusyError(str(error)) from error
    with lock, _database_lock(database or database_of(home), purpose):
        yield


@contextmanager
def _database_lock(place: Path | str, purpose: str) -> Iterator[None]:
    """Hold the same lock for all machines, where the database has more than one."""
    if not isinstance(place, str) or place.startswith("sqlite:"):
        yield
        return
    store = Store(place)
    try:
        key = int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:8], "big", signed=True)
        if not store.lock(key):
            raise BusyError(f"Another machine is at work on {purpose}.")
        yield
    finally:
        store.close()


__all__ = [
    "BusyError",
    "FlinkUnavailableError",
    "default_home",
    "environment_file",
    "job_options",
    "known_clusters",
    "open_machine",
    "open_store",
    "scenario_lock",
    "state_folders",
]
