"""The catalogue of components."""

from filbert.designer.access import SIGNED_IN
from filbert.designer.components.schemas import ComponentAnswer, ComponentsAnswer
from filbert.designer.components.service import catalogue
from filbert.designer.dependencies import Signed
from filbert.designer.errors import NotFoundError, responses
from filbert.designer.routing import router as new_router

router = new_router("components", "/components")


@router.get("", openapi_extra=SIGNED_IN, responses=responses())
def list_components(actor: Signed) -> ComponentsAnswer:
    """All kinds of nodes, each with its parameters as a JSON Schema for forms."""
    return ComponentsAnswer(components=list(catalogue()))


@router.get("/{component}", openapi_extra=SIGNED_IN, responses=responses(NotFoundError))
def get_component(component: str, actor: Signed) -> ComponentAnswer:
    """One kind of node."""
    for each in catalogue():
        if each.id == component:
            return each
    raise NotFoundError(f"There is no component '{component}'.")
