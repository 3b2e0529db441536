"""The OpenAPI file: what FastAPI knows, with our own form of errors, and the rule of access of each endpoint."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from filbert.designer.errors import (
    EVERYWHERE,
    ForbiddenError,
    Problem,
    UnauthenticatedError,
    examples,
    responses,
)

METHODS = frozenset({"get", "post", "put", "patch", "delete"})


class UndeclaredAccessError(Exception):
    """An endpoint that does not say who may call it."""


def describe(app: FastAPI) -> None:
    """Make `app.openapi()` give our form."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def text_of(app: FastAPI) -> str:
    """The content of the file `openapi.json`."""
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _schema(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title=app.title,
        version="1",  # Of the API, not of the program: a release that changes nothing here changes no file.
        description="The service behind the web designer. Errors are problem+json (RFC 9457).",
        routes=app.routes,
    )
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas["Problem"] = Problem.model_json_schema()
    found["components"]["examples"] = examples()
    found["components"]["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "filbert-session"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    for path, operations in found["paths"].items():
        for method in METHODS & operations.keys():
            _complete(operations[method], f"{method.upper()} {path}")
    return found


def _complete(operation: dict[str, Any], name: str) -> None:
    """Add what every endpoint has in common."""
    access = operation.get("x-access")
    if access is None:
        raise UndeclaredAccessError(f"{name} does not say who may call it; see filbert.designer.access.rule")
    answers = operation["responses"]
    answers.pop("422", None) if _is_generated(answers.get("422")) else None
    kinds = list(EVERYWHERE)
    if access != "anybody":
        operation["security"] = [{"session": []}, {"token": []}]
        kinds += [UnauthenticatedError, ForbiddenError]
    for status, answer in responses(*kinds).items():
        known = answers.setdefault(str(status), answer)
        if known is not answer:
            known["content"]["application/problem+json"]["examples"] |= answer["content"][
                "application/problem+json"
            ]["examples"]
    operation["responses"] = dict(sorted(answers.items()))


def _is_generated(answer: dict[str, Any] | None) -> bool:
    return answer is not None and "application/json" in answer.get("content", {})
