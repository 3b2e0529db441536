"""The example scenarios fit the made-up traffic: they read every record, and find the planted cases, all and only."""

from pathlib import Path

import pytest
from filbert.components.json_format import Decoder
from filbert.runtime.loading import load
from filbert.runtime.sandbox import run_sandbox
from filbert.runtime.traffic.batch import TrafficSettings
from filbert.runtime.traffic.kinds import open_traffic
from filbert.runtime.traffic.score import score
from filbert.runtime.traffic.telecom.records import TOPICS
from filbert.runtime.traffic.telecom.rules import OUT_OF_ORDERNESS_MS
from filbert.scenarios.events import InputEvent
from filbert.scenarios.stream import load_streams
from filbert.scenarios.testcase import load_test_cases

EXAMPLES = Path(__file__).parents[3] / "scenarios" / "examples"
MONDAY = 1_767_571_200_000  # 2026-01-05T00:00:00Z
DEMO = TrafficSettings(rate=400, speed=1_000, seconds=100, seed=11, start_ms=MONDAY)
SCENARIOS = {"sms-spam": {"sms"}, "premium-usage": {"calls"}, "sim-cloning": {"sms", "calls"}}


def test_the_streams_are_those_that_the_traffic_writes() -> None:
    streams = load_streams(EXAMPLES / "streams")

    assert {name: stream.topic for name, stream in streams.items()} == TOPICS
    assert {stream.event_time.out_of_orderness_ms for stream in streams.values()} == {OUT_OF_ORDERNESS_MS}


def test_every_record_fits_its_stream() -> None:
    streams = load_streams(EXAMPLES / "streams")
    decoders = {
        name: Decoder({field: declared.declared for field, declared in stream.fields.items()})
        for name, stream in streams.items()
    }

    for batch in open_traffic("telecom", TrafficSettings(500, 1_000, 30, 3, MONDAY)).batches():
        for name, key, value in batch.records:
            row, error = decoders[name].decode(value.encode())
            assert error is None
            assert row is not None
            assert row[str(streams[name].key)] == key


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_finds_all_planted_cases_and_nothing_else(name: str) -> None:
    loaded = load(EXAMPLES / f"{name}.yaml")
    batches = list(open_traffic("telecom", DEMO).batches())
    events = [
        InputEvent(stream=stream, key=key, raw=value.encode())
        for batch in batches
        for stream, key, value in batch.records
        if stream in SCENARIOS[name]
    ]
    planted = [case for batch in batches for case in batch.truths if case.scenario == name]

    result = run_sandbox(loaded.plan, events)

    scores = score(({"scenario": name, "subject": row.record["subject"]} for row in result.rows), planted)
    assert result.errors == ()
    assert len(scores[name].found) >= 3
    assert scores[name].missed == ()
    assert scores[name].unexpected == ()


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_has_saved_test_cases_of_each_sort(name: str) -> None:
    cases = load_test_cases(EXAMPLES / f"{name}.tests.yaml")

    assert any(case.expect["alert"] for case in cases)
    assert any(not case.expect["alert"] for case in cases)
    assert any(case.errors for case in cases)
