"""The built-in components, one module each."""

BUILTIN = (
    "kafka",
    "filter",
    "switch",
    "variable",
    "select",
    "decision_table",
    "split",
    "fragment",
    "union",
    "aggregate",
    "previous",
    "deduplicate",
    "join_latest",
    "kafka_sink",
    "alert",
    "action",
    "dead_end",
)
"""Modules of this package; each has its component in `COMPONENT`."""
