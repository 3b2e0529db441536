"""Pictures of the documentation, taken by the tests that carry out what the pictures show."""

import io
import os

from playwright.sync_api import Page, ViewportSize, expect
from screen import ROOT

SIZE = ViewportSize(width=1280, height=800)
COLOURS = 200
"""A screen has few, and their edges; with more a picture gets larger and looks no better."""


def picture(page: Page, name: str, tour: str = "tour") -> None:
    """Take a picture of what the page shows. With FILBERT_TOUR=1 it becomes `docs/TOUR/NAME.png`."""
    # Nothing is still being loaded or waited for, and no message lies over it.
    expect(page.locator(".skeleton, .strip")).to_have_count(0)
    page.evaluate("document.querySelectorAll('.toast button:last-child').forEach(each => each.click())")
    expect(page.locator(".toast")).to_have_count(0)
    content = page.screenshot(animations="disabled", caret="hide")
    place = ROOT / "tests/output/docs" / tour
    if os.environ.get("FILBERT_TOUR"):
        from PIL import Image

        place = ROOT / "docs" / tour
        small = io.BytesIO()
        whole = Image.open(io.BytesIO(content)).convert("RGB")
        whole.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        content = small.getvalue()
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{name}.png").write_bytes(content)
