"""Tokens to syntax tree: a Pratt parser that goes on after a fault inside brackets, to report several at once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, Literal, TypeVar, cast

from filbert.expressions import ast, foreign
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
VALUES: Final = frozenset({"name", "quoted", "text", "integer", "decimal", "double"})
"""Kinds of words that begin a value, so that none can follow one."""
COMPREHENSIONS: Final = {
    "ANY": "WHERE",
    "ALL": "WHERE",
    "COUNT": "WHERE",
    "FILTER": "WHERE",
    "TRANSFORM": "AS",
    "SORT": "BY",
}
"""What follows the list, by the name of a comprehension; words that mean nothing elsewhere."""
ORDERS: Final = frozenset({"ASC", "DESC"})

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
        # Names that end an expression here, because it is the list or the key of a comprehension.
        self.words: frozenset[str] = frozenset()

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
        if token.kind == "end":
            return "the end"
        written = self.text[token.start : token.end]
        return written if token.kind == "text" else f"'{written}'"

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
        if self.token.kind != "end":
            raise self.surplus(node)
        return node

    def surplus(self, node: ast.Node) -> _FaultError:
        """Return what is wrong with the word after a complete expression."""
        token = self.token
        message = f"{self.shown(token)} follows a complete expression"
        hint = self.surplus_hint(node, token) or "an operator is missing before it"
        return _FaultError("E_SYNTAX", token.start, token.end, message, hint)

    def surplus_hint(self, node: ast.Node, token: Token) -> str | None:
        before = self.tokens[self.position - 1]
        follower = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        word = self.upper(token)
        if token.kind == "operator":
            if word in {")", "]"}:
                return f"there is no open '{'(' if word == ')' else '['}' for it"
            if word == "," and before.kind == follower.kind == "integer":
                return f"write a decimal point: {before.value}.{follower.value}"
            if word == "(" and before.value in {"TRUE", "FALSE", "NULL"}:
                return f"{before.value} stands without parentheses"
            if word == "(" and isinstance(node, ast.Member):
                return "a function stands before its value, as in UPPER(text)"
            return "write one expression" if word == "," else None
        if isinstance(node, ast.Name) and node.name.upper() in foreign.PREFIX_WORDS:
            return foreign.WORDS[node.name.upper()]
        if word == "NOT":
            return "write IS NOT NULL" if follower.value == "NULL" else "write <> for 'not equal'"
        if word == "NULL":
            return "write IS NULL"
        if word in {"WHEN", "THEN", "ELSE", "END"}:
            return "write CASE WHEN condition THEN value ELSE value END"
        if word == "AS":
            return "an expression gets no name here; CAST(… AS type) converts"
        return foreign.WORDS.get(word)

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
        is_word = token.kind == "name" and token.value.upper() in self.words
        if (token.kind in VALUES and not is_word) or (token.value == "(" and token.kind == "operator"):
            raise self.surplus(node)
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
        message = f"expected a value, found {self.shown(token)}"
        raise _FaultError("E_SYNTAX", token.start, token.end, message, self.operand_hint(token))

    def operand_hint(self, token: Token) -> str | None:
        """Return what to write where a value should have been."""
        read = self.position if token.kind == "end" else self.position - 1
        before = self.tokens[read - 1] if read else None
        last = before.value if before is not None and before.kind in {"operator", "keyword"} else ""
        if token.kind == "end":
            if last == "%" and read > 1 and self.tokens[read - 2].kind == "integer":
                return "there is no per cent sign; write 0.05 for 5 per cent"
            return (
                f"write what follows '{self.shown_word(before)}', or leave it out"
                if before and last
                else None
            )
        if token.kind == "keyword":
            return self.keyword_hint(token)
        value = token.value
        if value == "=" and before is None:
            return "leave out the = at the beginning"
        if value == "[":
            return "a list is ARRAY[1, 2]; a name stands without brackets"
        if value == ".":
            return "write a digit before the decimal point"
        if value == ")" and last == "(":
            is_list = read > 1 and self.tokens[read - 2].value == "IN"
            return "a list holds one value at least" if is_list else "write a value between the parentheses"
        if value in {")", ","} and last in {",", "("}:
            return "a value is missing, or there is one ',' too many"
        if (last, value) in foreign.OPERATORS:
            return foreign.OPERATORS[last, value]
        if value in {")", "]", ","} and before is not None and last:
            return f"write what follows '{self.shown_word(before)}', or leave it out"
        return f"there is one operator too many after '{last}'" if last in POWERS else None

    def keyword_hint(self, token: Token) -> str:
        written = self.shown_word(token)
        if token.value in {"AND", "OR"} and self.sees("("):
            return f"{token.value} stands between two conditions: write (a {token.value} b)"
        if token.value in {"AND", "OR", "THEN", "WHEN", "ELSE"}:
            return f"a value is missing before '{written}'"
        return f"if '{written}' is a name, write it in backticks: `{written}`"

    def shown_word(self, token: Token) -> str:
        return self.text[token.start : token.end]

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
        follower = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        if name in COMPREHENSIONS and self.token.kind in {"name", "quoted"} and follower.value == "IN":
            return self.comprehension(token, name, opened)
        arguments = [] if self.sees(")") else self.items(")", opened)
        closed = self.expect(")", "',' or ')'", opened)
        node = ast.Call(token.start, closed.end, name, token.end, arguments)
        return self.deepen(node, *arguments) if arguments else node

    def comprehension(self, token: Token, name: str, opened: Token) -> ast.Node:
        given = self.take()
        item = ast.Name(given.start, given.end, given.value, given.kind == "quoted")
        self.expect("IN")
        word = COMPREHENSIONS[name]
        operand = self.until(frozenset({word}))
        if self.token.kind not in {"name", "keyword"} or self.token.value.upper() != word:
            raise self.unexpected(word)
        words: tuple[int, ...] = (self.take().start,)
        body = self.until(ORDERS if name == "SORT" else frozenset())
        descending = False
        if name == "SORT" and self.token.kind == "name" and self.token.value.upper() in ORDERS:
            order = self.take()
            descending = order.value.upper() == "DESC"
            words = (*words, order.start)
        closed = self.expect(")", "')'", opened)
        node = ast.Comprehension(
            token.start, closed.end, name, token.end, item, operand, body, descending, words
        )
        return self.deepen(node, operand, body)

    def until(self, words: frozenset[str]) -> ast.Node:
        """Read an expression that ends at one of these names."""
        outer, self.words = self.words, words
        node = self.expression(0)
        self.words = outer
        return node

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
            if self.sees(closing):
                # There is no item, so that the number of those that are there is not complained about.
                message = f"expected a value, found '{closing}'"
                hint = "a value is missing, or there is one ',' too many"
                at = self.token
                self.diagnostics.append(Diagnostic("E_SYNTAX", at.start, at.end, message, hint))
                break
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
        if not self.accept("AS"):
            hint = f"write {token.value}(value AS BIGINT)"
            raise self.unexpected("AS and a type", hint if self.token.kind != "end" else None)
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
            raise self.unexpected("WHEN", "write CASE WHEN condition THEN value ELSE value END")
        otherwise = self.expression(0) if self.accept("ELSE") else None
        closed = self.expect("END", "END" if otherwise else "WHEN, ELSE or END", token)
        node = ast.Case(token.start, closed.end, operand, branches, otherwise)
        children = [child for branch in branches for child in branch]
        return self.deepen(node, *children, *filter(None, (operand, otherwise)))

    # What may follow an operand

    def member(self, left: ast.Node, token: Token, _negated: bool) -> ast.Node:
        name = self.token
        if name.kind not in {"name", "quoted", "keyword"}:
            hint = "write a digit after the decimal point" if isinstance(left, ast.Scalar) else None
            raise self.unexpected("the name of a field after '.'", hint)
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
            hint = f"write {'<>' if negated else '='} to compare with a value"
            if self.upper(subject) in {"NONE", "EMPTY", "BLANK", "MISSING"}:
                hint = "write NULL for what has no value"
            raise self.unexpected("NULL, TRUE or FALSE after IS", hint)
        self.take()
        value = cast(ast.IsSubject, subject.value)
        return self.deepen(ast.Is(left.start, subject.end, left, value, negated), left)

    def membership(self, left: ast.Node, token: Token, negated: bool) -> ast.Node:
        if not self.sees("("):
            hint = "write IN ('a', 'b'); ARRAY_CONTAINS(array, value) looks into an ARRAY"
            raise self.unexpected("'(' and a list after IN", hint)
        opened = self.take()
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
        if not self.accept("AND"):
            raise self.unexpected("AND between the two limits", "write BETWEEN low AND high")
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
