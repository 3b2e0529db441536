"""Typed tree to Flink SQL that cannot fail: a value, and beside it the conditions under which it is an error.

Flink ends the job when an expression throws, and what throws depends on its optimiser. So every value is safe to
calculate whatever the row holds, and each error is a condition of its own. A condition carries the path on which the
failing part is reached; the first one that is true is the error that Python would raise.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from filbert.expressions import flink_arithmetic, tree
from filbert.expressions.evaluation import LONGEST_LOOP
from filbert.expressions.flink_conversion import FIRST_TIME, LAST_TIME, conversion
from filbert.expressions.flink_literal import LOWEST_BIGINT, bare, literal
from filbert.expressions.flink_order import by_bytes, needs_bytes
from filbert.expressions.functions.entry import Function, java_name
from filbert.expressions.guarded_sql import (
    Branch,
    FlinkSql,
    Guard,
    Inner,
    Step,
    Stop,
    block,
    is_failing,
    search,
)
from filbert.expressions.sql_text import sql_name, sql_text
from filbert.expressions.types import INTEGER_RANGES, flink_type

OR, AND, NOT, TEST, JOIN, SUM, PRODUCT, ATOM = range(1, 9)
"""How strongly a piece of SQL holds together."""

NAME: Final = re.compile(r"(`[^`]+`|\w+)(\.(`[^`]+`|\w+))*\Z")
HIGHEST_INT: Final = INTEGER_RANGES["INT"][1]
COLLECTION: Final = "FILBERT_COLLECTION"
EACH: Final = "FILBERT_EACH"
EACH_ERROR: Final = "FILBERT_EACH_ERROR"


class Sql(NamedTuple):
    """A piece of SQL and how strongly it holds together."""

    text: str
    level: int = ATOM

    def within(self, level: int) -> str:
        """Return the text, in brackets unless it holds together at least so strongly."""
        return self.text if self.level >= level else f"({self.text})"


def generate(node: tree.Node, columns: Mapping[str, str]) -> FlinkSql:
    """Return the SQL of a typed tree."""
    generator = _Generator(columns)
    value = generator.typed(node).text
    return FlinkSql(value, tuple(generator.steps), frozenset(generator.functions))


class _Generator:
    def __init__(self, columns: Mapping[str, str]) -> None:
        self.columns = columns
        self.steps: list[Step] = []
        self.functions: set[str] = set()

    def guard(self, condition: str, code: str, at: int) -> None:
        self.steps.append(Guard(condition, code, at))

    @contextmanager
    def collected(self) -> Iterator[list[Step]]:
        """Gather the steps of a part."""
        outer, self.steps = self.steps, []
        yield self.steps
        self.steps = outer

    # Values

    def value(self, node: tree.Node) -> Sql:
        """Return SQL for a place that takes any type of the node's kind."""
        if type(node) is tree.Constant:
            return Sql(bare(node.value, node.type))
        return _WRITERS[type(node)](self, node)

    def typed(self, node: tree.Node) -> Sql:
        """Return SQL that has exactly the node's type."""
        if type(node) is tree.Constant:
            return Sql(literal(node.value, node.type))
        return _WRITERS[type(node)](self, node)

    def argument(self, node: tree.Node, *, decides: bool = False) -> str:
        """Return SQL for an argument of a function: only texts that do not decide its type may be bare literals."""
        is_bare = node.type.kind == "STRING" and not decides
        return (self.value(node) if is_bare else self.typed(node)).text

    def failure(self, node: tree.Failure) -> Sql:
        self.guard("TRUE", node.code, node.at)
        return Sql(literal(None, node.type))

    def null_after(self, node: tree.NullAfter) -> Sql:
        for operand in node.operands:
            self.value(operand)
        return Sql(literal(None, node.type))

    def variable(self, node: tree.Variable) -> Sql:
        given = self.columns.get(node.name)
        if given is None:
            return Sql(sql_name(node.name))
        return Sql(given if NAME.match(given) else f"({given})")

    def member(self, node: tree.Member) -> Sql:
        return Sql(f"{self.path_root(node.operand)}.{sql_name(node.name)}")

    def item(self, node: tree.Item) -> Sql:
        raise AssertionError(f"{node.name} is known inside its comprehension only")

    def path_root(self, node: tree.Node) -> str:
        text = self.value(node).text
        return text if isinstance(node, _PATH) else f"({text})"

    def element(self, node: tree.Element) -> Sql:
        array = self.path_root(node.operand)
        index = self.value(node.index).text
        if not isinstance(node.index, tree.Constant):
            index = f"CAST(CASE WHEN {index} BETWEEN 1 AND {HIGHEST_INT} THEN {index} END AS INT)"
        return Sql(f"{array}[{index}]")

    def entry(self, node: tree.Entry) -> Sql:
        return Sql(f"{self.path_root(node.operand)}[{self.argument(node.key)}]")

    def convert(self, node: tree.Convert) -> Sql:
        return Sql(f"CAST({self.value(node.operand).text} AS {flink_type(node.type)})")

    def cast(self, node: tree.Cast) -> Sql:
        operand = self.typed(node.operand).within(JOIN)
        value = conversion(node, operand)
        if node.partial and not node.soft:
            if node.operand.type.kind == "BIGINT" and node.bounds is not None:
                self.guard(f"{operand} NOT BETWEEN {node.bounds[0]} AND {node.bounds[1]}", "E_CAST", node.at)
            else:
                known = f"{operand} IS NOT NULL AND " if node.operand.nullable else ""
                self.guard(f"{known}{value} IS NULL", "E_CAST", node.at)
        return Sql(value, ATOM if value != operand else JOIN)

    def negate(self, node: tree.Negate) -> Sql:
        operand = self.value(node.operand)
        if node.overflow:
            self.guard(f"{operand.within(JOIN)} = {LOWEST_BIGINT}", "E_OVERFLOW", node.at)
        return Sql(f"(-{operand.within(ATOM)})")

    def arithmetic(self, node: tree.Arithmetic) -> Sql:
        write = {"BIGINT": self.integers, "DECIMAL": self.decimals}.get(node.type.kind, self.doubles)
        return write(node)

    def integers(self, node: tree.Arithmetic) -> Sql:
        left, right = self.value(node.left), self.value(node.right)
        self.division_guard(node, left, right)
        if node.overflow:
            condition = flink_arithmetic.overflow(node, left.within(ATOM), right.within(ATOM))
            self.guard(condition, "E_OVERFLOW", node.at)
        return self.operation(node, left, right)

    def division_guard(self, node: tree.Arithmetic, left: Sql, right: Sql) -> None:
        if node.operator not in {"/", "%"} or not flink_arithmetic.may_be_zero(node.right):
            return
        known = [f"{left.within(JOIN)} IS NOT NULL"] if node.left.nullable else []
        constant = isinstance(node.right, tree.Constant)
        zero = (
            [] if constant else [f"{right.within(JOIN)} = {'0.0E0' if node.type.kind == 'DOUBLE' else '0'}"]
        )
        conditions = [*known, *zero]
        self.guard(" AND ".join(conditions) or "TRUE", "E_DIV0", node.at)

    def operation(self, node: tree.Arithmetic, left: Sql, right: Sql) -> Sql:
        if node.operator == "%":
            return Sql(flink_arithmetic.quotient(node, left.text, right.text))
        if node.operator == "/":
            return Sql(flink_arithmetic.quotient(node, left.within(PRODUCT), right.within(ATOM)), PRODUCT)
        level = PRODUCT if node.operator == "*" else SUM
        return Sql(f"{left.within(level)} {node.operator} {right.within(level + 1)}", level)

    def doubles(self, node: tree.Arithmetic) -> Sql:
        left, right = self.value(node.left), self.value(node.right)
        self.division_guard(node, left, right)
        result = self.operation(node, left, right)
        if node.overflow:
            self.guard(flink_arithmetic.infinite(result.text), "E_RANGE", node.at)
        return result

    def decimals(self, node: tree.Arithmetic) -> Sql:
        left, right = self.typed(node.left), self.typed(node.right)
        self.division_guard(node, left, right)
        result = self.operation(node, left, right)
        if node.overflow:
            # Flink gives NULL without a word. `IS NULL` on the result would be simplified to the operands' own;
            # through TRY_CAST the optimiser cannot see.
            known = [
                f"{sql.within(JOIN)} IS NOT NULL"
                for operand, sql in ((node.left, left), (node.right, right))
                if operand.nullable
            ]
            conditions = [*known, f"TRY_CAST({result.text} AS STRING) IS NULL"]
            self.guard(" AND ".join(conditions), "E_OVERFLOW", node.at)
        return result

    def shift(self, node: tree.Shift) -> Sql:
        operand = self.value(node.operand).text
        if node.months:
            unit, amount = "MONTH", str(node.months)
        elif node.type.kind == "DATE":
            unit, amount = "DAY", str(node.milliseconds // 86_400_000)
        else:
            unit, divisor = ("SECOND", 1_000) if node.milliseconds % 1_000 == 0 else ("MILLISECOND", 1)
            amount = f"CAST({node.milliseconds // divisor} AS BIGINT)"
        value = f"TIMESTAMPADD({unit}, {amount}, {operand})"
        limits = f"{FIRST_TIME} AND {LAST_TIME}"
        if node.type.kind == "DATE":
            limits = "DATE '0001-01-01' AND DATE '9999-12-31'"
        self.guard(f"{value} NOT BETWEEN {limits}", "E_RANGE", node.at)
        return Sql(value)

    def join(self, node: tree.Join) -> Sql:
        parts = [self.value(operand) for operand in node.operands]
        if node.limited:
            lengths = " + ".join(f"CHAR_LENGTH({part.text})" for part in parts)
            self.guard(f"{lengths} > 1000000", "E_LENGTH", node.at)
        return Sql(" || ".join(part.within(ATOM) for part in parts), JOIN)

    # Conditions

    def compare(self, node: tree.Compare) -> Sql:
        left, right = self.value(node.left), self.value(node.right)
        if node.operator not in {"=", "<>"} and needs_bytes(node.left, node.right):
            left = Sql(by_bytes(left.text))
        return Sql(f"{left.within(JOIN)} {node.operator} {right.within(JOIN)}", TEST)

    def between(self, node: tree.Between) -> Sql:
        value, low, high = (self.value(part).within(JOIN) for part in (node.operand, node.low, node.high))
        if needs_bytes(node.operand, node.low) or needs_bytes(node.operand, node.high):
            value = by_bytes(value)
        return Sql(f"{value} {'NOT ' if node.negated else ''}BETWEEN {low} AND {high}", TEST)

    def membership(self, node: tree.In) -> Sql:
        operand = self.value(node.operand).within(JOIN)
        items = ", ".join(self.value(item).text for item in node.items)
        return Sql(f"{operand} {'NOT ' if node.negated else ''}IN ({items})", TEST)

    def like(self, node: tree.Like) -> Sql:
        operand = self.value(node.operand)
        pattern, negation = node.pattern, "NOT " if node.negated else ""
        shape, text = pattern.shape, pattern.literal
        if shape == "equal":
            return Sql(f"{operand.within(JOIN)} {'<>' if node.negated else '='} {sql_text(text)}", TEST)
        if not pattern.has_any_character and not set(text) & set("%_\\"):
            parts = "%".join("".join(filter(None, part)) for part in pattern.parts)
            return Sql(f"{operand.within(JOIN)} {negation}LIKE {sql_text(parts)}", TEST)
        expression = sql_text("(?s)\\A" + pattern.regular_expression() + "\\z")
        return Sql(f"{negation}REGEXP({operand.text}, {expression})", NOT if negation else ATOM)

    def is_test(self, node: tree.IsTest) -> Sql:
        operand = self.value(node.operand).within(JOIN)
        return Sql(f"{operand} IS {'NOT ' if node.negated else ''}{node.subject}", TEST)

    def negation(self, node: tree.Not) -> Sql:
        return Sql(f"NOT {self.value(node.operand).within(TEST)}", NOT)

    def logic(self, node: tree.Logic) -> Sql:
        level = AND if node.operator == "AND" else OR
        parts: list[Sql] = []
        with self.collected() as steps:
            for operand in node.operands:
                part = self.value(operand)
                parts.append(part)
                steps.append(_decided(node, operand, part))
        self.steps.extend(block(steps))
        return Sql(f" {node.operator} ".join(part.within(level + 1) for part in parts), level)

    # Choices

    def case(self, node: tree.Case) -> Sql:
        values = [value for _, value in node.branches] + [node.otherwise]
        write, wrap = self.alternatives(values)
        branches: list[str] = []
        with self.collected() as steps:
            for condition, value in node.branches:
                tested = self.value(condition)
                with self.collected() as steps_of_value:
                    branches.append(f"WHEN {tested.text} THEN {write(value).text}")
                excluded = f"NOT {tested.within(TEST)}"
                if condition.nullable:
                    excluded = f"{tested.within(JOIN)} IS NOT TRUE"
                steps.append(Branch(tested.within(NOT), steps_of_value, excluded))
            last = node.otherwise
            if not (isinstance(last, tree.Constant) and last.value is None):
                branches.append(f"ELSE {write(last).text}")
        self.steps.extend(block(steps))
        sql = f"CASE {' '.join(branches)} END"
        return Sql(f"CAST({sql} AS {flink_type(node.type)})" if wrap else sql)

    def alternatives(self, values: Sequence[tree.Node]) -> tuple[Callable[[tree.Node], Sql], bool]:
        """Return how to write values of which one is chosen, and whether the choice must be cast.

        A bare literal takes the type of the others; if there is none, one cast around all keeps the SQL readable.
        """
        if values[0].type.kind not in {"BIGINT", "STRING"}:
            return self.typed, False
        all_constant = all(isinstance(value, tree.Constant) for value in values)
        return self.value, all_constant

    def coalesce(self, node: tree.Coalesce) -> Sql:
        write, _ = self.alternatives(node.operands)
        parts: list[str] = []
        with self.collected() as steps:
            for operand in node.operands:
                part = write(operand)
                parts.append(part.text)
                known = part.within(JOIN)
                steps.append(Stop(f"{known} IS NOT NULL", f"{known} IS NULL"))
        self.steps.extend(block(steps))
        return Sql(f"COALESCE({', '.join(parts)})")

    def null_if(self, node: tree.NullIf) -> Sql:
        return Sql(f"NULLIF({self.typed(node.left).text}, {self.value(node.right).text})")

    def attempt(self, node: tree.Try) -> Sql:
        with self.collected() as steps:
            value = self.typed(node.operand).text
        null = literal(None, node.type)
        if all(isinstance(step, Guard) for step in steps):
            cases = " ".join(
                f"WHEN {step.condition} THEN {null}" for step in steps if isinstance(step, Guard)
            )
            return Sql(f"CASE {cases} ELSE {value} END")
        return Sql(f"CASE WHEN {is_failing(steps)} THEN {null} ELSE {value} END")

    def array(self, node: tree.ArrayOf) -> Sql:
        items = ", ".join(self.typed(item).text for item in node.items)
        if node.type.element is not None and node.type.element.type.kind in {"ARRAY", "MAP", "ROW"}:
            # Flink's own constructor makes 0 of a NULL that a list of decimals within a list has.
            self.functions.add(COLLECTION)
            return Sql(f"{COLLECTION}('ARRAY', {items})")
        return Sql(f"CAST(ARRAY[{items}] AS {flink_type(node.type)})")

    def comprehension(self, node: tree.Comprehension) -> Sql:
        operand = self.typed(node.operand).text
        if node.limited:
            self.guard(f"CARDINALITY({operand}) > {LONGEST_LOOP}", "E_LENGTH", node.at)
        body = _Body(self, node.name)
        value = body.typed(node.body).text
        captured = ", ".join([operand, *body.captured])
        self.functions |= body.functions | {EACH}
        if body.steps:
            self.functions.add(EACH_ERROR)
            self.steps.append(body.errors(node, value, captured))
        type_ = flink_type(node.body.type)
        return Sql(f"{EACH}('{node.kind}', {sql_text(type_)}, {sql_text(value)}, {captured})")

    def call(self, node: tree.Call) -> Sql:
        decides = node.type.kind == "STRING"
        operands = [
            self.argument(argument, decides=decides and position == 0)
            for position, argument in enumerate(node.arguments)
        ]
        if node.function.guards is not None:
            nullable = [
                f"{operand} IS NOT NULL"
                for argument, operand in zip(node.arguments, operands, strict=True)
                if argument.nullable
            ]
            known = list(dict.fromkeys(nullable)) if len(node.arguments) > 1 else []
            for condition, code in node.function.guards(node, operands):
                self.guard(" AND ".join([*known, condition]), code, node.at)
                self.use(node.function, condition)
        source = node.function.flink(node, operands)
        self.use(node.function, source)
        return Sql(source)

    def use(self, function: Function, source: str) -> None:
        """Note the functions of the JVM library that a function's SQL calls."""
        self.functions.update(name for name in map(java_name, function.java) if f"{name}(" in source)


class _Body(_Generator):
    """Writes the body of a comprehension, which is SQL of its own: what it reads from outside is captured."""

    def __init__(self, outer: _Generator, name: str) -> None:
        super().__init__(outer.columns)
        self.outer = outer
        self.name = name
        self.captured: dict[str, str] = {}

    def variable(self, node: tree.Variable) -> Sql:
        return self.capture(node, self.outer.variable(node).text)

    def item(self, node: tree.Item) -> Sql:
        return Sql("`item`") if node.name == self.name else self.capture(node, self.outer.item(node).text)

    def capture(self, node: tree.Node, sql: str) -> Sql:
        if node.type.kind == "TIMESTAMP":
            # The time of an event is a type of its own in Flink, which nothing inside could be compared with.
            sql = f"CAST({sql} AS TIMESTAMP(3))"
        return Sql(self.captured.setdefault(sql, f"`c{len(self.captured)}`"))

    def errors(self, node: tree.Comprehension, value: str, captured: str) -> Inner:
        """Return the errors of the body as a step outside of it."""
        steps = tuple(self.steps)
        decides = sql_text(value if node.kind in {"ANY", "ALL"} else "NULL")

        def first(parameter: str | None) -> str:
            error = sql_text(search(steps, parameter))
            found = f"{EACH_ERROR}('{node.kind}', {decides}, {error}, {captured})"
            return found if parameter is not None else f"CASE WHEN {found} IS NOT NULL THEN 1 END"

        return Inner(first, FlinkSql(value, steps).guards)


_PATH: Final = (tree.Variable, tree.Item, tree.Member, tree.Element, tree.Entry)


def _decided(node: tree.Logic, operand: tree.Node, part: Sql) -> Stop:
    """Return the step after an operand of AND or OR: the rest is not evaluated if it decides."""
    if node.operator == "OR":
        reached = f"{part.within(JOIN)} IS NOT TRUE" if operand.nullable else f"NOT {part.within(TEST)}"
        return Stop(part.within(NOT), reached)
    if operand.nullable:
        return Stop(f"{part.within(JOIN)} IS FALSE", f"{part.within(JOIN)} IS NOT FALSE")
    return Stop(f"NOT {part.within(TEST)}", part.within(NOT))


_WRITERS: Mapping[type[tree.Node], Callable[[_Generator, Any], Sql]] = {
    tree.Failure: _Generator.failure,
    tree.NullAfter: _Generator.null_after,
    tree.Variable: lambda generator, node: generator.variable(node),
    tree.Item: lambda generator, node: generator.item(node),
    tree.Member: _Generator.member,
    tree.Element: _Generator.element,
    tree.Entry: _Generator.entry,
    tree.Convert: _Generator.convert,
    tree.Cast: _Generator.cast,
    tree.Negate: _Generator.negate,
    tree.Arithmetic: _Generator.arithmetic,
    tree.Shift: _Generator.shift,
    tree.Join: _Generator.join,
    tree.Compare: _Generator.compare,
    tree.Between: _Generator.between,
    tree.In: _Generator.membership,
    tree.Like: _Generator.like,
    tree.IsTest: _Generator.is_test,
    tree.Not: _Generator.negation,
    tree.Logic: _Generator.logic,
    tree.Case: _Generator.case,
    tree.Coalesce: _Generator.coalesce,
    tree.NullIf: _Generator.null_if,
    tree.Try: _Generator.attempt,
    tree.ArrayOf: _Generator.array,
    tree.Comprehension: _Generator.comprehension,
    tree.Call: _Generator.call,
}
