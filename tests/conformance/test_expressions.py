"""Python and a real Flink give the same for the same expression: value, or code and position of the error."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from filbert.expressions import Checked, Column, check, flink_sql, parse_type, to_json
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.testing.corpus import Corpus, Example, read_corpus
from filbert.expressions.testing.examples import with_columns
from filbert.expressions.testing.generation import SCHEMA, calls, expressions, rows
from filbert.runtime.conformance.expression_difference import (
    BATCH,
    FILTERS,
    ROWS,
    SMALL,
    compare_calls,
    compare_expressions,
    compare_filters,
    differences,
    filter_differences,
    in_python,
    subexpressions,
)
from filbert.runtime.expression_batch import BatchError, Engine, Outcome, engine

ROOT = Path(__file__).parent.parent.parent
CORPUS = ROOT / "tests/expressions/corpus"
REFERENCE = ROOT / "docs/reference"
SEEDS = (100, 200)
SHORT = 60
"""Letters of a text that is put into another one."""


@pytest.fixture(scope="module")
def flink() -> Iterator[Engine]:
    """One small cluster for all tests here."""
    with engine() as started:
        yield started


@pytest.mark.stack
@pytest.mark.soak("expressions")
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_expressions_give_the_same_in_both_engines(flink: Engine, full_size: bool, seed: int) -> None:
    """Many expressions as columns of one job, over rows of awkward values."""
    found = compare_expressions(flink, seed, 1_000 if full_size else 60, print)

    assert not found, "\n".join(map(str, found))


@pytest.mark.stack
@pytest.mark.soak("expressions")
@pytest.mark.timeout(7_200)
def test_a_call_of_every_function_gives_the_same_in_both_engines(flink: Engine, full_size: bool) -> None:
    """Random expressions reach each function of a large library too rarely."""
    found = [each for seed in range(400, 420 if full_size else 401) for each in compare_calls(flink, seed)]

    assert not found, "\n".join(map(str, found))


@pytest.mark.stack
@pytest.mark.soak("expressions")
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_filters_pass_the_same_rows(flink: Engine, full_size: bool, seed: int) -> None:
    """WHERE is simplified by other rules than a column is."""
    found = compare_filters(flink, seed, 250 if full_size else 15, print)

    assert not found, "\n".join(map(str, found))


def test_every_function_occurs_in_the_random_expressions() -> None:
    """What no run contains no run compares: names come from the checked texts, not from the generator's lines."""
    texts = [checked.text for seed in SEEDS for checked in (*calls(seed), *expressions(seed, 60))]

    assert [name for name in FUNCTIONS if not any(f"{name}(" in text for text in texts)] == []


def test_the_parts_of_an_expression_are_found() -> None:
    """A difference is looked for in each part that is an expression and depends on the row."""
    scope = {"a": parse_type("BIGINT"), "s": parse_type("STRING")}

    parts = subexpressions(check("COALESCE(a, 0) > 1 + 2 AND s LIKE 'x%'", scope), scope)

    assert [part.text for part in parts] == [
        "a",
        "s",
        "s LIKE 'x%'",
        "COALESCE(a, 0)",
        "COALESCE(a, 0) > 1 + 2",
        "COALESCE(a, 0) > 1 + 2 AND s LIKE 'x%'",
    ]


class Faulty:
    """An engine that divides wrongly, ends the job at a LIKE, and lets NULL pass a filter."""

    is_running = True

    def evaluate(
        self, expressions: Sequence[Checked], schema: Mapping[str, Column], rows: Sequence[Mapping[str, Any]]
    ) -> list[list[Outcome]]:
        """Seven wherever something is divided."""
        if any("LIKE" in each.text for each in expressions):
            raise BatchError("the job has ended")
        return [
            [Outcome(7) if "/" in each.text else in_python(each)(row) for each in expressions] for row in rows
        ]

    def select(
        self, conditions: Sequence[Checked], schema: Mapping[str, Column], rows: Sequence[Mapping[str, Any]]
    ) -> list[list[int]]:
        """What is not false passes."""
        return [
            [number for number, row in enumerate(rows) if in_python(each)(row).value is not False]
            for each in conditions
        ]


FAULTY_SCOPE = {"a": parse_type("BIGINT"), "b": parse_type("BIGINT"), "s": parse_type("STRING")}
FAULTY_ROW = {"a": 8, "b": 2, "s": None}


def test_a_difference_is_shown_by_its_smallest_part() -> None:
    """What surrounds the fault is left out, with the columns that only the surroundings read."""
    chosen = [check(text, FAULTY_SCOPE) for text in ("a + b", "UPPER(s) = 'X' OR a + a / b > 1", "a - b")]

    (found,) = differences(Faulty(), chosen, FAULTY_SCOPE, [FAULTY_ROW])

    assert (found.text, found.row) == ("a / b", {"a": 8, "b": 2})
    assert (found.python, found.flink) == ("4", "7")
    assert found.within == "UPPER(s) = 'X' OR a + a / b > 1"


