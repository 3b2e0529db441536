"""What may be written at the caret of a text that is not finished: names, functions, words and operators by type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from filbert.expressions.api import NO_CONSTANTS
from filbert.expressions.checker.context import Constants
from filbert.expressions.editor.caret import Caret, closes_between, find_caret
from filbert.expressions.editor.elements import innermost
from filbert.expressions.editor.entries import (
    Completion,
    CompletionKind,
    constant_entry,
    field_entry,
    function_entries,
    keyword_entry,
    literal_entries,
    operator_entry,
    type_entries,
)
from filbert.expressions.editor.expectation import CALCULATING, TIMES, wanted_kinds
from filbert.expressions.editor.paths import (
    Known,
    Value,
    ends_operand,
    member_value,
    name_value,
    operand_column,
    path_value,
    start_of_operand,
)
from filbert.expressions.editor.scan import hole_around, scan
from filbert.expressions.editor.signature import ANY
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.parser import COMPARISON, COMPARISONS, UNITS
from filbert.expressions.types import NUMBERS, Scope, Type, quote_name

NO_SAMPLE: Final[Mapping[str, Any]] = {}
LETTERS_WITHIN_A_WORD: Final = 3
"""So many letters must be written before a match in the middle of a word counts."""


@dataclass(frozen=True, slots=True)
class Completions:
    """What may stand in the caret of the code points `[start, end)`, the best first."""

    start: int
    end: int
    items: tuple[Completion, ...] = ()


def complete(
    text: str,
    position: int,
    scope: Scope,
    *,
    expected: Type | None = None,
    constants: Constants = NO_CONSTANTS,
    sample: Mapping[str, Any] = NO_SAMPLE,
    template: bool = False,
) -> Completions:
    """Return what may be written at a caret, whatever else the text holds.

    There is nothing inside texts, comments and numbers. What matches the letters before the caret better comes
    first, then what is of the wanted type.

    Args:
        position: the caret, in code points; outside the text it is moved to the nearer end.
        scope: the names that may be used.
        expected: the type that the caret of the whole expression wants.
        constants: groups of named constants, such as `environment`.
        sample: an event by name, with values as Python has them.
        template: whether the text is one with `{expression}` holes, in which alone there is something to complete.

    >>> from filbert.expressions import parse_type
    >>> scope = {"fee": parse_type("BIGINT"), "cell": parse_type("ROW<id STRING, lat DOUBLE>")}
    >>> [item.label for item in complete("fee > 1 AND cell.l", 18, scope).items]
    ['lat']
    """
    position = min(max(position, 0), len(text))
    start, end = 0, len(text)
    if template:
        hole = hole_around(text, position)
        if hole is None:
            return Completions(position, position)
        start, end = hole
    caret = find_caret(text, position, scan(text, start, end), Known(scope, constants, sample), expected)
    if caret is None:
        return Completions(position, position)
    ranked = _ranked(caret, _candidates(caret))
    return Completions(caret.start, caret.end, tuple(ranked))


def _candidates(caret: Caret) -> list[Completion]:
    last, at = caret.last, caret.written_from - 1
    if last is not None and last.kind == "operator" and last.value == ".":
        return _members(caret)
    if last is not None and last.kind in {"bad", "open_text", "bad_number"}:
        return []
    around = innermost(caret.tokens, caret.pairs, caret.written_from)
    if around is not None and at in {around.opened + 2, around.body}:
        return _operands(caret)
    word = caret.before(at)
    if word == "AS":
        return list(type_entries())
    if word == "IS" or (word == "NOT" and caret.before(at - 1) == "IS"):
        return _subjects(caret, word)
    if word == "NOT" and ends_operand(caret.tokens, at - 1):
        return [keyword_entry(each) for each in ("IN", "LIKE", "BETWEEN")]
    if word == "IN":
        return [Completion("( … )", "keyword", "(", "(${1:value})", expected=True)]
    if word == "LIKE":
        return [Completion("'%text%'", "literal", "'%%'", "'%${1:text}%'", "STRING", expected=True)]
    if _is_interval(caret, at):
        return [Completion(unit, "keyword", unit, expected=True) for unit in UNITS]
    if ends_operand(caret.tokens, at):
        return _continuations(caret)
    return _operands(caret)


def _members(caret: Caret) -> list[Completion]:
    value = path_value(caret.tokens, caret.pairs, caret.written_from - 2, caret.text, caret.known)
    if value is None:
        return []
    if value.members is not None:
        return [constant_entry(name, Value(*found), ANY) for name, found in value.members.items()]
    wanted = wanted_kinds(caret, _path_start(caret))
    fields = ((field.name, member_value(value, field.name)) for field in value.column.type.fields)
    return [field_entry(name, found, wanted) for name, found in fields if found is not None]


def _path_start(caret: Caret) -> int:
    """Return the index of the first word of the path before the caret."""
    index = caret.written_from - 2
    while index > 0:
        partner = caret.pairs.get(index)
        if partner is not None and partner < index:
            index = partner - 1
        elif caret.before(index - 1) == ".":
            index -= 2
        else:
            break
    return max(index, 0)


def _subjects(caret: Caret, word: str) -> list[Completion]:
    end = caret.written_from - (2 if word == "IS" else 3)
    column = operand_column(caret.tokens, caret.pairs, end, caret.text, caret.known)
    subjects = ["NULL"]
    if column is None or column.type.kind == "BOOLEAN":
        subjects += ["TRUE", "FALSE"]
    negated = [f"NOT {subject}" for subject in subjects] if word == "IS" else []
    return [keyword_entry(each) for each in (*subjects, *negated)]


def _is_interval(caret: Caret, at: int) -> bool:
    if at < 1 or caret.tokens[at].kind not in {"text", "integer"}:
        return False
    before = caret.tokens[at - 1]
    return before.kind == "name" and before.value.upper() == "INTERVAL"


def _continuations(caret: Caret) -> list[Completion]:
    """Return what may follow a complete value: operators for its type, and the words of CASE and CAST."""
    at = caret.written_from - 1
    first = start_of_operand(caret.tokens, caret.pairs, at, COMPARISON)
    around = innermost(caret.tokens, caret.pairs, caret.written_from)
    before = caret.before(first - 1)
    if around is not None and first == around.opened + 3:
        # The IN before the list compares nothing.
        before = ""
    if before == "NOT" and caret.before(first - 2) == "IS":
        before = "IS"
    column = operand_column(caret.tokens, caret.pairs, at, caret.text, caret.known)
    kind = column.type.kind if column is not None else "UNKNOWN"
    found = [keyword_entry(word) for word in _open_words(caret, first)]
    if before == "BETWEEN":
        return [keyword_entry("AND"), *_operators(kind, calculating=True)]
    is_condition = before in COMPARISONS | {"IN", "LIKE", "IS"} or closes_between(caret, first - 1)
    if is_condition or kind == "BOOLEAN":
        found += [keyword_entry("AND"), keyword_entry("OR")]
    if is_condition:
        return found + _operators(kind, calculating=True)
    return found + _operators(kind, calculating=False)


def _open_words(caret: Caret, first: int) -> list[str]:
    """Return the words that the open CASE or CAST around the caret waits for."""
    index = caret.written_from - 1
    while index >= 0:
        partner = caret.pairs.get(index)
        word = caret.before(index)
        if partner is not None and partner < index:
            index = partner
        elif word in {"(", "["}:
            if caret.before(index - 1) in {"CAST", "TRY_CAST"} and first == index + 1:
                return ["AS"]
            around = innermost(caret.tokens, caret.pairs, caret.written_from)
            if around is None or around.opened != index:
                return []
            if around.body is None:
                return [around.word]
            return ["DESC"] if around.word == "BY" else []
        elif word == "WHEN":
            return ["THEN"]
        elif word == "THEN":
            return ["WHEN", "ELSE", "END"]
        elif word == "ELSE":
            return ["END"]
        elif word == "CASE":
            return ["WHEN"]
        index -= 1
    return []


COMPARING: Final = ("=", "<>", "<", "<=", ">", ">=")


def _operators(kind: str, *, calculating: bool) -> list[Completion]:
    """Return the operators for a type, `calculating` where it is compared already."""
    compared = () if calculating else COMPARING
    listed = () if calculating else ("IN", "NOT IN")
    tested = () if calculating else ("IS NULL", "IS NOT NULL")
    ranged = () if calculating else ("BETWEEN",)
    words: Sequence[str]
    if kind in NUMBERS:
        words = (*compared, *CALCULATING, *ranged, *listed, *tested)
    elif kind == "STRING":
        patterns = () if calculating else ("LIKE", "NOT LIKE")
        words = (*compared, "||", *patterns, *listed, *tested)
    elif kind in TIMES:
        words = (*compared, "+", "-", *ranged, *listed, *tested)
    elif kind == "BOOLEAN":
        words = (
            () if calculating else ("=", "<>", "IS TRUE", "IS FALSE", "IS NOT TRUE", "IS NOT FALSE", *tested)
        )
    elif kind in {"ROW", "ARRAY", "MAP"}:
        words = ({"ROW": "."}.get(kind, "["), *tested)
    else:
        words = (*compared, *CALCULATING, "||", *ranged, *listed, *tested, "AND", "OR")
    return [operator_entry(word) for word in words]


def _operands(caret: Caret) -> list[Completion]:
    """Return what a value may begin with."""
    wanted = wanted_kinds(caret, caret.written_from)
    followed = caret.written_from < len(caret.tokens) and caret.tokens[_following(caret)].value == "("
    values = ((name, name_value(name, caret.known)) for name in caret.known.scope)
    found = [field_entry(name, value, wanted) for name, value in values if value is not None]
    groups = [name for name in caret.known.constants if name not in caret.known.scope]
    found += [
        Completion(name, "group", quote_name(name), detail=", ".join(caret.known.constants[name]) or None)
        for name in groups
    ]
    found += function_entries(wanted, followed, len(FUNCTIONS))
    found += literal_entries(wanted)
    if caret.before(caret.written_from - 1) == "CASE":
        found.append(keyword_entry("WHEN"))
    return found


def _following(caret: Caret) -> int:
    """Return the index of the word after the one that is being written."""
    at = caret.written_from
    if caret.prefix or caret.start < caret.end:
        at += 1
    return min(at, len(caret.tokens) - 1)


def _ranked(caret: Caret, candidates: Sequence[Completion]) -> list[Completion]:
    prefix = caret.prefix.lower()
    if not prefix:
        return sorted(candidates, key=_order)
    worst = 2 if len(prefix) >= LETTERS_WITHIN_A_WORD else 1
    scored = ((_match(each.label.lower(), prefix), each) for each in candidates)
    kept = [
        (score, *_order(each), number, each) for number, (score, each) in enumerate(scored) if score <= worst
    ]
    return [entry[-1] for entry in sorted(kept, key=lambda entry: entry[:-1])]


def _match(label: str, prefix: str) -> int:
    """Return how well a label matches what was written: from its start, from that of a word in it, within one."""
    at = label.find(prefix)
    if at <= 0:
        return 0 if at == 0 else 3
    return 2 if label[at - 1].isalnum() else 1


def _order(item: Completion) -> tuple[bool, int]:
    return not item.expected, _RANKS[item.kind]


_RANKS: Final[Mapping[CompletionKind, int]] = {
    "field": 0,
    "constant": 0,
    "group": 1,
    "literal": 2,
    "function": 2,
    "keyword": 2,
    "operator": 2,
    "type": 2,
}
