"""Every page and dialog in both themes, and what people do in settings, streams, audit, alerts and dead letters."""

import csv
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from filbert.designer.alerts import repository as alerts
from filbert.designer.dead_letters import repository as dead_letters
from filbert.designer.dead_letters.record import read_letter
from filbert.designer.store import Store
from filbert.monitoring.alert_record import read_alert
from look import Look
from playwright.sync_api import Page, Route, expect
from screen import PASSWORD, field, node

pytestmark = pytest.mark.slow

ALERTS = 3_000
SAMPLE = '{"payer": "a", "paid_at": "2026-01-31T10:00:00Z", "amount": 3.5}\n{"payer": "b", "amount": 4}'

LONG = "Calls to expensive numbers abroad, by subscriber, destination and hour of the day, for the whole night shift"
TABLE = {
    "filbert": 1,
    "name": "tariffs",
    "title": LONG,
    "nodes": [
        {"id": "calls", "component": "kafka", "parameters": {"stream": "calls"}},
        {
            "id": "tariff",
            "name": "The tariff of the number that was called, as of today",
            "component": "decision-table",
            "note": "From finance",
            "parameters": {
                "inputs": {
                    "prefix": {"expression": "callee", "operator": "starts-with"},
                    "seconds": {"expression": "duration", "operator": "range"},
                },
                "outputs": {"zone": "STRING", "rate": "DECIMAL(6, 4)"},
                "rows": [
                    {"prefix": "48", "seconds": [0, 60], "zone": "home", "rate": 0.09},
                    {"prefix": "48", "seconds": [0, 30], "zone": "home", "rate": 0.08},
                    *({"prefix": str(48_700 + number), "zone": f"zone {number}"} for number in range(400)),
                ],
            },
        },
    ],
    "edges": [{"from": "calls", "to": "tariff"}],
}
FAULTY = {
    "filbert": 1,
    "name": "faulty",
    "nodes": [
        {"id": "sms", "component": "kafka", "parameters": {"stream": "smss"}},
        {
            "id": "many",
            "component": "filter",
            "parameters": {"condition": "sendr = 'a' AND 1 / 0 > recipient"},
        },
        {
            "id": "alert",
            "component": "alert",
            "parameters": {"severity": "high", "subject": "", "title": "{"},
        },
        {"id": "lost", "component": "no-such-component"},
    ],
    "edges": [
        {"from": "sms", "to": "many"},
        {"from": "many.true", "to": "alert"},
        {"from": "many.false", "to": "lost"},
    ],
}


def alert(number: int, now: int) -> bytes:
    raised = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now / 1000 - number * 120))
    return json.dumps(
        {
            "schema": 1,
            "alert_id": f"{number:032x}",
            "environment": "sandbox",
            "scenario": "sms-spam",
            "version": "5e" * 32,
            "node": "alert",
            "severity": ("high", "medium", "low")[number % 3],
            "title": f"SMS spam from 4860010{number % 50:04}"
            + ", of a name that is long" * (8 * (number == 3)),
            "subject": f"4860010{number % 50:04}",
            "dedupe_key": f"4860010{number:04}",
            "event_id": f"sms:0:{number}",
            "event_time": f"{raised}.000Z",
            "ingested_at": f"{raised}.010Z",
            "raised_at": f"{raised}.050Z",
            "stream": "sms",
            "partition": 0,
            "offset": number,
            "evidence": {"unique_recipients": 1000 + number, "share": 0.5, "first_cell": "NL-RTM-2207"},
        }
    ).encode()


def letter(number: int) -> bytes:
    return json.dumps(
        {
            "schema": 1,
            "id": f"{number:032x}",
            "environment": "sandbox",
            "scenario": "sms-spam",
            "version": "5e" * 32,
            "node": ("recipients", "sms")[number % 2],
            "parameter": "key",
            "code": ("E_DIV0", "E_FIELD")[number % 2],
            "at": 4,
            "field": None,
            "message": "division by zero",
            "stream": "sms",
            "topic": "sms",
            "partition": 0,
            "offset": number,
            "event_id": f"sms:0:{number}",
            "event": {"sender": "48600100200", "recipient": None, "sent_at": "2026-01-05T08:00:00.000Z"},
            "raw": None,
        }
    ).encode()


