"""Server-sent events: how one is written, and the answer that sends them."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi.responses import StreamingResponse

MEDIA_TYPE: Final = "text/event-stream"
HEARTBEAT: Final = ": heartbeat\n\n"
"""A comment, which readers pass over; it keeps proxies from closing the connection."""


def written(kind: str, data: str, identifier: str | int | None = None) -> str:
    """Return an event whose data is JSON in one line; a reader that comes back names the last identifier it saw."""
    named = f"id: {identifier}\n" if identifier is not None else ""
    return f"{named}event: {kind}\ndata: {data}\n\n"


def sent(events: AsyncIterator[str]) -> StreamingResponse:
    """Return an answer that passes events on as they come, also through proxies that would gather them."""
    return StreamingResponse(events, media_type=MEDIA_TYPE, headers={"X-Accel-Buffering": "no"})
