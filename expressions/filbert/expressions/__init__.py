"""The expression language: parse, check, and generate Python and Flink SQL. Needs the standard library only."""

from typing import TYPE_CHECKING

from filbert.expressions.api import check, compile_python, flink_sql
from filbert.expressions.checked import Checked, UncheckedError
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.errors import EvalError, error_message
from filbert.expressions.guarded_sql import FlinkSql, Guard
from filbert.expressions.type_parser import TypeSyntaxError, parse_type
from filbert.expressions.types import Column, Field, Scope, Type, common_type, flink_type

if TYPE_CHECKING:
    from filbert.expressions.normal_form import normalise
    from filbert.expressions.template import check_template
    from filbert.expressions.values import ValueSyntaxError, from_json, to_json

__all__ = [
    "Checked",
    "Column",
    "Diagnostic",
    "EvalError",
    "Field",
    "FlinkSql",
    "Guard",
    "Scope",
    "Type",
    "TypeSyntaxError",
    "UncheckedError",
    "ValueSyntaxError",
    "check",
    "check_template",
    "common_type",
    "compile_python",
    "error_message",
    "flink_sql",
    "flink_type",
    "from_json",
    "normalise",
    "parse_type",
    "to_json",
]

_LATER = {
    "ValueSyntaxError": "values",
    "from_json": "values",
    "to_json": "values",
    "check_template": "template",
    "normalise": "normal_form",
}
"""What a check alone does not need, and the module that it is in; loaded when it is asked for."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
