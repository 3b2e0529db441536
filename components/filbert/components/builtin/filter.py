"""`filter`: let events pass by a condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.components.base import OneInput, each_row
from filbert.components.parameters import Condition, Parameters
from filbert.components.spec import Component, Context, NodeSql, Operator, Place, Result, Row, Run
from filbert.expressions.types import BOOLEAN

if TYPE_CHECKING:
    from typing import Any

    from filbert.expressions import Checked


class FilterParameters(Parameters):
    """Parameters of `filter`."""

    condition: Condition


@dataclass(frozen=True)
class BoundFilter(OneInput):
    """A filter whose condition holds in its context."""

    condition: Checked | None

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {"true": self.context, "false": self.context}

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {"condition": self.condition} if self.condition else {}

    def operator(self, run: Run) -> Operator:
        def run_filter(inputs: Mapping[str, Sequence[Row]]) -> Result:
            passed: list[Row] = []
            stopped: list[Row] = []
            result = Result({"true": passed, "false": stopped})

            def use(row: Row, values: Sequence[Any]) -> None:
                (passed if values[0] else stopped).append(row)

            each_row(inputs["in"], self.expressions, result, use)
            return result

        return run_filter

    def flink(self, sql: NodeSql) -> None:
        assert self.condition is not None
        value, error = sql.value(self.condition), sql.error(self.expressions)
        if not sql.connected("false"):
            sql.output("true", sql.stage(({}, error), passing=value))
            return
        wanted = {*sql.wanted("true"), *sql.wanted("false")}
        rows = sql.stage(({"$pass": value}, error), keep=wanted)
        count = sql.function("FILBERT_COUNT")
        node = sql.run.node
        for port, test in (("true", "`$pass` IS TRUE"), ("false", "`$pass` IS NOT TRUE")):
            select = f"SELECT {sql.columns(sql.wanted(port))} FROM {rows}"
            sql.output(port, sql.view(port, f"{select} WHERE {count}('{node}', '{port}', {test})"))


class Filter(Component):
    """Lets an event pass to `true` when the condition holds, and to `false` when it does not or is NULL."""

    id = "filter"
    title = "Filter"
    category = "logic"
    parameters = FilterParameters
    example = {"condition": "duration > 60"}

    def outputs(self, parameters: FilterParameters) -> tuple[str, ...]:
        return ("true", "false")

    def bind(self, parameters: FilterParameters, place: Place) -> BoundFilter:
        return BoundFilter(
            place.context, place.expression("condition", parameters.condition, expected=BOOLEAN)
        )


COMPONENT = Filter()
