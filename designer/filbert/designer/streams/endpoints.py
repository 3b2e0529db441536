"""Streams."""

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Request, Response
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.cancelling import while_wanted
from filbert.designer.dependencies import Reading, ServiceDep, Signed, Writing
from filbert.designer.errors import InUseError, InvalidError, NotFoundError, StaleError, TakenError, responses
from filbert.designer.intake.places import NotConnectedError, UnreachableError, place_of
from filbert.designer.intake.recent import CancelledError
from filbert.designer.routing import router as new_router
from filbert.designer.schema import exact
from filbert.designer.stored import values_of
from filbert.designer.streams import looking, registry, repository, service
from filbert.designer.streams.repository import StoredStream
from filbert.designer.streams.schemas import (
    StreamAnswer,
    StreamChange,
    StreamCreate,
    StreamInfer,
    StreamInferred,
    StreamInferSubject,
    StreamInferTopic,
    StreamRecord,
    StreamRecords,
    StreamsAnswer,
    StreamSummary,
)
from filbert.scenarios.inference import infer_stream
from filbert.scenarios.registry_schema import stream_of_schema
from filbert.scenarios.text import Number

router = new_router("streams", "/streams")

MOST_RECORDS = 10_000


@router.get("", openapi_extra=SIGNED_IN, responses=responses())
def list_streams(
    session: Reading, actor: Signed, folder: Annotated[str | None, Query(max_length=63)] = None
) -> StreamsAnswer:
    """All streams, or those of a folder, by name."""
    found = repository.listing(session, folder)
    return StreamsAnswer(streams=[StreamSummary.model_validate(each) for each in found])


@router.post("/infer", openapi_extra=SIGNED_IN, responses=responses())
def infer(body: StreamInfer, actor: Signed) -> StreamInferred:
    """Propose a definition from a sample. Nothing is saved."""
    try:
        found = infer_stream(body.name, _records(body.sample))
    except ValueError as error:
        raise InvalidError(f"The sample cannot be used: {error}.") from None
    return StreamInferred(document=found.document, notes=list(found.notes))


@router.post(
    "/infer/topic",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, NotConnectedError, UnreachableError, CancelledError),
)
async def infer_topic(
    body: StreamInferTopic, request: Request, application: ServiceDep, actor: Signed
) -> StreamInferred:
    """Propose a definition from the newest records of a topic. Nothing is saved.

    A topic of another folder's stream takes the role analyst there, too.
    """
    return await while_wanted(request, lambda stopping: looking.infer(application, actor, body, stopping))


@router.post(
    "/infer/subject",
    openapi_extra=SIGNED_IN,
    responses=responses(NotFoundError, NotConnectedError, UnreachableError),
)
def infer_subject(body: StreamInferSubject, application: ServiceDep, actor: Signed) -> StreamInferred:
    """Propose a definition from the newest schema of a subject. Nothing is saved."""
    with application.store.read() as session:
        place = place_of(application, session, body.environment)
    kind, schema = registry.latest(place, body.subject)
    try:
        found = stream_of_schema(body.name, kind, schema)
    except ValueError as error:
        raise InvalidError(f"The subject '{body.subject}' cannot be used: {error}.") from None
    return StreamInferred(document=found.document, notes=list(found.notes))


@router.get(
    "/{stream}/records",
    response_model=StreamRecords,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, NotConnectedError, UnreachableError, CancelledError),
)
async def list_records(
    stream: str,
    request: Request,
    application: ServiceDep,
    actor: Signed,
    environment: Annotated[str, Query(max_length=63)] = "sandbox",
    last: Annotated[int, Query(ge=1, le=1_000)] = 50,
) -> Response:
    """The newest records of a stream; for viewers with personal data hidden."""
    found, masked = await while_wanted(
        request, lambda stopping: looking.newest(application, actor, stream, environment, last, stopping)
    )
    records = [StreamRecord.model_validate(each) for each in found]
    return exact(StreamRecords(records=records, masked=masked))


@router.post(
    "",
    status_code=201,
    response_model=StreamAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError),
)
def create_stream(body: StreamCreate, session: Writing, actor: Signed) -> Response:
    """Create a stream from its definition."""
    return exact(_answer(service.create(session, actor, body.folder, body.document)), 201)


@router.get(
    "/{stream}", response_model=StreamAnswer, openapi_extra=SIGNED_IN, responses=responses(NotFoundError)
)
def get_stream(stream: str, session: Reading, actor: Signed) -> Response:
    """One stream, with its definition."""
    return exact(_answer(service.get(session, stream)))


@router.put(
    "/{stream}",
    response_model=StreamAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError),
)
def change_stream(stream: str, body: StreamChange, session: Writing, actor: Signed) -> Response:
    """Give a stream another definition."""
    return exact(_answer(service.change(session, actor, stream, body.revision, body.document)))


@router.delete(
    "/{stream}",
    status_code=204,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, InUseError),
)
def remove_stream(stream: str, session: Writing, actor: Signed) -> None:
    """Remove a stream that no scenario names."""
    service.remove(session, actor, stream)


def _answer(stream: StoredStream) -> StreamAnswer:
    return StreamAnswer.model_validate({**asdict(stream), "document": values_of(stream.document)})


def _records(sample: str) -> list[Any]:
    """The records of a sample: one, a list of them, or one a line."""
    try:
        found = _read(sample)
    except json.JSONDecodeError:
        lines = [line for line in sample.splitlines() if line.strip()]
        found = []
        for number, line in enumerate(lines[: MOST_RECORDS + 1], 1):
            try:
                found.append(_read(line))
            except json.JSONDecodeError as error:
                raise ValueError(f"line {number} is not JSON at column {error.colno}: {error.msg}") from None
    records = found if isinstance(found, list) else [found]
    if len(records) > MOST_RECORDS:
        raise ValueError(f"it has more than {MOST_RECORDS:,} records")
    return records


def _read(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Number)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
