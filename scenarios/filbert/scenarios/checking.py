"""All problems of a scenario file at once: of its structure, of its streams, and of its meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from filbert.scenarios.document import read_scenario
from filbert.scenarios.fragment import (
    called,
    is_fragment,
    reachable,
    read_fragment,
    read_fragments,
    streams_of,
)
from filbert.scenarios.problem import Problem, has_errors, in_order
from filbert.scenarios.stream import read_streams

if TYPE_CHECKING:
    from filbert.scenarios.document import Document
    from filbert.scenarios.environment import Environment
    from filbert.scenarios.fragment import Fragment


def check_file(
    file: Path,
    streams_folder: Path | None = None,
    environment_file: Path | None = None,
    fragments_folder: Path | None = None,
) -> list[Problem]:
    """Check a scenario file, or a fragment with all scenarios around it that call it.

    Args:
        file: the scenario, or the fragment.
        streams_folder: by default `streams` beside the file.
        environment_file: for the values that expressions name.
        fragments_folder: by default `fragments` beside the file.

    Raises:
        OSError: the file or the environment cannot be read.
    """
    if is_fragment(file):
        return _check_fragment(file, streams_folder, environment_file)
    document, problems = read_scenario(file)
    environment: Environment | None = None
    if environment_file is not None:
        from filbert.scenarios.environment import read_environment

        environment, found = read_environment(environment_file)
        problems += found
    if document is None:
        return in_order(problems)
    faulty: set[str] = set()
    fragments: dict[str, Fragment] = {}
    if any(called(document)):
        fragments, found = read_fragments(fragments_folder or file.parent / "fragments")
        problems += found
        faulty |= {Path(each.file).stem for each in found if each.file}
    used = streams_of(document, reachable(document, fragments).values())
    streams, found = read_streams(streams_folder or file.parent / "streams", used)
    problems += found
    faulty |= {Path(each.file).stem for each in found if each.file}

    from filbert.scenarios.validate import validate

    meaning = validate(document, streams, environment, fragments).problems
    return in_order([*problems, *_independent(document, meaning, faulty)])


def _check_fragment(file: Path, streams_folder: Path | None, environment_file: Path | None) -> list[Problem]:
    """The problems of a fragment, and those that each caller in the folder around has with it.

    A fragment that no scenario there calls is checked by a call of our own, so that it is checked at all.
    """
    fragment, problems = read_fragment(file)
    if fragment is None or has_errors(problems):
        return in_order(problems)
    folder, fragments = file.parent.parent, file.parent
    known, found = read_fragments(fragments)
    problems += found
    for scenario in sorted(folder.glob("*.yaml")):
        document = None if scenario.name.endswith(".tests.yaml") else read_scenario(scenario)[0]
        if document is not None and fragment.name in reachable(document, known):
            found = check_file(scenario, streams_folder, environment_file, fragments)
            problems += [replace(each, file=each.file or str(scenario)) for each in found]
    streams, found = read_streams(
        streams_folder or folder / "streams", streams_of(fragment.document, known.values())
    )
    problems += found
    from filbert.scenarios.validate import check_fragment

    problems += check_fragment(fragment, streams, known)
    # What stands in the file that was asked about is shown without its name.
    return in_order([replace(each, file=None if each.file == str(file) else each.file) for each in problems])


def _independent(document: Document, problems: Iterable[Problem], faulty: set[str]) -> Iterable[Problem]:
    """The problems that do not merely follow from those of the structure or of a stream's file."""
    places = document.positions
    for problem in problems:
        if problem.file is not None:
            yield problem
            continue
        if (
            problem.parameter is None
            and places is not None
            and (
                problem.node in places.incomplete
                or (problem.node is None and problem.line is None and places.incomplete)
            )
        ):
            continue
        node = document.node(problem.node) if problem.node is not None else None
        named = node.parameters.get(problem.parameter) if node is not None and problem.parameter else None
        if isinstance(named, str) and named in faulty:
            continue
        yield replace(problem)
