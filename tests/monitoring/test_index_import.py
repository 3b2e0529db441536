"""An installation that moves to Elasticsearch keeps what was judged, assigned and said: `filbert index import`."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from filbert.designer.access import Actor
from filbert.designer.alerts.repository import DatabaseAlerts
from filbert.designer.store import Store
from filbert.designer.store.migration import migrate
from filbert.designer.users import service as users
from filbert.monitoring.alert_index.store import IndexedAlerts
from filbert.monitoring.alert_record import read_alert
from filbert.runtime.stack.port import choose_free

pytestmark = pytest.mark.stack

NOW = datetime.now(UTC)
AT = int(NOW.timestamp() * 1000)
JUDGED = {"verdict": "false", "verdict_by": "ann", "verdict_at": AT}


FIRST = 70_000
"""Other tests have alerts of other numbers: an alert is looked for in all indices."""


def alert(index: Any, number: int, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = index.alert(FIRST + number, **changes)
    return made


def id_of(index: Any, number: int) -> str:
    return str(alert(index, number)["alert_id"])


@pytest.fixture
def database(index: Any) -> Iterator[Store]:
    """The database of the index's home folder, with a user."""
    store = Store(f"sqlite:///{index.folder / 'designer.db'}")
    migrate(store)
    with store.write() as session:
        users.create(
            session, Actor("ann", True, AT), name="ann", title="Ann", password_hash="", is_administrator=False
        )
    yield store
    store.close()


def keep(index: Any, store: Store, *records: dict[str, Any]) -> None:
    """Take alerts into the database, as the service does."""
    with store.write() as session:
        DatabaseAlerts(session).add(
            [read_alert(json.dumps(each).encode(), index.environment, AT) for each in records]
        )


def imported(index: Any, **changes: str) -> tuple[int, Any, str]:
    command, environment = index.command("import", "--json")
    done = subprocess.run(
        command,
        env={**environment, **changes},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def test_verdicts_assignees_and_comments_are_carried_over_once(index: Any, database: Store) -> None:
    old = (NOW - timedelta(days=500)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    keep(index, database, *(alert(index, number) for number in range(600)), alert(index, 600, event_time=old))
    with database.write() as session:
        kept = DatabaseAlerts(session)
        for number in (1, 2, 4, 599):
            assert kept.change(id_of(index, number), 1, JUDGED)
        assert kept.change(id_of(index, 2), 2, {"assignee": "ann"})
        assert kept.change(id_of(index, 3), 1, {"assignee": "ann"})
        assert kept.change(id_of(index, 4), 2, {"verdict": None, "verdict_by": None, "verdict_at": None})
        kept.comment(id_of(index, 2), AT, "ann", "a newsletter")
        kept.comment(id_of(index, 2), AT + 2_000, "ann", "agreed")
        kept.comment(id_of(index, 5), AT, "ann", "who is that?")
    # The indexer has some of them already, and there people go on.
    index.send(*(alert(index, number) for number in range(10)))
    index.flush()
    index.wait(10)
    there = IndexedAlerts(index.client)
    assert there.change(id_of(index, 1), 1, {"verdict": "true", "verdict_by": "bob", "verdict_at": AT})
    there.comment(id_of(index, 2), AT + 1_000, "bob", "who agreed?")

    first, second = imported(index), imported(index)

    assert first[:2] == (
        0,
        {
            "alerts": 601, "created": 590, "there": 10, "expired": 1, "judged": 4, "comments": 3, "newer": 1,
            "refused": [],
        },
    )  # fmt: skip
    assert second[:2] == (
        0,
        {
            "alerts": 601, "created": 0, "there": 600, "expired": 1, "judged": 0, "comments": 0, "newer": 1,
            "refused": [],
        },
    )  # fmt: skip
    with database.read() as session:
        for number in (2, 3, 4, 5, 599):
            before, after = (
                DatabaseAlerts(session).find(id_of(index, number)),
                there.find(id_of(index, number)),
            )
            assert before is not None
            assert after is not None
            made = ("verdict", "verdict_by", "verdict_at", "assignee", "revision", "subject", "title")
            assert [getattr(before[0], name) for name in made] == [getattr(after[0], name) for name in made]
            assert after[1]["evidence"]["unique_recipients"] == 1000 + FIRST + number
    newer = there.find(id_of(index, 1))
    assert newer is not None
    assert (newer[0].verdict, newer[0].verdict_by) == ("true", "bob")
    assert [(each.number, each.by, each.text) for each in there.comments(id_of(index, 2))] == [
        (1, "ann", "a newsletter"), (2, "bob", "who agreed?"), (3, "ann", "agreed"),
    ]  # fmt: skip
    # What is carried over goes on: the next verdict is based on it, and the indexer repeats nothing.
    assert there.change(id_of(index, 599), 2, {"assignee": "ann"})
    index.send(alert(index, 599), alert(index, 601))
    index.flush()
    index.wait(601)
    again = there.find(id_of(index, 599))
    assert again is not None
    assert (again[0].verdict, again[0].assignee, again[0].revision) == ("false", "ann", 3)


def test_what_cannot_be_carried_over_is_said(index: Any, database: Store) -> None:
    keep(index, database, alert(index, 701))

    unreachable = imported(index, FILBERT_ELASTICSEARCH_URL=f"http://127.0.0.1:{choose_free()}")
    keep(index, database, alert(index, 700, event_time="2090-01-01T00:00:00.000Z"))
    refused = imported(index)

    assert unreachable[:2] == (1, None)
    assert "Elasticsearch does not answer" in unreachable[2]
    assert "what is there already stays" in unreachable[2]
    assert (refused[0], refused[1]["created"], refused[1]["refused"]) == (1, 1, [id_of(index, 700)])
