"""Fragments."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Response
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.definitions import definitions
from filbert.designer.dependencies import Reading, ServiceDep, Signed, Writing
from filbert.designer.errors import (
    InUseError,
    NotFoundError,
    StaleError,
    TakenError,
    TooLongError,
    responses,
)
from filbert.designer.fragments import repository, service
from filbert.designer.fragments.repository import StoredFragment
from filbert.designer.fragments.schemas import (
    FragmentAnswer,
    FragmentChange,
    FragmentCheck,
    FragmentCheckAnswer,
    FragmentCreate,
    FragmentsAnswer,
    FragmentSummary,
    FragmentUsesAnswer,
)
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios.service import kept_text
from filbert.designer.schema import exact
from filbert.designer.stored import values_of

router = new_router("fragments", "/fragments")


@router.get("", openapi_extra=SIGNED_IN, responses=responses())
def list_fragments(
    session: Reading, actor: Signed, folder: Annotated[str | None, Query(max_length=63)] = None
) -> FragmentsAnswer:
    """All fragments, or those of a folder, by name."""
    found = repository.listing(session, folder)
    return FragmentsAnswer(fragments=[FragmentSummary.model_validate(each) for each in found])


@router.post("/check", openapi_extra=SIGNED_IN, responses=responses(TooLongError))
def check_fragment(body: FragmentCheck, application: ServiceDep, actor: Signed) -> FragmentCheckAnswer:
    """All problems that a fragment has on its own, and what is in scope at each output. Nothing is saved."""
    text = kept_text(body.document)
    with application.store.read() as session:
        known = definitions(session)
    found = application.workers.run("check_fragment", document=text, definitions=known)
    return FragmentCheckAnswer.model_validate(found)


@router.post(
    "",
    status_code=201,
    response_model=FragmentAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError),
)
def create_fragment(body: FragmentCreate, session: Writing, actor: Signed) -> Response:
    """Create a fragment. It may be as faulty as a draft may be."""
    return exact(_answer(service.create(session, actor, body.folder, body.document)), 201)


@router.get(
    "/{fragment}",
    response_model=FragmentAnswer,
    openapi_extra=SIGNED_IN,
    responses=responses(NotFoundError),
)
def get_fragment(fragment: str, session: Reading, actor: Signed) -> Response:
    """One fragment, with its content."""
    return exact(_answer(service.get(session, fragment)))


@router.put(
    "/{fragment}",
    response_model=FragmentAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, StaleError),
)
def change_fragment(fragment: str, body: FragmentChange, session: Writing, actor: Signed) -> Response:
    """Give a fragment another content. A stale one gets 409 with `changes` and the current `document`."""
    return exact(_answer(service.change(session, actor, fragment, body.revision, body.document)))


@router.delete(
    "/{fragment}",
    status_code=204,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, InUseError),
)
def remove_fragment(fragment: str, session: Writing, actor: Signed) -> None:
    """Remove a fragment that nothing calls any more."""
    service.remove(session, actor, fragment)


@router.get("/{fragment}/usages", openapi_extra=SIGNED_IN, responses=responses(NotFoundError))
def list_usages(fragment: str, session: Reading, actor: Signed) -> FragmentUsesAnswer:
    """Where a fragment is used: what a change of it would change."""
    told, fragments, hidden = service.uses(session, actor, fragment)
    return FragmentUsesAnswer.model_validate({"scenarios": told, "fragments": fragments, "hidden": hidden})


def _answer(fragment: StoredFragment) -> FragmentAnswer:
    return FragmentAnswer.model_validate({**asdict(fragment), "document": values_of(fragment.document)})
