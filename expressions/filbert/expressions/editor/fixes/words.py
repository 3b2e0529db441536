"""Fixes of words that are not of the language: operators, quotes and characters from elsewhere."""

import re
from collections.abc import Iterator

from filbert.expressions.editor.edit import Edit
from filbert.expressions.editor.fixes.fault import Candidate, Fault, quoted, top_level
from filbert.expressions.editor.paths import start_of_operand
from filbert.expressions.parser import SIGN
from filbert.expressions.types import quote_name

SIGNS = {
    "–": "-",
    "—": "-",
    "−": "-",
    "×": "*",
    "÷": "/",
    "≠": "<>",
    "≤": "<=",
    "≥": ">=",
    "#": "--",
    "~": "NOT ",
}
CLOSERS = {"(": ")", "[": "]"}
CURLY = re.compile(r"[‘’‚‛“”„‟«»´\"]([^‘’‚‛“”„‟«»´\"\n]*)[‘’‚‛“”„‟«»´\"]")
DIGITS = re.compile(r"(\d[\d_]*)(?:[lLnN]|\Z)")
DECIMALS = re.compile(r"(\d+(?:\.\d+)?)[fFdDmM]\Z")


def operator(fault: Fault) -> Iterator[Candidate]:
    """`==`, `&&` and `!`."""
    start, end = fault.found.start, fault.found.end
    if fault.faulty == "==":
        last = end + 1 if fault.text[end : end + 1] == "=" else end
        if fault.text[start - 1 : start] == "!":
            yield fault.write(start - 1, last, "<>")
        yield fault.write(start, last, "=", f"write = instead of {fault.text[start:last]}")
    elif fault.faulty == "&&":
        yield fault.replace(_spaced(fault, "AND"), "write AND instead of &&")
    elif fault.text[start - 1 : start] == "=":
        yield fault.write(start - 1, end, "<>", "write <> instead of =!")
    elif fault.text[end : end + 1] == "=":
        last = end + 2 if fault.text[end + 1 : end + 2] == "=" else end + 1
        yield fault.write(start, last, "<>", f"write <> instead of {fault.text[start:last]}")
    else:
        yield fault.replace("NOT ", "write NOT instead of !")


def _spaced(fault: Fault, word: str) -> str:
    """A word instead of signs, which needs no spaces around it."""
    start, end = fault.found.start, fault.found.end
    before = "" if start == fault.start or fault.text[start - 1].isspace() else " "
    after = "" if end == fault.end or fault.text[end].isspace() else " "
    return f"{before}{word}{after}"


def quotes(fault: Fault) -> Iterator[Candidate]:
    """Double quotes, for a text or for a name."""
    inner = fault.faulty[1:].removesuffix('"')
    if inner in fault.known.scope:
        yield fault.replace(quote_name(inner), f"write the name {quote_name(inner)}")
    yield fault.replace(quoted(inner))


def open_text(fault: Fault) -> Iterator[Candidate]:
    """A text that is not closed: its end is missing, or a quote inside it is not doubled."""
    tokens, index = fault.tokens, fault.index
    if index >= 2 and tokens[index - 2].kind == "text" and tokens[index - 2].end == tokens[index - 1].start:
        first = tokens[index - 2]
        yield "write the ' inside the text twice", (Edit(first.end, first.end, "'"),)
    if (
        index >= 1
        and tokens[index - 1].kind in {"name", "bad_number"}
        and tokens[index - 1].end == fault.found.start
    ):
        yield fault.write(tokens[index - 1].start, tokens[index - 1].start, "'", "add ' before the text")
    stripped = fault.text[fault.found.start : fault.end].rstrip()
    inner = fault.found.start + len(stripped.rstrip(")]").rstrip())
    if inner - fault.found.start < len(stripped):
        yield fault.write(inner, inner, "'", "add ' at the end of the text")
    end = fault.found.start + len(stripped)
    opened = [at for at in range(index) if fault.word(at) in CLOSERS and at not in fault.pairs]
    if opened:
        closing = "'" + "".join(CLOSERS[fault.word(at)] for at in reversed(opened))
        yield fault.write(end, end, closing, f"add {closing} at the end")
    yield fault.write(end, end, "'", "add ' at the end of the text")


def number(fault: Fault) -> Iterator[Candidate]:
    """`1_000`, `5L`, `1.5f`, or a name that begins with a digit."""
    text = fault.faulty
    if text in fault.known.scope:
        yield fault.replace(quote_name(text))
    digits = DIGITS.match(text)
    if digits:
        yield fault.replace(digits[1].replace("_", ""))
    decimals = DECIMALS.match(text)
    if decimals:
        yield fault.replace(decimals[1])


