"""The application: everything put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from filbert.designer.account import endpoints as account
from filbert.designer.alerts import endpoints as alerts
from filbert.designer.audit import endpoints as audit
from filbert.designer.background import every
from filbert.designer.cases import endpoints as cases
from filbert.designer.channels import endpoints as channels
from filbert.designer.channels.watch import watch
from filbert.designer.comments import endpoints as comments
from filbert.designer.components import endpoints as components
from filbert.designer.context import request_id
from filbert.designer.dead_letters import endpoints as dead_letters
from filbert.designer.dependencies import Service
from filbert.designer.deployments import endpoints as deployments
from filbert.designer.deployments.reconciler import Reconciler
from filbert.designer.environments import endpoints as environments
from filbert.designer.errors import (
    MEDIA_TYPE,
    BadRequestError,
    BusyError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    ServiceError,
    TooLargeError,
)
from filbert.designer.expressions import endpoints as expressions
from filbert.designer.folders import endpoints as folders
from filbert.designer.fragments import endpoints as fragments
from filbert.designer.health import endpoints as health
from filbert.designer.instruments import Instruments
from filbert.designer.intake.service import Intake
from filbert.designer.interface import serve_interface
from filbert.designer.live import endpoints as live
from filbert.designer.metrics import endpoints as metrics
from filbert.designer.metrics.service import Scraper
from filbert.designer.middleware import Admission, BodyLimit, Identity
from filbert.designer.objectives import endpoints as objectives
from filbert.designer.openapi import describe
from filbert.designer.passwords import Passwords
from filbert.designer.retention import remove_old
from filbert.designer.samples import endpoints as samples
from filbert.designer.scenarios import endpoints as scenarios
from filbert.designer.secret import Cipher, load_key
from filbert.designer.sessions import endpoints as sessions
from filbert.designer.snoozes import endpoints as snoozes
from filbert.designer.snoozes.herald import Herald
from filbert.designer.store import Store
from filbert.designer.store.migration import migrate
from filbert.designer.streams import endpoints as streams
from filbert.designer.templates import endpoints as templates
from filbert.designer.tokens import endpoints as tokens
from filbert.designer.users import endpoints as users
from filbert.designer.workers import Workers
from filbert.monitoring.alert import AlertsUnavailableError
from filbert.monitoring.alert_index.client import connect
from filbert.monitoring.alert_index.store import IndexedAlerts
from filbert.runtime.deployment.clock import SystemClock
from filbert.scenarios.json_text import write_json
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from filbert.runtime.deployment.clock import Clock
    from filbert.runtime.settings import ServiceSettings

log = logging.getLogger("filbert.designer")

NOUNS = (
    sessions,
    account,
    tokens,
    users,
    folders,
    streams,
    scenarios,
    samples,
    cases,
    components,
    templates,
    expressions,
    live,
    environments,
    alerts,
    snoozes,
    objectives,
    channels,
    dead_letters,
    deployments,
    metrics,
    comments,
    fragments,
    audit,
)
"""One line for each noun of the API."""

WORKING = 32
"""Requests that are worked on at a time; fewer than threads and database connections."""
WAITING = 512
THREADS = 40
PRESENCE_SECONDS = 5.0
"""How often it is looked who has gone without saying so."""
FOLLOW_SECONDS = 5.0
"""How often it is looked which environments there are, and where."""
INDEX_SECONDS = 10.0
"""How long the index of alerts may take for an answer."""
RETENTION_SECONDS = 60.0
"""How often it is looked what is too old to be kept."""


def create_app(settings: ServiceSettings, clock: Clock | None = None) -> FastAPI:
    """The service. Its database is brought to the newest schema when it starts."""
    secret = settings.secret_key.get_secret_value() if settings.secret_key is not None else None
    service = Service(
        settings=settings,
        store=Store(settings.database),
        clock=clock or SystemClock(),
        passwords=Passwords(),
        cipher=Cipher(load_key(secret, settings.home)),
        instruments=Instruments(),
        workers=Workers(settings.sandbox_processes, settings.sandbox_seconds),
        index=_index(settings),
        reconciler=(reconciler := Reconciler(lambda: service, settings.reconcile_seconds)),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        await anyio.to_thread.run_sync(migrate, service.store)
        reconciler.start()
        log.info("ready", extra={"database": service.store.url.render_as_string()})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(every, PRESENCE_SECONDS, lambda: live.expire(app.state.service))
            if settings.observe:
                herald.start()
                tasks.start_soon(every, FOLLOW_SECONDS, app.state.intake.refresh)
                tasks.start_soon(every, settings.metrics_seconds, app.state.scraper.scrape)
                tasks.start_soon(every, RETENTION_SECONDS, lambda: remove_old(app.state.service))
                tasks.start_soon(every, settings.watch_seconds, lambda: watch(app.state.service))
            yield
            tasks.cancel_scope.cancel()
        await anyio.to_thread.run_sync(herald.stop)
        await anyio.to_thread.run_sync(app.state.intake.close)
        await anyio.to_thread.run_sync(reconciler.stop)
        app.state.scraper.close()
        await anyio.to_thread.run_sync(service.workers.close)
        if service.index is not None:
            await anyio.to_thread.run_sync(service.index.close)
        await anyio.to_thread.run_sync(service.store.close)
        log.info("stopped")

    app = FastAPI(
        title="Filbert",
        version=version("filbert"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    app.state.intake = Intake(lambda: app.state.service)
    herald = Herald(lambda: app.state.service)
    app.state.scraper = Scraper(lambda: app.state.service)
    for noun in NOUNS:
        app.include_router(noun.router)
    app.include_router(health.router)
    _handle_errors(app)
    describe(app)

    @app.api_route(
        "/api/{path:path}",
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        include_in_schema=False,
    )
    async def nothing_here(path: str) -> None:
        raise NotFoundError(f"There is no /api/{path[:200]}.")

    serve_interface(app)
    app.add_middleware(Admission, most=WORKING, waiting=WAITING)
    app.add_middleware(BodyLimit, most=settings.body_limit_mb * 1_000_000)
    app.add_middleware(Identity, is_secure=settings.is_secure)
    return app


def _index(settings: ServiceSettings) -> IndexedAlerts | None:
    """The index of alerts, where one is configured."""
    if settings.elasticsearch_url is None:
        return None
    # It would log every request.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    client = connect(settings.elasticsearch_url, settings)
    return IndexedAlerts(client.options(request_timeout=INDEX_SECONDS))


def _handle_errors(app: FastAPI) -> None:
    """Make everything that goes wrong a problem in the one form."""

    @app.exception_handler(ServiceError)
    async def told(request: Request, error: ServiceError) -> Response:
        return _answer(error)

    @app.exception_handler(HTTPException)
    async def by_framework(request: Request, error: HTTPException) -> Response:
        kinds = {400: BadRequestError, 403: ForbiddenError, 404: NotFoundError, 413: TooLargeError}
        kind = kinds.get(error.status_code)
        if kind is not None:
            return _answer(kind(str(error.detail)))
        if error.status_code == 405:
            found = MethodNotAllowedError(f"{request.method} is not possible here.", headers=error.headers)
            return _answer(found)
        return _answer(ServiceError())

    @app.exception_handler(RequestValidationError)
    async def not_valid(request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"at": ".".join(map(str, each["loc"])), "message": each["msg"].removeprefix("Value error, ")}
            for each in error.errors()[:MOST_FAULTS]
        ]
        first = faults[0]
        return _answer(InvalidError(f"{first['at']}: {first['message']}", problems=faults))

    @app.exception_handler(IntegrityError)
    async def collided(request: Request, error: IntegrityError) -> Response:
        log.warning("two writers collided", exc_info=error)
        return _answer(CollisionError())

    @app.exception_handler(AlertsUnavailableError)
    async def no_index(request: Request, error: AlertsUnavailableError) -> Response:
        log.warning("the index of alerts does not answer", exc_info=error)
        return _answer(BusyError(str(error), headers={"Retry-After": "5"}))

    @app.exception_handler(OperationalError)
    async def no_database(request: Request, error: OperationalError) -> Response:
        log.error("the database does not answer", exc_info=error)
        return _answer(BusyError("The database does not answer; try again.", headers={"Retry-After": "5"}))

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        log.error("a request failed", exc_info=error)
        return _answer(ServiceError())


MOST_FAULTS = 100


class MethodNotAllowedError(ServiceError):
    """The address exists, but not for this method."""

    status = 405
    code = "method-not-allowed"
    title = "Not possible here"


class CollisionError(ServiceError):
    """Two requests at the same time wanted the same; one of them came first."""

    status = 409
    code = "collision"
    title = "Somebody else did the same at the same time"
    example = "Read it again, and repeat what is still to be done."


def _answer(error: ServiceError) -> Response:
    # Some errors show a document, whose numbers stay as they were written.
    body = write_json(error.body(request_id.get()))
    return Response(body, error.status, headers=error.headers, media_type=MEDIA_TYPE)
