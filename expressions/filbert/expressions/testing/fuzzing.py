"""Texts that an author could send by mistake or on purpose, and what must hold for each of them.

Good expressions, good ones with a fault, words in any order, and attempts to get out of the generated code. A failed
promise is an AssertionError that names the text.
"""

import ast
import random
import re
from collections.abc import Iterator, Mapping
from time import process_time
from typing import Any, Final

from filbert.expressions.api import check, compile_python, flink_sql
from filbert.expressions.checked import Checked, tree_of
from filbert.expressions.complexity import LARGEST
from filbert.expressions.errors import MESSAGES, EvalError
from filbert.expressions.evaluation import NAMES
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.guarded_sql import FlinkSql
from filbert.expressions.lexer import CHARACTER_HINTS, KEYWORDS, REPAIRS
from filbert.expressions.parser import POWERS
from filbert.expressions.python_generator import python_source
from filbert.expressions.testing.generation import SCALARS, SCHEMA, Generator, calls, expressions, rows
from filbert.expressions.type_parser import parse_type
from filbert.expressions.types import Column, quote_name

HOSTILE_NAMES: Final = (
    "__class__",
    "__builtins__",
    "row",
    "evaluate",
    "k0",
    "a'] + row['b",
    "x\"'; import os #",
    "line\nbreak",
    "back\\slash",
    "tick`tick",
    "{v}",
    "$error",
)
SCOPE: Final[Mapping[str, Column]] = {
    **SCHEMA,
    **dict.fromkeys(HOSTILE_NAMES, parse_type("STRING")),
}
"""The columns that the texts are checked against; some have names that would be code if they were not quoted."""

ATTEMPTS: Final = (
    "__import__('os').system('true')",
    "a.__class__.__mro__[1].__subclasses__()",
    "().__class__",
    "record.__class__",
    "record.`__class__`",
    "record['__class__']",
    "prices['__class__']",
    "'{0.__class__}'.format(a)",
    "f'{a.__class__}'",
    "s.format_map(prices)",
    "lambda: a",
    "[x for x in numbers]",
    "(a := 5)",
    "eval('1')",
    "exec('import os')",
    "getattr(a, 'real')",
    "globals()",
    "a if t else b",
    "9 ** 9 ** 9",
    "9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9 * 9",
    "1e308 * 1e308",
    "99999999999999999999999999999999999999",
    "s || s || s || s || s || s || s || s || s || s",
    "REPLACE(REPLACE(REPLACE(s, 'a', s), 'a', s), 'a', s)",
    "REGEXP_LIKE(s, '(a+)+$')",
    "REGEXP_LIKE(s, '(a|aa)+b')",
    "REGEXP_LIKE(s, 'a*a*a*a*a*a*b')",
    "REGEXP_LIKE(s, 'a*a*b')",
    "REGEXP_LIKE(s, '.*x.*')",
    "REGEXP_LIKE(s, '" + "a?" * 30 + "a" * 30 + "')",
    "s LIKE '" + "%a" * 60 + "'",
    "s LIKE '" + "%_" * 60 + "b'",
    "'''; DROP TABLE x; --'",
    "s = '\\'",
    "s = 'a''b' || '''' || '\\n'",
    "1; SELECT 1",
    "a -- b",
    "a /* b */",
    "U&'\\0041'",
    "$error",
    "`$error`",
    "%s",
    "\x00",
    "'\x00'",
    "\u202e s",
    "'\U000e0001'",
    "\ud800",
    "'\ud800'",
    "ａ > １",
    "a\u00a0> 1",
    "(" * 300,
    "-" * 300 + "a",
    "NOT " * 300 + "t",
    "a[" * 200,
    "CASE WHEN t THEN " * 100,
    " OR ".join(["t"] * 900),
    " + ".join(["a"] * 115),
    "a IN (" + ", ".join(map(str, range(900))) + ")",
    *(f"{quote_name(name)} = 'x'" for name in HOSTILE_NAMES),
    *(f"record.{quote_name(name)}" for name in HOSTILE_NAMES),
    *(f"CASE {quote_name(name)} WHEN 'x' THEN {quote_name(name)} || '!' END" for name in HOSTILE_NAMES),
)
WORDS: Final = (
    *map(quote_name, SCOPE),
    *KEYWORDS,
    *FUNCTIONS,
    *REPAIRS,
    *POWERS,
    *CHARACTER_HINTS,
    *("(", ")", "[", "]", ",", ".", "'a'", "''", "'", '"', "`", "--", "\n", "\t", " ", "\\", "{", "}"),
    *("0", "1", "-1", "2.5", "1e3", "1e999", "9223372036854775807", "9223372036854775808", "0.1", "1."),
    *("DAY", "'1' DAY", "BIGINT", "DECIMAL(10, 2)", "STRING", "DECIMAL(39, 1)", "`end`", "ż", "😀", "\ud800"),
    *("__class__", "row", "None", "lambda", "f'", "%", ":=", "**", "//", "{0}", "'a*b'", "'%_%'"),
)

OWN_NAME: Final = re.compile(r"(v|i|t|k|part)\d+|row|evaluate|f_\w+")
QUOTED_SQL: Final = re.compile(r"'(?:[^']|'')*'|`(?:[^`]|``)*`")
LONG_TEXTS: Final = ("a" * 10_000, "ab" * 4_000, "1" * 6_000)
LONGEST_SQL: Final = 2 * LARGEST
"""The estimate of `complexity` leaves out literals, whose length that of the text limits."""
LONGEST_PYTHON: Final = 200_000


