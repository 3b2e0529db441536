"""Of which type a value should be, by what stands to the left of it."""

from typing import Final

from filbert.expressions.editor.caret import Caret, closes_between
from filbert.expressions.editor.elements import innermost
from filbert.expressions.editor.paths import ends_operand, operand_column, path_value, start_of_operand
from filbert.expressions.editor.signature import ANY, BOOLEANS, enclosing_call, read_signature
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.parser import COMPARISON, COMPARISONS
from filbert.expressions.types import NUMBERS

Kinds = frozenset[str]
NOTHING: Final[Kinds] = frozenset({"NOTHING"})
"""No value of any type can stand here."""
STRINGS: Final[Kinds] = frozenset({"STRING"})
TIMES: Final[Kinds] = frozenset({"TIMESTAMP", "DATE"})
CALCULATING: Final = ("+", "-", "*", "/", "%")


def wanted_kinds(caret: Caret, at: int) -> Kinds:
    """Return the types of which one is wanted of the value that begins with the word `at`."""
    if at <= 0:
        kind = caret.expected.kind if caret.expected is not None else ""
        return _same(kind)
    index = at - 1
    around = innermost(caret.tokens, caret.pairs, at)
    if around is not None and index == around.opened + 2:
        return frozenset({"ARRAY"})
    if around is not None and index == around.body:
        return BOOLEANS if around.word == "WHERE" else ANY
    word = caret.before(index)
    if word in {"AND", "OR", "NOT"}:
        return _kinds_left(caret, index) if closes_between(caret, index) else BOOLEANS
    if word in COMPARISONS or word == "BETWEEN":
        return _kinds_left(caret, index)
    if word == "||":
        return STRINGS
    if word in CALCULATING:
        return _added(caret, index, word)
    if word in {"(", "[", ","}:
        return _wanted_inside(caret, index, word)
    if word in {"WHEN", "THEN", "ELSE", "CASE"}:
        return _wanted_in_case(caret, index, word)
    return ANY


def _same(kind: str) -> Kinds:
    if not kind or kind in {"UNKNOWN", "NULL"}:
        return ANY
    return NUMBERS if kind in NUMBERS else frozenset({kind})


def _kinds_left(caret: Caret, index: int) -> Kinds:
    """Return the types that go with the operand before an operator."""
    last = index - 1
    if caret.before(last) == "NOT":
        last -= 1
    if caret.before(index) == "AND":
        first = start_of_operand(caret.tokens, caret.pairs, last, COMPARISON)
        last = first - 2
        if caret.before(last) == "NOT":
            last -= 1
    column = operand_column(caret.tokens, caret.pairs, last, caret.text, caret.known)
    return ANY if column is None else _same(column.type.kind)


def _added(caret: Caret, index: int, word: str) -> Kinds:
    if not ends_operand(caret.tokens, index - 1):
        return NUMBERS
    if word in {"+", "-"}:
        column = operand_column(caret.tokens, caret.pairs, index - 1, caret.text, caret.known)
        if column is not None and column.type.kind in TIMES:
            return frozenset({"INTERVAL"})
    return frozenset({"BIGINT"}) if word == "%" else NUMBERS


def _wanted_inside(caret: Caret, index: int, word: str) -> Kinds:
    opened = index if word != "," else _opener(caret, index)
    if opened is None:
        return ANY
    before = caret.before(opened - 1)
    if caret.before(opened) == "[":
        return _wanted_as_index(caret, opened)
    if before == "IN":
        return _kinds_left(caret, opened - 1)
    if before in {"CAST", "TRY_CAST"}:
        return ANY
    if opened > 0 and caret.tokens[opened - 1].kind == "name":
        return _argument(caret, index + 1)
    return wanted_kinds(caret, opened) if word == "(" else ANY


def _opener(caret: Caret, index: int) -> int | None:
    while index >= 0:
        partner = caret.pairs.get(index)
        if partner is not None and partner < index:
            index = partner
        elif caret.before(index) in {"(", "["}:
            return index
        index -= 1
    return None


def _wanted_as_index(caret: Caret, opened: int) -> Kinds:
    if (
        opened > 0
        and caret.tokens[opened - 1].value.upper() == "ARRAY"
        and caret.tokens[opened - 1].kind == "name"
    ):
        return ANY
    value = path_value(caret.tokens, caret.pairs, opened - 1, caret.text, caret.known)
    kind = value.column.type.kind if value is not None else ""
    return {"ARRAY": frozenset({"BIGINT"}), "MAP": STRINGS}.get(kind, ANY)


def _argument(caret: Caret, count: int) -> Kinds:
    call = enclosing_call(caret.tokens, caret.pairs, count)
    if call is None:
        return ANY
    function = FUNCTIONS.get(caret.tokens[call[0]].value.upper())
    if function is None:
        return ANY
    signature = read_signature(function.signature)
    parameter = signature.parameter(call[1])
    if parameter is None:
        return NOTHING
    if parameter.kinds or signature.result:
        return parameter.kinds
    # What it gives is of the type of its arguments: of those before, or of what is wanted of it.
    before = signature.parameter(call[1] - 1) if call[1] else None
    if before is not None and not before.kinds:
        column = operand_column(caret.tokens, caret.pairs, count - 2, caret.text, caret.known)
        return ANY if column is None else _same(column.type.kind)
    return wanted_kinds(caret, call[0])


def _wanted_in_case(caret: Caret, index: int, word: str) -> Kinds:
    case = index
    depth = 0
    while case >= 0:
        partner = caret.pairs.get(case)
        if partner is not None and partner < case:
            case = partner
        elif caret.before(case) == "CASE":
            break
        elif caret.before(case) in {"(", "["}:
            depth += 1
        case -= 1
    if case < 0 or word == "CASE":
        return ANY if word != "WHEN" else BOOLEANS
    if word in {"THEN", "ELSE"}:
        return wanted_kinds(caret, case)
    if caret.before(case + 1) == "WHEN":
        return BOOLEANS
    subject = case + 1
    while subject < index and caret.before(subject) != "WHEN":
        subject += 1
    column = operand_column(caret.tokens, caret.pairs, subject - 1, caret.text, caret.known)
    return ANY if column is None else _same(column.type.kind)
