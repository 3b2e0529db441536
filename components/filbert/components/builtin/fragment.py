"""`fragment`: a part that several scenarios share.

A scenario is expanded before it is planned: the nodes of the fragment take the place of the node that calls it,
between an adapter for each of its inputs and outputs. The adapters are what is checked here: they hold the caller
to the fragment's signature, and keep what is the fragment's own inside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from filbert.components.base import OneInput, each_row
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
from filbert.expressions import Column, parse_type
from pydantic import Field

if TYPE_CHECKING:
    from typing import Any

    from filbert.expressions import Checked

FragmentName = Annotated[str, Field(json_schema_extra={"editor": "fragment"})]


class FragmentParameters(Parameters):
    """Parameters of `fragment`."""

    fragment: FragmentName = Field(description="The fragment to put here.")
    arguments: dict[Name, Expression] = Field(
        {}, description="Parameter of the fragment = constant expression; others have their default."
    )
    mappings: dict[str, dict[Name, Expression]] = Field(
        {}, description="By input of the fragment: column = expression, where names or types differ."
    )


class Fragment(Component):
    """Puts a fragment here: a part of a scenario with typed inputs, outputs and parameters, in a document of its own.

    Columns of the event that the fragment does not know pass through it; what it adds for itself stays inside.
    """

    id = "fragment"
    title = "Fragment"
    category = "logic"
    sentence = "Do what {fragment} does, with {arguments}."
    parameters = FragmentParameters
    example = {
        "fragment": "long-calls",
        "arguments": {"limit": "600"},
        "mappings": {"calls": {"seconds": "duration"}},
    }

    def inputs(self, parameters: FragmentParameters, connected: Sequence[str]) -> tuple[str, ...]:
        return tuple(connected)

    def bind(self, parameters: FragmentParameters, place: Place) -> Bound | None:
        """A fragment is expanded before its nodes are bound; one that is left is not there."""
        place.fault("E_FRAGMENT", f"there is no fragment '{parameters.fragment}'", "fragment")
        return None


class AdapterParameters(Parameters):
    """What an adapter is told by the expansion."""

    port: str
    columns: dict[str, str]
    caller: str | None = None
    """None where a fragment is checked on its own."""
    mapping: dict[str, Expression] = Field({})


@dataclass(frozen=True)
class BoundInput(OneInput):
    """An input of a fragment whose signature holds."""

    port: str
    mapping: Mapping[str, Checked]
    result: Context

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {"out": self.result}

    @property
    def defined(self) -> Mapping[str, Column]:
        return {name: self.result.columns[name] for name in self.mapping}

    @property
    def expressions(self) -> Mapping[str, Checked]:
        return {f"mappings.{self.port}.{name}": checked for name, checked in self.mapping.items()}

    def operator(self, run: Run) -> Operator:
        names = list(self.mapping)

        def enter(inputs: Mapping[str, Sequence[Row]]) -> Result:
            out: list[Row] = []
            result = Result({"out": out})

            def use(row: Row, values: Sequence[Any]) -> None:
                out.append({**row, **dict(zip(names, values, strict=True))})

            each_row(inputs["in"], self.expressions, result, use)
            return result

        return enter

    def flink(self, sql: NodeSql) -> None:
        if not self.mapping:
            sql.output("out", sql.input())
            return
        computed = {name: sql.value(checked) for name, checked in self.mapping.items()}
        sql.output("out", sql.stage((computed, sql.error(self.expressions))))


class FragmentInput(Component):
    """An input of a fragment, where it is called."""

    id = "fragment-input"
    title = "Input of a fragment"
    category = "logic"
    parameters = AdapterParameters
    example = {"port": "calls", "columns": {"duration": "BIGINT"}}

    def inputs(self, parameters: AdapterParameters, connected: Sequence[str]) -> tuple[str, ...]:
        return () if parameters.caller is None else ("in",)

    def bind(self, parameters: AdapterParameters, place: Place) -> BoundInput:
        declared = {name: parse_type(text) for name, text in parameters.columns.items()}
        if parameters.caller is None:
            context = Context(declared, {name: f"{parameters.port}.{name}" for name in declared})
            return BoundInput(context, parameters.port, {}, context)
        mapping: dict[str, Checked] = {}
        for name, text in parameters.mapping.items():
            path = f"mappings.{parameters.port}.{name}"
            if name not in declared:
                known = ", ".join(declared) or "none"
                place.fault(
                    "E_SIGNATURE",
                    f"input '{parameters.port}' of the fragment has no column '{name}'",
                    path,
                    f"its columns: {known}",
                )
                continue
            if name in ALWAYS:
                place.fault("E_SHADOW", f"'{name}' is already in scope here", path, "choose another name")
                continue
            checked = place.expression(path, text, expected=declared[name].type)
            if checked is not None:
                mapping[name] = checked
                _fits(place, parameters.port, name, declared[name], checked.column, path)
        for name, column in declared.items():
            own = place.context.columns.get(name)
            if name in parameters.mapping or name in place.context.unknown:
                continue
            if own is None:
                place.fault(
                    "E_SIGNATURE",
                    f"input '{parameters.port}' of the fragment needs a column '{name}' {column}",
                    "mappings",
                    f"add mappings: {{{parameters.port}: {{{name}: …}}}}",
                )
            else:
                _fits(place, parameters.port, name, column, own, "mappings")
        return BoundInput(place.context, parameters.port, mapping, _inside(parameters.caller, place, mapping))


def _fits(place: Place, port: str, name: str, wanted: Column, given: Column, path: str) -> None:
    if wanted.type != given.type or (given.nullable and not wanted.nullable):
        place.fault(
            "E_SIGNATURE",
            f"column '{name}' is {given} here, and input '{port}' of the fragment needs {wanted}",
            path,
            f"map it to an expression of this type, mappings: {{{port}: {{{name}: …}}}}",
        )


def _inside(caller: str, place: Place, mapping: Mapping[str, Checked]) -> Context:
    """The context in a fragment: the caller's, with what is mapped."""
    context = place.context
    definitions = {name: definition(checked, context) for name, checked in mapping.items()}
    of_keys = {context.definitions.get(key, key) for key in context.key_columns}
    keys = (context.key_columns - mapping.keys()) | {
        name for name, text in definitions.items() if text in of_keys
    }
    result = context.define({name: checked.column for name, checked in mapping.items()}, definitions)
    passing = frozenset(context.columns.keys() - mapping.keys())
    return replace(result, key_columns=frozenset(keys), passing={**context.passing, caller: passing})


