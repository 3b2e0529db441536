"""Fixes of texts whose words are in the wrong order: forms of other languages, brackets, words left out."""

import itertools
import re
from collections.abc import Iterator

from filbert.expressions.editor.edit import Edit
from filbert.expressions.editor.fixes.fault import Candidate, Fault, quoted, top_level
from filbert.expressions.editor.fixes.words import power
from filbert.expressions.editor.paths import start_of_operand
from filbert.expressions.functions.entry import FUNCTIONS
from filbert.expressions.parser import COMPARISON, SIGN
from filbert.expressions.type_parser import TYPE_NAMES

TWO_SIGNS = {
    "=": {">": ">=", "<": "<=", "=": "="},
    ">": {"=": ">="},
    "<": {"=": "<=", ">": "<>"},
    "/": {"/": "/"},
    "!=": {"=": "<>"},
}
PREFIXES = frozenset({"SELECT", "WHERE", "HAVING", "RETURN", "WHEN"})
BRACKETS = frozenset("()[],")
SIGNS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">=", "*", "/", "%", "||", "+"})
OPENERS = {"(": ")", "[": "]"}
NO_VALUE = frozenset({"NONE", "EMPTY", "BLANK", "MISSING", "NIL", "UNDEFINED"})
METHODS = {
    "LEN": "LENGTH({0})",
    "SIZE": "CARDINALITY({0})",
    "STARTSWITH": "STARTS_WITH({0}, {1})",
    "ENDSWITH": "ENDS_WITH({0}, {1})",
    "INCLUDES": "CONTAINS({0}, {1})",
    "STRIP": "TRIM({0})",
    "TOUPPERCASE": "UPPER({0})",
    "TOLOWERCASE": "LOWER({0})",
    "ISNULL": "{0} IS NULL",
    "EQUALS": "{0} = {1}",
    "NOW": "event_time",
}
"""Methods of other languages whose names are not those of our functions."""
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def structure(fault: Fault) -> Iterator[Candidate]:
    """All that a syntax error may be; what does not apply gives nothing."""
    for rule in _RULES:
        yield from rule(fault)


def _comment(fault: Fault) -> Iterator[Candidate]:
    for match in COMMENT.finditer(fault.text, fault.start, fault.end):
        if match.start() <= fault.found.start < match.end():
            yield fault.remove(*match.span(), "leave out the comment")
    follower = fault.word(fault.index + 1)
    is_prose = follower[:1].isalpha() and follower not in fault.known.scope
    if is_prose and fault.word(fault.index) == fault.word(fault.index - 1) == "/":
        first = fault.tokens[fault.index - 1].start
        yield fault.write(first, first + 2, "--", "begin the comment with --")


def _operators(fault: Fault) -> Iterator[Candidate]:
    """`= >`, `**`, one operator too many."""
    index = fault.index
    first, second = fault.word(index - 1), fault.word(index)
    written = TWO_SIGNS.get(first, {}).get(second)
    if written:
        yield fault.write(*fault.span(index - 1, index), written)
    if first == second == "*" and index >= 2:
        yield from power(fault, index - 2, index + 1)
    if index and fault.tokens[index - 1].kind == "operator" and first not in BRACKETS and second in SIGNS:
        yield fault.remove(*fault.span(index, index))
    if index == 0 and second == "=":
        yield fault.remove(*fault.span(0, 0), "leave out the = at the beginning")


def _name_of_result(fault: Fault) -> Iterator[Candidate]:
    """`expression AS name`."""
    if fault.word(fault.index).upper() == "AS" and fault.index == len(fault.tokens) - 2:
        yield fault.remove(*fault.span(fault.index, fault.index + 1))


def _prefix(fault: Fault) -> Iterator[Candidate]:
    """`WHERE condition`."""
    if fault.word(0).upper() in PREFIXES:
        yield fault.remove(*fault.span(0, 0))


