"""What the checker tells an author: where, what is wrong, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about the text of an expression.

    Attributes:
        code: stable code such as `E_TYPE`; warnings begin with `W_`.
        start, end: code points of the text, `[start, end)`.
        hint: what to write instead, where that can be told.
    """

    code: str
    start: int
    end: int
    message: str
    hint: str | None = None
    severity: Severity = "error"


def did_you_mean(name: str, known: Iterable[str], otherwise: str | None = None) -> str | None:
    """Suggest the known name that is nearest to a mistyped one."""
    # Loaded when something is wrong only: the import costs more than a whole check.
    from difflib import get_close_matches

    names = list(known)
    by_lower_case = {candidate.lower(): candidate for candidate in names}
    near = get_close_matches(name.lower(), by_lower_case, 1)
    if not near and len(name) > 1:
        near = [candidate for candidate in by_lower_case if candidate.startswith(name.lower())][:1]
    return f"did you mean {by_lower_case[near[0]]}?" if near else otherwise
