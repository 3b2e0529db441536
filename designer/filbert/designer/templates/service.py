"""The examples, as something to start from: read once, from the wheel or from the checkout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from filbert.designer.access import Actor, Role
from filbert.designer.audit import service as audit
from filbert.designer.cases import service as cases
from filbert.designer.errors import NotFoundError
from filbert.designer.folders import service as folders
from filbert.designer.samples import service as samples
from filbert.designer.scenarios import service as scenarios
from filbert.designer.scenarios.repository import Scenario
from filbert.designer.store import WriteSession
from filbert.designer.streams import repository as stored_streams
from filbert.designer.streams import service as streams
from filbert.scenarios.document import referenced_streams
from filbert.scenarios.events import InputEvent
from filbert.scenarios.json_text import write_json
from filbert.scenarios.testcase import case_file, load_test_cases
from filbert.scenarios.yaml_text import read_file

PACKAGED = Path(__file__).parents[1] / "examples"
"""In the wheel; `runtime/wheel_content.py` puts them there."""
CHECKOUT = Path(__file__).parents[4] / "scenarios" / "examples"

SAMPLE_EVENTS = 2_000


@dataclass(frozen=True)
class Template:
    """A scenario with what belongs to it."""

    name: str
    document: Mapping[str, Any]
    streams: Mapping[str, Mapping[str, Any]]
    cases: tuple[Mapping[str, Any], ...]
    events: str
    """Events to begin with, as JSON lines: those of its longest test case."""

    @property
    def title(self) -> str:
        return str(self.document.get("title") or self.name)


@cache
def templates() -> Mapping[str, Template]:
    """All templates by name."""
    folder = PACKAGED if PACKAGED.is_dir() else CHECKOUT
    found = [_read(file) for file in sorted(folder.glob("*.yaml")) if not file.name.endswith(".tests.yaml")]
    return {each.name: each for each in found}


def get(name: str) -> Template:
    """A template that must exist."""
    found = templates().get(name)
    if found is None:
        raise NotFoundError(f"There is no template '{name}'.")
    return found


def use(
    session: WriteSession, actor: Actor, template: str, folder: str, name: str, title: str | None
) -> Scenario:
    """A copy with streams that are missing, all test cases and a sample."""
    found = get(template)
    folders.get(session, actor, folder, Role.ANALYST)
    for stream, document in found.streams.items():
        if stored_streams.find(session, stream) is None:
            streams.create(session, actor, folder, document)
    # Its layout is made for the file; the editor draws from top to bottom.
    document = {key: value for key, value in found.document.items() if key != "layout"}
    made = scenarios.create(session, actor, folder, {**document, "name": name, "title": title or found.title})
    for case in found.cases:
        cases.create(session, actor, name, case)
    if found.events:
        samples.create(session, actor, name, "Events of the template", samples.lines_of(found.events))
    audit.record(session, actor, "scenario.from-template", name, folder, {"template": template})
    return made


def _read(file: Path) -> Template:
    document = _mapping(file)
    cases = case_file(file)
    return Template(
        name=str(document["name"]),
        document=document,
        streams={
            name: _mapping(file.parent / "streams" / f"{name}.yaml") for name in sorted(_streams_of(document))
        },
        cases=tuple(read_file(cases).value) if cases.is_file() else (),
        events=_events(file) if cases.is_file() else "",
    )


def _events(file: Path) -> str:
    found = load_test_cases(case_file(file))
    if not found:
        return ""
    # The one with the most events shows most while drawing.
    most = max(found, key=lambda case: min(len(case.events), SAMPLE_EVENTS))
    return "\n".join(write_json(_line(each)) for each in most.events[:SAMPLE_EVENTS])


def _line(event: InputEvent) -> dict[str, Any]:
    return {"stream": event.stream, "value": event.value} if event.stream else {"value": event.value}


def _streams_of(document: Mapping[str, Any]) -> set[str]:
    return {name for node in document["nodes"] for name in referenced_streams(node.get("parameters"))}


def _mapping(file: Path) -> Mapping[str, Any]:
    value = read_file(file).value
    assert isinstance(value, dict), f"{file} is not a mapping"
    return value