def _tail(fault: Fault) -> Iterator[Candidate]:
    """An operator with nothing after it, a comma too many, a bracket too many."""
    index = fault.index
    before = index - 1
    found = fault.tokens[index] if index < len(fault.tokens) else None
    is_tail = found is None or found.kind == "keyword" or found.value in {")", "]", ","}
    if before >= 0 and is_tail and fault.tokens[before].kind in {"operator", "keyword"}:
        if fault.word(before) == "%" and before and fault.tokens[before - 1].kind in {"integer", "decimal"}:
            yield from _per_cent(fault, before)
        first = before
        while first > 0 and fault.word(first - 1).upper() in {"AND", "OR", "NOT", "IS"}:
            first -= 1
        for start in dict.fromkeys((first, before)):
            yield fault.remove(*fault.span(start, before))
    word = fault.word(index)
    if word == "," or (word in {")", "]"} and index not in fault.pairs):
        yield fault.remove(*fault.span(index, index))
    if word == "(" and fault.pairs.get(index) == index + 1:
        yield fault.remove(*fault.span(index, index + 1))


def _per_cent(fault: Fault, sign: int) -> Iterator[Candidate]:
    digits = fault.word(sign - 1)
    whole, _, fraction = digits.partition(".")
    padded = whole.rjust(3, "0")
    share = f"{padded[:-2].lstrip('0') or '0'}.{padded[-2:]}{fraction}"
    yield fault.write(*fault.span(sign - 1, sign), share)


def _decimal_comma(fault: Fault) -> Iterator[Candidate]:
    index = fault.index
    if fault.word(index) == "," and 0 < index < len(fault.tokens) - 1:
        before, after = fault.tokens[index - 1], fault.tokens[index + 1]
        if before.kind == after.kind == "integer":
            yield fault.write(before.start, after.end, f"{before.value}.{after.value}")


def _decimal_point(fault: Fault) -> Iterator[Candidate]:
    """`1.` and `.5`."""
    for at in (fault.index, fault.index - 1):
        if fault.word(at) == "." and 0 <= at < len(fault.tokens):
            dot = fault.tokens[at]
            if at and fault.tokens[at - 1].kind == "integer" and fault.tokens[at - 1].end == dot.start:
                yield fault.write(dot.end, dot.end, "0", f"write {fault.word(at - 1)}.0")
            if at + 1 < len(fault.tokens) and fault.tokens[at + 1].start == dot.end:
                yield fault.write(dot.start, dot.start, "0", f"write 0.{fault.word(at + 1)}")


def _brackets(fault: Fault) -> Iterator[Candidate]:
    """Brackets and CASEs that are not closed, each where its part ends; or a list in square brackets."""
    opened = [
        at
        for at, token in enumerate(fault.tokens)
        if at not in fault.pairs and (token.value in OPENERS or token.value == "CASE") and token.kind != "bad"
    ]
    closing = [OPENERS.get(fault.word(at), " END") for at in reversed(opened)]
    if closing and fault.tokens:
        end = fault.tokens[-1].end
        names = " and ".join(each.strip() for each in dict.fromkeys(closing))
        yield f"add {names} at the end", (Edit(end, end, "".join(closing)),)
        at = fault.found.start
        yield (
            f"add {closing[0].strip()} before {fault.word(fault.index)}",
            (Edit(at, at, closing[0].strip()),),
        )
    index = fault.index
    if fault.word(index) == "[" and index in fault.pairs:
        last = fault.pairs[index]
        inner = fault.text[fault.tokens[index].end : fault.tokens[last].start]
        if fault.word(index - 1).upper() == "IN":
            yield fault.write(*fault.span(index, last), f"({inner})", "write parentheses around the list")
        if inner.strip() in fault.known.scope:
            yield fault.write(*fault.span(index, last), inner.strip())
        yield fault.write(*fault.span(index, last), f"ARRAY[{inner}]")


