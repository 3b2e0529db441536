"""A scenario that is drawn by mouse, for every test that needs one."""

from playwright.sync_api import Page, expect
from screen import events, field, pin, write


def create(page: Page, title: str) -> None:
    page.get_by_role("button", name="New scenario").click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("Title of the scenario")).to_have_value(title)


def pull(page: Page, id_: str, port: str = "") -> None:
    """Drop a wire from a node's output on empty ground."""
    name = f"Out of {id_}, {port}" if port else f"Out of {id_}, "
    handle = page.locator(f'.react-flow__handle[aria-label^="{name}"]').first.bounding_box()
    assert handle is not None
    page.mouse.move(handle["x"] + 4, handle["y"] + 4)
    page.mouse.down()
    page.mouse.move(handle["x"] + 4, handle["y"] + 40, steps=4)
    page.mouse.move(handle["x"] + 4, handle["y"] + 80, steps=4)
    page.mouse.up()


def choose(page: Page, text: str) -> None:
    search = page.get_by_role("combobox", name="Add a node")
    search.fill(text)
    page.keyboard.press("Enter")
    expect(search).to_have_count(0)


def draw_spam_by_mouse(page: Page, stream: str) -> None:
    """On empty ground: who writes to twenty people within four hours, once a day."""
    page.locator(".react-flow__pane").dblclick(position={"x": 320, "y": 60})
    choose(page, "kafka")
    field(page, "stream").locator("select").select_option(stream)
    pin(page, events(40))
    expect(page.locator('.pane[aria-label="Output"] .count')).to_have_text("40")

    pull(page, "kafka")
    choose(page, "aggregate")
    field(page, "window.length").get_by_role("button", name="4 h", exact=True).click()
    field(page, "aggregates.0.name").locator("input").fill("unique_recipients")
    field(page, "aggregates.0.function").locator("select").select_option("count_distinct")
    field(page, "aggregates").get_by_role("button", name="value").click()
    write(page, "aggregates.0.value", "recipient")
    page.get_by_role("button", name="Add key").click()
    write(page, "key.0", "sender")

    expect(page.locator(".sentence")).to_have_text(
        "For each sender, over a sliding window of 4 h, add 1 aggregate to each event."
    )

    pull(page, "aggregate")
    choose(page, "filter")
    write(page, "condition", "unique_recipients >= 20")
    expect(page.locator(".live")).to_contain_text("true for 21 of 40")

    pull(page, "filter", "true")
    choose(page, "deduplicate")
    field(page, "window").get_by_role("button", name="24 h").click()
    page.get_by_role("button", name="Add key").click()
    write(page, "key.0", "sender")

    pull(page, "deduplicate", "first")
    choose(page, "alert")
    field(page, "severity").get_by_role("button", name="high").click()
    write(page, "subject", "sender")
    write(page, "title", "SMS spam from {sender}")
