"""`filbert expr`: check and evaluate single expressions, or many of them as JSON lines."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn

import typer
from filbert.expressions import (
    Checked,
    Column,
    Diagnostic,
    EvalError,
    check,
    error_message,
    evaluator,
    to_json,
)
from filbert.expressions import Engine as PythonEngine
from filbert.runtime.commands.expr_input import InputError, Json, cells_of, columns_of, json_object, object_of
from filbert.runtime.commands.expr_services import add_services

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Check and evaluate expressions, and answer as an editor asks.",
)
add_services(app)

Expression = Annotated[
    str | None,
    typer.Argument(help="The expression; without it, JSON lines are read from the standard input."),
]
Schema = Annotated[
    str, typer.Option(help='Columns as JSON, or @FILE: {"a": "BIGINT", "b": "STRING NOT NULL"}.')
]
Row = Annotated[str, typer.Option(help='The row as JSON, or @FILE: {"a": 7}. What is left out is NULL.')]
EngineName = Literal["python", "interpreted", "flink"]
Engine = Annotated[EngineName, typer.Option(help="What evaluates; flink starts a small cluster.")]


@dataclass(frozen=True, slots=True)
class Request:
    """One expression with its row, and what came of the check."""

    schema: Mapping[str, Column]
    row: Mapping[str, Any]
    checked: Checked


@app.command("check")
def check_command(
    expression: Expression = None,
    schema: Schema = "{}",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Print the type of an expression, or what is wrong with it.

    Exits with 0 when it is good, 1 when it has errors, 2 when the schema cannot be read.
    """
    if expression is None:
        raise typer.Exit(_answer_lines(schema, "{}", "check"))
    try:
        checked = check(expression, columns_of(json_object(schema, "--schema")))
    except InputError as error:
        _refuse(error)
    if as_json:
        print(_line(_checked_json(checked)))
    else:
        _print_checked(checked)
    raise typer.Exit(0 if checked.ok else 1)


@app.command("eval")
def evaluate_command(
    expression: Expression = None, schema: Schema = "{}", row: Row = "{}", engine: Engine = "python"
) -> None:
    """Print the value of an expression for a row, as one JSON object.

    Lines of the standard input are {"expression": …, "schema": {…}, "row": {…}}; schema and row default to the
    options. Exits with 0 when there is a value, 1 when there is an error, 2 when the input cannot be read; with
    lines, errors are answers too.
    """
    if expression is None:
        raise typer.Exit(_answer_lines(schema, row, engine))
    try:
        request = _request(
            {"expression": expression}, json_object(schema, "--schema"), json_object(row, "--row")
        )
    except InputError as error:
        _refuse(error)
    (answer,) = _evaluate([request], engine)
    print(_line(answer))
    raise typer.Exit(0 if "value" in answer else 1)


def _answer_lines(schema: str, row: str, what: Literal["check"] | EngineName) -> int:
    """Answer each line of the standard input with a line; give the exit code."""
    try:
        columns, cells = json_object(schema, "--schema"), json_object(row, "--row")
    except InputError as error:
        _refuse(error)
    requests: list[Request | InputError] = []
    code = 0
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            requests.append(_request(json_object(line, f"line {number}"), columns, cells))
        except InputError as error:
            print(f"filbert expr: line {number}: {error}", file=sys.stderr)
            requests.append(error)
            code = 2
        # Python answers at once, so that another program may talk with us line by line.
        if what != "flink":
            _print_answers(requests, what)
            requests = []
    _print_answers(requests, what)
    return code


def _print_answers(requests: list[Request | InputError], what: Literal["check"] | EngineName) -> None:
    good = [request for request in requests if isinstance(request, Request)]
    if what == "check":
        answers: Iterator[Json] = iter([_checked_json(request.checked) for request in good])
    else:
        answers = iter(_evaluate(good, what))
    for request in requests:
        print(_line(next(answers) if isinstance(request, Request) else _input_json(request)), flush=True)


