"""The pages for those who write expressions: every example is run; tests/conformance runs them on Flink, too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filbert.expressions import Engine, EvalError, check, evaluator, to_json
from filbert.expressions.functions.entry import FUNCTIONS, Function
from filbert.expressions.testing.corpus import Example, read_corpus
from filbert.expressions.testing.examples import with_columns
from filbert.scenarios import load_scenario

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs/reference/expressions.md"
CORPUS = read_corpus(PAGE.parent)


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
@pytest.mark.parametrize("example", CORPUS.examples, ids=lambda example: example.place)
def test_an_example_of_the_page_gives_what_it_says(example: Example, engine: Engine) -> None:
    """Value, error with its position, or what the editor underlines."""
    checked = CORPUS.check(example)
    if not checked.ok:
        error = next(each for each in checked.diagnostics if each.severity == "error")

        assert example.result == f"{error.code} {error.start}..{error.end}"
        return

    try:
        result = to_json(evaluator(checked, engine)(example.given), checked.column.type)
    except EvalError as error:
        result = f"{error.code} @ {error.at}"

    assert example.result == result
    assert type(example.result) is type(result)


def test_no_example_of_the_page_is_overlooked() -> None:
    """Every line under a heading of examples is one."""
    blocks = PAGE.read_text().split("| Expression | Given | Result |\n|---|---|---|\n")[1:]
    lines = [line for block in blocks for line in block.split("\n\n")[0].splitlines()]

    assert len(lines) == len(CORPUS.examples)


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_example_of_a_function_gives_its_value_for_columns(function: Function, engine: Engine) -> None:
    """With constants alone the function would be calculated by the check."""
    text, expected = function.example
    example = with_columns(text, "x")

    value = evaluator(example.checked, engine)(example.row)

    assert value == (None if expected == "NULL" else check(expected, {}).constant)


def shipped_expressions() -> Iterator[str]:
    """The conditions and assignments of the scenarios that come with Filbert."""
    for path in sorted((ROOT / "scenarios/examples").glob("*.yaml")):
        if path.name.endswith(".tests.yaml"):
            continue
        for node in load_scenario(path).nodes:
            parameters = node.parameters
            yield from [parameters["condition"]] if "condition" in parameters else []
            yield from parameters.get("assignments", {}).values()


def test_the_page_has_all_that_the_shipped_scenarios_are_written_with() -> None:
    """An analyst can write them with the page alone."""
    shown = {example.expression for example in CORPUS.examples}

    assert list(shipped_expressions())
    assert [text for text in shipped_expressions() if text not in shown] == []
