"""The reference of functions as Markdown, made from the registry.

python -m filbert.expressions.reference docs/reference/functions.md      # writes it anew
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from filbert.expressions.functions.entry import FUNCTIONS, Function

TITLES: Final[Mapping[str, str]] = {
    "choice": "Choice",
    "numbers": "Numbers",
    "text": "Text",
    "patterns": "Regular expressions",
    "time": "Time",
    "conversion": "Conversion",
    "hashes": "Hashes, encodings and masks",
    "phones": "Phone numbers",
    "addresses": "Network addresses",
    "json": "JSON",
    "collections": "Collections",
    "places": "Places",
}
INTRODUCTION: Final = """\
# Functions

Made from the registry by `python -m filbert.expressions.reference docs/reference/functions.md`; not to be edited.

A function is NULL when any argument is, unless its description says otherwise.
What stands in square brackets may be left out.
How expressions are written: [writing expressions](expressions.md).
"""


def reference() -> str:
    """Return the page: by category, each function with its signature, help and example."""
    parts = [INTRODUCTION]
    found = dict.fromkeys(each.category for each in FUNCTIONS.values())
    for category in sorted(found, key=lambda category: list(TITLES).index(category)):
        parts.append(f"## {TITLES[category]}\n")
        parts.append("| function | meaning | example |\n|---|---|---|")
        parts.append(
            "\n".join(_line(each) for each in FUNCTIONS.values() if each.category == category) + "\n"
        )
    return "\n".join(parts)


def _line(function: Function) -> str:
    text, result = function.example
    cells = (f"`{function.signature}`", " ".join(function.help.split()), f"`{text}` → `{result}`")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
