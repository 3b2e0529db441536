"""What is said of scenarios at the edge."""

from typing import Annotated, Any, Literal

from filbert.designer.instant import Instant
from filbert.designer.schema import (
    ENVIRONMENT,
    REVISION,
    Answer,
    Comment,
    Line,
    Name,
    Request,
    WholeNumber,
    example,
)
from pydantic import Field

DOCUMENT = {
    "filbert": 1,
    "name": "long-calls",
    "title": "Long calls",
    "nodes": [
        {"id": "calls", "component": "kafka", "parameters": {"stream": "calls"}},
        {"id": "long", "component": "filter", "parameters": {"condition": "seconds > 3600"}},
        {"id": "end", "component": "dead-end"},
    ],
    "edges": [{"from": "calls", "to": "long"}, {"from": "long.true", "to": "end"}],
}
SUMMARY = {
    "name": "long-calls",
    "folder": "fraud",
    "title": "Long calls",
    "labels": ["voice"],
    "created_at": "2026-01-31T10:00:00.000Z",
    "created_by": "ann",
    "archived_at": None,
    "details": 1,
    "revision": 2,
    "changed_at": "2026-01-31T11:00:00.000Z",
    "changed_by": "ann",
    "version": 1,
    "version_hash": "9d4f6c0e7b1a2f3d9d4f6c0e7b1a2f3d9d4f6c0e7b1a2f3d9d4f6c0e7b1a2f3d",
}
VERSION = {
    "number": 1,
    "hash": SUMMARY["version_hash"],
    "comment": "One hour instead of two",
    "revision": 2,
    "at": "2026-01-31T11:00:00.000Z",
    "by": "ann",
}
PROBLEM = {
    "code": "E_OPERATOR",
    "message": "'>==' is not an operator",
    "severity": "error",
    "node": "long",
    "parameter": "condition",
    "from": 8,
    "to": 11,
    "hint": "write >=",
}
DIFFERENCE = {
    "is_empty": False,
    "is_cosmetic": False,
    "fields": [],
    "nodes": [
        {
            "node": "long",
            "kind": "changed",
            "component": "filter",
            "cosmetic": False,
            "fields": [
                {
                    "path": "parameters.condition",
                    "kind": "changed",
                    "cosmetic": False,
                    "before": "seconds > 7200",
                    "after": "seconds > 3600",
                }
            ],
        }
    ],
    "edges": {"added": [], "removed": []},
    "layout": [],
}
Label = Annotated[Line, Field(min_length=1, max_length=40)]
PLACE = "A version by its number, 'draft', or 'draft:REVISION'."


class ScenarioSummary(Answer):
    """A scenario, without its document."""

    model_config = example(SUMMARY)

    name: str
    folder: str
    title: str
    labels: list[str]
    created_at: Instant
    created_by: str
    archived_at: Instant | None
    details: int = Field(description="The revision of folder, labels and archive.")
    revision: int = Field(description="The newest revision of the draft.")
    changed_at: Instant
    changed_by: str
    version: int | None = Field(description="The newest version.")
    version_hash: str | None


class ScenarioAnswer(ScenarioSummary):
    """A scenario with its newest draft."""

    model_config = example({**SUMMARY, "document": DOCUMENT})

    document: dict[str, Any]


class ScenariosAnswer(Answer):
    """Scenarios, by name."""

    model_config = example({"scenarios": [SUMMARY], "after": None})

    scenarios: list[ScenarioSummary]
    after: str | None = Field(description="Send it as 'after' for more; None when there are none.")


class ScenarioCreate(Request):
    """A new scenario."""

    model_config = example({"folder": "fraud", "document": {**DOCUMENT, "name": "roaming-calls"}})

    folder: Name
    document: dict[str, Any] = Field(description="As a scenario file has it; its name is the scenario's.")


class ScenarioImport(Request):
    """A scenario as a text."""

    model_config = example(
        {"folder": "fraud", "text": "filbert: 1\nname: short-calls\nnodes: []\nedges: []\n"}
    )

    folder: Name
    text: str = Field(description="YAML or JSON.")
    name: Name | None = Field(None, description="Instead of the name in the text.")


class DraftSave(Request):
    """A draft."""

    model_config = example({"revision": 2, "document": DOCUMENT})

    revision: WholeNumber = Field(description=REVISION)
    document: dict[str, Any]


class DraftSaved(Answer):
    """A draft was saved."""

    model_config = example({"revision": 3, "changed_at": "2026-01-31T11:00:00.000Z", "changed_by": "ann"})

    revision: int
    changed_at: Instant
    changed_by: str


