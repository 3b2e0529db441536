"""A disabled node: events pass through its first output with its own columns NULL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from filbert.components.base import KEPT, no_rows
from filbert.components.spec import Bound, Context, NodeSql, Operator, Result, Row, Run, StreamView
from filbert.expressions import flink_type

if TYPE_CHECKING:
    from filbert.expressions import Column


@dataclass(frozen=True)
class Disabled(Bound):
    """Stands in for a node that is disabled."""

    inner: Bound
    inputs: Mapping[str, Context]

    @property
    def outputs(self) -> Mapping[str, Context]:
        result = {}
        for number, (port, context) in enumerate(self.inner.outputs.items()):
            null = (
                {name: replace(context.columns[name], nullable=True) for name in self.defined}
                if number == 0
                else {}
            )
            result[port] = replace(context, columns={**context.columns, **null})
        return result

    @property
    def defined(self) -> Mapping[str, Column]:
        return self.inner.defined

    @property
    def table_stream(self) -> StreamView | None:
        return self.inner.table_stream

    @property
    def mocked(self) -> Column | None:
        return self.inner.mocked

    def needs(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        first = next(iter(self.inner.outputs), None)
        passed = (wanted.get(first, frozenset()) if first else frozenset()) - self.defined.keys()
        return {port: passed & (context.columns.keys() | KEPT) for port, context in self.inputs.items()}

    def operator(self, run: Run) -> Operator:
        ports = list(self.inner.outputs)
        null = dict.fromkeys(self.defined)

        def pass_through(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result({port: [] for port in ports})
            if ports and self.inputs:
                result.ports[ports[0]] = [{**row, **null} for row in inputs["in"]]
            return result

        return pass_through

    def flink(self, sql: NodeSql) -> None:
        null = {name: f"CAST(NULL AS {flink_type(column.type)})" for name, column in self.defined.items()}
        rows = sql.stage((null, None))
        first = next(iter(self.inner.outputs), None)
        if first is None:
            sql.discard(rows)
            return
        sql.output(first, rows)
        for port, context in self.outputs.items():
            if port != first and sql.connected(port):
                sql.output(port, sql.view(port, no_rows(sql, port, context.scope, rows)))
