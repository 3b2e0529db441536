"""What runs where, what was asked for, and asking for it."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any, Literal

import anyio
from anyio.to_thread import run_sync
from fastapi import Header, Query, Response
from fastapi.responses import StreamingResponse
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.context import about
from filbert.designer.definitions import definitions
from filbert.designer.dependencies import Reading, Service, ServiceDep, Signed, Writing
from filbert.designer.deployments import repository, service, status
from filbert.designer.deployments.errors import NotDeployableError, NotThisStateError, UnderWayError
from filbert.designer.deployments.looking import foresee_state, look_ahead
from filbert.designer.deployments.model import MOVING, Change, Kind
from filbert.designer.deployments.schemas import (
    ChangeAnswer,
    ChangesAnswer,
    Decision,
    Deploy,
    DeploymentsAnswer,
    DeployPreview,
    FailuresAnswer,
    LogAnswer,
    PreviewAnswer,
    Promote,
    Restart,
    Rollback,
    StageAnswer,
    Stop,
    VerdictsAnswer,
    VerdictsAsked,
)
from filbert.designer.environments import service as environments
from filbert.designer.errors import (
    BusyError,
    InUseError,
    NotFoundError,
    TooLongError,
    responses,
)
from filbert.designer.folders.service import visible
from filbert.designer.routing import Numbered
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios import repository as stored_scenarios
from filbert.designer.scenarios import service as scenarios
from filbert.designer.schema import MOST, exact
from filbert.designer.server_sent import HEARTBEAT, MEDIA_TYPE, sent, written
from filbert.designer.store import ReadSession
from filbert.runtime.deployment.flink import FlinkUnavailableError

router = new_router("deployments")

POLL_SECONDS = 0.3
HEARTBEAT_SECONDS = 10.0
LOG_BYTES = 400_000
EXAMPLE = """id: 4
event: stage
data: {"stage":"watching","at":"2026-01-31T10:00:00.000Z","detail":"Flink knows the job"}

event: end
data: {"state":"done","detail":"production/sms-spam runs."}

