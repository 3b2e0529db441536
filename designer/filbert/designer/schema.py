"""What the bodies of requests and answers have in common, and the kinds of text in them."""

from collections.abc import Mapping
from typing import Annotated, Any

from filbert.scenarios.json_text import write_json
from filbert.scenarios.name import NAME, NAME_HINT
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from starlette.responses import Response

ENVIRONMENT = "The environment whose values expressions may name."
REVISION = "The revision that the change is based on, as it was read."


class Request(BaseModel):
    """Base of what is sent to the service: an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _is_object(cls, value: object) -> object:
        # FastAPI lets a model be read from the attributes of any object, and a number has a text.
        if not isinstance(value, Mapping | Request):
            raise ValueError("an object is needed here")
        return value


class Answer(BaseModel):
    """Base of what the service answers, made from what it knows inside."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(f"a name has {NAME_HINT}")
    return text


def _line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("a line of text has no control characters")
    return text.strip()


def _paragraph(text: str) -> str:
    if not all(each.isprintable() or each in "\n\t" for each in text):
        raise ValueError("a text has no control characters but line breaks")
    return text.strip()


MOST = 2**53 - 1
"""The greatest number that databases and browsers hold exactly."""
WholeNumber = Annotated[int, Field(ge=0, le=MOST)]
"""A number, revision or version in a body."""
Name = Annotated[
    str,
    AfterValidator(_name),
    Field(json_schema_extra={"pattern": f"^{NAME.pattern}$", "examples": ["fraud"]}),
]
"""Of a scenario, stream, folder or user: never changes, and is part of addresses."""
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_line)]
"""One line of text for people."""
Comment = Annotated[str, StringConstraints(max_length=4_000), AfterValidator(_paragraph)]
"""Some lines of text for people."""


def exact(answer: Answer, status: int = 200) -> Response:
    """An answer with a document in it, whose numbers stay as they were written."""
    return Response(write_json(answer.model_dump()), status, media_type="application/json")


def example(value: dict[str, Any]) -> ConfigDict:
    """A model's configuration with the example that the OpenAPI file shows."""
    return ConfigDict(json_schema_extra={"example": value})
