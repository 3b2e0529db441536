"""`dead-end`: the end of a branch, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from filbert.components.base import OneInput
from filbert.components.parameters import Parameters
from filbert.components.spec import Component, Context, NodeSql, Operator, Place, Result, Row, Run


@dataclass(frozen=True)
class BoundDeadEnd(OneInput):
    """A dead end has nothing to check."""

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {}

    def operator(self, run: Run) -> Operator:
        def end(inputs: Mapping[str, Sequence[Row]]) -> Result:
            return Result()

        return end

    def flink(self, sql: NodeSql) -> None:
        sql.discard(sql.stage())


class DeadEnd(Component):
    """Ends a branch: events are counted, nothing else."""

    id = "dead-end"
    title = "Dead end"
    category = "sink"
    parameters = Parameters
    example: ClassVar[Mapping[str, Any]] = {}

    def outputs(self, parameters: Parameters) -> tuple[str, ...]:
        return ()

    def bind(self, parameters: Parameters, place: Place) -> BoundDeadEnd:
        return BoundDeadEnd(place.context)


COMPONENT = DeadEnd()
