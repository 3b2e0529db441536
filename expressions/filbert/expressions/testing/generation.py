"""Random expressions and rows with awkward values, for tests that compare engines.

The same seed gives the same expressions. Every function of the registry has a line here; a test sees to that.
"""

import datetime
import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from filbert.expressions.api import check
from filbert.expressions.checked import Checked
from filbert.expressions.number import fitted
from filbert.expressions.testing.data_calls import DATA_CALLS, DATA_COLUMNS, DATA_EDGES, LIST_CALLS
from filbert.expressions.testing.document_calls import (
    DOCUMENT_CALLS,
    DOCUMENT_COLUMNS,
    DOCUMENT_EDGES,
    DOCUMENT_LISTS,
)
from filbert.expressions.testing.value_calls import VALUE_CALLS, VALUE_COLUMNS, VALUE_EDGES
from filbert.expressions.type_parser import parse_type
from filbert.expressions.types import Column, Type, quote_name

SCHEMA: Mapping[str, Column] = {
    name: parse_type(text)
    for name, text in {
        "a": "BIGINT",
        "b": "BIGINT NOT NULL",
        "i": "INT",
        "j": "INT NOT NULL",
        "tiny": "TINYINT",
        "t": "BOOLEAN",
        "u": "BOOLEAN NOT NULL",
        "s": "STRING",
        "v": "STRING NOT NULL",
        "number": "STRING",
        "d": "DECIMAL(10, 2)",
        "e": "DECIMAL(5, 3) NOT NULL",
        "big": "DECIMAL(38, 0)",
        "fine": "DECIMAL(38, 18)",
        "f": "DOUBLE",
        "x": "DOUBLE NOT NULL",
        "place": "DOUBLE",
        "at": "TIMESTAMP",
        "until": "TIMESTAMP NOT NULL",
        "day": "DATE",
        "order": "INT",
        "record": "ROW<n BIGINT, name STRING NOT NULL, inner ROW<f DOUBLE, `end` INT NOT NULL>>",
        "numbers": "ARRAY<BIGINT>",
        "words": "ARRAY<STRING> NOT NULL",
        "prices": "MAP<STRING, BIGINT>",
        **VALUE_COLUMNS,
        **DATA_COLUMNS,
        **DOCUMENT_COLUMNS,
    }.items()
}
"""Columns of every type, with and without NULL; some have names that are keywords of SQL."""

EDGES: Mapping[str, Sequence[Any]] = {
    **VALUE_EDGES,
    **DATA_EDGES,
    **DOCUMENT_EDGES,
    "BIGINT": (
        0,
        1,
        -1,
        2,
        3,
        7,
        -7,
        10,
        60,
        2**31 - 1,
        -(2**31),
        2**31,
        2**53 + 1,
        2**63 - 1,
        -(2**63),
        2**62,
    ),
    "INT": (0, 1, -1, 2, 5, 7, -3, 100, 2**31 - 1, -(2**31)),
    "TINYINT": (0, 1, -1, 5, 127, -128),
    "BOOLEAN": (True, False),
    "STRING": (
        "",
        "a",
        "ab",
        "ab  ",
        " ab",
        "Ab",
        "abc",
        "a%b",
        "a_b",
        "a\\b",
        "it's",
        "a\nb",
        "zażółć",
        "straße",
        "😀",
        "a😀b",
        "ＡＢ",
        "～",
        "filbert",
        "ab\tc",
        "aXbXc",
        "true",
        "+48600100200",
    ),
    "number": (
        "0",
        "12",
        "-12",
        "+12",
        " 12 ",
        "12x",
        "",
        "12.7",
        "-0.005",
        "1e3",
        "1e400",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999999999999999",
        "0.12345678901234567890",
        "true",
        "False",
        "yes",
        "2024-02-29",
        "2024-02-30",
        "2024-13-01",
        "0000-01-01",
        "1969-12-31",
        "2024-02-29 10:00:00",
        "2024-02-30 10:00:00",
        "2024-02-29T10:00:00.5",
        "2024-02-29T23:59:59.999Z",
        "2024-02-29T00:30:00+02:00",
        "1970-01-01T00:30:00+01:00",
        "9999-12-31T23:30:00-01:00",
        "2024-02-29 24:00:00",
        "2024-02-29T10:00",
        "NaN",
        "1.5E10",
        "1d",
    ),
    "DECIMAL": (
        "0",
        "1",
        "-1",
        "0.01",
        "0.5",
        "2.5",
        "-2.5",
        "9.99",
        "99.995",
        "12345678.90",
        "-99999999.99",
    ),
    "wide": (
        "0",
        "1",
        "-1",
        "3",
        "1000000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "12345678901234567890",
        "99999999999999999999",
        "99999999999999999999999999999999999999",
        "-99999999999999999999999999999999999999",
    ),
    "DOUBLE": (
        0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        2.5,
        -2.5,
        1.005,
        0.125,
        0.1,
        1e-7,
        1e15,
        123456789.987654321,
        1e18,
        9.3e18,
        -9.223372036854775808e18,
        1e30,
        1.7976931348623157e308,
        -1.7976931348623157e308,
        5e-324,
        1e-310,
    ),
    "place": (0.0, 52.2297, 21.0122, -33.8688, 90.0, -90.0, 90.5, 151.2093, 180.0, -180.0),
    "TIMESTAMP": tuple(
        datetime.datetime.fromisoformat(text)
        for text in (
            "1970-01-01T00:00:00",
            "1970-01-01T00:00:00.001",
            "1999-12-31T23:59:59.999",
            "2024-01-31T10:00:00",
            "2024-02-29T12:34:56.789",
            "2025-03-30T01:30:00.500",
            "2038-01-19T03:14:08",
            "9999-12-31T23:59:59.999",
        )
    ),
    "DATE": tuple(
        datetime.date.fromisoformat(text)
        for text in (
            "0001-01-01",
            "1582-10-10",
            "1969-12-31",
            "1970-01-01",
            "2024-01-31",
            "2024-02-29",
            "9999-12-31",
        )
    ),
}