MOST_KEPT: Final = 2_000
"""Good texts of which faulty ones are made."""


def texts(seed: int, count: int) -> Iterator[str]:
    """Yield texts; the same seed gives the same ones."""
    choose = random.Random(seed)  # noqa: S311 - repeatable on purpose
    generator = Generator(choose)
    good = list(ATTEMPTS)
    for number in range(count):
        kind = number % 4
        if kind == 0:
            text = generator.text(choose.choice(SCALARS), choose.choice((1, 2, 2, 3)))
            if len(good) < MOST_KEPT:
                good.append(text)
            else:
                good[choose.randrange(len(ATTEMPTS), MOST_KEPT)] = text
        elif kind == 3:
            text = " ".join(choose.choices(WORDS, k=choose.randrange(1, 14)))
        else:
            text = choose.choice(good)
            for _ in range(choose.choice((1, 1, 2, 4))):
                text = _changed(choose, text)
        yield text


def _changed(choose: random.Random, text: str) -> str:
    """Return a text with a piece left out, put twice, put elsewhere, or replaced by a word."""
    start = choose.randrange(len(text) + 1)
    end = min(len(text), start + choose.choice((0, 1, 1, 2, 5, 20)))
    piece = choose.choice(("", text[start:end] * 2, choose.choice(WORDS), f" {choose.choice(WORDS)} "))
    changed = text[:start] + piece + text[end:]
    if choose.random() < 0.1:
        changed = changed[end:] + changed[:end]
    return changed


class Examination:
    """Looks at texts one by one.

    Attributes:
        checked: how many texts were expressions.
        cells: how many values were calculated of them.
    """

    def __init__(self) -> None:
        self.checked = 0
        self.cells = 0
        self._rows = _rows()
        self._attributes = _attributes()

    def examine(self, text: str) -> float:
        """Check a text and use whatever it gives; return the seconds of CPU that this took.

        Raises:
            AssertionError: a promise was broken.
        """
        begun = process_time()
        checked = check(text, SCOPE)
        sql, errors = None, []
        if checked.ok:
            sql = flink_sql(checked)
            errors = self._evaluate(checked)
        used = process_time() - begun
        for found in checked.diagnostics:
            assert 0 <= found.start <= found.end <= len(text), f"{text!r}: the span of {found}"
        is_bad = any(found.severity == "error" for found in checked.diagnostics)
        assert checked.ok != is_bad, f"{text!r}: neither good nor bad"
        for error in errors:
            assert error.code in MESSAGES, f"{text!r}: {error}"
            assert 0 <= error.at <= len(text), f"{text!r}: {error}"
        if sql is not None:
            self.checked += 1
            _look_at_sql(text, sql)
            self._look_at_python(text, python_source(tree_of(checked)))
        return used

    def _evaluate(self, checked: Checked) -> list[EvalError]:
        evaluate = compile_python(checked)
        errors: list[EvalError] = []
        for row in self._rows:
            self.cells += 1
            try:
                evaluate(row)
            except EvalError as error:
                errors.append(error)
        return errors

    def _look_at_python(self, text: str, source: str) -> None:
        assert len(source) <= LONGEST_PYTHON, f"{text!r}: {len(source)} characters of Python"
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ESCAPES), f"{text!r}: {ast.unparse(node)}"
            if isinstance(node, ast.Name):
                is_ours = node.id in NAMES or OWN_NAME.fullmatch(node.id)
                assert is_ours, f"{text!r}: the name {node.id}"
            elif isinstance(node, ast.Attribute):
                assert node.attr in self._attributes, f"{text!r}: the attribute {node.attr}"


ESCAPES: Final = (ast.Import, ast.ImportFrom, ast.Lambda, ast.JoinedStr, ast.ListComp, ast.Global, ast.Pow)
"""What no generated code holds."""


def _look_at_sql(text: str, sql: FlinkSql) -> None:
    whole = f"{sql.value} {sql.error('p')}"
    assert len(whole) <= LONGEST_SQL, f"{text!r}: {len(whole)} characters of SQL"
    outside = QUOTED_SQL.sub("", whole)
    for mark in ("'", "`", '"', ";", "--", "/*", "\n"):
        assert mark not in outside, f"{text!r}: {mark!r} in {outside}"


def _rows() -> list[Mapping[str, Any]]:
    """Return a few rows of `SCOPE`, some with texts that are as long as they may be."""
    made = rows(1, 4)
    for row, text in zip(made, LONG_TEXTS, strict=False):
        row["s"] = text
    return [{**row, **dict.fromkeys(HOSTILE_NAMES, "x")} for row in made]


def _attributes() -> frozenset[str]:
    """Return the attributes that the code of good expressions reads."""
    good = [*calls(1), *calls(2), *expressions(1, 300), *(check(f"s LIKE {each}", SCHEMA) for each in LIKES)]
    nodes = (node for checked in good for node in ast.walk(ast.parse(python_source(tree_of(checked)))))
    return frozenset(node.attr for node in nodes if isinstance(node, ast.Attribute))


LIKES: Final = ("'a%'", "'%a'")
