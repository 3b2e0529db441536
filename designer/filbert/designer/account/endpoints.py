"""The caller's own account."""

from filbert.designer.access import SIGNED_IN
from filbert.designer.account import service
from filbert.designer.account.schemas import (
    PasswordChange,
    SecondFactorBegun,
    SecondFactorConfirm,
    SecondFactorRemove,
)
from filbert.designer.dependencies import ServiceDep, Signed, Writing
from filbert.designer.errors import ForbiddenError, TooManyError, responses
from filbert.designer.routing import router as new_router

router = new_router("account", "/account")


@router.post(
    "/password", status_code=204, openapi_extra=SIGNED_IN, responses=responses(ForbiddenError, TooManyError)
)
def change_password(body: PasswordChange, application: ServiceDep, actor: Signed) -> None:
    """Change the password. It ends the caller's other sessions, and removes the tokens."""
    service.change_password(application.store, application.passwords, actor, body.current, body.new)


@router.post("/second-factor", openapi_extra=SIGNED_IN, responses=responses(ForbiddenError))
def begin_second_factor(session: Writing, application: ServiceDep, actor: Signed) -> SecondFactorBegun:
    """Begin a second factor: a secret for an authenticator app. A code confirms it."""
    secret, address = service.begin_second_factor(session, application.cipher, actor)
    return SecondFactorBegun(secret=secret, address=address)


@router.put("/second-factor", status_code=204, openapi_extra=SIGNED_IN, responses=responses(ForbiddenError))
def confirm_second_factor(
    body: SecondFactorConfirm, session: Writing, application: ServiceDep, actor: Signed
) -> None:
    """Confirm the second factor with a first code; from now on signing in asks for one."""
    service.confirm_second_factor(session, application.cipher, actor, body.code)


@router.post(
    "/second-factor/remove",
    status_code=204,
    openapi_extra=SIGNED_IN,
    responses=responses(ForbiddenError, TooManyError),
)
def remove_second_factor(body: SecondFactorRemove, application: ServiceDep, actor: Signed) -> None:
    """Remove the second factor."""
    service.remove_second_factor(application.store, application.passwords, actor, body.password)
