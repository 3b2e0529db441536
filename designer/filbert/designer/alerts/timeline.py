"""What is known of an alert's subject over time: its alerts, what people made of them, and when it was snoozed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filbert.designer.access import Actor, Role
from filbert.designer.alerts import service
from filbert.designer.snoozes.history import Period, periods
from filbert.monitoring.alert import AlertQuery

if TYPE_CHECKING:
    from filbert.designer.store import ReadSession
    from filbert.monitoring.alert import Alert, AlertComment, AlertStore


@dataclass(frozen=True)
class Timeline:
    """What was found, of all scenarios whose personal data the caller may see."""

    alerts: Sequence[Alert]
    """One page, the newest first."""
    total: int
    comments: Mapping[str, Sequence[AlertComment]]
    """Of the alerts on the page, by id."""
    snoozes: Sequence[Period]
    """All, the newest first."""


def timeline(
    store: AlertStore,
    session: ReadSession,
    actor: Actor,
    alert_id: str,
    after: tuple[int, str] | None,
    limit: int,
) -> Timeline:
    """The subject of an alert in the alert's environment.

    Args:
        store: where alerts are kept.
        session: where everything else is.
        actor: who asks; must be able to see personal data of the alert's scenario.
        alert_id: of the alert.
        after: time and id of the last alert on the page before.
        limit: alerts on a page.
    """
    alert, record, _ = service.get(store, session, actor, alert_id, Role.ANALYST)
    trusted = service.sight(session, actor).trusted
    query = AlertQuery(trusted, environment=[alert.environment], subject=[alert.subject])
    page = store.search(query, after=after, limit=limit, facets=())
    comments: dict[str, list[AlertComment]] = {}
    for each in store.comments_of([found.alert_id for found in page.alerts]):
        comments.setdefault(each.alert_id, []).append(each)
    snoozes = periods(session, trusted, alert.environment, str(record["subject"]))
    return Timeline(page.alerts, page.total, comments, snoozes)
