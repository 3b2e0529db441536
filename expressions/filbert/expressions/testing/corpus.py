"""Examples in Markdown tables: documentation and test in one, run by every engine."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filbert.expressions.api import check
from filbert.expressions.checked import Checked
from filbert.expressions.type_parser import parse_type
from filbert.expressions.types import Column
from filbert.expressions.values import from_json

COLUMNS = re.compile(r"^```columns\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\| `(?P<expression>.+)` \| `(?P<given>\{.*\})` \| `(?P<result>.+)` \|$", re.MULTILINE)
FAILURE = re.compile(r"(E_\w+) @ (\d+)")
REFUSAL = re.compile(r"(E_\w+) (\d+)\.\.(\d+)")


@dataclass(frozen=True, slots=True)
class Example:
    """One line of a table.

    Attributes:
        given: the row, with every column of the corpus.
        result: the value as JSON, or what went wrong in the words of the table.
        refused: whether the text has errors, so that nothing can be run.
    """

    place: str
    expression: str
    given: Mapping[str, Any]
    result: Any
    refused: bool

    @property
    def fails(self) -> bool:
        """Whether evaluation ends in an error."""
        return (
            not self.refused and isinstance(self.result, str) and FAILURE.fullmatch(self.result) is not None
        )


@dataclass(frozen=True, slots=True)
class Corpus:
    """All examples of a folder, over one set of columns."""

    columns: Mapping[str, Column]
    examples: Sequence[Example]

    def check(self, example: Example) -> Checked:
        """Check the expression of an example."""
        return check(example.expression, self.columns)


def read_corpus(folder: Path) -> Corpus:
    """Read all Markdown files of a folder."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    columns: dict[str, Column] = {}
    for text in texts.values():
        for block in COLUMNS.findall(text):
            for line in block.splitlines():
                name, _, type_ = line.partition(": ")
                columns[name] = parse_type(type_)
    examples = [
        _example(f"{name}:{text.count(chr(10), 0, match.start()) + 1}", match, columns)
        for name, text in texts.items()
        for match in LINE.finditer(text)
    ]
    return Corpus(columns, examples)


def _example(place: str, match: re.Match[str], columns: Mapping[str, Column]) -> Example:
    expression, given, result = (
        match[name].replace("\\|", "|") for name in ("expression", "given", "result")
    )
    row = dict.fromkeys(columns)
    for name, value in json.loads(given).items():
        row[name] = from_json(value, columns[name].type)
    refused = REFUSAL.fullmatch(result) is not None
    is_text = refused or FAILURE.fullmatch(result) is not None
    return Example(place, expression, row, result if is_text else json.loads(result), refused)
