"""Give a variable another name: in the node that defines it, and wherever it is used after that.

Nothing here knows a component by name: what a text is, its kind of parameter says, and where a column goes, the
contexts of the outputs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from filbert.components.leaves import COLUMN, EXPRESSION, NAME, TEMPLATE, Leaf, Path, by_input, leaves
from filbert.components.registry import component_of
from filbert.components.spec import ALWAYS, ERROR
from filbert.expressions import apply_edits, rename_edits
from filbert.expressions.types import quote_name
from filbert.scenarios.problem import Problem, did_you_mean, quoted
from filbert.scenarios.validate import Validation, validate

if TYPE_CHECKING:
    from filbert.components.spec import StreamView
    from filbert.scenarios.document import Document, Node
    from filbert.scenarios.environment import Environment

VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
TABLE: Final = "table"


@dataclass(frozen=True)
class Change:
    """One change of a node's parameters.

    Attributes:
        path: keys and indexes that lead to the text; where `is_key`, its last key is what changes.
        before: what stood there; None where something is added.
    """

    node: str
    path: Path
    before: str | None
    after: str
    is_key: bool = False

    @property
    def parameter(self) -> str:
        """The path as messages write it."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True)
class Renaming:
    """What a new name makes of a scenario.

    Attributes:
        document: the scenario with all changes.
        problems: what the new name breaks, and uses that cannot be changed for it; empty when all is well.
    """

    document: Document
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


