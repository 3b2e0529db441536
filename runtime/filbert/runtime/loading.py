"""Load a scenario file with its streams and environment, and check it: the first step of most commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filbert.scenarios.document import load_scenario
from filbert.scenarios.fragment import load_fragments
from filbert.scenarios.problem import DocumentError, Problem, has_errors
from filbert.scenarios.stream import load_streams
from filbert.scenarios.validate import validate
from filbert.scenarios.version import scenario_version

if TYPE_CHECKING:
    from filbert.scenarios.document import Document
    from filbert.scenarios.environment import Environment
    from filbert.scenarios.plan import Plan
    from filbert.scenarios.stream import Stream


@dataclass(frozen=True)
class Loaded:
    """A scenario without errors."""

    document: Document
    """With its fragments in place."""
    plan: Plan
    streams: dict[str, Stream]
    version: str
    warnings: tuple[Problem, ...]


def load(
    path: Path,
    streams_folder: Path | None = None,
    environment: Environment | None = None,
    fragments_folder: Path | None = None,
) -> Loaded:
    """Load and check a scenario file. Streams and fragments are beside it, unless their folders are given.

    Raises:
        DocumentError: with every problem that was found.
    """
    document = load_scenario(path)
    folder = streams_folder or path.parent / "streams"
    streams = load_streams(folder)
    fragments = load_fragments(fragments_folder or path.parent / "fragments")
    validation = validate(document, streams, environment, fragments)
    if validation.plan is None:
        raise DocumentError(validation.problems)
    assert not has_errors(validation.problems)
    assert validation.document is not None
    version = scenario_version(document, streams, fragments)
    return Loaded(validation.document, validation.plan, streams, version, validation.problems)
