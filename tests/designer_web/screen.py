"""What people do on the screen, for tests."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]
PASSWORD = "orchard bench rain"
OUTPUT = ROOT / "tests" / "output" / "designer_web"
"""Pictures; ignored by git."""


def events(recipients: int) -> str:
    """Text messages of one sender to so many people, as JSON lines."""
    return "\n".join(
        json.dumps(
            {
                "sender": "48600100200",
                "recipient": f"4850000{number:04d}",
                "sent_at": f"2026-01-05T08:{number // 60:02d}:{number % 60:02d}Z",
            }
        )
        for number in range(recipients)
    )


def field(page: Page, parameter: str) -> Locator:
    """The field of a parameter in the open panel."""
    return page.locator(f'.npanel [data-parameter="{parameter}"]')


def paste(page: Page, text: str) -> None:
    """Paste a text where the focus is."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def write(page: Page, parameter: str, text: str) -> None:
    """Write an expression."""
    content = field(page, parameter).locator(".cm-content")
    content.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    expect(content).to_have_text(text)


def pin(page: Page, text: str, title: str = "Pasted") -> None:
    """Pin events as the sample that runs."""
    page.get_by_role("button", name="Pin a sample").click()
    page.get_by_role("menuitem", name="Pin other events").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Events", exact=True).fill(text)
    page.get_by_role("button", name="Pin them").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def node(page: Page, id_: str) -> Locator:
    return page.locator(f'[data-node="{id_}"]')


def saved(page: Page) -> None:
    expect(page.locator(".save-state")).to_contain_text("Draft saved")


def shape(document: dict[str, Any]) -> dict[str, Any]:
    """Nodes with their parameters, and edges: what a scenario means."""
    return {
        "nodes": {each["id"]: (each["component"], each.get("parameters")) for each in document["nodes"]},
        "edges": sorted(f"{each['from']} > {each['to']}" for each in document["edges"]),
    }
