"""The catalogue, made from what components say of themselves. No component is named here."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING

from filbert.components.registry import components
from filbert.designer.components.schemas import ComponentAnswer

if TYPE_CHECKING:
    from filbert.components.spec import Component

PROBE = ("first", "second")
"""Names that edges might give to inputs; whoever takes them has no inputs of its own."""


@cache
def catalogue() -> tuple[ComponentAnswer, ...]:
    """All components, in the order in which they are registered."""
    return tuple(_described(each) for each in components().values())


def _described(component: Component) -> ComponentAnswer:
    parameters = component.parameters.model_validate(dict(component.example))
    named = {*PROBE} <= {*component.inputs(parameters, PROBE)}
    return ComponentAnswer(
        id=component.id,
        version=component.version,
        title=component.title,
        sentence=component.sentence,
        category=component.category,
        help=inspect.cleandoc(component.__doc__ or ""),
        parameters=component.parameters.model_json_schema(mode="validation"),
        example=dict(component.example),
        inputs=[] if named else list(component.inputs(parameters, [])),
        outputs=list(component.outputs(parameters)),
        takes_named_inputs=named,
    )
