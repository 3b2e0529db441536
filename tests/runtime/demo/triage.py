"""What docs/tour/alerts.md tells the fraud officer on call to do; the words there and the steps here go together."""

import csv
import re
import sys
import time
from pathlib import Path

from confluent_kafka import Producer
from filbert.runtime.demo.designer import Account
from filbert.runtime.traffic.telecom.records import SMS, TOPICS, sms_value
from playwright.sync_api import Locator, Page, expect

# How people use the screen is said once, beside the tests of the page.
sys.path.insert(0, str(Path(__file__).parents[2] / "designer_web"))
from pictures import picture
from screen import node

BANK, SPAMMER = "48500900100", "48500900200"
NOTE = "Their one-time passwords: announced on Monday"
REASON = "A bank's one-time passwords, agreed with them"


def write_to_many(servers: str, sender: str) -> None:
    """Messages of one sender to more people than the rule lets pass."""
    producer = Producer({"bootstrap.servers": servers, "log_level": 0})
    now = time.time_ns() // 1_000_000
    for number in range(1_100):
        producer.produce(TOPICS[SMS], sms_value(sender, f"4860090{number:04}", now, "null"), sender)
    assert producer.flush(60) == 0


def look_at_what_came(page: Page, url: str, who: Account) -> int:
    """1: sign in, and see the alerts of all scenarios; gives how many there are."""
    page.goto(f"{url}/alerts")
    page.get_by_label("Name").fill(who.name)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in").click()
    title = page.get_by_role("region", name="Inbox").get_by_role("heading")
    expect(title).to_have_text(re.compile(r"[1-9]\d* alerts"))
    expect(page.locator(".case .facts")).to_be_visible()
    return int(title.inner_text().split()[0])


def see_one_arrive(page: Page, servers: str, before: int) -> None:
    """1: one more comes in above by itself, and what is looked at stays."""
    looked_at = page.locator(".case-title").inner_text()
    write_to_many(servers, BANK)
    expect(options(page).first).to_contain_text(f"SMS spam from {BANK}")
    expect(page.get_by_role("region", name="Inbox").get_by_role("heading")).to_have_text(
        f"{before + 1} alerts"
    )
    expect(page.locator(".case-title")).to_have_text(looked_at)
    options(page).first.click()
    expect(page.locator(".case-title")).to_have_text(f"SMS spam from {BANK}")
    expect(page.locator(".case .facts")).to_contain_text("unique_recipients")
    picture(page, "alerts-inbox")


def explain_it(page: Page) -> None:
    """2: the events before it, and the way of its event through the version that raised it."""
    case = page.get_by_role("article", name="Chosen alert")
    case.get_by_role("button", name="last 7 days").click()
    expect(case.locator(".event-line").first).to_be_visible()
    page.get_by_role("link", name="Explain on the canvas").click()
    steps = page.locator(".explained > li")
    expect(steps).to_have_count(5)
    expect(steps.nth(2)).to_contain_text("unique_recipients >= 1000TRUE")
    page.go_back()
    expect(page.locator(".case-title")).to_have_text(f"SMS spam from {BANK}")


def call_it_a_false_alarm(page: Page) -> None:
    """3: why, and the verdict; the inbox goes on to the next one by itself."""
    page.locator("body").press("n")
    page.get_by_label("Note", exact=True).fill(NOTE)
    page.get_by_label("Note", exact=True).press("Control+Enter")
    expect(page.get_by_role("region", name="Notes").get_by_text(NOTE)).to_be_visible()
    page.get_by_label("Note", exact=True).press("Escape")
    page.locator("body").press("2")
    expect(page.locator(".case-title")).not_to_have_text(f"SMS spam from {BANK}")
    expect_precision(page, {"sms-spam": ("0 of 1 judged alert true", "0")})


def judge_others(page: Page) -> None:
    """4: one of the same rule, and two of another one, are true."""
    scenario(page, "sms-spam").check()
    expect_only(page, "SMS spam from")
    judge_true(page, 1)
    scenario(page, "sms-spam").uncheck()
    scenario(page, "sim-cloning").check()
    expect_only(page, "is in two places")
    judge_true(page, 2)
    scenario(page, "sim-cloning").uncheck()
    expect_precision(
        page,
        {
            "sms-spam": ("1 of 2 judged alerts true", "50"),
            "sim-cloning": ("2 of 2 judged alerts true", "100"),
        },
        "alerts-precision",
    )