def _evaluate(requests: list[Request], engine: EngineName) -> list[Json]:
    if engine == "flink":
        return _evaluate_on_flink(requests)
    way: PythonEngine = "compiled" if engine == "python" else "interpreted"
    return [_evaluate_in_python(request, way) for request in requests]


def _evaluate_in_python(request: Request, engine: PythonEngine) -> Json:
    checked = request.checked
    if not checked.ok:
        return _diagnostics_json(checked)
    try:
        value = evaluator(checked, engine)(request.row)
    except EvalError as error:
        return _error_json(error.code, error.at)
    return _value_json(value, checked)


def _evaluate_on_flink(requests: list[Request]) -> list[Json]:
    from filbert.runtime.expression_batch import engine

    answers: dict[int, Json] = {}
    batches: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for position, request in enumerate(requests):
        if request.checked.ok:
            key = tuple((name, str(column)) for name, column in request.schema.items())
            batches.setdefault(key, []).append(position)
        else:
            answers[position] = _diagnostics_json(request.checked)
    if not batches:
        return [answers[position] for position in range(len(requests))]
    with engine() as flink:
        for positions in batches.values():
            for start in range(0, len(positions), BATCH):
                chosen = positions[start : start + BATCH]
                expressions = [requests[position].checked for position in chosen]
                rows = [requests[position].row for position in chosen]
                outcomes = flink.evaluate(expressions, requests[chosen[0]].schema, rows)
                for number, position in enumerate(chosen):
                    outcome = outcomes[number][number]
                    if outcome.code is not None and outcome.at is not None:
                        answers[position] = _error_json(outcome.code, outcome.at)
                    else:
                        answers[position] = _value_json(outcome.value, expressions[number])
    return [answers[position] for position in range(len(requests))]


BATCH = 60
"""Expressions of one Flink job; each is evaluated for all rows of the batch."""


def _request(given: Json, columns: Json, cells: Json) -> Request:
    unknown = given.keys() - {"expression", "schema", "row"}
    if unknown or "expression" not in given:
        raise InputError('a line is {"expression": …, "schema": {…}, "row": {…}}')
    schema = columns_of(object_of(given.get("schema", columns), "schema"))
    row = cells_of(object_of(given.get("row", cells), "row"), schema)
    return Request(schema, row, check(given["expression"], schema))


def _refuse(error: InputError) -> NoReturn:
    print(f"filbert expr: {error}", file=sys.stderr)
    raise typer.Exit(2)


def _line(answer: Json) -> str:
    return json.dumps(answer, ensure_ascii=False)


def _value_json(value: Any, checked: Checked) -> Json:
    return {"value": to_json(value, checked.column.type), "type": str(checked.column.type)}


def _error_json(code: str, at: int) -> Json:
    return {"error": {"code": code, "at": at, "message": error_message(code)}}


def _checked_json(checked: Checked) -> Json:
    answer = _diagnostics_json(checked)
    if not checked.ok:
        return answer
    return {"type": str(checked.column.type), "nullable": checked.column.nullable, **answer}


def _diagnostics_json(checked: Checked) -> Json:
    return {"diagnostics": [_diagnostic_json(each) for each in checked.diagnostics]}


def _diagnostic_json(found: Diagnostic) -> Json:
    return {
        "code": found.code,
        "from": found.start,
        "to": found.end,
        "message": found.message,
        "hint": found.hint,
        "severity": found.severity,
    }


def _input_json(error: InputError) -> Json:
    found = Diagnostic("E_INPUT", 0, 0, str(error))
    return {"diagnostics": [_diagnostic_json(found)]}


def _print_checked(checked: Checked) -> None:
    for found in checked.diagnostics:
        print(f"{found.severity}: {found.message} [{found.code}]")
        before = checked.text[: found.start]
        line = before.count("\n")
        column = len(before) - (before.rfind("\n") + 1)
        text = checked.text.split("\n")[line]
        marks = "^" * max(1, min(found.end - found.start, len(text) - column))
        print(f"  {text}\n  {' ' * column}{marks}")
        if found.hint:
            print(f"  hint: {found.hint}")
    if checked.ok:
        print(checked.column)
