"""The index and the designer's database answer alike: pages, totals, facets, verdicts."""

import itertools
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from filbert.designer.alerts.repository import DatabaseAlerts
from filbert.monitoring.alert import FACETS, Alert, AlertPage, AlertQuery, AlertStore
from filbert.monitoring.alert_index.retention import prepare
from filbert.monitoring.alert_index.store import IndexedAlerts
from filbert.monitoring.alert_record import read_alert

pytestmark = pytest.mark.stack

NOW = 1_767_261_600_000
QUERIES = [
    AlertQuery(),
    AlertQuery(severity=["high", "low"]),
    AlertQuery(severity=["high"], scenario=["sms-spam", "cloning"]),
    AlertQuery(verdict=["open"]),
    AlertQuery(verdict=["open", "false"], assignee=["nobody"]),
    AlertQuery(assignee=["ann"], scenarios=["sms-spam"]),
    AlertQuery(scenarios=[]),
    AlertQuery(subject=["s3", "s4"], since=NOW - 400_000, until=NOW - 100_000),
]


def records(environment: str) -> list[bytes]:
    import json

    from filbert.scenarios.events import format_instant

    random = Random(7)
    found = []
    for number in range(300):
        at = format_instant(NOW - random.randrange(50) * 10_000)
        record = {
            "alert_id": f"{number:04}-{environment}",
            "environment": environment,
            "scenario": random.choice(["sms-spam", "cloning", "premium"]),
            "version": "5e0c",
            "node": "alert",
            "severity": random.choice(["low", "medium", "high", "critical"]),
            "subject": f"s{random.randrange(9)}" if number else "long " * 200,
            "title": "a title",
            "event_time": at,
            "raised_at": at,
            "evidence": {"n": number},
        }
        found.append(json.dumps(record).encode())
    return found


def pages(store: AlertStore, query: AlertQuery) -> list[AlertPage]:
    found: list[AlertPage] = []
    after = None
    while True:
        page = store.search(query, after=after, limit=70, facets=() if after else FACETS)
        found.append(page)
        if not page.alerts:
            return found
        after = (page.alerts[-1].raised_at, page.alerts[-1].alert_id)


def plain(found: list[AlertPage], environment: str) -> Any:
    """Pages in a form that compares. Other tests share the index: their environments are in its facet, too."""
    return [
        (
            page.alerts,
            page.total,
            {
                name: sorted(
                    (f.value, f.count) for f in facet if name != "environment" or f.value == environment
                )
                for name, facet in page.facets.items()
            },
        )
        for page in found
    ]


def test_both_stores_give_the_same(servers: Any, tmp_path: Path) -> None:
    from elasticsearch import Elasticsearch
    from filbert.designer.access import Actor
    from filbert.designer.store import Store
    from filbert.designer.store.migration import migrate
    from filbert.designer.users import service as users

    environment = f"test-{uuid4().hex[:8]}"
    client = Elasticsearch(servers.elasticsearch, request_timeout=30)
    prepare(client)
    url = f"sqlite:///{tmp_path / 'designer.db'}"
    alerts: list[tuple[Alert, Any]] = [read_alert(value, environment, NOW) for value in records(environment)]
    index: AlertStore = IndexedAlerts(client)
    store = Store(url)
    migrate(store)
    with store.write() as session:
        users.create(
            session,
            Actor("ann", True, NOW),
            name="ann",
            title="Ann",
            password_hash="",
            is_administrator=False,
        )
        database: AlertStore = DatabaseAlerts(session)
        for each in (index, database):
            assert each.add(alerts[:200]) == [alert for alert, _ in alerts[:200]]
            # A repeat is nothing new, and erases no verdict.
            for number in range(0, 24, 2):
                verdict = {
                    "verdict": "false" if number % 3 else "true",
                    "verdict_by": "ann",
                    "verdict_at": NOW,
                }
                assert each.change(alerts[number][0].alert_id, 1, verdict)
                assert not each.change(alerts[number][0].alert_id, 1, verdict)
                assert each.change(alerts[number][0].alert_id, 2, {"assignee": "ann" if number % 4 else None})
            assert each.change(
                alerts[0][0].alert_id, 3, {"verdict": None, "verdict_by": None, "verdict_at": None}
            )
            assert each.add(alerts) == [alert for alert, _ in alerts[200:]]
            assert not each.change("nobody-knows", 1, {})
            assert each.find("nobody-knows") is None

        for each in (index, database):
            for text in ("first", "second"):
                assert each.comment(alerts[4][0].alert_id, NOW, "ann", text).text == text
        mine = [AlertQuery(**{**vars(query), "environment": [environment]}) for query in QUERIES]
        answers = [
            (plain(pages(index, query), environment), plain(pages(database, query), environment))
            for query in mine
        ]
        paged = [[store.page(query, after=None, limit=100) for query in mine] for store in (index, database)]
        some = [alert.alert_id for alert, _ in alerts[:6]]
        spoken = [
            sorted((each.alert_id, each.text) for each in store.comments_of(some))
            for store in (index, database)
        ]
        said = [
            [(each.at, each.by, each.text) for each in store.comments(alerts[4][0].alert_id)]
            for store in (index, database)
        ]
        counted = [store.count_since(NOW - 100_000, environment) for store in (index, database)]
        judged = [
            [store.tallies(query, step) for query in mine for step in (60_000, 86_400_000)]
            for store in (index, database)
        ]
        singles = [(index.find(alert.alert_id), database.find(alert.alert_id)) for alert, _ in alerts[:3]]

    assert [query for query, (first, second) in zip(QUERIES, answers, strict=True) if first != second] == []
    assert answers[0][0][0][1] == 300
    assert said == [[(NOW, "ann", "first"), (NOW, "ann", "second")]] * 2
    assert paged[0] == paged[1]
    assert paged[0][0] == [alert for page in answers[0][0] for alert in page[0]][:100]
    assert spoken == [[(some[4], "first"), (some[4], "second")]] * 2
    assert counted[0] == counted[1]
    assert sum(counted[0].values()) > 30
    assert judged[0] == judged[1]
    assert sum(each.true + each.false + each.open for each in judged[0][1]) == 300
    assert sum(each.true for each in judged[0][1]) == 3
    assert [(first[0], first[1]["evidence"]) for first, _ in singles if first] == [
        (second[0], second[1]["evidence"]) for _, second in singles if second
    ]
    assert len(list(itertools.chain.from_iterable(page[0] for page in answers[0][0]))) == 300
    client.close()
    store.close()
