"""What docs/tour/README.md tells a newcomer to do, step by step; the words there and the steps here go together."""

import re
import sys
from pathlib import Path

from filbert.runtime.demo.designer import Account
from playwright.sync_api import Browser, Locator, Page, expect

# How people use the screen is said once, beside the tests of the page.
sys.path.insert(0, str(Path(__file__).parents[2] / "designer_web"))
from pictures import SIZE, picture
from screen import field, node, saved, write

TEMPLATE = "SMS spam by unique recipients"
TITLE = "Spam to people written to once"
NAME = "spam-to-people-written-to-once"
CONDITION = "unique_recipients >= 1000 AND messages < 2 * unique_recipients"

PATIENCE = 120_000


def open_page(browser: Browser) -> Page:
    """An empty page of the size that pictures have."""
    context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return context.new_page()


def sign_in(page: Page, url: str, who: Account) -> None:
    """1: sign in, and see three scenarios run."""
    page.goto(url)
    page.get_by_label("Name").fill(who.name)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in").click()
    for name in ("sms-spam", "premium-usage", "sim-cloning"):
        row = page.get_by_role("row").filter(has=link_to(page, name))
        expect(row.locator(".est.ok", has_text="sandbox")).to_contain_text("v1")
    picture(page, "scenarios")


def link_to(page: Page, scenario: str) -> Locator:
    """Others may have left scenarios of the same title."""
    return page.locator(f'a.cut[href="/scenarios/{scenario}"]')


def watch(page: Page) -> None:
    """2: what passes each connection rises while one looks."""
    link_to(page, "sms-spam").click()
    page.get_by_role("button", name="Running").click()
    expect(page.locator(".live-line")).to_contain_text(re.compile("running.*version 1"))
    expect_to_rise(page)
    expect(page.get_by_role("slider", name=re.compile("^Throughput"))).to_have_attribute(
        "aria-label", re.compile("at least")
    )
    page.get_by_role("button", name="Fit", exact=True).click()
    picture(page, "running")


def expect_to_rise(page: Page) -> None:
    arrived = page.locator(".elabel .passed").first
    expect(arrived).to_have_attribute("data-count", re.compile("[1-9]"))
    before = int(arrived.get_attribute("data-count") or 0)
    expect(arrived).not_to_have_attribute("data-count", str(before))
    assert int(arrived.get_attribute("data-count") or 0) > before


def explain_an_alert(page: Page) -> None:
    """3: an alert, and why there is one."""
    page.locator(".live-figures a").last.click()
    page.get_by_role("option", name=re.compile("SMS spam from")).first.click()
    expect(page.locator(".case .facts")).to_contain_text("unique_recipients")
    picture(page, "alert")
    page.get_by_role("link", name="Explain on the canvas").click()
    steps = page.locator(".explained > li")
    expect(steps).to_have_count(5)
    expect(steps.nth(0)).to_contain_text("recipient")
    expect(steps.nth(2)).to_contain_text("unique_recipients >= 1000TRUE")
    picture(page, "explained")


def start_from_the_template(page: Page) -> None:
    """4: a scenario of one's own."""
    page.get_by_role("link", name="Scenarios").first.click()
    page.get_by_role("button", name="New scenario").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=TEMPLATE).click()
    dialog.get_by_label("Title").fill(TITLE)
    dialog.get_by_label("Folder").select_option(label="Demo")
    picture(page, "template")
    dialog.get_by_role("button", name="Open as a copy").click()
    expect(page.get_by_label("Title of the scenario")).to_have_value(TITLE)
    expect(page.locator(".elabel b").first).to_contain_text("2,000")


def change_it(page: Page) -> None:
    """5: the sample runs again with each change, while one drags and while one types."""
    slider = page.get_by_label("Threshold of spammer")
    chosen = page.locator(".elabel", has_text="true").locator("b")
    slider.fill("500")
    expect(chosen).to_contain_text("→ 1,002")
    page.locator(".react-flow__pane").click(position={"x": 5, "y": 5})
    page.keyboard.press("Control+z")
    expect(chosen).to_contain_text("→ 2")

    node(page, "spammer").click()
    write(page, "condition", "unique_recipients >= 1000 AND messages < ")
    expect(field(page, "condition").locator(".fault, .problem").first).to_be_visible()
    write(page, "condition", CONDITION)
    expect(page.locator(".live")).to_contain_text("BOOLEAN")
    expect(chosen).to_contain_text("→ 2")
    saved(page)
    picture(page, "editor")


def keep_a_test(page: Page) -> None:
    """6: a run becomes a test case, and all of them pass."""
    page.get_by_role("button", name="Close the panel").click()
    page.get_by_role("tab", name="Test cases").click()
    page.get_by_role("button", name="Pin this run as a test").click()
    expect(page.get_by_role("status").get_by_text("The run is a test case")).to_be_visible()
    page.get_by_role("button", name="Test 9").click()
    expect(page.get_by_role("button", name="Test 9/9")).to_be_visible()
    picture(page, "tests")


def deploy(page: Page) -> None:
    """7: a version, and what bringing it to the sandbox means."""
    page.get_by_role("button", name="Deploy", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Comment").fill("Newsletters to regular customers are no spam")
    dialog.get_by_role("button", name="Make version 1 of the draft").click()
    button = dialog.get_by_role("button", name="Deploy version 1 to sandbox")
    expect(button).to_be_enabled()
    expect(dialog.get_by_text("9 of 9 test cases pass")).to_be_visible()
    picture(page, "deploy")
    button.click()
    expect(dialog.locator(".notice.ok")).to_contain_text("done")
    dialog.get_by_role("button", name="Close", exact=True).last.click()


def watch_it_run(page: Page) -> None:
    """8: it runs beside the others."""
    page.get_by_role("button", name="Running").click()
    expect(page.locator(".live-line")).to_contain_text(re.compile("running.*version 1"))
    expect_to_rise(page)
    expect(page.locator(".live-bar .notice")).to_have_count(0)
    page.get_by_role("tab", name="Measures").click()
    page.get_by_role("button", name="Fit", exact=True).click()
    picture(page, "own")
