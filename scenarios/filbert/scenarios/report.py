"""Collects the problems of one file, each with its place."""

from __future__ import annotations

from filbert.scenarios.problem import Problem
from filbert.scenarios.text import Parsed, Path


class Report:
    """The problems of a file that was read."""

    def __init__(self, parsed: Parsed) -> None:
        self.parsed = parsed
        self.problems: list[Problem] = list(parsed.problems)

    def add(
        self,
        code: str,
        message: str,
        path: Path,
        *,
        hint: str | None = None,
        key: bool = False,
        span: tuple[int, int] | None = None,
    ) -> None:
        """Report a value.

        Args:
            code: stable, for machines.
            message: what is wrong.
            path: the way to the value; what could not be read at all is not reported once more.
            hint: what to do.
            key: whether the fault lies in the key that leads to the value.
            span: the part of the value, [start, end) in code points.
        """
        if self.parsed.is_broken(path):
            return
        line, column = self.parsed.positions.place(path, span[0] if span else 0, self._text(path))
        place = self.parsed.positions.of_key(path) if key else None
        if place is not None:
            line, column = place.line, place.column
        start, end = span or (None, None)
        parameter = ".".join(map(str, path)) or None
        self.problems.append(Problem(code, message, None, parameter, start, end, line, column, hint))

    def _text(self, path: Path) -> str | None:
        value = self.parsed.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value if isinstance(value, str) else None