def character(fault: Fault) -> Iterator[Candidate]:
    """A character without a meaning."""
    sign, start, end = fault.faulty, fault.found.start, fault.found.end
    if sign in SIGNS:
        yield fault.replace(SIGNS[sign])
    elif sign == ";":
        yield from _semicolons(fault)
    elif sign == "&":
        yield fault.replace(_spaced(fault, "||"), "write || to join texts")
        yield fault.replace(_spaced(fault, "AND"), "write AND instead of &")
    elif sign == "|":
        yield fault.replace(_spaced(fault, "OR"), "write OR instead of |")
        yield fault.replace("||", "write || to join texts")
    elif sign == "::":
        yield from _colons(fault)
    elif sign in "@$:" and fault.index + 1 < len(fault.tokens) and fault.tokens[fault.index + 1].start == end:
        yield fault.remove(start, end)
    elif sign == "?":
        yield from _question(fault)
    elif sign in "{}":
        yield _without(fault, "{}")
    elif sign == "`":
        yield from _open_name(fault)
    elif sign == "^":
        yield from _power(fault)
    yield from _curly(fault)


def _open_name(fault: Fault) -> Iterator[Candidate]:
    if fault.index < len(fault.tokens):
        at = fault.tokens[fault.index].end
        yield fault.write(at, at, "`", "add ` after the name")
    yield fault.remove(fault.found.start, fault.found.end)


def _semicolons(fault: Fault) -> Iterator[Candidate]:
    places = [token.start for token in fault.tokens if token.kind == "bad" and token.value == ";"]
    if any(token.value == "(" for token in fault.tokens):
        yield "write commas between the arguments", tuple(Edit(at, at + 1, ",") for at in places)
    if not fault.text[fault.found.end : fault.end].strip("; \n"):
        yield fault.remove(fault.found.start, fault.end)


def _without(fault: Fault, signs: str) -> Candidate:
    places = [token.start for token in fault.tokens if token.kind == "bad" and token.value in signs]
    return f"leave out {' '.join(signs)}", tuple(Edit(at, at + 1, "") for at in places)


def _curly(fault: Fault) -> Iterator[Candidate]:
    """Quotes of a word processor: the whole text between them."""
    for match in CURLY.finditer(fault.text, fault.start, fault.end):
        if match.start() <= fault.found.start < match.end():
            yield fault.write(match.start(), match.end(), quoted(match[1]))
    if fault.faulty in "‘’‚‛´":
        yield fault.replace("'")


def _colons(fault: Fault) -> Iterator[Candidate]:
    """`value::type`."""
    index = fault.index
    if index == 0 or index + 1 >= len(fault.tokens):
        return
    first = start_of_operand(fault.tokens, dict(fault.pairs), index - 1, SIGN)
    last = index + 1
    if fault.word(last + 1) == "(" and last + 1 in fault.pairs:
        last = fault.pairs[last + 1]
    start, stop = fault.tokens[first].start, fault.tokens[last].end
    value, type_ = fault.text[start : fault.found.start].strip(), fault.text[fault.found.end : stop].strip()
    yield fault.write(start, stop, f"CAST({value} AS {type_.upper()})")


def _question(fault: Fault) -> Iterator[Candidate]:
    """`condition ? one : other`."""
    start = _opening(fault, fault.index)
    end = len(fault.tokens) if start == 0 else fault.pairs.get(start - 1, len(fault.tokens))
    colon = next((at for at in top_level(fault, fault.index, end) if fault.word(at) == ":"), None)
    if colon is None or start >= fault.index or colon in {fault.index + 1, end - 1}:
        return
    parts = (
        fault.text[slice(*fault.span(start, fault.index - 1))],
        fault.text[slice(*fault.span(fault.index + 1, colon - 1))],
        fault.text[slice(*fault.span(colon + 1, end - 1))],
    )
    yield fault.write(
        *fault.span(start, end - 1), f"IF({', '.join(parts)})", "write IF(condition, then, otherwise)"
    )


def _opening(fault: Fault, index: int) -> int:
    """The index of the first word inside the bracket around a word; 0 outside brackets."""
    at = index - 1
    while at >= 0:
        partner = fault.pairs.get(at)
        if partner is not None and partner < at:
            at = partner
        elif fault.word(at) in {"(", "[", ","}:
            return at + 1
        at -= 1
    return 0


def _power(fault: Fault) -> Iterator[Candidate]:
    """`x ^ 2`: a function, if there is one, else a product."""
    index = fault.index
    if index == 0 or index + 1 >= len(fault.tokens):
        return
    yield from power(fault, index - 1, index + 1)


def power(fault: Fault, before: int, after: int) -> Iterator[Candidate]:
    """A power whose base ends with one word, and whose exponent is another."""
    first = start_of_operand(fault.tokens, dict(fault.pairs), before, SIGN)
    base = fault.text[slice(*fault.span(first, before))]
    exponent = fault.word(after)
    span = fault.span(first, after)
    yield fault.write(*span, f"POWER({base}, {exponent})")
    if exponent in {"2", "3"}:
        yield fault.write(*span, " * ".join([base] * int(exponent)))
