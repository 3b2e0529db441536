"""A scenario document: a name, nodes, edges. Read from YAML or JSON with all its faults at once.

What stands here is structure; whether a node's parameters mean anything is for `filbert.scenarios.validate`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from filbert.scenarios.name import EDGE_END, NODE_ID
from filbert.scenarios.problem import DocumentError, Problem, did_you_mean, has_errors, in_order, quoted
from filbert.scenarios.text import Parsed, Path, Positions, limit

if TYPE_CHECKING:
    from pydantic import BaseModel

FORMAT = 1
MAX_NODES = 2_000
MAX_EDGES = 10_000
MOST_HINTS = 20
"""Edges of one file for which the node that was meant is looked for."""
MAX_PARALLELISM = 128
"""`pipeline.max-parallelism` is pinned to it, so that state can be redistributed."""

Parameter: TypeAlias = Any
"""A plain value: mapping, list, text, int, `Number`, bool or None."""


NO_PORTS: Mapping[str, Path] = {}


@dataclass(frozen=True)
class Properties:
    """How a scenario runs on Flink."""

    parallelism: int = 1
    delivery: Literal["at-least-once", "exactly-once"] = "at-least-once"
    state: Literal["heap", "rocksdb"] = "heap"
    checkpoint_interval_ms: int = 10_000


@dataclass(frozen=True)
class Node:
    """One step of a scenario. Its id never changes: it is state identity, metric label and error address."""

    id: str
    component: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    name: str | None = None
    disabled: bool = False
    note: str | None = None


@dataclass(frozen=True)
class Edge:
    """Events flow from an output to an input. No port means the component's first one."""

    source: str
    target: str
    source_port: str | None = None
    target_port: str | None = None

    @property
    def start(self) -> str:
        """`node` or `node.port`, as it is written."""
        return self.source if self.source_port is None else f"{self.source}.{self.source_port}"

    @property
    def end(self) -> str:
        """`node` or `node.port`, as it is written."""
        return self.target if self.target_port is None else f"{self.target}.{self.target_port}"


@dataclass(frozen=True)
class Places:
    """Where the parts of a document stand in its file."""

    positions: Positions
    nodes: Mapping[str, int]
    """Node id: index in the file's list."""
    edges: tuple[int, ...] = ()
    """For each edge of the document, its index in the file's list."""
    incomplete: frozenset[str] = frozenset()
    """Nodes with an edge that could not be used, or with a twin; `*` when a node could not be used at all."""
    ports: Mapping[str, Path] = field(default_factory=dict)
    """Inputs and outputs of a fragment, which stand in no list of nodes."""


@dataclass(frozen=True)
class Document:
    """A scenario as it is written. Equal documents say the same, wherever that stands in a file."""

    name: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    title: str | None = None
    properties: Properties = field(default_factory=Properties)
    layout: Mapping[str, Any] = field(default_factory=dict)
    positions: Places | None = field(default=None, compare=False, repr=False)

    def node(self, identifier: str) -> Node | None:
        """The node with this id."""
        return self._by_id.get(identifier)

    @cached_property
    def _by_id(self) -> Mapping[str, Node]:
        return {each.id: each for each in self.nodes}

    def locate(
        self, node: str, parameter: str | None = None, offset: int = 0, key: str | None = None
    ) -> tuple[int | None, int | None]:
        """See `filbert.scenarios.document.locate`."""
        return locate(self, node, parameter, offset, key)

    def locate_edge(self, number: int) -> tuple[int | None, int | None]:
        """See `filbert.scenarios.document.locate_edge`."""
        return locate_edge(self, number)


def load_scenario(source: FilePath | str) -> Document:
    """Read a scenario file, or the text of one.

    Args:
        source: a path, or a text (anything with a line break or that begins with a brace).

    Raises:
        OSError: the file cannot be read.
        DocumentError: its structure is faulty; holds every fault.
    """
    document, problems = read_scenario(source)
    if document is None or has_errors(problems):
        raise DocumentError(problems)
    return document


