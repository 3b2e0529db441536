"""`switch`: send events different ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from filbert.components.base import OneInput
from filbert.components.parameters import Condition, Name, Parameters
from filbert.components.spec import ERROR, Component, Context, NodeSql, Operator, Place, Result, Row, Run
from filbert.expressions import EvalError, evaluator
from filbert.expressions.types import BOOLEAN
from pydantic import Field

if TYPE_CHECKING:
    from filbert.expressions import Checked


class Case(Parameters):
    """One way out and the condition for it."""

    port: Name
    condition: Condition


class SwitchParameters(Parameters):
    """Parameters of `switch`."""

    cases: list[Case] = Field(min_length=1, max_length=100)
    otherwise: Name | None = Field(None, description="The output for events that no case takes.")
    mode: Literal["first", "all"] = Field(
        "first", description="Take the first case that holds, or all that hold."
    )


@dataclass(frozen=True)
class BoundSwitch(OneInput):
    """A switch whose conditions hold in its context."""

    parameters: SwitchParameters
    conditions: tuple[Checked | None, ...]

    @property
    def outputs(self) -> Mapping[str, Context]:
        return dict.fromkeys(ports(self.parameters), self.context)

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {
            f"cases.{number}.condition": each
            for number, each in enumerate(self.conditions)
            if each is not None
        }

    def operator(self, run: Run) -> Operator:
        from filbert.components.base import failure

        tests = [
            (case.port, parameter, evaluator(checked))
            for case, (parameter, checked) in zip(
                self.parameters.cases, self.expressions.items(), strict=True
            )
        ]
        first, otherwise = self.parameters.mode == "first", self.parameters.otherwise

        def run_switch(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result({port: [] for port in self.outputs})
            for row in inputs["in"]:
                taken: list[str] = []
                try:
                    for port, parameter, test in tests:  # noqa: B007 - named below when one fails
                        if test(row):
                            taken.append(port)
                            if first:
                                break
                except EvalError as error:
                    result.failures.append(failure(row, parameter, error))
                    continue
                if not taken and otherwise is not None:
                    taken.append(otherwise)
                for port in dict.fromkeys(taken):
                    result.ports[port].append(row)
            return result

        return run_switch

    def flink(self, sql: NodeSql) -> None:
        flags = {
            f"$case{number}": sql.value(each)
            for number, each in enumerate(self.conditions)
            if each is not None
        }
        connected = [port for port in self.outputs if sql.connected(port)]
        wanted = {name for port in connected for name in sql.wanted(port)}
        rows = sql.stage((flags, self._error(sql)), keep=wanted)
        count, node = sql.function("FILBERT_COUNT"), sql.run.node
        for port in connected:
            select = f"SELECT {sql.columns(sql.wanted(port))} FROM {rows}"
            where = f"{count}('{node}', '{port}', {self._takes(port)})"
            sql.output(port, sql.view(port, f"{select} WHERE {where}"))

    def _error(self, sql: NodeSql) -> str | None:
        """The first error in order; in mode `first` a case after one that holds is not evaluated."""
        if self.parameters.mode == "all":
            return sql.error(self.expressions)
        branches = ""
        for parameter, checked in self.expressions.items():
            error = sql.error({parameter: checked})
            if error is not None:
                branches += f" WHEN ({error}) IS NOT NULL THEN {error}"
            branches += f" WHEN {sql.value(checked)} THEN CAST(NULL AS STRING)"
        return f"CASE{branches} END" if "IS NOT NULL" in branches else None

    def _takes(self, port: str) -> str:
        cases = self.parameters.cases
        tests = []
        for number, case in enumerate(cases):
            if case.port != port:
                continue
            before = (
                [f"`$case{earlier}` IS NOT TRUE" for earlier in range(number)]
                if self.parameters.mode == "first"
                else []
            )
            tests.append(" AND ".join([*before, f"`$case{number}` IS TRUE"]))
        if port == self.parameters.otherwise:
            tests.append(" AND ".join(f"`$case{number}` IS NOT TRUE" for number in range(len(cases))))
        return "(" + " OR ".join(f"({test})" for test in tests) + ")"


def ports(parameters: SwitchParameters) -> tuple[str, ...]:
    """The outputs of a switch, in order."""
    named = [case.port for case in parameters.cases]
    return tuple(dict.fromkeys([*named, parameters.otherwise] if parameters.otherwise else named))


class Switch(Component):
    """Sends an event to the output of the first case that holds, or of all that hold, else to `otherwise`.

    A condition that is NULL does not hold. Without `otherwise`, events that no case takes end here, counted.
    """

    id = "switch"
    title = "Switch"
    category = "logic"
    sentence = "Send each event to one of {cases}, otherwise to {otherwise}."
    parameters = SwitchParameters
    example = {"cases": [{"port": "long", "condition": "duration > 600"}], "otherwise": "short"}

    def outputs(self, parameters: SwitchParameters) -> tuple[str, ...]:
        return ports(parameters)

    def bind(self, parameters: SwitchParameters, place: Place) -> BoundSwitch:
        if ERROR in ports(parameters):
            place.fault(
                "E_RESERVED",
                f"'{ERROR}' is the output for errors",
                "cases",
                "choose another name for the port",
            )
        conditions = tuple(
            place.expression(f"cases.{number}.condition", case.condition, expected=BOOLEAN)
            for number, case in enumerate(parameters.cases)
        )
        return BoundSwitch(place.context, parameters, conditions)


COMPONENT = Switch()