"""
ASKED = responses(
    NotFoundError, NotDeployableError, UnderWayError, InUseError, NotThisStateError, TooLongError
)
Environment = Annotated[str | None, Query(max_length=63)]


@router.get("/deployments", openapi_extra=SIGNED_IN, responses=responses())
def list_deployments(
    session: Reading,
    application: ServiceDep,
    actor: Signed,
    environment: Environment = None,
    scenario: Annotated[str | None, Query(max_length=63)] = None,
) -> DeploymentsAnswer:
    """What should run and what runs, as it was last seen. What does not answer is unknown, and since when."""
    now = actor.at
    sights = application.reconciler.sights if application.reconciler is not None else {}
    changes = [
        each
        for each in repository.open_changes(session)
        if environment in (None, each.environment) and scenario in (None, each.scenario)
    ]
    deployed = repository.deployed(session, scenario, environment)
    names = {each.scenario for each in deployed} | {each.scenario for each in changes}
    seen = visible(session, actor)
    folders = stored_scenarios.folders_by_name(session, names)
    # What the command line has deployed under a name that is no scenario here belongs to no folder.
    allowed = {name for name in names if seen is None or name not in folders or folders[name] in seen}
    listed = status.statuses(
        [each for each in deployed if each.scenario in allowed],
        [each for each in changes if each.scenario in allowed],
        repository.open_operations(session),
        repository.numbers_of(session, allowed),
        sights,
        now,
    )
    foreign = status.foreign(sights, repository.known_jobs(session), now)
    return DeploymentsAnswer.model_validate(
        {
            "deployments": listed,
            "foreign": foreign if environment is None and scenario is None else [],
            "clusters": [
                {"flink": each.url, "seen_at": each.seen_at, "fault": each.fault} for each in sights.values()
            ],
        }
    )


@router.post(
    "/scenarios/{scenario}/deployments/preview",
    response_model=PreviewAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, NotDeployableError, InUseError, TooLongError),
)
def preview_deployment(
    scenario: str, body: DeployPreview, application: ServiceDep, actor: Signed
) -> Response:
    """What a deployment would do: what changes, what becomes of state, where it starts, and what is in the way."""
    about(scenario=scenario)
    prepared = service.prepare(application, actor, scenario, body.environment, body.version, Role.VIEWER)
    seen = look_ahead(application, prepared, body.keep_state)
    obstacles = list(seen.obstacles)
    with application.store.read() as session:
        if not service.may_bring(session, actor, prepared.scenario, prepared.place):
            obstacles.append(
                f"This takes the role '{service.role_for(prepared.place)}' in the folder "
                f"'{prepared.scenario.folder}'."
            )
        other = repository.open_change(session, scenario, body.environment)
        if other is not None:
            obstacles.append(f"Change {other.number} is not over yet: it is {other.state}.")
    assert prepared.version is not None
    return exact(
        PreviewAnswer.model_validate(
            {
                "environment": prepared.place.name,
                "version": prepared.version.number,
                "hash": prepared.hash,
                "sentence": seen.sentence,
                "obstacles": obstacles,
                "needs_approval": prepared.place.rules.four_eyes,
                "unchanged": seen.unchanged,
                "running": seen.running,
                "lines": seen.lines,
                "difference": seen.difference,
                "state": seen.verdicts,
                "sources": seen.starts,
                "tests": prepared.tests,
                "problems": prepared.problems,
                "missing_topics": seen.missing_topics,
                "plan": seen.plan,
            }
        )
    )


@router.post(
    "/scenarios/{scenario}/deployments/verdicts",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, TooLongError),
)
def compare_state(
    scenario: str, body: VerdictsAsked, application: ServiceDep, actor: Signed
) -> VerdictsAnswer:
    """What would become of state if a document were deployed. It is cheap: nothing is planned, run or saved."""
    about(scenario=scenario)
    text = scenarios.kept_text(body.document)
    with application.store.read() as session:
        place = environments.get(session, application.settings.environments_folder, body.environment)
        scenarios.get(session, actor, scenario)
        known = definitions(session)
    return VerdictsAnswer.model_validate(foresee_state(application, scenario, place, text, known))


@router.post(
    "/scenarios/{scenario}/deployments",
    status_code=202,
    openapi_extra=in_folder(Role.ANALYST),
    responses=ASKED,
)
def deploy_version(scenario: str, body: Deploy, application: ServiceDep, actor: Signed) -> ChangeAnswer:
    """Ask for a version to be brought to an environment. The rules of the environment hold; see its progress."""
    about(scenario=scenario)
    prepared = service.prepare(application, actor, scenario, body.environment, body.version)
    return _ask(application, actor, prepared, Kind.DEPLOY, body)


@router.post(
    "/scenarios/{scenario}/deployments/promote",
    status_code=202,
    openapi_extra=in_folder(Role.ANALYST),
    responses=ASKED,
)
def promote_version(scenario: str, body: Promote, application: ServiceDep, actor: Signed) -> ChangeAnswer:
    """Ask for the version that runs in one environment to be brought to another one."""
    about(scenario=scenario)
    prepared = service.promoted(application, actor, scenario, body.from_, body.to)
    return _ask(application, actor, prepared, Kind.PROMOTE, body)


@router.post(
    "/scenarios/{scenario}/deployments/rollback",
    status_code=202,
    openapi_extra=in_folder(Role.ANALYST),
    responses=ASKED,
)
def roll_back(scenario: str, body: Rollback, application: ServiceDep, actor: Signed) -> ChangeAnswer:
    """Ask for what ran before to run again, with the state that is there. Nobody has to approve it."""
    about(scenario=scenario)
    prepared = service.rollback_of(application, actor, scenario, body.environment, body.version)
    with application.store.write() as session:
        made = service.ask_to_deploy(
            session, application, actor, prepared, Kind.ROLLBACK, body.comment, keep_state=True
        )
        answer = _answer(session, made)
    _wake(application)
    return answer


@router.post(
    "/scenarios/{scenario}/deployments/restart",
    status_code=202,
    openapi_extra=in_folder(Role.ANALYST),
    responses=ASKED,
)
def restart_deployment(scenario: str, body: Restart, application: ServiceDep, actor: Signed) -> ChangeAnswer:
    """Ask for what runs, or ran last, to be started anew with its state."""
    about(scenario=scenario)
    with application.store.write() as session:
        made = service.ask_to_restart(session, application, actor, scenario, body.environment, body.comment)
        answer = _answer(session, made)
    _wake(application)
    return answer


@router.post(
    "/scenarios/{scenario}/deployments/stop",
    status_code=202,
    openapi_extra=in_folder(Role.ANALYST),
    responses=ASKED,
)
def stop_deployment(scenario: str, body: Stop, application: ServiceDep, actor: Signed) -> ChangeAnswer:
    """Ask for a scenario to be stopped, with its state kept or dropped. Nobody has to approve it."""
    about(scenario=scenario)
    with application.store.write() as session:
        made = service.ask_to_stop(
            session, application, actor, scenario, body.environment, body.comment, body.keep_state
        )
        answer = _answer(session, made)
    _wake(application)
    return answer


@router.get(
    "/scenarios/{scenario}/deployments",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def list_changes(
    scenario: str,
    session: Reading,
    actor: Signed,
    environment: Environment = None,
    before: Annotated[
        int | None, Query(ge=0, le=MOST, description="Only older ones than this number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ChangesAnswer:
    """What was asked for, the newest first."""
    scenarios.get(session, actor, scenario)
    found = repository.history(session, scenario, environment, before, limit)
    return ChangesAnswer.model_validate(
        {
            "changes": [_summary(each) for each in found],
            "before": found[-1].number if len(found) == limit else None,
        }
    )


@router.get(
    "/scenarios/{scenario}/deployments/{change}",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def get_change(scenario: str, change: Numbered, session: Reading, actor: Signed) -> ChangeAnswer:
    """One change, with what was done about it."""
    return _answer(session, service.get(session, actor, scenario, change))


@router.get(
    "/scenarios/{scenario}/deployments/{change}/progress",
    openapi_extra=in_folder(Role.VIEWER),
    response_class=StreamingResponse,
    responses={
        200: {"description": "Server-sent events", "content": {MEDIA_TYPE: {"example": EXAMPLE}}},
        **responses(NotFoundError),
    },
)
async def watch_change(
    scenario: str,
    change: Numbered,
    application: ServiceDep,
    actor: Signed,
    last_event_id: Annotated[
        str, Header(max_length=20, description="The last stage that was received; sent by browsers.")
    ] = "",
) -> StreamingResponse:
    """What is done about a change, as it is done. The stream ends when nothing is being done: over, or waiting for
    somebody or some time."""

    def look() -> tuple[Change, list[StageAnswer]]:
        with application.store.read() as session:
            found = service.get(session, actor, scenario, change)
            return found, _stages(session, found)

    await run_sync(look)
    told = int(last_event_id) if last_event_id.isdecimal() else 0

    async def stream(told: int = told) -> AsyncIterator[str]:
        spoken = time.monotonic()
        while True:
            found, stages = await run_sync(look)
            for number, each in enumerate(stages[told:], told + 1):
                yield written("stage", each.model_dump_json(), number)
                spoken = time.monotonic()
            told = max(told, len(stages))
            if found.state not in MOVING:
                end = json.dumps({"state": found.state, "detail": found.detail}, separators=(",", ":"))
                yield written("end", end)
                return
            if time.monotonic() - spoken > HEARTBEAT_SECONDS:
                yield HEARTBEAT
                spoken = time.monotonic()
            await anyio.sleep(POLL_SECONDS)

    return sent(stream())


@router.post(
    "/scenarios/{scenario}/deployments/{change}/approve",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, NotThisStateError),
)
def approve_change(
    scenario: str, change: Numbered, body: Decision, session: Writing, application: ServiceDep, actor: Signed
) -> ChangeAnswer:
    """Approve what somebody else asked for. It takes the environment's role."""
    made = service.decide(session, application, actor, scenario, change, True, body.comment)
    session.after_commit(lambda: _wake(application))
    return _answer(session, made)


