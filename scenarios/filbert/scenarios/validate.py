"""Check a document against its streams and components, all faults at once, and make the plan of it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from filbert.components.disabled import Disabled
from filbert.components.registry import component_of, components
from filbert.components.spec import ERROR, ERROR_COLUMN, Bound, Component, Context, Finding, Place, StreamView
from filbert.scenarios.document import Document, Node
from filbert.scenarios.expansion import Constants, Expansion, adapter_of, constant, expand, placeholder
from filbert.scenarios.fragment import COMPONENT, SEPARATOR, called
from filbert.scenarios.plan import Draft, Link, Plan, prune
from filbert.scenarios.problem import Problem
from pydantic import ValidationError

if TYPE_CHECKING:
    from filbert.expressions import Column
    from filbert.scenarios.document import Edge
    from filbert.scenarios.environment import Environment
    from filbert.scenarios.fragment import Argument, Fragment

NO_FRAGMENTS: Mapping[str, Fragment] = {}


@dataclass(frozen=True)
class Validation:
    """What checking a document gave."""

    plan: Plan | None
    """None when an error was found."""
    problems: tuple[Problem, ...]
    contexts: Mapping[tuple[str, str], Context] = field(default_factory=dict)
    """The context of every output that is known, by node and port; for completion, also in a broken scenario."""
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    """The nodes that could be bound, in order of flow, also in a broken scenario."""
    links: Mapping[str, Mapping[str, Link]] = field(default_factory=dict)
    """Where the inputs of each of them come from."""
    document: Document | None = None
    """The scenario with its fragments in place."""


@dataclass
class _Checked:
    """A node whose parameters have the right shape."""

    node: Node
    component: Component
    parameters: Any
    inputs: dict[str, Link] = field(default_factory=dict)


def validate(
    document: Document,
    streams: Mapping[str, StreamView],
    environment: Environment | None = None,
    fragments: Mapping[str, Fragment] = NO_FRAGMENTS,
) -> Validation:
    """Check everything that can be known without running, and plan the scenario if nothing is wrong.

    Fragments that the scenario calls are checked on their own, and then in their place.
    """
    constants = {"environment": dict(environment.values)} if environment is not None else {}
    return _Checking(streams, fragments, constants).validate(document)


def check_fragment(
    fragment: Fragment, streams: Mapping[str, StreamView], fragments: Mapping[str, Fragment]
) -> list[Problem]:
    """The errors that a fragment, and those that it calls, have on their own; each names its file."""
    known = {**fragments, fragment.name: fragment}
    call = Node("call", COMPONENT, {"fragment": fragment.name})
    return _Checking(streams, known, {}).errors_of_fragments(Document("call", (call,)))


def validate_fragment(
    fragment: Fragment, streams: Mapping[str, StreamView], fragments: Mapping[str, Fragment] = NO_FRAGMENTS
) -> Validation:
    """Check a fragment on its own, with the columns that it declares; of its plan nothing is told."""
    known = {**fragments, fragment.name: fragment}
    found = _Checking(streams, known, {}).validate(fragment.document, (fragment.name,))
    return replace(found, plan=None)


@dataclass
class _Checking:
    """One check of a scenario with the fragments that it calls."""

    streams: Mapping[str, StreamView]
    fragments: Mapping[str, Fragment]
    constants: Constants
    seen: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)

    def validate(self, document: Document, stack: tuple[str, ...] = ()) -> Validation:
        """Check a scenario, or the body of a fragment."""
        own = self.errors_of_fragments(document)
        constants = self.constants
        if stack:
            parameters = self.fragments[stack[0]].parameters
            known = {name: _parameter(argument) for name, argument in parameters.items()}
            constants = {**constants, "parameter": known}
        expansion = expand(document, self.fragments, self.broken, constants, stack)
        found = _validate(expansion, self.streams)
        return replace(found, problems=(*own, *found.problems), plan=None if own else found.plan)

    def errors_of_fragments(self, document: Document) -> list[Problem]:
        """The errors that the fragments of a document have on their own, each told once."""
        problems: list[Problem] = []
        for name in called(document):
            if name not in self.fragments or name in self.seen:
                continue
            self.seen.add(name)
            fragment = self.fragments[name]
            found = [
                replace(problem, file=problem.file or fragment.file)
                for problem in self.validate(fragment.document, (name,)).problems
                if problem.severity == "error"
            ]
            if found:
                self.broken.add(name)
            problems += found
        return problems


def _parameter(argument: Argument) -> tuple[Column, Any]:
    """What a fragment's parameter is while nobody calls it."""
    found = constant(argument.default, argument.column, {}) if argument.default is not None else ""
    if isinstance(found, str):
        return replace(argument.column, nullable=False), placeholder(argument.column)
    return found


