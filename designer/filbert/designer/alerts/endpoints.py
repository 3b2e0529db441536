"""Alerts: the inbox, one alert, and triage."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from filbert.designer import disclosure
from filbert.designer.access import SIGNED_IN, Actor, Role, in_folder
from filbert.designer.alerts import service
from filbert.designer.alerts.contribution import events_of
from filbert.designer.alerts.export import Separator, export
from filbert.designer.alerts.schemas import (
    EXPORTED,
    ID,
    AlertAnswer,
    AlertChange,
    AlertCommentAnswer,
    AlertCommentCreate,
    AlertEventAnswer,
    AlertEvents,
    AlertsAnswer,
    AlertSummary,
    AlertTimeline,
    PrecisionAnswer,
    PrecisionPoint,
    RulePrecision,
    TimelineAlert,
    TimelineSnooze,
)
from filbert.designer.alerts.shown import masked, shown
from filbert.designer.alerts.timeline import timeline
from filbert.designer.cancelling import while_wanted
from filbert.designer.context import about
from filbert.designer.dependencies import Service, ServiceDep, Signed, Writing
from filbert.designer.errors import InvalidError, NotFoundError, StaleError, responses
from filbert.designer.instant import Instant
from filbert.designer.intake.places import NotConnectedError, UnreachableError
from filbert.designer.intake.recent import CancelledError
from filbert.designer.routing import router as new_router
from filbert.designer.samples.masking import MASK
from filbert.designer.schema import exact
from filbert.designer.store import WriteSession
from filbert.designer.streams import looking
from filbert.designer.streams.schemas import StreamRecord
from filbert.monitoring.alert import Alert, AlertQuery, Tally
from filbert.scenarios.events import format_instant

router = new_router("alerts", "/alerts")

HOUR = 3_600_000
DAY = 24 * HOUR
MOST_STEPS = 1_000
NAME = re.compile(r"[a-z][a-z0-9-]{0,62}")
"""What may stand in the name of a file."""
Words = Annotated[list[Annotated[str, Query(max_length=500)]], Query(max_length=50)]
Identifier = Annotated[str, Path(max_length=64, examples=[ID])]


async def asked(
    environment: Words = [],  # noqa: B006 - FastAPI makes a new list for each request
    scenario: Words = [],  # noqa: B006
    severity: Words = [],  # noqa: B006
    verdict: Annotated[list[Literal["open", "true", "false"]], Query()] = [],  # noqa: B006
    assignee: Annotated[Words, Query(description="Users, or 'nobody'.")] = [],  # noqa: B006
    subject: Annotated[
        Words, Query(description="Looked for only where the caller may see personal data.")
    ] = [],  # noqa: B006
    since: Annotated[Instant | None, Query(description="Raised then or later.")] = None,
    until: Annotated[Instant | None, Query(description="Raised before.")] = None,
) -> AlertQuery:
    """Which alerts a request is about."""
    return AlertQuery(
        None, environment, scenario, severity, verdict, assignee, subject, since=since, until=until
    )


Asked = Annotated[AlertQuery, Depends(asked)]


@router.get("", response_model=AlertsAnswer, openapi_extra=SIGNED_IN, responses=responses())
def list_alerts(
    application: ServiceDep,
    actor: Signed,
    query: Asked,
    after: Annotated[str | None, Query(max_length=100, description="From the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Alerts of the scenarios that the caller may see, the newest first, and how many there are of each kind.

    For viewers, personal data is hidden in subjects and titles.
    """
    with application.store.read() as session:
        page, seen = service.search(application.alerts(session), session, actor, query, _place(after), limit)
    summaries = [AlertSummary.model_validate(shown(application, each, seen)) for each in page.alerts]
    return exact(
        AlertsAnswer(
            alerts=summaries,
            total=page.total,
            after=_next(page.alerts, limit),
            facets={}
            if after
            else {name: [asdict(each) for each in found] for name, found in page.facets.items()},  # type: ignore[misc]
        )
    )


