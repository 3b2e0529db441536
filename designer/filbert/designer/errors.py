"""What goes wrong in a request: one base whose subclasses say their status and code, as problem+json (RFC 9457).

Each also describes itself for the OpenAPI file, so what an endpoint declares and what it sends cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """The body of every answer that is not a success."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Stable; `about:filbert:` and the code.")
    title: str = Field(description="What kind of fault it is, the same each time.")
    status: int
    code: str = Field(description="For programs; one of those that the endpoint lists.")
    detail: str = Field(description="What is wrong here, and what to do.")
    request_id: str | None = Field(None, description="Names the request in the service's log.")


class ServiceError(Exception):
    """A fault that its caller is told. Subclasses are kinds; the message says what is wrong this time."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong here"
    example: ClassVar[str] = "The fault has been logged; name the request id when you report it."

    def __init__(
        self, detail: str | None = None, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        self.detail = detail or self.example
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(self.detail)

    def body(self, request_id: str | None = None) -> dict[str, Any]:
        """The problem as it is sent."""
        return {
            "type": f"about:filbert:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            **({"request_id": request_id} if request_id else {}),
            **self.more,
        }


class BadRequestError(ServiceError):
    """The request cannot be read."""

    status = 400
    code = "bad-request"
    title = "The request cannot be read"
    example = "The body is not JSON: a comma is missing at line 2, column 7."


class UnauthenticatedError(ServiceError):
    """Nobody is signed in."""

    status = 401
    code = "unauthenticated"
    title = "Sign in first"
    example = "Sign in, or send an API token as 'Authorization: Bearer …'."


class ForbiddenError(ServiceError):
    """Somebody is signed in, but may not do this."""

    status = 403
    code = "forbidden"
    title = "Not allowed"
    example = "This needs the role 'analyst' in the folder 'fraud'; yours is 'viewer'."


class CrossSiteError(ServiceError):
    """A request with a cookie that no page of ours has sent."""

    status = 403
    code = "cross-site"
    title = "The request may come from another site"
    example = "Send the session's token in the header X-CSRF-Token."


class NotFoundError(ServiceError):
    """There is no such thing, or none that the caller may know of."""

    status = 404
    code = "not-found"
    title = "Not found"
    example = "There is no scenario 'sms-spam'."


class TakenError(ServiceError):
    """A name that is in use."""

    status = 409
    code = "taken"
    title = "The name is taken"
    example = "There is a scenario 'sms-spam' already."


class InUseError(ServiceError):
    """Something that others still need."""

    status = 409
    code = "in-use"
    title = "It is in use"
    example = "The folder 'fraud' holds 3 scenarios; move or archive them first."


class StaleError(ServiceError):
    """A write that is based on a revision that is no longer the newest."""

    status = 409
    code = "stale"
    title = "Somebody else has changed it"
    example = "It was changed by 'ann' since revision 11; the newest is 12."


class TooLargeError(ServiceError):
    """More than is taken."""

    status = 413
    code = "too-large"
    title = "The request is too large"
    example = "A request may have at most 10 MB."


class InvalidError(ServiceError):
    """It can be read, but does not hold. `problems` lists every fault."""

    status = 422
    code = "invalid"
    title = "The request does not hold"
    example = "'name' is missing."


class TooManyError(ServiceError):
    """Too often. The header Retry-After says when to try again."""

    status = 429
    code = "too-many"
    title = "Too many attempts"
    example = "Too many attempts to sign in; try again in 15 minutes."

    def __init__(self, detail: str, seconds: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(seconds)})


class BusyError(ServiceError):
    """The service cannot do it now."""

    status = 503
    code = "busy"
    title = "Try again in a moment"
    example = "All places for sample runs are taken."


class TooLongError(ServiceError):
    """What was asked for takes longer than it may."""

    status = 422
    code = "too-long"
    title = "It takes too long"
    example = "The sample run took more than 20 seconds; use fewer events."


EVERYWHERE: tuple[type[ServiceError], ...] = (
    BadRequestError,
    TooLargeError,
    InvalidError,
    BusyError,
    ServiceError,
)
"""What any endpoint may answer."""


def responses(*kinds: type[ServiceError]) -> dict[int | str, dict[str, Any]]:
    """The part `responses` of an endpoint that may raise these."""
    by_status: dict[int, list[type[ServiceError]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": "; ".join(kind.title for kind in found),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.code: {"$ref": f"#/components/examples/{kind.code}"} for kind in found},
                }
            },
        }
        for status, found in by_status.items()
    }


def examples() -> dict[str, dict[str, Any]]:
    """An example of every kind, by code: the part `components/examples`."""
    return {kind.code: {"value": kind(**_arguments(kind)).body()} for kind in _kinds(ServiceError)}


def _kinds(base: type[ServiceError]) -> list[type[ServiceError]]:
    found = [base]
    for kind in base.__subclasses__():
        found += _kinds(kind)
    return found


def _arguments(kind: type[ServiceError]) -> dict[str, Any]:
    return {"detail": kind.example, "seconds": 900} if kind is TooManyError else {}