LITERALS: Mapping[str, Sequence[str]] = {
    "BIGINT": (
        "0",
        "1",
        "-1",
        "2",
        "5",
        "10",
        "1000",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "-9223372036854775808",
    ),
    "DECIMAL": ("0.0", "1.5", "-2.50", "0.05", "100.00", "0.333", "12345678901234567890.5", "0.00000001"),
    "DOUBLE": ("0e0", "1e0", "2.5e0", "-1.5e3", "1e-5", "1e300", "3.141592653589793e0"),
    "STRING": (
        "''",
        "'a'",
        "'ab'",
        "'abc'",
        "'it''s'",
        "'ß'",
        "'😀'",
        "'a%b'",
        "'12'",
        "'a\\b'",
        "'tab\there'",
        "'ab  '",
    ),
    "TIMESTAMP": (
        "TIMESTAMP '2024-02-29 12:00:00'",
        "TIMESTAMP '1970-01-01 00:00:00'",
        "TIMESTAMP '2024-01-31T23:30:00.123+02:00'",
    ),
    "DATE": ("DATE '2024-02-29'", "DATE '1970-01-01'", "DATE '9999-12-31'"),
    "BOOLEAN": ("TRUE", "FALSE"),
}
INTERVALS = (
    "'1' DAY",
    "'30' DAY",
    "'-7' DAY",
    "'1' MONTH",
    "'13' MONTH",
    "'-1' YEAR",
    "'4000' YEAR",
    "'3' HOUR",
    "'100' HOUR",
    "'90' MINUTE",
    "'86400' SECOND",
    "'1500' MILLISECOND",
    "'999999999' SECOND",
    "'2' WEEK",
)
SCALARS = ("BOOLEAN", "BIGINT", "DECIMAL", "DOUBLE", "STRING", "DATE", "TIMESTAMP")
ORDERED = ("BIGINT", "DECIMAL", "DOUBLE", "STRING", "DATE", "TIMESTAMP")
PATTERNS = (
    "'a%'",
    "'%b'",
    "'%b%'",
    "'a%b'",
    "'a_b'",
    "'%a_%b%'",
    "'_'",
    "'%'",
    "'ab'",
    "'a!%b' ESCAPE '!'",
    "'%!_%' ESCAPE '!'",
    "''",
    "'%😀%'",
    "'a\\b%'",
)
EXPRESSIONS = (
    "'a+b'",
    "'^a'",
    "'a.b'",
    "'^[+]48[0-9]{9}'",
    r"'\d+'",
    "'[a-c]{2,3}'",
    "'(?:ab|X)'",
    r"'\s'",
    "'ż.łć'",
    "'b?c'",
)
CASTS = {
    "BOOLEAN": ("BOOLEAN",),
    "BIGINT": ("BIGINT", "INT", "SMALLINT", "TINYINT"),
    "DECIMAL": ("DECIMAL(10, 2)", "DECIMAL(38, 10)", "DECIMAL(20, 0)", "DECIMAL(5, 4)"),
    "DOUBLE": ("DOUBLE",),
    "STRING": ("STRING",),
    "DATE": ("DATE",),
    "TIMESTAMP": ("TIMESTAMP",),
}
CAST_SOURCES = {
    "BOOLEAN": ("STRING",),
    "BIGINT": ("STRING", "DECIMAL", "DOUBLE", "BIGINT"),
    "DECIMAL": ("STRING", "BIGINT", "DECIMAL", "DOUBLE"),
    "DOUBLE": ("STRING", "BIGINT", "DECIMAL"),
    "STRING": ("BIGINT", "DECIMAL", "BOOLEAN", "DATE", "TIMESTAMP"),
    "DATE": ("STRING", "TIMESTAMP"),
    "TIMESTAMP": ("STRING", "DATE"),
}


