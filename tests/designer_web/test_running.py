"""What runs, on the canvas and in charts: two weeks of measures, what is said where there are none, other versions."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from filbert.designer.alerts import repository as alerts
from filbert.designer.environments import service as environments
from filbert.designer.store import Store
from filbert.designer.tasks import compile_version
from filbert.monitoring.alert_record import read_alert
from look import Look
from measured import add_deployment, add_measures
from playwright.sync_api import Locator, Page, expect
from screen import OUTPUT, ROOT, node, saved, write

pytestmark = pytest.mark.slow

LONG = "Spam to more people than anybody knows, by sender, for all countries and the whole night shift, second try"
ALERT = {
    "schema": 1,
    "alert_id": "a" * 32,
    "environment": "sandbox",
    "scenario": "sms-spam",
    "node": "alert",
    "severity": "high",
    "title": "SMS spam from 48600100200",
    "subject": "48600100200",
    "event_id": "sms:0:17",
    "event_time": "2026-01-05T08:00:00.000Z",
    "raised_at": "2026-01-05T08:00:00.050Z",
    "stream": "sms",
    "partition": 0,
    "offset": 17,
    "evidence": {"unique_recipients": 1283},
}


@pytest.fixture(scope="session")
def measured(served: Any) -> dict[str, Any]:
    """Measures of sms-spam, whose first version should run in the sandbox, where Flink does not answer."""
    now = time.time_ns() // 1_000_000
    with served.client("jana") as jana:
        scenario = jana.get("/api/v1/scenarios/sms-spam").json()
        body = {"revision": scenario["revision"], "comment": "as the template has it"}
        made: dict[str, Any] = jana.post("/api/v1/scenarios/sms-spam/versions", json=body).json()
    store = Store(f"sqlite:///{served.home / 'designer.db'}")
    add_measures(store, "sms-spam", now)
    with store.write() as session:
        place = environments.get(session, served.home, "sandbox")
        streams = [each.read_text() for each in (ROOT / "scenarios/examples/streams").glob("*.yaml")]
        found = compile_version(json.dumps(scenario["document"]), streams, place.text, made["hash"])
        # As if what runs had no node that lets each sender pass once a day.
        stateful = [each for each in found["compiled"]["stateful"] if each["node"] != "once-a-day"]
        compiled = {**found["compiled"], "stateful": stateful}
        add_deployment(session, "sms-spam", made["hash"], now - 3_600_000, compiled=compiled)
        alerts.DatabaseAlerts(session).add(
            [read_alert(json.dumps({**ALERT, "version": made["hash"]}).encode(), "sandbox", now)]
        )
    store.close()
    return made


def passed(page: Page, port: str = "false") -> Locator:
    return page.locator(".elabel, .stub", has=page.get_by_text(port, exact=True)).locator(".passed")


def count(page: Page, port: str = "false") -> int:
    """What the canvas says has passed by a port of the only node that has it."""
    text = passed(page, port).get_attribute("data-count")
    assert text is not None
    return int(text)


def chart(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=re.compile(f"^{name}"))


def test_two_weeks_and_a_part_of_them(measured: Any, visit: Callable[..., Page]) -> None:
    page = visit("/scenarios/sms-spam")
    page.get_by_role("button", name="Running").click()
    page.get_by_role("button", name="14 days").click()
    expect(page).to_have_url(re.compile("running=sandbox.*range=14d"))
    for name in ("Throughput", "Waiting in Kafka", "Latency", "Errors by node"):
        expect(chart(page, name)).to_have_attribute("aria-label", re.compile("at least"))
    expect(page.locator(".legend", has_text="recipients")).to_be_visible()
    expect(page.locator(".passed").first).to_be_visible()
    everything = count(page)
    assert everything > 10_000_000
    expect(node(page, "recipients")).to_contain_text("failed")

    # Pointing at one chart reads all of them, and the canvas, at that moment.
    box = chart(page, "Throughput").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    expect(page.locator(".follow")).to_contain_text("where the charts point")

    # Dragging over it looks closer.
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    page.mouse.move(10, 10)
    expect(page).to_have_url(re.compile("from=.*to="))
    expect(page.locator(".follow")).to_contain_text("what was counted then")
    expect(passed(page)).not_to_have_attribute("data-count", str(everything))
    assert 0 < count(page) < everything / 2

    # The address shows the same to somebody else.
    address = page.url
    page.goto(address)
    expect(page.locator(".follow")).to_contain_text("what was counted then")
    page.get_by_role("button", name="Back to now").click()
    expect(page).not_to_have_url(re.compile("from="))


def test_a_range_is_chosen_by_keyboard(measured: Any, visit: Callable[..., Page]) -> None:
    page = visit("/scenarios/sms-spam?running=sandbox")
    page.get_by_role("button", name="From, to").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("To", exact=True).fill("2020-01-01T10:00")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("ten seconds")
    dialog.get_by_label("From", exact=True).fill("2020-01-01T09:00")
    page.keyboard.press("Enter")

    expect(chart(page, "Throughput")).to_have_attribute("aria-label", re.compile("nothing was observed"))
    expect(page.locator(".elabel .passed")).to_have_count(0)

    # The arrow keys read a chart, and the canvas with it.
    page.get_by_role("button", name="14 days").press("Enter")
    throughput = chart(page, "Throughput")
    expect(throughput).to_have_attribute("aria-label", re.compile("at least"))
    throughput.press("Home")
    expect(throughput).to_have_attribute("aria-valuetext", re.compile(r", \d\d:00: in \d+ /s"))
    expect(page.locator(".follow")).to_contain_text("where the charts point")
    throughput.press("Escape")
    expect(page.locator(".follow")).to_have_count(0)


def test_what_is_the_matter_is_said(measured: Any, visit: Callable[..., Page]) -> None:
    page = visit("/scenarios/sms-spam?running=sandbox")
    notices = page.locator(".live-bar .notice")
    expect(notices).to_contain_text(["Flink does not answer"])
    page.get_by_role("button", name="production", exact=True).click()
    expect(notices).to_contain_text(["Nothing of this scenario is deployed to production"])
    expect(page).to_have_url(re.compile("running=production"))
    expect(page.locator(".elabel").first).to_contain_text("–")
    page.get_by_role("button", name="sandbox", exact=True).click()

    node(page, "spammer").click()
    write(page, "condition", "unique_recipients >= 7")
    saved(page)
    expect(notices.last).to_contain_text("the draft differs from it in 1 node")
    page.get_by_role("button", name="Open version 1").click()

    expect(page.locator(".version-bar")).to_contain_text("as the template has it")
    expect(node(page, "spammer")).to_contain_text("unique_recipients >= 1000")
    expect(page.get_by_role("button", name="Deploy")).to_have_count(0)
    expect(notices).to_have_count(1)
    page.get_by_role("button", name="Open the draft").click()
    expect(node(page, "spammer")).to_contain_text("unique_recipients >= 7")
    page.get_by_role("button", name="Sample", exact=True).click()
    expect(page.locator(".live-bar")).to_have_count(0)


def test_a_node_says_what_a_deployment_would_do_with_its_state(
    measured: Any, visit: Callable[..., Page]
) -> None:
    page = visit("/scenarios/sms-spam?node=recipients")
    badge, lost = node(page, "recipients").locator(".state-badge"), page.locator(".bar .badge.warn")
    expect(badge).to_have_text("kept")
    expect(node(page, "once-a-day").locator(".state-badge")).to_have_text("new")
    expect(node(page, "spammer").locator(".state-badge")).to_have_count(0)
    expect(lost).to_have_count(0)

    write(page, "key.0", "recipient")

    expect(badge).to_have_text("reset")
    expect(badge).to_have_attribute("title", re.compile("Deployed to sandbox.*key was.*sender"))
    expect(lost).to_have_text("resets 1")
    look = Look(page)
    look.at("state-badges", is_small=False, has_focus=False)
    page.get_by_role("button", name="Undo").click()
    expect(badge).to_have_text("kept")
    expect(lost).to_have_count(0)
    saved(page)
    assert look.faults == []


def test_an_alert_is_explained_by_what_was_recorded(measured: Any, visit: Callable[..., Page]) -> None:
    """Kafka does not answer here, so of the event nothing is known but what the alert's record has."""
    page = visit(f"/alerts?alert={ALERT['alert_id']}&verdict=any")
    page.get_by_role("link", name="Explain on the canvas").click()
    expect(page.locator(".version-bar")).to_contain_text("Version 1, read only")
    expect(page.locator(".explain-bar")).to_contain_text("What the event held cannot be told")
    steps = page.locator(".explained > li")
    expect(steps).to_have_count(5)

    # What a window counted is never calculated anew from one event.
    expect(steps.nth(1)).to_contain_text("not recorded: sender")
    expect(steps.nth(1)).to_contain_text("unique_recipients1283 recorded with the alert")
    expect(steps.nth(2)).to_contain_text("unique_recipients >= 1000TRUE")
    expect(node(page, "spammer")).to_contain_text("TRUE")
    expect(page.locator(".edge.path")).to_have_count(4)
    look = Look(page)
    look.at("explained")
    assert look.faults == []
    page.get_by_role("link", name="Back to the alert").click()
    expect(page.locator(".case-title")).to_have_text("SMS spam from 48600100200")


