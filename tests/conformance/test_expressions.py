"""Python and a real Flink give the same for the same expression: value, or code and position of the error."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from filbert.expressions import Checked, Column, EvalError, compile_python, to_json
from filbert.expressions.testing.corpus import read_corpus
from filbert.expressions.testing.generation import SCHEMA, expressions, rows
from filbert.runtime.expression_batch import Engine, Outcome, engine

CORPUS = Path(__file__).parent.parent / "expressions" / "corpus"
ROWS = 60
BATCH = 60
MILLIMETRE = 0.001


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
def test_random_filters_pass_the_same_rows(flink: Engine, full_size: bool) -> None:
    """WHERE is simplified by other rules than a column is."""
    for seed in range(200, 210) if full_size else [200]:
        conditions = expressions(seed, 30, "BOOLEAN")

        assert filter_mismatches(flink, conditions, rows(seed, ROWS)) == []


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
