"""`split`: make visible that several branches get every event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from filbert.components.base import OneInput
from filbert.components.parameters import Parameters
from filbert.components.spec import Component, Context, NodeSql, Operator, Place, Result, Row, Run


@dataclass(frozen=True)
class BoundSplit(OneInput):
    """A split has nothing to check."""

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {"out": self.context}

    def operator(self, run: Run) -> Operator:
        def pass_on(inputs: Mapping[str, Sequence[Row]]) -> Result:
            return Result({"out": list(inputs["in"])})

        return pass_on

    def flink(self, sql: NodeSql) -> None:
        sql.output("out", sql.stage())


class Split(Component):
    """Passes every event to each of its branches. Any output may feed several edges; this only makes it visible."""

    id = "split"
    title = "Split"
    category = "logic"
    parameters = Parameters
    example: ClassVar[Mapping[str, Any]] = {}

    def bind(self, parameters: Parameters, place: Place) -> BoundSplit:
        return BoundSplit(place.context)


COMPONENT = Split()
