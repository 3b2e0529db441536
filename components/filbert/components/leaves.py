"""The texts of a node's parameters with what each is, read from the component's model alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Path = tuple[str | int, ...]
EXPRESSION, TEMPLATE, NAME, COLUMN = "expression", "template", "name", "column"


@dataclass(frozen=True)
class Leaf:
    """A text of the parameters.

    Attributes:
        path: keys and indexes that lead to it.
        editor: what it is, as its kind of parameter says: expression, template, name, column and so on.
        is_key: whether it is the last key of the path itself, and not what stands there.
    """

    path: Path
    editor: str
    text: str
    is_key: bool = False


def leaves(model: type[BaseModel], parameters: Mapping[str, Any]) -> Iterator[Leaf]:
    """Yield every text of a node's parameters whose kind is known, in the order of the document."""
    for name, value in parameters.items():
        field = model.model_fields.get(name)
        if field is not None:
            yield from _walk(field.annotation, _editor(field), value, (name,))


def by_input(model: type[BaseModel]) -> str | None:
    """The parameter that gives each input's columns names of their own: a mapping by input of name = expression."""
    for name, field in model.model_fields.items():
        arguments = get_args(field.annotation)
        if get_origin(field.annotation) is dict and get_origin(arguments[1]) is dict:
            key, value = get_args(arguments[1])
            if _editor_of(key) == NAME and _editor_of(value) == EXPRESSION:
                return name
    return None


def _walk(annotation: Any, editor: str | None, value: Any, path: Path) -> Iterator[Leaf]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _walk(arguments[0], _editor_of(annotation) or editor, value, path)
    elif origin in {Union, UnionType}:
        fitting = [each for each in arguments if _fits(each, value)]
        if fitting:
            yield from _walk(fitting[0], editor, value, path)
    elif isinstance(value, Mapping):
        yield from _walk_mapping(annotation, editor, value, path)
    elif isinstance(value, list):
        if editor is not None:
            yield from _table(editor, value, path)
        elif origin is list:
            for index, each in enumerate(value):
                yield from _walk(arguments[0], None, each, (*path, index))
    elif isinstance(value, str) and editor is not None:
        yield Leaf(path, editor, value)


def _walk_mapping(
    annotation: Any, editor: str | None, value: Mapping[str, Any], path: Path
) -> Iterator[Leaf]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for leaf in leaves(annotation, value):
            yield Leaf((*path, *leaf.path), leaf.editor, leaf.text, leaf.is_key)
    elif get_origin(annotation) is dict:
        key_type, value_type = get_args(annotation)
        key_editor = _editor_of(key_type)
        for key, each in value.items():
            if key_editor is not None:
                yield Leaf((*path, key), key_editor, key, True)
            yield from _walk(value_type, None, each, (*path, key))


def _table(editor: str, rows: list[Any], path: Path) -> Iterator[Leaf]:
    """The keys of the rows of a table are the names of its columns."""
    for index, row in enumerate(rows):
        if isinstance(row, Mapping):
            yield from (Leaf((*path, index, key), editor, key, True) for key in row if isinstance(key, str))


def _fits(annotation: Any, value: Any) -> bool:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _fits(get_args(annotation)[0], value)
    if origin in {list, dict}:
        return isinstance(value, list if origin is list else Mapping)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return isinstance(value, Mapping)
    return annotation is str and isinstance(value, str)


def _editor_of(annotation: Any) -> str | None:
    if get_origin(annotation) is not Annotated:
        return None
    fields = (each for each in get_args(annotation)[1:] if isinstance(each, FieldInfo))
    return next((editor for editor in map(_editor, fields) if editor is not None), None)


def _editor(field: FieldInfo) -> str | None:
    extra = field.json_schema_extra
    editor = extra.get("editor") if isinstance(extra, dict) else None
    return editor if isinstance(editor, str) else None
