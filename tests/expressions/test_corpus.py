"""The examples of corpus/*.md, compiled and interpreted. tests/conformance runs the same on Flink."""

from pathlib import Path

import pytest
from filbert.expressions import Engine, EvalError, evaluator, to_json
from filbert.expressions.testing.corpus import Example, read_corpus

CORPUS = read_corpus(Path(__file__).parent / "corpus")


@pytest.mark.parametrize("engine", ["compiled", "interpreted"])
@pytest.mark.parametrize("example", CORPUS.examples, ids=lambda example: example.place)
def test_example(example: Example, engine: Engine) -> None:
    """An example gives what its table says."""
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


def test_no_line_of_a_table_is_overlooked() -> None:
    """Every line that looks like an example is one."""
    folder = Path(__file__).parent / "corpus"
    lines = [line for path in folder.glob("*.md") for line in path.read_text().splitlines()]

    assert sum(line.startswith("| `") for line in lines) == len(CORPUS.examples)


def test_every_trap_has_its_cases() -> None:
    """The numbers of the traps are without gaps, and under each heading stands an example."""
    text = (Path(__file__).parent / "corpus" / "traps.md").read_text()
    sections = text.split("\n## ")[1:]

    assert [int(section.partition(". ")[0]) for section in sections] == list(range(1, 68))
    assert [section.partition("\n")[0] for section in sections if "\n| `" not in section] == []
