"""Phone numbers by the numbering plans of data/phones.txt, which the JVM library (`filbert.functions.Phone`) reads too.

Only lengths and prefixes are known, not which ranges are in use: enough to give a number one writing and a country.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("data") / "phones.txt"
LONGEST: Final = 15
"""Digits of a number by E.164."""
LONGEST_BEGINNING: Final = 7

_is_number = re.compile(r"\+?[0-9 ()./\u00a0-]{1,40}", re.ASCII).fullmatch
_others = re.compile(r"[^0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbering plan of a country.

    Attributes:
        national: the prefix of national numbers; empty if there is none.
        international: the prefix of international numbers.
        lengths: of numbers without any prefix.
    """

    code: str
    national: str
    international: str
    lengths: frozenset[int]


@cache
def plans() -> dict[str, Plan]:
    """Return the plans of all countries by their ISO 3166 code."""
    found: dict[str, Plan] = {}
    for line in _lines():
        if line[0] != "+":
            region, code, national, international, lengths = line.split(" ")
            known = frozenset(map(int, lengths.split(",")))
            found[region] = Plan(code, national.strip("-"), international.strip("-"), known)
    return found


@cache
def owners() -> dict[str, str]:
    """Return whose numbers begin so."""
    pairs = (line[1:].partition(" ")[::2] for line in _lines() if line[0] == "+")
    return dict(pairs)


def _lines() -> list[str]:
    return [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line[0] != "#"]


def country_of(digits: str) -> str | None:
    """Return the country of an international number without its plus, None if no country has such numbers."""
    for length in range(min(len(digits), LONGEST_BEGINNING), 0, -1):
        region = owners().get(digits[:length])
        if region is not None:
            return region
    return None


def international_digits(text: str, region: str) -> str | None:
    """Return the digits of a number with its calling code, None if the text is no number.

    Args:
        region: the country whose prefixes count; empty if only numbers with + or 00 can be read.
    """
    if not _is_number(text):
        return None
    digits = _others.sub("", text)
    own = plans().get(region)
    if text[0] == "+":
        return _possible(digits)
    prefix = own.international if own is not None else "00"
    if prefix and digits.startswith(prefix):
        return _possible(digits[len(prefix) :])
    if own is None:
        return None
    if own.national and digits.startswith(own.national) and len(digits) - len(own.national) in own.lengths:
        digits = digits[len(own.national) :]
    return _possible(own.code + digits)


def _possible(digits: str) -> str | None:
    region = country_of(digits)
    if region is None or len(digits) > LONGEST:
        return None
    plan = plans()[region]
    return digits if len(digits) - len(plan.code) in plan.lengths else None
