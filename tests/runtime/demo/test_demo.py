"""The demo on a real stack: every planted case is found, nothing else is, and a newcomer draws a rule beside it."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from filbert.runtime.demo.board import Board
from filbert.runtime.demo.designer import Designer
from filbert.runtime.demo.flow import Flow
from filbert.runtime.demo.show import DemoOptions, demo_account, show, withdraw
from filbert.runtime.stack import Stack
from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.telecom.records import TOPICS
from playwright.sync_api import Browser
from rich.console import Console

# Tests are no package; the steps of the tour lie beside them.
sys.path.insert(0, str(Path(__file__).parent))
import tour
import triage

# The stack, three deployments and the traffic are set up within the first test: minutes on a busy machine.
pytestmark = [pytest.mark.stack, pytest.mark.timeout(1_200)]

EVENTS = 30 * 700


@dataclass
class Shown:
    """A demo that has run, and whose scenarios still do."""

    stack: Stack
    board: Board
    output: str


@pytest.fixture(scope="module")
def shown(stack: Stack) -> Iterator[Shown]:
    options = DemoOptions(rate=700, speed=1_500, seconds=30, seed=5, live=False)
    output = StringIO()
    yield Shown(stack, show(options, stack, Console(file=output, width=200)), output.getvalue())
    withdraw(stack, print)


def test_the_planted_cases_are_found_all_and_only(shown: Shown) -> None:
    scores = shown.board.scores()
    figures = shown.board.figures
    assert {name: (score.missed, score.unexpected) for name, score in scores.items()} == {
        "sms-spam": ((), ()),
        "premium-usage": ((), ()),
        "sim-cloning": ((), ()),
    }
    assert all(score.found for score in scores.values())
    assert {(lane.scenario, node) for lane in shown.board.lanes for node in lane.nodes} == set(figures)
    assert sum(figures["sim-cloning", node].incoming for node in ("calls", "sms")) == EVENTS
    assert figures["sim-cloning", "activity"].outgoing == EVENTS
    assert sum(found.errors for found in figures.values()) == 0
    for name, score in scores.items():
        assert figures[name, "alert"].outgoing == len(score.found)
        assert (figures[name, "alert"].latency_p99 or 0) > 0
    assert "SMS spam from" in shown.output
    assert "sms-spam: version 1 deployed to sandbox" in shown.output
    assert "sign in as 'demo' with the password" in shown.output


def test_the_first_tour(shown: Shown, browser: Browser, tmp_path: Path) -> None:
    """Each step of docs/tour, as a newcomer would do it; FILBERT_TOUR=1 takes the pictures there anew."""
    stack = shown.stack
    who = demo_account(stack)
    traffic = TrafficSettings(rate=100, speed=1, seconds=600, seed=6, start_ms=time.time_ns() // 1_000_000)
    page = tour.open_page(browser)
    try:
        with Flow(traffic, stack.kafka, TOPICS, tmp_path / "truth.jsonl"):
            tour.sign_in(page, stack.designer, who)
            tour.watch(page)
            tour.explain_an_alert(page)
            tour.start_from_the_template(page)
            tour.change_it(page)
            tour.keep_a_test(page)
            tour.deploy(page)
            tour.watch_it_run(page)
    finally:
        page.context.close()
        with Designer(stack.designer, who) as designer:
            designer.withdraw([tour.NAME], print)


def test_the_tour_of_the_fraud_officer_on_call(shown: Shown, browser: Browser, tmp_path: Path) -> None:
    """Each step of docs/tour/alerts.md; FILBERT_TOUR=1 takes the pictures there anew."""
    stack = shown.stack
    who = demo_account(stack)
    found = sum(len(score.found) for score in shown.board.scores().values())
    traffic = TrafficSettings(rate=100, speed=1, seconds=600, seed=7, start_ms=time.time_ns() // 1_000_000)
    page = tour.open_page(browser)
    try:
        with Flow(traffic, stack.kafka, TOPICS, tmp_path / "truth.jsonl"):
            came = triage.look_at_what_came(page, stack.designer, who)
            triage.see_one_arrive(page, stack.kafka, came)
            triage.explain_it(page)
            triage.call_it_a_false_alarm(page)
            triage.judge_others(page)
            triage.snooze(page)
            with Designer(stack.designer, who) as designer:
                designer.deploy(["sms-spam"], print)
            triage.see_nothing_of_it(page, stack.kafka)
            rows = triage.export(page, stack.designer)
    finally:
        page.context.close()

    assert len(rows) == came + 2
    # Other tests may have left alerts of scenarios of their own.
    rows = [row for row in rows if row["scenario"] in shown.board.scores()]
    assert len(rows) == found + 2
    assert sorted(row["verdict"] for row in rows if row["verdict"]) == ["false", "true", "true", "true"]
    assert [row["verdict"] for row in rows if row["subject"] == triage.BANK] == ["false"]
    assert [row["verdict"] for row in rows if row["subject"] == triage.SPAMMER] == [""]
