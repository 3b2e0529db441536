"""Calls of functions of the registry."""

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.diagnostic import Diagnostic, did_you_mean
from filbert.expressions.functions.entry import FUNCTIONS

FOREIGN = {
    "IFNULL": "write COALESCE(a, b)",
    "NVL": "write COALESCE(a, b)",
    "ISNULL": "write x IS NULL",
    "CONCAT": "write a || b",
    "SUBSTR": "write SUBSTRING(text, start, length)",
    "LEN": "write LENGTH(text)",
    "CHAR_LENGTH": "write LENGTH(text)",
    "UCASE": "write UPPER(text)",
    "LCASE": "write LOWER(text)",
    "MOD": "write a % b",
    "POW": "multiply instead",
    "POWER": "multiply instead",
    "CEILING": "write CEIL(x)",
    "IIF": "write IF(condition, then, otherwise)",
    "NOW": "write event_time, the time of the event",
    "CURRENT_TIMESTAMP": "write event_time, the time of the event",
    "TIMESTAMPDIFF": "write TIME_DIFF('SECOND', from, to)",
    "DATEDIFF": "write TIME_DIFF('DAY', from, to)",
    "TO_TIMESTAMP": "write CAST(… AS TIMESTAMP)",
    "TO_DATE": "write CAST(… AS DATE)",
    "INSTR": "write POSITION(part, text)",
    "REGEXP": "write REGEXP_LIKE(text, 'pattern')",
    "RLIKE": "write REGEXP_LIKE(text, 'pattern')",
    "TO_CHAR": "write FORMAT_NUMBER(x, digits) or CAST(… AS STRING)",
    "SIZE": "write CARDINALITY(array)",
    "COUNT": "count with an aggregate node",
    "SUM": "add up with an aggregate node",
    "AVG": "use an aggregate node",
    "MIN": "write LEAST(a, b), or use an aggregate node",
    "MAX": "write GREATEST(a, b), or use an aggregate node",
}
"""Names that authors bring from other languages."""


def call(context: Context, node: ast.Call) -> tree.Node:
    """`NAME(arguments)`."""
    function = FUNCTIONS.get(node.name)
    if function is not None:
        return function.check(context, function, node)
    for argument in node.arguments:
        context.visit(argument)
    hint = FOREIGN.get(node.name) or did_you_mean(node.name, FUNCTIONS)
    message = f"there is no function {node.name}"
    context.diagnostics.append(Diagnostic("E_FUNCTION", node.start, node.name_end, message, hint))
    return unknown(node)
