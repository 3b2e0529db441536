"""The scenario document: model, validation, plan."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from filbert.scenarios.document import Document as Document
    from filbert.scenarios.document import Edge as Edge
    from filbert.scenarios.document import Node as Node
    from filbert.scenarios.document import Properties as Properties
    from filbert.scenarios.document import load_scenario as load_scenario
    from filbert.scenarios.document import locate as locate
    from filbert.scenarios.document import read_scenario as read_scenario
    from filbert.scenarios.duration import format_duration as format_duration
    from filbert.scenarios.duration import parse_duration as parse_duration
    from filbert.scenarios.environment import Environment as Environment
    from filbert.scenarios.environment import load_environment as load_environment
    from filbert.scenarios.events import InputEvent as InputEvent
    from filbert.scenarios.events import parse_event_line as parse_event_line
    from filbert.scenarios.problem import DocumentError as DocumentError
    from filbert.scenarios.problem import Problem as Problem
    from filbert.scenarios.stream import EventTime as EventTime
    from filbert.scenarios.stream import Stream as Stream
    from filbert.scenarios.stream import StreamField as StreamField
    from filbert.scenarios.stream import load_stream as load_stream
    from filbert.scenarios.stream import load_streams as load_streams
    from filbert.scenarios.version import scenario_version as scenario_version

_HOMES = {
    "Document": "document", "Edge": "document", "Node": "document", "Properties": "document",
    "load_scenario": "document", "locate": "document", "read_scenario": "document",
    "format_duration": "duration", "parse_duration": "duration",
    "Environment": "environment", "load_environment": "environment",
    "InputEvent": "events", "parse_event_line": "events",
    "DocumentError": "problem", "Problem": "problem",
    "EventTime": "stream", "Stream": "stream", "StreamField": "stream",
    "load_stream": "stream", "load_streams": "stream",
    "scenario_version": "version",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Public names are imported when first asked for, which keeps the command line quick to start."""
    if name not in _HOMES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
