"""Notes and groups: made by mouse and by keyboard, kept with the draft, undone like everything."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from look import Look
from playwright.sync_api import Locator, Page, expect
from screen import node, saved

pytestmark = pytest.mark.slow


def layout(served: Any, name: str) -> dict[str, Any]:
    with served.client("jana") as client:
        found: dict[str, Any] = client.get(f"/api/v1/scenarios/{name}").json()["document"]["layout"]
    return found


def settled(page: Page, served: Any, name: str, old: object) -> dict[str, Any]:
    """The layout once the service has another one."""
    for _ in range(300):
        found = layout(served, name)
        if found != old:
            return found
        page.wait_for_timeout(100)
    raise AssertionError("nothing was saved")


def group(page: Page) -> Locator:
    return page.locator('[data-group="group"]')


def drag(page: Page, what: Locator, right: int, down: int) -> None:
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + min(8, box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2, steps=3)
    page.mouse.move(x + right, y + down, steps=3)
    page.mouse.up()


def test_by_mouse(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}")
    node(page, "recipients").click()
    page.keyboard.press("Escape")
    node(page, "spammer").click(modifiers=["Shift"])
    node(page, "spammer").click(button="right")
    page.get_by_role("menuitem", name="Group").click()
    page.keyboard.type("Who writes to many")
    page.keyboard.press("Enter")
    expect(group(page)).to_contain_text("Who writes to many")
    page.get_by_role("toolbar", name="The group").get_by_role("button", name="Colour plum").click()

    # It moves with what it holds.
    expect(group(page)).to_have_class(re.compile("tone-plum"))
    saved(page)
    before = layout(served, own)
    drag(page, group(page).locator("b"), 96, 48)
    after = settled(page, served, own, before)
    places = before["positions"]
    moved = {each for each in places if after["positions"][each] != places[each]}
    assert moved == {"recipients", "spammer"}
    page.get_by_role("button", name="Undo").click()
    assert settled(page, served, own, after) == before

    # Folded, it is one card, and the way through it stays in sight.
    group(page).get_by_role("button", name="Fold Who writes to many").click()
    expect(node(page, "recipients")).to_have_count(0)
    expect(page.locator(".elabel")).to_have_count(3)
    assert settled(page, served, own, before)["groups"] == {
        "group": {
            "title": "Who writes to many",
            "color": "plum",
            "nodes": ["recipients", "spammer"],
            "collapsed": True,
        }
    }
    look = Look(page)
    look.at("group-folded", is_small=False)
    assert look.faults == []
    group(page).get_by_role("button", name="Open Who writes to many").click()
    expect(node(page, "recipients")).to_be_visible()

    # A note of the palette, written where it is, made larger.
    page.get_by_role("button", name="Note", exact=True).click()
    page.keyboard.type("Agreed with\nthe fraud desk")
    page.keyboard.press("Escape")
    note = page.locator('[data-note="note"]')
    expect(note.locator("p")).to_have_text("Agreed with\nthe fraud desk")
    saved(page)
    before = layout(served, own)
    drag(page, page.locator(".react-flow__resize-control.bottom.right.handle"), 80, 40)
    kept = settled(page, served, own, before)["notes"]["note"]
    assert kept["text"] == "Agreed with\nthe fraud desk"
    assert kept["width"] > 208
    assert kept["height"] > 104
    page.reload()
    expect(note).to_have_text("Agreed with\nthe fraud desk")
    expect(group(page)).to_contain_text("Who writes to many")


def test_by_keyboard_in_the_outline(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?view=outline")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = page.keyboard
    page.locator('[data-line="recipients node"]').focus()
    keys.press("Shift+ArrowDown")
    keys.press("Control+g")
    expect(page.get_by_label("Title of the group")).to_be_focused()
    keys.type("Counting")
    keys.press("Enter")
    row = page.locator('[data-line="group:group"]')
    expect(row).to_be_focused()
    expect(row).to_contain_text("Group of 2 nodes")
    expect(page.locator('[data-line="recipients node"]')).to_contain_text("In the group Counting")

    # With all that is in it, it is copied and pasted.
    keys.press("Control+c")
    keys.press("Control+v")
    expect(page.locator('[data-line="group:group-2"]')).to_contain_text("Group of 2 nodes")
    expect(page.locator('[data-line="recipients-2 node"]')).to_be_visible()
    keys.press("Control+z")
    expect(page.locator('[data-line="group:group-2"]')).to_have_count(0)

    row.focus()
    keys.press("n")
    expect(page.get_by_label("Text of the note")).to_be_focused()
    keys.type("Ask Ann first")
    keys.press("Escape")
    expect(page.locator('[data-line="note:note"]')).to_be_focused()
    saved(page)
    assert layout(served, own)["notes"]["note"]["text"] == "Ask Ann first"
    with served.client("jana") as client:
        shown = client.get(f"/api/v1/scenarios/{own}/export", params={"format": "yaml"})
    assert "text: Ask Ann first" in shown.text

    keys.press("Delete")
    expect(page.locator('[data-line="note:note"]')).to_have_count(0)
    row.focus()
    keys.press("Shift+Control+G")
    expect(row).to_have_count(0)
    expect(page.locator('[data-line="recipients node"]')).to_be_visible()
    saved(page)
    assert "groups" not in layout(served, own)
