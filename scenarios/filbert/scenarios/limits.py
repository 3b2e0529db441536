"""Limits of a document that comes as plain values and not as a text: told before anything else looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filbert.scenarios.document import MAX_EDGES, MAX_NODES
from filbert.scenarios.problem import Problem
from filbert.scenarios.text import MAX_DEPTH, MAX_VALUES, UNPRINTABLE, limit


def beyond_limits(value: Any) -> Problem | None:
    """The first limit that a document passes; None when it keeps all of them.

    Args:
        value: plain values, however deep: the depth of Python's own stack plays no part.
    """
    if isinstance(value, Mapping):
        for key, most in (("nodes", MAX_NODES), ("edges", MAX_EDGES)):
            found = value.get(key)
            if isinstance(found, list) and len(found) > most:
                return limit(f"a scenario has at most {most:,} {key}, not {len(found):,}")
    count = 0
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        count += 1
        # What is inside is counted before any of it is looked at.
        if count + len(waiting) + (len(each) if isinstance(each, Mapping | list) else 0) > MAX_VALUES:
            return limit(f"a document holds at most {MAX_VALUES:,} values")
        if depth > MAX_DEPTH:
            return limit(f"nested more than {MAX_DEPTH} deep")
        if isinstance(each, Mapping):
            for key, inner in each.items():
                problem = _unprintable(str(key))
                if problem is not None:
                    return problem
                waiting.append((inner, depth + 1))
        elif isinstance(each, list):
            waiting += ((inner, depth + 1) for inner in each)
        elif isinstance(each, str):
            problem = _unprintable(each)
            if problem is not None:
                return problem
    return None


def _unprintable(text: str) -> Problem | None:
    found = UNPRINTABLE.search(text)
    if found is None:
        return None
    return Problem("E_CHARACTER", f"the character U+{ord(found[0]):04X} cannot stand in a document")
