"""How much a regular expression may have to try on a text, in the worst case.

Python and Java go back and try again. Repetitions that can take each other's characters multiply: `a*a*a*b` looks at
the cube of the length of a text of `a`. What separates two repetitions, such as the `-` of `\\d*-\\d*`, keeps them
apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import factorial, prod
from typing import Final

MOST_STEPS: Final = 10_500_000
"""A twentieth of a second in Python, about twice as long in Java."""
CHARACTERS: Final = (*map(chr, range(128)), "ż", "😀")
"""What atoms are tried on; the last ones stand for all beyond ASCII."""


@dataclass(frozen=True, slots=True)
class Item:
    """A character or a repetition, in the order of the pattern.

    Attributes:
        ways: how many lengths the repetition can have, None without a limit; 1 for a plain character.
        separates: whether it is always matched, and so keeps apart repetitions that do not match it.
    """

    characters: frozenset[str]
    ways: int | None = 1
    separates: bool = True


@dataclass(slots=True)
class _Group:
    """An open group: where its items begin, and whether it holds a choice."""

    start: int
    choice: bool = False


def longest_input(parts: Sequence[re.Match[str]], most: int) -> int:
    """Return the longest text, up to `most`, that is searched within `MOST_STEPS`.

    Args:
        parts: of a pattern that can be read, each named by its group as in `regular_expression.PART`.
    """
    alternatives = _alternatives(parts)
    # One place to start at, if there is one pattern and it begins with ^.
    free = 0 if len(alternatives) == 1 and parts and parts[0].group() == "^" else 1
    chains = [chain for items in alternatives for chain in _chains(items)]
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if sum(_steps(chain, free, middle) for chain in chains) <= MOST_STEPS:
            low = middle
        else:
            high = middle - 1
    return low


def _alternatives(parts: Sequence[re.Match[str]]) -> list[list[Item]]:
    """Return the items of each alternative of a pattern; those of choices in brackets stand in one line."""
    items: list[Item] = []
    alternatives = [items]
    groups: list[_Group] = []
    last = 0
    for part in parts:
        text = part.group()
        if part["open"]:
            groups.append(_Group(len(items)))
        elif part["close"]:
            group = groups.pop()
            last = group.start
            if group.choice:
                # None of them is matched always.
                items[last:] = [replace(item, separates=False) for item in items[last:]]
        elif part["or"] and groups:
            groups[-1].choice = True
        elif part["or"]:
            items = []
            alternatives.append(items)
        elif part["repeat"] or part["count"]:
            _repeat(items, last, _ways(part))
        elif not part["anchor"]:
            last = len(items)
            items.append(Item(_characters(text)))
    return alternatives


def _repeat(items: list[Item], start: int, ways: int | None) -> None:
    """Repeat the items from a start on; those that hold repetitions are optional at most, and stay."""
    repeated = items[start:]
    if all(item.ways == 1 for item in repeated):
        items[start:] = [Item(_joined(repeated), ways)] if ways != 1 else repeated
    else:
        items.append(Item(_joined(repeated), ways))


def _ways(part: re.Match[str]) -> int | None:
    """Return how many lengths a repetition can have, None if there is no limit."""
    if part["repeat"]:
        return 2 if part["repeat"] == "?" else None
    _, comma, most = part["count"].strip("{}").partition(",")
    if not comma:
        return 1
    return int(most) - int(part["least"]) + 1 if most else None


@lru_cache(maxsize=1_024)
def _characters(atom: str) -> frozenset[str]:
    """Return the characters that a set, an escape or a plain character matches."""
    matches = re.compile(atom, re.ASCII).fullmatch
    found = frozenset(character for character in CHARACTERS if matches(character))
    return found if atom.isascii() else found | set(CHARACTERS[128:])


def _joined(items: Sequence[Item]) -> frozenset[str]:
    return frozenset[str]().union(*(item.characters for item in items))


def _chains(items: Sequence[Item]) -> list[list[Item]]:
    """Return the repetitions between which nothing keeps them apart."""
    chains: list[list[Item]] = [[]]
    for item in items:
        if item.ways != 1:
            chains[-1].append(item)
        elif item.separates and chains[-1] and not item.characters & _joined(chains[-1]):
            chains.append([])
    return chains


def _steps(chain: Sequence[Item], free: int, length: int) -> float:
    """Return in how many ways the repetitions of a chain can divide a text."""
    limited = prod(float(min(item.ways, length + 1)) for item in chain if item.ways is not None)
    free += sum(item.ways is None for item in chain)
    return limited * float(length) ** free / factorial(free)
