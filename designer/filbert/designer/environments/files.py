"""Environments that come from files: those of the local stack, with its real addresses, and others by configuration.

A file is read again when it changes, so that a stack which was started anew on other ports is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from filbert.scenarios.environment import environment_of
from filbert.scenarios.problem import DocumentError, has_errors
from filbert.scenarios.yaml_text import read_text


@dataclass(frozen=True)
class EnvironmentFile:
    """One file."""

    document: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    """Why it cannot be used."""


def environment_files(folder: Path) -> dict[str, EnvironmentFile]:
    """The environments of a folder, by name of the file."""
    try:
        found = [(file, file.stat()) for file in sorted(folder.glob("*.yaml"))]
    except OSError:
        return {}
    return {file.stem: _read(file, state.st_mtime_ns, state.st_size) for file, state in found}


@lru_cache(maxsize=64)
def _read(file: Path, changed: int, size: int) -> EnvironmentFile:
    try:
        parsed = read_text(file.read_text())
        environment, problems = environment_of(parsed)
    except (OSError, UnicodeDecodeError) as error:
        return EnvironmentFile(problems=(f"{file.name} cannot be read: {error}",))
    except DocumentError as error:
        environment, problems = None, list(error.problems)
    if environment is None or has_errors(problems):
        return EnvironmentFile(problems=tuple(f"{file.name}: {each.message}" for each in problems))
    if environment.name != file.stem:
        return EnvironmentFile(
            problems=(f"{file.name} says 'environment: {environment.name}'; name the file so",)
        )
    return EnvironmentFile(dict(parsed.value))
