"""The tables of mistakes/*.md: what people write who come from elsewhere, what they are told, and what mends it."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from filbert.expressions import Diagnostic, apply_edits, check, parse_type, suggest_fixes

FOLDER = Path(__file__).parent / "mistakes"
COLUMNS = re.compile(r"^```columns\n(.*?)^```", re.MULTILINE | re.DOTALL)
CELL = re.compile(r" \| (?=\S)")
NONE = "–"


@dataclass(frozen=True)
class Mistake:
    """One line of a table."""

    place: str
    text: str
    finding: str
    message: str
    hint: str
    fixed: str


def read(path: Path) -> list[Mistake]:
    """The lines of all tables of a file."""
    return [
        Mistake(f"{path.name}:{number}", *(code(cell) for cell in CELL.split(line[2:-2])))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.startswith("| `")
    ]


def code(cell: str) -> str:
    """What stands in a cell, without the backticks around code."""
    text = cell.replace("\\|", "|")
    match = re.fullmatch(r"`` (.*) ``|`([^`]*)`", text)
    return text if match is None else match[1] or match[2]


MISTAKES = [mistake for path in sorted(FOLDER.glob("*.md")) for mistake in read(path)]
SCOPE = {
    line.partition(": ")[0]: parse_type(line.partition(": ")[2])
    for path in sorted(FOLDER.glob("*.md"))
    for block in COLUMNS.findall(path.read_text(encoding="utf-8"))
    for line in block.splitlines()
}


def errors(text: str) -> list[Diagnostic]:
    """What keeps a text from being run."""
    return [each for each in check(text, SCOPE).diagnostics if each.severity == "error"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.place)
def test_a_mistake_is_named_and_mended(mistake: Mistake) -> None:
    """The first finding says what is wrong, where, and what to write; its first fix does it."""
    first = check(mistake.text, SCOPE).diagnostics[0]
    fixes = [fix for fix in suggest_fixes(mistake.text, SCOPE) if fix.diagnostic == first]
    fixed = apply_edits(mistake.text, fixes[0].edits) if fixes else NONE

    assert f"{first.code} {first.start}..{first.end}" == mistake.finding
    assert (first.message, first.hint or NONE) == (mistake.message, mistake.hint)
    assert fixed == mistake.fixed


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.place)
def test_what_to_write_instead_is_told(mistake: Mistake) -> None:
    """No message leaves the author alone."""
    assert mistake.hint != NONE


@pytest.mark.parametrize(
    "mistake", [each for each in MISTAKES if each.fixed != NONE], ids=lambda mistake: mistake.place
)
def test_fixes_lead_to_a_text_that_can_be_read(mistake: Mistake) -> None:
    """One after the other, each of the first finding, until no fix is left."""
    text = mistake.text
    for _ in range(5):
        fixes = [fix for fix in suggest_fixes(text, SCOPE) if fix.diagnostic.severity == "error"]
        if not fixes:
            break
        text = apply_edits(text, fixes[0].edits)

    assert errors(text) == []


def test_there_are_enough_of_them() -> None:
    """And no line that looks like one is overlooked."""
    lines = [line for path in FOLDER.glob("*.md") for line in path.read_text().splitlines()]

    assert len(MISTAKES) == sum(line.startswith("| `") for line in lines) > 100
