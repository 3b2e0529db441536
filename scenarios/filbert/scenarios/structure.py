"""From Pydantic's errors to problems: our codes, our words, a hint, and the place in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from re import Pattern
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args

from filbert.scenarios.duration import parse_duration
from filbert.scenarios.name import IDENTIFIER, NAME, NAME_HINT, TOPIC
from filbert.scenarios.problem import Problem, did_you_mean, quoted
from filbert.scenarios.text import Parsed, Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

ModelType = TypeVar("ModelType", bound=BaseModel)

MOST_HINTS = 100
"""Unknown keys of one file for which a known one is looked for."""
_EXPECTED = {
    "string_type": "a text", "int_type": "a whole number", "bool_type": "true or false",
    "float_type": "a number", "decimal_type": "a number",
    "dict_type": "a mapping", "mapping_type": "a mapping",
    "model_type": "a mapping", "model_attributes_type": "a mapping",
    "list_type": "a list", "tuple_type": "a list",
}  # fmt: skip


_KEY = "[key]"
"""What Pydantic adds to the path when a mapping's key is at fault."""


class Model(BaseModel):
    """Base of what is read from a file: strict, and an unknown key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def fault(code: str, message: str, hint: str | None = None) -> PydanticCustomError:
    """What a validator raises; it becomes a problem with this code."""
    # Pydantic formats the message as a template: the texts go in as values, so that braces in them stay.
    return PydanticCustomError(code, "{text}", {"text": message, "hint": hint})


def written(pattern: Pattern[str], code: str, what: str, hint: str) -> BeforeValidator:
    """A check that a text is written as a pattern says; other types are left to the type's own check."""

    def check(value: object) -> object:
        if isinstance(value, str) and not pattern.fullmatch(value):
            raise fault(code, f"{quoted(value)} is not {what}", hint)
        return value

    return BeforeValidator(check)


def _duration(value: object) -> int:
    try:
        return parse_duration(value)
    except ValueError as error:
        raise fault("E_DURATION", str(error)) from None


def _empty_mapping(value: object) -> object:
    return {} if value is None else value


def _empty_list(value: object) -> object:
    return [] if value is None else value


Name = Annotated[str, written(NAME, "E_NAME", "a name", NAME_HINT)]
Topic = Annotated[
    str, written(TOPIC, "E_NAME", "a topic's name", "letters, digits, '.', '_' and '-', at most 249")
]
Identifier = Annotated[
    str, written(IDENTIFIER, "E_NAME", "a name", "letters, digits and '_', a letter or '_' first, at most 63")
]
Duration = Annotated[int, BeforeValidator(_duration)]
Mapped = BeforeValidator(_empty_mapping)
"""For mappings: a key with nothing after it is an empty one."""
Listed = BeforeValidator(_empty_list)
"""For lists: a key with nothing after it is an empty one."""


def read_model(model: type[ModelType], parsed: Parsed) -> tuple[ModelType | None, list[Problem]]:
    """Check a file that was read against its model. The model is None when there are problems."""
    try:
        return model.model_validate(parsed.value), []
    except ValidationError as error:
        return None, problems_of(error, model, parsed)


def problems_of(
    error: ValidationError,
    model: type[BaseModel],
    parsed: Parsed,
    subject: Callable[[Path], tuple[str | None, str | None]] = lambda path: (None, None),
    base: Path = (),
) -> list[Problem]:
    """All problems of a validation, each with its place.

    Args:
        error: what Pydantic found.
        model: what it checked against.
        parsed: the file.
        subject: node and parameter that a path is about.
        base: the way to what was validated, when it is a part of the file.
    """
    problems: list[Problem] = []
    for details in error.errors(include_url=False):
        path = (*base, *details["loc"])
        if parsed.is_broken(path):
            continue
        code, message, hint = describe(details, model if len(problems) < MOST_HINTS else None)
        kind = details["type"]
        if path and path[-1] == _KEY:
            place = parsed.positions.of_key(path[:-1])
        elif kind == "extra_forbidden":
            place = parsed.positions.of_key(path)
        elif kind == "missing":
            place = parsed.positions.of_key(path[:-1]) or parsed.positions.of(path)
        else:
            place = parsed.positions.of(path)
        node, parameter = subject(path)
        line, column = (place.line, place.column) if place else (None, None)
        problems.append(
            Problem(code, message, node=node, parameter=parameter, line=line, column=column, hint=hint)
        )
    return problems


def describe(details: ErrorDetails, model: type[BaseModel] | None = None) -> tuple[str, str, str | None]:
    """Code, message and hint for one of Pydantic's errors."""
    kind, path, given = details["type"], details["loc"], details.get("input")
    context: Mapping[str, Any] = details.get("ctx", {})
    where = f" in '{path_text(path)}'" if path else ""
    if kind == "extra_forbidden":
        known = known_keys(model, path[:-1]) if model else []
        return "E_KEY", f"unknown key {quoted(path_text(path))}", did_you_mean(str(path[-1]), known)
    if kind == "missing":
        return "E_MISSING", f"'{path_text(path)}' is missing", None
    if kind == "literal_error":
        choices = [each.strip("'") for each in str(context["expected"]).replace(" or ", ", ").split(", ")]
        return "E_VALUE", f"{shown(given)}{where} is none of {', '.join(choices)}", _near(given, choices)
    if kind in _EXPECTED:
        hint = "put it in quotes" if kind == "string_type" and isinstance(given, bool | int | float) else None
        return "E_TYPE", f"expected {_EXPECTED[kind]}{where}, found {shown(given)}", hint
    if kind.startswith("E_"):
        return kind, str(context["text"]), context.get("hint")
    if kind in {"greater_than_equal", "greater_than"}:
        bound = context.get("ge", context.get("gt"))
        return "E_RANGE", f"{shown(given)}{where} is too small", f"the least is {bound}"
    if kind in {"less_than_equal", "less_than"}:
        bound = context.get("le", context.get("lt"))
        return "E_RANGE", f"{shown(given)}{where} is too large", f"the most is {bound}"
    if kind == "value_error":
        return "E_VALUE", str(context["error"]), None
    return "E_VALUE", f"{details['msg'][:1].lower()}{details['msg'][1:]}{where}", None


def known_keys(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys that a model knows at a place inside it."""
    annotation: Any = model.model_fields["root"].annotation if "root" in model.model_fields else model
    for step in path:
        found = _model_in(annotation)
        if found is not None and step in found.model_fields:
            annotation = found.model_fields[str(step)].annotation
        elif found is None and get_args(annotation):
            annotation = get_args(annotation)[-1]
    found = _model_in(annotation)
    return list(found.model_fields) if found is not None else []


def path_text(path: Sequence[str | int]) -> str:
    """A path as people write it: `nodes[2].parameters`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def shown(value: object) -> str:
    """A value from outside, short, in a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int | float):
        text = str(value)
        return f"the number {text if len(text) <= 40 else text[:39] + '…'}"
    return "a list" if isinstance(value, list) else "a mapping"


def _near(given: object, choices: Sequence[str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(str(given), choices, 1)
    return f"did you mean '{near[0]}'?" if near else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for each in get_args(annotation):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None
