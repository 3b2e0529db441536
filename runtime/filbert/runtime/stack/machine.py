"""What the machine must offer: Java, memory, disk space. Each lack is said in one sentence."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import psutil
from filbert.runtime.stack.errors import StackError

OLDEST_JAVA, NEWEST_JAVA = 17, 21


def find_java(java_home: Path | None) -> Path:
    """The `java` to use: of the setting, of JAVA_HOME, of the search path, in this order.

    Raises:
        StackError: there is none, or its version does not fit.
    """
    java, origin = _locate_java(java_home)
    version = java_version(java)
    if not OLDEST_JAVA <= version <= NEWEST_JAVA:
        raise StackError(
            f"{java} ({origin}) is Java {version}; Kafka and Flink need Java {OLDEST_JAVA} to {NEWEST_JAVA}. "
            "Install a JDK 17 and point FILBERT_JAVA_HOME to it."
        )
    return java


def _locate_java(java_home: Path | None) -> tuple[Path, str]:
    for origin, folder in (
        ("from FILBERT_JAVA_HOME", java_home),
        ("from JAVA_HOME", os.environ.get("JAVA_HOME")),
    ):
        if folder:
            java = Path(folder) / "bin" / "java"
            if not os.access(java, os.X_OK):
                raise StackError(f"There is no Java at {folder} ({origin}): {java} cannot be run.")
            return java, origin
    found = shutil.which("java")
    if found is None:
        raise StackError(
            "Java is missing: Kafka and Flink run on it. Install a JDK 17, "
            "or point FILBERT_JAVA_HOME to the folder of one."
        )
    return Path(found), "from the search path"


def java_version(java: Path) -> int:
    """The feature version of a Java, such as 17."""
    try:
        result = subprocess.run(
            [java, "-XshowSettings:properties", "-version"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StackError(f"{java} cannot be run: {error}. Point FILBERT_JAVA_HOME to a JDK 17.") from error
    version = re.search(r"java\.specification\.version = (?:1\.)?(\d+)", result.stderr + result.stdout)
    if result.returncode != 0 or version is None:
        first = (result.stderr or result.stdout).strip().splitlines()[:1]
        raise StackError(
            f"{java} does not work as Java ({''.join(first) or f'exit code {result.returncode}'}). "
            "Point FILBERT_JAVA_HOME to a JDK 17."
        )
    return int(version[1])


def check_memory(needed_mb: int, available_mb: int | None = None) -> None:
    """Refuse to start what the machine has no room for.

    Raises:
        StackError: less memory is available than the parts need.
    """
    available = available_memory_mb() if available_mb is None else available_mb
    if available < needed_mb:
        raise StackError(
            f"Too little memory: the parts to start need {needed_mb / 1024:.1f} GB, "
            f"{available / 1024:.1f} GB are available. Close other programs, or make the stack smaller with "
            "FILBERT_MANAGED_MEMORY_MB, FILBERT_TASK_HEAP_MB and FILBERT_TASK_SLOTS."
        )


def available_memory_mb(control_groups: Path = Path("/sys/fs/cgroup")) -> int:
    """Memory that can still be had, within the limit of the container if there is one."""
    available = psutil.virtual_memory().available
    limit = _number(control_groups / "memory.max")
    used = _number(control_groups / "memory.current")
    if limit is not None and used is not None:
        available = min(available, limit - used + _page_cache(control_groups / "memory.stat"))
    return available // 2**20


def _number(path: Path) -> int | None:
    try:
        text = path.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _page_cache(path: Path) -> int:
    """What the kernel would give back; it counts as used in a container's figure."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))


def check_disk(folder: Path, needed_mb: int, free_mb: int | None = None) -> None:
    """Refuse to start with a nearly full disk: Kafka stops for good when it cannot write.

    Raises:
        StackError: less space is free than the setting asks for.
    """
    free = shutil.disk_usage(folder).free // 2**20 if free_mb is None else free_mb
    if free < needed_mb:
        raise StackError(
            f"Too little disk space: {free} MB are free at {folder}, at least {needed_mb} MB are needed "
            "(FILBERT_MINIMUM_DISK_MB). Free some, or set FILBERT_HOME to a folder on another disk."
        )
