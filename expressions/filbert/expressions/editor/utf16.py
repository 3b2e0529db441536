"""Positions for clients that count UTF-16 units, as browsers do. Everywhere else a position counts code points."""

LAST_OF_ONE_UNIT = "\uffff"


def to_utf16(text: str, position: int) -> int:
    """Return the UTF-16 units before a code point; a position outside the text is moved to its end.

    >>> to_utf16("'😀' = x", 4)
    5
    """
    position = min(max(position, 0), len(text))
    if text.isascii():
        return position
    return position + sum(character > LAST_OF_ONE_UNIT for character in text[:position])


def from_utf16(text: str, units: int) -> int:
    """Return the code point before which so many UTF-16 units stand.

    Between the two units of one character it is the position of that character; a position outside the text is
    moved to its end.

    >>> from_utf16("'😀' = x", 5)
    4
    """
    if text.isascii():
        return min(max(units, 0), len(text))
    left = units
    for position, character in enumerate(text):
        left -= 1 + (character > LAST_OF_ONE_UNIT)
        if left < 0:
            return position
    return len(text)