def _lists(fault: Fault) -> Iterator[Candidate]:
    """`IN 'a'`, and `'a' IN array`."""
    index = fault.index
    if fault.word(index - 1).upper() != "IN" or index >= len(fault.tokens):
        return
    negated = fault.word(index - 2).upper() == "NOT"
    start = start_of_operand(fault.tokens, dict(fault.pairs), index - (3 if negated else 2), COMPARISON)
    last = _end_of_operand(fault, index)
    value = fault.text[slice(*fault.span(start, index - (3 if negated else 2)))]
    listed = fault.text[slice(*fault.span(index, last))]
    call = f"{'NOT ' if negated else ''}ARRAY_CONTAINS({listed}, {value})"
    yield fault.write(*fault.span(start, last), call)
    last_item = last
    while fault.word(last_item + 1) == "," and last_item + 2 < len(fault.tokens):
        last_item = _end_of_operand(fault, last_item + 2)
    span = fault.span(index, last_item)
    yield fault.write(*span, f"({fault.text[slice(*span)]})", "write the list in parentheses")


def _end_of_operand(fault: Fault, index: int) -> int:
    """The index of the last word of the path, call or literal that begins with a word."""
    last = index
    while last + 1 < len(fault.tokens):
        follower = fault.word(last + 1)
        if follower in OPENERS and last + 1 in fault.pairs:
            last = fault.pairs[last + 1]
        elif follower == "." and last + 2 < len(fault.tokens):
            last += 2
        else:
            break
    return last


def _between(fault: Fault) -> Iterator[Candidate]:
    """`BETWEEN 1, 5` and `BETWEEN (1, 5)`."""
    index = fault.index
    word = fault.word(index)
    if word.upper() in {",", "TO"} and any(token.value == "BETWEEN" for token in fault.tokens[:index]):
        yield fault.write(
            *fault.span(index, index), " AND" if word == "," else "AND", "write AND between the limits"
        )
    for at, token in enumerate(fault.tokens[:-1]):
        if token.value == "BETWEEN" and fault.word(at + 1) == "(" and at + 1 in fault.pairs:
            last = fault.pairs[at + 1]
            commas = [each for each in top_level(fault, at + 2, last) if fault.word(each) == ","]
            if len(commas) == 1:
                low = fault.text[slice(*fault.span(at + 2, commas[0] - 1))]
                high = fault.text[slice(*fault.span(commas[0] + 1, last - 1))]
                yield fault.write(
                    *fault.span(at + 1, last), f"{low} AND {high}", "write BETWEEN low AND high"
                )


def _is(fault: Fault) -> Iterator[Candidate]:
    """`x IS None`, `x IS 'text'`, `x NOT NULL`."""
    index = fault.index
    negated = fault.word(index - 1).upper() == "NOT"
    test = index - 2 if negated else index - 1
    if fault.word(test).upper() == "IS" and index < len(fault.tokens):
        if fault.word(index).upper() in NO_VALUE:
            yield fault.write(*fault.span(index, index), "NULL")
        sign = "<>" if negated else "="
        yield fault.write(*fault.span(test, index - 1), sign, f"write {sign} to compare with a value")
    word = fault.word(index).upper()
    if word == "NULL" or (word == "NOT" and fault.word(index + 1).upper() == "NULL"):
        at = fault.tokens[index].start
        yield fault.write(at, at, "IS ", "write IS NULL" if word == "NULL" else "write IS NOT NULL")
    if word == "NOT" and fault.word(index + 1) == "=":
        yield fault.write(*fault.span(index, index + 1), "<>")


def _logic(fault: Fault) -> Iterator[Candidate]:
    """`AND(a, b)`."""
    index = fault.index
    word = fault.word(index).upper()
    if word in {"AND", "OR"} and index + 1 in fault.pairs and fault.word(index + 1) == "(":
        last = fault.pairs[index + 1]
        commas = [at for at in top_level(fault, index + 2, last) if fault.word(at) in {",", ";"}]
        bounds = [index + 1, *commas, last]
        parts = [
            fault.text[slice(*fault.span(one + 1, other - 1))] for one, other in itertools.pairwise(bounds)
        ]
        joined = f" {word} ".join(_operand(part) for part in parts)
        whole = index == 0 and last == len(fault.tokens) - 1
        yield fault.write(*fault.span(index, last), joined if whole else f"({joined})", f"write a {word} b")


