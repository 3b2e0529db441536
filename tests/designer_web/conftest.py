"""The real service over SQLite and the system's Chromium: one of each for all tests of a file."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from filbert.scenarios.yaml_text import read_file
from playwright.sync_api import Browser, BrowserContext, Page, expect

# Tests are no package; what they share lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
from screen import PASSWORD, ROOT

FILBERT = (sys.executable, "-c", "from filbert.runtime.cli import main; main()")

expect.set_options(timeout=30_000)


@dataclass
class Served:
    """A service that runs on a port of its own, and may be stopped and started again."""

    home: Path
    port: int
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        settings = {
            "FILBERT_HOME": str(self.home),
            "FILBERT_DESIGNER_PORT": str(self.port),
            "FILBERT_LOG_LEVEL": "error",
        }
        process = subprocess.Popen(
            [*FILBERT, "serve"],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            text=True,
            cwd=self.home,
        )
        self.processes.append(process)
        assert process.stdout is not None
        assert "listens" in process.stdout.readline()

    def stop(self) -> None:
        process = self.processes.pop()
        process.terminate()
        process.communicate(timeout=60)

    @contextmanager
    def client(self, name: str) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False, verify=False) as made:
            answer = made.post("/api/v1/session", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            made.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            yield made


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The service with two analysts, a viewer, the examples' streams and one scenario from a template."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Served(tmp_path_factory.mktemp("served"), port)
    subprocess.run(
        [*FILBERT, "user", "create", "boss", "--admin", "--password-stdin"],
        input=PASSWORD,
        text=True,
        check=True,
        env={**os.environ, "FILBERT_HOME": str(found.home)},
        stdout=subprocess.DEVNULL,
    )
    found.start()
    try:
        with found.client("boss") as boss:
            must(boss.post("/api/v1/folders", json={"name": "fraud", "title": "Fraud"}))
            for name, role in (("jana", "analyst"), ("ann", "analyst"), ("vera", "viewer")):
                must(
                    boss.post(
                        "/api/v1/users", json={"name": name, "title": name.title(), "password": PASSWORD}
                    )
                )
                must(boss.put(f"/api/v1/folders/fraud/members/{name}", json={"role": role}))
            for stream in ("calls", "sms"):
                document = read_file(ROOT / "scenarios/examples/streams" / f"{stream}.yaml").value
                must(boss.post("/api/v1/streams", json={"folder": "fraud", "document": document}))
            for template in ("sms-spam", "call-limits"):
                must(
                    boss.post(f"/api/v1/templates/{template}/use", json={"folder": "fraud", "name": template})
                )
        yield found
    finally:
        while found.processes:
            found.stop()


def must(answer: httpx.Response) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


@dataclass
class Faults:
    """What a page has complained about."""

    lines: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ("401", "Failed to load resource", "ERR_CONNECTION_REFUSED")

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.lines.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type == "error" and not any(each in message.text for each in self.expected):
            self.lines.append(message.text)


@pytest.fixture
def own(served: Served, request: pytest.FixtureRequest) -> str:
    """A scenario of the test's own."""
    name = request.node.name.removeprefix("test_").replace("_", "-")[:50]
    with served.client("jana") as client:
        answer = client.post("/api/v1/templates/sms-spam/use", json={"folder": "fraud", "name": name})
        assert answer.status_code == 201, answer.text
    return str(name)


@pytest.fixture
def visit(served: Served, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody; at the end no page may have had an error."""
    contexts: list[BrowserContext] = []
    faults = Faults()

    def opened(
        path: str = "/scenarios", user: str | None = "jana", theme: str = "light", **size: int
    ) -> Page:
        viewport: Any = {"width": 1440, "height": 900, **size}
        context = browser.new_context(viewport=viewport, color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        contexts.append(context)
        if user is not None:
            answer = context.request.post(
                f"{served.url}/api/v1/session", data={"name": user, "password": PASSWORD}
            )
            assert answer.ok, answer.text()
        page = context.new_page()
        faults.watch(page)
        page.goto(served.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults.lines == []