@pytest.fixture(scope="session")
def filled(served: Any) -> None:
    """Alerts and dead letters, as they are taken in from Kafka."""
    now = time.time_ns() // 1_000_000
    store = Store(f"sqlite:///{served.home / 'designer.db'}")
    with store.write() as session:
        alerts.DatabaseAlerts(session).add(
            [read_alert(alert(number, now), "sandbox", now) for number in range(ALERTS)]
        )
        dead_letters.add(
            session,
            [read_letter(letter(number), "sandbox", now - number * 1000, now) for number in range(300)],
        )
    store.close()
    with served.client("boss") as boss:
        assert (
            boss.post("/api/v1/tokens", json={"title": "nightly export", "role": "viewer"}).status_code == 201
        )
        limits = {"revision": 0, "lag": 10_000, "error_percent": 1, "alerts_per_hour": 1}
        assert boss.put("/api/v1/objectives/sandbox/sms-spam", json=limits).status_code == 200
        for name, target in (
            ("chat", {"webhook": {"url": "https://hooks.example.org/filbert"}}),
            (
                "on-call",
                {
                    "email": {
                        "host": "127.0.0.1",
                        "port": 1,
                        "security": "none",
                        "sender": "filbert@example.org",
                        "recipients": ["oncall@example.org"],
                    }
                },
            ),
        ):
            assert boss.post("/api/v1/channels", json={"name": name, **target}).status_code == 201
        assert boss.post("/api/v1/channels/on-call/test").status_code == 502
    return


SCREENS: dict[str, tuple[str, str]] = {
    "scenarios": ("/scenarios", ".data-row.open"),
    "scenarios-nothing-fits": ("/scenarios?q=nothing-of-the-kind", ".empty"),
    "settings-environments": ("/settings", ".data-row.open"),
    "settings-environment": ("/settings?environment=sandbox", ".card"),
    "settings-folders": ("/settings?part=folders", ".data-row.open"),
    "settings-users": ("/settings?part=users", ".data-row.open"),
    "settings-objectives": ("/settings?part=objectives", ".data-row .badge.danger"),
    "settings-notifications": ("/settings?part=notifications", ".data-row .badge.danger"),
    "settings-tokens": ("/settings?part=tokens", ".data-row"),
    "streams": ("/streams", ".data-row.open"),
    "streams-nothing-fits": ("/streams?q=nothing-of-the-kind", ".empty"),
    "stream": ("/streams/sms", ".list-box"),
    "stream-edit": ("/streams/sms?edit=yes", ".field-line"),
    "stream-nowhere": ("/streams/nowhere", ".empty"),
    "audit": ("/audit", ".data-row.open"),
    "alerts": ("/alerts", ".case .facts"),
    "alerts-nothing-fits": ("/alerts?subject=nobody", ".empty"),
    "deployments": ("/deployments", ".empty"),
    "dead-letters": ("/dead-letters", ".data-row.open"),
    "dead-letters-group": ("/dead-letters?scenario=sms-spam&node=recipients&code=E_DIV0", ".data-row.open"),
    "account": ("/account", ".card"),
    "nowhere": ("/nowhere", ".empty"),
}
"""Address, and what is there when the page is."""

TABS = {
    "Sample rows": "li",
    "Problems": ".drawer-empty",
    "Test cases": "button",
    "SQL": ".cm-line",
    "YAML": ".cm-line",
    "Versions": "form",
}
"""Tabs of the drawer, and what is there when one is."""


def test_pages(filled: None, visit: Callable[..., Page]) -> None:
    """Nothing serious for axe in either theme, nothing beyond the edge when small, the focus always seen."""
    page = visit("/streams", user="boss")
    look = Look(page)
    for name, (path, ready) in SCREENS.items():
        go(page, path)
        expect(page.locator(ready).first).to_be_visible()
        look.at(name)
    page.context.clear_cookies()
    page.goto(page.url.rsplit("/", 1)[0])
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    look.at("sign-in")

    assert "\n".join(look.faults) == ""


