"""Components by id: the built-in ones, and those that others add by the entry point `filbert.components`."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from filbert.components.builtin import BUILTIN
from filbert.components.spec import Component


@cache
def components() -> Mapping[str, Component]:
    """All components by id.

    Raises:
        ValueError: two of them have the same id.
    """
    found: dict[str, Component] = {}
    builtin = [import_module(f"filbert.components.builtin.{module}").COMPONENT for module in BUILTIN]
    added = [entry.load() for entry in entry_points(group="filbert.components")]
    for component in [*builtin, *added]:
        if component.id in found:
            raise ValueError(
                f"two components have the id '{component.id}': {found[component.id]!r} and {component!r}"
            )
        found[component.id] = component
    return found
