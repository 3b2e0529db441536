"""Nothing typed is lost, whatever happens to the session, the service, the browser, or by somebody else."""

from collections.abc import Callable
from typing import Any

import pytest
from look import Look
from playwright.sync_api import Page, Route, expect
from screen import PASSWORD, field, node, saved, write

pytestmark = pytest.mark.slow


def condition(served: Any, name: str) -> str:
    with served.client("jana") as client:
        nodes = client.get(f"/api/v1/scenarios/{name}").json()["document"]["nodes"]
    return next(each["parameters"]["condition"] for each in nodes if each["id"] == "spammer")


def edit_elsewhere(served: Any, name: str, text: str) -> None:
    with served.client("ann") as client:
        found = client.get(f"/api/v1/scenarios/{name}").json()
        document = found["document"]
        for each in document["nodes"]:
            if each["id"] == "spammer":
                each["parameters"]["condition"] = text
        answer = client.put(
            f"/api/v1/scenarios/{name}/draft", json={"document": document, "revision": found["revision"]}
        )
        assert answer.status_code == 200, answer.text


def test_two_people_on_one_draft(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    expect(field(page, "condition").locator(".cm-content")).to_be_visible()
    edit_elsewhere(served, own, "unique_recipients >= 7")
    write(page, "condition", "unique_recipients >= 9")

    dialog = page.get_by_role("dialog", name="ann has saved this draft, too")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Compare").click()
    expect(dialog).to_contain_text("unique_recipients >= 7")
    dialog.get_by_role("button", name="Overwrite with mine").click()

    saved(page)
    assert condition(served, own) == "unique_recipients >= 9"

    # Once more: theirs is taken, and undo brings mine back.
    edit_elsewhere(served, own, "unique_recipients >= 8")
    write(page, "condition", "unique_recipients >= 11")
    page.get_by_role("button", name="Take theirs").click()
    expect(field(page, "condition").locator(".cm-content")).to_have_text("unique_recipients >= 8")
    page.get_by_role("button", name="Undo").click()
    expect(field(page, "condition").locator(".cm-content")).to_have_text("unique_recipients >= 11")
    saved(page)
    assert condition(served, own) == "unique_recipients >= 11"


def test_two_tabs_of_one_user(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    content = field(page, "condition").locator(".cm-content")
    expect(content).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{served.url}/scenarios/{own}?node=spammer")
    theirs = field(other, "condition").locator(".cm-content")
    expect(theirs).to_be_visible()

    # A tab that has nothing unsaved goes on from what the other one has saved.
    write(page, "condition", "unique_recipients >= 51")
    expect(theirs).to_have_text("unique_recipients >= 51")
    write(other, "condition", "unique_recipients >= 52")
    expect(content).to_have_text("unique_recipients >= 52")
    saved(page)

    # What was typed in both is a question, and each keeps its own until it is answered.
    page.route("**/draft", lambda route: route.abort())
    write(page, "condition", "unique_recipients >= 53")
    expect(page.locator(".save-state")).to_contain_text("Kept in this browser")
    write(other, "condition", "unique_recipients >= 54")
    saved(other)
    page.unroute("**/draft")
    dialog = page.get_by_role("dialog", name="You have saved this draft elsewhere, too")
    expect(dialog).to_contain_text("by you in another tab")
    expect(content).to_have_text("unique_recipients >= 53")
    look = Look(page)
    look.at("dialog-conflict-of-tabs")
    dialog.get_by_role("button", name="Compare").click()
    expect(dialog.get_by_text("What was changed there since")).to_be_visible()
    look.at("dialog-conflict-of-tabs-compared")
    assert look.faults == []
    dialog.get_by_role("button", name="Overwrite with this one").click()
    expect(theirs).to_have_text("unique_recipients >= 53")
    saved(other)
    assert condition(served, own) == "unique_recipients >= 53"


def test_two_tabs_that_are_killed(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    other = page.context.new_page()
    other.goto(f"{served.url}/scenarios/{own}?node=spammer")
    page.context.route("**/draft", lambda route: route.abort())
    for tab, number in ((page, 61), (other, 62)):
        expect(field(tab, "condition").locator(".cm-content")).to_be_visible()
        write(tab, "condition", f"unique_recipients >= {number}")
        expect(tab.locator(".save-state")).to_contain_text("Kept in this browser")
    for tab in (page, other):
        tab.close(run_before_unload=False)
    page.context.unroute("**/draft")

    again = page.context.new_page()
    again.goto(f"{served.url}/scenarios/{own}?node=spammer")

    content = field(again, "condition").locator(".cm-content")
    expect(content).to_have_text("unique_recipients >= 62")
    again.get_by_role("button", name="Undo").click()
    expect(content).to_have_text("unique_recipients >= 61")
    saved(again)
    assert condition(served, own) == "unique_recipients >= 61"


def lose_the_first_answer(page: Page, text: str) -> None:
    """A condition is saved, and nobody gets the answer; saves after it do not arrive while the route is there."""
    expect(field(page, "condition").locator(".cm-content")).to_be_visible()
    first = ["save"]

    def lose(route: Route) -> None:
        if first:
            first.clear()
            route.fetch()
        route.abort()

    page.route("**/draft", lose)
    write(page, "condition", text)
    expect(page.locator(".save-state")).to_contain_text("Kept in this browser")


def test_a_save_whose_answer_is_lost(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    lose_the_first_answer(page, "unique_recipients >= 81")
    write(page, "condition", "unique_recipients >= 82")
    page.unroute("**/draft")

    # What the service has by then is what was sent: there is nothing to ask.
    saved(page)
    assert condition(served, own) == "unique_recipients >= 82"
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_tab_that_is_killed_while_it_saves(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    lose_the_first_answer(page, "unique_recipients >= 91")
    write(page, "condition", "unique_recipients >= 92")
    page.close(run_before_unload=False)

    again = page.context.new_page()
    again.goto(f"{served.url}/scenarios/{own}?node=spammer")
    content = field(again, "condition").locator(".cm-content")
    expect(content).to_have_text("unique_recipients >= 92")
    saved(again)
    assert condition(served, own) == "unique_recipients >= 92"
    again.get_by_role("button", name="Undo").click()
    expect(content).to_have_text("unique_recipients >= 91")


def test_a_service_that_is_slow(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    expect(field(page, "condition").locator(".cm-content")).to_be_visible()
    expect(page.locator(".elabel", has_text="2,000 → 2")).to_be_visible()
    held: list[Route] = []
    slow = {"all of it"}
    page.route("**/api/**", lambda route: held.append(route) if slow else route.continue_())

    write(page, "condition", "unique_recipients >= 71")
    expect(page.locator(".strip")).to_contain_text("takes long to answer")
    # What was counted before the edit says so, and typing goes on meanwhile.
    expect(page.locator(".canvas.stale .elabel").first).to_be_visible()
    expect(page.locator(".save-state")).to_contain_text("Saving")
    write(page, "condition", "unique_recipients >= 20")

    slow.clear()
    for route in held:
        route.continue_()
    expect(page.locator(".canvas.stale")).to_have_count(0)
    saved(page)
    assert condition(served, own) == "unique_recipients >= 20"
    expect(page.locator(".strip")).to_have_count(0)


def test_a_session_that_ends(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    content = field(page, "condition").locator(".cm-content")
    content.click()
    page.keyboard.press("Control+a")
    # In the middle of an edit: whatever asks the service next, the dialog comes after the text.
    page.context.clear_cookies()
    page.keyboard.insert_text("unique_recipients >= 21")

    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password").fill("not it")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    # While it asked, the button could not keep the focus; the page behind must not get it.
    page.keyboard.press("Tab")
    expect(page.locator('[role="dialog"]:focus-within')).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()

    expect(dialog).to_have_count(0)
    expect(field(page, "condition").locator(".cm-content")).to_have_text("unique_recipients >= 21")
    saved(page)
    assert condition(served, own) == "unique_recipients >= 21"


def test_a_service_that_goes_away(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    expect(field(page, "condition").locator(".cm-content")).to_be_visible()
    served.stop()
    try:
        write(page, "condition", "unique_recipients >= 31")
        expect(page.locator(".save-state")).to_contain_text("Kept in this browser")
        expect(page.locator(".strip")).to_contain_text("does not answer")
        write(page, "condition", "unique_recipients >= 32")
    finally:
        served.start()

    saved(page)
    expect(page.locator(".strip")).to_have_count(0)
    assert condition(served, own) == "unique_recipients >= 32"


def test_a_browser_that_is_killed(visit: Callable[..., Page], served: Any, own: str) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    expect(field(page, "condition").locator(".cm-content")).to_be_visible()
    # The draft never reaches the service before the end.
    page.route("**/draft", lambda route: route.abort())
    write(page, "condition", "unique_recipients >= 41")
    page.close(run_before_unload=False)

    again = page.context.new_page()
    again.goto(f"{served.url}/scenarios/{own}?node=spammer")

    expect(field(again, "condition").locator(".cm-content")).to_have_text("unique_recipients >= 41")
    saved(again)
    assert condition(served, own) == "unique_recipients >= 41"


def test_viewers_look_and_change_nothing(visit: Callable[..., Page], own: str) -> None:
    page = visit(f"/scenarios/{own}", user="vera")
    node(page, "spammer").click()

    expect(page.locator(".bar")).to_contain_text("read only")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(field(page, "condition").locator(".cm-content")).to_have_attribute("contenteditable", "false")
