"""What is said of test cases at the edge."""

from typing import Any

from filbert.designer.instant import Instant
from filbert.designer.scenarios.schemas import DOCUMENT as SCENARIO
from filbert.designer.scenarios.schemas import ScenarioProblem
from filbert.designer.schema import ENVIRONMENT, REVISION, Answer, Name, Request, WholeNumber, example
from pydantic import Field

DOCUMENT = {
    "test": "a long call arrives",
    "events": [{"value": {"caller": "48600100200", "started_at": "2026-01-31T10:00:00Z", "seconds": 4000}}],
    "expect": {"end": []},
}
CASE = {
    "number": 1,
    "title": "a long call arrives",
    "revision": 1,
    "changed_at": "2026-01-31T10:00:00.000Z",
    "changed_by": "ann",
}


class CaseSummary(Answer):
    """A test case, without its content."""

    model_config = example(CASE)

    number: int
    title: str
    revision: int
    changed_at: Instant
    changed_by: str


class CaseAnswer(CaseSummary):
    """A test case."""

    model_config = example({**CASE, "document": DOCUMENT})

    document: dict[str, Any] = Field(description="As a file of test cases has it.")


class CasesAnswer(Answer):
    """Test cases, in the order in which they were made."""

    model_config = example({"cases": [CASE]})

    cases: list[CaseSummary]


class CaseCreate(Request):
    """A new test case."""

    model_config = example({"document": DOCUMENT})

    document: dict[str, Any]


class CaseChange(Request):
    """A changed test case."""

    model_config = example({"revision": 1, "document": DOCUMENT})

    revision: WholeNumber = Field(description=REVISION)
    document: dict[str, Any]


class CasesRun(Request):
    """What to run."""

    model_config = example({"document": SCENARIO, "cases": [1]})

    document: dict[str, Any] | None = Field(None, description="The scenario. Default: the newest draft.")
    version: WholeNumber | None = Field(
        None, ge=1, description="Or a version, with the streams that it was made with."
    )
    cases: list[WholeNumber] | None = Field(None, max_length=500, description="Default: all.")
    environment: Name = Field("sandbox", description=ENVIRONMENT)


class CaseDifference(Answer):
    """One thing that is not as expected."""

    node: str = Field(description="The sink, or 'errors'.")
    row: int | None = Field(description="The expected row, from 1.")
    field: str | None
    message: str


class CaseProblem(Answer):
    """Something that is wrong with a test case itself."""

    code: str
    message: str
    severity: str
    parameter: str | None = Field(None, description="Where, such as 0.events.2.")
    hint: str | None = None


class CaseResult(Answer):
    """How a test case ended."""

    number: int
    title: str
    passed: bool
    problems: list[CaseProblem]
    differences: list[CaseDifference]


class CasesResult(Answer):
    """How test cases ended."""

    model_config = example(
        {
            "passed": True,
            "problems": [],
            "cases": [
                {"number": 1, "title": CASE["title"], "passed": True, "problems": [], "differences": []}
            ],
        }
    )

    passed: bool = Field(description="Whether the scenario is sound and all of them passed.")
    problems: list[ScenarioProblem] = Field(description="Of the scenario; with an error, nothing has run.")
    cases: list[CaseResult]


RUN = {
    "number": 1,
    "version": 3,
    "revision": None,
    "environment": "sandbox",
    "at": "2026-01-31T10:00:00.000Z",
    "by": "ann",
    "is_sound": True,
    "total": 1,
    "passed": 1,
    "results": [{"title": CASE["title"], "passed": True}],
}


class CaseOutcome(Answer):
    """Whether a test case passed."""

    model_config = example({"title": CASE["title"], "passed": True})

    title: str
    passed: bool


class CasesRunAnswer(Answer):
    """How all test cases ended at one time."""

    model_config = example(RUN)

    number: int
    version: int | None = Field(description="The version that was tested; None: a draft.")
    revision: int | None = Field(description="The revision of the draft that was tested.")
    environment: str
    at: Instant
    by: str
    is_sound: bool = Field(description="Whether the scenario had no errors; otherwise nothing ran.")
    total: int
    passed: int
    results: list[CaseOutcome]


class CasesRunsAnswer(Answer):
    """Runs, the newest first."""

    model_config = example({"runs": [RUN]})

    runs: list[CasesRunAnswer]