@router.get(
    "/export",
    openapi_extra=SIGNED_IN,
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "A line for each alert, the newest first; UTF-8 with a byte order mark",
            "content": {"text/csv": {"example": EXPORTED}},
        },
        **responses(),
    },
)
def export_alerts(
    application: ServiceDep,
    actor: Signed,
    query: Asked,
    separator: Annotated[
        Separator, Query(description="What a spreadsheet expects where decimals have a comma: semicolon.")
    ] = "comma",
) -> StreamingResponse:
    """All alerts that the filters let through, as CSV for a spreadsheet; an entry of the audit log says so.

    For viewers, personal data is hidden. A text that a spreadsheet would run as a formula has a ' before it.
    """
    parts = export(application, actor, query, separator)
    (place,) = query.environment if len(query.environment) == 1 else ("",)
    named = f"-{place}" if NAME.fullmatch(place) else ""
    name = f"alerts{named}-{format_instant(actor.at)[:10]}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/precision", openapi_extra=SIGNED_IN, responses=responses())
def list_precision(
    application: ServiceDep,
    actor: Signed,
    environment: Words = [],  # noqa: B006
    scenario: Words = [],  # noqa: B006
    since: Annotated[Instant | None, Query(description="Raised then or later. Default: 30 days ago.")] = None,
    until: Annotated[Instant | None, Query(description="Raised before.")] = None,
    step_hours: Annotated[int, Query(ge=1, le=24 * 31)] = 24,
) -> PrecisionAnswer:
    """How the alerts of each scenario and rule were judged, over time."""
    begin = since if since is not None else actor.at - 30 * DAY
    if (until if until is not None else actor.at) - begin > MOST_STEPS * step_hours * HOUR:
        raise InvalidError(f"That are more than {MOST_STEPS} steps; take longer ones.")
    with application.store.read() as session:
        seen = service.sight(session, actor).scenarios
        query = AlertQuery(seen, environment, scenario, since=begin, until=until)
        found = application.alerts(session).tallies(query, step_hours * HOUR)
    rules: dict[tuple[str, str], list[Tally]] = {}
    for each in found:
        rules.setdefault((each.scenario, each.node), []).append(each)
    return PrecisionAnswer(
        step_hours=step_hours,
        rules=[_precision(name, node, points) for (name, node), points in rules.items()],
    )


def _precision(scenario: str, node: str, points: Sequence[Tally]) -> RulePrecision:
    true, false = sum(each.true for each in points), sum(each.false for each in points)
    return RulePrecision(
        scenario=scenario,
        node=node,
        true=true,
        false=false,
        open=sum(each.open for each in points),
        precision=true / (true + false) if true + false else None,
        points=[PrecisionPoint.model_validate(each) for each in points],
    )


@router.get(
    "/{alert}/events",
    response_model=AlertEvents,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, NotConnectedError, UnreachableError, CancelledError),
)
async def list_alert_events(
    alert: Identifier,
    request: Request,
    application: ServiceDep,
    actor: Signed,
    minutes: Annotated[int, Query(ge=1, le=7 * 24 * 60, description="How far back.")] = 60,
    limit: Annotated[int, Query(ge=1, le=500, description="The newest so many.")] = 100,
) -> Response:
    """Events about an alert's subject up to the one that raised it, read from the topic of its stream.

    An event is about it where its key or any text in it is the subject.
    """
    found = await while_wanted(
        request,
        lambda stopping: events_of(application, actor, alert, minutes * 60_000, limit, stopping),
    )
    return exact(
        AlertEvents(
            stream=found.stream,
            since=found.since,
            events=[StreamRecord.model_validate(each) for each in found.events],
            is_whole=found.is_whole,
        )
    )


