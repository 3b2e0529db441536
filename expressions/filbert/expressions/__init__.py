"""The expression language: parse, check, and generate Python and Flink SQL. Needs the standard library only."""

from filbert.expressions.api import check, compile_python, flink_sql
from filbert.expressions.checked import Checked, UncheckedError
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.errors import EvalError, error_message
from filbert.expressions.flink_generator import FlinkSql, Guard
from filbert.expressions.normal_form import normalise
from filbert.expressions.template import check_template
from filbert.expressions.type_parser import TypeSyntaxError, parse_type
from filbert.expressions.types import Column, Field, Scope, Type, common_type, flink_type
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
