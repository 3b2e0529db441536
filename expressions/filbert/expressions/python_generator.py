"""Typed tree to a Python function. The source is one expression, so that what must not be evaluated is not.

User text enters the source as names of dictionary keys and as literals only, both written by `repr`; every other
constant is passed by reference. Builtins are removed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import CodeType
from typing import Any, Final

from filbert.expressions import tree
from filbert.expressions.evaluation import NAMES
from filbert.expressions.types import BIGINT_RANGE

Evaluate = Callable[[Mapping[str, Any]], Any]

LOWEST, HIGHEST = BIGINT_RANGE
DEEPEST_SOURCE: Final = 25
"""Levels of nesting in one source expression; deeper parts become functions. Python itself stops at 200 brackets."""
LONGEST_CHAIN: Final = 12
OPERATORS: Final = {"=": "==", "<>": "!="}


def compile_tree(node: tree.Node) -> Evaluate:
    """Compile a typed tree to a function of a row.

    Raises:
        EvalError: when called, if the value cannot be calculated.
    """
    generator = _Generator()
    source = generator.module(node)
    names = {"__builtins__": {}, **NAMES, **generator.constants}
    code: CodeType = compile(source, "<expression>", "exec")
    exec(code, names)  # noqa: S102 - the source is ours, see above
    evaluate: Evaluate = names["evaluate"]
    return evaluate


def python_source(node: tree.Node) -> str:
    """Return the source that `compile_tree` compiles."""
    return _Generator().module(node)


class _Generator:
    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.functions: list[str] = []
        self.variables: dict[str, str] = {}
        self.items: dict[str, str] = {}
        self.temporaries = 0
        self.parts = 0
        self.depth = 0

    def module(self, node: tree.Node) -> str:
        self.function("evaluate", node)
        return "\n".join(self.functions)

    def function(self, name: str, node: tree.Node, *, soft: bool = False) -> None:
        """Write a function of the row. Its variables are its own, so that any part can be moved into one."""
        variables, self.variables = self.variables, {}
        depth, self.depth = self.depth, 0
        value = self.value(node)
        lines = [f"def {name}({', '.join(['row', *self.items.values()])}):"]
        lines += [f" {local} = row[{column!r}]" for column, local in self.variables.items()]
        if soft:
            lines += [" try:", f"  return {value}", " except EvalError:", "  return None"]
        else:
            lines.append(f" return {value}")
        self.functions.append("\n".join(lines))
        self.variables, self.depth = variables, depth

    def part(self, node: tree.Node, *, soft: bool = False) -> str:
        """Move a part into a function and return its call."""
        self.parts += 1
        name = f"part{self.parts}"
        self.function(name, node, soft=soft)
        return f"{name}({', '.join(['row', *self.items.values()])})"

    def temporary(self) -> str:
        self.temporaries += 1
        return f"t{self.temporaries}"

    def bind(self, value: Any) -> str:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    # Values

    def value(self, node: tree.Node) -> str:
        """Return the source of a value: a name, a literal or something in brackets."""
        if self.depth >= DEEPEST_SOURCE and type(node) not in _LEAVES:
            return self.part(node)
        self.depth += 1
        source = _WRITERS[type(node)](self, node)
        self.depth -= 1
        return source

    def strict(self, operands: Sequence[tree.Node], build: Callable[..., str], *, reuse: bool = False) -> str:
        """Return the source of an operation that is NULL when any operand is.

        All operands are evaluated, from left to right, before a NULL counts: an error in any of them is raised.

        Args:
            build: makes the operation from its operands.
            reuse: whether it uses an operand more than once, or not in their order.
        """
        sources = [self.value(operand) for operand in operands]
        nullable = any(operand.nullable for operand in operands)
        if not nullable and not (reuse and any(not _is_atom(source) for source in sources)):
            return f"({build(*sources)})"
        eager = any(operand.fails for operand in operands)
        tests: list[str] = []
        names: list[str] = []
        for operand, source in zip(operands, sources, strict=True):
            if _is_atom(source):
                names.append(source)
                test = f"{source} is None" if operand.nullable else ""
            elif operand.nullable or eager or reuse:
                name = self.temporary()
                names.append(name)
                test = f"({name} := {source}) is None"
            else:
                names.append(source)
                test = ""
            if test and test not in tests:
                tests.append(test)
        if eager:
            tests = [f"({test})" for test in tests]
        condition = (" | " if eager else " or ").join(tests)
        return f"(None if {condition} else {build(*names)})"

    def constant(self, node: tree.Constant) -> str:
        value = node.value
        if value is None or isinstance(value, bool | str | int):
            return repr(value)
        return self.bind(value)

    def failure(self, node: tree.Failure) -> str:
        return f"fail({node.code!r}, {node.at})"

    def null_after(self, node: tree.NullAfter) -> str:
        return f"({', '.join(map(self.value, node.operands))}, None)[-1]"

    def variable(self, node: tree.Variable) -> str:
        return self.variables.setdefault(node.name, f"v{len(self.variables)}")

    def item(self, node: tree.Item) -> str:
        return self.items[node.name]

    def comprehension(self, node: tree.Comprehension) -> str:
        items = self.items
        local = f"i{len(items)}"
        self.items = {**items, node.name: local}
        name = self.part(node.body).partition("(")[0]
        self.items = items
        # Called with the element after them.
        given = ", ".join(["row", *items.values(), ""])
        body = f"{name}, ({given.rstrip()})"
        return self.strict([node.operand], lambda array: self.each(node, array, body))

    def each(self, node: tree.Comprehension, array: str, body: str) -> str:
        if node.limited:
            array = f"within_loop({array}, {node.at})"
        if node.kind in {"ANY", "ALL"}:
            return f"decided({array}, {body}, deciding={node.kind == 'ANY'})"
        if node.kind in {"SORT", "SORT DESC"}:
            return f"ordered({array}, {body}, descending={node.kind == 'SORT DESC'})"
        return f"{'filtered' if node.kind == 'FILTER' else 'transformed'}({array}, {body})"

    def member(self, node: tree.Member) -> str:
        return self.strict([node.operand], lambda operand: f"{operand}[{node.name!r}]")

    def element(self, node: tree.Element) -> str:
        return self.strict([node.operand, node.index], lambda array, index: f"element({array}, {index})")

    def entry(self, node: tree.Entry) -> str:
        return self.strict([node.operand, node.key], lambda map_, key: f"{map_}.get({key})")

    def convert(self, node: tree.Convert) -> str:
        if node.type.kind == "DOUBLE":
            return self.strict([node.operand], lambda operand: f"float({operand})")
        scale = node.type.scale
        if node.operand.type.kind == "BIGINT" and scale == 0:
            return self.strict([node.operand], lambda operand: f"Decimal({operand})")
        return self.strict([node.operand], lambda operand: f"decimal_of({operand}, {scale})")

    def cast(self, node: tree.Cast) -> str:
        source = self.value(node.operand)
        operand, setting = source, ""
        if not _is_atom(source):
            operand = self.temporary()
            setting = f"{operand} := {source}"
        converted = _conversion(node, operand)
        if node.bounds is not None:
            converted = f"bounded({converted}, {node.bounds[0]}, {node.bounds[1]})"
        if node.partial and not node.soft:
            converted = f"must({converted}, {operand}, {node.at})"
        if node.operand.nullable:
            return f"(None if ({setting or operand}) is None else {converted})"
        return f"(None if ({setting}) is None else {converted})" if setting else f"({converted})"

    def negate(self, node: tree.Negate) -> str:
        if node.type.kind == "DECIMAL":
            return self.strict([node.operand], lambda operand: f"negate_decimal({operand})")
        if not node.overflow:
            return self.strict([node.operand], lambda operand: f"-{operand}")
        return self.strict([node.operand], lambda operand: self.limited(f"-{operand}", node.at))

    def limited(self, source: str, at: int) -> str:
        name = self.temporary()
        return f"{name} if {LOWEST} <= ({name} := {source}) <= {HIGHEST} else fail('E_OVERFLOW', {at})"

    def arithmetic(self, node: tree.Arithmetic) -> str:
        write = {"BIGINT": self.integers, "DECIMAL": self.decimals}.get(node.type.kind, self.doubles)
        return self.strict([node.left, node.right], lambda left, right: write(node, left, right))

    def integers(self, node: tree.Arithmetic, left: str, right: str) -> str:
        if node.operator in {"/", "%"}:
            low, divisor = (node.left.range or BIGINT_RANGE)[0], (node.right.range or BIGINT_RANGE)[0]
            if low >= 0 and divisor > 0:
                return f"{left} {'//' if node.operator == '/' else '%'} {right}"
            name = "divide_integers" if node.operator == "/" else "remainder"
            source = f"{name}({left}, {right}, {node.at})"
        else:
            source = f"{left} {node.operator} {right}"
        return self.limited(source, node.at) if node.overflow else source

    def decimals(self, node: tree.Arithmetic, left: str, right: str) -> str:
        size = f"{node.type.precision}, {node.type.scale}, {node.at}"
        if node.operator == "/":
            return f"divide_decimals({left}, {right}, {size})"
        name = {"+": "add_decimals", "-": "subtract_decimals", "*": "multiply_decimals"}[node.operator]
        source = f"{name}({left}, {right})"
        return f"checked({source}, {size})" if node.overflow else source

    def doubles(self, node: tree.Arithmetic, left: str, right: str) -> str:
        if node.operator == "/":
            return f"divide_doubles({left}, {right}, {node.at})"
        if not node.overflow:
            return f"{left} {node.operator} {right}"
        name = self.temporary()
        source = f"({name} := {left} {node.operator} {right})"
        return f"{name} if {source} - {name} == 0.0 else fail('E_RANGE', {node.at})"

    def shift(self, node: tree.Shift) -> str:
        name, amount = "shift_milliseconds", node.milliseconds
        if node.months:
            name, amount = "shift_months", node.months
        return self.strict([node.operand], lambda operand: f"{name}({operand}, {amount}, {node.at})")

    def join(self, node: tree.Join) -> str:
        if node.limited:
            return self.strict(node.operands, lambda *texts: f"joined(({', '.join(texts)}), {node.at})")
        return self.strict(node.operands, lambda *texts: " + ".join(texts))

    # Conditions

    def compare(self, node: tree.Compare) -> str:
        operator = OPERATORS.get(node.operator, node.operator)
        return self.strict([node.left, node.right], lambda left, right: f"{left} {operator} {right}")

    def between(self, node: tree.Between) -> str:
        parts = [node.operand, node.low, node.high]
        if not node.low.nullable and not node.high.nullable:
            negation = "not " if node.negated else ""
            return self.strict(
                parts, lambda value, low, high: f"{negation}{low} <= {value} <= {high}", reuse=True
            )
        source = f"between({', '.join(map(self.value, parts))})"
        return f"negated({source})" if node.negated else source

    def membership(self, node: tree.In) -> str:
        constants = [item for item in node.items if isinstance(item, tree.Constant)]
        if len(constants) == len(node.items):
            values = [item.value for item in constants]
            known = self.bind(frozenset(value for value in values if value is not None))
            if None in values:
                found, missing = ("False" if node.negated else "True"), "None"
                return self.strict(
                    [node.operand], lambda operand: f"{found} if {operand} in {known} else {missing}"
                )
            operator = "not in" if node.negated else "in"
            return self.strict([node.operand], lambda operand: f"{operand} {operator} {known}")
        items = "".join(f"{self.value(item)}, " for item in node.items)
        source = f"contained({self.value(node.operand)}, ({items}))"
        return f"negated({source})" if node.negated else source

    def like(self, node: tree.Like) -> str:
        pattern = node.pattern
        literal, negation = repr(pattern.literal), "not " if node.negated else ""
        shape = pattern.shape
        if shape == "equal":
            operator = "!=" if node.negated else "=="
            return self.strict([node.operand], lambda text: f"{text} {operator} {literal}")
        if shape == "inside":
            return self.strict([node.operand], lambda text: f"{literal} {negation}in {text}")
        if shape in {"start", "end"}:
            method = "startswith" if shape == "start" else "endswith"
            return self.strict([node.operand], lambda text: f"{negation}{text}.{method}({literal})")
        import re

        match = self.bind(re.compile(pattern.regular_expression(), re.DOTALL).fullmatch)
        test = "is None" if node.negated else "is not None"
        return self.strict([node.operand], lambda text: f"{match}({text}) {test}")

    def is_test(self, node: tree.IsTest) -> str:
        value = {"NULL": "None", "TRUE": "True", "FALSE": "False"}[node.subject]
        return f"({self.value(node.operand)} is {'not ' if node.negated else ''}{value})"

    def negation(self, node: tree.Not) -> str:
        return self.strict([node.operand], lambda operand: f"not {operand}")

    def logic(self, node: tree.Logic) -> str:
        """Write AND or OR so that NULL is neither true nor false, and later operands wait for earlier ones."""
        operands = list(node.operands)
        if not node.nullable:
            word = " and " if node.operator == "AND" else " or "
            return f"({word.join(map(self.value, operands))})"
        while len(operands) > LONGEST_CHAIN:
            operands = [
                _group(node, operands[at : at + LONGEST_CHAIN])
                for at in range(0, len(operands), LONGEST_CHAIN)
            ]
        write = self.conjunction if node.operator == "AND" else self.disjunction
        depth = self.depth
        self.depth += len(operands)
        source, nullable = self.value(operands[0]), operands[0].nullable
        for operand in operands[1:]:
            self.depth -= 1
            source = write(source, nullable, operand)
            nullable = nullable or operand.nullable
        self.depth = depth
        return source

    def conjunction(self, source: str, nullable: bool, operand: tree.Node) -> str:
        value = self.value(operand)
        if not nullable:
            return f"({source} and {value})"
        known = self.temporary()
        if not operand.nullable:
            return f"(({known} := {source}) is not False and {value} and {known})"
        other = self.temporary()
        return f"(({known} := {source}) is not False and ({known} if ({other} := {value}) else {other}))"

    def disjunction(self, source: str, nullable: bool, operand: tree.Node) -> str:
        value = self.value(operand)
        if not nullable:
            return f"({source} or {value})"
        known = self.temporary()
        if not operand.nullable:
            return f"(({known} := {source}) or {value} or {known})"
        other = self.temporary()
        return f"(({known} := {source}) or ({other} if ({other} := {value}) is not False else {known}))"

    # Choices

    def case(self, node: tree.Case) -> str:
        branches = [
            f"{self.value(value)} if {self.value(condition)} else "
            for condition, value in node.branches[:LONGEST_CHAIN]
        ]
        rest = node.branches[LONGEST_CHAIN:]
        otherwise = self.part(replace(node, branches=rest)) if rest else self.value(node.otherwise)
        return f"({''.join(branches)}{otherwise})"

    def coalesce(self, node: tree.Coalesce) -> str:
        tried, last = node.operands[:-1][:LONGEST_CHAIN], node.operands[-1]
        if len(node.operands) > LONGEST_CHAIN + 1:
            last = replace(node, operands=node.operands[LONGEST_CHAIN:])
        source = ""
        for operand in tried:
            value = self.value(operand)
            if _is_atom(value):
                source += f"{value} if {value} is not None else "
            else:
                name = self.temporary()
                source += f"{name} if ({name} := {value}) is not None else "
        return f"({source}{self.value(last)})"

    def null_if(self, node: tree.NullIf) -> str:
        left, right = self.value(node.left), self.value(node.right)
        if _is_atom(left):
            return f"(None if {left} == {right} else {left})"
        name = self.temporary()
        return f"(None if ({name} := {left}) == {right} else {name})"

    def attempt(self, node: tree.Try) -> str:
        return self.part(node.operand, soft=True)

    def array(self, node: tree.ArrayOf) -> str:
        return f"[{', '.join(map(self.value, node.items))}]"

    def call(self, node: tree.Call) -> str:
        function = node.function
        if function.implementation is not None:
            self.constants[function.python_name] = function.implementation
        return self.strict(
            node.arguments, lambda *operands: function.python(node, operands, self.bind), reuse=True
        )


_LEAVES = frozenset({tree.Constant, tree.Failure, tree.Variable, tree.Item, tree.Try})

_WRITERS: Mapping[type[tree.Node], Callable[[_Generator, Any], str]] = {
    tree.Constant: _Generator.constant,
    tree.Failure: _Generator.failure,
    tree.NullAfter: _Generator.null_after,
    tree.Variable: _Generator.variable,
    tree.Item: _Generator.item,
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


def _is_atom(source: str) -> bool:
    """Whether a source may be repeated: a name or a literal."""
    return source.isidentifier() or source[0] in "'\"-0123456789"


def _group(node: tree.Logic, operands: Sequence[tree.Node]) -> tree.Node:
    if len(operands) == 1:
        return operands[0]
    nullable = any(operand.nullable for operand in operands)
    fails = any(operand.fails for operand in operands)
    return tree.Logic(node.type, nullable, None, fails, node.start, node.end, node.operator, operands)


def _conversion(node: tree.Cast, operand: str) -> str:
    """Return the source of a cast; None where the value, which is not NULL, cannot be converted."""
    source, target = node.operand.type.kind, node.type
    size = f"{target.precision}, {target.scale}"
    if source == target.kind:
        return f"fitted({operand}, {size})" if source == "DECIMAL" else operand
    if source == "STRING":
        arguments = f"{operand}, {size}" if target.kind == "DECIMAL" else operand
        name = {"BIGINT": "integer"}.get(target.kind, target.kind.lower())
        return f"text_to_{name}({arguments})"
    return _CONVERSIONS[source, target.kind].format(operand, size)


_CONVERSIONS: Mapping[tuple[str, str], str] = {
    ("BIGINT", "DECIMAL"): "fitted(Decimal({0}), {1})",
    ("BIGINT", "DOUBLE"): "float({0})",
    ("BIGINT", "STRING"): "str({0})",
    ("DECIMAL", "BIGINT"): "decimal_to_integer({0})",
    ("DECIMAL", "DOUBLE"): "float({0})",
    ("DECIMAL", "STRING"): "decimal_to_text({0})",
    ("DOUBLE", "BIGINT"): "double_to_integer({0})",
    ("DOUBLE", "DECIMAL"): "double_to_decimal({0}, {1})",
    ("BOOLEAN", "STRING"): "('TRUE' if {0} else 'FALSE')",
    ("DATE", "STRING"): "{0}.isoformat()",
    ("DATE", "TIMESTAMP"): "date_to_timestamp({0})",
    ("TIMESTAMP", "STRING"): "timestamp_to_text({0})",
    ("TIMESTAMP", "DATE"): "{0}.date()",
}
