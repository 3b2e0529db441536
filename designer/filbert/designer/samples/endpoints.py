"""Samples, and runs over them."""

import time
from dataclasses import asdict

from fastapi import Request, Response
from filbert.designer.access import Role, in_folder
from filbert.designer.cancelling import while_wanted
from filbert.designer.context import about
from filbert.designer.definitions import definitions
from filbert.designer.dependencies import Reading, ServiceDep, Signed, Writing
from filbert.designer.environments import service as environments
from filbert.designer.errors import (
    InUseError,
    InvalidError,
    NotFoundError,
    TakenError,
    TooLongError,
    responses,
)
from filbert.designer.intake.places import NotConnectedError, UnreachableError
from filbert.designer.intake.recent import CancelledError
from filbert.designer.routing import Numbered
from filbert.designer.routing import router as new_router
from filbert.designer.samples import capture, repository, service
from filbert.designer.samples.schemas import (
    RunAnswer,
    RunRequest,
    SampleAdd,
    SampleAnswer,
    SampleCapture,
    SampleCaptured,
    SampleCreate,
    SampleGenerate,
    SamplesAnswer,
    SampleSummary,
)
from filbert.designer.scenarios import service as scenarios
from filbert.designer.schema import exact
from filbert.designer.stored import values_of

router = new_router("samples", "/scenarios/{scenario}")


@router.get("/samples", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def list_samples(scenario: str, session: Reading, actor: Signed) -> SamplesAnswer:
    """The samples of a scenario, the newest first."""
    scenarios.get(session, actor, scenario)
    found = repository.of_scenario(session, scenario)
    return SamplesAnswer(samples=[SampleSummary.model_validate(each) for each in found])


@router.post(
    "/samples",
    status_code=201,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError, InUseError),
)
def create_sample(scenario: str, body: SampleCreate, application: ServiceDep, actor: Signed) -> SampleSummary:
    """Pin events that were pasted or uploaded."""
    about(scenario=scenario)
    lines = service.lines_of(body.events)
    with application.store.write() as session:
        return SampleSummary.model_validate(service.create(session, actor, scenario, body.title, lines))


@router.post(
    "/samples/capture",
    status_code=201,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(
        NotFoundError, TakenError, InUseError, NotConnectedError, UnreachableError, CancelledError
    ),
)
async def capture_sample(
    scenario: str, body: SampleCapture, request: Request, application: ServiceDep, actor: Signed
) -> SampleCaptured:
    """Pin the newest records of a stream's topic, or those of a range. It ends when nobody waits any more.

    It takes the role analyst in the stream's folder, too.
    """
    about(scenario=scenario)
    return await while_wanted(
        request, lambda stopping: capture.capture(application, actor, scenario, body, stopping)
    )


@router.post(
    "/samples/generate",
    status_code=201,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError, InUseError, TooLongError),
)
def generate_sample(
    scenario: str, body: SampleGenerate, application: ServiceDep, actor: Signed
) -> SampleSummary:
    """Pin made-up events, with planted cases among them."""
    about(scenario=scenario)
    return SampleSummary.model_validate(capture.generate(application, actor, scenario, body))


@router.post(
    "/samples/{sample}/events",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, InUseError),
)
def add_events(
    scenario: str, sample: Numbered, body: SampleAdd, application: ServiceDep, actor: Signed
) -> SampleSummary:
    """Add events to a sample: from a form, pasted, or live records of a topic."""
    about(scenario=scenario)
    lines = service.lines_of(body.events)
    with application.store.write() as session:
        grown = service.add_events(session, actor, scenario, sample, lines)
        return SampleSummary.model_validate(grown)


@router.get(
    "/samples/{sample}",
    response_model=SampleAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def get_sample(scenario: str, sample: Numbered, session: Reading, actor: Signed) -> Response:
    """A sample with its events; for viewers with personal data hidden."""
    found, lines, masked = service.shown(session, actor, scenario, sample)
    content = {**asdict(found), "events": [values_of(line) for line in lines], "masked": masked}
    return exact(SampleAnswer.model_validate(content))


@router.delete(
    "/samples/{sample}",
    status_code=204,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError),
)
def remove_sample(scenario: str, sample: Numbered, session: Writing, actor: Signed) -> None:
    """Remove a sample."""
    service.remove(session, actor, scenario, sample)


@router.post(
    "/run",
    response_model=RunAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TooLongError),
)
def run_sample(scenario: str, body: RunRequest, application: ServiceDep, actor: Signed) -> Response:
    """Run a document over events in the sandbox: all rows, errors and values at each node. Nothing is saved."""
    about(scenario=scenario)
    if (body.sample is None) == (body.events is None):
        raise InvalidError("Give either 'sample' or 'events'.")
    given = service.lines_of(body.events) if body.events is not None else None
    text = scenarios.kept_text(body.document) if body.document is not None else None
    with application.store.read() as session:
        found = scenarios.get(session, actor, scenario, Role.ANALYST)
        text = text or scenarios.draft_of(session, found).document
        lines = given or service.get(session, actor, scenario, body.sample or 0).events.splitlines()
        known = definitions(session)
        place = environments.get(session, application.settings.environments_folder, body.environment)
    started = time.perf_counter()
    outcome = "failed"
    try:
        answer = application.workers.run_as_text(
            "run_sample",
            document=text,
            definitions=known,
            events=lines,
            until=body.until,
            rows=body.rows,
            environment=place.text,
        )
        outcome = "ran"
    finally:
        application.instruments.runs.labels(outcome).observe(time.perf_counter() - started)
    return Response(answer, media_type="application/json")
