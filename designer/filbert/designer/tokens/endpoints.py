"""The caller's API tokens."""

from dataclasses import asdict

from filbert.designer.access import SIGNED_IN
from filbert.designer.dependencies import Reading, Signed, Writing
from filbert.designer.errors import ForbiddenError, NotFoundError, responses
from filbert.designer.routing import Numbered
from filbert.designer.routing import router as new_router
from filbert.designer.tokens import repository, service
from filbert.designer.tokens.schemas import TokenAnswer, TokenCreate, TokenCreated, TokensAnswer

router = new_router("tokens", "/tokens")


@router.get("", openapi_extra=SIGNED_IN, responses=responses())
def list_tokens(session: Reading, actor: Signed) -> TokensAnswer:
    """The caller's tokens, the newest first."""
    found = repository.of_user(session, actor.user)
    return TokensAnswer(tokens=[TokenAnswer.model_validate(token) for token in found])


@router.post("", status_code=201, openapi_extra=SIGNED_IN, responses=responses(ForbiddenError))
def create_token(body: TokenCreate, session: Writing, actor: Signed) -> TokenCreated:
    """Make a token. Its text is in this answer and nowhere else."""
    token, text = service.create(session, actor, body.title, body.role, body.days)
    return TokenCreated.model_validate({**asdict(token), "token": text})


@router.delete("/{token}", status_code=204, openapi_extra=SIGNED_IN, responses=responses(NotFoundError))
def remove_token(token: Numbered, session: Writing, actor: Signed) -> None:
    """Remove a token; it is refused from now on."""
    service.remove(session, actor, token)