@router.get("/{alert}/timeline", openapi_extra=in_folder(Role.ANALYST), responses=responses(NotFoundError))
def get_alert_timeline(
    alert: Identifier,
    application: ServiceDep,
    actor: Signed,
    after: Annotated[str | None, Query(max_length=100, description="From the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="Alerts on a page.")] = 50,
) -> AlertTimeline:
    """What is known of an alert's subject in its environment: alerts with verdicts and comments, and snoozes.

    Of all scenarios whose personal data the caller may see.
    """
    with application.store.read() as session:
        store = application.alerts(session)
        found = timeline(store, session, actor, alert, _place(after), limit)
    return AlertTimeline(
        alerts=[
            TimelineAlert.model_validate(
                {
                    **asdict(each),
                    "masked": False,
                    "comments": [asdict(comment) for comment in found.comments.get(each.alert_id, ())],
                }
            )
            for each in found.alerts
        ],
        total=found.total,
        after=_next(found.alerts, limit),
        snoozes=[TimelineSnooze.model_validate(asdict(each)) for each in found.snoozes],
    )


@router.get(
    "/{alert}",
    response_model=AlertAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def get_alert(alert: Identifier, application: ServiceDep, actor: Signed) -> Response:
    """One alert, with its evidence; for viewers with personal data hidden."""
    with application.store.read() as session:
        found, record, _ = service.get(application.alerts(session), session, actor, alert)
    return exact(_answer(application, actor, found, record))


@router.get(
    "/{alert}/event",
    response_model=AlertEventAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, NotConnectedError, UnreachableError, CancelledError),
)
async def get_alert_event(
    alert: Identifier, request: Request, application: ServiceDep, actor: Signed
) -> Response:
    """The event that raised an alert, as it lies in Kafka; for viewers with personal data hidden."""

    def look(stopping: threading.Event) -> Response:
        with application.store.read() as session:
            found, record, _ = service.get(application.alerts(session), session, actor, alert)
        stream, partition, offset = (record.get(name) for name in ("stream", "partition", "offset"))
        if stream is None or partition is None or offset is None:
            raise NotFoundError("No single event has raised this alert: it came when a window closed.")
        event, hides = looking.one(
            application, actor, stream, found.environment, (partition, offset), stopping
        )
        return exact(AlertEventAnswer.model_validate({**event, "masked": hides}))

    return await while_wanted(request, look)


@router.patch(
    "/{alert}",
    response_model=AlertAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError),
)
def change_alert(alert: Identifier, body: AlertChange, application: ServiceDep, actor: Signed) -> Response:
    """Judge whether an alert is true, or give it to somebody."""
    values = body.model_dump(include=body.model_fields_set - {"revision"})
    if not values:
        raise InvalidError("Give 'verdict' or 'assignee'.")
    with application.store.write() as session:
        found, record, folder = service.change(
            application.alerts(session), session, actor, alert, body.revision, values
        )
        about(scenario=found.scenario)
        _tell(session, application, found, folder, actor)
    return exact(_answer(application, actor, found, record))


@router.post(
    "/{alert}/comments",
    status_code=201,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError),
)
def comment_alert(
    alert: Identifier, body: AlertCommentCreate, session: Writing, application: ServiceDep, actor: Signed
) -> AlertCommentAnswer:
    """Say something of an alert."""
    made, found, folder = service.comment(application.alerts(session), session, actor, alert, body.text)
    about(scenario=found.scenario)
    _tell(session, application, found, folder, actor)
    return AlertCommentAnswer.model_validate(made)


def _place(after: str | None) -> tuple[int, str] | None:
    if after is None:
        return None
    time, _, alert_id = after.partition("_")
    if not time.removeprefix("-").isdecimal() or len(time) > 16:
        raise InvalidError("'after' is what the page before gave.")
    return int(time), alert_id


def _next(page: Sequence[Alert], limit: int) -> str | None:
    """What the next page is asked by; None where there is none."""
    return f"{page[-1].raised_at}_{page[-1].alert_id}" if len(page) == limit else None


def _tell(
    session: WriteSession, application: Service, alert: Alert, folder: str | None, actor: Actor
) -> None:
    if folder is None:
        return
    data = {
        "alert": alert.alert_id,
        "environment": alert.environment,
        "scenario": alert.scenario,
        "revision": alert.revision,
        "by": actor.user,
    }
    session.after_commit(lambda: application.live.publish("alert", data, folder=folder))


def _answer(application: Service, actor: Actor, alert: Alert, record: Mapping[str, Any]) -> AlertAnswer:
    with application.store.read() as session:
        trusts = service.sight(session, actor).trusts(alert.scenario)
        comments = [
            AlertCommentAnswer.model_validate(each)
            for each in application.alerts(session).comments(alert.alert_id)
        ]
    found = {
        **asdict(alert),
        "masked": False,
        "subject": record["subject"],
        "title": record.get("title", ""),
        **{name: record.get(name) for name in ("dedupe_key", "event_id", "ingested_at")},
        **{name: record.get(name) for name in ("stream", "partition", "offset")},
        "evidence": record.get("evidence") or {},
    }
    if not trusts:
        open_ = disclosure.of_node(application, alert.scenario, alert.version, alert.node)
        found |= masked(application, alert)
        if "dedupe_key" not in open_.fields:
            found["dedupe_key"] = MASK
        found["evidence"] = {
            name: value if value is None or name in open_.evidence else MASK
            for name, value in found["evidence"].items()
        }
    return AlertAnswer.model_validate({**found, "comments": comments})
