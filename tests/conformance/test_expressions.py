"""Python and a real Flink give the same for the same expression: value, or code and position of the error."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from filbert.expressions import Checked, Column, EvalError, check, compile_python, flink_sql, to_json
from filbert.expressions.testing.corpus import read_corpus
from filbert.expressions.testing.generation import SCHEMA, calls, expressions, rows
from filbert.runtime.expression_batch import Engine, Outcome, engine

CORPUS = Path(__file__).parent.parent / "expressions" / "corpus"
ROWS = 60
BATCH = 60
MILLIMETRE = 0.001
SHORT = 60
"""Letters of a text: Flink takes minutes to split the code of very large queries."""


@pytest.fixture(scope="module")
def flink() -> Iterator[Engine]:
    """One small cluster for all tests here."""
    with engine() as started:
        yield started


def in_python(checked: Checked, row: Mapping[str, Any]) -> Outcome:
    """What generated Python gives."""
    try:
        return Outcome(compile_python(checked)(row))
    except EvalError as error:
        return Outcome(code=error.code, at=error.at)


def same(left: Outcome, right: Outcome, checked: Checked) -> bool:
    """Whether two outcomes agree: exactly, but for the last bits of trigonometric functions."""
    values = (left.value, right.value)
    if "GEO_DISTANCE" in checked.text and all(isinstance(value, float) for value in values):
        return math.isclose(*values, rel_tol=1e-12, abs_tol=MILLIMETRE)
    return left == right and repr(left.value) == repr(right.value)


def mismatches(
    flink: Engine, chosen: Sequence[Checked], schema: Mapping[str, Column], given: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Describe each cell in which the engines differ."""
    found: list[str] = []
    for start in range(0, len(chosen), BATCH):
        batch = chosen[start : start + BATCH]
        for row, cells in zip(given, flink.evaluate(batch, schema, given), strict=True):
            for checked, outcome in zip(batch, cells, strict=True):
                expected = in_python(checked, row)
                if not same(expected, outcome, checked):
                    used = {name: row[name] for name in sorted(checked.references)}
                    found.append(f"{checked.text}\n  row {used}\n  Python {expected}\n  Flink {outcome}")
    return found


def filter_mismatches(
    flink: Engine, conditions: Sequence[Checked], given: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Describe each condition that lets other rows pass in a WHERE."""
    passed = flink.select(conditions, SCHEMA, given)
    found: list[str] = []
    for checked, numbers in zip(conditions, passed, strict=True):
        expected = [number for number, row in enumerate(given) if in_python(checked, row).value is True]
        if expected != numbers:
            found.append(f"{checked.text}\n  Python {expected}\n  Flink {numbers}")
    return found


@pytest.mark.stack
@pytest.mark.timeout(1_800)
def test_random_expressions_give_the_same_in_both_engines(flink: Engine, full_size: bool) -> None:
    """Many expressions as columns of one job, over rows of awkward values."""
    for seed in range(100, 110) if full_size else [100]:
        count = 600 if full_size else 120

        assert mismatches(flink, expressions(seed, count), SCHEMA, rows(seed, ROWS)) == []


@pytest.mark.stack
@pytest.mark.timeout(1_800)
def test_a_call_of_every_function_gives_the_same_in_both_engines(flink: Engine, full_size: bool) -> None:
    """Random expressions reach each function of a large library too rarely."""
    for seed in range(400, 420) if full_size else [400]:
        assert mismatches(flink, calls(seed), SCHEMA, rows(seed, ROWS)) == []


@pytest.mark.stack
@pytest.mark.timeout(1_800)
def test_random_filters_pass_the_same_rows(flink: Engine, full_size: bool) -> None:
    """WHERE is simplified by other rules than a column is."""
    for seed in range(200, 210) if full_size else [200]:
        conditions = expressions(seed, 30, "BOOLEAN")

        assert filter_mismatches(flink, conditions, rows(seed, ROWS)) == []


@pytest.mark.stack
@pytest.mark.timeout(1_800)
def test_what_stands_beside_an_error_never_ends_the_job(flink: Engine) -> None:
    """Flink may calculate a later node before it drops the rows of an earlier error, so any value must be safe."""
    chains = [chain for name in ("a", "f", "big", "s", "at") for chain in chained(name, 300, 6)]
    given = rows(300, ROWS)
    columns: list[str] = []
    for name, first, second in chains:
        sql = flink_sql(second, {name: flink_sql(first).value})
        value = sql.value
        if second.column.type.kind in {"DATE", "TIMESTAMP"}:
            value = f"CAST({value} AS STRING)"
        columns += [flink_sql(first).error("first"), value, sql.error("second")]

    found: list[str] = []
    for row, cells in zip(given, flink.run(columns, SCHEMA, given, []), strict=True):
        for number, (name, first, second) in enumerate(chains):
            earlier = in_python(first, row)
            error_of_first, _, error_of_second = cells[3 * number : 3 * number + 3]
            if (earlier.code is None) != (error_of_first is None):
                found.append(f"{first.text}: {error_of_first}, not {earlier}")
            if earlier.code is None:
                later = in_python(second, {**row, name: earlier.value})
                if (later.code is None) != (error_of_second is None):
                    found.append(f"{name} = {first.text}, {second.text}: {error_of_second}, not {later}")

    assert found == []


def chained(name: str, seed: int, count: int) -> list[tuple[str, Checked, Checked]]:
    """Expressions that read a column, and others that may fail to put in its place."""
    column = SCHEMA[name]
    readers = (each for each in expressions(seed, 600) if name in each.references and len(each.text) < SHORT)
    sources = (
        check(each.text if column.type.kind != "DECIMAL" else f"CAST({each.text} AS {column.type})", SCHEMA)
        for each in expressions(seed + 1, 100, column.type.kind)
    )
    failing = (each for each in sources if each.ok and flink_sql(each).guards and len(each.text) < SHORT)
    return [(name, first, second) for first, second, _ in zip(failing, readers, range(count), strict=False)]


@pytest.mark.stack
@pytest.mark.timeout(1_800)
def test_the_examples_give_on_flink_what_they_say(flink: Engine) -> None:
    """The corpus of tests/expressions, where Python runs it."""
    corpus = read_corpus(CORPUS)
    examples = [(example, corpus.check(example)) for example in corpus.examples if not example.refused]
    found: list[str] = []

    for start in range(0, len(examples), BATCH):
        batch = examples[start : start + BATCH]
        given = [example.given for example, _ in batch]
        outcomes = flink.evaluate([checked for _, checked in batch], corpus.columns, given)
        for number, (example, checked) in enumerate(batch):
            outcome = outcomes[number][number]
            result = f"{outcome.code} @ {outcome.at}"
            if outcome.code is None:
                result = to_json(outcome.value, checked.column.type)
            if result != example.result:
                found.append(f"{example.place} {example.expression}: {result}, not {example.result}")

    assert found == []
