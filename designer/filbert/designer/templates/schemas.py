"""What is said of templates at the edge."""

from typing import Any

from filbert.designer.scenarios.schemas import DOCUMENT
from filbert.designer.schema import Answer, Line, Name, Request, example
from pydantic import Field

TEMPLATE = {
    "name": "sms-spam",
    "title": "SMS spam by unique recipients",
    "streams": ["sms"],
    "cases": 5,
    "document": DOCUMENT,
}


class TemplateAnswer(Answer):
    """A scenario to start from."""

    model_config = example(TEMPLATE)

    name: str
    title: str
    streams: list[str] = Field(
        description="Streams that it reads and writes; a copy brings those that are missing."
    )
    cases: int = Field(description="How many test cases it has.")
    document: dict[str, Any]


class TemplatesAnswer(Answer):
    """All templates."""

    model_config = example({"templates": [TEMPLATE]})

    templates: list[TemplateAnswer]


class TemplateUse(Request):
    """Where a copy goes."""

    model_config = example({"folder": "fraud", "name": "our-sms-spam", "title": "Our SMS spam"})

    folder: Name
    name: Name
    title: Line | None = None
