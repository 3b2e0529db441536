"""Tokens to syntax tree: a Pratt parser that goes on after a fault inside brackets, to report several at once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, Literal, TypeVar, cast

from filbert.expressions import ast
from filbert.expressions.diagnostic import Diagnostic, did_you_mean
from filbert.expressions.lexer import Token, tokenize

MAXIMUM_NESTING: Final = 60
MAXIMUM_DEPTH: Final = 120
MAXIMUM_DIGITS: Final = 38

OR, AND, NOT, COMPARISON, JOIN, SUM, PRODUCT, SIGN, PATH = range(10, 100, 10)
"""Binding powers, weakest first."""

POWERS: Final = {
    "OR": OR,
    "AND": AND,
    **dict.fromkeys(
        ("=", "<>", "!=", "<", "<=", ">", ">=", "IN", "LIKE", "BETWEEN", "IS", "NOT"), COMPARISON
    ),
    "||": JOIN,
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys("*/%", PRODUCT),
    **dict.fromkeys(".[", PATH),
}
COMPARISONS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})
UNITS: Final = ("MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "YEAR")
FOREIGN_OPERATORS: Final = {
    "SELECT": "write one expression, not a query",
    "MOD": "write a % b",
    "DIV": "write a / b",
    "XOR": "write a <> b",
    "ILIKE": "write LOWER(x) LIKE 'pattern'",
    "RLIKE": "write REGEXP_LIKE(x, 'pattern')",
    "REGEXP": "write REGEXP_LIKE(x, 'pattern')",
    "SIMILAR": "write REGEXP_LIKE(x, 'pattern')",
}


NodeType = TypeVar("NodeType", bound=ast.Node)


class _FaultError(Exception):
    """What is wrong at a token; caught at the nearest bracket."""

    def __init__(self, code: str, start: int, end: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code, start, end, message, hint)


def parse(
    text: str, diagnostics: list[Diagnostic], start: int = 0, end: int | None = None
) -> ast.Node | None:
    """Read `text[start:end]` as one expression.

    Args:
        diagnostics: receives what is wrong. Spans are positions in the whole text.

    Returns:
        The tree, with `Invalid` nodes where a part could not be read; None if there is no tree at all.
    """
    tokens = tokenize(text, start, len(text) if end is None else end, diagnostics)
    if tokens is None:
        return None
    parser = _Parser(text, tokens, diagnostics)
    try:
        return parser.whole()
    except _FaultError as fault:
        diagnostics.append(fault.diagnostic)
        return None


class _Parser:
    def __init__(self, text: str, tokens: list[Token], diagnostics: list[Diagnostic]) -> None:
        self.text = text
        self.tokens = tokens
        self.diagnostics = diagnostics
        self.position = 0
        self.token = tokens[0]
        self.nesting = 0

    # Reading tokens

    def take(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.position += 1
            self.token = self.tokens[self.position]
        return token

    def sees(self, value: str) -> bool:
        token = self.token
        return token.value == value and token.kind in {"operator", "keyword"}

    def accept(self, value: str) -> bool:
        if self.sees(value):
            self.take()
            return True
        return False

    def expect(self, value: str, wanted: str | None = None, opened: Token | None = None) -> Token:
        if self.sees(value):
            return self.take()
        hint = f"the '{opened.value}' at position {opened.start} is not closed" if opened else None
        raise self.unexpected(wanted or f"'{value}'", hint)

    def unexpected(self, wanted: str, hint: str | None = None) -> _FaultError:
        token = self.token
        return _FaultError(
            "E_SYNTAX", token.start, token.end, f"expected {wanted}, found {self.shown(token)}", hint
        )

    def shown(self, token: Token) -> str:
        return "the end" if token.kind == "end" else f"'{self.text[token.start : token.end]}'"

    def upper(self, token: Token) -> str:
        return token.value.upper() if token.kind == "name" else token.value

    def deepen(self, node: NodeType, *children: ast.Node) -> NodeType:
        node.depth = 1 + max(child.depth for child in children)
        if node.depth > MAXIMUM_DEPTH:
            raise _FaultError("E_DEPTH", node.start, node.end, *_TOO_DEEP)
        return node

    # Expressions

    def whole(self) -> ast.Node:
        if self.token.kind == "end":
            at = self.token.start
            raise _FaultError(
                "E_EMPTY", at, at, "the expression is empty", "write a value, a name or a condition"
            )
        node = self.expression(0)
        token = self.token
        if token.kind != "end":
            hint = FOREIGN_OPERATORS.get(token.value.upper())
            if token.value in {")", "]"}:
                hint = f"there is no open '{'(' if token.value == ')' else '['}' for it"
            elif isinstance(node, ast.Name) and node.name.upper() in FOREIGN_OPERATORS:
                hint = FOREIGN_OPERATORS[node.name.upper()]
            message = f"{self.shown(token)} follows a complete expression"
            raise _FaultError(
                "E_SYNTAX", token.start, token.end, message, hint or "an operator is missing before it"
            )
        return node

    def expression(self, power: int) -> ast.Node:
        self.nesting += 1
        if self.nesting > MAXIMUM_NESTING:
            raise _FaultError("E_DEPTH", self.token.start, self.token.end, *_TOO_DEEP)
        node = self.operand()
        while True:
            token = self.token
            if token.kind not in {"operator", "keyword"} or POWERS.get(token.value, 0) <= power:
                break
            if token.value == "NOT" and self.tokens[self.position + 1].value not in {"IN", "LIKE", "BETWEEN"}:
                break
            node = self.continuation(node, self.take())
        self.nesting -= 1
        return node

    def operand(self) -> ast.Node:
        token = self.take()
        reader = _OPERANDS.get(token.kind)
        if reader:
            return reader(self, token)
        if token.kind in {"keyword", "operator"}:
            reader = _PREFIXES.get(token.value)
            if reader:
                return reader(self, token)
        hint = None
        if token.kind == "keyword":
            written = self.text[token.start : token.end]
            hint = f"if '{written}' is a name, write it in backticks: `{written}`"
        elif token.kind == "operator" and self.position >= 2:
            before = self.tokens[self.position - 2]
            if before.kind == "operator" and before.value in POWERS:
                hint = f"there is one operator too many after '{before.value}'"
        raise _FaultError(
            "E_SYNTAX", token.start, token.end, f"expected a value, found {self.shown(token)}", hint
        )

    def continuation(self, left: ast.Node, token: Token) -> ast.Node:
        operator = token.value
        if operator in {"AND", "OR", "||"}:
            return self.chain(left, token)
        reader = _CONTINUATIONS.get(operator)
        if reader:
            return reader(self, left, token, False)
        if operator == "NOT":
            follower = self.take()
            return _CONTINUATIONS[follower.value](self, left, follower, True)
        right = self.expression(POWERS[operator])
        node = ast.Binary(
            left.start, right.end, "<>" if operator == "!=" else operator, token.start, left, right
        )
        return self.deepen(node, left, right)

    def chain(self, left: ast.Node, token: Token) -> ast.Node:
        operator = cast(Literal["AND", "OR", "||"], token.value)
        operands = [left, self.expression(POWERS[operator])]
        while self.accept(operator):
            operands.append(self.expression(POWERS[operator]))
        node = ast.Chain(left.start, operands[-1].end, operator, token.start, operands)
        return self.deepen(node, *operands)

    # Operands

    def integer(self, token: Token) -> ast.Node:
        self.limit_digits(token, token.value)
        return ast.Scalar(token.start, token.end, int(token.value))

    def decimal(self, token: Token) -> ast.Node:
        self.limit_digits(token, token.value.replace(".", ""))
        return ast.Scalar(token.start, token.end, Decimal(token.value))

    def limit_digits(self, token: Token, digits: str) -> None:
        if len(digits.lstrip("0")) > MAXIMUM_DIGITS or len(digits) > 2 * MAXIMUM_DIGITS:
            message = f"a number has at most {MAXIMUM_DIGITS} digits"
            raise _FaultError("E_NUMBER", token.start, token.end, message, "write a DOUBLE such as 1e40")

    def double(self, token: Token) -> ast.Node:
        value = float(token.value)
        if value - value != 0.0:
            message = "the number is larger than any DOUBLE"
            raise _FaultError(
                "E_NUMBER", token.start, token.end, message, "the largest is 1.7976931348623157e308"
            )
        return ast.Scalar(token.start, token.end, value)

    def string(self, token: Token) -> ast.Node:
        return ast.Scalar(token.start, token.end, token.value)

    def quoted(self, token: Token) -> ast.Node:
        return ast.Name(token.start, token.end, token.value, True)

    def name(self, token: Token) -> ast.Node:
        upper = token.value.upper()
        follower = self.token
        if follower.kind == "text" and upper in {"DATE", "TIMESTAMP"}:
            self.take()
            kind = cast(Literal["DATE", "TIMESTAMP"], upper)
            return ast.TimeLiteral(token.start, follower.end, kind, follower.value)
        if upper == "INTERVAL" and follower.kind in {"text", "integer", "operator"} and follower.value != ".":
            interval = self.interval(token, follower)
            if interval:
                return interval
        if follower.kind == "operator":
            if follower.value == "(":
                return self.call(token, upper)
            if follower.value == "[" and upper == "ARRAY":
                return self.array(token)
        return ast.Name(token.start, token.end, token.value)

    def interval(self, token: Token, follower: Token) -> ast.Node | None:
        if follower.kind == "operator":
            return None
        self.take()
        digits = follower.value.strip().removeprefix("-")
        example = "such as INTERVAL '5' MINUTE"
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9) or follower.kind == "integer":
            message = "an interval is a whole number in quotes and one unit"
            raise _FaultError("E_INTERVAL", token.start, follower.end, message, example)
        unit = self.take()
        name = unit.value.upper().removesuffix("S")
        if unit.kind != "name" or name not in UNITS:
            hint = did_you_mean(unit.value, UNITS, "one of " + ", ".join(UNITS))
            raise _FaultError(
                "E_INTERVAL", unit.start, unit.end, f"{self.shown(unit)} is not a unit of time", hint
            )
        return ast.IntervalLiteral(token.start, unit.end, int(follower.value), name)

    def call(self, token: Token, name: str) -> ast.Node:
        opened = self.take()
        arguments = [] if self.sees(")") else self.items(")", opened)
        closed = self.expect(")", "',' or ')'", opened)
        node = ast.Call(token.start, closed.end, name, token.end, arguments)
        return self.deepen(node, *arguments) if arguments else node

    def array(self, token: Token) -> ast.Node:
        opened = self.take()
        items = self.items("]", opened)
        closed = self.expect("]", "',' or ']'", opened)
        return self.deepen(ast.ArrayLiteral(token.start, closed.end, items), *items)

    def items(self, closing: str, opened: Token) -> list[ast.Node]:
        """Read a list up to its closing bracket; a faulty item becomes `Invalid`, the others are read."""
        wanted = f"',' or '{closing}'"
        items = [self.item(closing, opened, wanted)]
        while self.accept(","):
            items.append(self.item(closing, opened, wanted))
        return items

    def item(self, closing: str, opened: Token, wanted: str) -> ast.Node:
        start, nesting = self.position, self.nesting
        try:
            node = self.expression(0)
            if self.sees(",") or self.sees(closing):
                return node
            hint = f"the '{opened.value}' at position {opened.start} is not closed"
            raise self.unexpected(wanted, hint if self.token.kind == "end" else None)
        except _FaultError as fault:
            self.nesting = nesting
            if not self.skip(start, closing):
                raise
            self.diagnostics.append(fault.diagnostic)
            return ast.Invalid(self.tokens[start].start, self.token.start)

    def skip(self, start: int, closing: str) -> bool:
        """Go to the comma or closing bracket that ends the item begun at `start`; say whether there is one."""
        open_brackets = 0
        for position in range(start, len(self.tokens)):
            token = self.tokens[position]
            if token.kind != "operator":
                continue
            if open_brackets == 0 and token.value in {",", closing}:
                self.position, self.token = position, token
                return True
            open_brackets += (token.value in {"(", "["}) - (token.value in {")", "]"})
            if open_brackets < 0:
                return False
        return False

    def group(self, token: Token) -> ast.Node:
        node = self.item(")", token, "')'")
        if self.sees(","):
            raise self.unexpected("')'", "a list in parentheses follows IN only")
        closed = self.expect(")", "')'", token)
        node.start, node.end = token.start, closed.end
        if isinstance(node, ast.Binary):
            node.grouped = True
        return node

    def negative(self, token: Token) -> ast.Node:
        operand = self.expression(SIGN)
        if isinstance(operand, ast.Scalar) and not isinstance(operand.value, str | bool | None):
            # Only zero has two signs, and the language knows one of them.
            return ast.Scalar(token.start, operand.end, -operand.value if operand.value else operand.value)
        return self.deepen(ast.Unary(token.start, operand.end, "-", operand), operand)

    def positive(self, token: Token) -> ast.Node:
        node = self.expression(SIGN)
        node.start = token.start
        return node

    def negation(self, token: Token) -> ast.Node:
        operand = self.expression(NOT)
        return self.deepen(ast.Unary(token.start, operand.end, "NOT", operand), operand)

    def constant(self, token: Token) -> ast.Node:
        return ast.Scalar(token.start, token.end, {"TRUE": True, "FALSE": False, "NULL": None}[token.value])

    def cast(self, token: Token) -> ast.Node:
        opened = self.expect("(")
        operand = self.expression(0)
        self.expect("AS", "AS and a type")
        target = self.type_name()
        closed = self.expect(")", "')'", opened)
        node = ast.Cast(token.start, closed.end, operand, target, token.value == "TRY_CAST")
        return self.deepen(node, operand)

    def type_name(self) -> ast.TypeName:
        token = self.token
        if token.kind != "name":
            raise self.unexpected("a type", "such as BIGINT, DECIMAL(10, 2), STRING or TIMESTAMP")
        self.take()
        numbers: list[int] = []
        end = token.end
        if self.accept("("):
            while True:
                number = self.token
                if number.kind != "integer" or len(number.value) > 9:
                    raise self.unexpected("a whole number")
                numbers.append(int(self.take().value))
                if not self.accept(","):
                    break
            end = self.expect(")").end
        return ast.TypeName(token.start, end, token.value.upper(), tuple(numbers))

    def case(self, token: Token) -> ast.Node:
        operand = None if self.sees("WHEN") else self.expression(0)
        branches: list[tuple[ast.Node, ast.Node]] = []
        while self.accept("WHEN"):
            condition = self.expression(0)
            self.expect("THEN")
            branches.append((condition, self.expression(0)))
        if not branches:
            raise self.unexpected("WHEN")
        otherwise = self.expression(0) if self.accept("ELSE") else None
        closed = self.expect("END", "END" if otherwise else "WHEN, ELSE or END", token)
        node = ast.Case(token.start, closed.end, operand, branches, otherwise)
        children = [child for branch in branches for child in branch]
        return self.deepen(node, *children, *filter(None, (operand, otherwise)))

    # What may follow an operand

    def member(self, left: ast.Node, token: Token, _negated: bool) -> ast.Node:
        name = self.token
        if name.kind not in {"name", "quoted", "keyword"}:
            raise self.unexpected("the name of a field after '.'")
        self.take()
        text = name.value if name.kind == "quoted" else self.text[name.start : name.end]
        return self.deepen(ast.Member(left.start, name.end, left, text, name.start), left)

    def index(self, left: ast.Node, token: Token, _negated: bool) -> ast.Node:
        index = self.expression(0)
        closed = self.expect("]", "']'", token)
        return self.deepen(ast.Index(left.start, closed.end, left, index), left, index)

    def is_test(self, left: ast.Node, token: Token, _negated: bool) -> ast.Node:
        negated = self.accept("NOT")
        subject = self.token
        if subject.value not in {"NULL", "TRUE", "FALSE"} or subject.kind != "keyword":
            raise self.unexpected("NULL, TRUE or FALSE after IS", "write = to compare with a value")
        self.take()
        value = cast(ast.IsSubject, subject.value)
        return self.deepen(ast.Is(left.start, subject.end, left, value, negated), left)

    def membership(self, left: ast.Node, token: Token, negated: bool) -> ast.Node:
        opened = self.expect("(", "'(' and a list after IN")
        items = self.items(")", opened)
        closed = self.expect(")", "',' or ')'", opened)
        return self.deepen(ast.In(left.start, closed.end, left, items, negated), left, *items)

    def like(self, left: ast.Node, token: Token, negated: bool) -> ast.Node:
        pattern = self.expression(COMPARISON)
        escape = self.expression(COMPARISON) if self.accept("ESCAPE") else None
        node = ast.Like(left.start, (escape or pattern).end, left, pattern, escape, negated)
        return self.deepen(node, left, pattern)

    def between(self, left: ast.Node, token: Token, negated: bool) -> ast.Node:
        low = self.expression(COMPARISON)
        self.expect("AND", "AND between the two limits")
        high = self.expression(COMPARISON)
        node = ast.Between(left.start, high.end, left, low, high, negated)
        return self.deepen(node, left, low, high)


_TOO_DEEP = ("the expression is nested too deeply", "split it into variables")

_Operand = Callable[[_Parser, Token], ast.Node]
_Continuation = Callable[[_Parser, ast.Node, Token, bool], ast.Node]

_OPERANDS: Final[dict[str, _Operand]] = {
    "integer": _Parser.integer,
    "decimal": _Parser.decimal,
    "double": _Parser.double,
    "text": _Parser.string,
    "name": _Parser.name,
    "quoted": _Parser.quoted,
}
_PREFIXES: Final[dict[str, _Operand]] = {
    "(": _Parser.group,
    "-": _Parser.negative,
    "+": _Parser.positive,
    "NOT": _Parser.negation,
    "TRUE": _Parser.constant,
    "FALSE": _Parser.constant,
    "NULL": _Parser.constant,
    "CAST": _Parser.cast,
    "TRY_CAST": _Parser.cast,
    "CASE": _Parser.case,
}
_CONTINUATIONS: Final[dict[str, _Continuation]] = {
    ".": _Parser.member,
    "[": _Parser.index,
    "IS": _Parser.is_test,
    "IN": _Parser.membership,
    "LIKE": _Parser.like,
    "BETWEEN": _Parser.between,
}
