"""What is said of components at the edge."""

from typing import Any

from filbert.designer.schema import Answer, example
from pydantic import Field

FILTER = {
    "id": "filter",
    "version": 1,
    "title": "Filter",
    "sentence": "",
    "category": "logic",
    "help": "Lets an event pass to `true` when the condition holds, and to `false` when it does not or is NULL.",
    "parameters": {
        "type": "object",
        "properties": {
            "condition": {"type": "string", "editor": "expression", "expected": "BOOLEAN"},
        },
        "required": ["condition"],
        "additionalProperties": False,
    },
    "example": {"condition": "duration > 60"},
    "inputs": ["in"],
    "outputs": ["true", "false"],
    "takes_named_inputs": False,
}


class ComponentAnswer(Answer):
    """A kind of node."""

    model_config = example(FILTER)

    id: str
    version: int
    title: str
    sentence: str = Field(
        description="What a node does; `{window.length}` stands for the value of that parameter. May be empty."
    )
    category: str
    help: str = Field(description="Markdown.")
    parameters: dict[str, Any] = Field(
        description="JSON Schema. `editor` names the editor of a field: expression, template, duration, name, stream; "
        "`expected` the type that an expression must have."
    )
    example: dict[str, Any]
    inputs: list[str] = Field(description="Of the example.")
    outputs: list[str] = Field(description="Of the example; `error` is there beside them, but at a source.")
    takes_named_inputs: bool = Field(description="Whether edges give its inputs their names.")


class ComponentsAnswer(Answer):
    """All components."""

    model_config = example({"components": [FILTER]})

    components: list[ComponentAnswer]
