"""The kinds of traffic. A new one is a package with `open_traffic(settings)` and a line here."""

from importlib import import_module
from typing import cast

from filbert.runtime.traffic.batch import Traffic, TrafficSettings

KINDS: dict[str, str] = {
    "telecom": "filbert.runtime.traffic.telecom.traffic",
}
"""Name of a kind: the module with its `open_traffic`."""


def open_traffic(kind: str, settings: TrafficSettings) -> Traffic:
    """Make the traffic of a kind, ready to run."""
    return cast(Traffic, import_module(KINDS[kind]).open_traffic(settings))
