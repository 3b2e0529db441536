"""Every screen is looked at in the same way: pictures in both themes, axe, small windows, and where the focus is."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, ViewportSize
from screen import OUTPUT, ROOT

AXE = ROOT / "designer/web/node_modules/axe-core/axe.min.js"
WHOLE = ViewportSize(width=1440, height=900)
SMALL = {"900": ViewportSize(width=900, height=900), "200": ViewportSize(width=720, height=450)}
"""At 900 pixels, and what 1440 × 900 is at 200 %."""

RUN = """rules => axe.run([...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document, {
  resultTypes: ["violations"],
  preload: false,
  ...(rules ? {runOnly: {type: "rule", values: rules}} : {}),
}).then(({violations}) => violations
  .filter(({impact}) => impact === "serious" || impact === "critical")
  .flatMap(({id, nodes}) => nodes.slice(0, 3).map(({html}) => `${id}: ${html.slice(0, 140)}`)))
"""

OVERFLOW = """() => {
  const {scrollWidth, clientWidth} = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > clientWidth + 1);
  return [`${scrollWidth - clientWidth} px beyond the edge: ${wide[0]?.outerHTML.slice(0, 140)}`];
}
"""

FOCUS = """async () => {
  const before = document.activeElement;
  const top = [...document.querySelectorAll('[role="dialog"]')].at(-1) ?? document;
  const all = [...top.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const ring = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none";
  // A field in a frame that shows the focus for it has none of its own.
  const framed = (each, up = 3) =>
    !each || up === 0 ? null : ring(getComputedStyle(each)) ? each : framed(each.parentElement, up - 1);
  const lost = [];
  for (const each of all) {
    if (each.disabled || each.tabIndex < 0 || !each.checkVisibility({visibilityProperty: true})) continue;
    each.focus();
    let shown = framed(each);
    // CodeMirror says a little later that it has the focus.
    if (!shown) await new Promise((done) => setTimeout(done, 30));
    shown ??= framed(each);
    const box = each.getBoundingClientRect();
    const isInside = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
    if (document.activeElement !== each || !shown || !isInside)
      lost.push(each.outerHTML.slice(0, 140));
  }
  // The body takes no focus: it has it when nothing else does.
  if (before === document.body) document.activeElement.blur();
  else before?.focus?.();
  return lost;
}
"""


@dataclass
class Look:
    """What is wrong with the screens that a page has shown."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def at(
        self, name: str, *, is_small: bool = True, has_focus: bool = True, has_small_picture: bool = False
    ) -> None:
        """Look at what the page shows; its window and theme are afterwards as before."""
        page = self.page
        OUTPUT.mkdir(parents=True, exist_ok=True)
        if not page.evaluate("() => typeof axe === 'object'"):
            page.evaluate(AXE.read_text())
        page.screenshot(path=OUTPUT / f"{name}-light.png")
        self._note(name, page.evaluate(RUN, None))
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=OUTPUT / f"{name}-dark.png")
        # Only colours differ from theme to theme.
        self._note(f"{name}, dark", page.evaluate(RUN, ["color-contrast"]))
        page.emulate_media(color_scheme="light")

        if is_small:
            for size, viewport in SMALL.items():
                page.set_viewport_size(viewport)
                if has_small_picture:
                    page.screenshot(path=OUTPUT / f"{name}-{size}.png")
                self._note(f"{name} at {size}", page.evaluate(OVERFLOW))
            page.set_viewport_size(WHOLE)
        if has_focus:
            # The ring is for the keyboard: whoever has pressed a key sees it.
            page.keyboard.press("Shift")
            self._note(f"{name}, focus", page.evaluate(FOCUS))

    def _note(self, name: str, found: list[str]) -> None:
        self.faults += [f"{name}: {each}" for each in found]