@dataclass(frozen=True)
class BoundOutput(OneInput):
    """An output of a fragment whose signature holds."""

    result: Context | None

    @property
    def outputs(self) -> Mapping[str, Context]:
        return {} if self.result is None else {"out": self.result}

    def operator(self, run: Run) -> Operator:
        def leave(inputs: Mapping[str, Sequence[Row]]) -> Result:
            return Result({"out": list(inputs["in"])})

        return leave

    def flink(self, sql: NodeSql) -> None:
        sql.output("out", sql.input())


class FragmentOutput(Component):
    """An output of a fragment, where it is called."""

    id = "fragment-output"
    title = "Output of a fragment"
    category = "logic"
    parameters = AdapterParameters
    example = {"port": "long", "columns": {"duration": "BIGINT"}}

    def outputs(self, parameters: AdapterParameters) -> tuple[str, ...]:
        return () if parameters.caller is None else ("out",)

    def bind(self, parameters: AdapterParameters, place: Place) -> BoundOutput:
        context = place.context
        if parameters.caller is None:
            for name, text in parameters.columns.items():
                wanted, given = parse_type(text), context.columns.get(name)
                if name in context.unknown:
                    continue
                if given is None or given.type != wanted.type or (given.nullable and not wanted.nullable):
                    found = "is not there" if given is None else f"is {given}"
                    place.fault(
                        "E_SIGNATURE",
                        f"output '{parameters.port}' should have a column '{name}' {wanted}, but it {found}",
                    )
            return BoundOutput(context, None)
        visible = context.passing.get(parameters.caller, frozenset()) | parameters.columns.keys()
        columns = {name: column for name, column in context.columns.items() if name in visible}
        passing = {caller: names for caller, names in context.passing.items() if caller != parameters.caller}
        # What a fragment adds for its caller is the caller's own from here on.
        passing = {caller: names & columns.keys() for caller, names in passing.items()}
        keys = context.key_columns & (columns.keys() | ALWAYS.keys())
        result = replace(context, columns=columns, key_columns=frozenset(keys), passing=passing)
        return BoundOutput(context, result)


COMPONENT = Fragment()
ADAPTERS: Mapping[str, Component] = {each.id: each for each in (FragmentInput(), FragmentOutput())}
"""Components that only the expansion of a fragment puts into a plan."""
