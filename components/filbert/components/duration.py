"""Durations as people write them: `150ms`, `5s`, `4h`, `30d`. Inside, always whole milliseconds."""

import re

UNITS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
LONGEST = 3_650 * UNITS["d"]

_PATTERN = re.compile(r"(\d{1,15})(ms|s|m|h|d)", re.ASCII)


def parse_duration(text: object) -> int:
    """Milliseconds of a written duration.

    Raises:
        ValueError: it is not a number with a unit, or longer than ten years.

    >>> parse_duration("4h")
    14400000
    """
    found = _PATTERN.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError(
            f"{text!r} is not a duration; write a whole number and a unit, for example 150ms, 5s, 10m, 4h or 30d"
        )
    milliseconds = int(found[1]) * UNITS[found[2]]
    if milliseconds > LONGEST:
        raise ValueError(f"{text!r} is longer than ten years (3650d)")
    return milliseconds


def format_duration(milliseconds: int) -> str:
    """The shortest exact way to write it.

    >>> format_duration(14400000)
    '4h'
    """
    for unit in ("d", "h", "m", "s"):
        if milliseconds and milliseconds % UNITS[unit] == 0:
            return f"{milliseconds // UNITS[unit]}{unit}"
    return f"{milliseconds}ms"