def _validate(expansion: Expansion, streams: Mapping[str, StreamView]) -> Validation:
    document = expansion.document
    problems: list[Problem] = list(expansion.problems)
    checked = _components(expansion, problems)
    _connect(expansion, checked, problems)
    order = _order(expansion, checked, problems)
    drafts: list[Draft] = []
    contexts: dict[tuple[str, str], Context] = {}
    bound: dict[str, Bound] = {}
    for node_id in order:
        each = checked[node_id]
        inputs = {}
        for port, link in each.inputs.items():
            context = contexts.get((link.node, link.port))
            if context is not None:
                inputs[port] = context
        wanted_inputs = each.component.inputs(each.parameters, list(each.inputs))
        if wanted_inputs and len(inputs) < len(each.inputs):
            continue  # something before it is broken; its own parameters cannot be judged
        if wanted_inputs and not inputs:
            continue
        place = Place(node_id, inputs, streams, expansion.constants[node_id])
        result = each.component.bind(each.parameters, place)
        problems += [_located(expansion, node_id, finding) for finding in place.findings]
        if result is None:
            continue
        if each.node.disabled and not wanted_inputs:
            finding = Finding(
                "E_DISABLED", "a source cannot be disabled", None, hint="remove it, or disable what follows"
            )
            problems.append(_located(expansion, node_id, finding, key="disabled"))
        elif each.node.disabled and len(inputs) == 1:
            result = Disabled(result, inputs)
        bound[node_id] = result
        for port, context in result.outputs.items():
            contexts[node_id, port] = context
        if inputs:
            base = next(iter(inputs.values())) if len(inputs) == 1 else Context({})
            contexts[node_id, ERROR] = base.define({ERROR: ERROR_COLUMN}, {})
        if place.ok:
            name = each.node.name or node_id
            drafts.append(
                Draft(node_id, name, each.component, each.parameters, result, each.inputs, each.node.disabled)
            )
    links = {node_id: checked[node_id].inputs for node_id in bound}
    _ends(expansion, checked, problems)
    problems.sort(key=lambda problem: (problem.file or "", problem.line or 0, problem.column or 0))
    for caller, fragment in expansion.calls.items():
        for port in fragment.outputs:
            context = contexts.get((f"{caller}{SEPARATOR}{port}", "out"))
            if context is not None:
                contexts[caller, port] = context
    broken = any(problem.severity == "error" for problem in problems)
    if broken or len(drafts) < len(document.nodes):
        return Validation(None, tuple(problems), contexts, bound, links, document)
    plan = Plan(document.name, document.title or document.name, document.properties, prune(drafts), streams)
    return Validation(plan, tuple(problems), contexts, bound, links, document)


