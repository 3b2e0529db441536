"""`filbert expr`."""

import io
import json
import sys
from typing import Any

import pytest
from filbert.runtime.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, the standard output and the errors."""
    with pytest.raises(SystemExit) as ended:
        main(["expr", *arguments])
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err


def answers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *lines: object) -> list[Any]:
    """What `expr eval` answers to lines of JSON."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    _, out, _ = run(capsys, "eval")
    return [json.loads(line) for line in out.splitlines()]


def test_eval_prints_value_and_type(capsys: pytest.CaptureFixture[str]) -> None:
    """One expression, one row."""
    code, out, _ = run(
        capsys,
        "eval",
        "a / b",
        "--schema",
        '{"a": "BIGINT", "b": "BIGINT NOT NULL"}',
        "--row",
        '{"a": 7, "b": 2}',
    )

    assert (code, json.loads(out)) == (0, {"value": 3, "type": "BIGINT"})


def test_eval_prints_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    """An error has a code, a position and its fixed message."""
    code, out, _ = run(
        capsys, "eval", "a / b", "--schema", '{"a": "BIGINT", "b": "BIGINT"}', "--row", '{"a": 7, "b": 0}'
    )

    error = {"code": "E_DIV0", "at": 2, "message": "division by zero"}
    assert (code, json.loads(out)) == (1, {"error": error})


def test_eval_prints_diagnostics(capsys: pytest.CaptureFixture[str]) -> None:
    """An expression with errors is not evaluated."""
    code, out, _ = run(capsys, "eval", "a > 1")

    found = {
        "code": "E_NAME",
        "from": 0,
        "to": 1,
        "message": "there is no 'a' here",
        "hint": "a text stands in quotes: 'a'",
        "severity": "error",
    }
    assert (code, json.loads(out)) == (1, {"diagnostics": [found]})


def test_eval_answers_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line has its own schema and row; what is wrong with one does not stop the others."""
    found = answers(
        capsys,
        monkeypatch,
        {"expression": "d * 2", "schema": {"d": "DECIMAL(10, 2)"}, "row": {"d": "1.50"}},
        {"expression": "a", "schema": {"a": "BIGNT"}, "row": {}},
        {"expression": "at", "schema": {"at": "TIMESTAMP"}, "row": {"at": "2024-02-29T12:00:00+02:00"}},
        {"expression": "a", "schema": {"a": "BIGINT"}, "row": {"a": "x"}},
        {"expression": 5},
    )

    assert found[0] == {"value": "3.00", "type": "DECIMAL(12, 2)"}
    assert found[1]["diagnostics"][0]["message"] == "type of 'a': 'BIGNT' is not a type; did you mean BIGINT?"
    assert found[2] == {"value": "2024-02-29T10:00:00.000Z", "type": "TIMESTAMP"}
    assert found[3]["diagnostics"][0]["code"] == "E_INPUT"
    assert found[4] == {"value": 5, "type": "BIGINT"}


def test_check_prints_the_type(capsys: pytest.CaptureFixture[str]) -> None:
    """With its nullability."""
    assert run(capsys, "check", "a > 1", "--schema", '{"a": "BIGINT NOT NULL"}')[:2] == (
        0,
        "BOOLEAN NOT NULL\n",
    )


def test_check_marks_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    """The fault is underlined, the hint follows."""
    code, out, _ = run(capsys, "check", "a == 1", "--schema", '{"a": "BIGINT"}')

    assert code == 1
    assert out == (
        "error: equality is written with one '=' [E_OPERATOR]\n  a == 1\n    ^^\n  hint: write =\n"
    )


def test_check_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """For editors."""
    _, out, _ = run(capsys, "check", "a IS NULL", "--schema", '{"a": "BIGINT"}', "--json")

    assert json.loads(out) == {"type": "BOOLEAN", "nullable": False, "diagnostics": []}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("eval", "a", "--schema", "{"), "--schema is not JSON"),
        (("eval", "a", "--row", "[]"), "--row is not a JSON object"),
        (("eval", "1", "--row", '{"a": 1}'), "the schema has no column 'a'"),
        (("check", "a", "--schema", "@no-such-file"), "cannot read no-such-file"),
    ],
)
def test_wrong_use(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2, and the reason on the error output."""
    code, out, errors = run(capsys, *arguments)

    assert (code, out) == (2, "")
    assert message in errors


def test_eval_interprets(capsys: pytest.CaptureFixture[str]) -> None:
    """The interpreter answers like the compiler."""
    code, out, _ = run(
        capsys,
        "eval",
        "10 / a",
        "--schema",
        '{"a": "BIGINT"}',
        "--row",
        '{"a": 0}',
        "--engine",
        "interpreted",
    )

    error = {"code": "E_DIV0", "at": 3, "message": "division by zero"}
    assert (code, json.loads(out)) == (1, {"error": error})