def rows(seed: int, count: int) -> list[dict[str, Any]]:
    """Return rows of `SCHEMA`; about a fifth of the values that may be NULL are."""
    choose = random.Random(seed)  # noqa: S311 - repeatable on purpose
    return [{name: _value(choose, name, column) for name, column in SCHEMA.items()} for _ in range(count)]


def _value(choose: random.Random, name: str, column: Column) -> Any:
    if column.nullable and choose.random() < 0.2:
        return None
    type_ = column.type
    if name in EDGES:
        return choose.choice(EDGES[name])
    if type_.kind == "ROW":
        return {field.name: _value(choose, field.name, field.column) for field in type_.fields}
    if type_.kind == "ARRAY" and type_.element is not None:
        return [_value(choose, "", type_.element) for _ in range(choose.randrange(4))]
    if type_.kind == "MAP" and type_.element is not None:
        keys = choose.sample(["a", "ab", "k", "😀"], choose.randrange(4))
        return {key: _value(choose, "", type_.element) for key in keys}
    if type_.kind == "DECIMAL":
        return _decimal(choose, type_)
    if column.range is not None:
        return choose.choice(EDGES["TINYINT" if column.range[1] == 127 else "INT"])
    if type_.kind == "DOUBLE" and choose.random() < 0.3:
        return choose.uniform(-1e6, 1e6)
    if type_.kind == "BIGINT" and choose.random() < 0.3:
        return choose.randrange(-(2**40), 2**40)
    return choose.choice(EDGES[type_.kind])


def _decimal(choose: random.Random, type_: Type) -> Decimal:
    texts = EDGES["wide" if type_.precision == 38 else "DECIMAL"]
    fitting = (fitted(Decimal(text), type_.precision, type_.scale) for text in texts)
    return choose.choice([value for value in fitting if value is not None])


def expressions(seed: int, count: int, kind: str | None = None) -> list[Checked]:
    """Return checked expressions without errors, over `SCHEMA`.

    Args:
        kind: the kind of all results; by default any.
    """
    generator = Generator(random.Random(seed))  # noqa: S311 - repeatable on purpose
    found: list[Checked] = []
    while len(found) < count:
        wanted = kind or generator.choose.choice(SCALARS)
        checked = check(generator.text(wanted, generator.choose.choice((1, 2, 2, 3, 3, 4))), SCHEMA)
        if checked.ok and not checked.is_constant:
            found.append(checked)
    return found


