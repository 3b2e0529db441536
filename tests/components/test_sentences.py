"""Sentences of components."""

import re
from typing import Any

import pytest
from filbert.components.registry import components
from filbert.components.spec import Component


@pytest.mark.parametrize("component", components().values(), ids=lambda each: str(each.id))
def test_slots_of_a_sentence_are_parameters(component: Component) -> None:
    schema = component.parameters.model_json_schema(mode="validation")

    unknown = [
        slot
        for slot in re.findall(r"{(.*?)}", component.sentence)
        if not _has(schema, schema, slot.split("."))
    ]

    assert unknown == []


def _has(schema: dict[str, Any], root: dict[str, Any], path: list[str]) -> bool:
    if not path:
        return True
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    found = schema.get("properties", {}).get(path[0])
    return found is not None and _has(found, root, path[1:])
