"""The registry of the stack's parts. A new part is one module here and one line in `MODULES`.

A module has `PORTS: tuple[Port, ...]` and `parts(context: Context) -> tuple[Part, ...]`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from filbert.runtime.stack.errors import WrongUseError
from filbert.runtime.stack.part import Context, Part
from filbert.runtime.stack.port import Port


class PartModule(Protocol):
    """What a module of parts offers."""

    PORTS: tuple[Port, ...]

    def parts(self, context: Context) -> tuple[Part, ...]:
        """The parts, built for one stack."""


@dataclass(frozen=True)
class Entry:
    """A line of the registry."""

    module: str
    always: bool = True
    """Started by every `filbert up`; the others are named by `--with`."""


MODULES: dict[str, Entry] = {
    "kafka": Entry("filbert.runtime.stack.parts.kafka"),
    "flink": Entry("filbert.runtime.stack.parts.flink"),
    "submitter": Entry("filbert.runtime.stack.parts.submitter"),
    "resume": Entry("filbert.runtime.stack.parts.resume"),
    "designer": Entry("filbert.runtime.stack.parts.designer"),
    "elasticsearch": Entry("filbert.runtime.stack.parts.elasticsearch", always=False),
    "prometheus": Entry("filbert.runtime.stack.parts.prometheus", always=False),
}


def optional_names() -> list[str]:
    """What `filbert up --with` takes."""
    return [name for name, entry in MODULES.items() if not entry.always]


def selected(extras: Collection[str], without: Collection[str] = ()) -> list[PartModule]:
    """The modules to start, in the order of the registry.

    Args:
        extras: those to start beside what is always started.
        without: those not to start all the same.

    Raises:
        WrongUseError: an extra is not known.
    """
    for extra in extras:
        if extra not in optional_names():
            known = ", ".join(optional_names()) or "none yet"
            raise WrongUseError(f"There is no part '{extra}' to start with the stack. Known: {known}.")
    return [
        cast("PartModule", import_module(entry.module))
        for name, entry in MODULES.items()
        if (entry.always and name not in without) or name in extras
    ]
