"""What is said of fragments at the edge."""

from typing import Any

from filbert.designer.instant import Instant
from filbert.designer.scenarios.schemas import ScenarioProblem
from filbert.designer.schema import REVISION, Answer, Name, Request, WholeNumber, example
from pydantic import Field

DOCUMENT = {
    "filbert": 1,
    "fragment": "long-ones",
    "inputs": {"in": {"seconds": "BIGINT"}},
    "outputs": {"out": {}},
    "nodes": [{"id": "long", "component": "filter", "parameters": {"condition": "seconds > 3600"}}],
    "edges": [{"from": "in", "to": "long"}, {"from": "long.true", "to": "out"}],
}
FRAGMENT = {
    "name": "long-ones",
    "folder": "fraud",
    "title": "long-ones",
    "created_at": "2026-01-31T10:00:00.000Z",
    "changed_at": "2026-01-31T10:00:00.000Z",
    "changed_by": "ann",
    "revision": 1,
}


class FragmentSummary(Answer):
    """A fragment, without its content."""

    model_config = example(FRAGMENT)

    name: str
    folder: str
    title: str
    created_at: Instant
    changed_at: Instant
    changed_by: str
    revision: int


class FragmentAnswer(FragmentSummary):
    """A fragment."""

    model_config = example({**FRAGMENT, "document": DOCUMENT})

    document: dict[str, Any] = Field(description="As a fragment file has it.")


class FragmentsAnswer(Answer):
    """Fragments, by name."""

    model_config = example({"fragments": [FRAGMENT]})

    fragments: list[FragmentSummary]


class FragmentCreate(Request):
    """A new fragment."""

    model_config = example({"folder": "fraud", "document": {**DOCUMENT, "fragment": "longer-ones"}})

    folder: Name
    document: dict[str, Any]


class FragmentChange(Request):
    """Another content."""

    model_config = example({"revision": 1, "document": {**DOCUMENT, "title": "Long ones"}})

    revision: WholeNumber = Field(description=REVISION)
    document: dict[str, Any]


class FragmentCheck(Request):
    """A content to check. Nothing is saved."""

    model_config = example({"document": DOCUMENT})

    document: dict[str, Any]


class FragmentCheckAnswer(Answer):
    """What is wrong with a fragment, and what is in scope at each output."""

    model_config = example({"problems": [], "contexts": []})

    problems: list[ScenarioProblem]
    contexts: list[dict[str, Any]] = Field(
        description="As a scenario's check tells them: node, port, and the columns with their types."
    )


USE = {"scenario": "long-calls", "title": "Long calls", "by": ["long-ones"]}


class FragmentUse(Answer):
    """A scenario that a fragment is part of."""

    model_config = example(USE)

    scenario: str
    title: str
    by: list[str] = Field(description="The fragments that it calls itself: this one, or some that call it.")


class FragmentUsesAnswer(Answer):
    """Where a fragment is used, as far as the caller may know."""

    model_config = example({"scenarios": [USE], "fragments": [], "hidden": 0})

    scenarios: list[FragmentUse] = Field(description="By their newest drafts.")
    fragments: list[str] = Field(description="Fragments that call it.")
    hidden: int = Field(description="How many scenarios of folders that the caller may not see use it.")