def expect_only(page: Page, words: str) -> None:
    """The list of the filter before stays until there is the new one."""
    expect(options(page).filter(has_not_text=words)).to_have_count(0)
    expect(options(page).first).to_contain_text(words)


def judge_true(page: Page, count: int) -> None:
    """The first ones of the list, key by key; they leave it."""
    ids = [options(page).nth(at).get_attribute("id") for at in range(count)]
    options(page).first.click()
    for each in ids:
        expect(page.locator(f"#{each}")).to_have_attribute("aria-selected", "true")
        page.locator("body").press("1")
    for each in ids:
        expect(page.locator(f"#{each}")).to_have_count(0)


def expect_precision(page: Page, rules: dict[str, tuple[str, str]], name: str | None = None) -> None:
    """Verdicts make precision."""
    page.get_by_role("button", name="Precision").click()
    for rule, (words, share) in rules.items():
        shown = page.get_by_role("region", name=f"{rule}, alert")
        expect(shown).to_contain_text(words)
        expect(shown.locator(".share")).to_have_text(re.compile(rf"^{share}\s%$"))
    if name is not None:
        picture(page, name)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def snooze(page: Page) -> None:
    """5: nothing more about whom one knows; what was decided stands on the timeline."""
    page.get_by_role("checkbox", name=re.compile("^False alarm")).check()
    page.get_by_role("checkbox", name=re.compile("^Open")).uncheck()
    scenario(page, "sms-spam").check()
    expect(options(page)).to_have_count(1)
    options(page).click()
    expect(page.locator(".case p .mono").first).to_have_text(BANK)
    page.locator("body").press("s")
    page.get_by_label("Reason").fill(REASON)
    page.get_by_role("dialog").get_by_role("button", name="Snooze", exact=True).click()
    note = page.get_by_role("region", name="Snoozed", exact=True)
    expect(note).to_contain_text(REASON)
    # Then what runs knows of it.
    expect(note).not_to_contain_text("Kafka does not have it yet")
    timeline = page.get_by_role("region", name="Timeline of the subject")
    expect(timeline.locator("li.snooze")).to_contain_text("Snoozed by demo")
    expect(timeline.locator("li.false")).to_contain_text(NOTE)
    page.get_by_role("region", name="Notes").scroll_into_view_if_needed()
    picture(page, "alerts-timeline")


def see_nothing_of_it(page: Page, servers: str) -> None:
    """6: deployed anew, with empty state, the rule holds back what it would raise, and raises others."""
    write_to_many(servers, BANK)
    write_to_many(servers, SPAMMER)
    search = page.get_by_label("Subject, exactly")
    page.get_by_role("button", name="All open alerts").click()
    expect(options(page).first).to_contain_text(f"SMS spam from {SPAMMER}")
    page.goto(re.sub(r"\?.*", "", page.url) + "?verdict=any")
    search.fill(BANK)
    expect(page.get_by_role("region", name="Inbox").get_by_role("heading")).to_have_text("1 alert")
    page.locator(".case").get_by_role("link", name="sms-spam").click()
    page.get_by_role("button", name="Running").click()
    expect(node(page, "alert")).to_contain_text("1 snoozed")
    page.get_by_role("button", name="Fit", exact=True).click()
    picture(page, "alerts-snoozed")


def export(page: Page, url: str) -> list[dict[str, str]]:
    """7: all of it for a spreadsheet; gives what is in it."""
    page.goto(f"{url}/alerts?verdict=any")
    expect(page.get_by_role("button", name="Export")).to_be_enabled()
    with page.expect_download() as started:
        page.get_by_role("button", name="Export").click()
    return list(csv.DictReader(started.value.path().read_text("utf-8-sig").splitlines()))


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Alerts").get_by_role("option")


def scenario(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Scenario").get_by_role(
        "checkbox", name=re.compile(rf"^{name}(\s|$)")
    )
