"""Figures of the web designer in Chromium, against the real service alone.

python tests/benchmarks/bench_web.py [--json FILE] [--nodes 300] [--rounds 5] [--edits 40]

Tasks are read from the browser's performance trace. Frames are those in which a dragged node stands elsewhere than in
the one before; their rate is told beside that of a bare xyflow page with as many nodes in the same places, in the same
run: what it is alone says more of the machine.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from filbert.scenarios.yaml_text import read_file
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
WEB = ROOT / "designer/web"
PASSWORD = "orchard bench rain"
EVENTS = 500
CHAINS = 10
DRAG_SECONDS = 3.0
TRACED = "devtools.timeline,toplevel"

OPENED = """() => {
  const look = () => {
    const node = document.querySelector(".react-flow__node");
    if (node && getComputedStyle(node).visibility === "visible") window.openedAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
}"""
"""Notes when the first frame shows nodes."""

MOVED = """(selector) => {
  window.movedFrames = 0;
  // Of several rounds, the newest counts.
  const round = (window.round = (window.round ?? 0) + 1);
  let before = "";
  const look = () => {
    if (round !== window.round) return;
    const now = document.querySelector(selector)?.style.transform ?? "";
    if (now !== before) window.movedFrames++;
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Counts the frames in which a node has moved."""

FRESH = """() => new Promise((done) => {
  const started = performance.now();
  let wasStale = false;
  const look = () => {
    const isStale = document.querySelector(".canvas.stale") !== null;
    wasStale ||= isStale;
    if (wasStale && !isStale) done(performance.now() - started);
    else if (performance.now() - started > 10000) done(null);
    else requestAnimationFrame(look);
  };
  look();
})"""
"""How long after this the counts on the canvas are those of the edit."""


@contextmanager
def service(home: Path) -> Iterator[str]:
    """The address of a service without anything around it."""
    environment = {**os.environ, "FILBERT_HOME": str(home), "FILBERT_DESIGNER_PORT": "0"}
    filbert = [sys.executable, "-m", "filbert.runtime.cli"]
    subprocess.run(
        [*filbert, "user", "create", "boss", "--admin", "--password-stdin"],
        env=environment,
        input=PASSWORD,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with (home / "service.log").open("w") as log:
        process = subprocess.Popen(
            [*filbert, "serve"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.communicate()


def large(nodes: int) -> dict[str, Any]:
    """Chains of filters and variables after one source, laid out side by side."""
    document: dict[str, Any] = {
        "filbert": 1,
        "name": "large",
        "nodes": [{"id": "sms", "component": "kafka", "parameters": {"stream": "sms"}}],
        "edges": [],
        "layout": {"positions": {"sms": {"x": 0, "y": 0}}},
    }
    for number in range(nodes - 1):
        chain, depth = number % CHAINS, number // CHAINS
        name = f"n{chain}_{depth}"
        if depth % 2 == 0:
            node = {"component": "filter", "parameters": {"condition": "LENGTH(sender) >= 5"}}
        else:
            node = {"component": "variable", "parameters": {"assignments": {name: "LENGTH(recipient)"}}}
        document["nodes"].append({"id": name, **node})
        before = "sms" if depth == 0 else f"n{chain}_{depth - 1}"
        document["edges"].append({"from": before, "to": name})
        document["layout"]["positions"][name] = {"x": chain * 280, "y": (depth + 1) * 104}
    return document


def ten() -> dict[str, Any]:
    """Ten nodes, of which two count."""
    document = large(9)
    document["name"] = "ten"
    key = {"key": ["sender"], "order": "arrival"}
    counted = {
        **key,
        "window": {"kind": "sliding", "length": "4h"},
        "aggregates": [{"name": "n", "function": "count_distinct", "value": "recipient"}],
        "emit": "each-event",
    }
    document["nodes"] = [
        document["nodes"][0],
        {"id": "counted", "component": "aggregate", "parameters": counted},
        {"id": "many", "component": "filter", "parameters": {"condition": "n >= 20"}},
        *(
            {"id": f"v{number}", "component": "variable", "parameters": {"assignments": {f"x{number}": "n"}}}
            for number in range(5)
        ),
        {"id": "once", "component": "deduplicate", "parameters": {**key, "window": "24h"}},
        {
            "id": "alert",
            "component": "alert",
            "parameters": {"severity": "high", "subject": "sender", "title": "SMS spam from {sender}"},
        },
    ]
    names = [each["id"] for each in document["nodes"]]
    document["edges"] = [{"from": one, "to": other} for one, other in itertools.pairwise(names)]
    del document["layout"]
    return document


def events() -> str:
    return "\n".join(
        json.dumps(
            {
                "sender": f"4860010{number % 10:04}",
                "recipient": f"4850000{number:04}",
                "sent_at": f"2026-01-05T08:{number // 60:02}:{number % 60:02}Z",
            }
        )
        for number in range(EVENTS)
    )


def prepare(url: str, nodes: int) -> None:
    with httpx.Client(base_url=f"{url}/api/v1", timeout=120, trust_env=False) as boss:
        session = boss.post("/session", json={"name": "boss", "password": PASSWORD})
        boss.headers["X-CSRF-Token"] = session.json()["csrf_token"]
        stream = read_file(ROOT / "scenarios/examples/streams/sms.yaml").value
        for path, body in (
            ("/folders", {"name": "fraud", "title": "Fraud"}),
            ("/streams", {"folder": "fraud", "document": stream}),
            ("/scenarios", {"folder": "fraud", "document": large(nodes)}),
            ("/scenarios", {"folder": "fraud", "document": ten()}),
            ("/scenarios/ten/samples", {"title": "events", "events": events()}),
        ):
            answer = boss.post(path, json=body)
            assert answer.status_code < 300, answer.text


def signed_in(browser: Browser, url: str) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    answer = context.request.post(f"{url}/api/v1/session", data={"name": "boss", "password": PASSWORD})
    assert answer.ok
    return context.new_page()


class Trace:
    """The browser's own record of what it did meanwhile."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self.events: list[dict[str, Any]] = []
        self._is_over = False
        self._session.on("Tracing.dataCollected", lambda found: self.events.extend(found["value"]))
        self._session.on("Tracing.tracingComplete", lambda _: setattr(self, "_is_over", True))
        self._page = page

    def __enter__(self) -> Trace:
        self._session.send("Tracing.start", {"categories": TRACED, "transferMode": "ReportEvents"})
        return self

    def __exit__(self, *arguments: object) -> None:
        self._session.send("Tracing.end")
        while not self._is_over:
            self._page.wait_for_timeout(50)

    def longest_task(self) -> float:
        """Of the page's main thread, in milliseconds."""
        mains = {
            (each["pid"], each["tid"])
            for each in self.events
            if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
        }
        tasks = [
            each.get("dur", 0) / 1000
            for each in self.events
            if each["name"].endswith("RunTask") and (each["pid"], each["tid"]) in mains
        ]
        return max(tasks, default=0.0)


def opening(browser: Browser, url: str, rounds: int) -> float:
    """Milliseconds from the address to nodes on the screen."""
    found = []
    for _ in range(rounds):
        page = signed_in(browser, url)
        page.add_init_script(f"({OPENED})()")
        page.goto(f"{url}/scenarios/large")
        page.wait_for_function("() => window.openedAt !== undefined")
        found.append(float(page.evaluate("() => window.openedAt")))
        page.context.close()
    return statistics.median(found)


def drag(page: Page, selector: str) -> float:
    """Frames a second while a node is dragged around."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 16, y + 16)
    page.evaluate(MOVED, selector)
    started = time.perf_counter()
    step = 0
    while time.perf_counter() - started < DRAG_SECONDS:
        step += 1
        # Each step is larger than the editor's grid, to which nodes snap.
        page.mouse.move(x + 16 * (step % 12), y + 16 * (step % 8))
    took = time.perf_counter() - started
    frames = int(page.evaluate("() => window.movedFrames"))
    page.mouse.up()
    return frames / took


@contextmanager
def bare(folder: Path, nodes: int) -> Iterator[str]:
    """The address of the bare page."""
    document = large(nodes)
    source = Path(__file__).parent / "bare_flow"
    # Inside the interface's folder, so that its modules are found.
    place = WEB / "node_modules/.bare_flow"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(source, place)
    subprocess.run(
        ["npx", "vite", "build", str(place), "--outDir", str(folder), "--base", "./",
         "--logLevel", "error", "--emptyOutDir"],
        cwd=WEB,
        check=True,
    )  # fmt: skip
    shutil.rmtree(place)
    graph = {
        "nodes": [{"id": name, **at} for name, at in document["layout"]["positions"].items()],
        "edges": [[each["from"], each["to"]] for each in document["edges"]],
    }
    (folder / "graph.json").write_text(json.dumps(graph))
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


def dragging(browser: Browser, url: str, nodes: int, rounds: int) -> tuple[float, float]:
    """Frames a second of the editor and of the bare page, in turns; medians."""
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder, bare(Path(folder), nodes) as address:
        page = signed_in(browser, url)
        page.goto(f"{url}/scenarios/large")
        page.locator('[data-node="n4_3"]').wait_for()
        page.wait_for_timeout(1_500)
        other = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        other.goto(address)
        other.locator('.react-flow__node[data-id="n4_3"]').wait_for()
        for _ in range(rounds):
            page.bring_to_front()
            ours.append(drag(page, '.react-flow__node[data-id="n4_3"]'))
            other.bring_to_front()
            theirs.append(drag(other, '.react-flow__node[data-id="n4_3"]'))
        page.context.close()
        other.context.close()
    return statistics.median(ours), statistics.median(theirs)


def typing(browser: Browser, url: str) -> float:
    """The longest task while an expression of the large scenario is typed, in milliseconds."""
    page = signed_in(browser, url)
    page.goto(f"{url}/scenarios/large?node=n4_2")
    content = page.locator('.npanel [data-parameter="condition"] .cm-content')
    content.click()
    page.wait_for_timeout(2_000)
    with Trace(page) as trace:
        page.keyboard.press("End")
        page.keyboard.type(" AND LENGTH(recipient) >= 7 AND sender <> recipient", delay=60)
        page.wait_for_timeout(2_500)
    page.context.close()
    return trace.longest_task()


def freshness(browser: Browser, url: str, edits: int) -> list[float]:
    """From an edit to its counts on the canvas, the pause included, in milliseconds."""
    page = signed_in(browser, url)
    page.goto(f"{url}/scenarios/ten")
    slider = page.locator('[data-node="many"] input[type="range"]')
    slider.wait_for()
    page.locator(".elabel b").first.wait_for()
    found = []
    slider.focus()
    for number in range(edits):
        page.wait_for_timeout(400)
        page.evaluate(f"() => {{ window.fresh = ({FRESH})() }}")
        page.keyboard.press("ArrowRight" if number % 8 < 4 else "ArrowLeft")
        took = page.evaluate("() => window.fresh")
        assert took is not None, "the counts did not come"
        found.append(float(took))
    page.context.close()
    return found


def first_load(browser: Browser, url: str) -> int:
    """Bytes of JavaScript, compressed, until the list of scenarios is there."""
    page = signed_in(browser, url)
    scripts: dict[str, bytes] = {}
    page.on(
        "response",
        lambda answer: (
            scripts.update({answer.url: answer.body()}) if answer.url.endswith(".js") and answer.ok else None
        ),
    )
    page.goto(f"{url}/scenarios")
    page.get_by_role("link", name="large").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.context.close()
    return sum(len(gzip.compress(each, 9)) for each in scripts.values())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--nodes", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--edits", type=int, default=40)
    options = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "Chromium is missing; .ci/system-packages installs it"
    with tempfile.TemporaryDirectory() as home, service(Path(home)) as url, sync_playwright() as playwright:
        prepare(url, options.nodes)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        size = first_load(browser, url)
        opened = opening(browser, url, options.rounds)
        longest = typing(browser, url)
        edits = sorted(freshness(browser, url, options.edits))
        ours, theirs = dragging(browser, url, options.nodes, options.rounds)
        browser.close()
    figures = {
        "first_load_kb": size / 1000,
        "open_ms": opened,
        "drag_frames": ours,
        "drag_frames_bare": theirs,
        "drag_ratio": ours / theirs,
        "longest_task_typing_ms": longest,
        "edit_to_counts_p50_ms": statistics.median(edits),
        "edit_to_counts_p95_ms": edits[min(len(edits) - 1, int(0.95 * len(edits)))],
    }
    print(f"JavaScript of the first load, compressed      {figures['first_load_kb']:8.0f} KB")
    print(f"a scenario of {options.nodes} nodes opens                 {figures['open_ms']:8.0f} ms")
    print(
        f"dragging a node                               {ours:8.1f} frames/s, "
        f"{figures['drag_ratio']:.2f} of a bare page's {theirs:.1f}"
    )
    print(f"longest task while an expression is typed     {figures['longest_task_typing_ms']:8.0f} ms")
    print(
        f"from an edit to its counts ({EVENTS} events, 10 nodes) {figures['edit_to_counts_p50_ms']:6.0f} ms, "
        f"p95 {figures['edit_to_counts_p95_ms']:.0f} ms"
    )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
