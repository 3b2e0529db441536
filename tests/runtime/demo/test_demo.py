"""The demo on a real stack: every planted case is found, nothing else is, and the table counts every event."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from filbert.runtime.demo.preparation import DemoError, scenario_files, withdraw
from filbert.runtime.demo.show import DemoOptions, show
from filbert.runtime.stack import Stack
from rich.console import Console

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
EVENTS = 30 * 700


@pytest.fixture(name="tidy_stack")
def stack_without_the_scenarios_afterwards(stack: Stack) -> Iterator[Stack]:
    yield stack
    withdraw(stack.home.root, print)


@pytest.mark.stack
def test_the_planted_cases_are_found_all_and_only(tidy_stack: Stack) -> None:
    options = DemoOptions(rate=700, speed=1_500, seconds=30, seed=5, live=False, examples=EXAMPLES)
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


def test_a_missing_scenario_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match=r"there is no .*sms-spam\.yaml\. The demo runs in a checkout"):
        scenario_files(tmp_path)
