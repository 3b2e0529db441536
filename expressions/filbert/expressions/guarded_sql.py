"""An expression in Flink SQL: its value, and beside it the error that there is instead of it.

Errors are found in steps, in the order in which Python evaluates. A step is the guard of one part; or the end of the
search, because what follows is not evaluated; or a branch that is searched alone. So the SQL stays as long as the
expression, where a condition for each guard with its whole way to it would grow with the square.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from filbert.expressions.errors import error_message
from filbert.expressions.sql_text import sql_text


class Guard(NamedTuple):
    """An error: the SQL condition under which it occurs, its code and its position in the text."""

    condition: str
    code: str
    at: int


@dataclass(frozen=True, slots=True)
class Stop:
    """The rest of a block is not evaluated if a condition holds; `unless` is the condition that it is."""

    condition: str
    unless: str


@dataclass(frozen=True, slots=True)
class Branch:
    """If a condition holds, its steps are evaluated instead of the rest of the block; `unless` excludes it."""

    condition: str
    steps: Sequence["Step"]
    unless: str


@dataclass(frozen=True, slots=True)
class Block:
    """Steps of one part; a stop inside ends them, not what follows the block."""

    steps: Sequence["Step"]


@dataclass(frozen=True, slots=True)
class Inner:
    """Errors of what is calculated many times, such as the body of a comprehension.

    Attributes:
        search: makes SQL of the first error's text for a parameter; without one, of any value that is not NULL.
        guards: the errors that there may be; their conditions hold inside only.
    """

    search: Callable[[str | None], str]
    guards: Sequence[Guard]


Step = Guard | Stop | Branch | Block | Inner


@dataclass(frozen=True, slots=True)
class FlinkSql:
    """An expression in Flink SQL.

    Attributes:
        value: SQL that never throws; without meaning where there is an error.
        steps: how an error is found.
        functions: the names of the JVM library's functions that both call; they must be declared before.
    """

    value: str
    steps: Sequence[Step]
    functions: frozenset[str] = frozenset()

    @property
    def guards(self) -> tuple[Guard, ...]:
        """All errors, each with the whole condition under which it occurs; the first that holds is the error."""
        return tuple(_flat(self.steps, ()))

    def error(self, parameter: str) -> str:
        """Return SQL of the error text `parameter|CODE|at|message`, NULL where there is none."""
        if not self.steps:
            return "CAST(NULL AS STRING)"
        return f"CAST({search(self.steps, parameter)} AS STRING)"


def is_failing(steps: Sequence[Step]) -> str:
    """Return the SQL condition that any of the steps is an error."""
    conditions = [step.condition for step in steps if isinstance(step, Guard)]
    if len(conditions) == len(steps):
        return conditions[0] if len(steps) == 1 else " OR ".join(f"({condition})" for condition in conditions)
    return f"{search(steps, None)} IS NOT NULL"


def block(steps: list[Step]) -> list[Step]:
    """Return the steps of a part, as few as possible: none if nothing in it fails."""
    while steps and (isinstance(steps[-1], Stop) or (isinstance(steps[-1], Branch) and not steps[-1].steps)):
        steps.pop()
    if all(isinstance(step, Guard | Block | Inner) for step in steps):
        return steps
    return [Block(steps)]


def search(steps: Sequence[Step], parameter: str | None) -> str:
    """Return a CASE that gives the text of the first error, or 1 if no parameter is given."""
    cases: list[str] = []
    for position, step in enumerate(steps):
        if isinstance(step, Block | Inner):
            searches = [step.search(parameter) if isinstance(step, Inner) else search(step.steps, parameter)]
            if position + 1 < len(steps):
                searches.append(search(steps[position + 1 :], parameter))
            last = searches[0] if len(searches) == 1 else f"COALESCE({', '.join(searches)})"
            return f"CASE {' '.join(cases)} ELSE {last} END" if cases else last
        if isinstance(step, Guard):
            found = "1"
            if parameter is not None:
                found = sql_text(f"{parameter}|{step.code}|{step.at}|{error_message(step.code)}")
        else:
            found = search(step.steps, parameter) if isinstance(step, Branch) and step.steps else "NULL"
        cases.append(f"WHEN {step.condition} THEN {found}")
    return f"CASE {' '.join(cases)} END"


def _flat(steps: Sequence[Step], path: tuple[str, ...]) -> list[Guard]:
    found: list[Guard] = []
    for step in steps:
        if isinstance(step, Guard):
            condition = f"({step.condition})" if path and " OR " in step.condition else step.condition
            found.append(Guard(" AND ".join([*path, condition]), step.code, step.at))
        elif isinstance(step, Block):
            found.extend(_flat(step.steps, path))
        elif isinstance(step, Inner):
            condition = " AND ".join([*path, f"{step.search(None)} IS NOT NULL"])
            found.extend(Guard(condition, guard.code, guard.at) for guard in step.guards)
        else:
            if isinstance(step, Branch):
                found.extend(_flat(step.steps, (*path, step.condition)))
            path = (*path, step.unless)
    return found
