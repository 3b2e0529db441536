"""Reads type texts such as `ROW<id STRING, lat DOUBLE NOT NULL>`, as streams declare them."""

from collections.abc import Callable

from filbert.expressions.diagnostic import Diagnostic, did_you_mean
from filbert.expressions.lexer import Token, tokenize
from filbert.expressions.types import (
    BIGINT,
    BIGINT_RANGE,
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER_RANGES,
    MAXIMUM_PRECISION,
    STRING,
    TIMESTAMP,
    Column,
    Field,
    Type,
    decimal,
)

MAXIMUM_NESTING = 20

SIMPLE = {
    "BOOLEAN": BOOLEAN,
    "FLOAT": DOUBLE,
    "DOUBLE": DOUBLE,
    "STRING": STRING,
    "VARCHAR": STRING,
    "DATE": DATE,
    "TIMESTAMP": TIMESTAMP,
}
TYPE_NAMES = (*INTEGER_RANGES, *SIMPLE, "DECIMAL", "ROW", "ARRAY", "MAP")


class TypeSyntaxError(ValueError):
    """A type text that cannot be read; `start` and `end` delimit the fault."""

    def __init__(self, message: str, start: int, end: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.hint = hint


def parse_type(text: str) -> Column:
    """Read a type with its nullability.

    >>> parse_type("INT NOT NULL")
    Column(type=Type(kind='BIGINT', ...), nullable=False, range=(-2147483648, 2147483647), pii=False)

    Raises:
        TypeSyntaxError: the text is not a type.
    """
    diagnostics: list[Diagnostic] = []
    tokens = tokenize(text, 0, len(text), diagnostics)
    if tokens is None or diagnostics:
        fault = diagnostics[0]
        raise TypeSyntaxError(fault.message, fault.start, fault.end, fault.hint)
    reader = _Reader(text, tokens)
    column = reader.column(0)
    rest = reader.token
    if rest.kind != "end":
        hint = "write NOT NULL" if rest.value.upper() in {"NOT", "NULL", "REQUIRED"} else None
        raise TypeSyntaxError(f"'{rest.value}' after the type", rest.start, rest.end, hint)
    return column


def simple_type(name: str, numbers: tuple[int, ...]) -> Column | str:
    """Return the column type of a name that has no parts, or a message that says what is wrong.

    Args:
        name: upper case.
        numbers: what stood in parentheses after it.
    """
    if name in INTEGER_RANGES:
        range_ = INTEGER_RANGES[name]
        column = Column(BIGINT, range=None if range_ == BIGINT_RANGE else range_)
        return f"{name} takes no number" if numbers else column
    if name in {"DECIMAL", "NUMERIC"}:
        precision, scale = (*numbers, 10, 0)[:2] if not numbers else (*numbers, 0)[:2]
        if len(numbers) > 2 or not 1 <= precision <= MAXIMUM_PRECISION or scale > precision:
            return "DECIMAL takes a precision from 1 to 38 and a scale from 0 to the precision"
        return Column(decimal(precision, scale))
    if name not in SIMPLE:
        return f"'{name}' is not a type"
    if numbers and not (name == "TIMESTAMP" and numbers == (3,)) and name != "VARCHAR":
        return "TIMESTAMP always has milliseconds" if name == "TIMESTAMP" else f"{name} takes no number"
    return Column(SIMPLE[name])


class _Reader:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.position = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        token = self.token
        self.position += token.kind != "end"
        return token

    def accept(self, value: str) -> bool:
        token = self.token
        if token.kind in {"operator", "keyword"} and token.value == value:
            self.position += 1
            return True
        return False

    def expect(self, value: str) -> None:
        token = self.token
        if not self.accept(value):
            found = f"'{token.value}'" if token.kind != "end" else "the end"
            raise TypeSyntaxError(f"expected '{value}', found {found}", token.start, token.end)

    def column(self, nesting: int) -> Column:
        column = self.type(nesting)
        if self.accept("NOT"):
            self.expect("NULL")
            return Column(column.type, False, column.range)
        self.accept("NULL")
        return column

    def type(self, nesting: int) -> Column:
        token = self.take()
        name = token.value.upper()
        if token.kind != "name":
            raise TypeSyntaxError(
                "expected a type", token.start, token.end, "such as STRING or DECIMAL(10, 2)"
            )
        if nesting > MAXIMUM_NESTING:
            raise TypeSyntaxError("types are nested too deeply", token.start, token.end)
        if name == "ROW":
            return Column(Type("ROW", fields=self.fields(nesting)))
        if name == "ARRAY":
            return self.brackets(lambda: Column(Type("ARRAY", element=self.column(nesting + 1))))
        if name == "MAP":
            return self.brackets(lambda: self.map(nesting))
        column = simple_type(name, self.numbers())
        if isinstance(column, str):
            end = self.tokens[self.position - 1].end
            hint = did_you_mean(name, TYPE_NAMES) if column.endswith("is not a type") else None
            raise TypeSyntaxError(column, token.start, end, hint)
        return column

    def numbers(self) -> tuple[int, ...]:
        if not self.accept("("):
            return ()
        numbers = [self.number()]
        while self.accept(","):
            numbers.append(self.number())
        self.expect(")")
        return tuple(numbers)

    def number(self) -> int:
        token = self.take()
        if token.kind != "integer" or len(token.value) > 9:
            raise TypeSyntaxError("expected a whole number", token.start, token.end)
        return int(token.value)

    def brackets(self, inside: Callable[[], Column]) -> Column:
        self.expect("<")
        column = inside()
        self.expect(">")
        return column

    def map(self, nesting: int) -> Column:
        token = self.token
        key = self.column(nesting + 1)
        if key.type != STRING:
            raise TypeSyntaxError("the key of a MAP is STRING", token.start, token.end)
        self.expect(",")
        return Column(Type("MAP", element=self.column(nesting + 1)))

    def fields(self, nesting: int) -> tuple[Field, ...]:
        self.expect("<")
        fields: dict[str, Field] = {}
        while True:
            token = self.take()
            if token.kind not in {"name", "quoted", "keyword"}:
                raise TypeSyntaxError("expected the name of a field", token.start, token.end)
            name = token.value if token.kind == "quoted" else self.text[token.start : token.end]
            if name in fields:
                raise TypeSyntaxError(f"the field '{name}' is there twice", token.start, token.end)
            fields[name] = Field(name, self.column(nesting + 1))
            if not self.accept(","):
                break
        self.expect(">")
        return tuple(fields.values())
