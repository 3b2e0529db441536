"""What is told of broken objectives: one message for all of an environment, as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from filbert.designer.objectives.judgement import WORDS
from filbert.scenarios.events import format_instant


@dataclass(frozen=True)
class Line:
    """One thing that is told."""

    state: Literal["new", "still", "recovered"]
    scenario: str
    measure: str
    value: float | None
    limit: float
    since: int


@dataclass(frozen=True)
class Message:
    """A message."""

    environment: str
    lines: Sequence[Line]
    url: str
    """Where people look."""
    is_test: bool = False

    @property
    def status(self) -> str:
        """For programs: `test`, `broken`, or `recovered` where nothing of it is broken any more."""
        if self.is_test:
            return "test"
        return "recovered" if all(line.state == "recovered" for line in self.lines) else "broken"

    @property
    def subject(self) -> str:
        """One line."""
        if self.is_test:
            return "Filbert: a test"
        scenarios = ", ".join(dict.fromkeys(line.scenario for line in self.lines))
        word = "well again" if self.status == "recovered" else "beyond its limits"
        return f"Filbert, {self.environment}: {scenarios[:100]} {word}"

    @property
    def text(self) -> str:
        """For people."""
        if self.is_test:
            return f"This is a test. Whoever reads it is told when objectives are broken.\n\n{self.url}\n"
        return "\n".join([*map(_told, self.lines), "", self.url, ""])

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        lines = [
            {**asdict(line), "words": WORDS[line.measure], "since": format_instant(line.since)}
            for line in self.lines
        ]
        return {
            "schema": 1,
            "source": "filbert",
            "status": self.status,
            "environment": self.environment,
            "title": self.subject,
            "text": self.text,
            "objectives": lines,
        }


def _told(line: Line) -> str:
    words, limit = WORDS[line.measure], f"limit {line.limit:,.6g}"
    since = format_instant(line.since)
    value = "not known" if line.value is None else f"{line.value:,.6g}"
    if line.state == "recovered":
        return f"{line.scenario}: {words} is within its limit again ({value}, {limit}); it was broken since {since}."
    still = "still " if line.state == "still" else ""
    return f"{line.scenario}: {words} is {still}{value}, {limit}, since {since}."
