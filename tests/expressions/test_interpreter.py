"""The interpreter: the same values and errors as generated code, by another way."""

import ast
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from filbert.expressions import Checked, Engine, EngineError, EvalError, check, evaluator, parse_type
from filbert.expressions.functions.entry import FUNCTIONS, Function
from filbert.expressions.interpreter import lowered
from filbert.expressions.testing.generation import expressions, rows

ROWS = 20
SCOPE = {
    "a": parse_type("BIGINT"),
    "i": parse_type("INT"),
    "t": parse_type("BOOLEAN"),
    "s": parse_type("STRING"),
}


def outcome(checked: Checked, engine: Engine, row: Mapping[str, Any]) -> str:
    """The value with its type, or code and position of the error."""
    try:
        return repr(evaluator(checked, engine)(row))
    except EvalError as error:
        return f"{error.code} @ {error.at}"


def differences(seed: int, count: int) -> list[str]:
    """Random expressions for which the engines differ."""
    found = []
    for checked in expressions(seed, count):
        for row in rows(seed, ROWS):
            compiled, interpreted = (outcome(checked, engine, row) for engine in ENGINES)
            if compiled != interpreted:
                found.append(f"{checked.text}: compiled {compiled}, interpreted {interpreted}")
    return found


ENGINES: tuple[Engine, Engine] = ("compiled", "interpreted")


@pytest.mark.slow
@pytest.mark.soak("oracle")
def test_random_expressions_give_the_same_compiled_and_interpreted(full_size: bool) -> None:
    """One engine is lazy and raises, the other evaluates everything and passes errors on as values."""
    for seed in range(100) if full_size else [1]:
        assert differences(seed, 1_000 if full_size else 500) == []


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_the_example_gives_its_value_interpreted(function: Function, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a decorator registers is the whole function, whatever source it gives to the compiler."""
    monkeypatch.setenv("FILBERT_EXPRESSION_ENGINE", "interpreted")
    text, expected = function.example

    assert check(text, {}).constant == (None if expected == "NULL" else check(expected, {}).constant)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + 1 > 5 AND t", "AND(GREATER(ADD_BIGINT(v0, 1, 2), 5), v1)"),
        ("CASE WHEN t THEN 10 / a END", "CASE(v0, DIVIDE_BIGINT(10, v1, 20), None)"),
        ("s LIKE 'a%' OR s IS NULL", "OR(LIKE(v0, k0, False), IS_NULL(v0, False))"),
        ("TRY(CAST(s AS INT))", "TRY(CAST_STRING_BIGINT(v0, False, 4, -2147483648, 2147483647))"),
    ],
)
def test_the_tree_that_is_walked(text: str, expected: str) -> None:
    """Calls of our functions, with plain settings after the operands."""
    assert lowered(check(text, SCOPE).tree) == expected  # type: ignore[arg-type]


def test_nothing_but_calls_names_and_constants_is_walked() -> None:
    """No operator, no attribute, nothing that simpleeval would have to be trusted with."""
    kinds = {
        type(part)
        for checked in expressions(3, 300)
        for part in ast.walk(ast.parse(lowered(checked.tree)))  # type: ignore[arg-type]
    }
    written = {ast.Call, ast.Name, ast.Constant, ast.UnaryOp, ast.USub, ast.Load}
    statements = {ast.Module, ast.Expr, ast.Assign, ast.Store}

    assert kinds <= written | statements


def test_what_is_not_reached_is_no_error() -> None:
    """Everything is evaluated, but only the error on the path counts."""
    checked = check("IF(a = 0, -1, 10 / a)", SCOPE)

    assert evaluator(checked, "interpreted")({"a": 0, "t": None, "s": None}) == -1


@pytest.mark.parametrize(
    "text",
    [
        "TRY(" * 55 + "a" + ")" * 55,
        "(1 + " * 29 + "a" + ")" * 29,
        "CASE WHEN t THEN 0 ELSE " * 55 + "a" + " END" * 55,
        "COALESCE(NULLIF(a, 0), " * 55 + "a" + ")" * 55,
        " - ".join("i" * 119) + " > 0",
    ],
)
def test_deep_expressions_are_interpreted(text: str) -> None:
    """Python's limit of recursion is not met."""
    row = {"a": 0, "i": 1, "t": None, "s": None}

    assert outcome(check(text, SCOPE), "interpreted", row) == outcome(check(text, SCOPE), "compiled", row)


def test_a_long_text_is_interpreted() -> None:
    """Texts are names in the tree, since simpleeval limits the literals in it."""
    text = "s = '" + "x" * 9_000 + "'"

    assert evaluator(check(text, SCOPE), "interpreted")({"s": "x" * 9_000}) is True


def test_the_setting_chooses_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """FILBERT_EXPRESSION_ENGINE names one of the two."""
    monkeypatch.setenv("FILBERT_EXPRESSION_ENGINE", "interpreted")

    assert evaluator(check("a + 1", SCOPE)).__module__ == "filbert.expressions.interpreter"


def test_another_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what may be set."""
    monkeypatch.setenv("FILBERT_EXPRESSION_ENGINE", "fast")

    with pytest.raises(EngineError) as raised:
        evaluator(check("a + 1", SCOPE))

    assert str(raised.value) == "FILBERT_EXPRESSION_ENGINE is 'fast'; set it to 'compiled' or 'interpreted'"


@pytest.mark.parametrize(
    ("engine", "expected"),
    [("interpreted", "['simpleeval']"), ("compiled", "['filbert.expressions.python_generator']")],
)
def test_only_the_chosen_engine_is_loaded(engine: str, expected: str) -> None:
    """Interpreted, no code is generated, not even for constant parts; compiled, simpleeval stays away."""
    code = (
        "import sys; from filbert.expressions import check, evaluator, parse_type; "
        "evaluator(check('a > 2 * 3', {'a': parse_type('BIGINT')}))({'a': 7}); "
        "print([name for name in ('simpleeval', 'filbert.expressions.python_generator') if name in sys.modules])"
    )
    environment = {"FILBERT_EXPRESSION_ENGINE": engine, "PYTHONPATH": ":".join(filter(None, sys.path))}

    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, env=environment
    )

    assert (done.stdout.strip(), done.stderr) == (expected, "")
