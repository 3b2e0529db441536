"""Starting with a copy of a template."""

from fastapi import Response
from filbert.designer.access import SIGNED_IN, Role, in_folder
from filbert.designer.dependencies import Signed, Writing
from filbert.designer.errors import NotFoundError, TakenError, responses
from filbert.designer.routing import router as new_router
from filbert.designer.scenarios.endpoints import answer_of
from filbert.designer.scenarios.schemas import ScenarioAnswer
from filbert.designer.schema import exact
from filbert.designer.templates import service
from filbert.designer.templates.schemas import TemplateAnswer, TemplatesAnswer, TemplateUse

router = new_router("templates", "/templates")


@router.get("", response_model=TemplatesAnswer, openapi_extra=SIGNED_IN, responses=responses())
def list_templates(actor: Signed) -> Response:
    """All templates, with their documents."""
    found = [
        TemplateAnswer(
            name=each.name,
            title=each.title,
            streams=list(each.streams),
            cases=len(each.cases),
            document=dict(each.document),
        )
        for each in service.templates().values()
    ]
    return exact(TemplatesAnswer(templates=found))


@router.post(
    "/{template}/use",
    status_code=201,
    response_model=ScenarioAnswer,
    openapi_extra=in_folder(Role.ANALYST),
    responses=responses(NotFoundError, TakenError),
)
def use_template(template: str, body: TemplateUse, session: Writing, actor: Signed) -> Response:
    """Create a scenario as a copy, with the streams that are missing, its test cases and a sample."""
    made = service.use(session, actor, template, body.folder, body.name, body.title)
    return exact(answer_of(session, made), 201)
