"""Adds to the wheel what is not Python: our jar and the Maven projects of the others for the local stack, the examples
as the designer's templates. The user interface is an artifact (pyproject.toml); a wheel without it is not built.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = "runtime/jvm"
TARGET = "filbert/runtime/stack/jvm"
EXAMPLES = "scenarios/examples"
TEMPLATES = "filbert/designer/examples"
INTERFACE = "designer/filbert/designer/static/index.html"
PROJECTS = ("connectors/pom.xml", "kafka/pom.xml", "elasticsearch/pom.xml")
RULES = "monitoring/prometheus/alerts.yml"


class WheelContent(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the files in their places. A wheel without our jar, or without the interface, is not built at all."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; an editable install finds everything in the checkout."""
        if version == "editable":
            return
        source = Path(self.root) / SOURCE
        jars = sorted(source.glob("target/filbert-flink-*[0-9].jar"))
        if len(jars) != 1:
            message = (
                f"expected one jar filbert-flink-… in {SOURCE}/target, found {len(jars)}: run 'make install'"
            )
            raise FileNotFoundError(message)
        # The sources, too: what starts Elasticsearch is built where it runs, because its jars are not ours to ship.
        starter = sorted((source / "elasticsearch/src").rglob("*.java"))
        files = [*(source / project for project in PROJECTS), *starter, *jars]
        for file in files:
            build_data["force_include"][str(file)] = f"{TARGET}/{file.relative_to(source).as_posix()}"
        if not (Path(self.root) / INTERFACE).is_file():
            raise FileNotFoundError(f"there is no {INTERFACE}: run 'make install'")
        examples = Path(self.root) / EXAMPLES
        for file in sorted(examples.rglob("*.yaml")):
            build_data["force_include"][str(file)] = f"{TEMPLATES}/{file.relative_to(examples).as_posix()}"
        build_data["force_include"][str(Path(self.root) / RULES)] = (
            "filbert/runtime/stack/prometheus/alerts.yml"
        )
