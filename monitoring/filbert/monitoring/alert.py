"""Alerts as those who triage them see them, wherever they are kept: in the designer's database, or in an index.

Whatever keeps alerts offers `AlertStore`. An alert is added once: a repeat, after a crash or a redeploy, changes
nothing, and so never erases a verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Verdict = Literal["true", "false"]
OPEN = "open"
"""In filters and facets, what has no verdict yet."""
NOBODY = "nobody"
"""In filters and facets, what is assigned to nobody."""
FACETS = ("environment", "scenario", "severity", "verdict", "assignee", "subject")
MOST_VALUES = 50
"""Values that a facet tells, the most frequent ones."""


@dataclass(frozen=True)
class Alert:
    """An alert, and what people made of it. Times are epoch milliseconds."""

    alert_id: str
    environment: str
    scenario: str
    version: str
    node: str
    severity: str
    subject: str
    """At most 500 characters of it; the record has all."""
    title: str
    event_time: int
    raised_at: int
    received_at: int
    """When it was first added."""
    verdict: Verdict | None = None
    verdict_by: str | None = None
    verdict_at: int | None = None
    assignee: str | None = None
    revision: int = 1
    """Of what people made of it."""


@dataclass(frozen=True)
class AlertComment:
    """What somebody said of an alert."""

    number: int
    """Later ones have greater numbers."""
    alert_id: str
    at: int
    by: str
    text: str


class AlertsUnavailableError(Exception):
    """What keeps the alerts does not answer, or takes nothing now; the message says why."""


@dataclass(frozen=True)
class AlertQuery:
    """Which alerts. An empty filter means all; several values of one mean any of them."""

    scenarios: Collection[str] | None = None
    """The scenarios whose alerts may be seen; None: all, those of scenarios that nobody knows included."""
    environment: Collection[str] = ()
    scenario: Collection[str] = ()
    severity: Collection[str] = ()
    verdict: Collection[str] = ()
    """`true`, `false`, and `open` for none."""
    assignee: Collection[str] = ()
    """Names of users, and `nobody` for none."""
    subject: Collection[str] = ()
    since: int | None = None
    """Raised at this time or later."""
    until: int | None = None
    """Raised before this time."""


@dataclass(frozen=True)
class Tally:
    """How the alerts of one node, raised in one stretch of time, were judged."""

    scenario: str
    node: str
    at: int
    """Its beginning, epoch milliseconds: a multiple of its length."""
    true: int = 0
    false: int = 0
    open: int = 0


@dataclass(frozen=True)
class Facet:
    """How many alerts have a value, under all filters but the one of this facet."""

    value: str
    count: int


@dataclass(frozen=True)
class AlertPage:
    """Some alerts, the newest first."""

    alerts: Sequence[Alert]
    total: int
    """How many the filters let through, on all pages."""
    facets: Mapping[str, Sequence[Facet]] = field(default_factory=dict)


def tallied(counts: Iterable[tuple[str, str, int, str | None, int]]) -> list[Tally]:
    """Tallies of counts by scenario, node, time and verdict, in order."""
    found: dict[tuple[str, str, int], dict[str, int]] = {}
    for scenario, node, at, verdict, count in counts:
        of_all = found.setdefault((scenario, node, at), {})
        of_all[verdict or OPEN] = of_all.get(verdict or OPEN, 0) + count
    return [
        Tally(*key, true=each.get("true", 0), false=each.get("false", 0), open=each.get(OPEN, 0))
        for key, each in sorted(found.items())
    ]


class AlertStore(Protocol):
    """Keeps alerts. Every method may raise `AlertsUnavailableError`."""

    def add(self, alerts: Sequence[tuple[Alert, Mapping[str, Any]]]) -> list[Alert]:
        """Add alerts with their records; gives those that were new."""

    def search(
        self, query: AlertQuery, *, after: tuple[int, str] | None, limit: int, facets: Collection[str]
    ) -> AlertPage:
        """One page.

        Args:
            query: which alerts.
            after: time and id of the last alert on the page before.
            limit: at most so many.
            facets: of which to count values, some of `FACETS`.
        """

    def page(self, query: AlertQuery, *, after: tuple[int, str] | None, limit: int) -> Sequence[Alert]:
        """The alerts of one page, without counting anything; arguments as for `search`."""

    def find(self, alert_id: str) -> tuple[Alert, Mapping[str, Any]] | None:
        """One alert with its record."""

    def change(self, alert_id: str, revision: int, values: Mapping[str, Any]) -> bool:
        """Set what people make of an alert; False when the revision is not the newest any more."""

    def comments(self, alert_id: str) -> Sequence[AlertComment]:
        """What was said of an alert, in order."""

    def comments_of(self, alert_ids: Collection[str]) -> Sequence[AlertComment]:
        """What was said of some alerts; of each in order."""

    def comment(self, alert_id: str, at: int, by: str, text: str) -> AlertComment:
        """Say something of an alert that is there."""

    def count_since(self, since: int, environment: str | None) -> Mapping[str, int]:
        """How many alerts each scenario has raised since a time."""

    def tallies(self, query: AlertQuery, step_ms: int) -> Sequence[Tally]:
        """How alerts were judged, by scenario, node and time; in this order, without stretches that have none.

        Args:
            query: which alerts.
            step_ms: the length of a stretch of time.
        """
