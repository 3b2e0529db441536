"""`aggregate`: sums, counts and extremes over a sliding window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from filbert.components.aggregates import AggregateFunction, result_column
from filbert.components.parameters import Condition, Duration, Expression, Name, Parameters
from filbert.components.spec import (
    Component,
    Context,
    Failure,
    NodeSql,
    Operator,
    Place,
    Result,
    Row,
    Run,
    State,
)
from filbert.components.stateful import Keyed, Order, bind_keys, signature, signature_of
from filbert.expressions import Column
from filbert.expressions.types import BOOLEAN
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked


class Window(Parameters):
    """The window: a sliding one of length W covers (t − W, t] for an event at t."""

    kind: Literal["sliding"]
    length: Duration


class Aggregate(Parameters):
    """One aggregate."""

    name: Name
    function: AggregateFunction
    value: Expression | None = Field(
        None, description="What is aggregated; count_if takes its condition here."
    )
    where: Condition | None = Field(None, description="Only events for which this holds count.")
    arguments: dict[str, Any] = Field({}, max_length=0, description="No function of this version takes any.")


class AggregateParameters(Parameters):
    """Parameters of `aggregate`."""

    key: list[Expression] = Field([], max_length=20, description="Events of one key are aggregated together.")
    window: Window
    aggregates: list[Aggregate] = Field(min_length=1, max_length=60)
    emit: Literal["each-event"] = "each-event"
    order: Order = Field(
        "arrival", description="arrival: at once; event-time: sorted, after the watermark's delay."
    )
    resolution: Duration | None = Field(
        None, description="Fold events into buckets of this width to save memory."
    )
    lateness: Duration | None = Field(
        None, description="How late an event may be and still find all others held."
    )


@dataclass(frozen=True)
class BoundAggregate(Keyed):
    """Aggregates whose expressions hold in their context."""

    late_is_error: ClassVar[bool] = False  # a window answers a late event as of its own time

    parameters: AggregateParameters
    checked: tuple[tuple[Checked | None, Checked | None], ...]
    """Value and where of each aggregate."""
    columns: Mapping[str, Column]

    @property
    def defined(self) -> Mapping[str, Column]:
        return self.columns

    @property
    def outputs(self) -> Mapping[str, Context]:
        own = self.state().signature
        context = self.context.define(
            self.columns, {name: f"{own}.{at}" for at, name in enumerate(self.columns)}
        )
        return {"out": context.lacking(each.name for each in self.parameters.aggregates)}

    @property
    def values(self) -> Mapping[str, Checked]:
        found = {}
        for number, (value, where) in enumerate(self.checked):
            if value is not None:
                found[f"aggregates.{number}.value"] = value
            if where is not None:
                found[f"aggregates.{number}.where"] = where
        return found

    @property
    def lateness_ms(self) -> int:
        """How long events stay held beyond the window."""
        given = self.parameters.lateness
        return self.context.out_of_orderness_ms if given is None else given

    def state(self) -> State:
        parts = [
            [
                each.function,
                value and signature_of(value, self.context),
                where and signature_of(where, self.context),
            ]
            for each, (value, where) in zip(self.parameters.aggregates, self.checked, strict=True)
        ]
        text = signature(
            {
                "component": "aggregate",
                "key": [signature_of(key, self.context) for key in self.keys],
                "aggregates": parts,
                "order": self.order,
                "resolution": self.parameters.resolution or 0,
            }
        )
        return State(text, "aggregate", self.parameters.window.length)

    def operator(self, run: Run) -> Operator:
        from filbert.components.windows import AggregateOverflow, AggregateSpec, SlidingAggregate

        specs = [
            AggregateSpec(each.name, each.function, value.column if value else None, where is not None)
            for each, (value, where) in zip(self.parameters.aggregates, self.checked, strict=True)
        ]
        window, resolution = self.parameters.window.length, self.parameters.resolution or 0
        positions = list(self._positions())

        def aggregate(inputs: Mapping[str, Sequence[Row]]) -> Result:
            out: list[Row] = []
            result = Result({"out": out})
            held = SlidingAggregate(window, self.lateness_ms, resolution, specs)

            def use(row: Row, key: Any, values: Sequence[Any]) -> None:
                taken = [None if at is None else values[at] for at, _ in positions]
                flags = [None if at is None else values[at] for _, at in positions]
                try:
                    answers = held.add(key, row["$time"], taken, flags)
                except AggregateOverflow as error:
                    result.failures.append(
                        Failure(row, f"aggregates.{error.name}", error.code, None, str(error))
                    )
                else:
                    out.append({**row, **dict(zip(self.columns, answers, strict=True))})

            self.each_event(inputs["in"], result, use)
            return result

        return aggregate

    def _positions(self) -> list[tuple[int | None, int | None]]:
        """Where each aggregate's value and where stand among the evaluated expressions."""
        paths = list(self.values)
        return [
            tuple(
                paths.index(path) if path in paths else None
                for path in (f"aggregates.{at}.value", f"aggregates.{at}.where")
            )  # type: ignore[misc]
            for at in range(len(self.checked))
        ]

    def flink(self, sql: NodeSql) -> None:
        def spec(columns: Sequence[str]) -> Mapping[str, object]:
            aggregates = []
            for each, (value, where) in zip(self.parameters.aggregates, self._positions(), strict=True):
                aggregate: dict[str, object] = {"name": each.name, "function": each.function}
                if value is not None:
                    aggregate["value"] = columns[value]
                if where is not None:
                    aggregate["where"] = columns[where]
                aggregates.append(aggregate)
            return {
                "window": self.parameters.window.length,
                "lateness": self.lateness_ms,
                "resolution": self.parameters.resolution or 0,
                "aggregates": aggregates,
            }

        answers = self.call(sql, "FILBERT_AGGREGATE", [*self.values.values()], spec)
        failing = any(each.function in {"sum", "avg"} for each in self.parameters.aggregates)
        sql.answers(answers, errors=failing or self.order == "event-time")