class Generator:
    """Makes the text of an expression of a wanted kind."""

    def __init__(self, choose: random.Random) -> None:
        self.choose: random.Random = choose
        self.used: set[str] = set()

    def text(self, kind: str, depth: int) -> str:
        """Return an expression of a kind, with so many levels at most."""
        if depth <= 0 or self.choose.random() < 0.1:
            return self.leaf(kind)
        makers = [self.operation, self.operation, self.operation, self.function, self.choice, self.conversion]
        return self.choose.choice(makers)(kind, depth - 1)

    def leaf(self, kind: str) -> str:
        """Return a column, a path or a literal."""
        columns = [quote_name(name) for name, column in SCHEMA.items() if column.type.kind == kind]
        columns += {
            "BIGINT": ["record.n", "record.inner.`end`", "numbers[1]", "numbers[9]", "prices['ab']"],
            "STRING": ["record.name", "words[1]", "words[2]"],
            "DOUBLE": ["record.inner.f"],
        }.get(kind, [])
        if self.choose.random() < 0.75:
            return self.choose.choice(columns)
        if self.choose.random() < 0.1:
            return f"CAST(NULL AS {CASTS[kind][0]})"
        return self.choose.choice(LITERALS[kind])

    def some(self, depth: int, kinds: Sequence[str] = SCALARS) -> str:
        return self.text(self.choose.choice(kinds), depth)

    def operation(self, kind: str, depth: int) -> str:
        if kind == "BOOLEAN":
            return self.condition(depth)
        if kind in {"BIGINT", "DECIMAL", "DOUBLE"}:
            if self.choose.random() < 0.1:
                return f"-({self.text(kind, depth)})"
            operators = "+-*/%" if kind == "BIGINT" else "+-*/"
            left, right = self.text(kind, depth), self.text(kind, depth)
            if self.choose.random() < 0.15 and kind == "DOUBLE":
                right = self.text(self.choose.choice(("BIGINT", "DECIMAL")), depth)
            if self.choose.random() < 0.3 and kind == "DECIMAL":
                left = self.text("BIGINT", depth)
            return f"({left} {self.choose.choice(operators)} {right})"
        if kind == "STRING":
            parts = [self.text(kind, depth) for _ in range(self.choose.choice((2, 2, 3)))]
            return f"({' || '.join(parts)})"
        amount = self.choose.choice(INTERVALS)
        return f"({self.text(kind, depth)} {self.choose.choice('+-')} INTERVAL {amount})"

    def condition(self, depth: int) -> str:
        choose = self.choose
        form = choose.randrange(11)
        if form <= 2:
            kind = choose.choice(ORDERED)
            other = kind
            if kind in {"BIGINT", "DECIMAL", "DOUBLE"} and choose.random() < 0.3:
                other = choose.choice(("BIGINT", "DECIMAL", "DOUBLE"))
            operator = choose.choice(("=", "<>", "<", "<=", ">", ">="))
            return f"({self.text(kind, depth)} {operator} {self.text(other, depth)})"
        if form <= 5:
            operator = choose.choice((" AND ", " OR "))
            return (
                f"({operator.join(self.text('BOOLEAN', depth) for _ in range(choose.choice((2, 2, 3, 4))))})"
            )
        if form == 6:
            return f"(NOT {self.text('BOOLEAN', depth)})"
        if form == 7:
            if choose.random() < 0.6:
                return f"({self.some(depth)} IS {choose.choice(('', 'NOT '))}NULL)"
            subject = choose.choice(("TRUE", "NOT TRUE", "FALSE", "NOT FALSE"))
            return f"({self.text('BOOLEAN', depth)} IS {subject})"
        if form == 8:
            kind = choose.choice(ORDERED)
            negation = choose.choice(("", "NOT "))
            if choose.random() < 0.6:
                items = choose.sample(LITERALS[kind], choose.randrange(1, len(LITERALS[kind])))
            else:
                items = [self.text(kind, depth - 1) for _ in range(choose.randrange(1, 4))]
            if choose.random() < 0.15:
                items.append("NULL")
            return f"({self.text(kind, depth)} {negation}IN ({', '.join(items)}))"
        if form == 9:
            kind = choose.choice(ORDERED)
            negation = choose.choice(("", "NOT "))
            low, high = self.text(kind, depth - 1), self.text(kind, depth - 1)
            return f"({self.text(kind, depth)} {negation}BETWEEN {low} AND {high})"
        negation = choose.choice(("", "NOT "))
        return f"({self.text('STRING', depth)} {negation}LIKE {choose.choice(PATTERNS)})"

    def choice(self, kind: str, depth: int) -> str:
        """Return CASE, IF, COALESCE, NULLIF or TRY."""
        form = self.choose.randrange(6)
        if form == 0:
            branches = " ".join(
                f"WHEN {self.text('BOOLEAN', depth)} THEN {self.text(kind, depth)}"
                for _ in range(self.choose.choice((1, 2, 3)))
            )
            otherwise = f" ELSE {self.text(kind, depth)}" if self.choose.random() < 0.7 else ""
            return f"CASE {branches}{otherwise} END"
        if form == 1:
            of = self.choose.choice(("BIGINT", "STRING"))
            return (
                f"CASE {self.text(of, depth)} WHEN {self.text(of, depth - 1)} THEN {self.text(kind, depth)}"
                f" WHEN {self.choose.choice(LITERALS[of])} THEN {self.leaf(kind)} ELSE {self.leaf(kind)} END"
            )
        if form == 2:
            return self.call("COALESCE", *(self.text(kind, depth) for _ in range(self.choose.choice((2, 3)))))
        if form == 3:
            return self.call("NULLIF", self.text(kind, depth), self.text(kind, depth))
        if form == 4:
            return self.call(
                "IF", self.text("BOOLEAN", depth), self.text(kind, depth), self.text(kind, depth)
            )
        return self.call("TRY", self.text(kind, depth))

    def conversion(self, kind: str, depth: int) -> str:
        source = self.choose.choice(CAST_SOURCES[kind])
        operand = "number" if source == "STRING" and self.choose.random() < 0.7 else self.text(source, depth)
        word = self.choose.choice(("CAST", "CAST", "TRY_CAST"))
        return f"{word}({operand} AS {self.choose.choice(CASTS[kind])})"

    def function(self, kind: str, depth: int) -> str:
        return self.choose.choice(ALL_CALLS[kind])(self, depth)

    def call(self, name: str, *arguments: str) -> str:
        self.used.add(name)
        return f"{name}({', '.join(arguments)})"

    def digits(self) -> str:
        return str(self.choose.choice((0, 1, 2, 3, 6)))

    def place(self, depth: int) -> str:
        return "place" if self.choose.random() < 0.8 else self.text("DOUBLE", depth)


