"""`union`: bring several branches together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from typing import TYPE_CHECKING, Any

from filbert.components.base import KEPT, each_row
from filbert.components.parameters import Expression, Name, Parameters
from filbert.components.spec import (
    ALWAYS,
    Bound,
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


class UnionParameters(Parameters):
    """Parameters of `union`."""

    mappings: dict[str, dict[Name, Expression]] = Field(
        {}, description="By input: name = expression, to give the branches common names."
    )


@dataclass(frozen=True)
class BoundUnion(Bound):
    """Inputs with common columns."""

    contexts: Mapping[str, Context]
    mappings: Mapping[str, Mapping[str, Checked]]
    result: Context

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {"out": self.result}

    def needs(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        out = wanted.get("out", frozenset())
        needed = {}
        for port, context in self.contexts.items():
            mapped = self.mappings.get(port, {})
            read = frozenset[str]().union(*(checked.references for checked in mapped.values()))
            needed[port] = (read | (out - mapped.keys())) & (context.columns.keys() | KEPT)
        return needed

    def operator(self, run: Run) -> Operator:
        names = [*self.result.columns, *ALWAYS]

        def bring_together(inputs: Mapping[str, Sequence[Row]]) -> Result:
            result = Result({"out": []})
            branches: list[list[Row]] = []
            for port in self.contexts:
                mapped = self.mappings.get(port, {})
                branch: list[Row] = []
                branches.append(branch)

                def use(
                    row: Row,
                    values: Sequence[Any],
                    names_of: Sequence[str] = list(mapped),
                    to: list[Row] = branch,
                ) -> None:
                    extended = {**row, **dict(zip(names_of, values, strict=True))}
                    to.append(
                        {
                            name: value
                            for name, value in extended.items()
                            if name in names or name.startswith("$")
                        }
                    )

                expressions = {f"mappings.{port}.{name}": checked for name, checked in mapped.items()}
                each_row(inputs.get(port, ()), expressions, result, use)
            result.ports["out"] = list(merge(*branches, key=lambda row: row["$sequence"]))
            return result

        return bring_together

    def flink(self, sql: NodeSql) -> None:
        wanted = sql.wanted()
        branches = []
        for port in self.contexts:
            mapped = self.mappings.get(port, {})
            computed = {name: sql.value(checked) for name, checked in mapped.items()}
            error = sql.error({f"mappings.{port}.{name}": checked for name, checked in mapped.items()})
            relation = sql.stage((computed, error), port=port)
            branches.append(f"SELECT {sql.columns(wanted)} FROM {relation}")
        sql.output("out", sql.view("out", "\nUNION ALL\n".join(branches)))


class Union(Component):
    """Brings branches together. Columns with the same name and type on all inputs pass; others are left behind.

    Inputs get their names from the edges (`to: both.calls`); a mapping gives a branch's columns common names.
    """

    id = "union"
    title = "Union"
    category = "logic"
    parameters = UnionParameters
    example = {"mappings": {"calls": {"who": "caller"}, "sms": {"who": "sender"}}}

    def inputs(self, parameters: UnionParameters, connected: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*parameters.mappings, *connected]))

    def bind(self, parameters: UnionParameters, place: Place) -> BoundUnion | None:
        mappings: dict[str, dict[str, Checked]] = {}
        mapped: dict[str, Context] = {}
        for port, context in place.inputs.items():
            mappings[port] = {}
            columns, definitions = dict(context.columns), dict(context.definitions)
            keys = set(context.key_columns)
            for name, text in parameters.mappings.get(port, {}).items():
                path = f"mappings.{port}.{name}"
                own = context.columns.get(name)
                if name in ALWAYS or (own is None and not place.new_name(path, name, context)):
                    if name in ALWAYS:
                        place.fault(
                            "E_SHADOW", f"'{name}' is already in scope here", path, "choose another name"
                        )
                    continue
                checked = place.expression(path, text, context)
                if checked is not None:
                    mappings[port][name] = checked
                    columns[name] = checked.column
                    definitions[name] = definition(checked, context)
                    keys.discard(name)
                    if any(definitions[name] == context.definitions.get(key) for key in context.key_columns):
                        keys.add(name)
            mapped[port] = Context(
                columns,
                definitions,
                frozenset(keys),
                context.out_of_orderness_ms,
                passing={caller: names - mappings[port].keys() for caller, names in context.passing.items()},
            )
        if not mapped:
            return None
        return BoundUnion(dict(place.inputs), mappings, _common(mapped, place))


def _common(inputs: Mapping[str, Context], place: Place) -> Context:
    """The columns that all inputs share; the others are named in a warning."""
    first, *others = inputs.values()
    columns: dict[str, Column] = {}
    for name, column in first.columns.items():
        rest = [other.columns.get(name) for other in others]
        if all(each is not None and each.type == column.type for each in rest):
            columns[name] = _widest([column, *(each for each in rest if each is not None)])
    dropped = sorted({name for context in inputs.values() for name in context.columns} - columns.keys())
    if dropped:
        place.fault(
            "W_DROPPED",
            f"columns that not every input has in the same type end here: {', '.join(dropped)}",
            None,
            "give them a common name and type in the mappings, if they are needed",
            severity="warning",
        )
    names = [*columns, "event_key"]
    definitions = {
        name: " | ".join(f"({context.definitions.get(name, name)})" for context in inputs.values())
        for name in names
    }
    late = max(context.out_of_orderness_ms for context in inputs.values())
    # Several inputs: events of one key come from different partitions, in no order between them.
    keys = first.key_columns & columns.keys() if not others else frozenset[str]()
    passing = {
        caller: frozenset(columns).intersection(
            *(other.passing.get(caller, frozenset()) for other in inputs.values())
        )
        for caller in first.passing
    }
    return Context(columns, definitions, frozenset(keys), late, passing=passing)


def _widest(columns: Sequence[Column]) -> Column:
    """A column that holds the values of all."""
    ranges = [column.range for column in columns]
    known = [each for each in ranges if each is not None]
    span = (
        (min(low for low, _ in known), max(high for _, high in known)) if len(known) == len(columns) else None
    )
    return Column(
        columns[0].type,
        nullable=any(column.nullable for column in columns),
        range=span,
        pii=any(column.pii for column in columns),
    )


COMPONENT = Union()