class RenameError(ValueError):
    """The variable cannot be renamed at all; the hint says what to do instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def rename_variable(
    document: Document,
    node: str,
    name: str,
    new_name: str,
    streams: Mapping[str, StreamView],
    environment: Environment | None = None,
) -> Renaming:
    """Rename a variable that a node defines, there and in all that follows.

    The new name ends where the variable does: at a node that defines the old name anew, and at a union whose other
    inputs keep the old name; there the input gets a mapping, so that the name stays after it. A scenario with faults
    elsewhere can be renamed in, too.

    Args:
        document: a scenario; it is not changed.
        node: the id of the node that defines the variable.
        streams, environment: as for `validate`.

    Raises:
        RenameError: the node defines no such variable, or the new name cannot be one.
    """
    before = validate(document, streams, environment)
    _require(document, before, node, name, new_name)
    changes: list[Change] = []
    problems: list[Problem] = []
    carriers = _defining(document, before, node, name, new_name, changes)
    for other in before.bounds:
        if other != node:
            _follow(_Use(document, before, other, name, new_name), carriers, changes, problems)
    renamed = _applied(document, changes)
    problems += _caused(before, validate(renamed, streams, environment))
    return Renaming(renamed, tuple(changes), tuple(problems))


def _require(document: Document, found: Validation, node: str, name: str, new_name: str) -> None:
    place = document.node(node)
    if place is None:
        raise RenameError(
            f"there is no node {quoted(node)}", did_you_mean(node, [each.id for each in document.nodes])
        )
    if VARIABLE.fullmatch(new_name) is None:
        raise RenameError(
            f"{quoted(new_name)} cannot be the name of a variable",
            "write letters, digits and _, a letter first, at most 63 of them",
        )
    if new_name in ALWAYS or new_name in {"environment", ERROR}:
        raise RenameError(f"{quoted(new_name)} is reserved", "choose another name")
    if name == new_name:
        raise RenameError(f"it is called {quoted(name)} already", "choose another name")
    if node not in found.bounds:
        raise RenameError(f"the parameters of node {quoted(node)} have faults", "mend them first")
    if name in _defined(document, found, node):
        return
    streams = [
        port for (owner, port), context in found.contexts.items() if owner == node and name in context.columns
    ]
    if streams and not found.links.get(node):
        raise RenameError(f"{quoted(name)} is a field of a stream", "give it another name with a select node")
    origin = _origin(document, found, node, name)
    if origin is not None:
        raise RenameError(
            f"{quoted(name)} is not defined in node {quoted(node)}", f"rename it in {quoted(origin)}"
        )
    known = sorted(_defined(document, found, node))
    raise RenameError(
        f"node {quoted(node)} defines no {quoted(name)}",
        did_you_mean(name, known) or (f"it defines {', '.join(known)}" if known else None),
    )


def _defined(document: Document, found: Validation, node: str) -> set[str]:
    """The names that a node gives to columns."""
    own = set(found.bounds[node].defined)
    if len(found.links.get(node, {})) > 1:
        own |= {leaf.text for leaf in _leaves(document, node) if leaf.editor == NAME and leaf.is_key}
    return own


def _origin(document: Document, found: Validation, node: str, name: str) -> str | None:
    """The node before this one that defines a name."""
    seen: set[str] = set()
    pending = [link.node for link in found.links.get(node, {}).values()]
    while pending:
        before = pending.pop()
        if before in seen or before not in found.bounds:
            continue
        seen.add(before)
        if name in _defined(document, found, before):
            return before
        pending += [link.node for link in found.links.get(before, {}).values()]
    return None


def _leaves(document: Document, node: str) -> list[Leaf]:
    place = document.node(node)
    component = None if place is None else component_of(place.component)
    return [] if place is None or component is None else list(leaves(component.parameters, place.parameters))


def _defining(
    document: Document, found: Validation, node: str, name: str, new_name: str, changes: list[Change]
) -> set[tuple[str, str]]:
    """Rename in the node that defines the variable; return the outputs that carry it."""
    own = _leaves(document, node)
    for leaf in own:
        if leaf.editor in {NAME, TABLE} and leaf.text == name:
            changes.append(Change(node, leaf.path, name, new_name, leaf.is_key))
    inputs = [found.contexts.get((link.node, link.port)) for link in found.links.get(node, {}).values()]
    if not any(context is not None and name in context.columns for context in inputs):
        # Later parts of the node may use what earlier ones define.
        changes += _texts(node, own, name, new_name)
    elif len(inputs) > 1:
        changes += _kept_by_inputs(document, found, node, name, new_name)
    contexts = found.bounds[node].outputs
    return {(node, port) for port, context in contexts.items() if name in context.columns and port != ERROR}


def _kept_by_inputs(
    document: Document, found: Validation, node: str, name: str, new_name: str
) -> Iterator[Change]:
    """Where some inputs are mapped to the name and others have it by themselves, those need a mapping, too."""
    parameter = _by_input(document, node)
    for port, link in found.links[node].items():
        context = found.contexts.get((link.node, link.port))
        mapped = _mapped(document, node, parameter, port)
        if parameter is not None and context is not None and name in context.columns and name not in mapped:
            yield Change(node, (parameter, port, new_name), None, quote_name(name))


def _by_input(document: Document, node: str) -> str | None:
    place = document.node(node)
    component = None if place is None else component_of(place.component)
    return None if component is None else by_input(component.parameters)


def _mapped(document: Document, node: str, parameter: str | None, port: str) -> Mapping[str, Any]:
    place = document.node(node)
    if place is None or parameter is None:
        return {}
    mapping = place.parameters.get(parameter)
    own = mapping.get(port) if isinstance(mapping, Mapping) else None
    return own if isinstance(own, Mapping) else {}


def _texts(node: str, own: Iterable[Leaf], name: str, new_name: str) -> Iterator[Change]:
    """The expressions, templates and lists of columns that name a variable."""
    for leaf in own:
        if leaf.editor in {EXPRESSION, TEMPLATE} and not leaf.is_key:
            edits = rename_edits(leaf.text, name, new_name, template=leaf.editor == TEMPLATE)
            if edits:
                yield Change(node, leaf.path, leaf.text, apply_edits(leaf.text, edits))
        elif leaf.editor == COLUMN and leaf.text == name:
            yield Change(node, leaf.path, name, new_name)


@dataclass(frozen=True)
class _Use:
    """A node that may come after the variable."""

    document: Document
    found: Validation
    node: str
    name: str
    new_name: str

    @property
    def links(self) -> Mapping[str, Any]:
        """Where its inputs come from."""
        return self.found.links.get(self.node, {})

    def has(self, port: str) -> bool:
        """Whether an input has a column of the name, whichever."""
        link = self.links[port]
        context = self.found.contexts.get((link.node, link.port))
        return context is not None and self.name in context.columns


def _follow(
    use: _Use, carriers: set[tuple[str, str]], changes: list[Change], problems: list[Problem]
) -> None:
    """Rename in a node that the variable reaches, and find the outputs that it leaves by."""
    reached = {port for port, link in use.links.items() if (link.node, link.port) in carriers}
    if not reached:
        return
    own = [leaf for leaf in _leaves(use.document, use.node) if _scope(use, leaf) <= reached]
    made = list(_texts(use.node, own, use.name, use.new_name))
    changes += made
    problems += _implicit(use, reached, made)
    if len(use.links) == 1:
        carriers.add((use.node, ERROR))
        passes = use.name not in use.found.bounds[use.node].defined
    else:
        passes = _joins(use, reached, changes, problems)
    if passes:
        outputs = use.found.bounds[use.node].outputs
        carriers |= {(use.node, port) for port, context in outputs.items() if use.name in context.columns}


def _scope(use: _Use, leaf: Leaf) -> set[str]:
    """The inputs whose columns a text may name."""
    parameter = _by_input(use.document, use.node)
    if parameter is not None and len(leaf.path) > 1 and leaf.path[0] == parameter:
        return {str(leaf.path[1])}
    return {port for port in use.links if use.has(port)}


def _joins(use: _Use, reached: set[str], changes: list[Change], problems: list[Problem]) -> bool:
    """Whether the variable goes on after several inputs; where only some have it, those keep the old name."""
    parameter = _by_input(use.document, use.node)
    passing = {
        port
        for port in use.links
        if use.has(port) and use.name not in _mapped(use.document, use.node, parameter, port)
    }
    if reached & passing == set(use.links):
        return True
    if not any(use.name in context.columns for context in use.found.bounds[use.node].outputs.values()):
        return False
    for port in sorted(reached & passing):
        if parameter is not None:
            changes.append(Change(use.node, (parameter, port, use.name), None, quote_name(use.new_name)))
        else:
            message = f"input '{port}' brings '{use.name}' under its new name, the others under the old one"
            problems.append(Problem("E_RENAME", message, use.node, hint="rename it on every input"))
    return False


def _implicit(use: _Use, reached: set[str], made: list[Change]) -> Iterator[Problem]:
    """A node that takes a column by its name although no text of it says so."""
    needed = use.found.bounds[use.node].needs({})
    if not made and any(use.name in needed.get(port, ()) for port in reached):
        message = f"the node takes '{use.name}' by its name, without saying so"
        hint = f"write it out in the parameters: {use.name}: {use.new_name}"
        yield Problem("E_RENAME", message, use.node, hint=hint)


def _applied(document: Document, changes: Iterable[Change]) -> Document:
    by_node: dict[str, list[Change]] = {}
    for change in changes:
        by_node.setdefault(change.node, []).append(change)
    nodes = tuple(_changed(node, by_node.get(node.id, [])) for node in document.nodes)
    return replace(document, nodes=nodes, positions=None)


def _changed(node: Node, changes: list[Change]) -> Node:
    parameters = dict(node.parameters)
    # Keys last, because they are parts of the paths of the others.
    for change in sorted(changes, key=lambda each: each.is_key):
        parameters = _set(parameters, change.path, change)
    return replace(node, parameters=parameters) if changes else node


def _set(value: Any, path: Path, change: Change) -> Any:
    """A copy of a value with a change at the end of a path."""
    step, rest = path[0], path[1:]
    if isinstance(value, list):
        index = int(step)
        return [*value[:index], _set_step(value[index], rest, change), *value[index + 1 :]]
    own = dict(value) if isinstance(value, Mapping) else {}
    if change.is_key and not rest:
        return {change.after if key == step else key: each for key, each in own.items()}
    return {**own, str(step): _set_step(own.get(str(step)), rest, change)}


def _set_step(value: Any, rest: Path, change: Change) -> Any:
    return _set(value, rest, change) if rest else change.after


def _caused(before: Validation, after: Validation) -> list[Problem]:
    """The problems that were not there before, such as a name that is taken."""
    earlier: dict[tuple[str, str | None], int] = {}
    for problem in before.problems:
        key = problem.code, problem.node
        earlier[key] = earlier.get(key, 0) + 1
    caused = []
    for problem in after.problems:
        key = problem.code, problem.node
        earlier[key] = earlier.get(key, 0) - 1
        if earlier[key] < 0:
            caused.append(problem)
    return caused