def test_an_expression_that_ends_the_job_is_found_in_its_batch() -> None:
    """The batch is halved until the culprit is alone, and so are its parts."""
    texts = ["a", "b", "a + b", "a > 1 AND (s LIKE 'x%' OR b > 1)", "a - b"]

    (found,) = differences(
        Faulty(), [check(text, FAULTY_SCOPE) for text in texts], FAULTY_SCOPE, [FAULTY_ROW]
    )

    assert (found.text, found.flink) == ("s LIKE 'x%'", "the job has ended")


def test_a_filter_is_shown_by_its_smallest_part() -> None:
    """Rows are told by their numbers."""
    rows = [FAULTY_ROW, {"a": 1, "b": None, "s": "x"}]
    conditions = [check(text, FAULTY_SCOPE) for text in ("a > 5", "a > 5 AND s > 'a'")]

    (found,) = filter_differences(Faulty(), conditions, FAULTY_SCOPE, rows)

    assert (found.text, found.python, found.flink) == ("s > 'a'", "passes rows [1]", "passes rows [0, 1]")


@pytest.mark.stack
@pytest.mark.soak("expressions")
@pytest.mark.timeout(7_200)
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
            earlier = in_python(first)(row)
            error_of_first, _, error_of_second = cells[3 * number : 3 * number + 3]
            if (earlier.code is None) != (error_of_first is None):
                found.append(f"{first.text}: {error_of_first}, not {earlier}")
            if earlier.code is None:
                later = in_python(second)({**row, name: earlier.value})
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


def by_expression(corpus: Corpus) -> list[list[Example]]:
    """The examples that can be run; those of one expression, which differ in their rows, together."""
    groups: dict[str, list[Example]] = {}
    for example in corpus.examples:
        if not example.refused:
            groups.setdefault(example.expression, []).append(example)
    return list(groups.values())


@pytest.mark.stack
@pytest.mark.soak("expressions")
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("folder", [CORPUS, REFERENCE], ids=["corpus", "reference"])
def test_the_examples_give_on_flink_what_they_say(flink: Engine, folder: Path) -> None:
    """The corpus and the page of tests/expressions, where Python runs them."""
    corpus = read_corpus(folder)
    groups = by_expression(corpus)
    found: list[str] = []

    for start in range(0, len(groups), BATCH):
        batch = groups[start : start + BATCH]
        chosen = [corpus.check(group[0]) for group in batch]
        given = [example.given for group in batch for example in group]
        outcomes = iter(flink.evaluate(chosen, corpus.columns, given))
        for number, (group, checked) in enumerate(zip(batch, chosen, strict=True)):
            for example in group:
                outcome = next(outcomes)[number]
                result = f"{outcome.code} @ {outcome.at}"
                if outcome.code is None:
                    result = to_json(outcome.value, checked.column.type)
                if result != example.result:
                    found.append(f"{example.place} {example.expression}: {result}, not {example.result}")

    assert found == []


@pytest.mark.stack
@pytest.mark.soak("expressions")
@pytest.mark.timeout(7_200)
def test_the_conditions_of_the_examples_pass_the_same_rows(flink: Engine) -> None:
    """Some of the traps are only there in a WHERE. Each condition meets the rows of its neighbours, too."""
    corpus = read_corpus(CORPUS)
    checked = [(corpus.check(group[0]), group) for group in by_expression(corpus)]
    conditions = [(each, group) for each, group in checked if each.column.type.kind == "BOOLEAN"]
    found = []

    for start in range(0, len(conditions), FILTERS):
        batch = conditions[start : start + FILTERS]
        given = [example.given for _, group in batch for example in group]
        found += filter_differences(flink, [each for each, _ in batch], corpus.columns, given)

    assert not found, "\n".join(map(str, found))


@pytest.mark.stack
@pytest.mark.soak("expressions")
@pytest.mark.timeout(7_200)
def test_the_examples_of_functions_give_the_same_on_flink(flink: Engine) -> None:
    """With columns in place of constants, and all in one row."""
    examples = [with_columns(function.example[0], f"{name.lower()}_") for name, function in FUNCTIONS.items()]
    schema = {name: column for example in examples for name, column in example.columns.items()}
    row = {name: value for example in examples for name, value in example.row.items()}
    chosen = [example.checked for example in examples if not example.checked.is_constant]
    found = []

    for start in range(0, len(chosen), SMALL):
        found += differences(flink, chosen[start : start + SMALL], schema, [row])

    assert not found, "\n".join(map(str, found))
