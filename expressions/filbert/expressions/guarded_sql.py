"""An expression in Flink SQL: its value, and the conditions under which there is an error instead."""

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
class FlinkSql:
    """An expression in Flink SQL.

    Attributes:
        value: SQL that never throws; without meaning where a guard holds.
        guards: in the order of evaluation; the first that holds is the error.
    """

    value: str
    guards: tuple[Guard, ...]

    def error(self, parameter: str) -> str:
        """Return SQL of the error text `parameter|CODE|at|message`, NULL where there is none."""
        if not self.guards:
            return "CAST(NULL AS STRING)"
        cases = (
            f"WHEN {guard.condition} THEN "
            + sql_text(f"{parameter}|{guard.code}|{guard.at}|{error_message(guard.code)}")
            for guard in self.guards
        )
        return f"CAST(CASE {' '.join(cases)} END AS STRING)"