def test_an_explanation_hides_personal_data_wherever_it_stands(
    measured: Any, visit: Callable[..., Page]
) -> None:
    value = {"sender": "48600100200", "recipient": "48500000001", "sent_at": ALERT["event_time"]}
    record = {"stream": "sms", "partition": 0, "offset": 17, "time": ALERT["event_time"], "key": None}
    page = visit("/alerts")
    # As if Kafka answered.
    page.route(
        "**/api/v1/alerts/*/event",
        lambda route: route.fulfill(json={**record, "value": value, "raw": None, "masked": False}),
    )
    go(page, f"/scenarios/sms-spam?alert={ALERT['alert_id']}")

    steps = page.locator(".explained > li")
    expect(steps.nth(0)).to_contain_text("sender486••••0200")
    expect(steps.nth(1)).to_contain_text("sender486••••0200")
    expect(steps.nth(4)).to_contain_text("sender486••••0200")
    expect(steps.nth(4)).to_contain_text("SMS••••0200")
    expect(page.locator(".explained")).not_to_contain_text("48600100200")


def test_how_it_looks(measured: Any, visit: Callable[..., Page]) -> None:
    page = visit("/scenarios/sms-spam?running=sandbox&range=24h")
    look = Look(page)
    expect(page.locator(".passed").first).to_be_visible()
    expect(chart(page, "Latency")).to_have_attribute("aria-label", re.compile("at least"))
    page.get_by_role("button", name="Fit", exact=True).click()

    look.at("running", has_small_picture=True)
    chart(page, "Throughput").press("Home")
    expect(page.locator(".follow")).to_be_visible()
    page.screenshot(path=OUTPUT / "running-pointing-light.png")
    go(page, "/scenarios/sms-spam?running=production")
    expect(page.locator(".live-bar .notice")).to_be_visible()
    look.at("running-nothing")
    go(page, "/scenarios/sms-spam?version=1")
    expect(page.locator(".version-bar")).to_be_visible()
    look.at("version")

    assert look.faults == []