@router.post(
    "/scenarios/{scenario}/deployments/{change}/reject",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, NotThisStateError),
)
def reject_change(
    scenario: str, change: Numbered, body: Decision, session: Writing, application: ServiceDep, actor: Signed
) -> ChangeAnswer:
    """Reject what somebody else asked for. It takes the environment's role."""
    made = service.decide(session, application, actor, scenario, change, False, body.comment)
    return _answer(session, made)


@router.post(
    "/scenarios/{scenario}/deployments/{change}/withdraw",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, NotThisStateError),
)
def withdraw_change(
    scenario: str, change: Numbered, body: Decision, session: Writing, application: ServiceDep, actor: Signed
) -> ChangeAnswer:
    """Take back what waits for approval or for its time. It takes the environment's role."""
    made = service.withdraw(session, application, actor, scenario, change, body.comment)
    return _answer(session, made)


@router.get(
    "/scenarios/{scenario}/jobs/{environment}/exceptions",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, NotThisStateError),
)
def list_exceptions(
    scenario: str, environment: str, application: ServiceDep, actor: Signed
) -> FailuresAnswer:
    """What went wrong in a scenario's job, the newest first."""
    found = _deployed(application, actor, scenario, environment)
    flink = application.cluster.flink(found.target)
    try:
        failures = flink.failures(found.job_id or "")
    except FlinkUnavailableError as error:
        raise BusyError(str(error)) from None
    finally:
        flink.close()
    return FailuresAnswer.model_validate({"failures": failures})


