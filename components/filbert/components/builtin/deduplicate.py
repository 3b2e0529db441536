"""`deduplicate`: the first event of a key, and its repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filbert.components.parameters import Duration, Expression, Parameters
from filbert.components.spec import Component, Context, NodeSql, Operator, Place, Result, Row, Run, State
from filbert.components.stateful import Keyed, Order, bind_keys, signature, signature_of
from pydantic import Field


class DeduplicateParameters(Parameters):
    """Parameters of `deduplicate`."""

    key: list[Expression] = Field(
        [], max_length=20, description="Events of one key are repeats of each other."
    )
    window: Duration = Field(description="How long after an event that passed its repeats are held back.")
    order: Order = Field(
        "arrival", description="arrival: at once; event-time: sorted, after the watermark's delay."
    )


@dataclass(frozen=True)
class BoundDeduplicate(Keyed):
    """Keys that hold in their context."""

    parameters: DeduplicateParameters

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {"first": self.context, "duplicate": self.context}

    def state(self) -> State:
        text = signature(
            {
                "component": "deduplicate",
                "key": [signature_of(key, self.context) for key in self.keys],
                "order": self.order,
            }
        )
        return State(text, "deduplicate", self.parameters.window)

    def operator(self, run: Run) -> Operator:
        from filbert.components.windows import Deduplicator

        def separate(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result({"first": [], "duplicate": []})
            held = Deduplicator(self.parameters.window)

            def use(row: Row, key: Any, values: Sequence[Any]) -> None:
                port = "first" if held.first(key, row["$time"]) else "duplicate"
                result.ports[port].append(row)

            self.each_event(inputs["in"], result, use)
            return result

        return separate

    def flink(self, sql: NodeSql) -> None:
        answers = self.call(sql, "FILBERT_DEDUPLICATE", (), lambda _: {"window": self.parameters.window})
        ports = {"first": "`$first`", "duplicate": "NOT `$first`"}
        sql.answers(answers, ports=ports, errors=self.order == "event-time")


class Deduplicate(Component):
    """Passes a key's event to `first` and what repeats it within the window to `duplicate`.

    An event that passes at t opens [t, t + window); repeats and older events do not extend it.
    """

    id = "deduplicate"
    title = "Deduplicate"
    category = "state"
    sentence = "For each {key}, let one event pass in {window}."
    parameters = DeduplicateParameters
    example = {"key": ["caller"], "window": "24h"}

    def outputs(self, parameters: DeduplicateParameters) -> tuple[str, ...]:
        return ("first", "duplicate")

    def bind(self, parameters: DeduplicateParameters, place: Place) -> BoundDeduplicate:
        keys = bind_keys(place, parameters.key, parameters.order)
        return BoundDeduplicate(place.context, keys or (), parameters.order, parameters)


COMPONENT = Deduplicate()
