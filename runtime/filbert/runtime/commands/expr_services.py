"""`filbert expr complete` and its like: what an editor asks about one text, or about many as JSON lines.

Each service is imported where it is asked for, so that a check starts without them.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from filbert.expressions import Column, Type
from filbert.runtime.commands.expr_input import InputError, Json, cells_of, columns_of, json_object, object_of

Text = Annotated[
    str | None,
    typer.Argument(help="The expression; without it, JSON lines are read from the standard input."),
]
At = Annotated[
    int | None, typer.Option("--at", help="Position of the caret in code points; the end by default.")
]
Schema = Annotated[
    str, typer.Option(help='Columns as JSON, or @FILE: {"a": "BIGINT", "b": "STRING NOT NULL"}.')
]
Row = Annotated[str, typer.Option(help='A sample event as JSON, or @FILE: {"a": 7}.')]
Expected = Annotated[str | None, typer.Option(help="The type that the place wants, such as BOOLEAN.")]
Template = Annotated[bool, typer.Option("--template", help="It is a text with {expression} holes.")]
EnvironmentFile = Annotated[
    Path | None, typer.Option("--environment", help="An environment file, for the values of `environment.`.")
]

KEYS: Final = ("expression", "at", "schema", "row", "expected", "template")


@dataclass(frozen=True, slots=True)
class Question:
    """One text with all that is known about it."""

    text: str
    at: int
    schema: Mapping[str, Column]
    sample: Mapping[str, Any]
    expected: Type | None
    template: bool
    constants: Mapping[str, Mapping[str, tuple[Column, Any]]]


Answer = Callable[[Question], Json]


def add_services(app: typer.Typer) -> None:
    """Add the commands to `filbert expr`."""
    for name, (_, command) in SERVICES.items():
        app.command(name)(command)


def complete_command(
    expression: Text = None,
    at: At = None,
    schema: Schema = "{}",
    row: Row = "{}",
    expected: Expected = None,
    template: Template = False,
    environment: EnvironmentFile = None,
) -> None:
    """Print what may be written at the caret, the best first, as one JSON object."""
    _run("complete", expression, environment, _given(at, schema, row, expected, template))


def signature_command(expression: Text = None, at: At = None, template: Template = False) -> None:
    """Print the function whose arguments are being written at the caret, as one JSON object."""
    _run("signature", expression, None, _given(at, "{}", "{}", None, template))


def hover_command(
    expression: Text = None,
    at: At = None,
    schema: Schema = "{}",
    row: Row = "{}",
    template: Template = False,
    environment: EnvironmentFile = None,
) -> None:
    """Print type, value and help of the word at a position, as one JSON object."""
    _run("hover", expression, environment, _given(at, schema, row, None, template))


def fix_command(
    expression: Text = None,
    schema: Schema = "{}",
    expected: Expected = None,
    template: Template = False,
    environment: EnvironmentFile = None,
) -> None:
    """Print what may be done about what is wrong, as one JSON object; every fix was tried."""
    _run("fix", expression, environment, _given(None, schema, "{}", expected, template))


def format_command(expression: Text = None) -> None:
    """Print the canonical layout as one JSON object. Exits with 1 when the text cannot be read."""
    _run("format", expression, None, {})


def explain_command(expression: Text = None) -> None:
    """Print the expression in plain words as one JSON object. Exits with 1 when it cannot be read."""
    _run("explain", expression, None, {})


def _given(at: int | None, schema: str, row: str, expected: str | None, template: bool) -> Json:
    given: Json = {"schema": ("--schema", schema), "row": ("--row", row), "template": template}
    return {**given, "at": at, "expected": expected}


def _run(name: str, expression: str | None, environment: Path | None, options: Json) -> None:
    """Answer one text, or each line of the standard input; exit with 0, 1 for no answer, 2 for wrong use."""
    answer = SERVICES[name][0]
    try:
        constants = _constants(environment)
        defaults = {
            key: json_object(value[1], value[0]) if isinstance(value, tuple) else value
            for key, value in options.items()
        }
        if expression is not None:
            found = answer(_question({**defaults, "expression": expression}, constants))
            print(json.dumps(found, ensure_ascii=False))
            raise typer.Exit(1 if "diagnostics" in found else 0)
    except InputError as error:
        print(f"filbert expr: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    raise typer.Exit(_answer_lines(answer, defaults, constants))


def _answer_lines(
    answer: Answer, defaults: Json, constants: Mapping[str, Mapping[str, tuple[Column, Any]]]
) -> int:
    code = 0
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            given = json_object(line, f"line {number}")
            unknown = given.keys() - set(KEYS)
            if unknown or "expression" not in given:
                raise InputError(f"a line has the keys {', '.join(KEYS)}, of which expression must be there")
            found = answer(_question({**defaults, **given}, constants))
        except InputError as error:
            print(f"filbert expr: line {number}: {error}", file=sys.stderr)
            found = _diagnostics("E_INPUT", 0, 0, str(error), None)
            code = 2
        print(json.dumps(found, ensure_ascii=False), flush=True)
    return code


def _question(given: Json, constants: Mapping[str, Mapping[str, tuple[Column, Any]]]) -> Question:
    text, at = given["expression"], given.get("at")
    if not isinstance(text, str):
        raise InputError("expression is not a text")
    if at is not None and (isinstance(at, bool) or not isinstance(at, int)):
        raise InputError("at is not a whole number")
    schema = columns_of(object_of(given.get("schema", {}), "schema"))
    row = object_of(given.get("row", {}), "row")
    cells = cells_of(row, schema)
    expected = given.get("expected")
    wanted = columns_of({"expected": expected})["expected"].type if expected is not None else None
    sample = {name: cells[name] for name in row}
    at = len(text) if at is None else at
    return Question(text, at, schema, sample, wanted, given.get("template") is True, constants)


def _constants(file: Path | None) -> Mapping[str, Mapping[str, tuple[Column, Any]]]:
    if file is None:
        return {}
    from filbert.scenarios.environment import load_environment
    from filbert.scenarios.problem import DocumentError

    try:
        return {"environment": dict(load_environment(file).values)}
    except OSError as error:
        raise InputError(f"cannot read {error.filename}: {error.strerror}") from None
    except DocumentError as error:
        raise InputError(f"{file}: {error.problems[0].message}") from None


def _complete(question: Question) -> Json:
    from filbert.expressions import complete

    found = complete(
        question.text,
        question.at,
        question.schema,
        expected=question.expected,
        constants=question.constants,
        sample=question.sample,
        template=question.template,
    )
    items = [
        {
            "label": item.label,
            "kind": item.kind,
            "insert": item.insert,
            "snippet": item.snippet,
            "detail": item.detail,
            "help": item.help,
            "sample": item.sample,
            "expected": item.expected,
            "pii": item.pii,
        }
        for item in found.items
    ]
    return {"from": found.start, "to": found.end, "items": items}


def _signature(question: Question) -> Json:
    from filbert.expressions import signature_help

    found = signature_help(question.text, question.at, template=question.template)
    if found is None:
        return {}
    return {
        "name": found.name,
        "from": found.start,
        "to": found.end,
        "signature": found.signature,
        "help": found.help,
        "example": list(found.example),
        "parameters": [{"from": start, "to": end} for start, end in found.parameters],
        "active": found.active,
    }


def _hover(question: Question) -> Json:
    from filbert.expressions import hover

    found = hover(
        question.text,
        question.at,
        question.schema,
        constants=question.constants,
        sample=question.sample,
        template=question.template,
    )
    if found is None:
        return {}
    return {
        "from": found.start,
        "to": found.end,
        "title": found.title,
        "type": None if found.column is None else str(found.column.type),
        "nullable": None if found.column is None else found.column.nullable,
        "value": found.value,
        "help": found.help,
        "example": None if found.example is None else list(found.example),
        "pii": found.pii,
    }


def _fix(question: Question) -> Json:
    from filbert.expressions import suggest_fixes

    fixes = suggest_fixes(
        question.text,
        question.schema,
        expected=question.expected,
        constants=question.constants,
        template=question.template,
    )
    found = [
        {
            "code": fix.diagnostic.code,
            "from": fix.diagnostic.start,
            "to": fix.diagnostic.end,
            "title": fix.title,
            "edits": [{"from": edit.start, "to": edit.end, "text": edit.text} for edit in fix.edits],
        }
        for fix in fixes
    ]
    return {"fixes": found}


def _format(question: Question) -> Json:
    from filbert.expressions import LayoutError, format_expression

    try:
        return {"text": format_expression(question.text)}
    except LayoutError as error:
        return _diagnostics(error.code, error.start, error.end, error.message, error.hint)


def _explain(question: Question) -> Json:
    from filbert.expressions import explain

    words = explain(question.text)
    if words is None:
        message = "the expression cannot be read"
        return _diagnostics("E_SYNTAX", 0, len(question.text), message, "filbert expr check says why")
    return {"explanation": words}


def _diagnostics(code: str, start: int, end: int, message: str, hint: str | None) -> Json:
    found = {"code": code, "from": start, "to": end, "message": message, "hint": hint, "severity": "error"}
    return {"diagnostics": [found]}


SERVICES: Final[Mapping[str, tuple[Answer, Callable[..., None]]]] = {
    "complete": (_complete, complete_command),
    "signature": (_signature, signature_command),
    "hover": (_hover, hover_command),
    "fix": (_fix, fix_command),
    "format": (_format, format_command),
    "explain": (_explain, explain_command),
}
"""What each command answers, and its options."""
