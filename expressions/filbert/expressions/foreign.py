"""How things are written in spreadsheets, in SQL and in Python, and how they are written here."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "SELECT": "write one expression, not a query",
    "WHERE": "write the condition alone",
    "HAVING": "write the condition alone",
    "FROM": "write one expression, not a query",
    "MOD": "write a % b",
    "DIV": "write a / b",
    "XOR": "write a <> b",
    "ILIKE": "write LOWER(x) LIKE 'pattern'",
    "RLIKE": "write REGEXP_LIKE(x, 'pattern')",
    "REGEXP": "write REGEXP_LIKE(x, 'pattern')",
    "SIMILAR": "write REGEXP_LIKE(x, 'pattern')",
    "GLOB": "write x LIKE 'pattern'",
    "CONTAINS": "write CONTAINS(text, part)",
    "IF": "write IF(condition, then, otherwise)",
    "ELIF": "write CASE WHEN … THEN … WHEN … THEN … ELSE … END",
    "UNLESS": "write IF(condition, then, otherwise)",
    "LAMBDA": "there are no functions of your own; use a variable",
    "EQUALS": "write =",
    "IFNULL": "write COALESCE(a, b)",
    "ISNULL": "write x IS NULL",
    "NOTNULL": "write x IS NOT NULL",
}
"""Words that stand where none can, by what to write instead."""

PREFIX_WORDS: Final = frozenset({"SELECT", "WHERE", "HAVING", "IF", "LAMBDA", "UNLESS"})
"""Those of them that begin something."""

OPERATORS: Final[Mapping[tuple[str, str], str]] = {
    ("*", "*"): "there is no power operator; call a function, or multiply",
    ("/", "/"): "write /, which drops the fraction of whole numbers; a comment begins with --",
    ("/", "*"): "a comment begins with -- and ends with the line",
    ("=", ">"): "write >=",
    ("=", "<"): "write <=",
    ("<", ">"): "write <> without a space",
    (">", "="): "write >= without a space",
    ("<", "="): "write <= without a space",
    ("=", "="): "write one =",
    ("!=", "="): "write <>",
    ("+", "="): "nothing is assigned in an expression; write the sum",
    ("-", "="): "nothing is assigned in an expression; write the difference",
    ("(", "*"): "count events with an aggregate node",
}
"""Pairs of operators that other languages have."""

TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("TEXT", "CHAR", "NVARCHAR", "NCHAR", "VARCHAR2", "CLOB", "STR", "CHARACTER"), "STRING"),
    **dict.fromkeys(("LONG", "INT8", "INT64", "SIGNED", "UNSIGNED", "WHOLE", "NUMBER_INT"), "BIGINT"),
    **dict.fromkeys(("INT4", "INT32", "MEDIUMINT"), "INT"),
    **dict.fromkeys(("NUMBER", "MONEY", "CURRENCY", "DEC"), "DECIMAL(18, 2)"),
    **dict.fromkeys(("REAL", "FLOAT8", "FLOAT64", "BINARY_DOUBLE"), "DOUBLE"),
    **dict.fromkeys(("BOOL", "BIT", "LOGICAL"), "BOOLEAN"),
    **dict.fromkeys(("DATETIME", "DATETIME2", "TIMESTAMPTZ", "TIMESTAMP_LTZ", "SMALLDATETIME"), "TIMESTAMP"),
}
"""Names of types, by ours."""

NAMES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("None", "none", "nil", "undefined", "null_", "NA", "EMPTY", "empty", "BLANK"), "write NULL"
    ),
    **dict.fromkeys(
        ("CURRENT_TIMESTAMP", "CURRENT_DATE", "LOCALTIMESTAMP", "SYSDATE", "now", "today"),
        "write event_time, the time of the event",
    ),
}
"""Names that stand for something elsewhere."""
