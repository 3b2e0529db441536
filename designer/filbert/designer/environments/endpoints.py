"""Environments, and what is set for them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Response
from filbert.designer.access import ADMINISTRATOR, SIGNED_IN
from filbert.designer.dependencies import Reading, ServiceDep, Signed, Writing
from filbert.designer.environments import repository, service
from filbert.designer.environments.model import ConfiguredEnvironment, Rules
from filbert.designer.environments.schemas import (
    EnvironmentAnswer,
    EnvironmentChange,
    EnvironmentCreate,
    EnvironmentsAnswer,
    RulesPart,
    SecretAnswer,
    SecretName,
    SecretSet,
)
from filbert.designer.errors import NotFoundError, StaleError, TakenError, responses
from filbert.designer.routing import router as new_router
from filbert.designer.schema import exact
from filbert.designer.store import ReadSession
from filbert.expressions import to_json

router = new_router("environments", "/environments")

Named = Annotated[str, Path(max_length=63)]


@router.get("", response_model=EnvironmentsAnswer, openapi_extra=SIGNED_IN, responses=responses())
def list_environments(session: Reading, application: ServiceDep, actor: Signed) -> Response:
    """All environments, in the order in which a version goes through them."""
    found = service.every(session, application.settings.environments_folder)
    return exact(EnvironmentsAnswer(environments=[_answer(session, each) for each in found]))


@router.post(
    "",
    status_code=201,
    response_model=EnvironmentAnswer,
    openapi_extra=ADMINISTRATOR,
    responses=responses(TakenError),
)
def create_environment(
    body: EnvironmentCreate, session: Writing, application: ServiceDep, actor: Signed
) -> Response:
    """Make an environment beside those that are there."""
    folder = application.settings.environments_folder
    rules = _rules(body.rules) if body.rules is not None else None
    made = service.create(session, actor, folder, body.name, body.title, _document(body), rules)
    return exact(_answer(session, made), 201)


@router.get(
    "/{environment}",
    response_model=EnvironmentAnswer,
    openapi_extra=SIGNED_IN,
    responses=responses(NotFoundError),
)
def get_environment(environment: Named, session: Reading, application: ServiceDep, actor: Signed) -> Response:
    """One environment. Of its secrets, the names."""
    found = service.get(session, application.settings.environments_folder, environment)
    return exact(_answer(session, found))


@router.put(
    "/{environment}",
    response_model=EnvironmentAnswer,
    openapi_extra=ADMINISTRATOR,
    responses=responses(NotFoundError, StaleError),
)
def change_environment(
    environment: Named, body: EnvironmentChange, session: Writing, application: ServiceDep, actor: Signed
) -> Response:
    """Set an environment. What runs keeps what it was started with, until it is deployed again."""
    changed = service.change(
        session,
        actor,
        application.settings.environments_folder,
        environment,
        body.revision,
        body.title,
        _document(body),
        _rules(body.rules),
    )
    return exact(_answer(session, changed))


@router.delete(
    "/{environment}", status_code=204, openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError)
)
def remove_environment(environment: Named, session: Writing, application: ServiceDep, actor: Signed) -> None:
    """Forget what was set, secrets included. What files say, and what is built in, stands again."""
    service.remove(session, actor, application.settings.environments_folder, environment)


@router.put(
    "/{environment}/secrets/{secret}", openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError)
)
def set_secret(
    environment: Named,
    secret: SecretName,
    body: SecretSet,
    session: Writing,
    application: ServiceDep,
    actor: Signed,
) -> SecretAnswer:
    """Set a secret. It is stored encrypted, and no answer ever has it."""
    folder, value = application.settings.environments_folder, body.value.get_secret_value()
    made = service.set_secret(session, actor, folder, application.cipher, environment, secret, value)
    return SecretAnswer.model_validate(made)


@router.delete(
    "/{environment}/secrets/{secret}",
    status_code=204,
    openapi_extra=ADMINISTRATOR,
    responses=responses(NotFoundError),
)
def remove_secret(
    environment: Named, secret: SecretName, session: Writing, application: ServiceDep, actor: Signed
) -> None:
    """Remove a secret."""
    service.remove_secret(session, actor, application.settings.environments_folder, environment, secret)


def _document(body: EnvironmentChange | EnvironmentCreate) -> dict[str, Any]:
    parts = ("kafka", "flink", "registry", "streams", "values", "actions")
    content: Mapping[str, Any] = body.model_dump(include=set(parts))
    return {part: content[part] for part in parts if content[part] is not None}


def _rules(part: RulesPart) -> Rules:
    return Rules(part.tests, part.four_eyes, part.role)


def _answer(session: ReadSession, found: ConfiguredEnvironment) -> EnvironmentAnswer:
    document = found.document
    return EnvironmentAnswer.model_validate(
        {
            "name": found.name,
            "title": found.title,
            **{part: document.get(part) for part in ("kafka", "flink", "registry")},
            "streams": document.get("streams", {}),
            "values": {
                name: {"type": str(column.type), "value": to_json(value, column.type)}
                for name, (column, value) in found.read().values.items()
            },
            "actions": document["actions"],
            "inherited": [part for part in found.inherited if part != "secrets"],
            "rules": {
                "tests": found.rules.tests,
                "four_eyes": found.rules.four_eyes,
                "role": found.rules.role,
            },
            "secrets": repository.secrets(session, found.name),
            "problems": found.problems,
            "changed_at": found.changed_at,
            "changed_by": found.changed_by,
            "revision": found.revision,
        }
    )
