"""Suggests fixes: rules say what might be meant, and only what makes the check better is kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from filbert.expressions.api import NO_CONSTANTS, check
from filbert.expressions.checked import Checked
from filbert.expressions.checker.context import Constants
from filbert.expressions.diagnostic import Diagnostic
from filbert.expressions.editor.edit import Edit, apply_edits
from filbert.expressions.editor.fixes import meaning, structure, words
from filbert.expressions.editor.fixes.fault import Candidate, Fault, Rule
from filbert.expressions.editor.paths import Known
from filbert.expressions.editor.scan import hole_around
from filbert.expressions.types import Scope, Type

MOST_TRIED: Final = 16
"""Candidates of one finding that are tried; each costs a check."""
MOST_FINDINGS: Final = 20
MOST_CHECKED: Final = 60_000
"""Characters of all texts that are tried together, so that a long text does not keep its author waiting."""
MOST_OFFERED: Final = 3


@dataclass(frozen=True, slots=True)
class Fix:
    """What may be done about a finding.

    Attributes:
        title: what it does, as a command: "write AND instead of &&".
        edits: changes of the text as it was checked.
    """

    diagnostic: Diagnostic
    title: str
    edits: tuple[Edit, ...]


def suggest_fixes(
    text: str,
    scope: Scope,
    *,
    expected: Type | None = None,
    constants: Constants = NO_CONSTANTS,
    template: bool = False,
) -> tuple[Fix, ...]:
    """Return fixes for what is wrong with a text, in the order of the findings, the best of each first.

    Every one was tried: the text that it makes checks better. Only findings that go before others can hide some, so
    a text may have other errors after a fix, but not this one.

    Args:
        scope, expected, constants: as for `check`.
        template: whether the text is one with `{expression}` holes.

    >>> from filbert.expressions import parse_type
    >>> [fix.title for fix in suggest_fixes("a == 1", {"a": parse_type("BIGINT")})]
    ['write = instead of ==']
    """
    again = _checker(scope, expected, constants, template)
    checked = again(text)
    found: list[Fix] = []
    budget = MOST_CHECKED // (len(text) + 1)
    for diagnostic in checked.diagnostics[:MOST_FINDINGS]:
        hole = hole_around(text, diagnostic.start) if template and diagnostic.code != "E_TEMPLATE" else None
        start, end = hole or (0, len(text))
        wanted = None if template else expected
        fault = Fault(text, start, end, diagnostic, Known(scope, constants, {}), wanted)
        fixes, tried = _helpful(fault, checked, again, min(MOST_TRIED, budget))
        found += fixes
        budget -= tried
    return tuple(found)


def _checker(
    scope: Scope, expected: Type | None, constants: Constants, template: bool
) -> Callable[[str], Checked]:
    if not template:
        return lambda text: check(text, scope, expected=expected, constants=constants)
    from filbert.expressions.template import check_template

    return lambda text: check_template(text, scope, constants=constants)


def _helpful(
    fault: Fault, before: Checked, again: Callable[[str], Checked], most: int
) -> tuple[list[Fix], int]:
    """Return the fixes that make a text better, and how many were tried, `most` at most."""
    rank = _rank(before)
    tried: dict[str, tuple[tuple[int, ...], Candidate]] = {}
    for candidate in _candidates(fault) if most > 0 else ():
        try:
            changed = apply_edits(fault.text, candidate[1])
        except ValueError:
            continue
        if changed not in tried and changed != fault.text:
            tried[changed] = _rank(again(changed)), candidate
        if len(tried) >= most:
            break
    better = sorted((each for each in tried.values() if each[0] < rank), key=lambda each: each[0])
    # What leaves errors is a guess that another one beats, if that leaves none.
    fixes = [
        Fix(fault.found, title, edits)
        for reached, (title, edits) in better[:MOST_OFFERED]
        if any(reached[:-1]) == any(better[0][0][:-1]) and reached[:2] == better[0][0][:2]
    ]
    return fixes, len(tried)


def _candidates(fault: Fault) -> Iterator[Candidate]:
    for rule in RULES.get(fault.found.code, ()):
        yield from rule(fault)


def _rank(checked: Checked) -> tuple[int, ...]:
    """Tell how bad a text is: what hides other findings weighs more than any number of them."""
    counts = [0] * (len(STAGES) + 2)
    for found in checked.diagnostics:
        if found.severity == "warning":
            counts[-1] += 1
        else:
            stage = next((at for at, codes in enumerate(STAGES) if found.code in codes), len(STAGES))
            counts[stage] += 1
    syntax = [found for found in checked.diagnostics if found.code in STAGES[1]]
    # One syntax error may hide the next, so to get further is better too.
    left = len(checked.text) - syntax[0].start if syntax else 0
    return (counts[0], counts[1], left, *counts[2:])


STAGES: Final = (
    frozenset(
        {
            "E_OPERATOR",
            "E_QUOTES",
            "E_UNTERMINATED_TEXT",
            "E_NUMBER",
            "E_CHARACTER",
            "E_TOO_LONG",
            "E_TEMPLATE",
        }
    ),
    frozenset({"E_SYNTAX", "E_EMPTY", "E_DEPTH", "E_INTERVAL"}),
    frozenset({"E_NAME", "E_FIELD", "E_FUNCTION", "E_TYPE_NAME", "E_ARGUMENTS"}),
)
"""Codes of findings that hide those of later stages; types come last."""

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "E_OPERATOR": (words.operator,),
    "E_QUOTES": (words.quotes,),
    "E_UNTERMINATED_TEXT": (words.open_text,),
    "E_NUMBER": (words.number,),
    "E_CHARACTER": (words.character,),
    "E_SYNTAX": (structure.structure,),
    "E_NAME": (meaning.name,),
    "E_FIELD": (meaning.field,),
    "E_FUNCTION": (meaning.function,),
    "E_TYPE_NAME": (meaning.type_name,),
    "E_TYPE": (meaning.types,),
    "E_NULL": (meaning.null,),
    "E_CONST": (meaning.always_fails,),
    "E_INDEX": (meaning.index,),
    "E_INTERVAL": (meaning.interval,),
    "E_LITERAL": (meaning.literal,),
    "E_TEMPLATE": (meaning.brace,),
    "W_NULL_COMPARISON": (meaning.null_comparison,),
    "W_INT_DIV": (meaning.integer_division,),
}
"""The rules for a code."""
