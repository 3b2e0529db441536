"""Reading, exporting and verifying the audit log."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse
from filbert.designer.access import ADMINISTRATOR, SIGNED_IN
from filbert.designer.audit import repository, service
from filbert.designer.audit.chain import Entry
from filbert.designer.audit.schemas import ENTRY, EntriesAnswer, EntryAnswer, VerdictAnswer
from filbert.designer.dependencies import Reading, ServiceDep, Signed
from filbert.designer.errors import responses
from filbert.designer.folders.service import visible
from filbert.designer.routing import router as new_router
from filbert.designer.schema import MOST
from filbert.designer.users.service import require_administrator
from filbert.scenarios.events import format_instant

router = new_router("audit", "/audit")


@router.get("", openapi_extra=SIGNED_IN, responses=responses())
def list_entries(
    session: Reading,
    actor: Signed,
    before: Annotated[
        int | None, Query(ge=0, le=MOST, description="Only entries older than this number.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    subject: Annotated[str | None, Query(max_length=200, description="Of what was done.")] = None,
    user: Annotated[str | None, Query(max_length=200, description="Who did it.")] = None,
    action: Annotated[
        str | None, Query(max_length=100, description="What was done, or its beginning up to a dot.")
    ] = None,
) -> EntriesAnswer:
    """Entries about the folders that the caller may see, the newest first; for an administrator, all."""
    found = repository.entries(
        session,
        before=before,
        limit=limit,
        folders=visible(session, actor),
        subject=subject,
        actor=user,
        action=action,
    )
    more = found[-1].number if len(found) == limit else None
    return EntriesAnswer(
        entries=[
            EntryAnswer.model_validate({**asdict(each), "detail": json.loads(each.detail)}) for each in found
        ],
        before=more,
    )


@router.get(
    "/export",
    openapi_extra=ADMINISTRATOR,
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "One JSON object a line, the oldest first",
            "content": {"application/x-ndjson": {"example": json.dumps(ENTRY) + "\n"}},
        },
        **responses(),
    },
)
def export_entries(application: ServiceDep, actor: Signed) -> StreamingResponse:
    """The whole log as JSON lines, with what it takes to verify it elsewhere."""
    require_administrator(actor)

    def lines() -> Iterator[str]:
        # A session of its own: the request's has ended when the answer goes out.
        with application.store.read() as session:
            for entry in repository.every(session):
                yield line(entry)

    return StreamingResponse(lines(), media_type="application/x-ndjson")


@router.get("/verify", openapi_extra=ADMINISTRATOR, responses=responses())
def verify_entries(session: Reading, actor: Signed) -> VerdictAnswer:
    """Check the chain from its first entry."""
    require_administrator(actor)
    verdict = service.check(session)
    return VerdictAnswer(
        is_whole=verdict.fault is None, entries=verdict.entries, head=verdict.head, fault=verdict.fault
    )


def line(entry: Entry) -> str:
    """An entry as a line. `detail` is text, as the hash covers it."""
    return json.dumps({**asdict(entry), "time": format_instant(entry.at)}, ensure_ascii=False) + "\n"
