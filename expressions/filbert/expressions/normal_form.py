"""The canonical text of an expression: equal for texts that differ in spelling only.

It tells whether the state of a node may be kept after an edit, so it must not change between versions of Filbert.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from filbert.expressions import tree
from filbert.expressions.checked import Checked, tree_of
from filbert.expressions.types import INTEGER_RANGES, quote_name

NO_NAMES: Mapping[str, str] = {}
UNITARY = re.compile(r"(?:[\w.]|`[^`]*`)+\Z|.*\)\Z", re.DOTALL)


def normalise(checked: Checked, inline: Mapping[str, str] = NO_NAMES) -> str:
    """Return the canonical text of an expression.

    Args:
        inline: canonical texts to write instead of names.

    >>> from filbert.expressions import check, parse_type
    >>> scope = {"fee": parse_type("BIGINT"), "parts": parse_type("BIGINT")}
    >>> normalise(check("( fee*2 )   >parts", scope))
    '((fee * 2) > parts)'
    """
    return _Writer(inline).text(tree_of(checked))


class _Writer:
    def __init__(self, inline: Mapping[str, str]) -> None:
        self.inline = inline
        self.items: dict[str, str] = {}

    def text(self, node: tree.Node) -> str:
        return _WRITERS[type(node)](self, node)

    def texts(self, nodes: Sequence[tree.Node]) -> str:
        return ", ".join(map(self.text, nodes))

    def constant(self, node: tree.Constant) -> str:
        value, kind = node.value, node.type.kind
        if value is None:
            return f"CAST(NULL AS {node.type})"
        if kind == "BOOLEAN":
            return "TRUE" if value else "FALSE"
        if kind == "STRING":
            return "'" + str(value).replace("'", "''") + "'"
        if kind == "DATE":
            return f"DATE '{value.isoformat()}'"
        if kind == "TIMESTAMP":
            return f"TIMESTAMP '{value.isoformat(' ', 'milliseconds')}'"
        if kind == "DOUBLE":
            text = repr(float(value))
            return text if "e" in text else f"{text}e0"
        return format(value, "f") if isinstance(value, Decimal) else str(value)

    def failure(self, node: tree.Failure) -> str:
        return f"FAIL('{node.code}')"

    def null_after(self, node: tree.NullAfter) -> str:
        return f"NULL({self.texts(node.operands)})"

    def variable(self, node: tree.Variable) -> str:
        given = self.inline.get(node.name)
        if given is None:
            return quote_name(node.name)
        return given if UNITARY.match(given) else f"({given})"

    def item(self, node: tree.Item) -> str:
        return self.items[node.name]

    def comprehension(self, node: tree.Comprehension) -> str:
        operand, items = self.text(node.operand), self.items
        # The name is a matter of spelling.
        self.items = {**items, node.name: f"${len(items)}"}
        text = f"{node.kind}({self.items[node.name]} IN {operand}: {self.text(node.body)})"
        self.items = items
        return text

    def member(self, node: tree.Member) -> str:
        return f"{self.text(node.operand)}.{quote_name(node.name)}"

    def element(self, node: tree.Element) -> str:
        return f"{self.text(node.operand)}[{self.text(node.index)}]"

    def entry(self, node: tree.Entry) -> str:
        return f"{self.text(node.operand)}[{self.text(node.key)}]"

    def convert(self, node: tree.Convert) -> str:
        # It follows from the types alone.
        return self.text(node.operand)

    def cast(self, node: tree.Cast) -> str:
        name = "TRY_CAST" if node.soft else "CAST"
        target = _INTEGER_NAMES[node.bounds] if node.bounds else str(node.type)
        return f"{name}({self.text(node.operand)} AS {target})"

    def negate(self, node: tree.Negate) -> str:
        return f"(- {self.text(node.operand)})"

    def arithmetic(self, node: tree.Arithmetic) -> str:
        return f"({self.text(node.left)} {node.operator} {self.text(node.right)})"

    def compare(self, node: tree.Compare) -> str:
        return f"({self.text(node.left)} {node.operator} {self.text(node.right)})"

    def shift(self, node: tree.Shift) -> str:
        interval = f"'{node.milliseconds}' MILLISECOND"
        if node.months:
            interval = f"'{node.months}' MONTH"
        return f"({self.text(node.operand)} + INTERVAL {interval})"

    def join(self, node: tree.Join) -> str:
        parts: list[str] = []
        for operand in node.operands:
            parts.extend(map(self.text, operand.operands if isinstance(operand, tree.Join) else (operand,)))
        return f"({' || '.join(parts)})"

    def between(self, node: tree.Between) -> str:
        word = "NOT BETWEEN" if node.negated else "BETWEEN"
        return f"({self.text(node.operand)} {word} {self.text(node.low)} AND {self.text(node.high)})"

    def membership(self, node: tree.In) -> str:
        return f"({self.text(node.operand)} {'NOT IN' if node.negated else 'IN'} ({self.texts(node.items)}))"

    def like(self, node: tree.Like) -> str:
        parts = ("".join(map(_like_character, part)) for part in node.pattern.parts)
        pattern = "%".join(parts).replace("'", "''")
        word = "NOT LIKE" if node.negated else "LIKE"
        return f"({self.text(node.operand)} {word} '{pattern}' ESCAPE '!')"

    def is_test(self, node: tree.IsTest) -> str:
        return f"({self.text(node.operand)} IS {'NOT ' if node.negated else ''}{node.subject})"

    def negation(self, node: tree.Not) -> str:
        return f"(NOT {self.text(node.operand)})"

    def logic(self, node: tree.Logic) -> str:
        return f"({f' {node.operator} '.join(self.parts(node))})"

    def parts(self, node: tree.Logic) -> list[str]:
        parts: list[str] = []
        for operand in node.operands:
            if isinstance(operand, tree.Logic) and operand.operator == node.operator:
                parts.extend(self.parts(operand))
            else:
                parts.append(self.text(operand))
        return parts

    def case(self, node: tree.Case) -> str:
        branches = [
            f"WHEN {self.text(condition)} THEN {self.text(value)}" for condition, value in node.branches
        ]
        return f"(CASE {' '.join(branches)} ELSE {self.text(node.otherwise)} END)"

    def coalesce(self, node: tree.Coalesce) -> str:
        return f"COALESCE({self.texts(node.operands)})"

    def null_if(self, node: tree.NullIf) -> str:
        return f"NULLIF({self.text(node.left)}, {self.text(node.right)})"

    def attempt(self, node: tree.Try) -> str:
        return f"TRY({self.text(node.operand)})"

    def array(self, node: tree.ArrayOf) -> str:
        return f"ARRAY[{self.texts(node.items)}]"

    def call(self, node: tree.Call) -> str:
        # Of the options only what was written counts; flags follow from the types.
        options = [
            f"{name} => {value!r}"
            for name, value in sorted(node.options.items())
            if isinstance(value, int | str) and not isinstance(value, bool)
        ]
        return f"{node.function.name}({', '.join([*map(self.text, node.arguments), *options])})"


_INTEGER_NAMES = {range_: name for name, range_ in INTEGER_RANGES.items() if name != "INTEGER"}


def _like_character(character: str | None) -> str:
    if character is None:
        return "_"
    return f"!{character}" if character in "%_!" else character


_WRITERS: Mapping[type[tree.Node], Callable[[_Writer, Any], str]] = {
    tree.Constant: _Writer.constant,
    tree.Failure: _Writer.failure,
    tree.NullAfter: _Writer.null_after,
    tree.Variable: _Writer.variable,
    tree.Item: _Writer.item,
    tree.Member: _Writer.member,
    tree.Element: _Writer.element,
    tree.Entry: _Writer.entry,
    tree.Convert: _Writer.convert,
    tree.Cast: _Writer.cast,
    tree.Negate: _Writer.negate,
    tree.Arithmetic: _Writer.arithmetic,
    tree.Shift: _Writer.shift,
    tree.Join: _Writer.join,
    tree.Compare: _Writer.compare,
    tree.Between: _Writer.between,
    tree.In: _Writer.membership,
    tree.Like: _Writer.like,
    tree.IsTest: _Writer.is_test,
    tree.Not: _Writer.negation,
    tree.Logic: _Writer.logic,
    tree.Case: _Writer.case,
    tree.Coalesce: _Writer.coalesce,
    tree.NullIf: _Writer.null_if,
    tree.Try: _Writer.attempt,
    tree.ArrayOf: _Writer.array,
    tree.Comprehension: _Writer.comprehension,
    tree.Call: _Writer.call,
}
