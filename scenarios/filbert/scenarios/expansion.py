"""Puts fragments in the place of the nodes that call them: what is left is a flat scenario.

The id of a node in a fragment is `<caller>--<node>`, whatever the fragment is: state stays with it as with any
other node. Where a node stands in which file is kept, so that its faults are told there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from filbert.scenarios.document import MAX_NODES, Document, Edge, Node
from filbert.scenarios.fragment import COMPONENT, INPUT, OUTPUT, SEPARATOR, Fragment
from filbert.scenarios.problem import Problem, did_you_mean

if TYPE_CHECKING:
    from filbert.components.builtin.fragment import FragmentParameters
    from filbert.components.spec import Component
    from filbert.expressions import Column

Constants = Mapping[str, Mapping[str, "tuple[Column, Any]"]]
LONGEST_ID = 128


@dataclass(frozen=True)
class Origin:
    """Where a node of the flat scenario is written."""

    document: Document
    file: str | None
    """None for the scenario itself."""
    node: str
    """Its id there; an input or output of a fragment is told at the node that calls it."""
    fragment: str | None = None
    caller: str | None = None
    """Id in the flat scenario of the node that calls the fragment."""

    def locate(self, parameter: str | None, offset: int, key: str | None) -> tuple[int | None, int | None]:
        """Line and column in its file."""
        return self.document.locate(self.node, parameter, offset, key=key)

    @property
    def words(self) -> str:
        """For messages: which fragment this is in, if any."""
        return f" (in fragment '{self.fragment}', called by node '{self.caller}')" if self.fragment else ""


@dataclass
class Expansion:
    """A scenario with its fragments in place."""

    written: Document
    """As it is written."""
    document: Document
    """With its fragments in place."""
    origins: dict[str, Origin] = field(default_factory=dict)
    constants: dict[str, Constants] = field(default_factory=dict)
    """By node: the constants that its expressions may name."""
    edges: list[tuple[Origin | None, int]] = field(default_factory=list)
    """By edge: the document that it is written in, None for the scenario itself, and its number there."""
    adapters: set[str] = field(default_factory=set)
    """Nodes that stand for an input or output of a fragment."""
    calls: dict[str, Fragment] = field(default_factory=dict)
    """By node that calls it: the fragment that took its place."""
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Call:
    """A fragment at the place where it is called."""

    id: str
    origin: Origin
    fragment: Fragment
    parameters: FragmentParameters
    constants: Constants
    """Those of the caller."""


def expand(
    document: Document,
    fragments: Mapping[str, Fragment],
    broken: Collection[str] = (),
    constants: Constants = {},  # noqa: B006 - never changed
    stack: tuple[str, ...] = (),
) -> Expansion:
    """Put fragments in place.

    Args:
        document: the scenario, or the body of a fragment that is checked on its own.
        fragments: those that may be called.
        broken: fragments that have errors of their own; calls of them stay.
        constants: what expressions may name everywhere.
        stack: the fragment that this is the body of.
    """
    expander = _Expander(fragments, broken, Expansion(document, document))
    expander.add(document, None, constants, stack, None)
    found = expander.result
    flat = replace(document, nodes=tuple(expander.nodes), edges=tuple(expander.edges), positions=None)
    return replace(found, document=flat)


class _Expander:
    def __init__(self, fragments: Mapping[str, Fragment], broken: Collection[str], result: Expansion) -> None:
        self.fragments = fragments
        self.broken = broken
        self.result = result
        self.nodes: list[Node] = []
        self.ids: set[str] = set()
        self.edges: list[Edge] = []

    def add(
        self,
        document: Document,
        file: str | None,
        constants: Constants,
        stack: tuple[str, ...],
        call: _Call | None,
    ) -> None:
        """Add the nodes and edges of a document; ids get those of its callers before them."""
        prefix = "" if call is None else call.id + SEPARATOR
        within = (call.fragment.name, call.id) if call is not None else (None, None)
        calls: dict[str, _Call] = {}
        for node in document.nodes:
            id_ = prefix + node.id
            origin = Origin(document, file, node.id, *within)
            if call is not None and node.component in {INPUT, OUTPUT}:
                self._adapter(node, id_, call)
                continue
            self.result.origins[id_] = origin
            self.result.constants[id_] = constants
            if stack and node.component in {INPUT, OUTPUT}:
                self.result.adapters.add(id_)
            inner = self._call(node, id_, origin, document, constants, stack)
            if inner is not None:
                calls[node.id] = inner
            else:
                self._node(replace(node, id=id_), origin)
        for number, edge in enumerate(document.edges):
            self._edge(edge, number, prefix, calls, Origin(document, file, "", *within) if call else None)
        for inner in calls.values():
            self.result.calls[inner.id] = inner.fragment
            values = self._arguments(inner)
            name = inner.fragment.name
            self.add(
                inner.fragment.document,
                inner.fragment.file,
                {**constants, "parameter": values},
                (*stack, name),
                inner,
            )

    def _node(self, node: Node, origin: Origin) -> None:
        if len(node.id) > LONGEST_ID:
            self._report(
                origin, "E_LIMIT", f"the id '{node.id[:40]}…' becomes longer than {LONGEST_ID}", "id"
            )
        elif len(self.nodes) == MAX_NODES:
            self._report(
                origin, "E_LIMIT", f"with its fragments the scenario has more than {MAX_NODES:,} nodes", "id"
            )
        if node.id in self.ids:
            message = f"'{node.id}' is the id of two nodes, once fragments are in place"
            self._report(origin, "E_DUPLICATE", message, "id", hint="choose another id")
        elif len(self.nodes) < MAX_NODES:
            self.ids.add(node.id)
            self.nodes.append(node)

    def _adapter(self, node: Node, id_: str, call: _Call) -> None:
        """An input or output of a fragment; its faults are the caller's."""
        mapping = call.parameters.mappings.get(node.id, {}) if node.component == INPUT else {}
        parameters = {**node.parameters, "caller": call.id, "mapping": dict(mapping)}
        self.result.adapters.add(id_)
        self.result.origins[id_] = call.origin
        self.result.constants[id_] = call.constants
        self._node(replace(node, id=id_, parameters=parameters), call.origin)

    def _call(
        self,
        node: Node,
        id_: str,
        origin: Origin,
        document: Document,
        constants: Constants,
        stack: tuple[str, ...],
    ) -> _Call | None:
        """The fragment that takes a node's place; None when it is no call, or one that cannot be."""
        if node.component != COMPONENT:
            return None
        from filbert.components.builtin.fragment import FragmentParameters
        from pydantic import ValidationError

        try:
            parameters = FragmentParameters.model_validate(dict(node.parameters))
        except ValidationError:
            return None  # Told with all other parameters.
        name = parameters.fragment
        fragment = self.fragments.get(name)
        if fragment is None:
            hint = did_you_mean(name, list(self.fragments)) or "fragments here: none"
            self._report(
                origin, "E_FRAGMENT", f"there is no fragment '{name}'", parameter="fragment", hint=hint
            )
        elif name in stack:
            way = " → ".join([*stack[stack.index(name) :], name])
            message = f"a fragment cannot call itself: {way}"
            self._report(origin, "E_FRAGMENT", message, parameter="fragment", hint="take one call out")
        elif name in self.broken:
            message = f"the fragment '{name}' has errors of its own"
            self._report(
                origin, "E_FRAGMENT", message, parameter="fragment", hint=f"see {fragment.file or name}"
            )
        elif node.disabled:
            message = "a fragment cannot be disabled"
            self._report(
                origin, "E_DISABLED", message, "disabled", hint="disable nodes in it, or take it out"
            )
        elif self._fits(node, origin, document, fragment, parameters):
            return _Call(id_, origin, fragment, parameters, constants)
        return None

    def _fits(
        self,
        node: Node,
        origin: Origin,
        document: Document,
        fragment: Fragment,
        parameters: FragmentParameters,
    ) -> bool:
        """Whether edges, arguments and mappings go with the fragment's signature; tells all that do not."""
        before = len(self.result.problems)
        inputs, outputs = list(fragment.inputs), list(fragment.outputs)
        fed = set()
        for number, edge in enumerate(document.edges):
            if edge.target == node.id:
                port = edge.target_port or next(iter(inputs), None)
                if port not in inputs:
                    self._port(document, number, node, edge.target_port, "input", inputs)
                fed.add(port)
            if edge.source == node.id:
                port = edge.source_port or next(iter(outputs), None)
                if port not in outputs:
                    self._port(document, number, node, edge.source_port, "output", outputs)
        for name in inputs:
            if name not in fed:
                hint = f"add an edge to {node.id}.{name}"
                self._report(origin, "E_INPUT", f"input '{name}' has no edge", "id", hint=hint)
        for kind, given, known in (
            ("parameter", parameters.arguments, fragment.parameters),
            ("input", parameters.mappings, fragment.inputs),
        ):
            path = "arguments" if kind == "parameter" else "mappings"
            for name in given:
                if name not in known:
                    message = f"fragment '{fragment.name}' has no {kind} '{name}'"
                    near = did_you_mean(name, list(known))
                    self._report(origin, "E_SIGNATURE", message, parameter=f"{path}.{name}", hint=near)
        for name, argument in fragment.parameters.items():
            if name not in parameters.arguments and argument.default is None:
                message = f"fragment '{fragment.name}' needs its parameter '{name}' {argument.column.type}"
                self._report(
                    origin,
                    "E_SIGNATURE",
                    message,
                    parameter="arguments",
                    hint=f"add arguments: {{{name}: …}}",
                )
        return len(self.result.problems) == before

    def _port(
        self, document: Document, number: int, node: Node, port: str | None, kind: str, known: list[str]
    ) -> None:
        line, column = document.locate_edge(number)
        hint = f"its {kind}s: {', '.join(known)}" if known else f"the fragment has no {kind}s"
        if port == "error":
            hint = "the nodes in a fragment have errors, it has none itself; connect them inside"
        message = f"node '{node.id}' has no {kind} '{port}'" if port else f"node '{node.id}' has no {kind}s"
        self.result.problems.append(Problem("E_PORT", message, line=line, column=column, hint=hint))

    def _edge(
        self, edge: Edge, number: int, prefix: str, calls: Mapping[str, _Call], home: Origin | None
    ) -> None:
        source, source_port = prefix + edge.source, edge.source_port
        target, target_port = prefix + edge.target, edge.target_port
        if edge.source in calls:
            output = source_port or next(iter(calls[edge.source].fragment.outputs))
            source, source_port = source + SEPARATOR + output, None
        if edge.target in calls:
            input_ = target_port or next(iter(calls[edge.target].fragment.inputs))
            target, target_port = target + SEPARATOR + input_, None
        self.edges.append(Edge(source, target, source_port, target_port))
        self.result.edges.append((home, number))

    def _arguments(self, call: _Call) -> dict[str, tuple[Column, Any]]:
        """The values of a fragment's parameters at one call."""
        values = {}
        for name, argument in call.fragment.parameters.items():
            given = name in call.parameters.arguments
            text = call.parameters.arguments[name] if given else argument.default
            value = constant(text, argument.column, call.constants if given else {})
            if isinstance(value, str):
                self._report(call.origin, "E_SIGNATURE", value, parameter=f"arguments.{name}")
                values[name] = (replace(argument.column, nullable=False), placeholder(argument.column))
            else:
                values[name] = value
        return values

    def _report(
        self,
        origin: Origin,
        code: str,
        message: str,
        key: str | None = None,
        *,
        parameter: str | None = None,
        hint: str | None = None,
    ) -> None:
        line, column = origin.locate(parameter, 0, key)
        node = origin.node if origin.caller is None else origin.caller + SEPARATOR + origin.node
        self.result.problems.append(
            Problem(
                code,
                message + origin.words,
                node=node,
                parameter=parameter,
                line=line,
                column=column,
                hint=hint,
                file=origin.file,
            )
        )


def adapter_of(component: str) -> Component | None:
    """The component of a node that the expansion put in."""
    from filbert.components.builtin.fragment import ADAPTERS

    return ADAPTERS.get(component)


def constant(text: Any, column: Column, constants: Constants) -> tuple[Column, Any] | str:
    """The value of a constant expression, or what is wrong with it."""
    from filbert.expressions import EvalError, check, error_message, evaluator

    checked = check(text, {}, expected=column.type, constants=constants)
    if not checked.ok:
        return f"{checked.diagnostics[0].message}; arguments are constants of type {column.type}"
    try:
        value = evaluator(checked)({})
    except EvalError as error:
        return error_message(error.code)
    if value is None:
        return "an argument cannot be NULL"
    if column.range is not None and not column.range[0] <= value <= column.range[1]:
        return f"{value} is not between {column.range[0]} and {column.range[1]}"
    return replace(column, nullable=False, range=None), value


def placeholder(column: Column) -> Any:
    """A value of a type, for a parameter that has none yet."""
    from filbert.expressions import from_json

    values = {"BOOLEAN": True, "STRING": "x", "DATE": "2026-01-01", "TIMESTAMP": "2026-01-01T00:00:00Z"}
    return from_json(values.get(column.type.kind, 1), column.type)
