"""The expression language: parse, check, and generate Python and Flink SQL. Needs the standard library only."""

from typing import TYPE_CHECKING

from filbert.expressions.api import check, compile_python, evaluator, flink_sql
from filbert.expressions.checked import Checked, UncheckedError
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.engine import Engine, EngineError
from filbert.expressions.errors import EvalError, error_message
from filbert.expressions.functions.entry import java_functions
from filbert.expressions.type_parser import TypeSyntaxError, parse_type
from filbert.expressions.types import Column, Field, Scope, Type, common_type, flink_type

if TYPE_CHECKING:
    from filbert.expressions.editor.completion import Completions, complete
    from filbert.expressions.editor.edit import Edit, apply_edits
    from filbert.expressions.editor.entries import Completion
    from filbert.expressions.editor.explanation import explain
    from filbert.expressions.editor.fixes.suggestion import Fix, suggest_fixes
    from filbert.expressions.editor.hover import Hover, hover
    from filbert.expressions.editor.layout import LayoutError, format_expression
    from filbert.expressions.editor.references import rename_edits
    from filbert.expressions.editor.signature import SignatureHelp, signature_help
    from filbert.expressions.editor.utf16 import from_utf16, to_utf16
    from filbert.expressions.guarded_sql import FlinkSql, Guard
    from filbert.expressions.normal_form import normalise
    from filbert.expressions.template import check_template
    from filbert.expressions.values import ValueSyntaxError, from_json, to_json

__all__ = [
    "Checked",
    "Column",
    "Completion",
    "Completions",
    "Diagnostic",
    "Edit",
    "Engine",
    "EngineError",
    "EvalError",
    "Field",
    "Fix",
    "FlinkSql",
    "Guard",
    "Hover",
    "LayoutError",
    "Scope",
    "SignatureHelp",
    "Type",
    "TypeSyntaxError",
    "UncheckedError",
    "ValueSyntaxError",
    "apply_edits",
    "check",
    "check_template",
    "common_type",
    "compile_python",
    "complete",
    "error_message",
    "evaluator",
    "explain",
    "flink_sql",
    "flink_type",
    "format_expression",
    "from_json",
    "from_utf16",
    "hover",
    "java_functions",
    "normalise",
    "parse_type",
    "rename_edits",
    "signature_help",
    "suggest_fixes",
    "to_json",
    "to_utf16",
]

_LATER = {
    "ValueSyntaxError": "values",
    "from_json": "values",
    "to_json": "values",
    "check_template": "template",
    "FlinkSql": "guarded_sql",
    "Guard": "guarded_sql",
    "normalise": "normal_form",
    "Completion": "editor.entries",
    "Completions": "editor.completion",
    "complete": "editor.completion",
    "Edit": "editor.edit",
    "apply_edits": "editor.edit",
    "Fix": "editor.fixes.suggestion",
    "suggest_fixes": "editor.fixes.suggestion",
    "Hover": "editor.hover",
    "hover": "editor.hover",
    "explain": "editor.explanation",
    "LayoutError": "editor.layout",
    "format_expression": "editor.layout",
    "rename_edits": "editor.references",
    "SignatureHelp": "editor.signature",
    "signature_help": "editor.signature",
    "from_utf16": "editor.utf16",
    "to_utf16": "editor.utf16",
}
"""What a check alone does not need, and the module that it is in; loaded when it is asked for."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
