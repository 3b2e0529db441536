"""`filbert expr complete` and its like: JSON in, JSON out."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from filbert.runtime.cli import main

SCHEMA = '{"amount": "BIGINT", "country": "STRING"}'


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    """The exit code, the answer, and the errors."""
    with pytest.raises(SystemExit) as ended:
        main(["expr", *arguments])
    captured = capsys.readouterr()
    return int(ended.value.code or 0), json.loads(captured.out) if captured.out else None, captured.err


def test_complete(capsys: pytest.CaptureFixture[str]) -> None:
    """The caret is at the end unless said otherwise."""
    code, found, _ = run(
        capsys, "complete", "amount > 1 AND cou", "--schema", SCHEMA, "--row", '{"country": "PL"}'
    )

    item = {
        "label": "country",
        "kind": "field",
        "insert": "country",
        "snippet": None,
        "detail": "STRING",
        "help": None,
        "sample": "'PL'",
        "expected": False,
        "pii": False,
    }
    assert (code, found["from"], found["to"], found["items"][0]) == (0, 15, 18, item)


def test_complete_ranks_by_the_wanted_type(capsys: pytest.CaptureFixture[str]) -> None:
    _, found, _ = run(capsys, "complete", "x", "--at", "0", "--schema", SCHEMA, "--expected", "STRING")

    assert found["items"][0]["label"] == "country"


def test_complete_knows_the_values_of_an_environment(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """And shows them."""
    file = tmp_path / "sandbox.yaml"
    file.write_text(
        "environment: sandbox\nkafka: {bootstrap_servers: '127.0.0.1:9092'}\n"
        "flink: {rest: 'http://127.0.0.1:8081'}\nvalues: {limit: 1000}\n"
    )

    _, found, _ = run(capsys, "complete", "environment.", "--environment", str(file))

    assert [(each["label"], each["sample"]) for each in found["items"]] == [("limit", "1000")]


def test_signature(capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = run(capsys, "signature", "ROUND(1.5, ")

    assert (code, found["name"], found["active"]) == (0, "ROUND", 1)
    assert found["parameters"] == [{"from": 6, "to": 14}, {"from": 17, "to": 23}]


def test_hover(capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = run(
        capsys, "hover", "amount + 1", "--at", "7", "--schema", SCHEMA, "--row", '{"amount": 7}'
    )

    assert (code, found["title"], found["type"], found["nullable"], found["value"]) == (
        0,
        "amount + 1",
        "BIGINT",
        True,
        "8",
    )


def test_fix(capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _ = run(capsys, "fix", "amount == 1", "--schema", SCHEMA)

    fix = {
        "code": "E_OPERATOR",
        "from": 7,
        "to": 9,
        "title": "write = instead of ==",
        "edits": [{"from": 7, "to": 9, "text": "="}],
    }
    assert (code, found) == (0, {"fixes": [fix]})


@pytest.mark.parametrize(
    ("command", "expected"),
    [("format", {"text": "a > 1 AND b"}), ("explain", {"explanation": "a is more than 1 and b"})],
)
def test_format_and_explain(
    capsys: pytest.CaptureFixture[str], command: str, expected: dict[str, str]
) -> None:
    assert run(capsys, command, "a>1 and b")[:2] == (0, expected)


@pytest.mark.parametrize(("command", "code"), [("format", "E_SYNTAX"), ("explain", "E_SYNTAX")])
def test_what_cannot_be_read_has_a_diagnostic(
    capsys: pytest.CaptureFixture[str], command: str, code: str
) -> None:
    exit_code, found, _ = run(capsys, command, "a >")

    assert (exit_code, found["diagnostics"][0]["code"]) == (1, code)


@pytest.mark.parametrize(
    "arguments",
    [
        ("complete", "a", "--schema", "{"),
        ("complete", "a", "--schema", '{"a": "BIGNT"}'),
        ("complete", "a", "--expected", "BIGNT"),
        ("hover", "a", "--row", '{"b": 1}'),
        ("hover", "a", "--environment", "nowhere.yaml"),
    ],
)
def test_wrong_use_exits_with_2(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, found, errors = run(capsys, *arguments)

    assert (code, found) == (2, None)
    assert errors.startswith("filbert expr: ")


def test_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line is a question; what it leaves out, the options give; a faulty one does not stop the others."""
    lines = [
        {"expression": "amount > 1 AND cou"},
        {"expression": "a", "schema": {"abc": "BIGINT"}, "at": 1},
        {"expression": 5},
        {"expression": "x {cou", "template": True},
        {"unknown": 1},
    ]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))

    with pytest.raises(SystemExit) as ended:
        main(["expr", "complete", "--schema", SCHEMA])
    captured = capsys.readouterr()
    found = [json.loads(line) for line in captured.out.splitlines()]

    assert ended.value.code == 2
    assert [each["items"][0]["label"] for each in (found[0], found[1], found[3])] == [
        "country",
        "abc",
        "country",
    ]
    assert [each["diagnostics"][0]["code"] for each in (found[2], found[4])] == ["E_INPUT", "E_INPUT"]
    assert "line 3: expression is not a text" in captured.err
