"""Numbers as people write them: with a mark before the fraction, and perhaps one between thousands.

The Java classes `filbert.functions.PlainNumber` and `GroupedNumber` do the same.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

MARKS: Final = (".", ",")
"""What stands before the fraction."""
SEPARATORS: Final = (".", ",", " ", "'", "_", "\u00a0", "\u202f")
"""What stands between thousands."""
MOST_WHOLE_DIGITS: Final = 29
LONGEST_NUMBER: Final = 200

_thousands = re.compile(r"(?<=[0-9])(?=(?:[0-9]{3})+(?:\.|\Z))")


def _reader(mark: str) -> Callable[[str], re.Match[str] | None]:
    space, separators = "[ \\t\u00a0]*", "".join(SEPARATORS).replace(mark, "")
    whole = rf"[0-9]+|[0-9]{{1,3}}([{separators}])[0-9]{{3}}(?:\3[0-9]{{3}})*"
    return re.compile(rf"{space}([+-]?)({whole})(?:[{mark}]([0-9]{{1,38}}))?{space}").fullmatch


_READERS: Final[Mapping[str, Callable[[str], re.Match[str] | None]]] = {mark: _reader(mark) for mark in MARKS}


def plain_number(text: str, mark: str) -> str | None:
    """Return a number in digits and a point alone; None if it is not written with this mark.

    >>> plain_number("1 234,50", ","), plain_number("1.5", ",")
    ('1234.50', None)
    """
    found = _READERS[mark](text) if len(text) <= LONGEST_NUMBER else None
    if found is None:
        return None
    whole = found[2].replace(found[3], "") if found[3] else found[2]
    if len(whole) > MOST_WHOLE_DIGITS:
        return None
    return f"{found[1]}{whole}{'.' if found[4] else ''}{found[4] or ''}"


def grouped_number(text: str, separator: str, mark: str) -> str:
    """Return a plain number with a separator between thousands and another mark.

    >>> grouped_number("-1234567.50", " ", ",")
    '-1 234 567,50'
    """
    whole, point, fraction = text.partition(".")
    return _thousands.sub(lambda _: separator, whole) + (mark if point else "") + fraction