@router.get(
    "/scenarios/{scenario}/jobs/{environment}/log",
    openapi_extra=in_folder(Role.DEPLOYER),
    responses=responses(NotFoundError, NotThisStateError),
)
def read_log(
    scenario: str,
    environment: str,
    application: ServiceDep,
    actor: Signed,
    part: Literal["taskmanager", "jobmanager"] = "taskmanager",
    lines: Annotated[int, Query(ge=1, le=2_000)] = 200,
) -> LogAnswer:
    """The end of the log of the cluster that a scenario runs on; it tells of other scenarios there, too."""
    found = _deployed(application, actor, scenario, environment, Role.DEPLOYER)
    flink = application.cluster.flink(found.target)
    try:
        if part == "taskmanager":
            text = "".join(flink.log_tail(each, LOG_BYTES) for each in flink.task_managers())
        else:
            text = flink.log_tail(part, LOG_BYTES)
    except FlinkUnavailableError as error:
        raise BusyError(str(error)) from None
    finally:
        flink.close()
    return LogAnswer(part=part, lines=text.splitlines()[-lines:])


def _ask(
    application: Service, actor: Any, prepared: service.Prepared, kind: Kind, body: Deploy | Promote
) -> ChangeAnswer:
    with application.store.write() as session:
        made = service.ask_to_deploy(
            session, application, actor, prepared, kind, body.comment, body.keep_state, body.start_at
        )
        answer = _answer(session, made)
    _wake(application)
    return answer


def _wake(application: Service) -> None:
    if application.reconciler is not None:
        application.reconciler.wake()


def _deployed(
    application: Service, actor: Any, name: str, environment: str, role: Role = Role.ANALYST
) -> repository.Deployed:
    with application.store.read() as session:
        scenarios.get(session, actor, name, role)
        found = repository.deployed(session, name, environment)
    if not found or found[0].job_id is None:
        raise NotThisStateError(f"'{name}' has no job in {environment[:63]}.")
    return found[0]


def _summary(change: Change) -> dict[str, Any]:
    tests = json.loads(change.tests) if change.tests is not None else None
    return {**asdict(change), "tests": tests}


def _stages(session: ReadSession, change: Change) -> list[StageAnswer]:
    return [StageAnswer.model_validate(each) for each in repository.stages(session, change)]


def _answer(session: ReadSession, change: Change) -> ChangeAnswer:
    return ChangeAnswer.model_validate({**_summary(change), "stages": _stages(session, change)})