class AggregateComponent(Component):
    """Counts, sums and more over a key's recent events, exact to the millisecond.

    A sliding window of length W at an event of time t covers (t − W, t] and includes the event itself. Each event goes
    on with the aggregates as new columns. NULL values are ignored; an empty window gives NULL, counts give 0.
    """

    id = "aggregate"
    title = "Aggregate"
    category = "state"
    sentence = "For each {key}, over a {window.kind} window of {window.length}, add {aggregates} to {emit}."
    parameters = AggregateParameters
    example = {
        "key": ["caller"],
        "window": {"kind": "sliding", "length": "1h"},
        "aggregates": [{"name": "calls", "function": "count"}],
    }

    def bind(self, parameters: AggregateParameters, place: Place) -> BoundAggregate | None:
        keys = bind_keys(place, parameters.key, parameters.order)
        checked: list[tuple[Checked | None, Checked | None]] = []
        columns: dict[str, Column] = {}
        for number, each in enumerate(parameters.aggregates):
            path = f"aggregates.{number}"
            free = place.new_name(f"{path}.name", each.name)
            if each.name in columns:
                place.fault(
                    "E_SHADOW",
                    f"there is another aggregate '{each.name}'",
                    f"{path}.name",
                    "choose another name",
                )
            value = where = None
            if each.value is not None:
                wanted = BOOLEAN if each.function == "count_if" else None
                value = place.expression(f"{path}.value", each.value, expected=wanted)
            elif each.function != "count":
                place.fault(
                    "E_MISSING",
                    f"{each.function} needs a value",
                    f"{path}.value",
                    "name the field or expression",
                )
            if each.where is not None:
                where = place.expression(f"{path}.where", each.where, expected=BOOLEAN)
            checked.append((value, where))
            if (each.value is None) == (value is None) and (value is not None or each.function == "count"):
                try:
                    column = result_column(each.function, value.column if value else None)
                except ValueError as error:
                    place.fault(
                        "E_TYPE", str(error), f"{path}.value", "CAST the value to a type that it takes"
                    )
                else:
                    if free:
                        columns[each.name] = column
        if keys is None:
            keys = ()
        return BoundAggregate(place.context, keys, parameters.order, parameters, tuple(checked), columns)


COMPONENT = AggregateComponent()
