"""What the machine lacks is said in one sentence, with what to do."""

from pathlib import Path

import pytest
from filbert.runtime.stack import StackError
from filbert.runtime.stack.jars import resolve
from filbert.runtime.stack.machine import (
    available_memory_mb,
    check_disk,
    check_memory,
    find_java,
    java_version,
)


def fake_java(home: Path, output: str, code: int = 0) -> Path:
    """A JAVA_HOME whose `java` prints a text."""
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{output}' >&2\nexit {code}\n")
    java.chmod(0o755)
    return home


def test_java_8_and_java_17_are_told_apart(tmp_path: Path) -> None:
    old = fake_java(tmp_path / "old", "    java.specification.version = 1.8")
    new = fake_java(tmp_path / "new", "    java.specification.version = 17")

    assert java_version(old / "bin" / "java") == 8
    assert java_version(new / "bin" / "java") == 17


def test_no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StackError, match=r"^Java is missing: .* Install a JDK 17, .* FILBERT_JAVA_HOME"):
        find_java(None)


def test_a_java_home_without_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(StackError, match=r"There is no Java at .* \(from JAVA_HOME\)"):
        find_java(None)


@pytest.mark.parametrize("version", ["1.8", "11", "25"])
def test_a_java_of_the_wrong_version(tmp_path: Path, version: str) -> None:
    home = fake_java(tmp_path / "jdk", f"    java.specification.version = {version}")

    with pytest.raises(
        StackError, match=r"is Java \d+; Kafka and Flink need Java 17 to 21\. Install a JDK 17"
    ):
        find_java(home)


def test_a_java_that_does_not_run(tmp_path: Path) -> None:
    home = fake_java(tmp_path / "jdk", "cannot load libjvm.so", code=1)

    with pytest.raises(StackError, match=r"does not work as Java \(cannot load libjvm\.so\)"):
        find_java(home)


def test_the_setting_goes_before_java_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wanted = fake_java(tmp_path / "wanted", "    java.specification.version = 17")
    monkeypatch.setenv("JAVA_HOME", str(fake_java(tmp_path / "other", "    java.specification.version = 11")))

    assert find_java(wanted) == wanted / "bin" / "java"


def test_too_little_memory() -> None:
    with pytest.raises(StackError) as caught:
        check_memory(needed_mb=6144, available_mb=2048)

    assert str(caught.value).startswith(
        "Too little memory: the parts to start need 6.0 GB, 2.0 GB are available."
    )


def test_enough_memory() -> None:
    check_memory(needed_mb=2048, available_mb=2048)


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text(f"{300 * 2**20}\n")
    (tmp_path / "memory.current").write_text(f"{250 * 2**20}\n")
    (tmp_path / "memory.stat").write_text(f"anon 1\ninactive_file {50 * 2**20}\n")

    assert available_memory_mb(tmp_path) == 100


def test_a_container_without_limit(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1\n")

    assert available_memory_mb(tmp_path) == pytest.approx(available_memory_mb(tmp_path / "none"), rel=0.2)


def test_too_little_disk_space(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"Too little disk space: 100 MB are free at .*, at least 1024 MB"):
        check_disk(tmp_path, needed_mb=1024, free_mb=100)


def test_no_maven(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for project in ("kafka", "connectors"):
        (tmp_path / "jvm" / project).mkdir(parents=True)
        (tmp_path / "jvm" / project / "pom.xml").write_text("<project/>")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StackError, match=r"^Maven is missing: .* Install Maven 3\.8 or newer"):
        resolve(tmp_path / "jvm", tmp_path / "jdk" / "bin" / "java", print)


def test_a_folder_of_jars_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(StackError, match=r"has no pom\.xml\. Is FILBERT_JARS right\?"):
        resolve(tmp_path / "nothing", Path("/usr/bin/java"), print)


def test_what_maven_says_is_shown_when_it_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    project = tmp_path / "jvm" / "kafka"
    project.mkdir(parents=True)
    (project / "pom.xml").write_text("<project/>")
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho '[ERROR] no route to repository'\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(StackError, match=r"Maven failed in .*kafka:\n  \[ERROR\] no route to repository"):
        resolve(tmp_path / "jvm", tmp_path / "jdk" / "bin" / "java", print)
