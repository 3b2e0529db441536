"""`previous`: values of the key's event before this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from filbert.components.parameters import Duration, Expression, Name, Parameters
from filbert.components.spec import Component, Context, NodeSql, Operator, Place, Result, Row, Run, State
from filbert.components.stateful import Keyed, Order, bind_keys, signature, signature_of
from filbert.expressions import Column
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked


class PreviousParameters(Parameters):
    """Parameters of `previous`."""

    key: list[Expression] = Field([], max_length=20, description="Events of one key follow each other.")
    values: dict[Name, Expression] = Field(min_length=1, max_length=60)
    time_to_live: Duration | None = Field(
        None, description="Forget an event after this time; never, if not given."
    )
    order: Order = Field(
        "arrival", description="arrival: at once; event-time: sorted, after the watermark's delay."
    )


@dataclass(frozen=True)
class BoundPrevious(Keyed):
    """Values that hold in their context."""

    parameters: PreviousParameters
    remembered: Mapping[str, Checked]

    @property
    def defined(self) -> Mapping[str, Column]:
        return {name: replace(checked.column, nullable=True) for name, checked in self.remembered.items()}

    @property
    def outputs(self) -> Mapping[str, Context]:
        own = self.state().signature
        context = self.context.define(
            self.defined, {name: f"{own}.{at}" for at, name in enumerate(self.remembered)}
        )
        return {"out": context.lacking(self.parameters.values)}

    @property
    def values(self) -> Mapping[str, Checked]:
        return {f"values.{name}": checked for name, checked in self.remembered.items()}

    def state(self) -> State:
        text = signature(
            {
                "component": "previous",
                "key": [signature_of(key, self.context) for key in self.keys],
                "values": [signature_of(value, self.context) for value in self.remembered.values()],
                "order": self.order,
            }
        )
        return State(text, "previous", self.parameters.time_to_live or 0)

    def operator(self, run: Run) -> Operator:
        from filbert.components.windows import PreviousValue

        names = list(self.remembered)

        def look_back(inputs: Mapping[str, Sequence[Row]]) -> Result:
            out: list[Row] = []
            result = Result({"out": out})
            held = PreviousValue(self.parameters.time_to_live or 0)
            nothing = (None,) * len(names)

            def use(row: Row, key: Any, values: Sequence[Any]) -> None:
                before = held.exchange(key, row["$time"], tuple(values))
                out.append({**row, **dict(zip(names, before or nothing, strict=True))})

            self.each_event(inputs["in"], result, use)
            return result

        return look_back

    def flink(self, sql: NodeSql) -> None:
        def spec(columns: Sequence[str]) -> Mapping[str, object]:
            return {
                "values": [
                    {"name": name, "value": column}
                    for name, column in zip(self.remembered, columns, strict=True)
                ],
                "time_to_live": self.parameters.time_to_live or 0,
            }

        answers = self.call(sql, "FILBERT_PREVIOUS", [*self.remembered.values()], spec)
        sql.answers(answers, errors=self.order == "event-time")


class Previous(Component):
    """Adds values of the previous event of the same key; NULL at the key's first event."""

    id = "previous"
    title = "Previous event"
    category = "state"
    sentence = "For each {key}, add {values} of the event before."
    parameters = PreviousParameters
    example = {"key": ["caller"], "values": {"last_cell": "cell.id"}}

    def bind(self, parameters: PreviousParameters, place: Place) -> BoundPrevious | None:
        keys = bind_keys(place, parameters.key, parameters.order)
        remembered: dict[str, Checked] = {}
        for name, text in parameters.values.items():
            path = f"values.{name}"
            free = place.new_name(path, name)
            checked = place.expression(path, text)
            if checked is not None and free:
                remembered[name] = checked
        return BoundPrevious(place.context, keys or (), parameters.order, parameters, remembered)


COMPONENT = Previous()
