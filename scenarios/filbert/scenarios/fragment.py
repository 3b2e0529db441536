"""A fragment: a part of a scenario that several share, with typed inputs, outputs and parameters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from filbert.scenarios.document import Document, body_of, referenced_streams
from filbert.scenarios.problem import DocumentError, Problem, has_errors, in_order, quoted
from filbert.scenarios.report import Report
from filbert.scenarios.text import Parsed, Path

if TYPE_CHECKING:
    from filbert.expressions import Column

_SAYS_SO = re.compile(r'^(?:fragment|[{ ]*"fragment")\s*:', re.MULTILINE)
SUFFIXES = (".yaml", ".yml", ".json")
SEPARATOR = "--"
"""Between the id of a node that calls a fragment and the id of a node in it."""
COMPONENT = "fragment"
INPUT, OUTPUT = "fragment-input", "fragment-output"
"""Components of the nodes that stand for a fragment's inputs and outputs."""


@dataclass(frozen=True)
class Argument:
    """A parameter of a fragment. Without a default every caller must give it."""

    column: Column
    default: Any = None
    """An expression as it is written."""


@dataclass(frozen=True)
class Fragment:
    """A fragment as it is written."""

    name: str
    inputs: Mapping[str, Mapping[str, str]]
    """By input: type by column."""
    outputs: Mapping[str, Mapping[str, str]]
    parameters: Mapping[str, Argument]
    document: Document
    """Its nodes and edges, with a node for each input and output beside them."""
    title: str | None = None
    file: str | None = None


def load_fragments(folder: FilePath | str) -> dict[str, Fragment]:
    """Read all fragment files of a folder, by the fragments' names. A folder that does not exist holds none.

    Raises:
        DocumentError: with every fault of every file.
    """
    fragments, problems = read_fragments(folder)
    if has_errors(problems):
        raise DocumentError(problems)
    return fragments


def read_fragments(folder: FilePath | str) -> tuple[dict[str, Fragment], list[Problem]]:
    """The sound fragments of a folder, and every fault of every file."""
    path = FilePath(folder)
    fragments: dict[str, Fragment] = {}
    problems: list[Problem] = []
    files = sorted(path.iterdir()) if path.is_dir() else []
    for file in files:
        if file.suffix not in SUFFIXES or not file.is_file():
            continue
        fragment, found = read_fragment(file)
        problems += found
        if fragment is None or has_errors(found):
            continue
        if fragment.name in fragments:
            first = fragments[fragment.name].file
            message = f"the fragment {quoted(fragment.name)} is defined twice, first in {first}"
            problems.append(
                Problem("E_DUPLICATE", message, line=1, column=1, hint="remove one", file=str(file))
            )
            continue
        fragments[fragment.name] = fragment
    return fragments, problems


def is_fragment(file: FilePath) -> bool:
    """Whether a file says that it is a fragment.

    Raises:
        OSError: it cannot be read.
    """
    from filbert.scenarios.text import source_text

    try:
        return _SAYS_SO.search(source_text(file)) is not None
    except DocumentError:
        return False


def read_fragment(file: FilePath | str) -> tuple[Fragment | None, list[Problem]]:
    """Read a fragment file, with every fault; they name the file.

    Raises:
        OSError: it cannot be read.
    """
    from filbert.scenarios.yaml_text import read_file

    path = FilePath(file)
    try:
        fragment, problems = fragment_of(read_file(path))
    except DocumentError as error:
        fragment, problems = None, list(error.problems)
    if fragment is not None:
        fragment = replace(fragment, file=str(path))
    return fragment, [replace(each, file=str(path)) for each in problems]