def read_scenario(source: FilePath | str) -> tuple[Document | None, list[Problem]]:
    """Like `load_scenario`, but gives what could be read beside the problems, so that more can be checked.

    Raises:
        OSError: the file cannot be read.
    """
    from filbert.scenarios.yaml_text import read_file, read_text

    try:
        if isinstance(source, str) and ("\n" in source or source.lstrip()[:1] == "{"):
            return scenario_of(read_text(source))
        return scenario_of(read_file(FilePath(source)))
    except DocumentError as error:
        return None, list(error.problems)


def scenario_of(parsed: Parsed) -> tuple[Document | None, list[Problem]]:
    """The document in a text that was read, as far as it can be made out, and all faults of its structure."""
    from filbert.scenarios.document_model import ScenarioModel

    return body_of(parsed, ScenarioModel)


def body_of(
    parsed: Parsed,
    model: type[BaseModel],
    added: Sequence[Mapping[str, Any]] = (),
    ports: Mapping[str, Path] = NO_PORTS,
) -> tuple[Document | None, list[Problem]]:
    """The nodes and edges in a text that was read, and all faults of its structure.

    Args:
        parsed: the file.
        model: its shape.
        added: nodes that stand in no list, and that edges may name nevertheless.
        ports: where these stand in the file.
    """
    from filbert.scenarios.structure import problems_of
    from pydantic import ValidationError

    problems = list(parsed.problems)
    raw = parsed.value
    for key, most in (("nodes", MAX_NODES), ("edges", MAX_EDGES)):
        found = raw.get(key) if isinstance(raw, dict) else None
        if isinstance(found, list) and len(found) > most:
            place = parsed.positions.of_key((key,))
            line, column = (place.line, place.column) if place else (None, None)
            message = f"a scenario has at most {most:,} {key}, not {len(found):,}"
            return None, [*problems, limit(message, line, column)]
    try:
        model.model_validate(raw)
    except ValidationError as error:
        problems += problems_of(error, model, parsed, lambda path: _subject(raw, path))
    if not isinstance(raw, dict):
        return None, in_order(problems)
    if isinstance(raw.get("nodes"), list):
        raw = {**raw, "nodes": [*raw["nodes"], *added]}
    problems += _duplicates(raw, parsed) + _loose_edges(raw, parsed)
    return _document(raw, parsed.positions, ports), in_order(problems)


def referenced_streams(parameters: Any) -> Iterator[str]:
    """The streams that a node names: by convention, in parameters called `stream` or `…_stream`."""
    if isinstance(parameters, Mapping):
        for key, value in parameters.items():
            if isinstance(value, str) and (key == "stream" or key.endswith("_stream")):
                yield value
            else:
                yield from referenced_streams(value)
    elif isinstance(parameters, list):
        for value in parameters:
            yield from referenced_streams(value)


def locate(
    document: Document, node: str, parameter: str | None = None, offset: int = 0, key: str | None = None
) -> tuple[int | None, int | None]:
    """Line and column of a node, of one of its parameters, or of a character of a parameter's text.

    Both are None in a document that does not come from a text, or without such a node.

    Args:
        document: one that was read from a text.
        node: its id.
        parameter: a path such as `condition`, `assignments.unit`, `key.0` or `aggregates.total.value`, where
            an element of a list may be named by its index or by its name. What does not exist falls back
            to what is around it.
        offset: code points into the decoded value.
        key: a key of the node itself, for example `component`.
    """
    places, found = document.positions, document.node(node)
    if places is None or found is None:
        return None, None
    if node in places.ports:
        return places.positions.place(places.ports[node])
    path: Path = ("nodes", places.nodes[node])
    if parameter is None:
        own = (*path, key or "id")
        return places.positions.place(own if own in places.positions.values else (*path, "id"))
    steps, value = parameter_path(found.parameters, parameter)
    own = (*path, "parameters", *steps)
    if own not in places.positions.values:
        own = (*path, "component")
    return places.positions.place(own, offset, str(value) if _is_scalar(value) else None)


