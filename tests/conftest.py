"""Shared by all tests: one real Kafka and Flink cluster, and the choice between small and full size."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filbert.runtime.stack import Stack, StackSettings
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No example has a time limit: how long it takes says more of the machine than of the code.
settings.register_profile("filbert", deadline=None)
settings.load_profile("filbert")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of `make soak`."""
    parser.addoption(
        "--full-size", metavar="SUITE", help="run the tests marked soak(SUITE), and only those, in full size"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Java programs that live for minutes spend much of them on compiling themselves; soaks run as in production."""
    if config.getoption("--full-size") is None:
        given = os.environ.get("JAVA_TOOL_OPTIONS", "")
        if "TieredStopAtLevel" not in given:
            os.environ["JAVA_TOOL_OPTIONS"] = f"{given} -XX:TieredStopAtLevel=1".strip()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs a stack is slow. With --full-size, keep the tests of that suite."""
    for item in items:
        if item.get_closest_marker("stack"):
            item.add_marker("slow")
    suite = config.getoption("--full-size")
    if suite is None:
        return
    kept = [item for item in items if suite in {mark.args[0] for mark in item.iter_markers("soak")}]
    if not kept:
        raise pytest.UsageError(f"no test is marked soak({suite!r})")
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def full_size(request: pytest.FixtureRequest) -> bool:
    """Whether this run is `make soak`: `kills = 200 if full_size else 4`."""
    return request.config.getoption("--full-size") is not None


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running stack on free ports. FILBERT_TEST_STACK names the home of one that is kept between runs."""
    kept = os.environ.get("FILBERT_TEST_STACK")
    home = Path(kept) if kept else tmp_path_factory.mktemp("stack")
    stack = Stack(StackSettings(home=home, kafka_port=0, flink_port=0, designer_port=0))
    # The supervisor watches this process, so that even a killed test run leaves nothing running.
    stack.up(progress=print, owner=None if kept else os.getpid())
    yield stack
    if not kept:
        stack.remove()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. One for all: Playwright cannot be started twice in a process."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "Chromium is missing; .ci/system-packages installs it"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()
