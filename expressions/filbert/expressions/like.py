"""LIKE patterns: read once, then matched by plain text functions where possible, by a regular expression else."""

from dataclasses import dataclass

ANY_TEXT = "%"
ANY_CHARACTER = "_"
LONGEST_PATTERN = 500


class PatternError(ValueError):
    """A pattern that LIKE cannot use."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as its parts between `%`; in a part, None stands for any one character."""

    parts: tuple[tuple[str | None, ...], ...]

    @property
    def has_any_character(self) -> bool:
        """Whether `_` occurs."""
        return any(None in part for part in self.parts)

    @property
    def literal(self) -> str:
        """All that must occur literally, in order."""
        return "".join(character for part in self.parts for character in part if character is not None)

    @property
    def shape(self) -> str:
        """The form of a simple pattern: `equal`, `start`, `end`, `inside`; else `complex`."""
        if self.has_any_character:
            return "complex"
        return _SHAPES.get(tuple(bool(part) for part in self.parts), "complex")

    def regular_expression(self) -> str:
        r"""Return an expression for both Python and Java, to be anchored by \A and \z.

        Atomic groups keep the time linear: the first occurrence of a part in the middle is as good as any other.
        """
        first, *rest = self.parts
        if not rest:
            return _escaped(first)
        *middle, last = rest
        groups = "".join(f"(?>.*?{_escaped(part)})" for part in middle if part)
        return f"{_escaped(first)}{groups}.*{_escaped(last)}"


_SHAPES = {
    (False,): "equal",
    (True,): "equal",
    (False, False): "start",
    (True, False): "start",
    (False, True): "end",
    (False, True, False): "inside",
}


def read_pattern(pattern: str, escape: str | None = None) -> Pattern:
    """Split a pattern.

    >>> read_pattern("50!%%", "!").parts
    (('5', '0', '%'), ())

    Raises:
        PatternError: the escape character is not one character, or escapes nothing.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PatternError(f"a pattern has at most {LONGEST_PATTERN} characters")
    if escape is not None and len(escape) != 1:
        raise PatternError("ESCAPE takes one character")
    parts: list[tuple[str | None, ...]] = []
    part: list[str | None] = []
    characters = iter(pattern)
    for character in characters:
        if character == escape:
            escaped = next(characters, None)
            if escaped is None or escaped not in {ANY_TEXT, ANY_CHARACTER, escape}:
                raise PatternError(f"'{escape}' is followed by %, _ or itself")
            part.append(escaped)
        elif character == ANY_TEXT:
            if part or not parts:
                parts.append(tuple(part))
            part = []
        else:
            part.append(None if character == ANY_CHARACTER else character)
    parts.append(tuple(part))
    return Pattern(tuple(parts))


def _escaped(part: tuple[str | None, ...]) -> str:
    return "".join("." if character is None else escape_character(character) for character in part)


def escape_character(character: str) -> str:
    r"""Write a character so that regular expressions of Python and Java take it literally."""
    return "\\" + character if character in _SPECIAL else character


_SPECIAL = frozenset("\\.^$|?*+()[]{}")
