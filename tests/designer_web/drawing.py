"""A scenario that is drawn by mouse, or by keyboard alone, for every test that needs one."""

import re

from playwright.sync_api import Locator, Page, expect
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


def tab_to(page: Page, target: Locator) -> Locator:
    """Press Tab, or Shift-Tab where it stands before, until the focus is at something, or in it."""
    target.wait_for(state="attached")
    is_before = target.evaluate("each => !!(document.activeElement.compareDocumentPosition(each) & 2)")
    for _ in range(80):
        if target.evaluate("each => each.contains(document.activeElement)"):
            return target
        page.keyboard.press("Shift+Tab" if is_before else "Tab")
    raise AssertionError(f"Tab does not come to {target}")


def command(page: Page, text: str) -> None:
    """Do what Ctrl-K calls so."""
    page.keyboard.press("Control+k")
    search = page.get_by_role("combobox", name="Search or jump to")
    expect(search).to_be_focused()
    page.keyboard.type(text)
    expect(page.locator("#palette-0")).to_contain_text(re.compile(text, re.IGNORECASE))
    page.keyboard.press("Enter")
    expect(search).to_have_count(0)


def draw_spam_by_keyboard(page: Page, title: str, stream: str) -> None:
    """From the list of scenarios: the same as by mouse, in the outline, with its events pinned."""
    keys = page.keyboard

    def add(text: str) -> None:
        search = page.get_by_role("combobox", name="Add a node")
        expect(search).to_be_focused()
        keys.type(text)
        expect(page.locator(".quick [role=option]").first).to_be_visible()
        keys.press("Enter")
        expect(search).to_have_count(0)
        expect(page.locator(".npanel :focus")).to_have_count(1)

    def at(parameter: str, selector: str) -> Locator:
        return tab_to(page, field(page, parameter).locator(selector))

    def code(parameter: str, text: str) -> None:
        content = at(parameter, ".cm-content")
        keys.press("Control+a")
        keys.insert_text(text)
        expect(content).to_have_text(text)

    def text(parameter: str, value: str) -> None:
        at(parameter, "input")
        keys.press("Control+a")
        keys.insert_text(value)

    def press(button: Locator) -> None:
        tab_to(page, button)
        keys.press("Enter")

    def pick(choice: Locator, value: str) -> None:
        """Not by typing its name: what is typed slowly begins a name anew."""
        expect(choice).to_be_focused()
        expect(choice.locator("option", has_text=value).first).to_be_attached()
        for _ in range(choice.locator("option").count()):
            if choice.input_value() != value:
                keys.press("ArrowDown")
        expect(choice).to_have_value(value)

    def line(key: str) -> None:
        """Back to the outline, where the node's line is the current one."""
        expect(page.locator(".npanel :focus")).to_have_count(1)
        # A list of completions takes the first one.
        while page.locator(".npanel :focus").count() > 0:
            keys.press("Escape")
        expect(page.locator(f'[data-line="{key}"]')).to_be_focused()

    expect(page.get_by_role("button", name="New scenario")).to_be_visible()
    command(page, "New scenario")
    expect(page.get_by_role("dialog").get_by_label("Title")).to_be_focused()
    keys.insert_text(title)
    keys.press("Enter")
    expect(page.get_by_label("Title of the scenario")).to_have_value(title)
    command(page, "Show the outline")
    expect(page.get_by_role("tree")).to_be_attached()

    keys.press("Tab")
    add("kafka")
    pick(field(page, "stream").locator("select"), stream)
    command(page, "Pin events as the sample")
    tab_to(page, page.get_by_label("Events", exact=True))
    keys.insert_text(events(40))
    press(page.get_by_role("button", name="Pin them"))
    expect(page.get_by_role("dialog")).to_have_count(0)

    line("kafka node")
    keys.press("Tab")
    add("aggregate")
    text("window.length", "4h")
    text("aggregates.0.name", "unique_recipients")
    pick(at("aggregates.0.function", "select"), "count_distinct")
    press(field(page, "aggregates").get_by_role("button", name="value"))
    code("aggregates.0.value", "recipient")
    press(page.get_by_role("button", name="Add key"))
    code("key.0", "sender")

    line("aggregate node")
    keys.press("Tab")
    add("filter")
    code("condition", "unique_recipients >= 20")

    line("filter node")
    keys.press("ArrowDown")
    expect(page.locator('[data-line="filter true"]')).to_be_focused()
    keys.press("Tab")
    add("deduplicate")
    text("window", "24h")
    press(page.get_by_role("button", name="Add key"))
    code("key.0", "sender")

    # Connected afterwards: C at the output, Enter at the node.
    line("deduplicate node")
    command(page, "Add Alert")
    press(field(page, "severity").get_by_role("button", name="high"))
    code("subject", "sender")
    code("title", "SMS spam from {sender}")
    line("alert node")
    while not page.locator('[data-line="deduplicate first"]').evaluate(
        "each => each === document.activeElement"
    ):
        keys.press("ArrowUp")
    keys.press("c")
    keys.press("End")
    expect(page.locator('[data-line="alert node"]')).to_be_focused()
    keys.press("Enter")


def case_by_keyboard(page: Page) -> None:
    """Make a test case of the sample's run, and run it."""
    expect(page.get_by_role("button", name="Problems")).to_contain_text("0")
    expect(page.locator('[data-line="alert node"]')).to_contain_text("1")
    command(page, "Pin this run as a test case")
    expect(page.get_by_role("button", name="Test 1")).to_be_visible()
    command(page, "Run the test cases")
    expect(page.get_by_role("button", name="Test 1/1")).to_be_visible()


def make_version_by_keyboard(page: Page) -> Locator:
    """Open the dialog of a deployment to the sandbox, and make version 1 in it."""
    command(page, "Deploy to sandbox")
    dialog = page.get_by_role("dialog")
    tab_to(page, dialog.get_by_role("button", name="Make version 1 of the draft"))
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("1 of 1 test case pass")).to_be_visible()
    # The button is gone; where it was is no place to be, and what is behind is none either.
    expect(page.locator('[role="dialog"]:focus-within')).to_be_visible()
    return dialog
