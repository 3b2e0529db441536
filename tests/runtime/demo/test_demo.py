"""The demo on a real stack: every planted case is found, nothing else is, and the table counts every event."""

from collections.abc import Iterator
from io import StringIO

import pytest
from filbert.runtime.demo.show import DemoOptions, show, withdraw
from filbert.runtime.stack import Stack
from rich.console import Console

EVENTS = 30 * 700


@pytest.fixture(name="tidy_stack")
def stack_without_the_scenarios_afterwards(stack: Stack) -> Iterator[Stack]:
    yield stack
    withdraw(stack, print)


@pytest.mark.stack
def test_the_planted_cases_are_found_all_and_only(tidy_stack: Stack) -> None:
    options = DemoOptions(rate=700, speed=1_500, seconds=30, seed=5, live=False)
    output = StringIO()

    board = show(options, tidy_stack, Console(file=output, width=200))

    scores = board.scores()
    figures = board.figures
    assert {name: (score.missed, score.unexpected) for name, score in scores.items()} == {
        "sms-spam": ((), ()),
        "premium-usage": ((), ()),
        "sim-cloning": ((), ()),
    }
    assert all(score.found for score in scores.values())
    assert {(lane.scenario, node) for lane in board.lanes for node in lane.nodes} == set(figures)
    assert sum(figures["sim-cloning", node].incoming for node in ("calls", "sms")) == EVENTS
    assert figures["sim-cloning", "activity"].outgoing == EVENTS
    assert sum(found.errors for found in figures.values()) == 0
    for name, score in scores.items():
        assert figures[name, "alert"].outgoing == len(score.found)
        assert (figures[name, "alert"].latency_p99 or 0) > 0
    assert "SMS spam from" in output.getvalue()
    assert "sms-spam: version 1 deployed to sandbox" in output.getvalue()
    assert "sign in as 'demo' with the password" in output.getvalue()
