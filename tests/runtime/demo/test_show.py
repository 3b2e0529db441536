"""When the demo is over: not before all that was written has been judged and shown, and not never."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from filbert.runtime.demo import show
from filbert.runtime.demo.board import Board, Lane
from filbert.runtime.demo.figures import FlinkUnavailableError
from filbert.runtime.demo.show import Watch
from filbert.runtime.traffic.run import Summary

LANE = Lane("sms-spam", ("sms", "alert"), {"sms": "sms"}, ("alert",))
STEP_SECONDS = 1.0


class Clock:
    """Seconds that pass only when somebody waits."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@dataclass
class Place:
    """A demo whose traffic has ended: ten messages are written, one of which completes a planted case."""

    clock: Clock
    truth: Path
    summary: Summary = field(default_factory=lambda: Summary(events=Counter(sms=10)))
    flowing: bool = False
    incoming: int = 10
    raised: int = 1
    is_down: bool = False
    coming: list[Mapping[str, Any]] = field(default_factory=list)

    def read(self, seconds: float) -> list[Mapping[str, Any]]:
        """The alerts of a step."""
        self.clock.now += STEP_SECONDS
        found, self.coming = self.coming, []
        return found

    def get(self, path: str) -> Any:
        """What Flink answers."""
        if self.is_down:
            raise FlinkUnavailableError(path)
        counts = {"filbert_node.sms.in": self.incoming, "filbert_node.alert.out": self.raised}
        if path == "/jobs/overview":
            return {"jobs": [{"jid": "one", "name": "sandbox/sms-spam/0123", "state": "RUNNING"}]}
        if path == "/jobs/one":
            return {"vertices": [{"id": "v"}]}
        return [{"id": name, "sum": count, "max": count} for name, count in counts.items()]

    def raise_alert(self) -> None:
        """Let the alert arrive."""
        self.coming.append({"alert_id": "1", "scenario": "sms-spam", "subject": "a"})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    clock = Clock()
    monkeypatch.setattr(show, "time", clock)
    truth = tmp_path / "truth.jsonl"
    case = {"scenario": "sms-spam", "subject": "a", "from": "2026-01-05T08:00:00Z"}
    truth.write_text(json.dumps({**case, "to": "2026-01-05T09:00:00Z"}) + "\n")
    return Place(clock, truth)


@pytest.fixture
def watch(place: Place) -> Watch:
    return Watch(Board((LANE,)), place, place, place, place.truth)  # type: ignore[arg-type]


def passes(watch: Watch, seconds: float) -> bool:
    """Let some seconds pass; whether the demo is over by then."""
    end = watch.seconds + seconds
    while watch.seconds < end and not watch.over():
        watch.step()
    return watch.over()


def test_it_ends_soon_after_everything_was_found(watch: Watch, place: Place) -> None:
    place.raise_alert()

    assert not passes(watch, 6)
    assert passes(watch, 6)


def test_an_alert_that_flink_has_counted_is_waited_for(watch: Watch, place: Place) -> None:
    place.truth.write_text("")

    assert not passes(watch, 60)
    place.raise_alert()
    assert passes(watch, 12)
    assert len(watch.board.alerts) == 1


def test_figures_that_lag_behind_the_alerts_are_waited_for(watch: Watch, place: Place) -> None:
    place.raised = 0
    place.raise_alert()

    assert not passes(watch, 60)
    place.raised = 1
    assert passes(watch, 12)
    assert watch.board.figures["sms-spam", "alert"].outgoing == 1


def test_that_nothing_changes_while_flink_does_not_answer_is_no_end(watch: Watch, place: Place) -> None:
    place.raise_alert()
    assert not passes(watch, 3)
    place.is_down = True

    assert not passes(watch, 60)
    place.is_down = False
    assert passes(watch, 12)


def test_a_case_that_is_missed_may_still_be_on_its_way(watch: Watch, place: Place) -> None:
    place.raised = 0

    assert not passes(watch, 25)
    place.raised = 1
    place.raise_alert()
    assert passes(watch, 12)
    assert watch.board.scores()["sms-spam"].found == ("a",)


def test_a_case_that_stays_missed_is_not_waited_for_much_longer(watch: Watch, place: Place) -> None:
    place.raised = 0

    assert passes(watch, 40)


def test_events_are_waited_for_as_long_as_some_arrive(watch: Watch, place: Place) -> None:
    place.summary.events["sms"] = 210
    for _ in range(20):
        assert not passes(watch, 10)
        place.incoming += 10

    place.raise_alert()
    assert passes(watch, 15)


def test_what_never_arrives_is_not_waited_for_for_ever(watch: Watch, place: Place) -> None:
    place.summary.events["sms"] = 11

    assert not passes(watch, 60)
    assert passes(watch, 60)


def test_figures_and_alerts_that_never_agree_are_not_waited_for_for_ever(watch: Watch, place: Place) -> None:
    place.raised = 2
    place.raise_alert()

    assert not passes(watch, 60)
    assert passes(watch, 60)
