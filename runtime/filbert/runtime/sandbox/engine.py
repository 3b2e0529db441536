"""Runs a plan over a whole sample, node by node in order of flow.

Arrival order is the order of the sample. There is no watermark here: the sample is seen as complete, so nothing is
late, and a node in event time simply sorts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from filbert.components.spec import ERROR, TABLE, Failure, Row, Run
from filbert.runtime.sandbox.mock import MockError, mock_of

if TYPE_CHECKING:
    from datetime import datetime

    from filbert.expressions import Column
    from filbert.scenarios.events import InputEvent
    from filbert.scenarios.plan import Plan, PlannedNode


NO_MOCKS: Mapping[str, Sequence[Mapping[str, Any]]] = {}
NO_SNOOZES: Mapping[str, datetime] = {}


class SampleError(Exception):
    """The sample cannot be fed to the scenario; the message names the event and what to do."""


@dataclass(frozen=True)
class SinkRow:
    """A record that a sink wrote."""

    node: str
    event_id: str
    time_ms: int
    record: Row
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class ErrorRow:
    """An event that left the path, as it would go to dead letters."""

    node: str
    parameter: str | None
    event_id: str
    time_ms: int | None
    code: str
    at: int | None
    field: str | None
    message: str


@dataclass
class NodeCounts:
    """How many events a node took, passed by output, and lost to errors."""

    received: int = 0
    passed: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    counters: Mapping[str, int] = field(default_factory=dict)
    """What else the node counts."""


@dataclass(frozen=True)
class NodeTrace:
    """What went through a node."""

    inputs: Mapping[str, Sequence[Row]]
    outputs: Mapping[str, Sequence[Row]]
    records: Sequence[tuple[Row, Row]]
    failures: Sequence[Failure]


@dataclass(frozen=True)
class SandboxResult:
    """What a sample gave. Rows and errors are in order of time."""

    rows: tuple[SinkRow, ...]
    errors: tuple[ErrorRow, ...]
    counts: Mapping[str, NodeCounts]
    trace: Mapping[str, NodeTrace]


def run_sandbox(
    plan: Plan,
    events: Iterable[InputEvent],
    *,
    environment: str = "sandbox",
    version: str = "",
    actions: Literal["live", "dry-run", "off"] = "dry-run",
    mocks: Mapping[str, Sequence[Mapping[str, Any]]] = NO_MOCKS,
    snoozes: Mapping[str, datetime] = NO_SNOOZES,
    until_ms: int | None = None,
    trace: bool = False,
) -> SandboxResult:
    """Run a sample through a plan.

    Args:
        events: in order of arrival.
        actions: what the environment makes of actions.
        mocks: by node, what it answers in place of asking, as in a test case.
        snoozes: by subject, until when alerts about it are held back, in UTC.
        until_ms: the end of the virtual clock; later events are not fed.

    Raises:
        SampleError: an event names a stream that the scenario does not read, or lacks its time; a mock is of no use.
    """
    for name in mocks:
        if not any(node.id == name and node.bound.mocked is not None for node in plan.nodes):
            raise SampleError(f"node '{name}' asks nobody, so there is nothing to mock")
    samples = _by_stream(plan, events)
    outputs: dict[tuple[str, str], list[Row]] = {}
    rows: list[tuple[int, int, SinkRow]] = []
    errors: list[tuple[int, int, ErrorRow]] = []
    counts: dict[str, NodeCounts] = {}
    traces: dict[str, NodeTrace] = {}
    for node in plan.nodes:
        inputs = _inputs(node, samples, outputs)
        edges = {port: str(link) for port, link in node.inputs.items()}
        try:
            mock = mock_of(node, mocks[node.id]) if node.id in mocks else None
            run = Run(node.id, plan.name, environment, version, _wanted(node), edges, actions, mock, snoozes)
            result = node.bound.operator(run)(inputs)
        except (ValueError, MockError) as error:
            raise SampleError(str(error)) from error
        if not node.inputs and until_ms is not None:
            result.ports = {
                port: [row for row in made if row["$time"] <= until_ms] for port, made in result.ports.items()
            }
        for port, made in result.ports.items():
            outputs[node.id, port] = made
        if ERROR in node.live_outputs:
            outputs[node.id, ERROR] = [_error_row(node.id, failure) for failure in result.failures]
        else:
            errors += [_error(node.id, failure) for failure in result.failures]
        errors += [_error(node.id, failure) for failure in result.undecoded]
        columns = node.bound.record or {}
        for row, record in result.records:
            sink_row = SinkRow(node.id, row["event_id"], row["$time"], record, columns)
            rows.append((row["$time"], row["$sequence"], sink_row))
        counts[node.id] = NodeCounts(
            sum(map(len, inputs.values())),
            {port: len(made) for port, made in result.ports.items()} or {"": len(result.records)},
            len(result.failures) + len(result.undecoded),
            result.counters,
        )
        if trace:
            failures = [*result.failures, *result.undecoded]
            traces[node.id] = NodeTrace(inputs, result.ports, result.records, failures)
    return SandboxResult(
        tuple(row for *_, row in sorted(rows, key=_when)),
        tuple(row for *_, row in sorted(errors, key=_when)),
        counts,
        traces,
    )


def _when(entry: tuple[int, int, Any]) -> tuple[int, int]:
    return entry[0], entry[1]


def _wanted(node: PlannedNode) -> Mapping[str, frozenset[str]]:
    return {port: node.live_outputs.get(port, frozenset()) for port in node.bound.outputs}


def _inputs(
    node: PlannedNode, samples: Mapping[str, list[Row]], outputs: Mapping[tuple[str, str], list[Row]]
) -> dict[str, list[Row]]:
    if not node.inputs:
        return {"in": samples.get(getattr(node.parameters, "stream", ""), [])}
    inputs = {port: outputs.get((link.node, link.port), []) for port, link in node.inputs.items()}
    if node.bound.table_stream is not None:
        inputs[TABLE] = samples[node.bound.table_stream.name]
    return inputs


def _by_stream(plan: Plan, events: Iterable[InputEvent]) -> dict[str, list[Row]]:
    """Records by stream, as a source sees them."""
    read = plan.reads
    samples: dict[str, list[Row]] = {name: [] for name in read}
    for number, event in enumerate(events):
        stream = event.stream or (plan.sources[0] if len(plan.sources) == 1 else None)
        if stream is None:
            raise SampleError(f"event {number + 1}: name its stream, one of {', '.join(read)}")
        if stream not in samples:
            raise SampleError(
                f"event {number + 1}: the scenario does not read stream '{stream}', only {', '.join(read)}"
            )
        offset = number if event.offset is None else event.offset
        samples[stream].append(
            {
                "$raw": event.raw,
                "$ingested": event.time_ms,
                "$stream": stream,
                "$partition": event.partition,
                "$offset": offset,
                "$sequence": number,
                "event_id": f"{stream}:{event.partition}:{offset}",
                "event_key": event.key,
            }
        )
    return samples


def _error(node: str, failure: Failure) -> tuple[int, int, ErrorRow]:
    row = failure.row
    time = row.get("$time", row["$ingested"])
    made = ErrorRow(
        node,
        failure.parameter,
        row["event_id"],
        time,
        failure.code,
        failure.at,
        failure.field,
        failure.message,
    )
    return time or 0, row["$sequence"], made


def _error_row(node: str, failure: Failure) -> Row:
    told = {
        "node": node,
        "parameter": failure.parameter,
        "code": failure.code,
        "at": failure.at,
        "message": failure.message,
    }
    return {**failure.row, ERROR: told}
