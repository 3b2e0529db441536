"""The jars of the stack: ours, the connectors', and Kafka's broker. Maven resolves them.

They lie in a folder of the shape of `runtime/jvm`: one Maven project for our jar, one for the connectors,
one for the broker, and one for each optional part that comes from there. In a checkout it is that folder
itself. An installed wheel brings the projects and our finished jar, which are copied to the user's cache,
where Maven fetches the rest once.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from filbert.runtime.stack.errors import StackError
from filbert.runtime.stack.lock import FileLock

PACKAGED = Path(__file__).parent / "jvm"
"""Where the wheel holds the Maven projects and our jar."""
CHECKOUT = Path(__file__).parents[3] / "jvm"
"""Where a checkout holds them."""


@dataclass(frozen=True)
class Jars:
    """Paths of all jars."""

    filbert: Path
    connectors: tuple[Path, ...]
    kafka: tuple[Path, ...]
    elasticsearch: tuple[Path, ...] = ()
    """Only where it was asked for: it is large."""


def jar_folder(setting: Path | None) -> Path:
    """The folder of the Maven projects: the setting's, the checkout's, or one in the user's cache."""
    if setting is not None:
        return setting.expanduser().resolve()
    if PACKAGED.is_dir():
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / "filbert" / "jvm"
    return CHECKOUT


def resolve(
    setting: Path | None, java: Path, progress: Callable[[str], None], extras: Collection[str] = ()
) -> Jars:
    """All jars, those of the named extras included, fetched or built first where some are missing.

    Raises:
        StackError: Maven is needed and missing, or failed.
    """
    folder = jar_folder(setting)
    if not _complete(folder, extras):
        _complete_folder(folder, java, progress, extras)
    return Jars(
        filbert=_filbert_jars(folder)[-1] if not PACKAGED.is_dir() else _packaged_jar(folder),
        connectors=tuple(sorted((folder / "connectors" / "target" / "connectors").glob("*.jar"))),
        kafka=tuple(sorted((folder / "kafka" / "target" / "kafka").glob("*.jar"))),
        elasticsearch=(
            tuple(sorted((folder / "elasticsearch" / "target" / "elasticsearch").glob("*.jar")))
            if "elasticsearch" in extras
            else ()
        ),
    )


def library(setting: Path | None) -> Path:
    """Our jar alone, for those who need no stack.

    Raises:
        StackError: it has not been built.
    """
    found = _filbert_jars(PACKAGED if setting is None and PACKAGED.is_dir() else jar_folder(setting))
    if not found:
        raise StackError("Filbert's library for Flink has not been built. Run make install, then repeat.")
    return found[-1]


def _projects(folder: Path, extras: Collection[str]) -> tuple[tuple[str, Path, Path], ...]:
    """Of each Maven project that only fetches: what, where, and the folder of its jars."""
    return (
        ("Kafka's broker", folder / "kafka", folder / "kafka" / "target" / "kafka"),
        ("the connectors", folder / "connectors", folder / "connectors" / "target" / "connectors"),
        *(
            (
                f"{name.capitalize()}, the first time for minutes",
                folder / name,
                folder / name / "target" / name,
            )
            for name in ("elasticsearch",)
            if name in extras
        ),
    )


def _complete(folder: Path, extras: Collection[str]) -> bool:
    """Whether nothing has to be fetched, built or copied: then the folder may be read-only."""
    return (
        bool(_filbert_jars(folder))
        and not _unpacked_differs(folder)
        and not any(
            _outdated(project / "pom.xml", result) for _, project, result in _projects(folder, extras)
        )
    )


def _complete_folder(
    folder: Path, java: Path, progress: Callable[[str], None], extras: Collection[str]
) -> None:
    build = folder / "kafka" / "target"
    build.mkdir(parents=True, exist_ok=True)
    with FileLock(build / ".lock") as lock:
        lock.acquire(
            900,
            lambda holder: progress(f"jars: process {holder} is fetching them, waiting"),
            "fetching the jars",
        )
        for source, target in _unpacked_differs(folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        for name, project, result in _projects(folder, extras):
            if _outdated(project / "pom.xml", result):
                progress(f"jars: Maven fetches {name}")
                shutil.rmtree(result, ignore_errors=True)
                _run_maven(project, java)
        if not _filbert_jars(folder):
            progress("jars: Maven builds Filbert's library for Flink")
            _run_maven(folder, java)


def _unpacked_differs(folder: Path) -> list[tuple[Path, Path]]:
    """What the wheel brings and the folder does not have yet: from where, to where."""
    pairs = [(source, folder / source.relative_to(PACKAGED)) for source in PACKAGED.rglob("*.*")]
    return [
        (source, target)
        for source, target in pairs
        if source.is_file() and not (target.exists() and target.read_bytes() == source.read_bytes())
    ]


def _packaged_jar(folder: Path) -> Path:
    """Our jar of this version of Filbert; an older one may lie beside it."""
    return folder / _filbert_jars(PACKAGED)[-1].relative_to(PACKAGED)


def _outdated(project: Path, result: Path) -> bool:
    if not any(result.glob("*.jar")):
        return True
    return project.exists() and project.stat().st_mtime > result.stat().st_mtime


def _filbert_jars(folder: Path) -> list[Path]:
    found = [path for path in (folder / "target").glob("filbert-flink-*.jar") if path.stem[-1].isdigit()]
    return sorted(found, key=lambda path: path.stat().st_mtime)


def _run_maven(project: Path, java: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise StackError(
            "Maven is missing: it fetches the jars of Kafka and Flink's connectors. "
            "Install Maven 3.8 or newer, then repeat; or point FILBERT_JARS to a folder that has them."
        )
    if not (project / "pom.xml").exists():
        raise StackError(f"The folder {project} has no pom.xml. Is FILBERT_JARS right?")
    result = subprocess.run(
        [maven, "--batch-mode", "--quiet", "-DskipTests", "package"],
        cwd=project,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "JAVA_HOME": str(java.resolve().parents[1])},
        check=False,
    )
    if result.returncode != 0:
        lines = [line for line in (result.stdout + result.stderr).splitlines() if line.strip()][:12]
        raise StackError("\n".join([f"Maven failed in {project}:", *("  " + line for line in lines)]))
