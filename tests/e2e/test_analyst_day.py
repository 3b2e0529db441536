"""An analyst's whole day: through the API alone, by a script that can be run against any stack; and in the browser."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest
from filbert.runtime.stack import Stack
from playwright.sync_api import Browser, Page, expect

# How people draw is said once, beside the tests of the page.
sys.path.insert(0, str(Path(__file__).parents[1] / "designer_web"))
from drawing import case_by_keyboard, command, draw_spam_by_keyboard, make_version_by_keyboard, tab_to
from screen import saved

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1_800)]

SCRIPT = Path(__file__).parent / "analyst_day.py"
PASSWORD = "orchard bench rain"
PATIENCE = 120_000


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("analyst_day", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules["analyst_day"] = found
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def administrator(stack: Stack) -> str:
    name = f"boss-{uuid4().hex[:8]}"
    subprocess.run(
        [sys.executable, "-m", "filbert.runtime.cli", "user", "create", name, "--admin",
         "--password-stdin"],
        env={**os.environ, "FILBERT_HOME": str(stack.home.root)}, input=PASSWORD, text=True, check=True,
    )  # fmt: skip
    return name


def test_an_analyst_s_day(stack: Stack, script: ModuleType, administrator: str) -> None:
    script.main(stack.designer, stack.kafka, administrator, PASSWORD)


def test_a_rule_is_drawn_deployed_and_seen_to_run(
    stack: Stack, script: ModuleType, administrator: str, browser: Browser
) -> None:
    """By keyboard alone from nothing to a job that runs, then what passes it in sight, to alerts in the inbox."""
    day = script.Day(stack.designer, stack.kafka)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    try:
        script.prepare(day, administrator, PASSWORD)
        script.define_stream(day)
        person = {"name": f"ann-{day.tag}", "password": PASSWORD}
        assert context.request.post(f"{stack.designer}/api/v1/session", data=person).ok
        page = context.new_page()
        page.goto(f"{stack.designer}/scenarios")

        draw_spam_by_keyboard(page, f"Sms spam {day.tag}", day.stream)
        saved(page)
        case_by_keyboard(page)
        deploy_by_keyboard(page)
        watch(page, lambda sender, count: script.send(day, script.messages(sender, count)))
        see_the_alert(page)

        day.bring("ann", "stop", {"environment": "sandbox", "comment": "", "keep_state": False})
        page.goto(f"{stack.designer}/scenarios/{day.scenario}?running=sandbox")
        expect(page.locator(".live-bar .notice").first).to_contain_text("It is stopped in sandbox")
    finally:
        context.close()
        for client in day.clients.values():
            client.close()


def deploy_by_keyboard(page: Page) -> None:
    dialog = make_version_by_keyboard(page)
    button = dialog.get_by_role("button", name="Deploy version 1 to sandbox")
    expect(button).to_be_enabled()
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(dialog.locator(".notice.ok")).to_contain_text("done")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    command(page, "Show the canvas")
    command(page, "Show what runs in sandbox")


def watch(page: Page, send: Callable[[str, int], None]) -> None:
    """Events flow, and what has passed rises on the canvas."""
    expect(page.locator(".live-line")).to_contain_text(re.compile("running.*version 1"))
    arrived, chosen = (
        page.locator(".elabel .passed").first,
        page.locator(".elabel", has_text="true").locator(".passed"),
    )
    send("48600100200", 40)
    expect(arrived).to_have_attribute("data-count", "40")
    expect(chosen).to_have_attribute("data-count", "21")
    send("48600100300", 25)
    expect(arrived).to_have_attribute("data-count", "65")
    expect(page.locator(".elabel", has_text="first").locator(".passed")).to_have_attribute("data-count", "2")
    expect(page.locator(".live-figures")).to_contain_text("Events in")
    expect(page.get_by_role("slider", name=re.compile("^Throughput"))).to_have_attribute(
        "aria-label", re.compile("at least")
    )
    expect(page.locator(".live-bar .notice")).to_have_count(0)


def see_the_alert(page: Page) -> None:
    alerts = page.locator(".live-figures a", has_text="2")
    alerts.click()
    expect(page.get_by_role("option", name=re.compile("SMS spam from 48600100300"))).to_be_visible()
    expect(page.get_by_role("option", name=re.compile("SMS spam from 48600100200"))).to_be_visible()
