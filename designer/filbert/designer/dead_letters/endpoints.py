"""Dead letters: lists, groups, one with its event, and another try."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query, Response
from filbert.components.messages import message_of
from filbert.designer import disclosure
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.alerts.service import sight
from filbert.designer.context import about
from filbert.designer.dead_letters import repository, service
from filbert.designer.dead_letters.record import StoredLetter
from filbert.designer.dead_letters.repository import LetterQuery
from filbert.designer.dead_letters.schemas import (
    ID,
    LetterAnswer,
    LetterEventAnswer,
    LetterFault,
    LetterGroup,
    LetterGroupsAnswer,
    LetterReplay,
    LetterReplayed,
    LettersAnswer,
    LetterSummary,
)
from filbert.designer.dead_letters.service import CountsAgainError, EventGoneError
from filbert.designer.dependencies import Reading, Service, ServiceDep, Signed
from filbert.designer.errors import InvalidError, NotFoundError, responses
from filbert.designer.instant import Instant
from filbert.designer.intake.places import NotConnectedError, UnreachableError
from filbert.designer.routing import router as new_router
from filbert.designer.samples.masking import MASK
from filbert.designer.schema import exact
from filbert.scenarios.text import Number

router = new_router("dead letters", "/dead-letters")

Words = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=50)]
Identifier = Annotated[str, Path(max_length=64, examples=[ID])]
Since = Annotated[Instant | None, Query(description="Written then or later.")]
Until = Annotated[Instant | None, Query(description="Written before.")]
Replayed = Annotated[bool | None, Query(description="Whether it was sent round again. Default: either.")]

MOST_GROUPS = 500


@router.get("", response_model=LettersAnswer, openapi_extra=SIGNED_IN, responses=responses())
def list_dead_letters(
    application: ServiceDep,
    actor: Signed,
    environment: Words = [],  # noqa: B006 - FastAPI makes a new list for each request
    scenario: Words = [],  # noqa: B006
    node: Words = [],  # noqa: B006
    code: Words = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    replayed: Replayed = None,
    after: Annotated[str | None, Query(max_length=100, description="From the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Dead letters of the scenarios that the caller may see, the newest first.

    For viewers, personal data is hidden, in messages too.
    """
    with application.store.read() as session:
        seen = sight(session, actor)
        query = LetterQuery(seen.scenarios, environment, scenario, node, code, since, until, replayed)
        found, total = repository.search(session, query, _place(after), limit)
    more = found[-1] if len(found) == limit else None
    shown = [_shown(application, each, seen.trusts(each.scenario)) for each in found]
    return exact(
        LettersAnswer(
            dead_letters=[LetterSummary.model_validate(each) for each in shown],
            total=total,
            after=f"{more.recorded_at}_{more.id}" if more is not None else None,
        )
    )


@router.get("/groups", openapi_extra=SIGNED_IN, responses=responses())
def list_groups(
    session: Reading,
    actor: Signed,
    environment: Words = [],  # noqa: B006
    scenario: Words = [],  # noqa: B006
    node: Words = [],  # noqa: B006
    code: Words = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    replayed: Replayed = None,
) -> LetterGroupsAnswer:
    """How many dead letters there are of each code at each node, the most first."""
    seen = sight(session, actor)
    query = LetterQuery(seen.scenarios, environment, scenario, node, code, since, until, replayed)
    found = repository.groups(session, query, MOST_GROUPS)
    return LetterGroupsAnswer(groups=[LetterGroup.model_validate(each) for each in found])


@router.post(
    "/replay",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, CountsAgainError, NotConnectedError, UnreachableError),
)
def replay(body: LetterReplay, application: ServiceDep, actor: Signed) -> LetterReplayed:
    """Send events round again through the scenarios where they failed, each with the id it had.

    Which role it takes, the rules of the environment say.
    """
    done, failed = service.replay(application, actor, body.dead_letters, body.edits, body.accept_counting)
    faults = [LetterFault(id=name, message=message) for name, message in failed.items()]
    return LetterReplayed(replayed=done, failed=faults)


@router.get(
    "/{letter}",
    response_model=LetterAnswer,
    openapi_extra=in_folder(Role.VIEWER),
    responses=responses(NotFoundError),
)
def get_dead_letter(letter: Identifier, application: ServiceDep, actor: Signed) -> Response:
    """One dead letter with all that it holds; for viewers with personal data hidden."""
    with application.store.read() as session:
        found, _ = service.get(session, actor, letter)
        trusts = sight(session, actor).trusts(found.scenario)
    about(scenario=found.scenario)
    counting = service.counting(application, [found])
    content = _content(found)
    shown = content if trusts else _masked(application, found, content)
    return exact(
        LetterAnswer.model_validate(
            {
                **_shown(application, found, trusts),
                "content": shown,
                "is_cut": found.is_cut,
                "counts_again": counting.get(found.scenario, []),
            }
        )
    )


@router.get(
    "/{letter}/event",
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, EventGoneError, NotConnectedError, UnreachableError),
)
def get_event(letter: Identifier, application: ServiceDep, actor: Signed) -> LetterEventAnswer:
    """The event of a dead letter: as Kafka still has it, else as the letter holds it."""
    event = service.event_of(application, actor, letter)
    return LetterEventAnswer(
        origin=event.origin,
        key=_text(event.key),
        value=_text(event.value),
        is_text=event.value is not None and _is_text(event.value),
    )


def _place(after: str | None) -> tuple[int, str] | None:
    if after is None:
        return None
    time, _, identifier = after.partition("_")
    if not time.removeprefix("-").isdecimal() or len(time) > 16:
        raise InvalidError("'after' is what the page before gave.")
    return int(time), identifier


def _content(letter: StoredLetter) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(letter.content, parse_float=Number)
    return found


def _shown(application: Service, letter: StoredLetter, trusts: bool) -> dict[str, Any]:
    content = _content(letter)
    masked = content if trusts else _masked(application, letter, content)
    found = {name: masked.get(name) for name in ("parameter", "at", "field", "message")}
    at = found["at"]
    return {
        **asdict(letter),
        "parameter": _string(found["parameter"]),
        "at": at if isinstance(at, int) else None,
        "field": _string(found["field"]),
        "message": _string(found["message"]) or "",
        "masked": not trusts,
    }


def _masked(application: Service, letter: StoredLetter, content: Mapping[str, Any]) -> dict[str, Any]:
    """The record as somebody may see it who may not see personal data. What nobody has judged is hidden."""
    columns = disclosure.of_node(application, letter.scenario, letter.version, letter.node).columns
    shown = dict(content)
    event = shown.get("event")
    if isinstance(event, dict):
        shown["event"] = {
            name: value if value is None or name in columns else MASK for name, value in event.items()
        }
    elif event is not None:
        shown["event"] = MASK
    if shown.get("raw") is not None:
        shown["raw"] = MASK
    # Messages show values: `expected DOUBLE, found 'north'`.
    shown["message"] = _fixed_message(letter.code)
    return shown


def _fixed_message(code: str) -> str:
    try:
        return message_of(code)
    except KeyError:
        return MASK


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "backslashreplace")


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
