"""A scenario drawn from nothing, by mouse and by keyboard, runs while it is drawn."""

from collections.abc import Callable
from typing import Any

import pytest
from drawing import (
    case_by_keyboard,
    create,
    draw_spam_by_keyboard,
    draw_spam_by_mouse,
    make_version_by_keyboard,
)
from playwright.sync_api import Page, expect
from screen import field, node, paste, saved, shape, write

pytestmark = pytest.mark.slow

DRAWN = {
    "nodes": {
        "kafka": ("kafka", {"stream": "sms"}),
        "aggregate": (
            "aggregate",
            {
                "window": {"kind": "sliding", "length": "4h"},
                "aggregates": [
                    {"name": "unique_recipients", "function": "count_distinct", "value": "recipient"}
                ],
                "key": ["sender"],
            },
        ),
        "filter": ("filter", {"condition": "unique_recipients >= 20"}),
        "deduplicate": ("deduplicate", {"window": "24h", "key": ["sender"]}),
        "alert": (
            "alert",
            {"severity": "high", "subject": "sender", "title": "SMS spam from {sender}"},
        ),
    },
    "edges": ["aggregate > filter", "deduplicate > alert", "filter > deduplicate", "kafka > aggregate"],
}


def draft(served: Any, name: str) -> dict[str, Any]:
    with served.client("jana") as client:
        found: dict[str, Any] = client.get(f"/api/v1/scenarios/{name}").json()["document"]
    return found


def test_by_mouse(visit: Callable[..., Page], served: Any) -> None:
    page = visit()
    create(page, "Spam by mouse")

    draw_spam_by_mouse(page, "sms")

    expect(page.locator(".elabel", has_text="40 → 21")).to_be_visible()
    expect(page.locator(".elabel", has_text="21 → 1")).to_be_visible()
    expect(page.get_by_role("button", name="Problems")).to_contain_text("0")
    saved(page)
    assert shape(draft(served, "spam-by-mouse")) == DRAWN

    # The threshold's slider: fewer recipients, more events.
    slider = node(page, "filter").get_by_role("slider")
    slider.fill("10")
    expect(page.locator(".elabel", has_text="40 → 31")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".elabel", has_text="40 → 21")).to_be_visible()

    # One event followed to where it stopped.
    page.get_by_role("button", name="Fit").click()
    node(page, "kafka").click()
    page.locator('.pane[aria-label="Output"] tbody tr').nth(2).click()
    expect(page.locator(".follow")).to_contain_text("stopped at filter")


