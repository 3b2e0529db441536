"""What may be shown to those who may not see personal data: what its scenario's version says is none.

A stream's definition marks personal fields, and what is computed from them is marked, too. Whatever no version that is
kept here explains has not been judged, and is hidden.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from filbert.designer.errors import ServiceError
from filbert.designer.scenarios import repository as scenarios

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service

log = logging.getLogger("filbert.designer.disclosure")

Value = TypeVar("Value")

KEPT = 500
"""Versions whose judgement is kept in memory."""
UNJUDGED_SECONDS = 10.0
"""How long a version that is not known here, or that cannot be judged now, is not asked for again."""


@dataclass(frozen=True)
class Shown:
    """What may be shown of what a node writes."""

    fields: frozenset[str] = frozenset()
    """Of an alert: some of `subject`, `title` and `dedupe_key`."""
    evidence: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    """Of an event that reaches the node."""


NOTHING = Shown()
_kept: OrderedDict[str, Mapping[str, Shown]] = OrderedDict()
_unjudged: OrderedDict[str, float] = OrderedDict()
"""Until when, on the monotonic clock: a page or an export asks for the same ones for each of its alerts."""
_lock = threading.Lock()


def of_node(application: Service, scenario: str, version: str, node: str) -> Shown:
    """What may be shown of what a node of a version wrote."""
    return _of_version(application, scenario, version).get(node, NOTHING)


def _of_version(application: Service, scenario: str, version: str) -> Mapping[str, Shown]:
    # The hash covers document and streams: the judgement of one never changes.
    with _lock:
        if version in _kept:
            _kept.move_to_end(version)
            return _kept[version]
        if time.monotonic() < _unjudged.get(version, 0.0):
            return {}
    judged = _judged(application, scenario, version)
    with _lock:
        if judged is None:
            _remember(_unjudged, version, time.monotonic() + UNJUDGED_SECONDS)
            return {}
        _unjudged.pop(version, None)
        _remember(_kept, version, judged)
    return judged


def _remember(known: OrderedDict[str, Value], version: str, value: Value) -> None:
    known[version] = value
    known.move_to_end(version)
    while len(known) > KEPT:
        known.popitem(last=False)


def _judged(application: Service, scenario: str, version: str) -> Mapping[str, Shown] | None:
    """What a version lets be shown of each node; None where that is not known."""
    with application.store.read() as session:
        found = scenarios.version_of_hash(session, scenario, version)
    if found is None:
        return None
    try:
        answer = application.workers.run("open_data", document=found.document, definitions=found.definitions)
    except ServiceError as error:
        log.warning("a version cannot be judged", extra={"version": version}, exc_info=error)
        return None
    return {node: _shown(each) for node, each in answer.items()}


def _shown(answer: Mapping[str, Any]) -> Shown:
    return Shown(*(frozenset(answer[name]) for name in ("fields", "evidence", "columns")))