def fragment_of(parsed: Parsed) -> tuple[Fragment | None, list[Problem]]:
    """The fragment in a text that was read, and every fault of its structure. None when there are any."""
    from filbert.scenarios.fragment_model import FragmentModel

    report = Report(parsed)
    raw = parsed.value if isinstance(parsed.value, dict) else {}
    ports = {
        name: (("inputs" if kind == INPUT else "outputs"), name)
        for kind in (INPUT, OUTPUT)
        for name in _mapping(raw, "inputs" if kind == INPUT else "outputs")
    }
    listed = raw["nodes"] if isinstance(raw.get("nodes"), list) else []
    ids = {each.get("id") for each in listed if isinstance(each, dict)}
    for name, path in ports.items():
        if name in ids:
            report.add("E_DUPLICATE", f"a node has the id {quoted(name)} already", path, key=True)
    ports = {name: path for name, path in ports.items() if name not in ids}
    added = [
        {"id": name, "component": INPUT if path[0] == "inputs" else OUTPUT, "parameters": {}}
        for name, path in ports.items()
    ]
    document, problems = body_of(parsed, FragmentModel, added, ports)
    report.problems = [*report.problems, *(each for each in problems if each not in report.problems)]
    inputs, outputs = (_ports(raw, key, report) for key in ("inputs", "outputs"))
    for name in inputs.keys() & outputs.keys():
        report.add("E_DUPLICATE", f"'{name}' is an input already", ("outputs", name), key=True)
    parameters = _parameters(_mapping(raw, "parameters"), report)
    if document is None or has_errors(report.problems):
        return None, in_order(report.problems)
    columns = {**inputs, **outputs}
    nodes = tuple(
        replace(node, parameters={"port": node.id, "columns": dict(columns[node.id])})
        if node.component in {INPUT, OUTPUT}
        else node
        for node in document.nodes
    )
    document = replace(document, name=raw["fragment"], nodes=nodes)
    fragment = Fragment(raw["fragment"], inputs, outputs, parameters, document, document.title)
    return fragment, in_order(report.problems)


def called(document: Document) -> Iterator[str]:
    """The fragments that a document's nodes name."""
    for node in document.nodes:
        name = node.parameters.get("fragment")
        if node.component == COMPONENT and isinstance(name, str):
            yield name


def reachable(document: Document, fragments: Mapping[str, Fragment]) -> dict[str, Fragment]:
    """The fragments that a document calls, those that these call, and so on."""
    found: dict[str, Fragment] = {}
    waiting = list(called(document))
    while waiting:
        name = waiting.pop()
        if name in fragments and name not in found:
            found[name] = fragments[name]
            waiting += called(fragments[name].document)
    return found


def streams_of(document: Document, fragments: Collection[Fragment]) -> set[str]:
    """The streams that a document names, and those that its fragments name."""
    documents = [document, *(each.document for each in fragments)]
    return {name for each in documents for node in each.nodes for name in referenced_streams(node.parameters)}


def _mapping(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, dict) else {}


def _ports(raw: Mapping[str, Any], key: str, report: Report) -> dict[str, dict[str, str]]:
    """By port, the columns whose type can be read."""
    found: dict[str, dict[str, str]] = {}
    for port, columns in _mapping(raw, key).items():
        found[port] = {}
        for name, written in columns.items() if isinstance(columns, dict) else ():
            if isinstance(written, str) and _type(written, (key, port, name), report) is not None:
                found[port][name] = written
    return found


def _type(written: str, path: Path, report: Report) -> Column | None:
    from filbert.expressions import TypeSyntaxError, parse_type

    try:
        return parse_type(written)
    except TypeSyntaxError as error:
        report.add("E_SYNTAX", error.message, path, hint=error.hint, span=(error.start, error.end))
        return None


def _parameters(raw: Mapping[str, Any], report: Report) -> dict[str, Argument]:
    found = {}
    for name, written in raw.items():
        detailed = isinstance(written, dict)
        declared = written.get("type") if detailed else written
        if not isinstance(declared, str):
            continue  # The model has reported it.
        path: Path = ("parameters", name, "type") if detailed else ("parameters", name)
        column = _type(declared, path, report)
        if column is not None:
            found[name] = Argument(column, written.get("default") if detailed else None)
    return found
