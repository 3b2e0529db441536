"""One run: pace, order, truth and the count of what was written."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from filbert.runtime.traffic.batch import Batch
from filbert.runtime.traffic.kafka_sink import KafkaSink
from filbert.runtime.traffic.pace import NoPace, Pace
from filbert.runtime.traffic.run import run
from filbert.runtime.traffic.sink import FileSink
from filbert.runtime.traffic.truth import Truth

CASE = Truth("sms-spam", "a", 500, 1_500)


class TwoBatches:
    topics: Mapping[str, str] = {"sms": "sms", "calls": "calls"}

    def batches(self) -> Iterator[Batch]:
        yield Batch(1_000, [("sms", "a", '{"n":1}'), ("calls", "b", '{"n":2}')], [])
        yield Batch(2_000, [("sms", "a", '{"n":3}')], [CASE])


class WallClock:
    """A clock that passes only while somebody sleeps, or by itself if told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(round(seconds, 6))
        self.now += seconds


def test_events_are_lines_in_order_of_arrival_and_the_truth_stands_beside_them(tmp_path: Path) -> None:
    summary = run(TwoBatches(), FileSink(tmp_path, TwoBatches.topics), tmp_path / "truth.jsonl", NoPace())

    assert (tmp_path / "events.jsonl").read_text().splitlines() == [
        '{"stream":"sms","value":{"n":1}}',
        '{"stream":"calls","value":{"n":2}}',
        '{"stream":"sms","value":{"n":3}}',
    ]
    assert (tmp_path / "sms.jsonl").read_text().splitlines() == [
        '{"stream":"sms","value":{"n":1}}',
        '{"stream":"sms","value":{"n":3}}',
    ]
    assert (tmp_path / "calls.jsonl").read_text().splitlines() == ['{"stream":"calls","value":{"n":2}}']
    assert (tmp_path / "truth.jsonl").read_text() == CASE.to_line() + "\n"
    assert summary.events == {"sms": 2, "calls": 1}
    assert summary.planted == {"sms-spam": 1}
    assert (summary.until_ms, summary.failed, summary.stopped) == (2_000, 0, False)


def test_a_run_that_is_stopped_keeps_what_it_has(tmp_path: Path) -> None:
    wishes = iter([False, True])

    summary = run(
        TwoBatches(),
        FileSink(tmp_path, TwoBatches.topics),
        tmp_path / "truth.jsonl",
        NoPace(),
        stopping=lambda: next(wishes),
    )

    assert (tmp_path / "events.jsonl").read_text().count("\n") == 2
    assert (tmp_path / "truth.jsonl").read_text() == ""
    assert summary.stopped
    assert (summary.total, summary.until_ms) == (2, 1_000)


def test_event_time_passes_at_a_multiple_of_wall_time() -> None:
    clock = WallClock()
    pace = Pace(speed=1_000, start_ms=50_000, clock=clock, sleep=clock.sleep)

    for event_ms in (70_000, 90_000, 90_500, 110_000):
        pace.wait_for(event_ms)

    assert clock.naps == [0.02, 0.02, 0.02]
    assert round(clock.now - 100.0, 6) == 0.06


def test_whoever_is_behind_does_not_sleep_and_knows_by_how_much() -> None:
    clock = WallClock()
    pace = Pace(speed=1, start_ms=0, clock=clock, sleep=clock.sleep)
    pace.wait_for(0)

    clock.now += 5.0
    pace.wait_for(2_000)
    pace.wait_for(6_000)

    assert clock.naps == [1.0]
    assert pace.latest == 3.0


def test_records_that_kafka_never_confirms_are_counted(tmp_path: Path) -> None:
    sink = KafkaSink("127.0.0.1:1", {"sms": "sms", "calls": "calls"}, timeout_seconds=0.5)

    summary = run(TwoBatches(), sink, tmp_path / "truth.jsonl", NoPace())

    assert summary.failed == 3
    assert summary.first_failure is not None
