"""The functions of the JVM library, by the name they have in SQL. Those of expressions are in their registry."""

from filbert.components.base import literal
from filbert.expressions import java_functions

CLASSES = {
    "FILBERT_AGGREGATE": "filbert.state.Aggregate",
    "FILBERT_PREVIOUS": "filbert.state.Previous",
    "FILBERT_DEDUPLICATE": "filbert.state.Deduplicate",
    "FILBERT_ALERT": "filbert.state.Alert",
    "FILBERT_JOIN_LATEST": "filbert.state.JoinLatest",
    "FILBERT_DECIDE": "filbert.decision.Decide",
    "FILBERT_PROBE": "filbert.probe.Probe",
    "FILBERT_COUNT": "filbert.probe.PortCounter",
    "FILBERT_LATENCY": "filbert.probe.Latency",
    "FILBERT_RECORD": "filbert.json.Record",
    "FILBERT_ERROR": "filbert.json.ErrorParts",
    "FILBERT_EVENT_TIME": "filbert.time.EventTime",
}


def registration(name: str) -> str:
    """The statement that makes a function known."""
    class_name = CLASSES.get(name) or java_functions()[name]
    return f"CREATE TEMPORARY SYSTEM FUNCTION IF NOT EXISTS {name} AS {literal(class_name)}"