def _operand(part: str) -> str:
    return (
        f"({part})" if re.search(r"\b(AND|OR)\b", part, re.IGNORECASE) and not part.startswith("(") else part
    )


def _choice(fault: Fault) -> Iterator[Candidate]:
    """`a if c else b`, `if c then a else b`, and a CASE without WHEN or END."""
    tokens = fault.tokens
    words = [fault.word(at).upper() for at in range(len(tokens))]
    for at, word in enumerate(words):
        if word != "IF" or (at + 1 < len(words) and words[at + 1] == "(" and "THEN" not in words[at:]):
            continue
        last = _end_of_group(fault, at)
        inside = list(top_level(fault, at + 1, last))
        then = next((each for each in inside if words[each] == "THEN"), None)
        otherwise = next((each for each in inside if words[each] == "ELSE"), None)
        if then is not None:
            end = last - 1 if words[last - 1] == "END" and last - 1 not in fault.pairs else last
            value = (then + 1, (otherwise if otherwise is not None else end) - 1)
            parts = [
                (at + 1, then - 1),
                value,
                *([(otherwise + 1, end - 1)] if otherwise is not None else []),
            ]
            yield from _if(fault, at, last - 1, parts)
        elif otherwise is not None:
            first = _start_of_group(fault, at)
            yield from _if(
                fault, first, last - 1, [(at + 1, otherwise - 1), (first, at - 1), (otherwise + 1, last - 1)]
            )
    for at, word in enumerate(words):
        if word == "CASE" and "WHEN" not in words[at : fault.index]:
            end = tokens[at].end
            yield fault.write(end, end, " WHEN", "write CASE WHEN")
    if fault.word(fault.index).upper() == "END" and fault.index in fault.pairs:
        return


def _if(fault: Fault, first: int, last: int, parts: list[tuple[int, int]]) -> Iterator[Candidate]:
    if all(one <= other for one, other in parts):
        texts = [fault.text[slice(*fault.span(one, other))] for one, other in parts]
        yield fault.write(
            *fault.span(first, last), f"IF({', '.join(texts)})", "write IF(condition, then, otherwise)"
        )


def _end_of_group(fault: Fault, index: int) -> int:
    """The index after the last word of the bracket, or the argument, in which a word stands."""
    for at in top_level(fault, index + 1, len(fault.tokens)):
        if fault.word(at) in {")", "]", ","}:
            return at
    return len(fault.tokens)


def _start_of_group(fault: Fault, index: int) -> int:
    at = index - 1
    while at >= 0:
        partner = fault.pairs.get(at)
        if partner is not None and partner < at:
            at = partner
        elif fault.word(at) in {"(", "[", ","}:
            break
        at -= 1
    return at + 1


def _methods(fault: Fault) -> Iterator[Candidate]:
    """`name.lower()`."""
    index = fault.index
    if fault.word(index) != "(" or fault.word(index - 2) != "." or index not in fault.pairs:
        return
    first = start_of_operand(fault.tokens, dict(fault.pairs), index - 1, SIGN)
    value = fault.text[fault.tokens[first].start : fault.tokens[index - 2].start]
    last = fault.pairs[index]
    given = fault.text[fault.tokens[index].end : fault.tokens[last].start].strip()
    name = fault.word(index - 1).upper()
    span = fault.span(first, last)
    template = METHODS.get(name.replace("_", ""))
    if template:
        yield fault.write(*span, template.format(value, given))
    for known in (
        name,
        name.replace("TO_", ""),
        re.sub(r"(?<=[a-z])(?=[A-Z])", "_", fault.word(index - 1)).upper(),
    ):
        if known in FUNCTIONS:
            yield fault.write(*span, f"{known}({', '.join(filter(None, (value, given)))})")
            break


