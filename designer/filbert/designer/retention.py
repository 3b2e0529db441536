"""Removes what is older than the settings say, a little at a time, so that nobody waits for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from filbert.designer.alerts import repository as alerts
from filbert.designer.dead_letters import repository as dead_letters
from filbert.designer.metrics import service as metrics
from filbert.designer.samples import repository as samples

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.store import WriteSession

log = logging.getLogger("filbert.designer.retention")

DAY = 86_400_000
STEP = 2_000
"""Rows in one transaction."""
MOST_STEPS = 500
"""In one round; what is left waits for the next one."""

Remove: TypeAlias = "Callable[[WriteSession, int, int], int]"


def remove_old(application: Service) -> None:
    """One round over everything that has a time to be kept."""
    settings, now = application.settings, application.clock.now()
    rules: tuple[tuple[str, int, Remove], ...] = (
        ("alerts", settings.alerts_days, alerts.remove_older),
        ("samples", settings.samples_days, samples.remove_older),
        ("dead letters", settings.dead_letters_days, dead_letters.remove_older),
    )
    for what, days, remove in rules:
        if days:
            _in_steps(application, what, remove, now - days * DAY)
    _in_steps(
        application,
        "measures",
        lambda session, days, most: metrics.remove_old(session, now, days, most),
        settings.metrics_days,
    )
    _in_steps(application, "dead letters", dead_letters.remove_beyond, settings.dead_letters_most)


def _in_steps(application: Service, what: str, remove: Remove, bound: int) -> None:
    total = 0
    for _ in range(MOST_STEPS):
        with application.store.write() as session:
            removed = remove(session, bound, STEP)
        total += removed
        if removed < STEP:
            break
    if total:
        log.info("removed what was too old", extra={"what": what, "count": total})
