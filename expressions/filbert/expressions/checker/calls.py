"""Calls of functions of the registry."""

from filbert.expressions import ast, tree
from filbert.expressions.checker.context import Context, unknown
from filbert.expressions.diagnostic import Diagnostic, did_you_mean
from filbert.expressions.functions.entry import FUNCTIONS

FOREIGN = {
    **dict.fromkeys(("IFNULL", "NVL", "VALUE_IF_NULL"), "write COALESCE(a, b)"),
    **dict.fromkeys(
        ("ISNULL", "ISBLANK", "ISNA", "IS_NULL"), "write x IS NULL, or COALESCE(a, b) for another value"
    ),
    **dict.fromkeys(("IFERROR", "ISERROR"), "write COALESCE(TRY(value), otherwise)"),
    **dict.fromkeys(("CONCAT", "CONCATENATE", "JOIN"), "write a || b"),
    "SUBSTR": "write SUBSTRING(text, start, length)",
    "MID": "write SUBSTRING(text, start, length)",
    **dict.fromkeys(("LEN", "CHAR_LENGTH", "CHARACTER_LENGTH", "STRLEN"), "write LENGTH(text)"),
    "SUBSTITUTE": "write REPLACE(text, part, replacement)",
    **dict.fromkeys(("UCASE", "TO_UPPER", "TOUPPER"), "write UPPER(text)"),
    **dict.fromkeys(("LCASE", "TO_LOWER", "TOLOWER"), "write LOWER(text)"),
    "STRIP": "write TRIM(text)",
    "STARTSWITH": "write STARTS_WITH(text, prefix)",
    "ENDSWITH": "write ENDS_WITH(text, suffix)",
    "POW": "write POWER(x, y)",
    "TRUNCATE": "write TRUNC(x, digits)",
    "CEILING": "write CEIL(x)",
    "IIF": "write IF(condition, then, otherwise)",
    "IFS": "write CASE WHEN … THEN … WHEN … THEN … ELSE … END",
    "DECODE": "write CASE x WHEN … THEN … ELSE … END",
    **dict.fromkeys(
        ("NOW", "TODAY", "GETDATE", "SYSDATE", "CURRENT_TIMESTAMP", "CURRENT_DATE"),
        "write event_time, the time of the event",
    ),
    "TIMESTAMPDIFF": "write TIME_DIFF('SECOND', from, to)",
    "DATEDIFF": "write TIME_DIFF('DAY', from, to)",
    **dict.fromkeys(("DATEADD", "DATE_ADD", "TIMESTAMPADD"), "write time + INTERVAL '5' MINUTE"),
    "EXTRACT": "write YEAR(time), MONTH(time), DAY(time), HOUR(time) or MINUTE(time)",
    "WEEKDAY": "write DAY_OF_WEEK(time)",
    **dict.fromkeys(
        ("TO_TIMESTAMP", "DATETIME"), "write CAST(… AS TIMESTAMP), or PARSE_TIME(text, 'pattern')"
    ),
    "DATE_FORMAT": "write FORMAT_TIME(time, 'pattern', 'zone')",
    "DATE_TRUNC": "write START_OF('DAY', time, 'zone')",
    "UNIX_TIMESTAMP": "write EPOCH_SECONDS(time)",
    "FROM_UNIXTIME": "write FROM_EPOCH_SECONDS(seconds)",
    **dict.fromkeys(("TO_DATE", "DATE", "DATEVALUE"), "write DATE '2024-01-31', or CAST(… AS DATE)"),
    "TIMESTAMP": "write TIMESTAMP '2024-01-31 10:00:00', or CAST(… AS TIMESTAMP)",
    **dict.fromkeys(("INT", "INTEGER", "BIGINT", "TO_NUMBER", "VALUE"), "write CAST(… AS BIGINT)"),
    **dict.fromkeys(("FLOAT", "DOUBLE"), "write CAST(… AS DOUBLE)"),
    **dict.fromkeys(("STR", "STRING", "TO_STRING"), "write CAST(… AS STRING)"),
    **dict.fromkeys(("BOOL", "BOOLEAN"), "write CAST(… AS BOOLEAN)"),
    **dict.fromkeys(("CONVERT", "SAFE_CAST"), "write CAST(… AS type)"),
    **dict.fromkeys(("TO_CHAR", "TEXT", "FORMAT"), "write FORMAT_NUMBER(x, digits) or CAST(… AS STRING)"),
    **dict.fromkeys(("INSTR", "FIND", "SEARCH", "LOCATE", "CHARINDEX"), "write POSITION(part, text)"),
    **dict.fromkeys(("REGEXP", "RLIKE", "REGEXP_MATCHES"), "write REGEXP_LIKE(text, 'pattern')"),
    "SIZE": "write CARDINALITY(array)",
    "ARRAY_LENGTH": "write CARDINALITY(array)",
    "ELEMENT_AT": "write array[1] or map['key']",
    "EXISTS": "write ANY(item IN list WHERE condition)",
    **dict.fromkeys(("ISIN", "CONTAINS_ANY"), "write x IN (…)"),
    **dict.fromkeys(
        ("COUNTIF", "COUNTIFS"), "write COUNT(item IN list WHERE …), or count with an aggregate node"
    ),
    **dict.fromkeys(("SUM", "SUMIF", "SUMIFS"), "write ARRAY_SUM(list), or add up with an aggregate node"),
    **dict.fromkeys(("AVG", "AVERAGE", "AVERAGEIF"), "write ARRAY_AVG(list), or use an aggregate node"),
    **dict.fromkeys(
        ("JSON_VALUE", "JSON_QUERY", "JSON_EXTRACT", "JSON_EXTRACT_SCALAR", "GET_JSON_OBJECT", "PARSE_JSON"),
        "write JSON_GET(text, 'items[1].price', 'DOUBLE')",
    ),
    **dict.fromkeys(("ST_DISTANCE", "HAVERSINE"), "write GEO_DISTANCE(lat, lon, lat, lon)"),
    **dict.fromkeys(
        ("ST_CONTAINS", "ST_WITHIN"), "write GEO_IN_POLYGON(lat, lon, '52.0 20.8, 52.4 20.8, 52.4 21.3')"
    ),
    "ST_GEOHASH": "write GEOHASH(lat, lon, length)",
    "MEDIAN": "use an aggregate node",
    **dict.fromkeys(("VLOOKUP", "XLOOKUP", "LOOKUP"), "look values up with a node of their own"),
    "MIN": "write LEAST(a, b) or ARRAY_MIN(list), or use an aggregate node",
    "MAX": "write GREATEST(a, b) or ARRAY_MAX(list), or use an aggregate node",
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
