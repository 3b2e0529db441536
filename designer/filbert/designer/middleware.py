"""What surrounds every request, as plain ASGI: identity in the log, limits, headers, measures.

Plain, because Starlette's BaseHTTPMiddleware copies bodies and breaks streams.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import TYPE_CHECKING

import anyio
from filbert.designer.context import request_id, subject
from filbert.designer.errors import MEDIA_TYPE, BusyError, ServiceError, TooLargeError
from filbert.scenarios.json_text import write_json
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from filbert.designer.instruments import Instruments
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("filbert.designer.requests")

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Nothing that the API answers is a page. The user interface gets a policy of its own.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Identity:
    """Names each request, logs its end, measures it, and sets the headers that every answer has."""

    def __init__(self, app: ASGIApp, is_secure: bool) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if is_secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        identifier = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        request_id.set(identifier)
        subject.set({})
        status = 500
        started = time.perf_counter()

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = identifier
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        instruments: Instruments = scope["app"].state.service.instruments
        with instruments.working.track_inprogress():
            try:
                await self.app(scope, receive, answer)
            finally:
                self._tell(instruments, scope, status, time.perf_counter() - started)

    def _tell(self, instruments: Instruments, scope: Scope, status: int, seconds: float) -> None:
        # The pattern, not the path: a path has names in it, and there would be no end of series.
        route = getattr(scope.get("route"), "path", "none")
        instruments.requests.labels(scope["method"], route, status).inc()
        instruments.seconds.labels(scope["method"], route).observe(seconds)
        log.info(
            "%s %s %d",
            scope["method"],
            scope["path"],
            status,
            extra={"status": status, "milliseconds": round(seconds * 1000, 1), "route": route},
        )


class BodyLimit:
    """Refuses bodies that are too large, said or found."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = Headers(scope=scope).get("content-length", "0")
        if said.isdecimal() and int(said) > self.most:
            await send_error(self._error(), send)
            return
        taken = 0

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most:
                # Of this kind, because FastAPI makes all others "the body cannot be parsed".
                raise HTTPException(413, self._error().detail)
            return message

        await self.app(scope, take, send)

    def _error(self) -> TooLargeError:
        return TooLargeError(f"A request may have at most {self.most // 1_000_000} MB.")


class Admission:
    """Lets so many requests work at a time, and so many wait.

    Each step of a request takes a thread, and a request between two steps holds its database session. With fewer
    requests than threads, one that holds something can always go on. A place is free again when the answer begins: by
    then the session has ended, and a stream of events may go on for hours.
    """

    def __init__(self, app: ASGIApp, most: int, waiting: int) -> None:
        self.app = app
        self.places = anyio.Semaphore(most)
        self.waiting = waiting
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        if self.places.statistics().tasks_waiting >= self.waiting:
            await send_error(BusyError("Too many requests wait already.", headers={"Retry-After": "1"}), send)
            return
        await self.places.acquire()
        is_working = True

        async def answer(message: Message) -> None:
            nonlocal is_working
            if is_working:
                is_working = False
                self.places.release()
            await send(message)

        try:
            await self.app(scope, receive, answer)
        finally:
            if is_working:
                self.places.release()


async def send_error(error: ServiceError, send: Send) -> None:
    """Answer with an error, outside of the application."""
    body = write_json(error.body(request_id.get())).encode()
    headers = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **error.headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": error.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