Maker = Callable[[Generator, int], str]


def _extremes(kind: str) -> list[Maker]:
    return [
        lambda g, depth: g.call("GREATEST", g.text(kind, depth), g.text(kind, depth)),
        lambda g, depth: g.call("LEAST", g.text(kind, depth), g.text(kind, depth), g.leaf(kind)),
    ]


def _roundings(kind: str) -> list[Maker]:
    return [
        *_extremes(kind),
        lambda g, depth: g.call("ABS", g.text(kind, depth)),
        lambda g, depth: g.call("ROUND", g.text(kind, depth), g.digits()),
        lambda g, depth: g.call("FLOOR", g.text(kind, depth)),
        lambda g, depth: g.call("CEIL", g.text(kind, depth)),
    ]


def _time(depth: int, g: Generator) -> str:
    return g.text(g.choose.choice(("TIMESTAMP", "DATE")), depth)


FUNCTION_CALLS: Mapping[str, Sequence[Maker]] = {
    "BOOLEAN": [
        lambda g, depth: g.call("STARTS_WITH", g.text("STRING", depth), g.text("STRING", depth)),
        lambda g, depth: g.call("ENDS_WITH", g.text("STRING", depth), g.text("STRING", depth)),
        lambda g, depth: g.call("CONTAINS", g.text("STRING", depth), g.text("STRING", depth)),
        lambda g, depth: g.call("REGEXP_LIKE", g.text("STRING", depth), g.choose.choice(EXPRESSIONS)),
        lambda g, depth: g.call("ARRAY_CONTAINS", "numbers", g.text("BIGINT", depth)),
        lambda g, depth: g.call("ARRAY_CONTAINS", "words", g.text("STRING", depth)),
        lambda g, depth: g.call("ARRAY_CONTAINS", "ARRAY[a, b, 1]", g.text("BIGINT", depth)),
    ],
    "BIGINT": [
        *_roundings("BIGINT"),
        lambda g, depth: g.call("LENGTH", g.text("STRING", depth)),
        lambda g, depth: g.call("POSITION", g.text("STRING", depth), g.text("STRING", depth)),
        lambda g, depth: g.call("CARDINALITY", g.choose.choice(("numbers", "words", "prices"))),
        lambda g, depth: g.call("YEAR", _time(depth, g)),
        lambda g, depth: g.call("MONTH", _time(depth, g)),
        lambda g, depth: g.call("DAY", _time(depth, g)),
        lambda g, depth: g.call("DAY_OF_WEEK", _time(depth, g)),
        lambda g, depth: g.call("HOUR", g.text("TIMESTAMP", depth)),
        lambda g, depth: g.call("MINUTE", g.text("TIMESTAMP", depth)),
        lambda g, depth: g.call(
            "TIME_DIFF",
            g.choose.choice(("'MILLISECOND'", "'SECOND'", "'MINUTE'", "'HOUR'", "'DAY'", "'WEEK'")),
            g.text("TIMESTAMP", depth),
            g.text("TIMESTAMP", depth),
        ),
        lambda g, depth: f"numbers[{g.text('BIGINT', depth)}]",
        lambda g, depth: f"prices[{g.text('STRING', depth)}]",
    ],
    "DECIMAL": _roundings("DECIMAL"),
    "DOUBLE": [
        *_roundings("DOUBLE"),
        lambda g, depth: g.call(
            "GEO_DISTANCE", g.place(depth), g.place(depth), g.place(depth), g.choose.choice(("place", "21.0"))
        ),
    ],
    "STRING": [
        *_extremes("STRING"),
        lambda g, depth: g.call("UPPER", g.text("STRING", depth)),
        lambda g, depth: g.call("LOWER", g.text("STRING", depth)),
        lambda g, depth: g.call("TRIM", g.text("STRING", depth)),
        lambda g, depth: g.call("SUBSTRING", g.text("STRING", depth), g.text("BIGINT", depth)),
        lambda g, depth: g.call(
            "SUBSTRING",
            g.text("STRING", depth),
            g.choose.choice(("0", "1", "2", "-2")),
            g.text("BIGINT", depth),
        ),
        lambda g, depth: g.call("REPLACE", g.text("STRING", depth), g.leaf("STRING"), g.leaf("STRING")),
        lambda g, depth: g.call(
            "FORMAT_NUMBER", g.some(depth, ("BIGINT", "DECIMAL", "DOUBLE", "DOUBLE")), g.digits()
        ),
        lambda g, depth: g.call(
            "FORMAT_NUMBER",
            g.some(depth, ("BIGINT", "DECIMAL", "DOUBLE")),
            g.digits(),
            *g.choose.choice((("' '", "','"), ("'.'", "','"), ("','",), ("''", "','"))),
        ),
        lambda g, depth: f"words[{g.text('BIGINT', depth)}]",
    ],
    "DATE": _extremes("DATE"),
    "TIMESTAMP": _extremes("TIMESTAMP"),
}


