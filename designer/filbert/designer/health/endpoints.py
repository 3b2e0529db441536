"""For whoever runs the service: liveness, readiness, Prometheus."""

from typing import Literal

from fastapi import Request, Response
from filbert.designer.access import ANYBODY
from filbert.designer.dependencies import ServiceDep
from filbert.designer.errors import ServiceError, responses
from filbert.designer.instant import Instant
from filbert.designer.routing import router as new_router
from filbert.designer.schema import Answer, example
from filbert.designer.store.migration import is_migrated
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

router = new_router("health", base="")


class NotReadyError(ServiceError):
    """The service lives, but cannot answer requests."""

    status = 503
    code = "not-ready"
    title = "Not ready"
    example = "The database does not answer."


class Health(Answer):
    """All is well."""

    model_config = example({"status": "ok"})

    status: Literal["ok"] = "ok"


class Part(Answer):
    """Something that the service works with. While it fails, requests are answered all the same."""

    model_config = example(
        {"name": "topics of sandbox", "is_well": True, "since": "2026-01-31T10:00:00.000Z"}
    )

    name: str
    is_well: bool
    since: Instant | None = Field(None, description="Since when; None: not known.")


class Readiness(Health):
    """Requests can be answered; and how the parts get on that the service works with in the background."""

    model_config = example(
        {
            "status": "ok",
            "parts": [{"name": "topics of sandbox", "is_well": True, "since": "2026-01-31T10:00:00.000Z"}],
        }
    )

    parts: list[Part]


@router.get("/health/live", openapi_extra=ANYBODY, responses=responses())
async def live() -> Health:
    """Whether the process answers at all. Restart it when it does not."""
    return Health()


@router.get("/health/ready", openapi_extra=ANYBODY, responses=responses(NotReadyError))
def ready(request: Request, application: ServiceDep) -> Readiness:
    """Whether requests can be answered. Send none while they cannot. Why a part fails, the log says."""
    try:
        if not is_migrated(application.store):
            raise NotReadyError("The database has another schema.")
    except SQLAlchemyError:
        raise NotReadyError() from None
    readers = request.app.state.intake.states
    parts = [
        Part(name=f"topics of {each.environment}", is_well=each.fault is None, since=each.since)
        for each in readers
    ]
    if application.index is not None:
        parts.append(Part(name="index of alerts", is_well=application.index.fault is None, since=None))
    faults = len(request.app.state.scraper.faults)
    parts.append(Part(name="measures of Flink", is_well=faults == 0, since=None))
    return Readiness(parts=parts)


@router.get(
    "/metrics",
    openapi_extra=ANYBODY,
    response_class=Response,
    responses={
        200: {
            "description": "The text format of Prometheus",
            "content": {"text/plain": {"example": "filbert_designer_requests_in_progress 1.0\n"}},
        },
        **responses(),
    },
)
def metrics(application: ServiceDep) -> Response:
    """What the service measures of itself."""
    return Response(generate_latest(application.instruments.registry), media_type=CONTENT_TYPE_LATEST)