def locate_edge(document: Document, number: int) -> tuple[int | None, int | None]:
    """Line and column of an edge, by its index in the document."""
    if document.positions is None:
        return None, None
    return document.positions.positions.place(("edges", document.positions.edges[number]))


def placed(document: Document, problem: Problem) -> Problem:
    """The problem with its line and column, if they can be known and are not."""
    if problem.line is not None or problem.node is None:
        return problem
    found = locate(document, problem.node, problem.parameter, problem.start or 0)
    return replace(problem, line=found[0], column=found[1])


def parameter_path(parameters: Mapping[str, Parameter], written: str) -> tuple[Path, Parameter]:
    """The way to a parameter, as far as it exists, and the value there."""
    path: list[str | int] = []
    value: Parameter = parameters
    rest = written
    while rest:
        step, rest = _step(value, rest)
        if step is None:
            break
        path.append(step)
        value = value[step]
    return tuple(path), value


def _step(value: Parameter, written: str) -> tuple[str | int | None, str]:
    """The first step of a written path into a value, and what is left of the path.

    Keys may hold dots, so the longest key that exists wins.
    """
    parts = written.replace("[", ".").replace("]", "").split(".")
    for length in range(len(parts), 0, -1):
        step, rest = ".".join(parts[:length]), ".".join(parts[length:])
        if isinstance(value, Mapping) and step in value:
            return step, rest
        if isinstance(value, list):
            index = _element(value, step)
            if index is not None:
                return index, rest
    return None, ""


def _element(values: list[Any], step: str) -> int | None:
    # A number is always an index: what is named in a list has a name that is none, but cells may hold numbers.
    if step.isdecimal():
        return int(step) if len(step) < 7 and int(step) < len(values) else None
    for index, each in enumerate(values):
        if each == step or (isinstance(each, Mapping) and step in (each.get("name"), each.get("port"))):
            return index
    return None


def _is_scalar(value: object) -> bool:
    return not isinstance(value, Mapping | list)


def _subject(raw: Any, path: Path) -> tuple[str | None, str | None]:
    """Node and parameter that a path in a document is about."""
    if len(path) < 2 or path[0] != "nodes" or not isinstance(path[1], int):
        return None, None
    node = raw["nodes"][path[1]]
    identifier = node.get("id") if isinstance(node, dict) else None
    parameter = ".".join(map(str, path[3:])) if len(path) > 3 and path[2] == "parameters" else None
    return (identifier if isinstance(identifier, str) else None), parameter


