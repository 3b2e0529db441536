"""Objectives: how they stand, and what is set."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Path, Query
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.context import about
from filbert.designer.dependencies import Service, ServiceDep, Signed, Writing
from filbert.designer.errors import NotFoundError, StaleError, responses
from filbert.designer.metrics.service import NoMetricsError
from filbert.designer.objectives import service
from filbert.designer.objectives.judgement import WORDS, Judgement, judge
from filbert.designer.objectives.repository import Objective
from filbert.designer.objectives.schemas import (
    JudgementAnswer,
    ObjectiveAnswer,
    ObjectivePut,
    ObjectivesAnswer,
    ObjectiveSilence,
)
from filbert.designer.routing import router as new_router
from filbert.designer.schema import Name

router = new_router("objectives", "/objectives")

Named = Annotated[str, Path(max_length=63)]


@router.get("", openapi_extra=SIGNED_IN, responses=responses(NoMetricsError))
def list_objectives(
    application: ServiceDep, actor: Signed, environment: Annotated[Name | None, Query()] = None
) -> ObjectivesAnswer:
    """Objectives of the scenarios that the caller may see, and how they stand now."""
    with application.store.read() as session:
        found = service.listing(session, actor, environment)
    return ObjectivesAnswer(objectives=[_answer(application, each, actor.at) for each in found])


@router.put(
    "/{environment}/{scenario}",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError, NoMetricsError),
)
def put_objective(
    environment: Named, scenario: Named, body: ObjectivePut, application: ServiceDep, actor: Signed
) -> ObjectiveAnswer:
    """Set the limits of a scenario in an environment."""
    about(scenario=scenario)
    with application.store.write() as session:
        made = service.put(
            session,
            actor,
            application.settings.environments_folder,
            environment,
            scenario,
            body.revision,
            {name: getattr(body, name) for name in WORDS},
            body.minutes,
        )
    return _answer(application, made, actor.at)


@router.put(
    "/{environment}/{scenario}/silence",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, NoMetricsError),
)
def silence_objective(
    environment: Named, scenario: Named, body: ObjectiveSilence, application: ServiceDep, actor: Signed
) -> ObjectiveAnswer:
    """Tell nobody of an objective until a time, or tell again."""
    about(scenario=scenario)
    with application.store.write() as session:
        made = service.silence(session, actor, environment, scenario, body.until)
    return _answer(application, made, actor.at)


@router.delete(
    "/{environment}/{scenario}",
    status_code=204,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError),
)
def remove_objective(environment: Named, scenario: Named, session: Writing, actor: Signed) -> None:
    """Remove an objective."""
    about(scenario=scenario)
    service.remove(session, actor, environment, scenario)


def _answer(application: Service, objective: Objective, now: int) -> ObjectiveAnswer:
    judgements = [_judgement(each) for each in judge(application, objective, now)]
    return ObjectiveAnswer.model_validate({**asdict(objective), "judgements": judgements})


def _judgement(found: Judgement) -> JudgementAnswer:
    state = "unknown" if found.value is None else "broken" if found.is_broken else "kept"
    return JudgementAnswer.model_validate({**asdict(found), "state": state})
