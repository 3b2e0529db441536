"""Components by id: the built-in ones, and those that others add by the entry point `filbert.components`.

A built-in component is loaded when it is first asked for: most scenarios use a few of them.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from filbert.components.builtin import BUILTIN
from filbert.components.spec import Component


@cache
def component_of(id_: str) -> Component | None:
    """The component of an id; None if there is none.

    Raises:
        ValueError: two of the components that were added have the same id.
    """
    module = id_.replace("-", "_")
    if module in BUILTIN:
        component: Component = import_module(f"filbert.components.builtin.{module}").COMPONENT
        if component.id == id_:
            return component
    return components().get(id_)


@cache
def components() -> Mapping[str, Component]:
    """All components by id.

    Raises:
        ValueError: two of them have the same id.
    """
    from importlib.metadata import entry_points

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
