"""With an index configured, the service's inbox is the index: alerts, verdicts, notes, precision."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.designer.access import Actor, Role
from filbert.designer.app import create_app
from filbert.designer.dependencies import Service
from filbert.designer.folders import repository as folders
from filbert.designer.scenarios import service as scenarios
from filbert.designer.serve import listen, server
from filbert.designer.tokens import service as tokens
from filbert.designer.users import service as users
from filbert.runtime.settings import ServiceSettings
from filbert.runtime.stack.port import choose_free

pytestmark = pytest.mark.stack

DOCUMENT = {"filbert": 1, "name": "sms-spam", "nodes": [], "edges": []}


@pytest.fixture
def ann(index: Any, tmp_path: Path) -> Iterator[tuple[httpx.Client, Service]]:
    """An analyst at a service over the index, and the service."""
    settings = ServiceSettings(
        home=tmp_path / "home",
        designer_port=0,
        observe=False,
        elasticsearch_url=index.servers.elasticsearch,
    )
    app = create_app(settings)
    opened = listen(settings)
    running = server(app, settings)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [opened]})
    thread.start()
    while not running.started and thread.is_alive():
        time.sleep(0.01)
    assert running.started
    service: Service = app.state.service
    actor = Actor("ann", True, int(time.time() * 1000))
    with service.store.write() as session:
        users.create(session, actor, name="ann", title="Ann", password_hash="", is_administrator=False)
        folders.create(session, folders.Folder("fraud", "Fraud", 1, 1))
        folders.set_role(session, "fraud", "ann", Role.ANALYST)
        scenarios.create(session, actor, "fraud", DOCUMENT)
        _, token = tokens.create(session, Actor("ann", False, actor.at), "test", Role.ADMIN, 300)
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{opened.getsockname()[1]}/api/v1",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
        trust_env=False,
        verify=False,
    )
    yield client, service
    client.close()
    running.should_exit = True
    thread.join()
    opened.close()


def test_alerts_of_the_indexer_are_judged_and_noted_in_the_index(
    index: Any, ann: tuple[httpx.Client, Service]
) -> None:
    client, _ = ann
    query = {"environment": index.environment}
    index.send(*(index.alert(number) for number in range(30)), index.alert(30, scenario="of-others"))
    index.flush()
    index.wait(31)
    path = f"/alerts/{index.alert_id(7)}"

    listed = client.get("/alerts", params=query).json()
    judged = client.patch(path, json={"revision": 1, "verdict": "false", "assignee": "ann"})
    late = client.patch(path, json={"revision": 1, "verdict": "true"})
    for text in ("a newsletter", "agreed"):
        assert client.post(f"{path}/comments", json={"text": text}).status_code == 201
    # A repeat, as after a crash, erases nothing.
    index.send(index.alert(7, severity="low"), index.alert(31))
    index.flush()
    index.wait(32)

    found = client.get(path).json()
    assert (listed["total"], len(listed["alerts"])) == (30, 30)
    assert (judged.status_code, late.status_code, late.json()["verdict_by"]) == (200, 409, "ann")
    assert (found["verdict"], found["assignee"], found["revision"]) == ("false", "ann", 2)
    assert [each["text"] for each in found["comments"]] == ["a newsletter", "agreed"]
    assert found["evidence"]["unique_recipients"] == 1007
    # A search sees what was written before the last refresh.
    index.client.indices.refresh(index=index.pattern)
    document = index.client.search(index=index.pattern, query={"ids": {"values": [index.alert_id(7)]}})
    (hit,) = document["hits"]["hits"]
    assert (hit["_source"]["verdict"], hit["_source"]["verdict_by"]) == ("false", "ann")
    facets = client.get("/alerts", params={**query, "verdict": "false"}).json()
    assert [each["alert_id"] for each in facets["alerts"]] == [index.alert_id(7)]
    exported = client.get("/alerts/export", params={**query, "verdict": "false"}).text.splitlines()
    assert [f'"{index.alert_id(7)}"' in line for line in exported] == [False, True]
    timeline = client.get(f"{path}/timeline").json()
    assert [[said["text"] for said in each["comments"]] for each in timeline["alerts"]] == [
        ["a newsletter", "agreed"]
    ]
    (rule,) = client.get("/alerts/precision", params=query).json()["rules"]
    assert (rule["true"], rule["false"], rule["open"]) == (0, 1, 30)


def test_an_index_that_does_not_answer_is_said_plainly(
    index: Any, ann: tuple[httpx.Client, Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    from elasticsearch import Elasticsearch

    client, service = ann
    assert service.index is not None
    monkeypatch.setattr(
        service.index, "_client", Elasticsearch(f"http://127.0.0.1:{choose_free()}", max_retries=0)
    )

    answer, exported = client.get("/alerts"), client.get("/alerts/export")

    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert (exported.status_code, exported.json()["code"]) == (503, "busy")
    assert client.get("/audit", params={"action": "alert.export"}).json()["entries"] == []
    assert answer.json()["detail"].startswith("Elasticsearch does not answer")
    ready = httpx.get(str(client.base_url).replace("/api/v1/", "/health/ready"), trust_env=False).json()
    assert {"name": "index of alerts", "is_well": False, "since": None} in ready["parts"]


def test_an_index_that_takes_nothing_says_why_and_changes_nothing(
    index: Any, ann: tuple[httpx.Client, Service]
) -> None:
    client, _ = ann
    # Of another number than in the other tests: their indices, which are not blocked, are asked, too.
    index.send(index.alert(100))
    index.flush()
    index.wait(1)
    index.client.indices.put_settings(index=index.pattern, settings={"index.blocks.write": True})

    refused = client.patch(f"/alerts/{index.alert_id(100)}", json={"revision": 1, "verdict": "true"})
    index.client.indices.put_settings(index=index.pattern, settings={"index.blocks.write": None})
    judged = client.patch(f"/alerts/{index.alert_id(100)}", json={"revision": 1, "verdict": "true"})

    assert (refused.status_code, "takes nothing" in refused.json()["detail"]) == (503, True)
    assert judged.json().get("verdict") == "true", judged.text
    entries = client.get("/audit", params={"action": "alert.change"}).json()["entries"]
    assert len(entries) == 1