def _items(raw: Mapping[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    """The mappings of a list, with their index; whatever else is there was reported already."""
    found = raw.get(key)
    return (
        [(index, each) for index, each in enumerate(found) if isinstance(each, dict)]
        if isinstance(found, list)
        else []
    )


def _duplicates(raw: Mapping[str, Any], parsed: Parsed) -> list[Problem]:
    problems = []
    first: dict[str, int] = {}
    for index, node in _items(raw, "nodes"):
        identifier = node.get("id")
        if not isinstance(identifier, str):
            continue
        if identifier in first:
            earlier = parsed.positions.of(("nodes", first[identifier], "id"))
            line, column = parsed.positions.place(("nodes", index, "id"))
            message = f"two nodes have the id {quoted(identifier)}"
            hint = (
                f"the first is in line {earlier.line}; choose another id" if earlier else "choose another id"
            )
            problems.append(
                Problem("E_DUPLICATE", message, node=identifier, line=line, column=column, hint=hint)
            )
        else:
            first[identifier] = index
    return problems


def _loose_edges(raw: Mapping[str, Any], parsed: Parsed) -> list[Problem]:
    problems: list[Problem] = []
    known = [node["id"] for _, node in _items(raw, "nodes") if isinstance(node.get("id"), str)]
    present = set(known)
    seen: set[tuple[str, str]] = set()
    for index, edge in _items(raw, "edges"):
        for key in ("from", "to"):
            end = edge.get(key)
            found = EDGE_END.fullmatch(end) if isinstance(end, str) else None
            if found is None or found[1] in present:
                continue
            line, column = parsed.positions.place(("edges", index, key))
            message = f"there is no node {quoted(found[1])} for this edge"
            hint = did_you_mean(found[1], known) if len(problems) < MOST_HINTS else None
            problems.append(Problem("E_EDGE", message, line=line, column=column, hint=hint))
        both = (edge.get("from"), edge.get("to"))
        if isinstance(both[0], str) and isinstance(both[1], str):
            pair = (both[0], both[1])
            if pair in seen:
                line, column = parsed.positions.place(("edges", index))
                message = f"the edge from {quoted(pair[0])} to {quoted(pair[1])} stands here twice"
                problems.append(Problem("E_DUPLICATE", message, line=line, column=column, hint="remove one"))
            seen.add(pair)
    return problems


def _document(raw: Mapping[str, Any], positions: Positions, ports: Mapping[str, Path]) -> Document:
    """What can be used of a document; what cannot was reported."""
    nodes: dict[str, Node] = {}
    node_places: dict[str, int] = {}
    for index, each in _items(raw, "nodes"):
        node = _node(each)
        if node is not None and node.id not in nodes:
            nodes[node.id] = node
            node_places[node.id] = index
    edges: dict[Edge, int] = {}
    written = raw.get("nodes")
    whole = isinstance(written, list) and len(nodes) == len(written)
    incomplete: set[str] = set() if whole else {"*"}
    for index, each in _items(raw, "edges"):
        edge = _edge(each)
        if edge is not None and edge.source in nodes and edge.target in nodes:
            edges.setdefault(edge, index)
        else:
            incomplete |= {_node_of(each.get("from")), _node_of(each.get("to"))}
    return Document(
        name=_text(raw.get("name")) or "",
        title=_text(raw.get("title")),
        properties=_properties(raw.get("properties")),
        nodes=tuple(nodes.values()),
        edges=tuple(edges),
        layout=raw["layout"] if isinstance(raw.get("layout"), dict) else {},
        positions=Places(positions, node_places, tuple(edges.values()), frozenset(incomplete), ports),
    )


def _node_of(end: object) -> str:
    """The node that a faulty end of an edge is most likely about."""
    return end.split(".")[0] if isinstance(end, str) else "*"


def _node(raw: Mapping[str, Any]) -> Node | None:
    identifier, component = raw.get("id"), raw.get("component")
    if not isinstance(identifier, str) or not NODE_ID.fullmatch(identifier):
        return None
    if not isinstance(component, str) or not NODE_ID.fullmatch(component):
        return None
    parameters = raw.get("parameters")
    return Node(
        id=identifier,
        component=component,
        parameters=parameters if isinstance(parameters, dict) else {},
        name=_text(raw.get("name")),
        disabled=raw.get("disabled") is True,
        note=_text(raw.get("note")),
    )


def _edge(raw: Mapping[str, Any]) -> Edge | None:
    start, end = raw.get("from"), raw.get("to")
    if not isinstance(start, str) or not isinstance(end, str):
        return None
    source, target = EDGE_END.fullmatch(start), EDGE_END.fullmatch(end)
    if source is None or target is None:
        return None
    return Edge(source[1], target[1], source[2], target[2])


def _properties(raw: Any) -> Properties:
    from filbert.scenarios.document_model import PropertiesModel
    from pydantic import ValidationError

    try:
        return PropertiesModel.model_validate(raw).properties() if raw is not None else Properties()
    except ValidationError:
        return Properties()  # Reported with the whole document; the defaults let the rest be checked.


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
