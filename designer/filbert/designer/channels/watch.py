"""Looks again and again how objectives stand, and tells by each channel what is new, still, or no longer broken.

What a channel has told is kept only once a message was delivered: one that fails is tried again in the next round.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.designer.channels import repository, service
from filbert.designer.channels.delivery import NotDeliveredError
from filbert.designer.channels.message import Line, Message
from filbert.designer.channels.repository import Channel, Notice
from filbert.designer.metrics.service import NoMetricsError
from filbert.designer.objectives import repository as objectives
from filbert.designer.objectives.judgement import Judgement, judge
from filbert.monitoring.alert import AlertsUnavailableError

if TYPE_CHECKING:
    from filbert.designer.dependencies import Service
    from filbert.designer.objectives.repository import Objective

log = logging.getLogger("filbert.designer.notifications")

MINUTE = 60_000


@dataclass(frozen=True)
class Standing:
    """How a measure of an objective stands."""

    objective: Objective
    judgement: Judgement

    @property
    def what(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.objective.environment, self.objective.scenario, self.judgement.measure

    def is_silent(self, now: int) -> bool:
        """Whether nobody is to be told."""
        until = self.objective.silent_until
        return until is not None and now < until


def watch(application: Service) -> None:
    """One round."""
    now = application.clock.now()
    with application.store.read() as session:
        channels = repository.every(session)
        wanted = objectives.every(session) if channels else []
    standings: list[Standing] = []
    unknown: set[tuple[str, str]] = set()
    for objective in wanted:
        try:
            standings += [Standing(objective, each) for each in judge(application, objective, now)]
        except (NoMetricsError, AlertsUnavailableError) as error:
            unknown.add((objective.environment, objective.scenario))
            log.warning("an objective cannot be judged: %s", error, extra={"scenario": objective.scenario})
    for channel in channels:
        for environment in json.loads(channel.environments):
            _tell(application, channel, environment, standings, unknown, now)


def _tell(
    application: Service,
    channel: Channel,
    environment: str,
    standings: Sequence[Standing],
    unknown: set[tuple[str, str]],
    now: int,
) -> None:
    with application.store.read() as session:
        told = {
            each.what: each
            for each in repository.notices(session, channel.name)
            if each.environment == environment
        }
    here = {each.what: each for each in standings if each.objective.environment == environment}
    lines: list[Line] = []
    kept: list[Notice] = []
    over: list[Notice] = []
    for what, standing in here.items():
        found, before = standing.judgement, told.get(what)
        if standing.is_silent(now):
            # Once it is over, what is still broken is told as new.
            over += [before] if before is not None else []
            continue
        if found.is_broken and found.value is not None:
            is_due = before is None or now - before.told_at >= channel.repeat_minutes * MINUTE
            if is_due:
                since = now if before is None else before.since
                lines.append(
                    Line(
                        "new" if before is None else "still",
                        what[1],
                        what[2],
                        found.value,
                        found.limit,
                        since,
                    )
                )
                kept.append(Notice(channel.name, *what, found.value, found.limit, since, now))
        elif found.value is not None and before is not None:
            lines.append(Line("recovered", what[1], what[2], found.value, found.limit, before.since))
            over.append(before)
    for what, before in told.items():
        # The limit was taken away, or the objective: there is nothing that could recover.
        if what not in here and what[:2] not in unknown:
            over.append(before)
    if lines:
        message = Message(environment, lines, f"{application.settings.designer_url.rstrip('/')}/alerts")
        try:
            service.send(application, channel, message)
        except NotDeliveredError as error:
            log.warning("a notification was not delivered: %s", error, extra={"channel": channel.name})
            with application.store.write() as writing:
                repository.set_outcome(writing, channel.name, now, str(error))
            return
    if lines or over:
        with application.store.write() as writing:
            repository.replace_notices(writing, over, kept)
            if lines:
                repository.set_outcome(writing, channel.name, now, None)