def test_dialogs(filled: None, visit: Callable[..., Page]) -> None:
    page = visit("/settings?part=users", user="boss")
    look = Look(page)

    def dialog(name: str) -> None:
        expect(page.get_by_role("dialog").first).to_be_visible()
        look.at(f"dialog-{name}")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)

    page.get_by_role("button", name="New user").click()
    dialog("new-user")
    page.get_by_role("button", name="More for Ann").click()
    page.get_by_role("menuitem", name="Roles in folders").click()
    expect(page.get_by_role("dialog").get_by_role("combobox").first).to_have_value("analyst")
    dialog("roles")
    go(page, "/settings?part=objectives")
    page.get_by_role("button", name="New objective").click()
    dialog("objective")
    go(page, "/settings?part=notifications")
    page.get_by_role("button", name="E-mail").click()
    dialog("channel-email")
    page.get_by_role("button", name="Webhook").click()
    dialog("channel-webhook")
    go(page, "/settings?part=folders")
    page.get_by_role("row", name="Fraud").click()
    expect(page.get_by_role("dialog").get_by_label("Role of ann", exact=True)).to_be_visible()
    dialog("folder")
    go(page, "/streams")
    page.get_by_role("button", name="New stream").click()
    dialog("new-stream")
    go(page, "/audit")
    page.locator(".data-row.open").first.click()
    dialog("audit-entry")
    go(page, "/alerts")
    expect(page.locator(".case .facts")).to_be_visible()
    page.keyboard.press("a")
    dialog("assign")
    page.keyboard.press("s")
    dialog("snooze")
    page.get_by_role("button", name="Precision").click()
    expect(page.get_by_role("region", name="sms-spam, alert")).to_be_visible()
    dialog("precision")
    page.keyboard.press("?")
    dialog("alert-keys")
    go(page, "/dead-letters?scenario=sms-spam&node=recipients&code=E_DIV0")
    page.locator(".data-row.open").first.click()
    dialog("dead-letter")
    page.get_by_label("Choose the first 100").check()
    page.get_by_role("button", name="Replay 100 events").click()
    dialog("replay")
    go(page, "/scenarios")
    page.get_by_role("button", name="New scenario").click()
    dialog("new-scenario")
    page.get_by_role("button", name="Import").click()
    dialog("import")
    page.get_by_role("button", name="More for").first.click()
    page.get_by_role("menuitem", name="Copy").click()
    dialog("copy")
    page.keyboard.press("Control+k")
    dialog("search")
    go(page, "/account")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("img", name="The secret as a QR code")).to_be_visible()
    look.at("account-factor")

    assert "\n".join(look.faults) == ""


def test_ctrl_k_asks_for_scenarios_by_what_is_typed(visit: Callable[..., Page]) -> None:
    page = visit("/streams")
    expect(page.get_by_role("heading", name="Streams")).to_be_visible()
    # As if there were hundreds: it is not among the first ones, which are there at once.
    nothing = {"scenarios": [], "after": None}
    page.route(re.compile(r"/api/v1/scenarios\?limit=200$"), lambda route: route.fulfill(json=nothing))
    page.keyboard.press("Control+k")
    search = page.get_by_role("combobox", name="Search or jump to")
    expect(page.get_by_role("option", name="Deployments")).to_be_visible()
    expect(page.get_by_role("option", name="call-limits")).to_have_count(0)

    search.press_sequentially("limits call")

    expect(page.get_by_role("option", name="call-limits")).to_be_visible()
    search.fill("limits calx")
    expect(page.get_by_text("Nothing is called like that.")).to_be_visible()
    search.fill("limits call")
    expect(page.get_by_role("option", name="call-limits")).to_be_visible()
    search.press("Enter")
    expect(page).to_have_url(re.compile("/scenarios/call-limits"))


def test_the_editor(served: Any, visit: Callable[..., Page]) -> None:
    with served.client("jana") as jana:
        for document in (TABLE, FAULTY):
            answer = jana.post("/api/v1/scenarios", json={"folder": "fraud", "document": document})
            assert answer.status_code == 201, answer.text
    page = visit("/scenarios/sms-spam?node=spammer", user="jana")
    look = Look(page)

    expect(field(page, "condition").locator(".cm-content")).to_be_visible()
    expect(page.locator(".elabel b").first).to_be_visible()
    look.at("editor")
    page.get_by_role("button", name="Close the panel").click()
    look.at("editor-canvas")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    look.at("editor-keys")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+f")
    look.at("editor-find", is_small=False)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("body").press("Tab")
    expect(page.get_by_role("combobox", name="Add a node")).to_be_visible()
    look.at("editor-add")
    page.keyboard.press("Escape")
    for id_ in ("recipients", "alert"):
        node(page, id_).click()
        expect(page.locator(".npanel .params .param").first).to_be_visible()
        look.at(f"editor-{id_}", is_small=False)
        page.get_by_role("button", name="Close the panel").click()
    for tab, ready in TABS.items():
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel").locator(ready).first).to_be_visible()
        look.at(f"editor-{tab.split()[0].lower()}", is_small=False)
    page.locator("body").press("o")
    expect(page.get_by_role("tree")).to_be_visible()
    look.at("editor-outline")
    go(page, "/scenarios/tariffs?node=tariff")
    expect(page.locator(".grid-row").first).to_be_visible()
    expect(page.get_by_role("button", name="Problems")).to_contain_text("3")
    look.at("editor-table")
    go(page, "/scenarios/faulty?node=many&tab=problems")
    expect(page.locator(".problem").first).to_be_visible()
    look.at("editor-faulty")

    assert "\n".join(look.faults) == ""


