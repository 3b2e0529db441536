"""Safe writing of texts and names into Flink SQL."""


def sql_text(text: str) -> str:
    r"""Write a text literal.

    Control characters are written by number, since some would end the line or be lost on the way.

    >>> sql_text("it's")
    "'it''s'"
    >>> sql_text("a\tb")
    "U&'a\\0009b'"
    """
    if all(character.isprintable() for character in text):
        return "'" + text.replace("'", "''") + "'"
    return "U&'" + "".join(map(_escaped, text)) + "'"


def _escaped(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if character == "'":
        return "''"
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFFFF:
        return f"\\{code:04X}"
    # The parser of Flink knows four digits only: beyond them, the two halves of a pair.
    code -= 0x10000
    return f"\\{0xD800 + (code >> 10):04X}\\{0xDC00 + (code & 0x3FF):04X}"


def sql_name(name: str) -> str:
    """Write a column's or field's name; in backticks it may be a keyword of SQL."""
    return "`" + name.replace("`", "``") + "`"
