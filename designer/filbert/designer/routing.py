"""How endpoints are called: what is read keeps its numbers, and a request takes few turns from thread to thread.

Each turn waits for a thread and for the interpreter's lock. So a session is opened in the thread of the endpoint, and
what the endpoint answers is written there, too.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, get_origin

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request, Response
from fastapi.routing import APIRoute
from filbert.designer.errors import InvalidError
from filbert.designer.schema import MOST
from filbert.scenarios.text import MAX_VALUES, Number
from pydantic import BaseModel
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from fastapi._compat import ModelField
    from fastapi.dependencies.models import Dependant

API = "/api/v1"
SMALL = 32_768
"""Bytes that are parsed sooner than a thread has started."""
Numbered = Annotated[int, Path(ge=0, le=MOST)]
"""The number of something in an address."""
MOST_VALUES = MAX_VALUES + 1_000
"""Of a request: a document, and what goes with it."""
STRING = re.compile(rb'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|\Z)', re.DOTALL)
"""A string of JSON. One that is not closed goes on to the end, so that no byte is looked at twice."""


class ExactRequest(Request):
    """A request whose JSON body keeps `0.10` as it stands, and has no key twice."""

    async def json(self) -> Any:
        """The body.

        Raises:
            HTTPException: it is not JSON, and where.
        """
        if not hasattr(self, "_json"):
            body = await self.body()
            self._json = read(body) if len(body) <= SMALL else await run_sync(read, body)
        return self._json


@dataclass(frozen=True)
class Unopened:
    """What an endpoint gets once it runs, and what ends when it returns."""

    open: Callable[[], AbstractContextManager[Any]]


class ExactRoute(APIRoute):
    """A route that reads its body so, and does everything else in one thread."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, in_one_thread(endpoint, options.get("status_code") or 200), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Called by FastAPI."""
        handle = super().get_route_handler()
        single = {
            each.alias
            for each in _query_fields(self.dependant)
            if get_origin(each.field_info.annotation) is not list
        }

        async def exact(request: Request) -> Response:
            # FastAPI takes the last of several, silently.
            given = [name for name, _ in request.query_params.multi_items()]
            twice = next((name for name in single if given.count(name) > 1), None)
            if twice is not None:
                raise InvalidError(f"The parameter '{twice}' stands twice.")
            return await handle(ExactRequest(request.scope, request.receive))

        return exact


def _query_fields(dependant: Dependant) -> Iterator[ModelField]:
    """Parameters of an endpoint, and of what it depends on."""
    yield from dependant.query_params
    for each in dependant.dependencies:
        yield from _query_fields(each)


def in_one_thread(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    """An endpoint with its sessions opened before it, closed after it, and then its answer written."""
    if inspect.iscoroutinefunction(endpoint):
        return endpoint
    signature = inspect.signature(endpoint)
    answers = signature.return_annotation
    # Whoever sets headers has them put on what FastAPI makes of the answer.
    is_written = (
        isinstance(answers, type)
        and issubclass(answers, BaseModel)
        and all(each.annotation is not Response for each in signature.parameters.values())
    )

    @wraps(endpoint)
    def run(**values: Any) -> Any:
        with ExitStack() as opened:
            given = {
                name: opened.enter_context(value.open()) if isinstance(value, Unopened) else value
                for name, value in values.items()
            }
            answer = endpoint(**given)
        if is_written and type(answer) is answers:
            return Response(answer.model_dump_json(by_alias=True), status, media_type="application/json")
        return answer

    return run


def router(tag: str, prefix: str = "", base: str = API) -> APIRouter:
    """The router of a noun."""
    return APIRouter(prefix=base + prefix, tags=[tag], route_class=ExactRoute)


def read(body: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        HTTPException: it is not JSON, and where; or it has too many values.
    """
    if _is_crowded(body):
        raise HTTPException(413, f"A request holds at most {MOST_VALUES:,} values.")
    try:
        return json.loads(
            body, parse_float=Number, parse_constant=_no_constant, object_pairs_hook=_without_twins
        )
    except json.JSONDecodeError as error:
        message = f"{error.msg} at line {error.lineno}, column {error.colno}"
    except RecursionError:
        message = "it is nested too deep"
    except ValueError as error:
        message = str(error)
    raise HTTPException(400, f"The body is not JSON: {message}.")


def _is_crowded(body: bytes) -> bool:
    """Whether a text has more values than any request needs: told in a fraction of the time of parsing it."""
    if _most_values(body) <= MOST_VALUES:
        return False
    # A value is at most a key and a text.
    if sum(1 for _ in islice(STRING.finditer(body), 2 * MOST_VALUES + 1)) > 2 * MOST_VALUES:
        return True
    # Texts of events are strings full of commas; only what stands outside of strings makes values.
    return _most_values(STRING.sub(b"", body)) > MOST_VALUES


def _most_values(text: bytes) -> int:
    return text.count(b",") + text.count(b"[") + text.count(b"{")


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON number")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twin = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key '{twin[:80]}' stands twice in one object")
    return found
