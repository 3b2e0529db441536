"""What `filbert run` prints: one JSON line for every sink row and error, in order of time; rows by node on demand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from filbert.expressions import to_json
from filbert.expressions.types import TIMESTAMP

if TYPE_CHECKING:
    from filbert.components.spec import Context, Row
    from filbert.expressions import Column
    from filbert.runtime.sandbox.engine import ErrorRow, SandboxResult, SinkRow
    from filbert.scenarios.plan import Plan

EPOCH = datetime(1970, 1, 1)


def lines(result: SandboxResult) -> Iterator[dict[str, Any]]:
    """Sink rows and errors as JSON values."""
    told: list[tuple[int, dict[str, Any]]] = [(row.time_ms, row_line(row)) for row in result.rows]
    told += [(error.time_ms or 0, error_line(error)) for error in result.errors]
    yield from (line for _, line in sorted(told, key=lambda each: each[0]))


def row_line(row: SinkRow) -> dict[str, Any]:
    """A record that a sink wrote."""
    return {
        "kind": "row",
        "node": row.node,
        "event_id": row.event_id,
        "time": _time(row.time_ms),
        "row": values(row.record, row.columns),
    }


def error_line(error: ErrorRow) -> dict[str, Any]:
    """An event that left the path; `field` instead of `parameter` and `at` for one that did not decode."""
    line: dict[str, Any] = {
        "kind": "error",
        "node": error.node,
        "event_id": error.event_id,
        "code": error.code,
    }
    if error.time_ms is not None:
        line["time"] = _time(error.time_ms)
    if error.parameter is not None:
        line["parameter"] = error.parameter
    if error.at is not None:
        line["at"] = error.at
    if error.field is not None:
        line["field"] = error.field
    return {**line, "message": error.message}


def trace_lines(plan: Plan, result: SandboxResult) -> Iterator[dict[str, Any]]:
    """Rows that left each node, by output."""
    for node in plan.nodes:
        contexts: Mapping[str, Context] = node.bound.outputs
        for port, rows in result.trace[node.id].outputs.items():
            columns = contexts[port].columns
            for row in rows:
                shown = {name: column for name, column in columns.items() if name in row}
                yield {
                    "kind": "trace",
                    "node": node.id,
                    "port": port,
                    "event_id": row["event_id"],
                    "time": _time(row["$time"]),
                    "row": values(row, shown),
                }


def values(row: Row, columns: Mapping[str, Column]) -> dict[str, Any]:
    """A row's columns as JSON values."""
    return {name: to_json(row[name], column.type) for name, column in columns.items()}


def _time(milliseconds: int) -> Any:
    return to_json(EPOCH + timedelta(milliseconds=milliseconds), TIMESTAMP)