def test_a_stream_from_a_sample(served: Any, visit: Callable[..., Page]) -> None:
    page = visit("/streams")
    page.get_by_role("button", name="New stream").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("payments")
    dialog.get_by_label("Sample").fill(SAMPLE)
    dialog.get_by_role("button", name="Read the types").click()
    expect(dialog.get_by_label("Type of field 3")).to_have_value("DOUBLE")
    look = Look(page)
    look.at("dialog-new-stream-fields")
    assert "\n".join(look.faults) == ""
    dialog.get_by_label("Field 1 is personal data").check()
    dialog.get_by_label("Type of field 3").fill("NUMBER")
    dialog.get_by_role("button", name="Create payments").click()
    # What is wrong is said, and nothing that was typed is lost.
    expect(dialog.get_by_role("alert").first).to_contain_text("'NUMBER' is not a type")
    dialog.get_by_label("Type of field 3").fill("DECIMAL(10, 2)")
    dialog.get_by_role("button", name="Create payments").click()

    expect(page).to_have_url(re.compile("/streams/payments$"))
    expect(page.get_by_role("row", name="payer")).to_contain_text("PII")

    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Title").fill("Payments of today")
    with served.client("ann") as ann:
        found = ann.get("/api/v1/streams/payments").json()
        changed = {**found["document"], "title": "Payments, all"}
        answer = ann.put(
            "/api/v1/streams/payments", json={"revision": found["revision"], "document": changed}
        )
        assert answer.status_code == 200, answer.text
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("Payments, all")
    expect(page.get_by_role("dialog")).to_contain_text("ann")
    page.get_by_role("button", name="Save mine over it").click()

    expect(page.get_by_role("heading", name="Payments of today")).to_be_visible()


def test_values_and_secrets_of_an_environment(served: Any, visit: Callable[..., Page]) -> None:
    page = visit("/settings?environment=acceptance", user="boss")
    page.get_by_label("Set Values here").check()
    page.get_by_role("button", name="Add a value").click()
    page.get_by_label("Name of value 1").fill("fee")
    page.get_by_label("Type of value 1").fill("DECIMAL(10, 2)")
    page.get_by_label("Value 1", exact=True).fill("0.10")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text("Not saved yet.")).to_have_count(0)
    page.get_by_label("Name of the secret").fill("gateway")
    page.get_by_label("Value of the secret").fill("correct horse")
    page.get_by_role("button", name="Set the secret").click()

    expect(page.get_by_text("set just now by boss")).to_be_visible()
    assert "correct horse" not in page.content()
    with served.client("boss") as boss:
        found = boss.get("/api/v1/environments/acceptance").json()
    assert found["values"] == {"fee": {"type": "DECIMAL(10, 2)", "value": "0.10"}}
    assert "actions" in found["inherited"]


def test_a_new_user_is_locked_again(served: Any, visit: Callable[..., Page]) -> None:
    page = visit("/settings?part=users", user="boss")
    page.get_by_role("button", name="New user").click()
    page.get_by_label("Name to sign in with").fill("cleo")
    page.get_by_label("Full name").fill("Cleo Example")
    page.get_by_label("First password").fill(PASSWORD)
    page.get_by_role("button", name="Create", exact=True).click()
    row = page.get_by_role("row", name="Cleo Example")
    expect(row).to_contain_text("active")
    page.get_by_role("button", name="More for Cleo Example").click()
    page.get_by_role("menuitem", name="Lock").click()
    page.get_by_role("button", name="Lock cleo").click()

    expect(row).to_contain_text("locked")


