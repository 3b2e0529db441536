"""Positions in texts: code points inside, UTF-16 units at the edge, as browsers count."""


def to_utf16(text: str, position: int) -> int:
    """A position in UTF-16 units.

    >>> to_utf16("a😀b", 2)
    3
    """
    return len(text[:position].encode("utf-16-le", "surrogatepass")) // 2


def to_code_points(text: str, position: int) -> int:
    """A position in code points; one within a pair of units is before the character.

    >>> to_code_points("a😀b", 3)
    2
    """
    units = 0
    for index, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > position:
            return index
    return len(text)