def test_how_dialogs_of_a_scenario_look(measured: Any, served: Any, visit: Callable[..., Page]) -> None:
    """What is asked before something happens, and what is shown of versions and of conflicts."""
    with served.client("jana") as jana:
        body = {"folder": "fraud", "name": "looked-at", "title": LONG}
        assert jana.post("/api/v1/templates/sms-spam/use", json=body).status_code == 201
    page = visit("/scenarios/looked-at")
    look = Look(page)
    dialog = page.get_by_role("dialog")

    def seen(name: str) -> None:
        look.at(f"dialog-{name}")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)

    expect(page.locator(".elabel b").first).to_contain_text("2,000")
    page.get_by_role("button", name="Deploy", exact=True).click()
    expect(dialog.get_by_text("There is no version yet")).to_be_visible()
    look.at("dialog-deploy-first")
    dialog.get_by_role("button", name="Make version 1 of the draft").click()
    expect(dialog.get_by_text("8 of 8 test cases pass")).to_be_visible()
    seen("deploy")
    page.get_by_role("button", name=re.compile("2,000 events")).click()
    page.get_by_role("menuitem", name="Pin other events").click()
    seen("sample")
    node(page, "spammer").click()
    write(page, "condition", "unique_recipients >= 7")
    saved(page)
    expect(page.locator(".elabel", has_text="true").locator("b")).to_contain_text("1,988")
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("button", name="Restore version 1")).to_be_visible()
    expect(page.get_by_role("region", name="Differences")).to_contain_text("unique_recipients >= 7")
    look.at("versions-compared", is_small=False)
    page.get_by_role("button", name="More for this scenario").click()
    expect(page.get_by_role("menuitem", name="Export as YAML")).to_be_visible()
    look.at("scenario-menu", is_small=False, has_focus=False)
    page.get_by_role("menuitem", name="Make a fragment of what is chosen").click()
    expect(dialog.get_by_text("It takes")).to_be_visible()
    seen("fragment")

    with served.client("ann") as ann:
        found = ann.get("/api/v1/scenarios/looked-at").json()
        theirs = {**found["document"], "title": "What ann calls it"}
        body = {"revision": found["revision"], "document": theirs}
        assert ann.put("/api/v1/scenarios/looked-at/draft", json=body).status_code == 200
    write(page, "condition", "unique_recipients >= 8")
    dialog.get_by_role("button", name="Compare").click()
    expect(dialog.get_by_text("What ann changed since")).to_be_visible()
    look.at("dialog-conflict")
    dialog.get_by_role("button", name="Take theirs").click()
    expect(page.get_by_label("Title of the scenario")).to_have_value("What ann calls it")

    go(page, "/deployments")
    for item, words in (
        ("Promote", "Promote from sandbox"),
        ("Roll back", "Roll back"),
        ("Stop", "Stop in sandbox"),
    ):
        page.get_by_role("button", name="More for sms-spam").click()
        page.get_by_role("menuitem", name=item, exact=True).click()
        expect(dialog.get_by_role("button", name=re.compile(words)).last).to_be_visible()
        seen(item.lower().replace(" ", "-"))
    page.get_by_role("row", name=re.compile("sms-spam")).click()
    expect(dialog.get_by_text("Exceptions of the job")).to_be_visible()
    seen("deployment")

    assert "\n".join(look.faults) == ""


def go(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)