def test_alerts_are_judged_by_keyboard(filled: None, served: Any, visit: Callable[..., Page]) -> None:
    page = visit("/alerts")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    # However many there are, only those in sight are drawn.
    assert options.count() < 60
    page.keyboard.press("j")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("1")
    expect(page.get_by_role("status").get_by_text("is true.")).to_be_visible()
    with served.client("jana") as jana:
        judged = jana.get(f"/api/v1/alerts/{1:032x}").json()
    assert (judged["verdict"], judged["verdict_by"]) == ("true", "jana")

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is true.")).to_have_count(0)
    page.keyboard.press("n")
    page.keyboard.type("A newsletter")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("A newsletter").first).to_be_visible()


def test_the_last_alert_is_reached_by_keyboard(filled: None, visit: Callable[..., Page]) -> None:
    page = visit("/alerts?verdict=any")
    inbox = page.get_by_role("listbox", name="Alerts")
    options = inbox.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    inbox.press("End")

    expect(page.locator(f"#alert-{ALERTS - 1:032x}")).to_have_attribute("aria-selected", "true")
    assert options.count() < 60

    inbox.press("Home")
    expect(page.locator(f"#alert-{0:032x}")).to_have_attribute("aria-selected", "true")


def hold_changes(page: Page) -> list[Route]:
    """Changes of alerts from now on, which do not go to the service by themselves."""
    held: list[Route] = []
    page.route(
        "**/api/v1/alerts/*",
        lambda route: held.append(route) if route.request.method == "PATCH" else route.fallback(),
    )
    return held


