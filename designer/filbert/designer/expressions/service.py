"""Answers of the expression language, with positions as browsers count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from filbert.designer.errors import InvalidError
from filbert.designer.expressions.schemas import ExpressionAt, ExpressionCheck, ExpressionRequest
from filbert.expressions import (
    Column,
    Diagnostic,
    LayoutError,
    Type,
    TypeSyntaxError,
    ValueSyntaxError,
    check,
    check_template,
    complete,
    explain,
    format_expression,
    from_json,
    from_utf16,
    hover,
    parse_type,
    signature_help,
    suggest_fixes,
    to_utf16,
)

MOST_FIXES = 20


Constants = Mapping[str, Mapping[str, tuple[Column, Any]]]
"""Groups of constants, such as `environment`: type and value by name."""


def checked(question: ExpressionCheck, constants: Constants) -> dict[str, Any]:
    """Type, findings and fixes."""
    text, columns, expected = question.text, _columns(question), _expected(question)
    found = (
        check_template(text, columns, constants=constants)
        if question.template
        else check(text, columns, expected=expected, constants=constants)
    )
    fixes = (
        suggest_fixes(text, columns, expected=expected, constants=constants, template=question.template)
        if found.diagnostics
        else ()
    )
    return {
        "type": str(found.column) if found.ok else None,
        "pii": found.column is not None and found.column.pii,
        "references": sorted(found.references),
        "findings": [_finding(text, each) for each in found.diagnostics],
        "fixes": [
            {
                "code": fix.diagnostic.code,
                "title": fix.title,
                **_span(text, fix.diagnostic.start, fix.diagnostic.end),
                "edits": [{**_span(text, each.start, each.end), "text": each.text} for each in fix.edits],
            }
            for fix in list(fixes)[:MOST_FIXES]
        ],
    }


def require_types(question: ExpressionRequest) -> None:
    """Refuse types that are none.

    Raises:
        InvalidError: which, and why.
    """
    _columns(question)


def completions(question: ExpressionAt, constants: Constants) -> dict[str, Any]:
    """What may be written at the caret."""
    text, columns = question.text, _columns(question)
    found = complete(
        text,
        from_utf16(text, question.at),
        columns,
        expected=_expected(question),
        constants=constants,
        sample=_sample(question, columns),
        template=question.template,
    )
    return {**_span(text, found.start, found.end), "items": list(found.items)}


def signature(question: ExpressionAt) -> dict[str, Any] | None:
    """The function that the caret is in; None when it is in none."""
    text = question.text
    found = signature_help(text, from_utf16(text, question.at), template=question.template)
    if found is None:
        return None
    return {
        **_span(text, found.start, found.end),
        "name": found.name,
        "signature": found.signature,
        "help": found.help,
        "example": list(found.example),
        "parameters": [_span(found.signature, start, end) for start, end in found.parameters],
        "active": found.active,
    }


def hovered(question: ExpressionAt, constants: Constants) -> dict[str, Any] | None:
    """What is under the pointer; None when there is nothing."""
    text, columns = question.text, _columns(question)
    found = hover(
        text,
        from_utf16(text, question.at),
        columns,
        constants=constants,
        sample=_sample(question, columns),
        template=question.template,
    )
    if found is None:
        return None
    return {
        **_span(text, found.start, found.end),
        "title": found.title,
        "type": str(found.column.type) if found.column is not None else None,
        "nullable": found.column.nullable if found.column is not None else None,
        "value": found.value,
        "help": found.help,
        "example": list(found.example) if found.example is not None else None,
        "pii": found.pii,
    }


def formatted(text: str) -> str:
    """The canonical layout.

    Raises:
        InvalidError: the text cannot be read.
    """
    try:
        return format_expression(text)
    except LayoutError as error:
        place = {"code": error.code, "severity": "error", "message": error.message, "hint": error.hint}
        raise InvalidError(
            f"The expression cannot be read: {error.message}.",
            problems=[{**place, **_span(text, error.start, error.end)}],
        ) from None


def explained(text: str) -> str:
    """The expression in plain words.

    Raises:
        InvalidError: the text cannot be read.
    """
    found = explain(text)
    if found is None:
        raise InvalidError("The expression cannot be read; checking it says why.")
    return found


def _columns(question: ExpressionRequest) -> dict[str, Column]:
    personal = set(question.personal)
    return {
        name: replace(_column(f"columns.{name}", declared), pii=name in personal)
        for name, declared in question.columns.items()
    }


def _column(place: str, declared: str) -> Column:
    try:
        return parse_type(declared)
    except TypeSyntaxError as error:
        raise InvalidError(f"{place}: '{declared[:80]}' is not a type: {error.message}.") from None


def _expected(question: ExpressionRequest) -> Type | None:
    return _column("expected", question.expected).type if question.expected else None


def _sample(question: ExpressionAt, columns: Mapping[str, Column]) -> dict[str, Any]:
    """The sample event as rows have it."""
    found = {}
    for name, value in question.sample.items():
        if name in columns:
            try:
                found[name] = None if value is None else from_json(value, columns[name].type)
            except ValueSyntaxError as error:
                raise InvalidError(f"sample.{name}: {error}") from None
    return found


def _finding(text: str, found: Diagnostic) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "hint": found.hint,
        **_span(text, found.start, found.end),
    }


def _span(text: str, start: int, end: int) -> dict[str, int]:
    return {"from": to_utf16(text, start), "to": to_utf16(text, end)}
