"""What everything reports about a document: one record, one way to print it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

WIDTH = 120
"""Characters of a line that are shown."""
LONGEST_MISSPELLED = 80
MOST_COMPARED = 500
"""Looking for what was meant costs the product of both; a hostile document would make it cost minutes."""
LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Problem:
    """A fault of a document, with its place: a node and parameter where there is one, and a line."""

    code: str
    message: str
    node: str | None = None
    parameter: str | None = None
    start: int | None = None
    """Span in the parameter's decoded value, in code points: [start, end)."""
    end: int | None = None
    line: int | None = None
    """Counted from 1, like the column."""
    column: int | None = None
    hint: str | None = None
    severity: str = "error"
    file: str | None = None
    """Another file than the one that was asked about: a stream, an environment."""

    def to_json(self) -> dict[str, Any]:
        """The form that machines read; what is not known is left out."""
        names = {"start": "from", "end": "to"}
        found = {names.get(each.name, each.name): getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if value is not None}


class DocumentError(Exception):
    """Nothing can be made of a document. Holds every problem that was found, not just the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{each.code} {each.message}" for each in self.problems))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as a reader meets them: by place in the file; those without a place come last."""
    return sorted(
        dict.fromkeys(problems),
        key=lambda each: (each.file or "", each.line is None, each.line or 0, each.column or 0),
    )


def _place(problem: Problem) -> tuple[str, bool, int, int]:
    return problem.file or "", problem.line is None, problem.line or 0, problem.column or 0


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether there is more than warnings."""
    return any(each.severity == "error" for each in problems)


def render(problem: Problem, file: str, source: str | Sequence[str] | None = None) -> str:
    """One problem for people: `file:line:column: CODE node 'id', parameter: message (hint)`, and the line.

    Args:
        problem: what was found.
        file: the name to show, unless the problem names another file.
        source: the text of that file, or its lines; with it the line is shown with carets below the place.
    """
    place = [problem.file or file]
    if problem.line is not None:
        place += [str(problem.line), str(problem.column or 1)]
    subject = ", ".join(
        part for part in (f"node '{problem.node}'" if problem.node else "", problem.parameter or "") if part
    )
    code = problem.code if problem.severity == "error" else f"{problem.severity} {problem.code}"
    text = f"{':'.join(place)}: {code} {subject + ': ' if subject else ''}{problem.message}"
    if problem.hint:
        text += f" ({problem.hint})"
    if source is not None and problem.line is not None:
        lines = LINE_BREAK.split(source) if isinstance(source, str) else source
        text += excerpt(lines, problem.line, problem.column or 1, _width(problem))
    return _visible(text)


def excerpt(lines: Sequence[str], line: int, column: int, width: int = 1) -> str:
    """The line of a fault with carets below it, cut where it is long; empty when there is no such line."""
    if not 1 <= line <= len(lines):
        return ""
    text = lines[line - 1]
    offset = max(0, column - 1 - WIDTH // 2) if len(text) > WIDTH else 0
    shown = text[offset : offset + WIDTH]
    before = "".join("\t" if each == "\t" else " " for each in shown[: column - 1 - offset])
    carets = "^" * max(1, min(width, len(shown) - len(before)))
    return f"\n    {shown}\n    {before}{carets}"


def did_you_mean(given: str, known: Sequence[str]) -> str | None:
    """A hint towards the name that was meant, or what there is to choose from."""
    if len(given) > LONGEST_MISSPELLED or len(known) > MOST_COMPARED:
        return None
    near = get_close_matches(given, known, 1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known are: {', '.join(known)}" if 0 < len(known) <= 12 else None


def quoted(text: str) -> str:
    """A text from outside in a message: cut, so that a message stays a line."""
    return f"'{text if len(text) <= 80 else text[:79] + '…'}'"


def _width(problem: Problem) -> int:
    if problem.start is None or problem.end is None:
        return 1
    return problem.end - problem.start


def _visible(text: str) -> str:
    """Control characters of a document must not reach a terminal."""
    return "".join(each if each in "\n\t" or each.isprintable() else f"\\u{ord(each):04x}" for each in text)
