"""Test cases of a scenario."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Response
from filbert.designer.access import Role, in_folder
from filbert.designer.cases import repository, service
from filbert.designer.cases.repository import StoredCase
from filbert.designer.cases.schemas import (
    CaseAnswer,
    CaseChange,
    CaseCreate,
    CasesAnswer,
    CasesResult,
    CasesRun,
    CasesRunAnswer,
    CasesRunsAnswer,
    CaseSummary,
)
from filbert.designer.context import about
from filbert.designer.definitions import definitions
from filbert.designer.dependencies import Reading, ServiceDep, Signed, Writing
from filbert.designer.environments import service as environments
from filbert.designer.errors import (
    InUseError,
    InvalidError,
    NotFoundError,
    StaleError,
    TakenError,
    TooLongError,
    responses,
)
from filbert.designer.routing import Numbered
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios import service as scenarios
from filbert.designer.schema import exact
from filbert.designer.stored import values_of

router = new_router("test cases", "/scenarios/{scenario}/tests")


@router.get("", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def list_cases(scenario: str, session: Reading, actor: Signed) -> CasesAnswer:
    """The test cases of a scenario, in the order in which they were made."""
    scenarios.get(session, actor, scenario)
    found = repository.of_scenario(session, scenario)
    return CasesAnswer(cases=[CaseSummary.model_validate(each) for each in found])


@router.post(
    "",
    status_code=201,
    response_model=CaseAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError, InUseError),
)
def create_case(scenario: str, body: CaseCreate, session: Writing, actor: Signed) -> Response:
    """Save a test case."""
    return exact(_answer(service.create(session, actor, scenario, body.document)), 201)


@router.post(
    "/run",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TooLongError),
)
def run_cases(scenario: str, body: CasesRun, application: ServiceDep, actor: Signed) -> CasesResult:
    """Run test cases, one or all, over the newest draft, a version or another document.

    How all of them ended over a draft or a version is kept.
    """
    about(scenario=scenario)
    if body.document is not None and body.version is not None:
        raise InvalidError("Give either 'document' or 'version'.")
    text = scenarios.kept_text(body.document) if body.document is not None else None
    with application.store.read() as session:
        found = scenarios.get(session, actor, scenario, Role.ANALYST)
        known = definitions(session)
        if body.version is not None:
            version = scenarios.version(session, actor, scenario, body.version)
            text, known = version.document, version.definitions
        text = text or scenarios.draft_of(session, found).document
        cases = (
            repository.of_scenario(session, scenario)
            if body.cases is None
            else [service.get(session, actor, scenario, number) for number in body.cases]
        )
        place = environments.get(session, application.settings.environments_folder, body.environment)
    given = [{"name": each.title, "text": f"[{each.document}]"} for each in cases]
    answer = application.workers.run(
        "run_cases", document=text, definitions=known, cases=given, environment=place.text
    )
    results = [
        {**result, "number": case.number, "title": case.title}
        for case, result in zip(cases, answer["cases"], strict=True)
    ]
    is_sound = all(each["severity"] != "error" for each in answer["problems"])
    passed = is_sound and all(each["passed"] for each in results)
    if body.document is None and body.cases is None:
        with application.store.write() as writing:
            service.record_run(
                writing,
                actor,
                scenario,
                version=body.version,
                revision=found.revision if body.version is None else None,
                environment=body.environment,
                is_sound=is_sound,
                results=[(each["title"], each["passed"]) for each in results],
            )
    return CasesResult.model_validate({"passed": passed, "problems": answer["problems"], "cases": results})


@router.get("/runs", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def list_runs(
    scenario: str,
    session: Reading,
    actor: Signed,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> CasesRunsAnswer:
    """How all test cases ended, the newest run first."""
    scenarios.get(session, actor, scenario)
    found = repository.runs(session, scenario, limit)
    return CasesRunsAnswer(
        runs=[
            CasesRunAnswer.model_validate({**asdict(each), "results": values_of(each.results)})
            for each in found
        ]
    )


@router.get(
    "/{case}",
    response_model=CaseAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError),
)
def get_case(scenario: str, case: Numbered, session: Reading, actor: Signed) -> Response:
    """A test case. Its events may hold personal data."""
    return exact(_answer(service.get(session, actor, scenario, case)))


@router.put(
    "/{case}",
    response_model=CaseAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError, TakenError, InUseError),
)
def change_case(scenario: str, case: Numbered, body: CaseChange, session: Writing, actor: Signed) -> Response:
    """Save a changed test case."""
    return exact(_answer(service.change(session, actor, scenario, case, body.revision, body.document)))


@router.delete(
    "/{case}",
    status_code=204,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, InUseError),
)
def remove_case(scenario: str, case: Numbered, session: Writing, actor: Signed) -> None:
    """Remove a test case."""
    service.remove(session, actor, scenario, case)


def _answer(case: StoredCase) -> CaseAnswer:
    return CaseAnswer.model_validate({**asdict(case), "document": values_of(case.document)})
