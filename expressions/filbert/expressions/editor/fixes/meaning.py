"""Fixes of texts that can be read but do not hold: names, functions, types."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from filbert.expressions import ast, foreign
from filbert.expressions.checker.calls import FOREIGN
from filbert.expressions.checker.literals import MILLISECONDS
from filbert.expressions.editor.edit import Edit
from filbert.expressions.editor.fixes.fault import Candidate, Fault, in_brackets, quoted
from filbert.expressions.editor.hover import parts_of
from filbert.expressions.editor.signature import read_signature
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.parser import COMPARISONS, UNITS
from filbert.expressions.type_parser import TYPE_NAMES
from filbert.expressions.types import NUMBERS, quote_name

TIMES = frozenset({"TIMESTAMP", "DATE"})
NEAR = 3
"""So many names are suggested."""
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\Z")
EXTRACT = re.compile(r"EXTRACT\s*\(\s*(\w+)\s+FROM\s+(.*)\)", re.IGNORECASE | re.DOTALL)
PLACE = re.compile(r"\{(\d)\}")
ELEMENT = re.compile(r"\[(\d{1,9})\]", re.ASCII)
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
CALLS = {
    **dict.fromkeys(("IFNULL", "NVL"), ("COALESCE({*})",)),
    "ISNULL": ("{0} IS NULL", "COALESCE({*})"),
    **dict.fromkeys(("ISBLANK", "ISNA", "IS_NULL"), ("{0} IS NULL",)),
    "IFERROR": ("COALESCE(TRY({0}), {1})",),
    "ISERROR": ("TRY({0}) IS NULL",),
    **dict.fromkeys(("CONCAT", "CONCATENATE"), ("{||}",)),
    **dict.fromkeys(("SUBSTR", "MID"), ("SUBSTRING({*})",)),
    "LEFT": ("SUBSTRING({0}, 1, {1})",),
    "RIGHT": ("SUBSTRING({0}, -{1})",),
    **dict.fromkeys(
        ("LEN", "CHAR_LENGTH", "CHARACTER_LENGTH", "STRLEN"), ("LENGTH({0})", "CARDINALITY({0})")
    ),
    "SUBSTITUTE": ("REPLACE({*})",),
    **dict.fromkeys(("UCASE", "TO_UPPER", "TOUPPER"), ("UPPER({*})",)),
    **dict.fromkeys(("LCASE", "TO_LOWER", "TOLOWER"), ("LOWER({*})",)),
    "STRIP": ("TRIM({*})",),
    "STARTSWITH": ("STARTS_WITH({*})",),
    "ENDSWITH": ("ENDS_WITH({*})",),
    "MOD": ("{0} % {1}",),
    **dict.fromkeys(("POW", "POWER"), ("POWER({*})",)),
    "CEILING": ("CEIL({*})",),
    "IIF": ("IF({*})",),
    **dict.fromkeys(("NOW", "TODAY", "GETDATE", "SYSDATE", "CURRENT_TIMESTAMP"), ("event_time",)),
    "TIMESTAMPDIFF": ("TIME_DIFF({*})",),
    **dict.fromkeys(("DATEADD", "DATE_ADD", "TIMESTAMPADD"), ("TIME_ADD('{0}', {1}, {2})", "TIME_ADD({*})")),
    "DATEDIFF": ("TIME_DIFF('DAY', {1}, {0})", "TIME_DIFF({*})", "TIME_DIFF('{0}', {1}, {2})"),
    "WEEKDAY": ("DAY_OF_WEEK({*})",),
    **dict.fromkeys(("TO_TIMESTAMP", "DATETIME", "TIMESTAMP"), ("TIMESTAMP {0}", "CAST({0} AS TIMESTAMP)")),
    **dict.fromkeys(("TO_DATE", "DATE", "DATEVALUE"), ("DATE {0}", "CAST({0} AS DATE)")),
    **dict.fromkeys(("INT", "INTEGER", "BIGINT", "TO_NUMBER", "VALUE"), ("CAST({0} AS BIGINT)",)),
    **dict.fromkeys(("FLOAT", "DOUBLE"), ("CAST({0} AS DOUBLE)",)),
    **dict.fromkeys(("STR", "STRING", "TO_STRING"), ("CAST({0} AS STRING)",)),
    **dict.fromkeys(("BOOL", "BOOLEAN"), ("CAST({0} AS BOOLEAN)",)),
    "CONVERT": ("CAST({1} AS {0})", "CAST({0} AS {1})"),
    **dict.fromkeys(("TO_CHAR", "TEXT"), ("CAST({0} AS STRING)", "FORMAT_NUMBER({0}, 2)")),
    **dict.fromkeys(("INSTR", "LOCATE", "CHARINDEX"), ("POSITION({1}, {0})",)),
    **dict.fromkeys(("FIND", "SEARCH"), ("POSITION({*})",)),
    **dict.fromkeys(("REGEXP", "RLIKE", "REGEXP_MATCHES"), ("REGEXP_LIKE({*})",)),
    "SIZE": ("CARDINALITY({0})",),
    **dict.fromkeys(
        ("JSON_VALUE", "JSON_QUERY", "JSON_EXTRACT", "JSON_EXTRACT_SCALAR", "GET_JSON_OBJECT"),
        ("JSON_GET({*})",),
    ),
    **dict.fromkeys(("ST_DISTANCE", "HAVERSINE"), ("GEO_DISTANCE({*})",)),
    "MIN": ("LEAST({*})",),
    "MAX": ("GREATEST({*})",),
}
"""Functions of other languages in terms of ours: `{0}` is an argument, `{*}` are all, `{||}` all joined."""


def name(fault: Fault) -> Iterator[Candidate]:
    """A name that is not there: misspelt, a text without quotes, or NULL by another name."""
    written = fault.faulty.strip("`")
    if written in foreign.NAMES and "NULL" in foreign.NAMES[written]:
        yield from _null_tests(fault, fault.parent)
        yield fault.replace("NULL")
    elif written in foreign.NAMES:
        yield fault.replace("event_time")
    group = next((members for members in fault.known.constants.values() if written in members), None)
    for near in _near(written, [*fault.known.scope, *fault.known.constants]):
        yield fault.replace(quote_name(near))
    if group is not None:
        owner = next(each for each, members in fault.known.constants.items() if members is group)
        yield fault.replace(f"{owner}.{quote_name(written)}")
    if written.upper() not in FUNCTIONS:
        yield fault.replace(quoted(written), f"write the text {quoted(written)}")


def _null_tests(fault: Fault, parent: ast.Node | None) -> Iterator[Candidate]:
    if isinstance(parent, ast.Binary) and parent.operator in {"=", "<>"}:
        other = parent.left if parent.right is fault.node else parent.right
        test = "IS NULL" if parent.operator == "=" else "IS NOT NULL"
        yield fault.write(parent.start, parent.end, f"{fault.source(other)} {test}", f"write {test}")


def _near(written: str, known: Iterable[str]) -> list[str]:
    by_lower_case: dict[str, str] = {}
    for each in known:
        by_lower_case.setdefault(each.lower(), each)
    near = get_close_matches(written.lower(), by_lower_case, NEAR)
    if len(written) > 1:
        near += [each for each in by_lower_case if each.startswith(written.lower()) and each not in near][
            :NEAR
        ]
    return [by_lower_case[each] for each in near[:NEAR]]


def field(fault: Fault) -> Iterator[Candidate]:
    """A field that is not there."""
    node = next((each for each in fault.lineage if isinstance(each, ast.Member)), None)
    if node is None:
        return
    source = fault.source(node.operand)
    column = fault.column(node.operand)
    if column is not None:
        type_ = column.type
        names = [each.name for each in type_.fields]
        for near in _near(node.name, names):
            yield fault.write(node.name_start, node.end, quote_name(near))
        if type_.kind == "MAP":
            yield fault.write(node.operand.end, node.end, f"[{quoted(node.name)}]")
        elif type_.kind == "ARRAY":
            yield fault.write(node.operand.end, node.end, f"[1].{quote_name(node.name)}")
            yield fault.write(node.start, node.end, f"CARDINALITY({source})")
        if node.name.lower() in {"length", "len", "size", "count"}:
            yield fault.write(
                node.start, node.end, f"{'LENGTH' if type_.kind == 'STRING' else 'CARDINALITY'}({source})"
            )
        if node.name.upper() in FUNCTIONS:
            yield fault.write(node.start, node.end, f"{node.name.upper()}({source})")
    elif isinstance(node.operand, ast.Name):
        group = fault.known.constants.get(node.operand.name, {})
        for near in _near(node.name, group):
            yield fault.write(node.name_start, node.end, quote_name(near))


def function(fault: Fault) -> Iterator[Candidate]:
    """A function that is not there: of another language, or misspelt."""
    call = next((each for each in fault.lineage if isinstance(each, ast.Call)), None)
    if call is None:
        return
    arguments = [fault.source(each) for each in call.arguments]
    part = EXTRACT.fullmatch(fault.source(call))
    if part:
        yield fault.write(call.start, call.end, f"{part[1].upper()}({part[2].strip()})")
    for template in CALLS.get(call.name, ()):
        written = _filled(template, call.arguments, arguments)
        if written is not None:
            yield fault.write(call.start, call.end, written)
    for near in [] if call.name in FOREIGN else _near(call.name, FUNCTIONS):
        yield fault.write(call.start, call.name_end, near)


def _filled(template: str, nodes: list[ast.Node], arguments: list[str]) -> str | None:
    """Put arguments into a template; None if it is for another number of them."""
    places = {int(number) for number in PLACE.findall(template)}
    if places and places != set(range(len(arguments))):
        return None
    operands = [in_brackets(node, text) for node, text in zip(nodes, arguments, strict=True)]
    given = operands if template[0] == "{" else arguments
    text = template.replace("{*}", ", ".join(arguments)).replace("{||}", " || ".join(operands))
    return PLACE.sub(lambda match: given[int(match[1])], text) or None


def type_name(fault: Fault) -> Iterator[Candidate]:
    """A type of another language, or a misspelt one."""
    written = re.match(r"\w*", fault.faulty)
    upper = written[0].upper() if written else ""
    if upper in foreign.TYPES:
        yield fault.replace(foreign.TYPES[upper])
    for near in get_close_matches(upper, TYPE_NAMES, 1):
        yield fault.replace(near)


def null_comparison(fault: Fault) -> Iterator[Candidate]:
    """`x = NULL`."""
    node = fault.node
    if isinstance(node, ast.Binary):
        other = node.left if _is_null(node.right) else node.right
        test = "IS NOT NULL" if node.operator == "<>" else "IS NULL"
        yield fault.replace(f"{fault.source(other)} {test}", f"write {test}")


def _is_null(node: ast.Node) -> bool:
    return isinstance(node, ast.Scalar) and node.value is None


def integer_division(fault: Fault) -> Iterator[Candidate]:
    """`a / b` of whole numbers."""
    if isinstance(fault.node, ast.Binary):
        at = fault.node.left.end
        yield fault.write(at, at, " * 1.0", "keep the fraction: * 1.0")


def always_fails(fault: Fault) -> Iterator[Candidate]:
    """`1 / 0`."""
    yield fault.replace(f"TRY({fault.faulty})")


def null(fault: Fault) -> Iterator[Candidate]:
    """NULL without a type."""
    wanted = [str(fault.expected)] if fault.expected is not None else []
    literal = next((each for each in _all_parts(fault.node) if _is_null(each)), None)
    if literal is not None:
        for type_ in (*wanted, "STRING", "BIGINT", "TIMESTAMP"):
            yield fault.write(literal.start, literal.end, f"CAST(NULL AS {type_})")


def _all_parts(node: ast.Node | None) -> Iterator[ast.Node]:
    if node is not None:
        yield node
        for part in parts_of(node):
            yield from _all_parts(part)


def index(fault: Fault) -> Iterator[Candidate]:
    """`items[0]`."""
    yield fault.replace("1", "write [1] for the first element")


def interval(fault: Fault) -> Iterator[Candidate]:
    """`INTERVAL 5 MINUTE`, or a unit that is misspelt."""
    at = fault.index
    if fault.word(at).upper() == "INTERVAL" and fault.word(at + 1).isdecimal():
        yield fault.write(*fault.span(at + 1, at + 1), quoted(fault.word(at + 1)))
    if fault.word(at).upper() == "INTERVAL":
        text = re.fullmatch(r"'(-?\d+) +(\w+)'", fault.word(at + 1))
        if text:
            yield fault.write(*fault.span(at + 1, at + 1), f"{quoted(text[1])} {text[2].upper()}")
    for near in get_close_matches(fault.faulty.upper(), UNITS, 1, 0.3):
        yield fault.replace(near)


def _json_path(fault: Fault) -> Iterator[Candidate]:
    """A path as other languages write it, from $ on and with elements that count from 0."""
    node, parent = fault.node, fault.parent
    is_path = isinstance(parent, ast.Call) and parent.name.startswith("JSON_")
    if is_path and isinstance(node, ast.Scalar) and isinstance(node.value, str):
        path = ELEMENT.sub(lambda place: f"[{int(place[1]) + 1}]", node.value)
        yield fault.replace(quoted(path.removeprefix("$").removeprefix(".")))


def _time_of_day(fault: Fault) -> Iterator[Candidate]:
    """A unit of the clock for a DATE."""
    if not isinstance(fault.parent, ast.Call) or fault.faulty.strip("'").upper() not in UNITS:
        return
    for argument in fault.parent.arguments:
        column = fault.column(argument)
        if column is not None and column.type.kind == "DATE":
            yield fault.write(argument.start, argument.end, f"CAST({fault.source(argument)} AS TIMESTAMP)")
    yield fault.replace("'DAY'")


def literal(fault: Fault) -> Iterator[Candidate]:
    """A date that is written in another order, a unit that is no unit."""
    yield from _json_path(fault)
    yield from _time_of_day(fault)
    node = fault.node
    if isinstance(node, ast.TimeLiteral):
        day_first = DAY_FIRST.match(node.text)
        if day_first:
            day, month, year = day_first.groups()
            yield fault.replace(
                f"{node.kind} '{year}-{month:0>2}-{day:0>2}{' 00:00:00' * (node.kind == 'TIMESTAMP')}'"
            )
        if node.kind == "TIMESTAMP" and DAY.match(node.text):
            yield fault.replace(f"TIMESTAMP '{node.text} 00:00:00'")
        if node.kind == "DATE" and DAY.match(node.text[:10]):
            yield fault.replace(f"DATE '{node.text[:10]}'")
    for near in get_close_matches(fault.faulty.strip("'").upper(), MILLISECONDS, 1):
        yield fault.replace(quoted(near))
    if isinstance(fault.parent, ast.Like) and node is not None and node is fault.parent.pattern:
        part = fault.parent
        word = "NOT " if part.negated else ""
        call = f"{word}CONTAINS({fault.source(part.operand)}, {fault.source(node)})"
        yield fault.write(part.start, part.end, call)


def brace(fault: Fault) -> Iterator[Candidate]:
    """A brace of a template without its partner."""
    if fault.faulty == "{" and fault.text[fault.found.end :].strip():
        yield fault.write(len(fault.text), len(fault.text), "}")
    yield fault.replace(fault.faulty * 2)


def types(fault: Fault) -> Iterator[Candidate]:
    """A value of the wrong type: write it as one of the right type, or convert it."""
    node, parent = fault.node, fault.parent
    if node is None:
        return
    if isinstance(node, ast.Binary):
        yield from _comparison(fault, node)
        yield from _sum(fault, node)
    if isinstance(parent, ast.Binary):
        yield from _sum(fault, parent)
    if isinstance(parent, ast.Chain):
        yield from _chain(fault, parent, node)
    if isinstance(node, ast.Index):
        yield from _row_index(fault, node)
    yield from _literals(fault)
    yield from _conversions(fault)
    yield from _conditions(fault, node)


def _comparison(fault: Fault, node: ast.Binary) -> Iterator[Candidate]:
    """`1 < x < 9`."""
    left = node.left
    if node.operator in COMPARISONS and isinstance(left, ast.Binary) and left.operator in COMPARISONS:
        middle = fault.source(left.right)
        right = fault.text[node.at : node.end]
        written = f"{fault.source(left)} AND {middle} {right}"
        within = any(isinstance(each, ast.Unary) for each in fault.lineage[1:])
        yield fault.write(
            node.start, node.end, f"({written})" if within else written, "write a < b AND b < c"
        )


def _sum(fault: Fault, node: ast.Binary) -> Iterator[Candidate]:
    """`name + 'text'`, a time and a number, the difference of two times."""
    left, right = fault.column(node.left), fault.column(node.right)
    if left is None or right is None:
        return
    kinds = {left.type.kind, right.type.kind}
    sides = ((node.left, left), (node.right, right))
    if node.operator == "+" and "STRING" in kinds:
        edits = [Edit(node.at, node.at + 1, "||")]
        for part, column in sides:
            if column.type.kind not in {"STRING", "NULL"}:
                edits.append(Edit(part.start, part.end, _as_text(column.type.kind, fault.source(part))))
        yield "join the texts by ||", tuple(edits)
    number = node.right
    if node.operator in {"+", "-"} and left.type.kind in TIMES and isinstance(number, ast.Scalar):
        for unit in ("DAY", "MINUTE", "SECOND"):
            yield fault.write(number.start, number.end, f"INTERVAL '{fault.source(number)}' {unit}")
    if node.operator == "-" and kinds <= TIMES:
        end, start = (_as_time(column.type.kind, fault.source(part)) for part, column in sides)
        yield fault.write(node.start, node.end, f"TIME_DIFF('SECOND', {start}, {end})")


def _as_time(kind: str, source: str) -> str:
    return source if kind == "TIMESTAMP" else f"CAST({source} AS TIMESTAMP)"


def _as_text(kind: str, source: str) -> str:
    return f"FORMAT_NUMBER({source}, 2)" if kind == "DOUBLE" else f"CAST({source} AS STRING)"


def _chain(fault: Fault, parent: ast.Chain, node: ast.Node) -> Iterator[Candidate]:
    """`x = 1 OR 2`, and `||` between conditions."""
    at = parent.operands.index(node) if node in parent.operands else 0
    before = parent.operands[at - 1] if at else None
    if isinstance(before, ast.Binary) and before.operator in {"=", "<>"}:
        items = [before.right]
        for each in parent.operands[at:]:
            column = fault.column(each)
            if column is None or column.type.kind == "BOOLEAN":
                break
            items.append(each)
        listed = ", ".join(map(fault.source, items))
        word = "IN" if before.operator == "=" else "NOT IN"
        written = f"{fault.source(before.left)} {word} ({listed})"
        yield fault.write(before.start, items[-1].end, written, f"write {word} (…)")
    if parent.operator == "||":
        last = 0
        edits: list[Edit] = []
        for token in fault.tokens:
            if token.value == "||" and parent.start <= token.start < parent.end:
                edits.append(Edit(token.start, token.end, "OR"))
                last = token.end
        if last:
            yield "write OR instead of ||", tuple(edits)


def _row_index(fault: Fault, node: ast.Index) -> Iterator[Candidate]:
    """`row['field']`, and `text[1]`."""
    column = fault.column(node.operand)
    key = node.index.value if isinstance(node.index, ast.Scalar) else None
    if column is None:
        return
    if column.type.kind == "ROW" and isinstance(key, str):
        for near in _near(key, [each.name for each in column.type.fields]):
            yield fault.write(node.operand.end, node.end, f".{quote_name(near)}")
    if column.type.kind == "STRING":
        place = "1" if key == 0 else fault.source(node.index)
        yield fault.write(node.start, node.end, f"SUBSTRING({fault.source(node.operand)}, {place}, 1)")


def _literals(fault: Fault) -> Iterator[Candidate]:
    """A literal among the parts that do not go together, written as another type."""
    parts = [
        each for each in (fault.node, *_siblings(fault)) if isinstance(each, ast.Scalar | ast.TimeLiteral)
    ]
    for part in parts:
        if isinstance(part, ast.TimeLiteral):
            if part.kind == "DATE":
                yield fault.write(part.start, part.end, f"TIMESTAMP '{part.text} 00:00:00'")
            elif DAY.match(part.text[:10]):
                yield fault.write(part.start, part.end, f"DATE '{part.text[:10]}'")
        elif isinstance(part.value, str):
            yield from _text_literal(fault, part, part.value.strip())
        elif isinstance(part.value, bool) or part.value is None:
            continue
        else:
            if not _is_ordered(fault.parent):
                yield fault.write(part.start, part.end, quoted(fault.source(part)))
            if part.value in {0, 1}:
                yield fault.write(part.start, part.end, "TRUE" if part.value else "FALSE")


def _is_ordered(node: ast.Node | None) -> bool:
    """Whether values are compared by their order, in which texts are hardly meant."""
    return isinstance(node, ast.Between) or (
        isinstance(node, ast.Binary) and node.operator not in {"=", "<>"}
    )


def _text_literal(fault: Fault, part: ast.Scalar, value: str) -> Iterator[Candidate]:
    day_first = DAY_FIRST.match(value)
    if day_first:
        day, month, year = day_first.groups()
        value = f"{year}-{month:0>2}-{day:0>2}"
    if DAY.match(value[:10]):
        time = value if len(value) > 10 else f"{value} 00:00:00"
        yield fault.write(part.start, part.end, f"TIMESTAMP '{time}'")
        yield fault.write(part.start, part.end, f"DATE '{value[:10]}'")
    if NUMBER.match(value):
        yield fault.write(part.start, part.end, value)
    if value.upper() in {"TRUE", "FALSE"}:
        yield fault.write(part.start, part.end, value.upper())


def _siblings(fault: Fault) -> list[ast.Node]:
    return [] if fault.parent is None else [each for each in parts_of(fault.parent) if each is not fault.node]


def _conversions(fault: Fault) -> Iterator[Candidate]:
    """CAST of the part to what is wanted of it, or of what it is compared with to its own type."""
    node = fault.node
    column = None if node is None else fault.column(node)
    if node is None or column is None:
        return
    kind = column.type.kind
    for wanted in _wanted(fault):
        yield from _conversion(fault, node, kind, wanted)
    if isinstance(fault.parent, ast.Binary | ast.In | ast.Between | ast.Call | ast.Case):
        for sibling in _siblings(fault):
            other = fault.column(sibling)
            if other is not None and kind not in {"NULL", "INTERVAL"}:
                yield from _conversion(fault, sibling, other.type.kind, str(column.type))


def _conversion(fault: Fault, node: ast.Node, kind: str, wanted: str) -> Iterator[Candidate]:
    source = fault.source(node)
    if isinstance(node, ast.Scalar | ast.TimeLiteral) or (
        kind in {"TIMESTAMP", "DATE"} and wanted == "STRING"
    ):
        return
    if kind == "DOUBLE" and wanted == "STRING":
        yield fault.write(node.start, node.end, f"FORMAT_NUMBER({source}, 2)")
    if kind == "BOOLEAN" and wanted in NUMBERS:
        yield fault.write(node.start, node.end, f"IF({source}, 1, 0)")
    yield fault.write(node.start, node.end, f"CAST({source} AS {wanted})")
    if kind == "STRING" and wanted != "STRING":
        yield fault.write(node.start, node.end, f"TRY_CAST({source} AS {wanted})")


def _wanted(fault: Fault) -> list[str]:
    """The types that would do in the place of the part."""
    parent, node = fault.parent, fault.node
    found: list[str] = []
    if parent is None and fault.expected is not None:
        found.append(str(fault.expected))
    if isinstance(parent, ast.Call) and parent.name in FUNCTIONS and node in parent.arguments:
        parameter = read_signature(FUNCTIONS[parent.name].signature).parameter(parent.arguments.index(node))
        kinds = parameter.kinds if parameter is not None else frozenset()
        found += [
            each for each in ("BIGINT", "DOUBLE", "STRING", "TIMESTAMP", "DATE", "BOOLEAN") if each in kinds
        ]
    for sibling in _siblings(fault):
        column = fault.column(sibling)
        if column is not None and column.type.kind not in {"NULL", "INTERVAL", "ROW", "ARRAY", "MAP"}:
            found.append(str(column.type))
    if isinstance(parent, (ast.Chain, ast.Like)):
        found.append("STRING")
    return list(dict.fromkeys([*found, "BIGINT"]))


def _conditions(fault: Fault, node: ast.Node) -> Iterator[Candidate]:
    """A number where a condition is wanted."""
    column = fault.column(node)
    if column is not None and column.type.is_number:
        yield fault.replace(f"{in_brackets(node, fault.source(node))} <> 0")