def test_keys_pressed_faster_than_the_service_answers_judge_one_alert_each(
    filled: None, served: Any, visit: Callable[..., Page]
) -> None:
    page = visit(f"/alerts?alert={20:032x}")
    expect(page.locator(f"#alert-{20:032x}")).to_have_attribute("aria-selected", "true")
    held = hold_changes(page)

    page.keyboard.press("1")
    expect(page.locator(f"#alert-{21:032x}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("2")
    expect(page.locator(f"#alert-{22:032x}")).to_have_attribute("aria-selected", "true")
    for route in held:
        route.continue_()
    told = page.get_by_role("status")
    expect(told.get_by_text("is true.")).to_be_visible()
    expect(told.get_by_text("is a false alarm.")).to_be_visible()

    with served.client("jana") as jana:
        judged = [jana.get(f"/api/v1/alerts/{number:032x}").json()["verdict"] for number in (20, 21, 22)]
    assert judged == ["true", "false", None]


def test_a_newer_alert_does_not_take_the_place_of_the_one_that_is_looked_at(
    filled: None, served: Any, visit: Callable[..., Page]
) -> None:
    page = visit("/alerts")
    options = page.get_by_role("listbox").get_by_role("option")
    title = page.get_by_role("article").locator(".case-title")
    before = options.first.locator(".ttl").inner_text()
    expect(title).to_have_text(before)

    def with_a_newer_one(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        newest = {**body["alerts"][0], "alert_id": "f" * 32, "title": "The newest one"}
        route.fulfill(response=answer, json={**body, "alerts": [newest, *body["alerts"]]})

    page.route(re.compile(r"/api/v1/alerts\?"), with_a_newer_one)
    expect(options.first).to_contain_text("The newest one")

    expect(title).to_have_text(before)
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")


def test_the_last_alert_of_a_list_is_judged_once_however_often_a_key_is_pressed(
    filled: None, served: Any, visit: Callable[..., Page]
) -> None:
    with served.client("jana") as jana:
        subject = jana.get(f"/api/v1/alerts/{30:032x}").json()["subject"]
        of_it = jana.get("/api/v1/alerts", params={"subject": subject, "verdict": "open"}).json()["alerts"]
    last = of_it[-1]["alert_id"]
    page = visit(f"/alerts?subject={subject}&alert={last}")
    expect(page.locator(f"#alert-{last}")).to_have_attribute("aria-selected", "true")
    held = hold_changes(page)

    page.keyboard.press("1")
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="True 1")).to_be_disabled()
    assert len(held) == 1
    held.pop().continue_()
    expect(page.get_by_role("status").get_by_text("is true.")).to_be_visible()
    expect(page.locator(f"#alert-{last}")).to_have_count(0)

    # It is out of the list and still shown: once more takes the verdict back.
    page.unroute_all()
    page.keyboard.press("1")
    expect(page.get_by_role("status").get_by_text("is open again.")).to_be_visible()


def test_a_filter_that_nothing_fits_any_more_stays_when_it_is_unticked(
    filled: None, visit: Callable[..., Page]
) -> None:
    page = visit("/alerts?scenario=nobody-raised")
    box = page.get_by_role("group", name="Scenario").get_by_role("checkbox", name="nobody-raised")
    box.uncheck()
    expect(page.get_by_role("listbox", name="Alerts").get_by_role("option").first).to_be_visible()
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()


def test_the_filtered_inbox_is_exported_as_a_file(filled: None, visit: Callable[..., Page]) -> None:
    page = visit("/alerts?verdict=any&severity=low")
    expect(page.get_by_role("heading", name="1,000 alerts")).to_be_visible()

    with page.expect_download() as started:
        page.get_by_role("button", name="Export").click()

    rows = list(csv.DictReader(started.value.path().read_text("utf-8-sig").splitlines()))
    assert started.value.suggested_filename.startswith("alerts-sandbox-20")
    assert (len(rows), {row["severity"] for row in rows}) == (1_000, {"low"})


def test_the_timeline_of_a_subject_is_gone_through_by_keyboard(
    filled: None, visit: Callable[..., Page]
) -> None:
    page = visit(f"/alerts?alert={3:032x}")
    timeline = page.get_by_role("region", name="Timeline of the subject")
    alerts = timeline.get_by_role("listitem")
    expect(alerts).to_have_count(50)
    expect(timeline).to_contain_text("the newest 50 of 60 alerts")
    timeline.get_by_role("button", name="Show older ones").click()
    expect(alerts).to_have_count(60)
    timeline.scroll_into_view_if_needed()
    look = Look(page)
    look.at("alerts-timeline", has_small_picture=True)
    timeline.get_by_role("button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"alert={103:032x}"))
    expect(timeline.locator("[aria-current]")).to_contain_text("this one")
    assert "\n".join(look.faults) == ""


def test_a_subject_is_snoozed_by_keyboard_and_let_go_again(
    filled: None, served: Any, visit: Callable[..., Page]
) -> None:
    page = visit("/alerts")
    subject = page.locator("article .mono").first
    expect(subject).to_be_visible()
    page.keyboard.press("s")
    page.get_by_label("Reason").fill("Agreed with them")
    page.get_by_role("button", name="Snooze", exact=True).last.click()
    note = page.get_by_role("region", name="Snoozed", exact=True)
    expect(note).to_contain_text("by jana")
    expect(note).to_contain_text("Agreed with them")
    timeline = page.get_by_role("region", name="Timeline of the subject")
    expect(timeline.locator(".snooze p").first).to_contain_text("Snoozed by jana until")
    expect(timeline).to_contain_text("Agreed with them")
    look = Look(page)
    look.at("alerts-snoozed")

    page.get_by_role("button", name="Snoozed 1").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("region", name="Snoozed", exact=True)).to_contain_text("Agreed with them")
    look.at("alerts-snoozes")
    dialog.get_by_role("button", name="End it now").click()

    expect(dialog.get_by_text("Nobody is snoozed")).to_be_visible()
    page.keyboard.press("Escape")
    expect(timeline.locator(".snooze p").first).to_contain_text("ended by jana")
    assert "\n".join(look.faults) == ""


def test_the_log_is_whole(visit: Callable[..., Page]) -> None:
    page = visit("/audit?action=stream", user="boss")
    expect(page.get_by_role("row", name="stream.create").first).to_be_visible()
    page.get_by_role("button", name="Verify").click()

    expect(page.get_by_text("The chain is whole")).to_be_visible()


def go(page: Page, path: str) -> None:
    """Go somewhere as a link does: the application stays."""
    page.evaluate("path => history.pushState({}, '', path)", path)


def test_limits_are_set_and_whom_to_tell(filled: None, visit: Callable[..., Page]) -> None:
    page = visit("/settings?part=objectives", user="boss")
    page.get_by_role("button", name="Change").first.click()
    page.get_by_label("Latency, ms, at most").fill("750")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("not observed, limit 750 ms")).to_be_visible()

    page.goto(page.url.replace("objectives", "notifications"))
    page.get_by_role("button", name="Webhook").click()
    page.get_by_label("Name").fill("pager")
    page.get_by_label("Address").fill("http://127.0.0.1:9/hook")
    page.get_by_label("Token").fill("correct horse")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="pager")
    row.get_by_role("button", name="Test").click()

    expect(page.get_by_text("is this machine or in a private network").first).to_be_visible()
