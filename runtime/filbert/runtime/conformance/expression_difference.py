"""Random expressions over awkward rows, in Python and in Flink: where they differ, and the smallest part that does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from filbert.expressions import Checked, Column, EvalError, check, evaluator
from filbert.expressions.checked import tree_of
from filbert.expressions.testing.generation import SCHEMA, calls, expressions, rows
from filbert.expressions.tree import Node, children
from filbert.runtime.expression_batch import BatchError, Outcome

Row = Mapping[str, Any]
Schema = Mapping[str, Column]

ROWS = 60
BATCH = 60
"""Expressions of one job: a job costs seconds, and Flink takes minutes to split the code of very large ones."""
SMALL = 120
"""Expressions of one job where each is a call or two."""
FILTERS = 30


class Batches(Protocol):
    """What evaluates many expressions at once: `filbert.runtime.expression_batch.Engine`."""

    @property
    def is_running(self) -> bool: ...

    def evaluate(
        self, expressions: Sequence[Checked], schema: Schema, rows: Sequence[Row]
    ) -> list[list[Outcome]]: ...

    def select(
        self, conditions: Sequence[Checked], schema: Schema, rows: Sequence[Row]
    ) -> list[list[int]]: ...


@dataclass(frozen=True, slots=True)
class ExpressionDifference:
    """Where the engines disagree.

    Attributes:
        row: what the expression reads; empty where Flink refuses the expression for any row.
        within: the expression that it is the smallest faulty part of; itself if no part is.
    """

    text: str
    row: Row
    python: str
    flink: str
    within: str

    def __str__(self) -> str:
        origin = "" if self.within == self.text else f"\n  within {self.within}"
        return f"{self.text}\n  row {dict(self.row)}\n  Python {self.python}\n  Flink  {self.flink}{origin}"


def try_out(flink: Batches) -> None:
    """Evaluate a column as it is, before many expressions are blamed for an engine that cannot work.

    Raises:
        BatchError: not even that can be done.
    """
    flink.evaluate([check("u", SCHEMA)], SCHEMA, rows(0, 1))


def compare_expressions(
    flink: Batches, seed: int, count: int, progress: Callable[[str], None] = lambda _: None
) -> list[ExpressionDifference]:
    """Compare value, code and position of random expressions, as columns of jobs, for `ROWS` rows."""
    found: list[ExpressionDifference] = []
    chosen, given = expressions(seed, count), rows(seed, ROWS)
    for start in range(0, count, BATCH):
        found += differences(flink, chosen[start : start + BATCH], SCHEMA, given)
        progress(f"{min(start + BATCH, count)} of {count} expressions, {len(found)} differences")
    return found


def compare_calls(flink: Batches, seed: int) -> list[ExpressionDifference]:
    """Compare calls of every function, which random expressions of a large library reach too rarely."""
    chosen, given = calls(seed), rows(seed, ROWS)
    batches = (chosen[start : start + SMALL] for start in range(0, len(chosen), SMALL))
    return [found for batch in batches for found in differences(flink, batch, SCHEMA, given)]


def compare_filters(
    flink: Batches, seed: int, count: int, progress: Callable[[str], None] = lambda _: None
) -> list[ExpressionDifference]:
    """Compare which rows random conditions let pass in a WHERE, which Flink simplifies by rules of its own."""
    found: list[ExpressionDifference] = []
    chosen, given = expressions(seed, count, "BOOLEAN"), rows(seed, ROWS)
    for start in range(0, count, FILTERS):
        found += filter_differences(flink, chosen[start : start + FILTERS], SCHEMA, given)
        progress(f"{min(start + FILTERS, count)} of {count} filters, {len(found)} differences")
    return found


def differences(
    flink: Batches, chosen: Sequence[Checked], schema: Schema, given: Sequence[Row]
) -> list[ExpressionDifference]:
    """Return the smallest part of each expression that differs for some row."""
    found = []
    for checked, in_flink in _evaluated(flink, chosen, schema, given):
        first = _first_difference(checked, in_flink, given)
        if first is not None:
            row = given[0] if isinstance(in_flink, BatchError) else given[first]
            found.append(_smallest(flink, checked, schema, row))
    return found


def filter_differences(
    flink: Batches, chosen: Sequence[Checked], schema: Schema, given: Sequence[Row]
) -> list[ExpressionDifference]:
    """Return the smallest part of each condition that lets other rows pass."""
    found = []
    for condition, passed in _selected(flink, chosen, schema, given):
        if passed != _passing(condition, given):
            parts = [part for part in subexpressions(condition, schema) if part.column.type.kind == "BOOLEAN"]
            faulty = [
                (part, rows_of_part)
                for part, rows_of_part in _selected(flink, parts, schema, given)
                if rows_of_part != _passing(part, given)
            ]
            part, numbers = min(faulty, key=lambda each: len(each[0].text), default=(condition, passed))
            expected = f"passes rows {_passing(part, given)}"
            actual = str(numbers) if isinstance(numbers, BatchError) else f"passes rows {numbers}"
            found.append(ExpressionDifference(part.text, {}, expected, actual, condition.text))
    return found


def subexpressions(checked: Checked, schema: Schema) -> list[Checked]:
    """Return all parts of an expression that are expressions themselves and depend on the row, itself included."""
    texts = {checked.text[node.start : node.end] for node in _nodes(tree_of(checked))} | {checked.text}
    parts = (check(text, schema) for text in sorted(texts, key=lambda text: (len(text), text)))
    return [part for part in parts if part.ok and not part.is_constant]


def in_python(checked: Checked) -> Callable[[Row], Outcome]:
    """Return what Python makes of a row, as an outcome."""
    evaluate = evaluator(checked)

    def outcome(row: Row) -> Outcome:
        try:
            return Outcome(evaluate(row))
        except EvalError as error:
            return Outcome(code=error.code, at=error.at)

    return outcome


def is_same(left: Outcome, right: Outcome) -> bool:
    """Whether two outcomes agree, to the last bit; a zero has no sign."""
    return left == right and repr(_plain(left.value)) == repr(_plain(right.value))


def _plain(value: Any) -> Any:
    """Return a value with its maps in the order of their keys, which have none of their own, and zeros without sign."""
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value + 0.0 if isinstance(value, float) else value


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for part in children(node):
        yield from _nodes(part)


def _evaluated(
    flink: Batches, chosen: Sequence[Checked], schema: Schema, given: Sequence[Row]
) -> Iterator[tuple[Checked, list[Outcome] | BatchError]]:
    """Yield the outcomes of each expression by row; a batch that Flink refuses is halved to find the culprit."""
    if not chosen:
        return
    try:
        outcomes = flink.evaluate(chosen, schema, given)
    except BatchError as error:
        if len(chosen) == 1 or not flink.is_running:
            yield from ((checked, error) for checked in chosen)
        else:
            middle = len(chosen) // 2
            yield from _evaluated(flink, chosen[:middle], schema, given)
            yield from _evaluated(flink, chosen[middle:], schema, given)
        return
    for number, checked in enumerate(chosen):
        yield checked, [cells[number] for cells in outcomes]


def _selected(
    flink: Batches, chosen: Sequence[Checked], schema: Schema, given: Sequence[Row]
) -> Iterator[tuple[Checked, list[int] | BatchError]]:
    """Yield the numbers of the rows that each condition lets pass."""
    if not chosen:
        return
    try:
        passed = flink.select(chosen, schema, given)
    except BatchError as error:
        if len(chosen) == 1 or not flink.is_running:
            yield from ((condition, error) for condition in chosen)
        else:
            middle = len(chosen) // 2
            yield from _selected(flink, chosen[:middle], schema, given)
            yield from _selected(flink, chosen[middle:], schema, given)
        return
    yield from zip(chosen, passed, strict=True)


def _passing(condition: Checked, given: Sequence[Row]) -> list[int]:
    outcome = in_python(condition)
    return [number for number, row in enumerate(given) if outcome(row).value is True]


def _first_difference(
    checked: Checked, in_flink: list[Outcome] | BatchError, given: Sequence[Row]
) -> int | None:
    if isinstance(in_flink, BatchError):
        return 0
    outcome = in_python(checked)
    for number, (row, found) in enumerate(zip(given, in_flink, strict=True)):
        if not is_same(outcome(row), found):
            return number
    return None


def _smallest(flink: Batches, checked: Checked, schema: Schema, row: Row) -> ExpressionDifference:
    """Evaluate all parts for one row, as columns of one job, and describe the shortest that differs."""
    parts = subexpressions(checked, schema)
    for part, in_flink in sorted(_evaluated(flink, parts, schema, [row]), key=lambda each: len(each[0].text)):
        if _first_difference(part, in_flink, [row]) is not None:
            return _described(part, in_flink, row, checked)
    # No part alone differs: what differs is how Flink simplifies the whole, or the whole among other columns.
    return _described(checked, BatchError("differs only among other columns"), row, checked)


def _described(
    part: Checked, in_flink: list[Outcome] | BatchError, row: Row, whole: Checked
) -> ExpressionDifference:
    used = {name: row[name] for name in sorted(part.references)}
    flink = str(in_flink) if isinstance(in_flink, BatchError) else _shown(in_flink[0])
    return ExpressionDifference(part.text, used, _shown(in_python(part)(row)), flink, whole.text)


def _shown(outcome: Outcome) -> str:
    return repr(outcome.value) if outcome.code is None else f"{outcome.code} @ {outcome.at}"