class DetailsChange(Request):
    """What is to be changed; what is left out stays."""

    model_config = example({"details": 1, "labels": ["voice"]})

    details: WholeNumber = Field(description=REVISION)
    folder: Name | None = None
    labels: list[Label] | None = Field(None, max_length=20)


class Archive(Request):
    """Put away, or taken back."""

    model_config = example({"details": 1, "archived": True})

    details: WholeNumber = Field(description=REVISION)
    archived: bool


class ScenarioCopy(Request):
    """A copy."""

    model_config = example({"name": "very-long-calls", "folder": "fraud", "place": "draft"})

    name: Name
    folder: Name
    title: Line | None = None
    place: str = Field("draft", max_length=30, description=PLACE)


class VersionCreate(Request):
    """A version of the newest draft."""

    model_config = example({"revision": 2, "comment": "One hour instead of two"})

    revision: WholeNumber = Field(description=REVISION)
    comment: Comment = ""


class VersionRestore(Request):
    """The draft that a version shall replace."""

    model_config = example({"revision": 2})

    revision: WholeNumber = Field(description=REVISION)


class VersionTests(Answer):
    """How the test cases ended when they were last run over a version."""

    model_config = example({"at": "2026-01-31T11:10:00.000Z", "is_sound": True, "total": 6, "passed": 6})

    at: Instant
    is_sound: bool
    total: int
    passed: int


class VersionSummary(Answer):
    """A version, without its document."""

    model_config = example(VERSION)

    number: int
    hash: str = Field(description="Equal hashes behave equally; see the documents' page.")
    comment: str
    revision: int
    at: Instant
    by: str
    tests: VersionTests | None = Field(None, description="None: not yet, or not told here.")


class VersionAnswer(VersionSummary):
    """A version with its document and the streams that it was made with."""

    model_config = example({**VERSION, "document": DOCUMENT, "streams": {}})

    document: dict[str, Any]
    streams: dict[str, Any]
    fragments: dict[str, Any] = Field({}, description="Those that it reaches, as they were then.")


class VersionsAnswer(Answer):
    """Versions, the newest first."""

    model_config = example({"versions": [VERSION]})

    versions: list[VersionSummary]


class FieldAnswer(Answer):
    """A field that differs. `before` and `after` are there where the field is."""

    path: str
    kind: Literal["added", "removed", "changed"]
    cosmetic: bool
    before: Any = None
    after: Any = None


class NodeAnswer(Answer):
    """A node that differs."""

    node: str
    kind: Literal["added", "removed", "changed"]
    component: str | None
    cosmetic: bool
    fields: list[FieldAnswer]


class DifferenceAnswer(Answer):
    """What differs, node by node and field by field."""

    model_config = example(DIFFERENCE)

    is_empty: bool
    is_cosmetic: bool = Field(description="Whether both behave equally.")
    fields: list[FieldAnswer]
    nodes: list[NodeAnswer]
    edges: dict[Literal["added", "removed"], list[dict[Literal["from", "to"], str]]]
    layout: list[FieldAnswer]


class ScenarioCheck(Request):
    """A document to check."""

    model_config = example({"document": DOCUMENT})

    document: dict[str, Any]
    environment: Name = Field("sandbox", description=ENVIRONMENT)


class ScenarioProblem(Answer):
    """Something that is wrong with a scenario."""

    model_config = example(PROBLEM)

    code: str
    message: str
    severity: Literal["error", "warning"]
    node: str | None
    parameter: str | None
    from_: int | None = Field(alias="from", description="In the parameter's text, in UTF-16 units.")
    to: int | None
    hint: str | None
    fragment: str | None = Field(
        None, description="The fragment that it is in, where it is not the document's own."
    )


class ColumnAnswer(Answer):
    """A column in scope."""

    type: str
    pii: bool


class ContextAnswer(Answer):
    """What is in scope at an output."""

    node: str
    port: str
    columns: dict[str, ColumnAnswer]


class CheckAnswer(Answer):
    """All problems, and what is in scope at each output."""

    model_config = example(
        {
            "problems": [PROBLEM],
            "contexts": [
                {"node": "calls", "port": "out", "columns": {"seconds": {"type": "BIGINT", "pii": False}}}
            ],
        }
    )

    problems: list[ScenarioProblem]
    contexts: list[ContextAnswer]


class SqlAnswer(Answer):
    """What a deployment would run."""

    model_config = example({"sql": "CREATE TABLE `calls` (…);", "problems": []})

    sql: str | None = Field(description="Null where the scenario has errors.")
    problems: list[ScenarioProblem]
