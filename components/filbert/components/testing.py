"""For tests of components, ours and others': bind one to a context and run rows through it, without a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from filbert.components.registry import component_of
from filbert.components.spec import Bound, Context, Finding, Place, Result, Row, Run, StreamView
from filbert.expressions import parse_type

EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Outcome:
    """What a component gave: values only, our own `$` columns and the event's id left out."""

    ports: Mapping[str, list[dict[str, Any]]]
    failures: list[tuple[str | None, str, int | None]]
    """Parameter, code and position of each event that failed."""
    records: list[dict[str, Any]]


def context_of(columns: Mapping[str, str], key: str | None = None) -> Context:
    """A context of declared types, as after a source."""
    known = {name: parse_type(declared) for name, declared in columns.items()}
    return Context(known, {name: f"events.{name}" for name in known}, frozenset({key} if key else ()))


def bind(
    component: str,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, Context],
    streams: Mapping[str, StreamView] | None = None,
) -> tuple[Bound | None, list[Finding]]:
    """Bind a component's parameters to input contexts; gives what was found, too."""
    kind = component_of(component)
    assert kind is not None, component
    place = Place("node", inputs, streams or {})
    return kind.bind(kind.parameters.model_validate(parameters), place), place.findings


def rows_of(events: Sequence[Mapping[str, Any]], stream: str = "events", first: int = 0) -> list[Row]:
    """Rows of values, in order of arrival; `time` (milliseconds, default 0) becomes the event's time."""
    made = []
    for number, event in enumerate(events, first):
        values = {name: value for name, value in event.items() if name != "time"}
        time = event.get("time", 0)
        made.append(
            {
                **values,
                "$time": time,
                "$ingested": time,
                "$stream": stream,
                "$partition": 0,
                "$offset": number,
                "$sequence": number,
                "event_time": EPOCH + timedelta(milliseconds=time),
                "event_key": None,
                "event_id": f"{stream}:0:{number}",
            }
        )
    return made


def run(
    component: str,
    parameters: Mapping[str, Any],
    columns: Mapping[str, str],
    events: Sequence[Mapping[str, Any]],
    key: str | None = None,
    streams: Mapping[str, StreamView] | None = None,
) -> Outcome:
    """Run events through a component of one input."""
    bound, findings = bind(component, parameters, {"in": context_of(columns, key)}, streams)
    faults = [finding for finding in findings if finding.severity == "error"]
    assert not faults, faults
    assert bound is not None
    return outcome(run_bound(bound, {"in": rows_of(events)}))


def run_bound(
    bound: Bound, inputs: Mapping[str, Sequence[Row]], snoozes: Mapping[str, datetime] | None = None
) -> Result:
    """Run rows through a bound node."""
    wanted = {port: frozenset(context.columns) for port, context in bound.outputs.items()}
    return bound.operator(
        Run(
            "node",
            "scenario",
            "sandbox",
            "0" * 64,
            wanted,
            dict.fromkeys(inputs, "before"),
            snoozes=snoozes or {},
        )
    )(inputs)


def outcome(result: Result) -> Outcome:
    """A result in values only."""
    return Outcome(
        {port: [_values(row) for row in rows] for port, rows in result.ports.items()},
        [(failure.parameter, failure.code, failure.at) for failure in result.failures],
        [record for _, record in result.records],
    )


def _values(row: Row) -> dict[str, Any]:
    own = {"event_time", "event_key", "event_id"}
    return {name: value for name, value in row.items() if not name.startswith("$") and name not in own}
