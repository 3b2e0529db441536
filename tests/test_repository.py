"""Rules about the repository as a whole."""

import re
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGES = ("expressions", "components", "scenarios", "runtime", "monitoring", "designer")
POM = "{http://maven.apache.org/POM/4.0.0}"

# Written in pieces, because this file is searched, too.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "repo1" + ".maven",
    "repo.maven" + ".apache",
    "repository." + "apache",
    "packages." + "confluent",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "--index" + "-url",
    "--extra-index" + "-url",
    "<repo" + "sitory>",
    "<repo" + "sitories>",
    "<plugin" + "Repository>",
]
MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:root|work|Users|home/[a-z])(?=/|\b)")


def tracked() -> list[Path]:
    """All files under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    assert len(paths) > 50
    return [path for path in paths if path.is_file()]


def lines() -> list[tuple[str, str]]:
    """Every line of every text file, with its place."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        name = str(path.relative_to(ROOT))
        for number, line in enumerate(content.decode(errors="replace").splitlines(), 1):
            found.append((f"{name}:{number}", line))
    return found


def requirements(path: str) -> dict[str, tuple[str, int]]:
    """Name: pinned version and number of hashes, of a compiled file."""
    text = (ROOT / path).read_text().replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, version = re.split(r"\s*==\s*", line.split(";")[0].split()[0])
        found[canonicalize_name(name)] = (version, line.count("--hash=sha256:"))
    return found


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the business of the machine that installs them."""
    found = [place for place, line in lines() if any(registry in line for registry in REGISTRIES)]

    assert found == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    """Paths in a Dockerfile are those of its image."""
    found = [
        f"{place} {line.strip()[:80]}"
        for place, line in lines()
        if MACHINE_PATH.search(line) and "/Dockerfile:" not in place
    ]

    assert found == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_shared_namespace_has_no_init_file(package: str) -> None:
    """One stray file would hide the other five packages."""
    assert (ROOT / package / "filbert" / package / "__init__.py").is_file()
    assert not (ROOT / package / "filbert" / "__init__.py").exists()
    assert [path.name for path in (ROOT / package / "filbert").iterdir() if path.name != "__pycache__"] == [
        package
    ]


@pytest.mark.parametrize("path", ["requirements/runtime.txt", "requirements/dev.txt"])
def test_every_requirement_is_pinned_and_hashed(path: str) -> None:
    found = requirements(path)

    assert len(found) > 20
    assert [name for name, (_, hashes) in found.items() if hashes == 0] == []


def test_both_files_of_requirements_agree() -> None:
    runtime, development = requirements("requirements/runtime.txt"), requirements("requirements/dev.txt")

    assert {name: pin for name, pin in runtime.items() if development.get(name) != pin} == {}


def test_the_compiled_requirements_cover_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, development = requirements("requirements/runtime.txt"), requirements("requirements/dev.txt")
    asked = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["flink"]

    for found, wanted in (
        (runtime, asked),
        (development, asked + project["dependency-groups"]["dev"]),
    ):
        for text in wanted:
            requirement = Requirement(text)
            version, _ = found[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), f"{text}, compiled: {version}"


def versions(path: str) -> dict[str, str]:
    """Artifact and version of a Maven project's dependencies, properties filled in."""
    project = ElementTree.parse(ROOT / path).getroot()
    properties = {
        element.tag.removeprefix(POM): element.text or "" for element in project.findall(f"{POM}properties/*")
    }
    found = {}
    for dependency in project.findall(f".//{POM}dependency"):
        version = dependency.findtext(f"{POM}version") or ""
        for name, value in properties.items():
            version = version.replace(f"${{{name}}}", value)
        found[dependency.findtext(f"{POM}artifactId") or ""] = version
    return found


def test_the_connector_that_we_compile_against_is_the_one_that_runs() -> None:
    compiled, installed = versions("runtime/jvm/pom.xml"), versions("runtime/jvm/connectors/pom.xml")

    assert {name: compiled.get(name, version) for name, version in installed.items()} == installed


def test_the_library_is_compiled_against_the_flink_that_runs() -> None:
    flink, _ = requirements("requirements/runtime.txt")["apache-flink"]

    assert versions("runtime/jvm/pom.xml")["flink-table-runtime"] == flink


def test_the_scripts_of_continuous_integration_can_be_run() -> None:
    for script in (ROOT / ".ci").iterdir():
        assert script.stat().st_mode & 0o111, script
        assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_continuous_integration_runs_what_the_readme_says() -> None:
    assert "exec make check test package" in (ROOT / ".ci/run").read_text()
