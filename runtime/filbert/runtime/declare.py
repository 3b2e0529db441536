"""Bringing the statements of a compiled scenario to a table environment of PyFlink."""

import re
from typing import Any

_VIEW = re.compile(r"\s*(?:--[^\n]*\n\s*)*CREATE TEMPORARY VIEW (`(?:[^`]|``)+`) AS\s(.*)", re.DOTALL)


def declare(environment: Any, statement: str) -> None:
    """Execute one statement of `CompiledScenario.statements`.

    Views go through the Table API. Flink keeps a view that SQL created as printed text, which it parses anew
    wherever the view is read, and the printed call of a table function with two tables, or with more than one
    column in ORDER BY, does not parse (Flink 2.3).

    Args:
        environment: A `TableEnvironment`.
        statement: One statement, as it was compiled.
    """
    view = _VIEW.fullmatch(statement)
    if view is None:
        environment.execute_sql(statement)
        return
    environment.create_temporary_view(view[1], environment.sql_query(view[2]))