ALL_CALLS: Mapping[str, Sequence[Maker]] = {
    kind: (*makers, *VALUE_CALLS.get(kind, ()), *DATA_CALLS.get(kind, ()), *DOCUMENT_CALLS.get(kind, ()))
    for kind, makers in FUNCTION_CALLS.items()
}


ATTEMPTS = 5
"""How often arguments are chosen until a call can be checked and is not constant."""


def calls(seed: int) -> list[Checked]:
    """Return a call of each function of the registry, whose arguments can be checked and are not all constant."""
    generator = Generator(random.Random(seed))  # noqa: S311 - repeatable on purpose
    found = []
    for maker in (maker for makers in (*ALL_CALLS.values(), LIST_CALLS, DOCUMENT_LISTS) for maker in makers):
        tried = (check(maker(generator, 1), SCHEMA) for _ in range(ATTEMPTS))
        found += [checked for checked in tried if checked.ok and not checked.is_constant][:1]
    return found


def expressions_using(seed: int = 0) -> set[str]:
    """Return the names of all functions that the generator can use."""
    generator = Generator(random.Random(seed))  # noqa: S311 - repeatable on purpose
    for kind, makers in ALL_CALLS.items():
        for maker in makers:
            maker(generator, 0)
        for _ in range(100):
            generator.choice(kind, 0)
    for _ in range(20):
        for maker in (*LIST_CALLS, *DOCUMENT_LISTS):
            maker(generator, 2)
    return generator.used