def test_by_keyboard_alone(visit: Callable[..., Page], served: Any) -> None:
    page = visit()
    keys = page.keyboard

    draw_spam_by_keyboard(page, "Spam by keyboard", "sms")

    expect(page.get_by_role("button", name="Problems")).to_contain_text("0")
    saved(page)
    assert shape(draft(served, "spam-by-keyboard")) == DRAWN
    case_by_keyboard(page)
    make_version_by_keyboard(page)
    # What runs in a test answers without Flink, which alone keeps it from being deployed.
    expect(page.get_by_role("button", name="Deploy version 1 to sandbox")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    # Remove, and take it back.
    page.locator('[data-line="alert node"]').focus()
    keys.press("Delete")
    expect(page.locator('[data-line="alert node"]')).to_have_count(0)
    keys.press("Control+z")
    expect(page.locator('[data-line="alert node"]')).to_be_visible()


def test_copied_nodes_go_to_another_scenario_with_their_connections(
    own: str, visit: Callable[..., Page]
) -> None:
    page = visit(f"/scenarios/{own}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(node(page, "alert")).to_be_visible()
    page.locator("body").press("Control+a")
    page.locator("body").press("Control+c")
    page.goto(page.url.split("/scenarios")[0] + "/scenarios")
    create(page, "Pasted here")

    page.locator("body").press("Control+v")

    for id_ in ("sms", "recipients", "spammer", "once-a-day", "alert"):
        expect(node(page, id_)).to_be_visible()
    expect(page.locator(".elabel")).to_have_count(4)
    page.locator("body").press("Control+z")
    expect(node(page, "sms")).to_have_count(0)


def test_an_error_is_at_its_place_with_a_fix(own: str, visit: Callable[..., Page]) -> None:
    page = visit(f"/scenarios/{own}")
    node(page, "spammer").click()
    before = field(page, "condition").locator(".cm-content").inner_text()

    write(page, "condition", before.replace("unique_recipients", "unique_recipents"))

    expect(field(page, "condition").locator(".cm-lintRange-error")).to_have_text("unique_recipents")
    expect(node(page, "spammer").get_by_role("img", name="error", exact=True)).to_be_visible()
    field(page, "condition").get_by_role("button", name="Fix").click()
    expect(page.get_by_role("button", name="Problems")).to_contain_text("0")
    expect(field(page, "condition").locator(".cm-content")).to_have_text(before)
    saved(page)


def test_completions_leave_what_is_typed_and_its_value_in_sight(own: str, visit: Callable[..., Page]) -> None:
    page = visit(f"/scenarios/{own}?node=spammer")
    condition = field(page, "condition")
    expect(condition.locator(".live")).to_contain_text("true for")
    condition.locator(".cm-content").press("End")
    page.keyboard.type(" AND unique_rec")

    completions = page.locator(".cm-tooltip-autocomplete")
    expect(completions).to_be_visible()

    below = condition.locator(".live, .fault")
    expect(below).to_be_visible()
    # The list follows what stands below the field with the next letter.
    page.keyboard.type("i")
    expect(completions).to_be_visible()
    top, bottom = completions.bounding_box(), below.bounding_box()
    assert top is not None
    assert bottom is not None
    assert top["y"] >= bottom["y"] + bottom["height"] - 1
    # A property of the whole page would have the browser style each of its elements anew while one types.
    assert "--completion-gap" not in (page.locator("html").get_attribute("style") or "")
    page.keyboard.press("Escape")

    # Of personal data no value is shown here either.
    page.keyboard.type(" AND sende")
    expect(completions).to_contain_text("sender")
    expect(completions).not_to_contain_text("4860")
    page.keyboard.press("Escape")


def test_yaml_is_one_step(visit: Callable[..., Page]) -> None:
    page = visit("/scenarios/call-limits?tab=yaml")
    editor = page.get_by_label("The scenario as YAML")
    editor.click()
    page.keyboard.press("Control+a")
    only = "  - {id: only, component: kafka, parameters: {stream: calls}}"
    paste(page, f"filbert: 1\nname: call-limits\nnodes:\n{only}\nedges: []\n")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator("[data-node]")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-node]")).to_have_count(5)


def test_a_table_takes_a_block_from_a_spreadsheet(visit: Callable[..., Page], served: Any) -> None:
    """Thirty columns and 400 rows are there, and of both only those in sight are drawn."""
    inputs = {f"c{number}": {"expression": "duration", "operator": ">="} for number in range(20)}
    outputs = {f"o{number}": "BIGINT" for number in range(10)}
    rows = [{"c0": 100, "o0": 1}, {"c0": 200, "o0": 2}, *({"c1": each} for each in range(398))]
    document = {
        "filbert": 1,
        "name": "wide-table",
        "nodes": [
            {"id": "calls", "component": "kafka", "parameters": {"stream": "calls"}},
            {
                "id": "table",
                "component": "decision-table",
                "parameters": {"inputs": inputs, "outputs": outputs, "rows": rows},
            },
        ],
        "edges": [{"from": "calls", "to": "table"}],
    }
    with served.client("jana") as client:
        answer = client.post("/api/v1/scenarios", json={"folder": "fraud", "document": document})
        assert answer.status_code == 201, answer.text
    page = visit("/scenarios/wide-table?node=table")
    cell = page.get_by_label("c0, row 1", exact=True)
    expect(cell).to_have_value("100")
    assert page.locator(".grid-row").count() < 60
    assert page.locator(".grid-row").first.locator("input").count() < 20
    expect(page.locator(".grid-row.warn").first.get_by_role("img")).to_have_attribute(
        "aria-label", "row 2 is never reached: row 1 takes all that it would"
    )

    cell.click()
    paste(page, "300\t7\n400\t8\n")

    expect(page.get_by_label("c1, row 2", exact=True)).to_have_value("8")
    page.get_by_label("c0, row 1", exact=True).press("End")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("c1, row 1", exact=True)).to_be_focused()
    saved(page)
    found = draft(served, "wide-table")["nodes"][1]["parameters"]["rows"]
    assert found[:2] == [{"c0": 300, "o0": 1, "c1": 7}, {"c0": 400, "o0": 2, "c1": 8}]
    assert len(found) == 400


def test_a_fragment_of_what_is_chosen(visit: Callable[..., Page], served: Any) -> None:
    with served.client("jana") as client:
        body = {"folder": "fraud", "name": "with-a-part"}
        answer = client.post("/api/v1/templates/sms-spam/use", json=body)
        assert answer.status_code == 201, answer.text
    page = visit("/scenarios/with-a-part")
    expect(page.locator(".elabel", has_text="2,000 → 2")).to_be_visible()
    node(page, "recipients").click()
    node(page, "spammer").click(modifiers=["Shift"])
    page.get_by_role("button", name="More for this scenario").click()
    page.get_by_role("menuitem", name="Make a fragment").click()
    dialog = page.get_by_role("dialog", name="A fragment of 2 nodes")
    dialog.get_by_label("Name", exact=True).fill("busy-senders")
    expect(dialog.get_by_role("region", name="It takes")).to_contain_text("sender STRING NOT NULL")
    expect(dialog.get_by_role("region", name="It adds")).to_contain_text("unique_recipients BIGINT NOT NULL")
    dialog.get_by_role("button", name="Make the fragment").click()

    expect(node(page, "busy-senders")).to_be_visible()
    expect(node(page, "recipients")).to_have_count(0)
    expect(page.locator(".elabel", has_text="2,000 → 2")).to_be_visible()
    expect(page.locator(".elabel", has_text="2 → 1")).to_be_visible()
    expect(page.get_by_role("button", name="Problems")).to_contain_text("0")
    saved(page)
    field(page, "fragment").get_by_role("button", name="Open").click()
    opened = page.get_by_role("dialog", name="Fragment busy-senders")
    expect(opened.get_by_label("The fragment as YAML")).to_contain_text("unique_recipients >= 1000")
    expect(opened.get_by_role("region", name="Used by")).to_contain_text("with-a-part")
    opened.get_by_role("button", name="Close").last.click()
    page.get_by_role("button", name="Undo").click()

    expect(node(page, "recipients")).to_be_visible()
    expect(node(page, "busy-senders")).to_have_count(0)
    saved(page)