def _words(fault: Fault) -> Iterator[Candidate]:
    """`x ILIKE 'a%'`, `x RLIKE 'a'`, `x MOD y`, `x CONTAINS 'a'`."""
    index = fault.index
    word = fault.word(index).upper()
    if not 0 < index < len(fault.tokens) - 1:
        return
    first = start_of_operand(fault.tokens, dict(fault.pairs), index - 1, COMPARISON)
    last = _end_of_operand(fault, index + 1)
    left, right = (
        fault.text[slice(*fault.span(first, index - 1))],
        fault.text[slice(*fault.span(index + 1, last))],
    )
    span = fault.span(first, last)
    if word == "ILIKE":
        yield fault.write(*span, f"LOWER({left}) LIKE {right.lower()}")
    elif word in {"RLIKE", "REGEXP"}:
        yield fault.write(*span, f"REGEXP_LIKE({left}, {right})")
    elif word == "CONTAINS":
        yield fault.write(*span, f"CONTAINS({left}, {right})")
    elif word in {"MOD", "DIV"}:
        yield fault.write(*fault.span(index, index), "%" if word == "MOD" else "/")
    elif word in {"EQUALS", "EQ"}:
        yield fault.write(*fault.span(index, index), "=")


def _casts(fault: Fault) -> Iterator[Candidate]:
    """`CAST(x, INT)`, `EXTRACT(HOUR FROM x)`."""
    index = fault.index
    if fault.word(index) == "," and fault.word(index + 1).upper() in TYPE_NAMES:
        yield fault.write(*fault.span(index, index), " AS", "write AS before the type")
    if index >= 3 and fault.word(index).upper() == "FROM" and fault.word(index - 3).upper() == "EXTRACT":
        opened = index - 2
        if opened in fault.pairs:
            part = fault.word(index - 1).upper()
            value = fault.text[fault.tokens[index].end : fault.tokens[fault.pairs[opened]].start].strip()
            yield fault.write(*fault.span(index - 3, fault.pairs[opened]), f"{part}({value})")


def _names(fault: Fault) -> Iterator[Candidate]:
    """A name that is a keyword, or has a space in it."""
    index = fault.index
    word = fault.word(index)
    if word in fault.known.scope:
        yield fault.write(*fault.span(index, index), f"`{word}`")
    if index and index < len(fault.tokens):
        both = f"{fault.word(index - 1)} {word}"
        if both in fault.known.scope:
            yield fault.write(*fault.span(index - 1, index), f"`{both}`")


def _missing_operator(fault: Fault) -> Iterator[Candidate]:
    """Two values with nothing between them: a text after a name was most likely to be compared."""
    index = fault.index
    if 0 < index < len(fault.tokens) and fault.tokens[index].kind in {"name", "quoted"}:
        at = fault.tokens[index].start
        yield fault.write(at, at, "AND ", "write AND between them")
    if 0 < index < len(fault.tokens) and fault.tokens[index].kind in {"text", "integer", "decimal"}:
        at = fault.tokens[index].start
        if fault.tokens[index - 1].value in fault.known.scope:
            yield fault.write(at, at, "= ", "write = between them")
    if (
        0 < index < len(fault.tokens)
        and fault.tokens[index - 1].kind == "text"
        and fault.tokens[index].kind == "text"
    ):
        both = fault.tokens[index - 1].value[1:-1], fault.tokens[index].value[1:-1]
        yield fault.write(*fault.span(index - 1, index), quoted("".join(both)), "write one text")


_RULES = (
    _operators,
    _comment,
    _prefix,
    _name_of_result,
    _decimal_comma,
    _decimal_point,
    _lists,
    _between,
    _is,
    _logic,
    _choice,
    _methods,
    _words,
    _casts,
    _names,
    _brackets,
    _missing_operator,
    _tail,
)
