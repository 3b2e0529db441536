"""What most components share: one input whose columns pass through, and running expressions over rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from filbert.components.spec import ERROR, Bound, Context, Failure, Result, Row
from filbert.expressions import EvalError, error_message, evaluator, flink_type

if TYPE_CHECKING:
    from filbert.components.spec import NodeSql
    from filbert.expressions import Checked, Column

KEPT = frozenset({"event_key"})
"""Always in scope, yet read from the record only where something asks for it."""


def no_rows(sql: NodeSql, port: str, scope: Mapping[str, Column], relation: str) -> str:
    """The SQL of a port that no event takes. It asks nothing of the nodes before: its columns are made of NULL."""
    columns = (
        f"CAST(NULL AS {flink_type(scope[name].type)}) AS {quoted(name)}, " for name in sql.wanted(port)
    )
    return f"SELECT {''.join(columns)}{sql.columns(())} FROM {relation} WHERE FALSE"


@dataclass(frozen=True)
class OneInput(Bound):
    """A node with one input; what it does not define passes through."""

    context: Context

    @property
    def expressions(self) -> Mapping[str, Checked]:
        """Its expressions by parameter path, in the order in which they are evaluated."""
        return {}

    def needs(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
        own = frozenset[str]().union(*(each.references for each in self.expressions.values()))
        # The node's own error is made here; one of a node before passes like any column.
        from_input = (names - {ERROR} if port == ERROR else names for port, names in wanted.items())
        passed = frozenset[str]().union(*from_input) - self.defined.keys()
        return {"in": (own | passed) & (self.context.columns.keys() | KEPT)}


def each_row(
    rows: Iterable[Row],
    expressions: Mapping[str, Checked],
    result: Result,
    use: Callable[[Row, Sequence[Any]], None],
) -> None:
    """Evaluate expressions over rows in order. The first that fails makes its row a failure."""
    compiled = [(parameter, evaluator(checked)) for parameter, checked in expressions.items()]
    for row in rows:
        values: list[Any] = []
        try:
            for parameter, function in compiled:  # noqa: B007 - named below when one fails
                values.append(function(row))
        except EvalError as error:
            result.failures.append(failure(row, parameter, error))
        else:
            use(row, values)


def failure(row: Row, parameter: str, error: EvalError) -> Failure:
    """The failure that an expression's error makes of a row."""
    return Failure(row, parameter, error.code, error.at, error_message(error.code))


def event_order(rows: Sequence[Row]) -> list[Row]:
    """Rows in order of event time, ties by stream, partition and offset; their order of arrival is set anew."""
    ordered = sorted(rows, key=lambda row: (row["$time"], row["$stream"], row["$partition"], row["$offset"]))
    return [{**row, "$sequence": number} for number, row in enumerate(ordered)]


def hashable(value: Any) -> Any:
    """A value of any type as a part of a key."""
    if isinstance(value, dict):
        return tuple((name, hashable(each)) for name, each in value.items())
    if isinstance(value, list):
        return tuple(map(hashable, value))
    return value


def quoted(name: str) -> str:
    """A name as a Flink SQL identifier."""
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    """A text as a Flink SQL literal."""
    return "'" + text.replace("'", "''") + "'"
