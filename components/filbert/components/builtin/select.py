"""`select`: choose the columns to go on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.components.base import OneInput, each_row
from filbert.components.parameters import Expression, Name, Parameters
from filbert.components.spec import (
    ALWAYS,
    Component,
    Context,
    NodeSql,
    Operator,
    Place,
    Result,
    Row,
    Run,
    definition,
)
from filbert.expressions import Column
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked


class SelectParameters(Parameters):
    """Parameters of `select`."""

    fields: dict[Name, Expression] = Field(
        min_length=1, max_length=500, description="Name = expression; nothing else stays."
    )


@dataclass(frozen=True)
class BoundSelect(OneInput):
    """Fields that hold in their context."""

    fields: Mapping[str, Checked]
    broken: frozenset[str] = frozenset()

    @property
    def outputs(self) -> Mapping[str, Context]:
        columns = {name: checked.column for name, checked in self.fields.items()}
        definitions = {name: definition(checked, self.context) for name, checked in self.fields.items()}
        keys = {name for name, text in definitions.items() if text in self._key_definitions()}
        return {
            "out": Context(
                columns,
                {**definitions, "event_key": self.context.definitions.get("event_key", "event_key")},
                frozenset({*keys, *({"event_key"} & self.context.key_columns)}),
                self.context.out_of_orderness_ms,
                self.broken,
            )
        }

    def _key_definitions(self) -> set[str]:
        return {
            self.context.definitions[name]
            for name in self.context.key_columns
            if name in self.context.definitions
        }

    @property
    def defined(self) -> Mapping[str, Column]:
        return {name: checked.column for name, checked in self.fields.items()}

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {f"fields.{name}": checked for name, checked in self.fields.items()}

    def operator(self, run: Run) -> Operator:
        names = list(self.fields)
        kept = [*ALWAYS]

        def choose(inputs: Mapping[str, Sequence[Row]]) -> Result:
            out: list[Row] = []
            result = Result({"out": out})

            def use(row: Row, values: Sequence[Any]) -> None:
                base = {name: value for name, value in row.items() if name.startswith("$") or name in kept}
                out.append({**base, **dict(zip(names, values, strict=True))})

            each_row(inputs["in"], self.expressions, result, use)
            return result

        return choose

    def flink(self, sql: NodeSql) -> None:
        computed = {name: sql.value(checked) for name, checked in self.fields.items()}
        sql.output("out", sql.stage((computed, sql.error(self.expressions))))


class Select(Component):
    """Keeps, renames and computes columns; all others end here. The event's time, key and id stay in scope."""

    id = "select"
    title = "Select"
    category = "logic"
    sentence = "Keep {fields} and nothing else."
    parameters = SelectParameters
    example = {"fields": {"who": "caller", "minutes": "duration / 60"}}

    def bind(self, parameters: SelectParameters, place: Place) -> BoundSelect:
        fields: dict[str, Checked] = {}
        for name, text in parameters.fields.items():
            path = f"fields.{name}"
            free = place.new_name(path, name, Context({}))
            checked = place.expression(path, text)
            if checked is not None and free:
                fields[name] = checked
        return BoundSelect(place.context, fields, frozenset(parameters.fields.keys() - fields.keys()))


COMPONENT = Select()
