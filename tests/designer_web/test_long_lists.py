"""Lists of ten thousand: only the rows in sight are drawn, and each of them can be reached."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from filbert.designer.scenarios.table import DRAFT, SCENARIO
from filbert.designer.store import Store
from playwright.sync_api import Page, expect
from sqlalchemy import delete, insert

pytestmark = pytest.mark.slow

SCENARIOS = 10_000
DRAWN = 60
"""More rows than a window shows, with those around it."""


@pytest.fixture(scope="module")
def many(served: Any) -> Iterator[None]:
    """Scenarios in a folder of their own, each changed a second before the one above; other tests see none of them."""
    with served.client("boss") as boss:
        assert boss.post("/api/v1/folders", json={"name": "many", "title": "Many"}).status_code == 201
    now = time.time_ns() // 1_000_000
    numbers = range(1, SCENARIOS + 1)
    scenario = {
        "folder": "many", "created_at": now, "created_by": "boss", "archived_at": None, "details": 1, "revision": 1,
        "changed_by": "boss", "version": None, "version_hash": None,
    }  # fmt: skip
    draft = {"revision": 1, "document": json.dumps({"filbert": 1, "nodes": []}), "at": now, "by": "boss"}
    store = Store(f"sqlite:///{served.home / 'designer.db'}")
    with store.write() as session:
        session.execute(
            insert(SCENARIO),
            [
                {
                    **scenario,
                    "name": f"many-{number}",
                    "title": f"No. {number} of many",
                    "changed_at": now - number * 1_000,
                }
                for number in numbers
            ],
        )
        session.execute(insert(DRAFT), [{**draft, "scenario": f"many-{number}"} for number in numbers])
    yield
    with store.write() as session:
        session.execute(delete(DRAFT).where(DRAFT.c.scenario.startswith("many-")))
        session.execute(delete(SCENARIO).where(SCENARIO.c.folder == "many"))
    store.close()


def test_the_last_of_ten_thousand_scenarios_is_reached_by_keyboard(
    many: None, visit: Callable[..., Page]
) -> None:
    page = visit("/scenarios?folder=many", user="boss")
    rows = page.locator(".data-row.open")
    first = page.get_by_role("row", name="No. 1 of many")
    expect(first).to_be_visible()

    first.press("End")

    last = page.get_by_role("row", name=f"No. {SCENARIOS} of many")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=1)
    assert rows.count() < DRAWN
    last.press("PageUp")
    expect(page.locator(".data-row.open:focus")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    assert rows.count() < DRAWN


def test_the_last_of_ten_thousand_scenarios_is_reached_by_search(
    many: None, visit: Callable[..., Page]
) -> None:
    page = visit("/scenarios", user="boss")
    rows = page.locator(".data-row.open")
    expect(rows.nth(5)).to_be_visible()
    page.get_by_role("searchbox").fill(f"{SCENARIOS} of many")

    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(f"many-{SCENARIOS}")


def test_a_row_keeps_the_focus_when_the_list_is_scrolled_by_mouse(
    many: None, visit: Callable[..., Page]
) -> None:
    page = visit("/scenarios?folder=many", user="boss")
    first = page.get_by_role("row", name="No. 1 of many")
    first.focus()
    first.hover()
    page.mouse.wheel(0, 6_000)
    expect(page.get_by_role("row", name="No. 130 of many")).to_be_visible()
    expect(first).not_to_be_in_viewport()

    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("row", name="No. 2 of many")).to_be_focused()
    assert page.locator(".data-row.open").count() < DRAWN