def test_people_see_each_other_and_what_was_said(visit: Callable[..., Page]) -> None:
    page = visit("/scenarios/call-limits?tab=activity")
    other = visit("/scenarios/call-limits?tab=activity", user="ann")
    expect(other.locator(".presence")).to_have_text("also open by Jana")
    page.get_by_label("Comment", exact=True).fill("Why not by country?")
    page.get_by_role("button", name="Comment", exact=True).click()
    said = page.get_by_role("region", name="Comments")
    expect(said.get_by_text("Why not by country?")).to_be_visible()

    other.reload()
    theirs = other.get_by_role("region", name="Comments")
    expect(theirs.locator(".said")).to_contain_text("jana")
    theirs.get_by_role("button", name="Done").click()

    expect(theirs.get_by_role("button", name="Open again")).to_be_visible()
    expect(other.get_by_role("region", name="What was done")).to_contain_text("Why not by country?")


WATCHED = """() => {
  window.touched = new Set();
  const place = (each) => (each.nodeType === 1 ? each : each.parentElement);
  const name = (each) => {
    const found = place(each).closest("[data-id], .elabel, .react-flow__pane");
    return found?.dataset.id ?? found?.className.split(" ")[0] ?? null;
  };
  new MutationObserver((all) => all.forEach((each) => window.touched.add(name(each.target)))).observe(
    document.querySelector(".react-flow__viewport"),
    { attributes: true, childList: true, characterData: true, subtree: true },
  );
}"""
"""Notes of which nodes and edges anything is written anew."""

LISTENERS = """
  window.wheels = 0;
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, ...more) {
    if (type === "wheel") window.wheels += 1;
    return listen.call(this, type, ...more);
  };
"""


def test_only_what_changes_is_drawn_anew(visit: Callable[..., Page], own: str) -> None:
    """Else hundreds of nodes cannot be dragged, and nobody can type beside them."""
    page = visit("/scenarios")
    page.add_init_script(LISTENERS)
    page.goto(f"{page.url.removesuffix('/scenarios')}/scenarios/{own}?node=spammer")
    expect(page.locator(".elabel", has_text="2,000 → 2")).to_be_visible()
    page.wait_for_function("() => window.wheels > 0")
    box = node(page, "alert").bounding_box()
    assert box is not None
    x, y = box["x"] + 40, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 20)
    page.evaluate(WATCHED)
    before = page.evaluate("() => window.wheels")
    for step in range(2, 7):
        page.mouse.move(x + 20 * step, y + 20)
    dragged = page.evaluate("() => [...window.touched]")
    # For another handler of the pane, xyflow listens anew, and the browser paints the whole canvas.
    assert page.evaluate("() => window.wheels") == before
    page.mouse.up()
    assert "alert" in dragged
    assert set(dragged) <= {"alert", "once-a-day>alert", "once-a-day.first>alert", "elabel"}, dragged
    saved(page)

    node(page, "spammer").click()
    expect(field(page, "condition").locator(".cm-content")).to_be_visible()
    page.mouse.move(10, 10)
    page.evaluate("() => window.touched.clear()")
    page.route("**/api/v1/**", lambda route: route.abort())
    write(page, "condition", "unique_recipients >= 1001")
    expect(page.locator(".canvas.stale")).to_be_visible()
    typed = page.evaluate("() => [...window.touched]")
    assert "spammer" in typed
    assert set(typed) == {"spammer"}, typed
    page.unroute("**/api/v1/**")
    saved(page)


def test_cases_run_over_what_is_drawn(own: str, visit: Callable[..., Page]) -> None:
    page = visit(f"/scenarios/{own}?tab=tests")
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_role("button", name="Test 8/8")).to_be_visible()

    node(page, "spammer").click()
    write(page, "condition", "unique_recipients >= 5000")
    page.get_by_role("button", name="Run all").click()

    expect(page.get_by_role("img", name="failed").first).to_be_visible()
    expect(page.locator(".differences")).to_contain_text("alert")
    page.locator("body").click(position={"x": 700, "y": 20})
    page.keyboard.press("Control+z")
    saved(page)
