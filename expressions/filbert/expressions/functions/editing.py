"""Texts filled up, cut, split, counted and rewritten. All of it counts code points."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from filbert.expressions import tree
from filbert.expressions.errors import EvalError
from filbert.expressions.evaluation import LONGEST_TEXT
from filbert.expressions.functions.entry import Guards, java_name
from filbert.expressions.functions.registry import function
from filbert.expressions.types import INTEGER_RANGES

LENGTHS: Final = (0, INTEGER_RANGES["INT"][1])
LONGEST_COMPARED: Final = 255
SPACES: Final = " \t\n\r\f\v"
"""Whitespace of ASCII; what else is whitespace depends on the version of Unicode."""
SPACE_PATTERN: Final = r"[ \t\n\r\f\x0B]"
WITHOUT_ACCENT: Final = {
    ord(letter): plain
    for letter, plain in {
        "Æ": "AE",
        "æ": "ae",
        "Œ": "OE",
        "œ": "oe",
        "ß": "ss",
        "ẞ": "SS",
        "Ł": "L",
        "ł": "l",
        "Ø": "O",
        "ø": "o",
        "Đ": "D",
        "đ": "d",
        "Ð": "D",
        "ð": "d",
        "Þ": "TH",
        "þ": "th",
        "Ħ": "H",
        "ħ": "h",
        "ı": "i",
        "Ŧ": "T",
        "ŧ": "t",
    }.items()
}
"""Letters that Unicode does not take apart."""


@function("text", java="First", example=("LEFT('filbert', 3)", "'fil'"))
def left(text: str, count: int) -> str:
    """The first characters; the whole text if it has fewer, an empty one if the count is not positive."""
    return text[: max(count, 0)]


@function("text", java="Last", example=("RIGHT('+48600100200', 4)", "'0200'"))
def right(text: str, count: int) -> str:
    """The last characters; the whole text if it has fewer, an empty one if the count is not positive."""
    return text[-count:] if count > 0 else ""


@function(
    "text",
    java="Trim",
    flink=f"{java_name('Trim')}({{0}}, {{1}}, TRUE, FALSE)",
    example=("LTRIM('00042', '0')", "'42'"),
)
def ltrim(text: str, characters: str = " ") -> str:
    """The text without these characters, by default spaces, at its start."""
    return text.lstrip(characters) if characters else text


@function(
    "text",
    java="Trim",
    flink=f"{java_name('Trim')}({{0}}, {{1}}, FALSE, TRUE)",
    example=("RTRIM('12,500', '0')", "'12,5'"),
)
def rtrim(text: str, characters: str = " ") -> str:
    """The text without these characters, by default spaces, at its end."""
    return text.rstrip(characters) if characters else text


def _length_guards(condition: str) -> Guards:
    return lambda _call, operands: [(condition.format(*operands), "E_LENGTH")]


@function(
    "text",
    java="Pad",
    flink=f"{java_name('Pad')}({{0}}, {{1}}, {{2}}, TRUE)",
    guards=_length_guards(f"{{1}} > {LONGEST_TEXT}"),
    fails=True,
    example=("LPAD('42', 5, '0')", "'00042'"),
)
def lpad(text: str, length: int, filling: str = " ", *, at: int) -> str:
    """The text filled up at its start to a length, by default with spaces; a longer text is cut to its first
    characters."""
    return _filling(text, length, filling, at) + text[: max(length, 0)]


@function(
    "text",
    java="Pad",
    flink=f"{java_name('Pad')}({{0}}, {{1}}, {{2}}, FALSE)",
    guards=_length_guards(f"{{1}} > {LONGEST_TEXT}"),
    fails=True,
    example=("RPAD('42', 5, '.')", "'42...'"),
)
def rpad(text: str, length: int, filling: str = " ", *, at: int) -> str:
    """The text filled up at its end to a length, by default with spaces; a longer text is cut to its first
    characters."""
    return text[: max(length, 0)] + _filling(text, length, filling, at)


def _filling(text: str, length: int, filling: str, at: int) -> str:
    if length > LONGEST_TEXT:
        raise EvalError("E_LENGTH", at)
    missing = length - len(text)
    if missing <= 0 or not filling:
        return ""
    return (filling * (missing // len(filling) + 1))[:missing]


@function("text", java="Repeat", null_means="E_LENGTH", example=("REPEAT('ab', 3)", "'ababab'"))
def repeat(text: str, count: int, at: int) -> str:
    """The text so many times; empty if the count is not positive."""
    if count <= 0 or not text:
        return ""
    if count > LONGEST_TEXT // len(text):
        raise EvalError("E_LENGTH", at)
    return text * count


@function("text", java="SplitPart", example=("SPLIT_PART('a,b,c', ',', 2)", "'b'"))
def split_part(text: str, separator: str, number: int) -> str | None:
    """A part of the text between separators, counted from 1, or from the end if the number is negative; NULL if
    there is no such part. An empty separator separates nothing."""
    parts = text.split(separator) if separator else [text]
    if number == 0 or abs(number) > len(parts):
        return None
    return parts[number - 1 if number > 0 else number]


@function("text", java="Reverse", example=("REVERSE('abc')", "'cba'"))
def reverse(text: str) -> str:
    """The characters in the opposite order."""
    return text[::-1]


@function("text", java="InitialCapitals", example=("INITCAP('anna-maria o''neil')", "'Anna-Maria O''neil'"))
def initcap(text: str) -> str:
    """Each word with one capital letter at its start, the rest in small letters; words end at spaces and
    punctuation."""
    words: list[str] = []
    start = 0
    for position, character in enumerate([*text, " "]):
        if ord(character) > 127 or character == "'" or character.isalnum():
            continue
        if position > start:
            words.append(text[start].upper() + text[start + 1 : position].lower())
        words.append(text[position : position + 1])
        start = position + 1
    return "".join(words)


@function("text", java="Translate", example=("TRANSLATE('2024/03/09', '/', '-')", "'2024-03-09'"))
def translate(text: str, from_: str, to: str) -> str:
    """The text with each character of the second text replaced by the one at its place in the third; characters
    without a counterpart are dropped."""
    table: dict[int, str | None] = {}
    for position, character in enumerate(from_):
        table.setdefault(ord(character), to[position] if position < len(to) else None)
    return text.translate(table)


def _levenshtein_guards(_call: tree.Call, operands: Sequence[str]) -> Sequence[tuple[str, str]]:
    conditions = " OR ".join(f"CHAR_LENGTH({operand}) > {LONGEST_COMPARED}" for operand in operands)
    return [(f"({conditions})", "E_LENGTH")]


@function(
    "text",
    java="Levenshtein",
    guards=_levenshtein_guards,
    fails=True,
    range_=(0, LONGEST_COMPARED),
    example=("LEVENSHTEIN('kowalski', 'kowalsky')", "1"),
)
def levenshtein(text: str, other: str, at: int) -> int:
    """How many characters must be put in, taken out or replaced to make one text of the other; both have at most
    255 characters."""
    if max(len(text), len(other)) > LONGEST_COMPARED:
        raise EvalError("E_LENGTH", at)
    before = list(range(len(other) + 1))
    for row, mine in enumerate(text, 1):
        current = [row]
        for column, theirs in enumerate(other):
            replaced = before[column] + (mine != theirs)
            current.append(min(replaced, before[column + 1] + 1, current[column] + 1))
        before = current
    return before[-1]


@function("text", java="LastPosition", range_=LENGTHS, example=("LAST_POSITION('/', '/a/b')", "3"))
def last_position(part: str, text: str) -> int:
    """Where the part occurs last, counted from 1; 0 if it does not."""
    return text.rfind(part) + 1


@function("text", java="Occurrences", range_=LENGTHS, example=("OCCURRENCES('banana', 'an')", "2"))
def occurrences(text: str, part: str) -> int:
    """How often the part occurs, without overlaps; an empty part occurs nowhere."""
    return text.count(part) if part else 0


@function(
    "text",
    flink=f"REGEXP({{0}}, '\\A{SPACE_PATTERN}*\\z')",
    python=f"(not {{0}}.strip({SPACES!r}))",
    example=("IS_BLANK('  ')", "TRUE"),
)
def is_blank(text: str) -> bool:
    """Whether the text holds nothing but spaces, tabs and line breaks."""
    return not text.strip(SPACES)


@function(
    "text",
    flink=f"TRIM(REGEXP_REPLACE({{0}}, '{SPACE_PATTERN}+', ' '))",
    example=("NORMALIZE_SPACES('  a   b ')", "'a b'"),
)
def normalize_spaces(text: str) -> str:
    """The text without spaces, tabs and line breaks at its ends, and with a single space for each run of them
    inside."""
    for space in SPACES[1:]:
        text = text.replace(space, " ")
    return " ".join(filter(None, text.split(" ")))


@function(
    "text",
    flink="(LOWER(UPPER({0})) = LOWER(UPPER({1})))",
    example=("EQUALS_IGNORE_CASE('Filbert', 'FILBERT')", "TRUE"),
)
def equals_ignore_case(text: str, other: str) -> bool:
    """Whether two texts are equal apart from capital and small letters."""
    return text.upper().lower() == other.upper().lower()


@function("text", java="Unaccent", example=("UNACCENT('Zażółć gęślą jaźń')", "'Zazolc gesla jazn'"))
def unaccent(text: str) -> str:
    """The text with Latin letters that have no accents: ł becomes l, ü becomes u, ß becomes ss."""
    return "".join(map(_unaccented, text))


def _unaccented(character: str) -> str:
    code = ord(character)
    if code < 0xC0 or code > 0x1EFF:
        return character
    if code in WITHOUT_ACCENT:
        return WITHOUT_ACCENT[code]
    if code <= 0x24F or code >= 0x1E00:
        plain = unicodedata.normalize("NFD", character)[0]
        return plain if plain.isascii() else character
    return "" if 0x300 <= code <= 0x36F else character
