"""`variable`: add computed columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.components.base import OneInput, failure
from filbert.components.parameters import Expression, Name, Parameters
from filbert.components.spec import Component, Context, NodeSql, Operator, Place, Result, Row, Run, definition
from filbert.expressions import Column, EvalError, evaluator
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked


class VariableParameters(Parameters):
    """Parameters of `variable`."""

    assignments: dict[Name, Expression] = Field(
        min_length=1, max_length=200, description="Name = expression; later ones see earlier ones."
    )


@dataclass(frozen=True)
class BoundVariable(OneInput):
    """Assignments that hold in their context."""

    assignments: Mapping[str, Checked]
    result: Context

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {"out": self.result}

    @property
    def defined(self) -> Mapping[str, Column]:
        return {
            name: column for name, column in self.result.columns.items() if name not in self.context.columns
        }

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {f"assignments.{name}": checked for name, checked in self.assignments.items()}

    def operator(self, run: Run) -> Operator:
        steps = [(name, evaluator(checked)) for name, checked in self.assignments.items()]

        def assign(inputs: Mapping[str, Sequence[Row]]) -> Result:
            out: list[Row] = []
            result = Result({"out": out})
            for row in inputs["in"]:
                extended = dict(row)
                try:
                    for name, value in steps:
                        extended[name] = value(extended)
                except EvalError as error:
                    result.failures.append(failure(row, f"assignments.{name}", error))
                else:
                    out.append(extended)
            return result

        return assign

    def flink(self, sql: NodeSql) -> None:
        layers = []
        for group in self._groups():
            computed = {name: sql.value(self.assignments[name]) for name in group}
            layers.append(
                (computed, sql.error({f"assignments.{name}": self.assignments[name] for name in group}))
            )
        sql.output("out", sql.stage(*layers))

    def _groups(self) -> list[list[str]]:
        """Assignments in runs that do not read each other: SQL sees a column only in the view after its own."""
        groups: list[list[str]] = []
        for name, checked in self.assignments.items():
            if not groups or checked.references & set(groups[-1]):
                groups.append([])
            groups[-1].append(name)
        return groups


class Variable(Component):
    """Adds columns to the event. Assignments are evaluated in order; later ones see earlier ones."""

    id = "variable"
    title = "Variables"
    category = "logic"
    sentence = "Add {assignments}."
    parameters = VariableParameters
    example = {"assignments": {"minutes": "duration / 60.0"}}

    def bind(self, parameters: VariableParameters, place: Place) -> BoundVariable:
        context = place.context
        assignments: dict[str, Checked] = {}
        for name, text in parameters.assignments.items():
            path = f"assignments.{name}"
            free = place.new_name(path, name, context)
            checked = place.expression(path, text, context)
            if checked is not None and free:
                assignments[name] = checked
                context = context.define({name: checked.column}, {name: definition(checked, context)})
            else:
                context = context.lacking([name])
        return BoundVariable(place.context, assignments, context)


COMPONENT = Variable()
