"""Comments on scenarios, and their activity."""

from typing import Annotated

from fastapi import Query
from filbert.designer.access import Role, in_folder
from filbert.designer.comments import repository, service
from filbert.designer.comments.schemas import (
    ActivityAnswer,
    ActivityEntry,
    CommentAnswer,
    CommentChange,
    CommentCreate,
    CommentsAnswer,
)
from filbert.designer.dependencies import Reading, Service, ServiceDep, Signed, Writing
from filbert.designer.errors import ForbiddenError, NotFoundError, StaleError, responses
from filbert.designer.routing import Numbered
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios import service as scenarios
from filbert.designer.schema import MOST
from filbert.designer.store import WriteSession

router = new_router("comments", "/scenarios/{scenario}")


@router.get("/comments", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def list_comments(scenario: str, session: Reading, actor: Signed) -> CommentsAnswer:
    """All comments on a scenario, in order."""
    scenarios.get(session, actor, scenario)
    found = repository.of_scenario(session, scenario)
    return CommentsAnswer(comments=[CommentAnswer.model_validate(each) for each in found])


@router.post(
    "/comments", status_code=201, openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError)
)
def create_comment(
    scenario: str, body: CommentCreate, session: Writing, application: ServiceDep, actor: Signed
) -> CommentAnswer:
    """Say something of a scenario, or of one of its nodes. All members of its folder can read it."""
    made, folder = service.create(session, actor, scenario, body.node, body.text)
    _tell(session, application, scenario, folder, actor.user)
    return CommentAnswer.model_validate(made)


@router.patch(
    "/comments/{comment}",
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError, ForbiddenError, StaleError),
)
def change_comment(
    scenario: str,
    comment: Numbered,
    body: CommentChange,
    session: Writing,
    application: ServiceDep,
    actor: Signed,
) -> CommentAnswer:
    """Change one's own comment, or say of any that it is done with."""
    changed, folder = service.change(
        session, actor, scenario, comment, body.revision, body.text, body.resolved
    )
    _tell(session, application, scenario, folder, actor.user)
    return CommentAnswer.model_validate(changed)


@router.delete(
    "/comments/{comment}",
    status_code=204,
    openapi_extra=in_folder(Role.ADMIN),
    responses=responses(NotFoundError, ForbiddenError),
)
def remove_comment(
    scenario: str, comment: Numbered, session: Writing, application: ServiceDep, actor: Signed
) -> None:
    """Remove a comment. One's own can be removed by everybody."""
    folder = service.remove(session, actor, scenario, comment)
    _tell(session, application, scenario, folder, actor.user)


@router.get("/activity", openapi_extra=in_folder(Role.VIEWER), responses=responses(NotFoundError))
def list_activity(
    scenario: str,
    session: Reading,
    actor: Signed,
    before: Annotated[
        int | None, Query(ge=0, le=MOST, description="Only what is older than this number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ActivityAnswer:
    """What was done with a scenario, the newest first. Drafts that one person saved in a row are one entry."""
    found, more = service.activity(session, actor, scenario, before, limit)
    return ActivityAnswer(entries=[ActivityEntry.model_validate(each) for each in found], before=more)


def _tell(session: WriteSession, application: Service, scenario: str, folder: str, by: str) -> None:
    data = {"scenario": scenario, "by": by}
    session.after_commit(lambda: application.live.publish("comment", data, folder=folder))
