"""The front door: text in, a checked expression out, and from that a Python function or Flink SQL."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from filbert.expressions import tree
from filbert.expressions.checked import Checked, tree_of
from filbert.expressions.checker import check_node
from filbert.expressions.checker.context import Constants, Context
from filbert.expressions.checker.conversion import expect, report_failures
from filbert.expressions.complexity import is_too_large
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.engine import Engine, Evaluate, chosen_engine, evaluator_of
from filbert.expressions.parser import parse
from filbert.expressions.types import UNKNOWN_COLUMN, Column, Scope, Type

if TYPE_CHECKING:
    from filbert.expressions.guarded_sql import FlinkSql

NO_CONSTANTS: Constants = {}
NO_COLUMNS: Mapping[str, str] = {}


def check(
    text: str | bool | int | float | Decimal | None,
    scope: Scope,
    *,
    expected: Type | None = None,
    constants: Constants = NO_CONSTANTS,
) -> Checked:
    """Check the text of an expression; all errors at once.

    Args:
        text: the expression. A number or truth value, as YAML reads it, is one too.
        scope: the names that may be used.
        expected: the type that the place wants; the result is converted to it where nothing can be lost.
        constants: groups of named constants, such as `environment`, that become part of the expression.

    >>> from filbert.expressions import parse_type
    >>> str(check("fee / 2 > 1.5", {"fee": parse_type("BIGINT NOT NULL")}).column)
    'BOOLEAN NOT NULL'
    """
    source = _text(text)
    diagnostics: list[Diagnostic] = []
    syntax = parse(source, diagnostics)
    context = Context(scope, constants, diagnostics, check_node)
    if syntax is None:
        return finished(source, context, None)
    node = context.visit(syntax)
    return finished(source, context, node, expected)


def finished(text: str, context: Context, node: tree.Node | None, expected: Type | None = None) -> Checked:
    """Finish a check: fit the result to its place and collect what was found."""
    if node is not None:
        node = _result(context, node, expected)
        report_failures(context, node)
        if is_too_large(node):
            hint = "split it into variables"
            node = context.error(node, "E_COMPLEX", "the expression becomes too large for Flink", hint)
    diagnostics = tuple(sorted(context.diagnostics, key=lambda each: (each.start, each.end)))
    failed = node is None or context.incomplete or any(each.severity == "error" for each in diagnostics)
    column = UNKNOWN_COLUMN
    if node is not None and node.type.kind != "UNKNOWN":
        range_ = node.range if node.type.kind == "BIGINT" else None
        column = Column(node.type, node.nullable, range_, context.pii)
    return Checked(text, diagnostics, column, frozenset(context.references), None if failed else node)


def _result(context: Context, node: tree.Node, expected: Type | None) -> tree.Node:
    if expected is not None and expected.kind != "UNKNOWN":
        return expect(context, node, expected)
    if node.type.kind == "NULL":
        return context.error(node, "E_NULL", "NULL alone has no type", "write CAST(NULL AS STRING)")
    if node.type.kind == "INTERVAL":
        return context.error(node, "E_TYPE", "an INTERVAL is no result", "add it to a TIMESTAMP or DATE")
    return node


def _text(text: object) -> str:
    return "NULL" if text is None else str(text)


def evaluator(checked: Checked, engine: Engine | None = None) -> Evaluate:
    """Return a function from a row to the value; NULL is None.

    The function raises `EvalError` where the value cannot be calculated, and nothing else.

    Args:
        engine: by default what the setting FILBERT_EXPRESSION_ENGINE says.

    >>> from filbert.expressions import parse_type
    >>> evaluator(check("fee * 2", {"fee": parse_type("BIGINT")}))({"fee": 21})
    42

    Raises:
        UncheckedError: the expression has errors.
        EngineError: the setting names no engine.
    """
    return evaluator_of(tree_of(checked), engine or chosen_engine())


def compile_python(checked: Checked) -> Evaluate:
    """Return `evaluator` by generated code, whatever the setting says."""
    return evaluator(checked, "compiled")


def flink_sql(checked: Checked, columns: Mapping[str, str] = NO_COLUMNS) -> FlinkSql:
    """Return the Flink SQL of the value, and the conditions under which there is an error instead.

    Args:
        columns: SQL to use for a name instead of the column of that name.

    Raises:
        UncheckedError: the expression has errors.
    """
    from filbert.expressions.flink_generator import generate

    return generate(tree_of(checked), columns)
