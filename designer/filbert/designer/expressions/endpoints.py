"""What an editor asks about one expression. Nothing is saved."""

from filbert.designer.access import SIGNED_IN
from filbert.designer.dependencies import Reading, Service, ServiceDep, Signed
from filbert.designer.environments import service as environments
from filbert.designer.errors import NotFoundError, TooLongError, responses
from filbert.designer.expressions import service
from filbert.designer.expressions.schemas import (
    CompletionsAnswer,
    ExpressionAt,
    ExpressionCheck,
    ExpressionChecked,
    ExpressionRequest,
    ExpressionRows,
    ExpressionText,
    HoverAnswer,
    SignatureAnswer,
    TextAnswer,
    ValuesAnswer,
)
from filbert.designer.routing import router as new_router
from filbert.designer.store import ReadSession

router = new_router("expressions", "/expressions")


@router.post("/check", openapi_extra=SIGNED_IN, responses=responses(NotFoundError))
def check_expression(
    body: ExpressionCheck, session: Reading, application: ServiceDep, actor: Signed
) -> ExpressionChecked:
    """The type of an expression, all that is wrong with it, and what may be done about it."""
    return ExpressionChecked.model_validate(service.checked(body, _constants(session, application, body)))


@router.post("/complete", openapi_extra=SIGNED_IN, responses=responses(NotFoundError))
def complete_expression(
    body: ExpressionAt, session: Reading, application: ServiceDep, actor: Signed
) -> CompletionsAnswer:
    """What may be written at the caret, the best first; in broken texts, too."""
    return CompletionsAnswer.model_validate(service.completions(body, _constants(session, application, body)))


@router.post("/signature", openapi_extra=SIGNED_IN, responses=responses())
def get_signature(body: ExpressionAt, actor: Signed) -> SignatureAnswer | None:
    """The function whose arguments are being written; null outside of any."""
    found = service.signature(body)
    return SignatureAnswer.model_validate(found) if found is not None else None


@router.post("/hover", openapi_extra=SIGNED_IN, responses=responses(NotFoundError))
def hover_expression(
    body: ExpressionAt, session: Reading, application: ServiceDep, actor: Signed
) -> HoverAnswer | None:
    """Type, value in a sample event, and help of what is under the pointer; null where there is nothing."""
    found = service.hovered(body, _constants(session, application, body))
    return HoverAnswer.model_validate(found) if found is not None else None


@router.post("/evaluate", openapi_extra=SIGNED_IN, responses=responses(NotFoundError, TooLongError))
def evaluate_expression(body: ExpressionRows, application: ServiceDep, actor: Signed) -> ValuesAnswer:
    """The value of an expression for each of some rows."""
    service.require_types(body)
    with application.store.read() as session:
        place = environments.get(session, application.settings.environments_folder, body.environment)
    found = application.workers.run(
        "evaluate",
        text=body.text,
        columns=body.columns,
        personal=body.personal,
        rows=body.rows,
        template=body.template,
        environment=place.text,
    )
    return ValuesAnswer.model_validate(found)


@router.post("/format", openapi_extra=SIGNED_IN, responses=responses())
def format_text(body: ExpressionText, actor: Signed) -> TextAnswer:
    """The canonical layout."""
    return TextAnswer(text=service.formatted(body.text))


@router.post("/explain", openapi_extra=SIGNED_IN, responses=responses())
def explain_expression(body: ExpressionText, actor: Signed) -> TextAnswer:
    """The expression in plain words."""
    return TextAnswer(text=service.explained(body.text))


def _constants(session: ReadSession, application: Service, body: ExpressionRequest) -> service.Constants:
    place = environments.get(session, application.settings.environments_folder, body.environment)
    return {"environment": place.read().values}