def _components(expansion: Expansion, problems: list[Problem]) -> dict[str, _Checked]:
    """Nodes with a known component and parameters of the right shape."""
    checked: dict[str, _Checked] = {}
    for node in expansion.document.nodes:
        component = (
            adapter_of(node.component) if node.id in expansion.adapters else component_of(node.component)
        )
        if component is None:
            known = components()
            near = get_close_matches(node.component[:64], known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"components: {', '.join(known)}"
            finding = Finding("E_COMPONENT", f"there is no component '{node.component}'", None, hint=hint)
            problems.append(_located(expansion, node.id, finding, key="component"))
            continue
        try:
            parameters = component.parameters.model_validate(dict(node.parameters))
        except ValidationError as error:
            problems += [_located(expansion, node.id, finding) for finding in _shape(component, error)]
        else:
            # A call that is left could not be made, and that was told.
            if node.component != COMPONENT:
                checked[node.id] = _Checked(node, component, parameters)
    return checked


def _shape(component: Component, error: ValidationError) -> Iterable[Finding]:
    """Pydantic's errors in our words."""
    for fault in error.errors(include_url=False):
        path = [str(part) for part in fault["loc"] if not _is_branch(str(part))]
        parameter = ".".join(path) or None
        if fault["type"] == "missing":
            yield Finding(
                "E_MISSING", f"parameter '{path[-1]}' is missing", parameter, hint=f"add {path[-1]}: …"
            )
        elif fault["type"] == "extra_forbidden":
            names = list(component.parameters.model_fields)
            near = get_close_matches(path[-1][:64], names, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"parameters here: {', '.join(names) or 'none'}"
            yield Finding("E_KEY", f"'{path[-1]}' is not a parameter here", parameter, hint=hint)
        elif fault["type"] in {"literal_error", "enum"}:
            given = fault["input"]
            expected = fault.get("ctx", {}).get("expected", "")
            yield Finding(
                "E_VALUE", f"{given!r} is not one of {expected}", parameter, hint=f"write one of {expected}"
            )
        else:
            message = fault["msg"].removeprefix("Value error, ")
            yield Finding("E_VALUE", message, parameter, hint=None)


def _is_branch(part: str) -> bool:
    """Pydantic names the branch of a union in its path; users never wrote it."""
    return part in {"function-plain", "[key]", "str", "Since"} or part.startswith(
        ("literal[", "function-", "list[", "dict[", "constrained-", "tagged-union")
    )


def _connect(expansion: Expansion, checked: Mapping[str, _Checked], problems: list[Problem]) -> None:
    """Resolve the ends of all edges to ports."""
    named: dict[str, list[str]] = defaultdict(list)
    for edge in expansion.document.edges:
        if edge.target_port is not None:
            named[edge.target].append(edge.target_port)
    for number, edge in enumerate(expansion.document.edges):
        source, target = checked.get(edge.source), checked.get(edge.target)
        link = _source(expansion, number, edge, source, problems) if source else None
        port = _target(expansion, number, edge, target, named[edge.target], problems) if target else None
        if target is None or port is None or link is None:
            if target is not None and port is not None:
                target.inputs.setdefault(port, Link(edge.source, edge.source_port or "", True))
            continue
        if port in target.inputs:
            problems.append(
                _edge_problem(
                    expansion,
                    number,
                    "E_INPUT_TAKEN",
                    f"input '{port}' of node '{edge.target}' has another edge already",
                    "bring branches together with a union",
                )
            )
        target.inputs[port] = link
    for node_id, each in checked.items():
        for port in each.component.inputs(each.parameters, list(each.inputs)):
            if port not in each.inputs:
                finding = Finding(
                    "E_INPUT", f"input '{port}' has no edge", None, hint=f"add an edge to {node_id}"
                )
                problems.append(_located(expansion, node_id, finding, key="id"))


def _source(
    expansion: Expansion, number: int, edge: Edge, source: _Checked, problems: list[Problem]
) -> Link | None:
    outputs = [*source.component.outputs(source.parameters)]
    if source.component.inputs(source.parameters, ["in"]):
        outputs.append(ERROR)
    if edge.source_port is None:
        if outputs == [ERROR]:
            message = f"node '{edge.source}' is a sink: nothing comes out of it but '{edge.source}.{ERROR}'"
            problems.append(
                _edge_problem(expansion, number, "E_PORT", message, "let the edge begin at another node")
            )
            return None
        return Link(edge.source, outputs[0], True)
    if edge.source_port not in outputs:
        message = f"node '{edge.source}' has no output '{edge.source_port}'"
        problems.append(
            _edge_problem(expansion, number, "E_PORT", message, f"its outputs: {', '.join(outputs)}")
        )
        return None
    return Link(edge.source, edge.source_port, edge.source_port == outputs[0] and outputs[0] != ERROR)


def _target(
    expansion: Expansion, number: int, edge: Edge, target: _Checked, named: list[str], problems: list[Problem]
) -> str | None:
    inputs = target.component.inputs(target.parameters, named)
    if not inputs and not named:
        variable = target.component.inputs(target.parameters, ["in"])
        if variable:
            message = f"an edge into '{edge.target}' must name its input"
            problems.append(
                _edge_problem(expansion, number, "E_PORT", message, f"write to: {edge.target}.{edge.source}")
            )
        else:
            message = f"node '{edge.target}' is a source: nothing goes into it"
            problems.append(
                _edge_problem(expansion, number, "E_PORT", message, "let the edge end at another node")
            )
        return None
    if edge.target_port is None:
        return inputs[0]
    if edge.target_port not in inputs:
        message = f"node '{edge.target}' has no input '{edge.target_port}'"
        problems.append(
            _edge_problem(expansion, number, "E_PORT", message, f"its inputs: {', '.join(inputs) or 'none'}")
        )
        return None
    return edge.target_port


def _order(expansion: Expansion, checked: Mapping[str, _Checked], problems: list[Problem]) -> list[str]:
    """Nodes in order of flow, in the document's order where there is a choice; those in a cycle are left out."""
    waiting = {
        node_id: {link.node for link in each.inputs.values() if link.node in checked}
        for node_id, each in checked.items()
    }
    order: list[str] = []
    readers: dict[str, list[str]] = defaultdict(list)
    for node_id, sources in waiting.items():
        for source in sources:
            readers[source].append(node_id)
    ready = deque(node_id for node_id, sources in waiting.items() if not sources)
    while ready:
        node_id = ready.popleft()
        order.append(node_id)
        for reader in readers[node_id]:
            waiting[reader].discard(node_id)
            if not waiting[reader]:
                ready.append(reader)
    done = set(order)
    left = [node_id for node_id in waiting if node_id not in done]
    if left:
        cycle = _cycle(left, checked)
        message = f"nodes form a cycle: {' → '.join([*cycle, cycle[0]])}"
        finding = Finding("E_CYCLE", message, None, hint="remove one of the edges between them")
        problems.append(_located(expansion, cycle[0], finding, key="id"))
    return order


def _cycle(left: list[str], checked: Mapping[str, _Checked]) -> list[str]:
    """One cycle among nodes that wait for each other."""
    among = set(left)
    path: list[str] = [left[0]]
    while True:
        before = next(link.node for link in checked[path[-1]].inputs.values() if link.node in among)
        if before in path:
            return list(reversed(path[path.index(before) :]))
        path.append(before)


def _ends(expansion: Expansion, checked: Mapping[str, _Checked], problems: list[Problem]) -> None:
    """Sources there must be, and branches should lead somewhere."""
    document = expansion.document
    if not document.nodes:
        problems.append(
            Problem("E_EMPTY", "the scenario has no nodes", hint="add a source, for example kafka")
        )
        return
    if checked and not any(not each.component.inputs(each.parameters, ["in"]) for each in checked.values()):
        problems.append(
            Problem(
                "E_NO_SOURCE", "the scenario has no source", hint="add a node of a source, for example kafka"
            )
        )
    read = {edge.source for edge in expansion.document.edges}
    for node_id, each in checked.items():
        if each.component.outputs(each.parameters) and node_id not in read | expansion.adapters:
            finding = Finding(
                "W_NO_EFFECT",
                "nothing follows this node: its events end here, counted",
                None,
                hint="connect it, or end it with a dead-end",
                severity="warning",
            )
            problems.append(_located(expansion, node_id, finding, key="id"))


def _located(expansion: Expansion, node_id: str, finding: Finding, key: str | None = None) -> Problem:
    """A finding with its place in the text."""
    origin = expansion.origins[node_id]
    line, column = origin.locate(finding.parameter, finding.start or 0, key)
    return Problem(
        finding.code,
        finding.message + origin.words,
        node_id,
        finding.parameter,
        finding.start,
        finding.end,
        line,
        column,
        finding.hint,
        finding.severity,
        origin.file,
    )


def _edge_problem(expansion: Expansion, number: int, code: str, message: str, hint: str) -> Problem:
    home, written = expansion.edges[number]
    document, file, words = (expansion.written, None, "")
    if home is not None:
        document, file, words = home.document, home.file, home.words
    line, column = document.locate_edge(written)
    return Problem(code, message + words, None, None, None, None, line, column, hint, "error", file)
