"""The part of regular expressions that Python and Java read alike and match without running out of stack or time."""

import re
from functools import lru_cache
from typing import Final

from filbert.expressions import backtracking

LONGEST_EXPRESSION: Final = 500
LONGEST_INPUT: Final = 10_000
SHORTEST_LIMIT: Final = 300
"""A pattern that is too slow for texts of this length is refused."""
MOST_UNBOUNDED: Final = 6
HIGHEST_COUNT: Final = 1_000

PART: Final = re.compile(
    r"""
    (?P<set>\[\^?(?:\\.|[^\]\\\[&])+\])
    |(?P<escape>\\.)
    |(?P<open>\((?:\?:)?)
    |(?P<close>\))
    |(?P<count>\{(?P<least>\d{1,4})(?:,(?P<most>\d{0,4}))?\})
    |(?P<repeat>[*+?])
    |(?P<or>\|)
    |(?P<anchor>[\^$])
    |(?P<plain>[^\\\[\](){}*+?|^$])
    """,
    re.VERBOSE | re.DOTALL,
)
CLASS_LETTERS: Final = frozenset("dDwWsS")
CONTROL_LETTERS: Final = frozenset("tnrf")


class RegularExpressionError(ValueError):
    """An expression outside the common part."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@lru_cache(maxsize=256)
def compile_expression(text: str) -> re.Pattern[str]:
    """Check and compile an expression.

    Raises:
        RegularExpressionError: it is wrong, or not portable, or too slow.
    """
    if len(text) > LONGEST_EXPRESSION:
        raise RegularExpressionError(f"a pattern has at most {LONGEST_EXPRESSION} characters")
    _screen(text)
    try:
        compiled = re.compile(text, re.ASCII)
    except (re.error, OverflowError) as error:
        raise RegularExpressionError(f"the pattern cannot be read: {error}") from None
    if longest_input(text) < SHORTEST_LIMIT:
        message = (
            "the pattern would take too long: its repetitions can share the same characters in many ways"
        )
        raise RegularExpressionError(message, "limit some, {0,20} instead of *, or begin with ^")
    return compiled


@lru_cache(maxsize=256)
def longest_input(text: str) -> int:
    """Return the longest text that an expression, which can be compiled, is applied to.

    >>> longest_input("^[+]48[0-9]{9}"), longest_input("win.*prize.*http")
    (10000, 397)
    """
    return backtracking.longest_input(list(PART.finditer(text)), LONGEST_INPUT)


def _screen(text: str) -> None:
    """Walk over the parts and refuse what only one engine knows or what one of them runs badly."""
    position = 0
    unbounded = 0
    # Of each open group: may it be repeated? Not if it holds a choice or a repetition, which recurse in Java.
    groups: list[bool] = []
    closed_repeatable = True
    before = "start"
    while position < len(text):
        match = PART.match(text, position)
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            raise RegularExpressionError(
                f"{text[position]!r} cannot stand here",
                "write it as a plain character with a backslash before it",
            )
        if kind in {"least", "most"}:
            kind = "count"
        part = match.group()
        if kind in {"set", "escape"}:
            _screen_escapes(part)
            _screen_doubled(part)
        elif kind == "open":
            if text.startswith("?", match.end()):
                hint = "lookaround, flags and named groups are not available; (…) and (?:…) are"
                raise RegularExpressionError("'(?' cannot stand here", hint)
            groups.append(True)
        elif kind == "close":
            if not groups:
                raise RegularExpressionError("')' closes nothing")
            closed_repeatable = groups.pop()
            if groups:
                groups[-1] = groups[-1] and closed_repeatable
        elif kind == "or":
            if groups:
                groups[-1] = False
        elif kind == "anchor" and part == "$":
            raise RegularExpressionError("'$' means different ends in different engines", "write ENDS_WITH")
        elif kind in {"repeat", "count"}:
            unbounded += _screen_repetition(match, part, before, closed_repeatable)
            if groups:
                groups[-1] = False
            kind = "lazy" if part == "?" and before == "repetition" else "repetition"
        before = kind
        position = match.end()
    if groups:
        raise RegularExpressionError("'(' is not closed")
    if unbounded > MOST_UNBOUNDED:
        message = f"a pattern has at most {MOST_UNBOUNDED} repetitions without an upper limit"
        raise RegularExpressionError(message, "limit some: {0,20} instead of *")


def _screen_escapes(part: str) -> None:
    for match in re.finditer(r"\\(.)", part, re.DOTALL):
        letter = match.group(1)
        if letter.isalnum() and letter not in CLASS_LETTERS | CONTROL_LETTERS:
            hint = r"available are \d \w \s \D \W \S \t \n \r \f and escaped punctuation"
            raise RegularExpressionError(f"'\\{letter}' is not available", hint)
        if not letter.isascii():
            raise RegularExpressionError(f"{letter!r} needs no backslash")


def _screen_doubled(part: str) -> None:
    """Refuse doubled signs in a set: Python announces to read them as set operations (bpo-30349)."""
    doubled = re.search(r"--|~~|\|\|", re.sub(r"\\.", "x", part, flags=re.DOTALL))
    if doubled:
        sign = doubled.group()[0]
        raise RegularExpressionError(
            f"'{doubled.group()}' cannot stand in a set", f"write \\{sign} for the sign itself"
        )


def _screen_repetition(match: re.Match[str], part: str, before: str, closed_repeatable: bool) -> int:
    """Refuse a repetition of the wrong thing; return 1 if it has no upper limit."""
    if before == "repetition" and part == "?":
        return 0
    if before in {"start", "open", "or", "anchor", "repetition", "lazy"}:
        raise RegularExpressionError(f"'{part}' has nothing to repeat")
    least, most = match.group("least"), match.group("most")
    if max(int(least or 0), int(most or 0)) > HIGHEST_COUNT or (least and most and int(least) > int(most)):
        raise RegularExpressionError(f"'{part}' is no count from 0 to {HIGHEST_COUNT}")
    if before == "close" and part != "?" and not closed_repeatable:
        message = "a group that holds a choice or a repetition cannot be repeated"
        raise RegularExpressionError(message, "repeat a set such as [a-z] instead")
    return int(part in {"*", "+"} or most == "")
